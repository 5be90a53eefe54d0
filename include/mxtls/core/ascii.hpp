// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_ASCII_HPP
#define MXTLS_CORE_ASCII_HPP

#include <cstddef>
#include <string>
#include <string_view>

/// Locale-free ASCII, the only case folding that host names and SMTP verbs know.
namespace mxtls::ascii {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr bool is_alpha(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr bool is_alnum(char c) noexcept { return is_alpha(c) || is_digit(c); }

constexpr char to_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

constexpr char to_upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

/// Value of one hexadecimal digit, or -1.
constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  char const lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Whether two texts are equal when the letters A to Z are folded; all other octets are literal.
constexpr bool equal(std::string_view a, std::string_view b) noexcept {
  if (a == b) return true; // as a rule, and a fraction of the work
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  return true;
}

constexpr bool starts_with(std::string_view text, std::string_view prefix) noexcept {
  return text.size() >= prefix.size() && equal(text.substr(0, prefix.size()), prefix);
}

/// Whether every octet is below 0x80.
constexpr bool is_ascii(std::string_view text) noexcept {
  for (char const c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

/// The text without spaces and tabs at either end.
constexpr std::string_view trim(std::string_view text) noexcept {
  auto const blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

constexpr std::string to_lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = to_lower(c);
  return out;
}

constexpr std::string to_upper(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = to_upper(c);
  return out;
}

} // namespace mxtls::ascii

#endif
