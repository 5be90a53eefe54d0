// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_TIMESTAMP_HPP
#define MXTLS_CORE_TIMESTAMP_HPP

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <mxtls/core/ascii.hpp>

namespace mxtls {

/// A moment in UTC: seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Not `std::chrono::sys_seconds`, whose header alone costs more compile time than all of core.
/// Convert at the rim: `sys_seconds{std::chrono::seconds{t.unix_seconds}}`.
struct timestamp {
  std::int64_t unix_seconds = 0;

  friend constexpr auto operator<=>(timestamp, timestamp) = default;
};

constexpr timestamp operator+(timestamp t, std::int64_t seconds) noexcept { return {t.unix_seconds + seconds}; }
constexpr timestamp operator-(timestamp t, std::int64_t seconds) noexcept { return {t.unix_seconds - seconds}; }

inline constexpr std::int64_t seconds_per_day = 86'400;

/// A date and time of day in the proleptic Gregorian calendar, UTC.
struct civil_time {
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;

  friend constexpr bool operator==(civil_time const&, civil_time const&) = default;
};

constexpr bool is_leap_year(int year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/// @pre `1 <= month && month <= 12`
constexpr int days_in_month(int year, int month) noexcept {
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// The moment of a civil time; empty for a day that does not exist. 23:59:60 is refused too.
constexpr std::optional<timestamp> to_timestamp(civil_time const& c) noexcept {
  if (c.year < 0 || c.year > 9999 || c.month < 1 || c.month > 12 || c.day < 1) return std::nullopt;
  if (c.day > days_in_month(c.year, c.month)) return std::nullopt;
  if (c.hour < 0 || c.hour > 23 || c.minute < 0 || c.minute > 59 || c.second < 0 || c.second > 59) return std::nullopt;
  // Years begin in March here, so that the leap day is the last of its year.
  int const month = (c.month + 9) % 12;
  int const year = c.month <= 2 ? c.year - 1 : c.year;
  std::int64_t const era = (year < 0 ? year - 399 : year) / 400;
  std::int64_t const year_of_era = year - era * 400;
  std::int64_t const day_of_year = (153 * month + 2) / 5 + c.day - 1;
  std::int64_t const day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  std::int64_t const days = era * 146'097 + day_of_era - 719'468;
  return timestamp{days * seconds_per_day + c.hour * 3600 + c.minute * 60 + c.second};
}

/// The civil time of a moment. @pre year 0 to 9999
constexpr civil_time to_civil(timestamp t) noexcept {
  std::int64_t days = t.unix_seconds / seconds_per_day;
  std::int64_t rest = t.unix_seconds % seconds_per_day;
  if (rest < 0) {
    rest += seconds_per_day;
    --days;
  }
  civil_time c;
  c.year = static_cast<int>(1970 + days / 366);
  while (c.year > 0 && to_timestamp({c.year, 1, 1})->unix_seconds > days * seconds_per_day) --c.year;
  while (c.year < 9999 && to_timestamp({c.year + 1, 1, 1})->unix_seconds <= days * seconds_per_day) ++c.year;
  std::int64_t left = days - to_timestamp({c.year, 1, 1})->unix_seconds / seconds_per_day;
  while (left >= days_in_month(c.year, c.month)) left -= days_in_month(c.year, c.month++);
  c.day = static_cast<int>(left) + 1;
  c.hour = static_cast<int>(rest / 3600);
  c.minute = static_cast<int>(rest / 60 % 60);
  c.second = static_cast<int>(rest % 60);
  return c;
}

/// `2026-11-23T09:30:00Z`
inline std::string to_text(timestamp t) {
  civil_time const c = to_civil(t);
  std::string out;
  auto const put = [&out](int value, int width, char after) {
    std::string const digits = std::to_string(value);
    out.append(static_cast<std::size_t>(width) - digits.size(), '0').append(digits).push_back(after);
  };
  put(c.year, 4, '-');
  put(c.month, 2, '-');
  put(c.day, 2, 'T');
  put(c.hour, 2, ':');
  put(c.minute, 2, ':');
  put(c.second, 2, 'Z');
  return out;
}

/// Reads `YYYY-MM-DD` (midnight), `YYYY-MM-DDThh:mm:ssZ` (or a space for the T); always UTC.
///
/// References: RFC 3339 section 5.6, without fractions and offsets.
constexpr std::optional<timestamp> parse_timestamp(std::string_view text) noexcept {
  auto const matches = [&](std::string_view shape) {
    if (text.size() != shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i)
      if (shape[i] == '0' ? !ascii::is_digit(text[i]) : (text[i] != shape[i])) return false;
    return true;
  };
  auto const number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) value = value * 10 + (text[i] - '0');
    return value;
  };
  bool const with_time = matches("0000-00-00T00:00:00Z") || matches("0000-00-00 00:00:00Z");
  if (!with_time && !matches("0000-00-00")) return std::nullopt;
  civil_time c{.year = number(0, 4), .month = number(5, 2), .day = number(8, 2)};
  if (with_time) {
    c.hour = number(11, 2);
    c.minute = number(14, 2);
    c.second = number(17, 2);
  }
  return to_timestamp(c);
}

} // namespace mxtls

#endif
