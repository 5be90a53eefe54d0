// SPDX-License-Identifier: BSL-1.0
#include <set>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/reason.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

static_assert(is_match(reason::same_name) && !is_match(reason::different_name));

TEST_CASE("Five reasons are matches, and no others", "[identity][reason]") {
  int matches = 0;
  for (int i = 0; to_text(static_cast<reason>(i)) != "unknown"; ++i)
    matches += is_match(static_cast<reason>(i)) ? 1 : 0;
  CHECK(matches == 5);
  CHECK(is_match(reason::name_below));
  CHECK(is_match(reason::same_name));
  CHECK(is_match(reason::same_address));
  CHECK(is_match(reason::wildcard_label));
  CHECK(is_match(reason::partial_wildcard_label));
}

TEST_CASE("Every reason has a code of its own in lower case and hyphens", "[identity][reason]") {
  std::set<std::string_view> codes;
  int reasons = 0;
  for (int i = 0; to_text(static_cast<reason>(i)) != "unknown"; ++i, ++reasons) {
    auto const code = to_text(static_cast<reason>(i));
    codes.insert(code);
    for (char const c : code) CHECK((c == '-' || (mxtls::ascii::is_alpha(c) && c == mxtls::ascii::to_lower(c))));
  }
  CHECK(reasons >= 40);
  CHECK(codes.size() == static_cast<std::size_t>(reasons));
}

TEST_CASE("Three reasons say that nothing is known, and they are no matches", "[identity][reason]") {
  int unknown = 0;
  for (int i = 0; to_text(static_cast<reason>(i)) != "unknown"; ++i) {
    unknown += is_unknown(static_cast<reason>(i)) ? 1 : 0;
    CHECK(!(is_unknown(static_cast<reason>(i)) && is_match(static_cast<reason>(i))));
  }
  CHECK(unknown == 3);
  CHECK(is_unknown(reason::public_suffix_unknown));
  CHECK(is_unknown(reason::a_label_needs_idna));
  CHECK(is_unknown(reason::reads_beyond_reference));
}

TEST_CASE("What is nearer to a match comes later", "[identity][reason]") {
  CHECK(reason::no_name < reason::other_kind);
  CHECK(reason::other_kind < reason::different_name);
  CHECK(reason::address_needs_ip_id < reason::different_address);
  CHECK(reason::different_name < reason::wildcard_label_count);
  CHECK(reason::wildcard_partial < reason::common_name_beside_dns_id);
  CHECK(reason::common_name_never < reason::partial_wildcard_label);
  CHECK(reason::partial_wildcard_label < reason::wildcard_label);
  CHECK(reason::wildcard_label < reason::same_name);
}
