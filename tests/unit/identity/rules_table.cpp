// SPDX-License-Identifier: BSL-1.0
// The tables of rules in fixtures/identity/README.md are those of the data; MXTLS_WRITE=1 writes them anew.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/identity/match.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

#include "../../readme.hpp"

#ifndef MXTLS_FIXTURES
#error "MXTLS_FIXTURES must be a string literal: the path of the folder fixtures"
#endif

using namespace mxtls::identity;

namespace {

using row = std::vector<std::string>;

std::string common_name_counts(rule_set const& r) {
  switch (r.common_name) {
  case common_name_when::never: return "never";
  case common_name_when::unless_blocked: return "unless blocked";
  case common_name_when::no_subject_alt_name: return "if there is no SAN";
  case common_name_when::always: return "always";
  }
  return "?";
}

std::string blockers(rule_set const& r) {
  if (r.common_name != common_name_when::unless_blocked) return "-";
  struct kind {
    presented_kind value;
    std::string_view text;
  };
  std::string out;
  for (auto const& [value, text] : {kind{presented_kind::dns_id, "DNS"}, kind{presented_kind::ip_id, "IP"},
                                    kind{presented_kind::uri_id, "URI"}, kind{presented_kind::srv_id, "SRV"},
                                    kind{presented_kind::mail, "mail"}, kind{presented_kind::directory, "directory"}})
    if (r.common_name_blockers.has(value)) (out += out.empty() ? "" : " ") += text;
  return out;
}

std::string of_several(rule_set const& r) {
  if (r.common_name == common_name_when::never) return "-";
  switch (r.which_common_name) {
  case common_name_which::any: return "any";
  case common_name_which::first: return "first";
  case common_name_which::last: return "last";
  case common_name_which::only: return "none";
  case common_name_which::first_of_last_rdn: return "last level's first";
  }
  return "?";
}

std::string place(rule_set const& r) {
  switch (r.wildcard) {
  case wildcard_place::none: return "nowhere";
  case wildcard_place::left_most_label: return "left-most";
  case wildcard_place::any_label: return "any label";
  }
  return "?";
}

std::string parts(rule_set const& r) {
  switch (r.partial) {
  case partial_wildcard::none: return "-";
  case partial_wildcard::prefix: return "`m*`";
  case partial_wildcard::prefix_or_suffix: return "`m*` `*x`";
  case partial_wildcard::suffix: return "`*x`";
  case partial_wildcard::any:
    return r.stars_in_label == stars_in_label::any ? "`m*` `*x` `m*x` `m*x*`" : "`m*` `*x` `m*x`";
  }
  return "?";
}

std::string address(rule_set const& r) {
  switch (r.address) {
  case address_rule::out_of_scope: return "nowhere";
  case address_rule::ip_id: return "iPAddress";
  case address_rule::ipv4_id: return "IPv4: iPAddress";
  case address_rule::ip_id_or_common_name: return "iPAddress, CN";
  case address_rule::as_text: return "as text";
  }
  return "?";
}

std::string address_texts(rule_set const& r) {
  std::string out;
  auto const add = [&out](std::string_view text) { (out += out.empty() ? "" : ", ") += text; };
  switch (r.address_forms) {
  case address_forms::standard: break;
  case address_forms::loose_decimal: add("zeros"); break;
  case address_forms::short_decimal: add("short"); break;
  case address_forms::inet_aton:
  case address_forms::inet_aton_and_blanks: add("inet_aton"); break;
  }
  if (r.brackets == brackets::any_address) add("brackets");
  if (r.brackets == brackets::ipv6) add("brackets (IPv6)");
  if (r.zone != zone_rule::part_of_text && r.zone != zone_rule::matches_none) add("zone");
  if (r.address_final_dot == permission::allowed) add("final dot");
  if (r.mapped_address == permission::allowed) add("mapped");
  return out.empty() ? "-" : out;
}

/// What a verifier says of names that are here for their own sake.
std::string ask(std::string_view wanted, std::vector<presented> const& names, rule_set const& r) {
  switch (match(reference_from_text(wanted), names, r).what) {
  case verdict::match: return "yes";
  case verdict::mismatch: return "no";
  case verdict::error: return "error";
  case verdict::unknown: break;
  }
  return "unknown";
}

/// Whether a dNSName is found for a reference identifier.
std::string finds(std::string_view wanted, std::string name, rule_set const& r) {
  return ask(wanted, {{presented_kind::dns_id, std::move(name)}}, r);
}

/// Whether a star may cover a part of an A-label; the best that any part gets.
std::string part_of_a_label(rule_set const& r) {
  if (r.partial == partial_wildcard::none) return "-";
  std::string best = "no";
  for (char const* const pattern : {"x*.example.test", "*a.example.test", "x*a.example.test"})
    best = std::max(best, finds("xn--bcher-kva.example.test", pattern, r)); // no, unknown, yes
  return best;
}

std::string labels_behind(rule_set const& r) {
  if (r.public_suffix == public_suffix_rule::refused) return "no public suffix";
  return std::to_string(r.labels_after_wildcard);
}

std::string beside(presented const& odd, rule_set const& r) {
  presented_kind const right = r.compared.empty() ? presented_kind::cn_id : presented_kind::dns_id;
  return ask("mx.example.test", {odd, {right, "mx.example.test"}}, r);
}

/// A table in Markdown that is one as plain text too.
template <typename Cells>
std::string table(row const& heads, Cells const& cells) {
  std::vector<row> rows{heads, row(heads.size())};
  for (rule_set const* const r : rules::all) {
    rows.push_back(cells(*r));
    rows.back().insert(rows.back().begin(), std::string{r->id});
  }
  std::string out;
  for (row const& one : rows) {
    for (std::size_t column = 0; column < heads.size(); ++column) {
      std::size_t width = 0;
      for (row const& each : rows) width = std::max(width, each[column].size());
      bool const line = &one == &rows[1];
      out += (column == 0 ? "| " : " | ") + one[column] + std::string(width - one[column].size(), line ? '-' : ' ');
    }
    out += " |\n";
  }
  return out;
}

/// The same; who compares nothing has dashes.
template <typename Cells>
std::string rules_table(row const& heads, Cells const& cells) {
  return table(
      heads, [&](rule_set const& r) { return r.matching == matching::never ? row(heads.size() - 1, "-") : cells(r); });
}

std::string all_tables() {
  std::string out = "### Who they are\n\n";
  out += table({"verifier", "known from", "what", "versions"}, [](rule_set const& r) {
    char const* const known = r.basis == basis::standard   ? "its text"
                              : r.basis == basis::measured ? "asking it"
                                                           : "its source";
    return row{known, std::string{r.title}, std::string{r.versions}};
  });
  out += "\n### The common name\n\n";
  out += rules_table({"verifier", "it counts", "blocked by", "of several"}, [](rule_set const& r) {
    return row{common_name_counts(r), blockers(r), of_several(r)};
  });
  out += "\n### Wildcards\n\n";
  out += rules_table({"verifier", "place", "part of a label", "of an A-label", "labels behind", "it covers", "`_`"},
                     [](rule_set const& r) {
                       if (r.wildcard == wildcard_place::none) return row{"nowhere", "-", "-", "-", "-", "-"};
                       return row{place(r),
                                  parts(r),
                                  part_of_a_label(r),
                                  labels_behind(r),
                                  r.star_labels == star_labels::one ? "1" : "1 or more",
                                  finds("m_x.example.test", "*.example.test", r)};
                     });
  out += "\n### Dots\n\n";
  out += rules_table({"verifier", "`mx.test.` finds `mx.test`", "`mx.test` `mx.test.`", "`mx.test.` `mx.test.`",
                      "`.mx.test` `a.mx.test`", "`.mx.test` `b.a.mx.test`"},
                     [](rule_set const& r) {
                       if (r.compared.empty()) return row{"-", "-", "-", "-", "-"};
                       return row{finds("mx.test.", "mx.test", r), finds("mx.test", "mx.test.", r),
                                  finds("mx.test.", "mx.test.", r), finds(".mx.test", "a.mx.test", r),
                                  finds(".mx.test", "b.a.mx.test", r)};
                     });
  out += "\n### Addresses\n\n";
  out += rules_table({"verifier", "found in", "read with"}, [](rule_set const& r) {
    return row{address(r), address_texts(r)};
  });
  out += "\n### Malformed neighbours\n\n";
  out += rules_table({"verifier", "NUL at the end", "empty", "one space", "not ASCII", "`mx..test`", "IP of 3 octets"},
                     [](rule_set const& r) {
                       using namespace std::string_literals;
                       constexpr auto dns = presented_kind::dns_id;
                       return row{beside({dns, "evil.test\0"s}, r),
                                  beside({dns, ""}, r),
                                  beside({dns, " "}, r),
                                  beside({dns, "b\xc3\xbc.test"}, r),
                                  beside({dns, "mx..test"}, r),
                                  beside({presented_kind::ip_id, "abc"}, r)};
                     });
  return out;
}

} // namespace

TEST_CASE("The tables of rules in README.md are those of the data", "[identity][rules][readme]") {
  mxtls::test::check_readme(MXTLS_FIXTURES "/identity/README.md", "rules", all_tables());
}
