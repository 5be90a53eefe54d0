// SPDX-License-Identifier: BSL-1.0
#include <mxtls/identity/flag_set.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::identity::flag_set;

namespace {

enum class letter { a, b, last = 31 };

} // namespace

TEST_CASE("A set holds what was put in and nothing else", "[identity][flag_set]") {
  constexpr flag_set<letter> some{letter::a, letter::last};
  static_assert(some.has(letter::a) && some.has(letter::last) && !some.has(letter::b));
  static_assert(!some.empty() && flag_set<letter>{}.empty());
  static_assert(some.has_any_of({letter::last, letter::b}) && !some.has_any_of({letter::b}) && !some.has_any_of({}));
  flag_set<letter> grown;
  grown.insert(letter::b);
  CHECK(grown == flag_set<letter>{letter::b});
  grown.insert(some);
  CHECK(grown == flag_set<letter>{letter::last, letter::b, letter::a});
}
