// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_ADDRESS_FORMS_HPP
#define MXTLS_IDENTITY_ADDRESS_FORMS_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>

/// Texts that some programs take for an IPv4 address, though the standard form is another.
namespace mxtls::identity {

using ipv4_octets = std::array<std::uint8_t, 4>;

namespace detail {

/// One number of an address, decimal or in a base that its first digits name; takes it off the text.
constexpr std::optional<std::uint64_t> take_number(std::string_view& text, unsigned base) noexcept {
  std::uint64_t value = 0;
  std::size_t digits = 0;
  for (; digits < text.size(); ++digits) {
    int const digit = ascii::hex_value(text[digits]);
    if (digit < 0 || static_cast<unsigned>(digit) >= base) break;
    value = value * base + static_cast<unsigned>(digit);
    if (value > 0xffffffff) return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

enum class number_bases { decimal, decimal_octal_hexadecimal };

/// One to four numbers, the last of which fills all octets that are left.
constexpr std::optional<ipv4_octets> shortened_address(std::string_view text, number_bases bases) noexcept {
  ipv4_octets out{};
  for (std::size_t part = 0; part < 4; ++part) {
    unsigned base = 10;
    if (bases == number_bases::decimal_octal_hexadecimal && text.starts_with('0')) {
      bool const hexadecimal = ascii::starts_with(text, "0x");
      if (hexadecimal) text.remove_prefix(2);
      base = hexadecimal ? 16 : 8;
    }
    auto const value = take_number(text, base);
    if (!value) return std::nullopt;
    if (text.empty()) {
      if (part > 0 && *value >> (8 * (4 - part)) != 0) return std::nullopt;
      for (std::size_t i = part; i < 4; ++i) out[i] = static_cast<std::uint8_t>(*value >> (8 * (3 - i)) & 0xff);
      return out;
    }
    if (*value > 255 || text.front() != '.') return std::nullopt;
    out[part] = static_cast<std::uint8_t>(*value);
    text.remove_prefix(1);
  }
  return std::nullopt;
}

} // namespace detail

/// As inet_aton reads it: `192.0.537`, `0300.0.2.1`, `0xc0000201`, `3221225985`.
constexpr std::optional<ipv4_octets> inet_aton_address(std::string_view text) noexcept {
  return detail::shortened_address(text, detail::number_bases::decimal_octal_hexadecimal);
}

/// As Java reads it: the same forms, but always decimal: `192.0.2.010` ends in 10.
constexpr std::optional<ipv4_octets> short_decimal_address(std::string_view text) noexcept {
  if (text.size() > 15) return std::nullopt;
  return detail::shortened_address(text, detail::number_bases::decimal);
}

/// As OpenSSL reads it: four decimal numbers that may have zeros, a plus and blanks before them, and
/// blanks at the end.
constexpr std::optional<ipv4_octets> loose_decimal_address(std::string_view text) noexcept {
  auto const blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  ipv4_octets out{};
  for (std::size_t part = 0; part < 4; ++part) {
    if (part > 0) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    if (text.starts_with('+')) text.remove_prefix(1);
    auto const value = detail::take_number(text, 10);
    if (!value || *value > 255) return std::nullopt;
    out[part] = static_cast<std::uint8_t>(*value);
  }
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  return text.empty() ? std::optional{out} : std::nullopt;
}

/// The index of an interface that a zone is, of up to 32 bits. References: RFC 4007 section 11.2.
constexpr std::optional<std::uint64_t> zone_index(std::string_view zone) noexcept {
  auto const index = detail::take_number(zone, 10);
  return zone.empty() ? index : std::nullopt;
}

namespace detail {

/// Text of at most 45 octets, without allocation.
struct address_text {
  std::array<char, 48> octets{};
  std::size_t size = 0;

  constexpr void put(char c) noexcept { octets[size++] = c; }
  constexpr void put_number(unsigned value, unsigned base) noexcept {
    if (value >= base) put_number(value / base, base);
    put("0123456789abcdef"[value % base]);
  }
  constexpr std::string_view view() const noexcept { return {octets.data(), size}; }
};

/// The first and longest run of zero groups, two at least; {8, 0} if there is none.
struct zero_run {
  std::size_t start = 8;
  std::size_t length = 0;
};

template <typename Octets>
constexpr unsigned group_of(Octets const& octets, std::size_t i) noexcept {
  auto const at = [&](std::size_t k) { return static_cast<unsigned>(static_cast<std::uint8_t>(octets[k])); };
  return at(2 * i) << 8 | at(2 * i + 1);
}

template <typename Octets>
constexpr zero_run longest_zero_run(Octets const& octets) noexcept {
  zero_run best;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t run = 0;
    while (i + run < 8 && group_of(octets, i + run) == 0) ++run;
    if (run > 1 && run > best.length) best = {i, run};
  }
  return best;
}

/// Standard text of 4 or 16 octets, IPv4-mapped ones in dotted form as inet_ntop has it; empty for
/// any other size. References: RFC 5952 sections 4 and 5.
template <typename Octets>
constexpr address_text text_of_address(Octets const& octets) noexcept {
  address_text out;
  auto const dotted = [&](std::size_t from) {
    for (std::size_t i = 0; i < 4; ++i) {
      if (i > 0) out.put('.');
      out.put_number(static_cast<std::uint8_t>(octets[from + i]), 10);
    }
  };
  if (octets.size() == 4) dotted(0);
  if (octets.size() != 16) return out;
  auto const gap = longest_zero_run(octets);
  bool const mapped = gap.start == 0 && gap.length == 5 && group_of(octets, 5) == 0xffff;
  for (std::size_t i = 0; i < (mapped ? 6U : 8U);) {
    if (i == gap.start) {
      out.put(':');
      out.put(':');
      i += gap.length;
      continue;
    }
    if (i > 0 && out.view().back() != ':') out.put(':');
    out.put_number(group_of(octets, i), 16);
    ++i;
  }
  if (mapped) {
    out.put(':');
    dotted(12);
  }
  return out;
}

} // namespace detail

} // namespace mxtls::identity

#endif
