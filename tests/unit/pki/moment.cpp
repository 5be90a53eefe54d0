// SPDX-License-Identifier: BSL-1.0
#include <string_view>

#include <mxtls/pki/moment.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::parse_timestamp;
using mxtls::timestamp;
using namespace mxtls::pki;

namespace {

timestamp const now = *parse_timestamp("2031-05-04T12:00:00Z");

} // namespace

TEST_CASE("A date is the same moment whatever the certificates are made for", "[pki][moment]") {
  moment const date = *parse_timestamp("2030-01-01");
  CHECK(date.at(now) == *parse_timestamp("2030-01-01"));
  CHECK(date.at(timestamp{0}) == *parse_timestamp("2030-01-01"));
}

TEST_CASE("What is counted from now moves with it", "[pki][moment]") {
  CHECK(days_from_now(-92).at(now) == *parse_timestamp("2031-02-01T12:00:00Z"));
  CHECK(days_from_now(7).at(now) == *parse_timestamp("2031-05-11T12:00:00Z"));
  CHECK(from_now(-1).at(now) == *parse_timestamp("2031-05-04T11:59:59Z"));
  CHECK(from_now(0).at(now) == now);
}

TEST_CASE("Moments are read from days, seconds, now and dates", "[pki][moment]") {
  struct {
    char const* text;
    char const* is;
  } const table[]{
      {"now", "2031-05-04T12:00:00Z"},        {"7d", "2031-05-11T12:00:00Z"},
      {"-92d", "2031-02-01T12:00:00Z"},       {"-1s", "2031-05-04T11:59:59Z"},
      {"60s", "2031-05-04T12:01:00Z"},        {"0d", "2031-05-04T12:00:00Z"},
      {"2050-01-01", "2050-01-01T00:00:00Z"}, {"2049-12-31T23:59:59Z", "2049-12-31T23:59:59Z"},
  };
  for (auto const& [text, is] : table) {
    INFO(text);
    auto const read = parse_moment(text);
    REQUIRE(read);
    CHECK(to_text(read->at(now)) == is);
  }
}

TEST_CASE("What is no moment is not read as one", "[pki][moment]") {
  for (std::string_view const text :
       {"", "-", "d", "-d", "7", "7w", "7D", "+7d", "--7d", " 7d", "7d ", "7 d", "7.5d", "Now", "-now", "1234567890d",
        "2031-02-30", "2031-05-04T12:00:00", "99999999999999999999s"}) {
    INFO(text);
    CHECK_FALSE(parse_moment(text));
  }
}

TEST_CASE("A moment is written as it is read", "[pki][moment]") {
  for (std::string_view const text :
       {"now", "7d", "-92d", "-1s", "86401s", "999999999d", "-999999999s", "2050-01-01T00:00:00Z"}) {
    INFO(text);
    REQUIRE(parse_moment(text));
    CHECK(to_text(*parse_moment(text)) == text);
  }
  CHECK(to_text(from_now(mxtls::seconds_per_day)) == "1d");
}
