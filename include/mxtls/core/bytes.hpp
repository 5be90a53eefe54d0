// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_BYTES_HPP
#define MXTLS_CORE_BYTES_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>

namespace mxtls {

/// Octets that somebody owns: a DER certificate, a signature, a key.
using bytes = std::vector<std::uint8_t>;

/// Octets that somebody else owns; valid as long as the owner is.
using byte_view = std::span<std::uint8_t const>;

/// The same octets seen as text; nothing is decoded or checked.
inline std::string_view as_text(byte_view octets) noexcept {
  return {reinterpret_cast<char const*>(octets.data()), octets.size()};
}

/// The same characters seen as octets.
inline byte_view as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

inline bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

inline std::string to_text(byte_view octets) { return std::string{as_text(octets)}; }

/// Lower-case hexadecimal, two digits an octet, `separator` between octets if it is not NUL.
inline std::string to_hex(byte_view octets, char separator = '\0') {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(octets.size() * (separator == '\0' ? 2 : 3));
  for (std::uint8_t const octet : octets) {
    if (separator != '\0' && !out.empty()) out += separator;
    out += digits[octet >> 4];
    out += digits[octet & 0x0f];
  }
  return out;
}

/// Octets from hexadecimal, two digits each in either case and nothing between; nothing for anything else.
inline std::optional<bytes> parse_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  bytes out;
  out.reserve(digits.size() / 2);
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    int const high = ascii::hex_value(digits[at]);
    int const low = ascii::hex_value(digits[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return out;
}

} // namespace mxtls

#endif
