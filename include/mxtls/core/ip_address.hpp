// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_IP_ADDRESS_HPP
#define MXTLS_CORE_IP_ADDRESS_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>

namespace mxtls {

namespace detail {

inline std::optional<bytes> parse_ipv4(std::string_view text) {
  bytes out;
  while (true) {
    std::size_t const dot = std::min(text.find('.'), text.size());
    std::string_view const part = text.substr(0, dot);
    if (part.empty() || part.size() > 3 || (part.size() > 1 && part.front() == '0')) return std::nullopt;
    int value = 0;
    for (char const c : part) {
      if (!ascii::is_digit(c)) return std::nullopt;
      value = value * 10 + (c - '0');
    }
    if (value > 255 || out.size() == 4) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(value));
    if (dot == text.size()) break;
    text.remove_prefix(dot + 1);
  }
  if (out.size() != 4) return std::nullopt;
  return out;
}

/// Up to eight groups, no `::`; the last one may be dotted. Appends two octets a group.
inline bool parse_ipv6_groups(std::string_view text, bytes& out) {
  if (text.empty()) return true;
  while (true) {
    std::size_t const colon = std::min(text.find(':'), text.size());
    std::string_view const group = text.substr(0, colon);
    if (colon == text.size() && group.find('.') != std::string_view::npos) {
      auto const dotted = parse_ipv4(group);
      if (dotted) out.insert(out.end(), dotted->begin(), dotted->end());
      return dotted.has_value() && out.size() <= 16;
    }
    if (group.empty() || group.size() > 4 || out.size() > 14) return false;
    unsigned value = 0;
    for (char const c : group) {
      int const digit = ascii::hex_value(c);
      if (digit < 0) return false;
      value = value * 16 + static_cast<unsigned>(digit);
    }
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value & 0xff));
    if (colon == text.size()) return true;
    text.remove_prefix(colon + 1);
  }
}

inline std::optional<bytes> parse_ipv6(std::string_view text) {
  std::size_t const gap = text.find("::");
  bytes head;
  if (gap == std::string_view::npos) {
    if (text.empty() || !parse_ipv6_groups(text, head) || head.size() != 16) return std::nullopt;
    return head;
  }
  bytes tail;
  std::string_view const before = text.substr(0, gap);
  if (before.find('.') != std::string_view::npos) return std::nullopt;
  if (!parse_ipv6_groups(before, head) || !parse_ipv6_groups(text.substr(gap + 2), tail)) return std::nullopt;
  if (head.size() + tail.size() > 14) return std::nullopt;
  head.resize(16 - tail.size());
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

} // namespace detail

/// The 4 or 16 octets of an IP address in its standard text form; empty for any other text.
///
/// Octal, hexadecimal and shortened IPv4 forms (`0177.1`) are not addresses here.
///
/// References: RFC 3986 section 3.2.2 (IPv4address), RFC 4291 section 2.2.
inline std::optional<bytes> parse_ip_address(std::string_view text) {
  return text.find(':') == std::string_view::npos ? detail::parse_ipv4(text) : detail::parse_ipv6(text);
}

/// Standard text of 4 or 16 octets; hexadecimal octets for any other length.
///
/// References: RFC 5952 section 4.
inline std::string ip_address_to_text(byte_view octets) {
  std::string out;
  if (octets.size() == 4) {
    for (std::uint8_t const octet : octets) (out += out.empty() ? "" : ".") += std::to_string(octet);
    return out;
  }
  if (octets.size() != 16) return to_hex(octets, ':');
  auto const group = [&](std::size_t i) { return octets[2 * i] << 8 | octets[2 * i + 1]; };
  // The longest run of two or more zero groups, the first of equals, becomes "::".
  std::size_t gap = 8;
  std::size_t gap_length = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t run = 0;
    while (i + run < 8 && group(i + run) == 0) ++run;
    if (run > gap_length) {
      gap = i;
      gap_length = run;
    }
  }
  for (std::size_t i = 0; i < 8;) {
    if (i == gap) {
      out += "::";
      i += gap_length;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    std::array<std::uint8_t, 2> const pair{octets[2 * i], octets[2 * i + 1]};
    std::string const hex = to_hex(pair);
    out += hex.substr(std::min(hex.find_first_not_of('0'), hex.size() - 1));
    ++i;
  }
  return out;
}

} // namespace mxtls

#endif
