// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_PUNYCODE_HPP
#define MXTLS_IDENTITY_PUNYCODE_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include <mxtls/core/ascii.hpp>

namespace mxtls::identity {

namespace detail {

/// The value of a letter or digit, 36 for any other octet.
constexpr std::uint32_t punycode_digit(char c) noexcept {
  if (ascii::is_alpha(c)) return static_cast<std::uint32_t>(ascii::to_lower(c) - 'a');
  return ascii::is_digit(c) ? static_cast<std::uint32_t>(c - '0') + 26 : 36;
}

/// References: RFC 3492 section 6.1.
constexpr std::uint32_t adapt_bias(std::uint32_t delta, std::uint32_t points, std::uint32_t damp) noexcept {
  delta /= damp;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > 455; k += 36) delta /= 35;
  return k + 36 * delta / (delta + 38);
}

} // namespace detail

/// Decodes Punycode: what follows the `xn--` of an A-label. Basic code points stay as they are.
///
/// @returns The number of code points; none if the text is malformed or has more than `out` has room for.
/// Never allocates. Complexity: the length of the text times the size of `out`.
///
/// References: RFC 3492 section 6.2.
constexpr std::optional<std::size_t> decode_punycode(std::string_view text, std::span<char32_t> out) noexcept {
  constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  std::size_t const hyphen = text.rfind('-');
  std::size_t const basic = hyphen == std::string_view::npos ? 0 : hyphen;
  if (basic > out.size() || !ascii::is_ascii(text)) return std::nullopt;
  std::copy_n(text.begin(), basic, out.begin());
  std::size_t count = basic;
  std::uint32_t point = 128;
  std::uint32_t bias = 72;
  std::uint32_t at = 0;
  text.remove_prefix(hyphen == std::string_view::npos ? 0 : hyphen + 1);
  while (!text.empty()) {
    std::uint32_t const before = at;
    std::uint32_t weight = 1;
    for (std::uint32_t k = 36;; k += 36) {
      if (text.empty()) return std::nullopt;
      std::uint32_t const digit = detail::punycode_digit(text.front());
      text.remove_prefix(1);
      if (digit == 36 || digit > (most - at) / weight) return std::nullopt;
      at += digit * weight;
      std::uint32_t const threshold = k <= bias ? 1 : std::min<std::uint32_t>(k - bias, 26);
      if (digit < threshold) break;
      if (weight > most / (36 - threshold)) return std::nullopt;
      weight *= 36 - threshold;
    }
    if (count == out.size()) return std::nullopt;
    auto const points = static_cast<std::uint32_t>(++count);
    bias = detail::adapt_bias(at - before, points, before == 0 ? 700 : 2);
    if (at / points > 0x10ffff - point) return std::nullopt;
    point += at / points;
    at %= points;
    std::copy_backward(out.begin() + at, out.begin() + static_cast<std::ptrdiff_t>(count) - 1,
                       out.begin() + static_cast<std::ptrdiff_t>(count));
    out[at++] = point;
  }
  return count;
}

} // namespace mxtls::identity

#endif
