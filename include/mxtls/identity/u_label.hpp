// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_U_LABEL_HPP
#define MXTLS_IDENTITY_U_LABEL_HPP

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/certainty.hpp>
#include <mxtls/identity/punycode.hpp>

namespace mxtls::identity {

/// A label as a program reads it that turns A-labels into U-labels before it compares them.
///
/// It leaves an A-label as it is if IDNA would not make the same one of the U-label again. To know that takes
/// tables of all characters; small letters of Latin-1, besides the sharp s, are known to come back.
struct u_label {
  /// Whether this, and not the A-label, is what is compared.
  certainty is_compared = certainty::no;
  /// In Latin-1, with 0x80 for any other character.
  std::array<char, 63> octets{};
  std::size_t size = 0;

  /// What may be compared for the label: one text twice, or two.
  constexpr std::array<std::string_view, 2> forms(std::string_view label) const noexcept {
    std::string_view const converted{octets.data(), size};
    return {is_compared == certainty::yes ? converted : label, is_compared == certainty::no ? label : converted};
  }
};

/// References: RFC 3490 section 4.2.
constexpr u_label to_u_label(std::string_view label) noexcept {
  u_label out;
  std::array<char32_t, 63> points{};
  if (!ascii::starts_with(label, "xn--")) return out;
  auto const count = decode_punycode(label.substr(4), points);
  if (!count) return out;
  out.is_compared = certainty::yes;
  out.size = *count;
  for (std::size_t i = 0; i < *count; ++i) {
    char32_t const point = points[i];
    bool const known = point < 0x80 || (point >= 0xe0 && point <= 0xff && point != 0xf7);
    if (!known) out.is_compared = certainty::unknown;
    out.octets[i] = known ? static_cast<char>(static_cast<unsigned char>(point)) : '\x80';
  }
  return out;
}

} // namespace mxtls::identity

#endif
