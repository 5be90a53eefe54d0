// SPDX-License-Identifier: BSL-1.0
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <mxtls/core/result.hpp>
#include <mxtls/smtp/errc.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::failure;
using mxtls::result;
using mxtls::smtp::errc;

namespace {

result<std::string> twice(std::string const& text) {
  if (text.empty()) return errc::reply_malformed;
  if (text.front() == '!') return failure{errc::reply_malformed, 7};
  return text + text;
}

} // namespace

TEST_CASE("A result holds the value", "[core][result]") {
  auto made = twice("ab");
  REQUIRE(made);
  CHECK(made.has_value());
  CHECK(*made == "abab");
  CHECK(made->size() == 4);
  CHECK(made.value() == "abab");
  CHECK(!made.error());
  made->push_back('c');
  *made += 'd';
  made.value() += 'e';
  CHECK(*std::as_const(made) == "ababcde");
  CHECK(std::as_const(made)->size() == 7);
  CHECK(std::as_const(made).value() == "ababcde");
}

TEST_CASE("A result holds the reason and the place instead", "[core][result]") {
  auto const made = twice("!");
  REQUIRE(!made);
  CHECK(!made.has_value());
  CHECK(made.error() == errc::reply_malformed);
  CHECK(made.failure() == failure{errc::reply_malformed, 7});
}

TEST_CASE("A reason alone stands for the beginning of the input", "[core][result]") {
  CHECK(twice("").failure() == failure{errc::reply_malformed, 0});
}

TEST_CASE("Failures differ by reason and by place", "[core][result]") {
  failure const here{errc::reply_malformed, 1};
  CHECK(here == failure{errc::reply_malformed, 1});
  CHECK(here != failure{errc::reply_malformed, 2});
  CHECK(here != failure{errc::reply_too_long, 1});
  CHECK(failure{} == failure{std::error_code{}, 0});
}

TEST_CASE("Asking for a value that is not there throws the reason", "[core][result]") {
  auto made = twice("");
  auto const reason = [](auto&& use) -> std::error_code {
    try {
      use();
    } catch (std::system_error const& e) {
      return e.code();
    }
    return {};
  };
  CHECK(reason([&] { (void)made.value(); }) == errc::reply_malformed);
  CHECK(reason([&] { (void)std::as_const(made).value(); }) == errc::reply_malformed);
  CHECK(reason([] { (void)twice("").value(); }) == errc::reply_malformed);
}

TEST_CASE("A value that can only be moved is moved out", "[core][result]") {
  auto const make = [] { return result<std::unique_ptr<int>>{std::make_unique<int>(7)}; };
  std::unique_ptr<int> const by_star = *make();
  std::unique_ptr<int> const by_name = make().value();
  CHECK(*by_star == 7);
  CHECK(*by_name == 7);
}

TEST_CASE("A failure is passed on as the result of another type", "[core][result]") {
  auto const length = [](std::string const& text) -> result<std::size_t> {
    auto const made = twice(text);
    if (!made) return made.failure();
    return made->size();
  };
  CHECK(length("abc").value() == 6);
  CHECK(length("!").failure() == failure{errc::reply_malformed, 7});
}
