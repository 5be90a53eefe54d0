// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_BYTES_HPP
#define MXTLS_CORE_BYTES_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

} // namespace mxtls

#endif
