// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_BASE64_HPP
#define MXTLS_CORE_BASE64_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/result.hpp>

namespace mxtls {

namespace detail {

inline constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Value of one base64 digit, or -1.
constexpr int base64_value(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

} // namespace detail

/// RFC 4648 section 4 base64 with padding, in one line.
inline std::string to_base64(byte_view octets) {
  std::string out;
  out.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    std::size_t const have = octets.size() - i;
    std::uint32_t const group = static_cast<std::uint32_t>(octets[i]) << 16 |
                                static_cast<std::uint32_t>(have > 1 ? octets[i + 1] : 0) << 8 |
                                static_cast<std::uint32_t>(have > 2 ? octets[i + 2] : 0);
    out += detail::base64_digits[group >> 18 & 63];
    out += detail::base64_digits[group >> 12 & 63];
    out += have > 1 ? detail::base64_digits[group >> 6 & 63] : '=';
    out += have > 2 ? detail::base64_digits[group & 63] : '=';
  }
  return out;
}

/// The octets of a base64 text; white space anywhere in it is skipped, padding is required.
///
/// Strict otherwise, so that one value has one text: bits left over before the padding must be 0.
///
/// @returns at most three octets for four characters, or a failure with `where` at the character
/// that does not belong (the end of the text if padding is missing).
/// Errors: `std::errc::illegal_byte_sequence`.
/// References: RFC 4648 sections 3.2, 3.3, 3.5 and 4.
inline result<bytes> from_base64(std::string_view text) {
  auto const wrong = [](std::size_t where) {
    return failure{std::make_error_code(std::errc::illegal_byte_sequence), where};
  };
  bytes out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int digits = 0;
  int padding = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
    int const value = detail::base64_value(c);
    if (c == '=') {
      bool const belongs = digits + padding < 4 && (digits == 2 || digits == 3);
      bool const leftover = (group & (digits == 2 ? 0x0fU : 0x03U)) != 0;
      if (!belongs || leftover) return wrong(i);
      ++padding;
      continue;
    }
    if (value < 0 || padding > 0) return wrong(i);
    group = group << 6 | static_cast<std::uint32_t>(value);
    if (++digits < 4) continue;
    for (int shift = 16; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(group >> shift & 0xff));
    group = 0;
    digits = 0;
  }
  if (digits != 0 && digits + padding != 4) return wrong(text.size());
  if (digits == 2) out.push_back(static_cast<std::uint8_t>(group >> 4 & 0xff));
  if (digits == 3) {
    out.push_back(static_cast<std::uint8_t>(group >> 10 & 0xff));
    out.push_back(static_cast<std::uint8_t>(group >> 2 & 0xff));
  }
  return out;
}

} // namespace mxtls

#endif
