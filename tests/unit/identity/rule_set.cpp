// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <set>
#include <string_view>

#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

TEST_CASE("RFC 2818 takes the most specific common name where there is no dNSName", "[identity][rfc2818-3.1]") {
  CHECK(rules::rfc2818.common_name == common_name_when::unless_blocked);
  CHECK(rules::rfc2818.common_name_blockers == presented_kinds{presented_kind::dns_id});
  CHECK(rules::rfc2818.which_common_name == common_name_which::last);
  CHECK(rules::rfc2818.wildcard == wildcard_place::any_label);
  CHECK(rules::rfc2818.partial == partial_wildcard::any);
  CHECK(rules::rfc2818.address == address_rule::ip_id);
}

TEST_CASE("RFC 6125 takes a common name as a last resort, and knows no addresses", "[identity][rfc6125-6.4]") {
  CHECK(rules::rfc6125.common_name == common_name_when::unless_blocked);
  CHECK(rules::rfc6125.common_name_blockers ==
        presented_kinds{presented_kind::dns_id, presented_kind::srv_id, presented_kind::uri_id});
  CHECK(rules::rfc6125.which_common_name == common_name_which::any);
  CHECK(rules::rfc6125.wildcard == wildcard_place::left_most_label);
  CHECK(rules::rfc6125.partial == partial_wildcard::any);
  CHECK(rules::rfc6125.address == address_rule::out_of_scope);
}

TEST_CASE("RFC 9525 takes no common name and no part of a label", "[identity][rfc9525-2][rfc9525-6.3]") {
  CHECK(rules::rfc9525.common_name == common_name_when::never);
  CHECK(rules::rfc9525.wildcard == wildcard_place::left_most_label);
  CHECK(rules::rfc9525.partial == partial_wildcard::none);
  CHECK(rules::rfc9525.address == address_rule::ip_id);
}

TEST_CASE("The rule sets stand in the order of their years and have names of their own", "[identity][rule_set]") {
  CHECK(rules::standards[0]->id == "rfc2818");
  CHECK(rules::standards[1]->id == "rfc6125");
  CHECK(rules::standards[2]->id == "rfc9525");
  std::set<std::string_view> titles;
  for (rule_set const* const each : rules::standards) titles.insert(each->title);
  CHECK(titles.size() == rules::standards.size());
}

TEST_CASE("Every rule of a rule set says where it stands", "[identity][rule_set]") {
  for (rule_set const* const each : rules::standards) {
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

TEST_CASE("There is a rule set for each verifier, in a stable order and under a stable name", "[identity][rule_set]") {
  constexpr std::array<std::string_view, 30> ids{"rfc2818",
                                                 "rfc6125",
                                                 "rfc9525",
                                                 "openssl",
                                                 "openssl_nopartial",
                                                 "openssl_nosubject",
                                                 "postfix",
                                                 "postfix_pre36",
                                                 "exim_openssl",
                                                 "exim_legacy",
                                                 "sendmail",
                                                 "sendmail_cn",
                                                 "sendmail_altnames",
                                                 "opensmtpd",
                                                 "opensmtpd_6_8",
                                                 "gnutls",
                                                 "wolfssl",
                                                 "go",
                                                 "webpki",
                                                 "nss",
                                                 "nss_classic",
                                                 "chromium",
                                                 "curl",
                                                 "java",
                                                 "java_ldap",
                                                 "python",
                                                 "urllib3",
                                                 "node",
                                                 "mbedtls",
                                                 "botan"};
  REQUIRE(rules::all.size() == ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    CHECK(rules::all[i]->id == ids[i]);
    CHECK(rules::find(ids[i]) == rules::all[i]);
  }
  CHECK(rules::find("openssl_") == nullptr);
  CHECK(rules::find("") == nullptr);
}

TEST_CASE("Every rule set says what it stands for, how that is known and where it is written", "[identity][rule_set]") {
  std::set<std::string_view> titles;
  for (rule_set const* const each : rules::all) {
    CAPTURE(each->id);
    titles.insert(each->title);
    CHECK(!each->product.empty());
    CHECK(!each->versions.empty());
    CHECK((each->basis == basis::standard) == (each->product.substr(0, 4) == "RFC "));
    for (auto const clause : {each->name_clause, each->wildcard_clause, each->common_name_clause, each->address_clause})
      CHECK(!clause.empty());
  }
  CHECK(titles.size() == rules::all.size());
}

TEST_CASE("A rule set of one's own is strict unless it says otherwise", "[identity][rule_set]") {
  constexpr rule_set own{.id = "own"};
  CHECK(own.common_name == common_name_when::never);
  CHECK(own.wildcard == wildcard_place::left_most_label);
  CHECK(own.partial == partial_wildcard::none);
  CHECK(own.labels_after_wildcard == 1);
  CHECK(own.address == address_rule::ip_id);
}
