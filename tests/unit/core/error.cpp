// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <system_error>

#include <mxtls/core/error.hpp>
#include <mxtls/test/catch.hpp>

// Two parts as any other: an enumeration, its name and its words.
namespace mxtls::tea {

enum class errc { cold = 1, spilt };

constexpr char const* category_name(errc) noexcept { return "mxtls.tea"; }

constexpr std::string_view describe(errc value) noexcept {
  switch (value) {
  case errc::cold: return "the tea is cold";
  case errc::spilt: return "the tea is spilt";
  }
  return "unknown tea error";
}

} // namespace mxtls::tea

namespace mxtls::cake {

enum class errc { burnt = 1 };

constexpr char const* category_name(errc) noexcept { return "mxtls.cake"; }
constexpr std::string_view describe(errc) noexcept { return "the cake is burnt"; }

} // namespace mxtls::cake

MXTLS_ERROR_ENUM(tea);
MXTLS_ERROR_ENUM(cake);

namespace {

using namespace mxtls;

static_assert(std::is_error_code_enum_v<tea::errc>);
static_assert(std::is_error_code_enum_v<cake::errc>);

} // namespace

TEST_CASE("A part's error is an error code with the part's words", "[core][error]") {
  std::error_code const ec = tea::errc::spilt;
  CHECK(ec);
  CHECK(ec.value() == 2);
  CHECK(ec == tea::errc::spilt);
  CHECK(ec != tea::errc::cold);
  CHECK(std::string{ec.category().name()} == "mxtls.tea");
  CHECK(ec.message() == "the tea is spilt");
}

TEST_CASE("Errors of two parts differ although their numbers are the same", "[core][error]") {
  std::error_code const tea_is_cold = tea::errc::cold;
  std::error_code const cake_is_burnt = cake::errc::burnt;
  CHECK(tea_is_cold.value() == cake_is_burnt.value());
  CHECK(tea_is_cold != cake_is_burnt);
  CHECK(tea_is_cold != cake::errc::burnt);
}

TEST_CASE("A part has one category", "[core][error]") {
  CHECK(make_error_code(tea::errc::cold).category() == make_error_code(tea::errc::spilt).category());
  CHECK(&make_error_code(tea::errc::cold).category() == &error_category<tea::errc>::instance());
}

TEST_CASE("A number that is no error of the part still has a message", "[core][error]") {
  CHECK(std::error_code{99, error_category<tea::errc>::instance()}.message() == "unknown tea error");
}
