// SPDX-License-Identifier: BSL-1.0
#include <set>
#include <string_view>

#include <mxtls/identity/rule_set.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

TEST_CASE("RFC 2818 takes the most specific common name where there is no dNSName", "[identity][rfc2818-3.1]") {
  CHECK(rules::rfc2818.common_name == common_name_when::no_dns_id);
  CHECK(rules::rfc2818.which_common_name == common_name_which::most_specific);
  CHECK(rules::rfc2818.wildcard == wildcard_place::any_label);
  CHECK(rules::rfc2818.partial == partial_wildcard::allowed);
  CHECK(rules::rfc2818.address == address_rule::ip_id);
}

TEST_CASE("RFC 6125 takes a common name as a last resort, and knows no addresses", "[identity][rfc6125-6.4]") {
  CHECK(rules::rfc6125.common_name == common_name_when::no_service_id);
  CHECK(rules::rfc6125.which_common_name == common_name_which::any);
  CHECK(rules::rfc6125.wildcard == wildcard_place::left_most_label);
  CHECK(rules::rfc6125.partial == partial_wildcard::allowed);
  CHECK(rules::rfc6125.address == address_rule::out_of_scope);
}

TEST_CASE("RFC 9525 takes no common name and no part of a label", "[identity][rfc9525-2][rfc9525-6.3]") {
  CHECK(rules::rfc9525.common_name == common_name_when::never);
  CHECK(rules::rfc9525.wildcard == wildcard_place::left_most_label);
  CHECK(rules::rfc9525.partial == partial_wildcard::refused);
  CHECK(rules::rfc9525.address == address_rule::ip_id);
}

TEST_CASE("The rule sets stand in the order of their years and have names of their own", "[identity][rule_set]") {
  CHECK(rules::all[0]->id == "rfc2818");
  CHECK(rules::all[1]->id == "rfc6125");
  CHECK(rules::all[2]->id == "rfc9525");
  std::set<std::string_view> titles;
  for (rule_set const* const each : rules::all) titles.insert(each->title);
  CHECK(titles.size() == rules::all.size());
}

TEST_CASE("Every rule of a rule set says where it stands", "[identity][rule_set]") {
  for (rule_set const* const each : rules::all) {
    CAPTURE(each->id);
    for (auto const clause :
         {each->name_clause, each->wildcard_clause, each->common_name_clause, each->address_clause}) {
      // `RFC 6125 section 6.4.4` of `rfc6125`
      CHECK(clause.substr(0, 4) == "RFC ");
      CHECK(clause.substr(4, 4) == each->id.substr(3));
      CHECK(clause.substr(8, 9) == " section ");
    }
  }
}

TEST_CASE("A rule set of one's own is strict unless it says otherwise", "[identity][rule_set]") {
  constexpr rule_set own{.id = "own"};
  CHECK(own.common_name == common_name_when::never);
  CHECK(own.wildcard == wildcard_place::left_most_label);
  CHECK(own.partial == partial_wildcard::refused);
  CHECK(own.labels_after_wildcard == 1);
  CHECK(own.address == address_rule::ip_id);
}
