// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_ERRC_HPP
#define MXTLS_SMTP_ERRC_HPP

#include <string_view>

#include <mxtls/core/error.hpp>

namespace mxtls::smtp {

/// Why octets from a peer are not SMTP.
enum class errc {
  /// A line ran on beyond the limit without an end.
  line_too_long = 1,
  /// A line of a reply does not begin with three digits and a space, a hyphen or its end.
  reply_malformed,
  /// The lines of one reply carry different codes.
  reply_code_changed,
  /// A reply has more lines than the limit.
  reply_too_long,
};

constexpr char const* category_name(errc) noexcept { return "mxtls.smtp"; }

constexpr std::string_view describe(errc value) noexcept {
  switch (value) {
  case errc::line_too_long: return "a line is longer than the limit; the peer does not speak SMTP, or floods";
  case errc::reply_malformed: return "a reply does not begin with a three-digit code; the peer does not speak SMTP";
  case errc::reply_code_changed: return "the lines of one reply carry different codes";
  case errc::reply_too_long: return "a reply has more lines than the limit; the peer floods";
  }
  return "unknown SMTP error";
}

} // namespace mxtls::smtp

MXTLS_ERROR_ENUM(smtp);

#endif
