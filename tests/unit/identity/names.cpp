// SPDX-License-Identifier: BSL-1.0
// Runs the table of truth in fixtures/identity/names.vec; its README.md has the format.
#include <array>
#include <cstddef>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/identity/match.hpp>
#include <mxtls/identity/reference.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

#ifndef MXTLS_FIXTURES
#error "MXTLS_FIXTURES must be a string literal: the path of the folder fixtures"
#endif

using namespace mxtls::identity;

namespace {

constexpr char const* path = MXTLS_FIXTURES "/identity/names.vec";

struct verdict {
  bool matches = false;
  /// The reason's text, or `none` where there are no names.
  std::string why{};
};

struct test_vector {
  reference expected{};
  std::vector<presented> names{};
  std::array<verdict, 3> verdicts{};
};

[[noreturn]] void malformed(std::string const& what) { throw std::invalid_argument{what}; }

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (true) {
    auto const end = std::min(text.find(separator), text.size());
    out.emplace_back(mxtls::ascii::trim(text.substr(0, end)));
    if (end == text.size()) return out;
    text.remove_prefix(end + 1);
  }
}

std::string octets_of(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 4 || text[i + 1] != 'x') malformed("a backslash begins \\xNN");
    int const high = mxtls::ascii::hex_value(text[i + 2]);
    int const low = mxtls::ascii::hex_value(text[i + 3]);
    if (high < 0 || low < 0) malformed("a backslash begins \\xNN");
    out += static_cast<char>(high * 16 + low);
    i += 3;
  }
  return out;
}

presented read_presented(std::string const& text) {
  struct prefix {
    std::string_view text;
    presented_kind kind;
  };
  for (auto const& [start, kind] : {prefix{"DNS:", presented_kind::dns_id}, prefix{"IP:", presented_kind::ip_id},
                                    prefix{"CN:", presented_kind::cn_id}, prefix{"URI:", presented_kind::uri_id},
                                    prefix{"SRV:", presented_kind::srv_id}, prefix{"OTHER:", presented_kind::other}}) {
    if (!text.starts_with(start)) continue;
    auto const rest = std::string_view{text}.substr(start.size());
    if (kind != presented_kind::ip_id || rest.empty() || rest.front() == '\\') return {kind, octets_of(rest)};
    auto const address = mxtls::parse_ip_address(rest);
    if (!address) malformed("no IP address: " + text);
    return {kind, mxtls::to_text(*address)};
  }
  malformed("no such kind of name: " + text);
}

bool is_reason(std::string_view text) {
  for (int i = 0; to_text(static_cast<reason>(i)) != "unknown"; ++i)
    if (to_text(static_cast<reason>(i)) == text) return true;
  return false;
}

verdict read_verdict(std::string const& text) {
  auto const words = split(text, ' ');
  if (words.size() != 2 || (words[0] != "yes" && words[0] != "no")) malformed("no verdict and reason: " + text);
  if (words[1] != "none" && !is_reason(words[1])) malformed("no such reason: " + words[1]);
  return {words[0] == "yes", words[1]};
}

test_vector read_vector(std::string_view line) {
  auto const fields = split(line, '|');
  if (fields.size() != 3 && fields.size() != 5) malformed("3 or 5 fields are wanted");
  test_vector out;
  auto const expected = parse_reference(fields[0]);
  if (!expected) malformed("no reference identifier: " + expected.error().message());
  out.expected = *expected;
  if (fields[1] != "-")
    for (auto const& name : split(fields[1], ' '))
      if (!name.empty()) out.names.push_back(read_presented(name));
  if (out.names.empty() && fields[1] != "-") malformed("no presented identifiers are written as -");
  for (std::size_t i = 0; i < out.verdicts.size(); ++i)
    out.verdicts[i] = read_verdict(fields[fields.size() == 3 ? 2 : 2 + i]);
  return out;
}

void check(test_vector const& v, verdict const& truth, rule_set const& rules) {
  INFO("rules: " << rules.id);
  auto const found = match(v.expected, v.names, rules);
  CHECK(found.is_match() == truth.matches);
  CHECK(matches(v.expected, v.names, rules) == truth.matches);
  CHECK(found.reasons.size() == v.names.size());
  if (truth.why == "none") {
    CHECK(!found.nearest);
    return;
  }
  REQUIRE(found.nearest);
  CHECK(to_text(found.reasons[*found.nearest]) == truth.why);
  auto const shape = shape_of(v.names);
  for (std::size_t i = 0; i < v.names.size(); ++i)
    CHECK(compare(v.expected, v.names[i], i, shape, rules) == found.reasons[i]);
}

} // namespace

TEST_CASE("The table of truth holds under every rule set",
          "[identity][names][rfc2818-3.1][rfc6125-6.4][rfc9525-6.3][rfc9525-6.4]") {
  std::ifstream file{path};
  INFO("file: " << path);
  REQUIRE(file);
  std::size_t vectors = 0;
  std::size_t number = 0;
  std::set<std::string> reasons;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    INFO("line " << number << ": " << line);
    try {
      auto const v = read_vector(line);
      ++vectors;
      for (std::size_t i = 0; i < rules::standards.size(); ++i) {
        check(v, v.verdicts[i], *rules::standards[i]);
        reasons.insert(v.verdicts[i].why);
      }
    } catch (std::invalid_argument const& e) {
      FAIL_CHECK("names.vec, line " << number << " is malformed: " << e.what());
    }
  }
  CHECK(vectors >= 60);
  // Every reason that the standards know has a vector; programs know more of them.
  for (reason const each : {reason::other_kind,
                            reason::address_out_of_scope,
                            reason::address_needs_ip_id,
                            reason::address_length,
                            reason::different_address,
                            reason::not_a_name,
                            reason::different_name,
                            reason::embedded_nul,
                            reason::final_dot,
                            reason::wildcard_repeated,
                            reason::wildcard_too_wide,
                            reason::wildcard_in_a_label,
                            reason::wildcard_not_left_most,
                            reason::wildcard_label_count,
                            reason::wildcard_partial,
                            reason::common_name_not_the_one,
                            reason::common_name_beside_dns_id,
                            reason::common_name_never,
                            reason::partial_wildcard_label,
                            reason::wildcard_label,
                            reason::same_address,
                            reason::same_name}) {
    CAPTURE(to_text(each));
    CHECK(reasons.count(std::string{to_text(each)}) == 1);
  }
}

TEST_CASE("A malformed line of the table is not passed over", "[identity][names]") {
  CHECK_NOTHROW(read_vector("mx.example.test | DNS:mx.example.test CN:\\x00 | yes same-name"));
  for (std::string_view const line : {
           "mx.example.test",
           "mx.example.test | DNS:a",
           "mx.example.test | DNS:a | yes same-name | yes same-name",
           "mx.example.test | DNS:a | yes same-name | yes same-name | no different-name | no different-name",
           "mx example | DNS:a | no different-name",
           " | DNS:a | no different-name",
           "mx.example.test | | no none",
           "mx.example.test | a | no different-name",
           "mx.example.test | dns:a | no different-name",
           "mx.example.test | DNS:a\\x0 | no different-name",
           "mx.example.test | DNS:a\\n00 | no different-name",
           "mx.example.test | DNS:a\\xgg | no different-name",
           "mx.example.test | IP:192.0.2 | no other-kind",
           "mx.example.test | DNS:a | same-name",
           "mx.example.test | DNS:a | maybe same-name",
           "mx.example.test | DNS:a | no such-reason",
           "mx.example.test | DNS:a | no unknown",
           "mx.example.test | DNS:a | no different-name really",
       }) {
    CAPTURE(line);
    CHECK_THROWS_AS(read_vector(line), std::invalid_argument);
  }
}
