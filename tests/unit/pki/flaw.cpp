// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <set>
#include <string_view>

#include <mxtls/pki/flaw.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::pki;

TEST_CASE("Every flaw has an entry at the place of its value, and a name of its own", "[pki][flaw]") {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < flaws.size(); ++i) {
    flaw_entry const& each = flaws[i];
    INFO(each.id);
    CHECK(static_cast<std::size_t>(each.what) == i);
    CHECK(to_text(each.what) == each.id);
    CHECK_FALSE(each.does.empty());
    CHECK(each.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
    ids.insert(each.id);
  }
  CHECK(ids.size() == flaws.size());
  CHECK(flaws.back().what == flaw::not_a_certificate);
}

TEST_CASE("A list has the flaws that stand in it", "[pki][flaw]") {
  CHECK(has({flaw::truncated, flaw::version_1}, flaw::version_1));
  CHECK_FALSE(has({flaw::truncated}, flaw::version_1));
  CHECK_FALSE(has({}, flaw::odd_octets));
}
