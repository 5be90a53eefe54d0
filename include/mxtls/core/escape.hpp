// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_ESCAPE_HPP
#define MXTLS_CORE_ESCAPE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mxtls {

namespace detail {

/// Length of the valid UTF-8 sequence that `text` begins with, 0 if there is none.
///
/// References: RFC 3629 section 4 (no overlong forms, no surrogates, nothing above U+10FFFF).
constexpr std::size_t utf8_sequence(std::string_view text, std::uint32_t& code_point) noexcept {
  auto const at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  if (text.empty()) return 0;
  std::uint32_t const lead = at(0);
  if (lead < 0x80) {
    code_point = lead;
    return 1;
  }
  std::size_t const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  code_point = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
    code_point = code_point << 6 | (at(i) & 0x3f);
  }
  bool const overlong = code_point < (length == 2 ? 0x80U : length == 3 ? 0x800U : 0x10000U);
  bool const surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  return overlong || surrogate || code_point > 0x10ffff ? 0 : length;
}

/// Characters that act on a terminal, or that make text read otherwise than it is.
constexpr bool acts_on_display(std::uint32_t c) noexcept {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f)           // C0, DEL, C1
         || c == 0xad || c == 0x61c                     // soft hyphen, Arabic letter mark
         || (c >= 0x200b && c <= 0x200f)                // zero width, direction marks
         || (c >= 0x2028 && c <= 0x202e)                // line and paragraph separators, bidi overrides
         || (c >= 0x2060 && c <= 0x206f)                // invisible operators, bidi isolates
         || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) // BOM, interlinear annotation
         || (c >= 0xe0000 && c <= 0xe007f);             // tags
}

} // namespace detail

/// Text from a peer, made safe to show: valid UTF-8 without anything that acts on a terminal.
///
/// Printable characters stay. Control octets, octets that are not UTF-8, and invisible or
/// direction-changing characters become `\xNN`, octet by octet; a backslash becomes `\\`, so that
/// the original octets can be had back. The result never contains a line end.
///
/// @returns UTF-8, at most four times as long as `text`.
inline std::string escape(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::uint32_t code_point = 0;
    std::size_t const length = detail::utf8_sequence(text, code_point);
    if (length == 0 || detail::acts_on_display(code_point)) {
      for (std::size_t i = 0; i < (length == 0 ? 1 : length); ++i) {
        auto const octet = static_cast<unsigned char>(text[i]);
        (out += "\\x") += digits[octet >> 4];
        out += digits[octet & 0x0f];
      }
    } else if (code_point == '\\') {
      out += "\\\\";
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

/// `escape`, cut after about `limit` octets of the original, with the number of octets left out.
inline std::string escape(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return escape(text);
  return escape(text.substr(0, limit)) + " [" + std::to_string(text.size() - limit) + " more octets]";
}

} // namespace mxtls

#endif
