// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <string>
#include <string_view>

#include <mxtls/core/timestamp.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls;

static_assert(parse_timestamp("2026-11-23T09:30:00Z") == timestamp{1'795'426'200});
static_assert(to_civil({-1}) == civil_time{1969, 12, 31, 23, 59, 59});
static_assert(!parse_timestamp("2023-02-29"));
static_assert(timestamp{1} < timestamp{2});

namespace {

struct moment {
  std::string_view text;
  std::int64_t unix_seconds;
};

// date -u -d "$text" +%s
constexpr moment moments[] = {
    {"0000-01-01T00:00:00Z", -62'167'219'200},
    {"0000-02-29T00:00:00Z", -62'162'121'600},
    {"0001-01-01T00:00:00Z", -62'135'596'800},
    {"1600-02-29T00:00:00Z", -11'670'998'400},
    {"1752-09-14T00:00:00Z", -6'857'222'400},
    {"1900-01-01T00:00:00Z", -2'208'988'800},
    {"1900-03-01T00:00:00Z", -2'203'891'200},
    {"1950-01-01T00:00:00Z", -631'152'000},
    {"1969-12-31T00:00:00Z", -86'400},
    {"1969-12-31T23:59:59Z", -1},
    {"1970-01-01T00:00:00Z", 0},
    {"1985-04-12T23:20:50Z", 482'196'050},
    {"2000-02-29T12:34:56Z", 951'827'696},
    {"2017-07-14T02:40:00Z", 1'500'000'000},
    {"2026-11-23T09:30:00Z", 1'795'426'200},
    {"2038-01-19T03:14:08Z", 2'147'483'648},
    {"2049-12-31T23:59:59Z", 2'524'607'999},
    {"2100-01-01T00:00:00Z", 4'102'444'800},
    {"2100-02-28T23:59:59Z", 4'107'542'399},
    {"2400-12-31T00:00:00Z", 13'601'001'600},
    {"9999-12-31T23:59:59Z", 253'402'300'799},
};

} // namespace

TEST_CASE("Times are read as the seconds since 1970", "[core][timestamp][rfc3339-5.6]") {
  for (auto const& [text, unix_seconds] : moments) {
    CAPTURE(text);
    REQUIRE(parse_timestamp(text));
    CHECK(parse_timestamp(text)->unix_seconds == unix_seconds);
  }
}

TEST_CASE("Times are written as they are read", "[core][timestamp][rfc3339-5.6]") {
  for (auto const& [text, unix_seconds] : moments) CHECK(to_text(timestamp{unix_seconds}) == text);
}

TEST_CASE("A day is its midnight, and a space may stand for the T", "[core][timestamp][rfc3339-5.6]") {
  CHECK(parse_timestamp("2000-02-29") == timestamp{951'782'400}); // date -u -d 2000-02-29 +%s
  CHECK(parse_timestamp("2000-02-29 12:34:56Z") == timestamp{951'827'696});
}

TEST_CASE("A text of another shape is no time", "[core][timestamp][rfc3339-5.6]") {
  for (std::string_view const text : {"",
                                      "2026",
                                      "2026-11",
                                      "2026-1-23",
                                      "26-11-23",
                                      "20261123",
                                      "2026-11-23T",
                                      "2026-11-23Z",
                                      "2026-11-23T09:30Z",
                                      "2026-11-23T09:30:00",
                                      "2026-11-23t09:30:00z",
                                      "2026-11-23T09:30:00z",
                                      "2026-11-23T09:30:00.5Z",
                                      "1996-12-19T16:39:57-08:00",
                                      "2026-11-23T09:30:00+00:00",
                                      " 2026-11-23",
                                      "2026-11-23 ",
                                      "2026/11/23",
                                      "-026-11-23",
                                      "+026-11-23",
                                      "2026-11-2x",
                                      "2026-11-23T09:30:0\xb2Z",
                                      "12026-11-23"}) {
    CAPTURE(text);
    CHECK(!parse_timestamp(text));
  }
}

TEST_CASE("A day or a time of day that does not exist is no time", "[core][timestamp][rfc3339-5.7]") {
  for (std::string_view const text :
       {"2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32", "2026-04-31", "2026-02-29", "1900-02-29", "2100-02-29",
        "2024-02-30", "2026-11-23T24:00:00Z", "2026-11-23T23:60:00Z", "1990-12-31T23:59:60Z"}) {
    CAPTURE(text);
    CHECK(!parse_timestamp(text));
  }
}

TEST_CASE("Civil times out of range have no moment", "[core][timestamp]") {
  CHECK(to_timestamp({}) == timestamp{0});
  for (civil_time const& c :
       {civil_time{-1, 12, 31}, civil_time{10'000, 1, 1}, civil_time{1970, -1, 1}, civil_time{1970, 1, -1},
        civil_time{1970, 1, 1, -1}, civil_time{1970, 1, 1, 0, -1}, civil_time{1970, 1, 1, 0, 0, -1},
        civil_time{1970, 2'147'483'647, 1}, civil_time{-2'147'483'647, 1, 1}}) {
    CHECK(!to_timestamp(c));
  }
}

TEST_CASE("Every fourth year is a leap year, but not every hundredth", "[core][timestamp][rfc3339-appendix-c]") {
  CHECK(is_leap_year(2024));
  CHECK(!is_leap_year(2026));
  CHECK(!is_leap_year(1900));
  CHECK(!is_leap_year(2100));
  CHECK(is_leap_year(2000));
  CHECK(is_leap_year(0));
}

TEST_CASE("Months have the days they have", "[core][timestamp][rfc3339-5.7]") {
  int const of_2026[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int month = 1; month <= 12; ++month) CHECK(days_in_month(2026, month) == of_2026[month - 1]);
  CHECK(days_in_month(2024, 2) == 29);
  CHECK(days_in_month(2100, 2) == 28);
}

TEST_CASE("Day follows day from the year 0 to 9999", "[core][timestamp]") {
  // Counts the days by the calendar alone.
  std::int64_t seconds = -62'167'219'200;
  std::size_t wrong = 0;
  for (int year = 0; year <= 9999; ++year) {
    for (int month = 1; month <= 12; ++month) {
      civil_time const first{year, month, 1};
      civil_time const last{year, month, days_in_month(year, month), 23, 59, 59};
      if (to_timestamp(first) != timestamp{seconds} || to_civil({seconds}) != first) ++wrong;
      seconds += days_in_month(year, month) * seconds_per_day;
      if (to_timestamp(last) != timestamp{seconds - 1} || to_civil({seconds - 1}) != last) ++wrong;
    }
  }
  CHECK(wrong == 0);
  CHECK(seconds - 1 == 253'402'300'799);
}

TEST_CASE("Moments are ordered, and seconds are added to and taken from them", "[core][timestamp]") {
  timestamp const t{1'795'426'200};
  CHECK(t + 1 > t);
  CHECK(t - 1 < t);
  CHECK(t + seconds_per_day - seconds_per_day == t);
  CHECK(to_text(t + seconds_per_day) == "2026-11-24T09:30:00Z");
  CHECK(to_text(t - 90 * seconds_per_day) == "2026-08-25T09:30:00Z"); // date -u -d '2026-11-23 -90 days' +%F
}
