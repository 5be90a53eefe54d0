// SPDX-License-Identifier: BSL-1.0
#include <ctime>

#include <mxtls/core/now.hpp>
#include <mxtls/test/catch.hpp>

TEST_CASE("now is what the clock of this machine says, in seconds since 1970", "[core]") {
  std::timespec before{};
  std::timespec after{};
  REQUIRE(std::timespec_get(&before, TIME_UTC) == TIME_UTC);
  mxtls::timestamp const now = mxtls::now();
  REQUIRE(std::timespec_get(&after, TIME_UTC) == TIME_UTC);
  // The coarse clock behind one of them may be a tick behind the other.
  CHECK(now >= mxtls::timestamp{before.tv_sec} - 1);
  CHECK(now <= mxtls::timestamp{after.tv_sec} + 1);
}
