// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_MOMENT_HPP
#define MXTLS_PKI_MOMENT_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/timestamp.hpp>

namespace mxtls::pki {

/// A point in time: a date, or so many seconds from the moment the certificates are made for.
///
/// What is counted from that moment stays true on any day: "expires in 7 days" needs no waiting.
class moment {
 public:
  /// A date is a moment.
  constexpr moment(timestamp date) noexcept : seconds_{date.unix_seconds}, counted_from_{start::epoch} {}

  /// @param now What the certificates are made for.
  constexpr timestamp at(timestamp now) const noexcept {
    return counted_from_ == start::now ? now + seconds_ : timestamp{seconds_};
  }

  friend constexpr moment from_now(std::int64_t seconds) noexcept;
  friend std::string to_text(moment value);

 private:
  enum class start { epoch, now };

  constexpr moment(std::int64_t seconds, start counted_from) noexcept
      : seconds_{seconds}, counted_from_{counted_from} {}

  std::int64_t seconds_;
  start counted_from_;
};

/// So many seconds after the moment the certificates are made for, before it if negative.
constexpr moment from_now(std::int64_t seconds) noexcept { return {seconds, moment::start::now}; }

/// The same in days.
constexpr moment days_from_now(std::int64_t days) noexcept { return from_now(days * seconds_per_day); }

/// Reads `-92d`, `7d`, `-1s` and `now`, all from that moment, or a date as `parse_timestamp` does.
constexpr std::optional<moment> parse_moment(std::string_view text) noexcept {
  if (text == "now") return from_now(0);
  if (auto const date = parse_timestamp(text)) return moment{*date};
  bool const past = text.starts_with('-');
  if (past) text.remove_prefix(1);
  constexpr std::size_t most_digits = 9;
  if (text.size() < 2 || text.size() > most_digits + 1) return std::nullopt;
  char const unit = text.back();
  if (unit != 'd' && unit != 's') return std::nullopt;
  std::int64_t count = 0;
  for (char const digit : text.substr(0, text.size() - 1)) {
    if (!ascii::is_digit(digit)) return std::nullopt;
    count = count * 10 + (digit - '0');
  }
  if (past) count = -count;
  return unit == 'd' ? days_from_now(count) : from_now(count);
}

/// What `parse_moment` reads.
inline std::string to_text(moment value) {
  if (value.counted_from_ == moment::start::epoch) return to_text(timestamp{value.seconds_});
  if (value.seconds_ == 0) return "now";
  if (value.seconds_ % seconds_per_day == 0) return std::to_string(value.seconds_ / seconds_per_day) + 'd';
  return std::to_string(value.seconds_) + 's';
}

} // namespace mxtls::pki

#endif
