// SPDX-License-Identifier: BSL-1.0
// The table of scenarios in fixtures/scenarios/README.md is that of the files; MXTLS_WRITE=1 writes it anew.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/fake/scenario.hpp>

#include "../../readme.hpp"
#include "mxtls_catalogue.hpp"

using namespace mxtls;

namespace {

/// For a cell of a table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

std::string_view outcome(std::string const& verdict) {
  if (verdict == "pass") return "yes";
  return verdict == "fail" ? "no" : "?";
}

std::string row(fake::scenario const& of) {
  std::string out = "| `" + of.id + "` | " + cell(of.title) + " | ";
  for (std::string const& finding : of.expected_findings) out += "`" + finding + "` ";
  if (of.expected_findings.empty()) out += "- ";
  for (std::string_view const policy : fake::sender_policies)
    out += "| " + std::string{outcome(of.expected_verdicts.at(std::string{policy}))} + " ";
  return out + "|\n";
}

std::string all_tables() {
  std::map<std::string, std::string> groups;
  for (fake::scenario const& each : mxtls_catalogue()) groups[each.group] += row(each);
  std::string heads = "| scenario | what it does | findings";
  std::string rule = "|---|---|---";
  for (std::string_view const policy : fake::sender_policies) {
    heads += " | " + std::string{policy};
    rule += "|---";
  }
  std::string out;
  for (auto const& [group, rows] : groups)
    out += (out.empty() ? "### " : "\n### ") + group + "\n\n" + heads + " |\n" + rule + "|\n" + rows;
  return out;
}

} // namespace

TEST_CASE("The table of scenarios in README.md is that of the files", "[fake][scenarios][readme]") {
  test::check_readme(MXTLS_FIXTURES "/scenarios/README.md", "scenarios", all_tables());
}

TEST_CASE("No two scenarios share an id or an MX host, and all their names are nobody's",
          "[fake][scenarios][rfc2606]") {
  std::set<std::string> ids;
  std::set<std::string> hosts;
  for (fake::scenario const& each : mxtls_catalogue()) {
    INFO(each.id);
    CHECK(ids.insert(each.id).second);
    CHECK(hosts.insert(each.mx_host).second);
    auto const reserved = [](std::string_view name) {
      return name.ends_with(".test") || name.ends_with(".example") || name.ends_with(".invalid");
    };
    CHECK(reserved(each.domain));
    CHECK(reserved(each.mx_host));
  }
  CHECK(ids.size() >= 150);
}
