// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_REQUIRE_SAFE_HPP
#define MXTLS_PKI_REQUIRE_SAFE_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/flaw.hpp>
#include <mxtls/pki/safe_names.hpp>

/// Refuses what may be somebody's, in texts and in octets; all throw std::invalid_argument naming the field.
namespace mxtls::pki::detail {

/// @param or_else Another way out, if there is one.
[[noreturn]] inline void refuse_name(std::string_view field, std::string_view value, std::string_view or_else = {}) {
  throw std::invalid_argument{std::string{field} + ": \"" + escape(value) +
                              "\" may be somebody's; use a name under .test, .example, .invalid or .localhost, or an "
                              "address in 127.0.0.0/8, ::1, 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 or "
                              "2001:db8::/32" +
                              std::string{or_else}};
}

inline void require_safe_text(std::string_view field, std::string_view text) {
  if (auto const host = unsafe_host_in(text)) refuse_name(field, *host);
}

/// The same for several texts.
inline void require_safe_texts(std::string_view field, std::vector<std::string> const& texts) {
  for (std::string const& text : texts) require_safe_text(field, text);
}

/// An element as programs read it that are not strict about its length.
struct lenient_element {
  std::uint8_t tag = 0;
  byte_view content;
  /// With tag and length.
  std::size_t size = 0;
};

/// The element that `octets` begin with, if its tag is one octet and its length is definite and not too much.
inline std::optional<lenient_element> read_leniently(byte_view octets) {
  constexpr unsigned long_tag = 0x1f;
  if (octets.size() < 2 || (octets[0] & long_tag) == long_tag || octets[1] == 0x80) return std::nullopt;
  std::size_t const header = octets[1] < 0x80 ? 2 : 2U + (octets[1] & 0x7fU);
  if (header > octets.size()) return std::nullopt;
  std::size_t length = header == 2 ? octets[1] : 0;
  for (std::size_t i = 2; i < header; ++i) {
    length = length << 8 | octets[i];
    if (length > octets.size()) return std::nullopt;
  }
  if (length > octets.size() - header) return std::nullopt;
  return lenient_element{octets[0], octets.subspan(header, length), header + length};
}

/// Looks for hosts and addresses in octets the way programs do that read GeneralNames and strings.
///
/// A text may be cut into parts, a length may be longer than it has to be, and what is no sequence of
/// elements is read in different ways: each part, the parts together and the whole are looked at.
class octets_check {
 public:
  octets_check(std::string_view field, std::vector<flaw> const& flaws)
      : field_{field}, may_be_outside_{has(flaws, flaw::outside_constraints)} {}

  void operator()(byte_view octets) const {
    require_safe_text(field_, as_text(octets));
    look_everywhere(elements(octets, 0).rest, 0);
  }

 private:
  struct seen {
    /// The contents of all elements, one after the other.
    std::string text;
    /// What cannot be read as elements.
    byte_view rest;
  };

  static constexpr std::uint8_t constructed = 0x20;
  /// More levels than programs look for the parts of a text.
  static constexpr unsigned deepest = 8;

  /// Whether it is a rfc822Name, dNSName, URI or iPAddress, whole or in parts.
  static bool is_name(std::uint8_t tag) noexcept {
    unsigned const whole = tag & ~unsigned{constructed};
    return whole == 0x81 || whole == 0x82 || whole == 0x86 || whole == 0x87;
  }

  static bool is_string_in_parts(std::uint8_t tag) noexcept {
    bool const universal = (tag & 0xc0U) == 0;
    bool const string = universal ? tag != der::tags::sequence && tag != der::tags::set : is_name(tag);
    return string && (tag & constructed) != 0;
  }

  [[noreturn]] void refuse_octets(byte_view octets) const { refuse_name(field_, as_text(octets)); }

  seen elements(byte_view octets, unsigned depth) const {
    std::string text;
    while (auto const element = read_leniently(octets)) {
      text += text_of(*element, depth);
      octets = octets.subspan(element->size);
    }
    return {std::move(text), octets};
  }

  /// Programs differ on what begins where in octets that are no elements.
  void look_everywhere(byte_view octets, unsigned depth) const {
    for (; octets.size() > 1; octets = octets.subspan(1)) {
      if (!is_name(octets[0])) continue;
      if (auto const element = read_leniently(octets)) (void)text_of(*element, depth);
      else if (octets[1] == 0x80) refuse_octets(octets); // up to an end that is marked
    }
  }

  std::string text_of(lenient_element const& element, unsigned depth) const {
    require_safe_text(field_, as_text(element.content));
    std::string text = mxtls::to_text(element.content);
    if ((element.tag & constructed) != 0) {
      if (depth == deepest) refuse_octets(element.content);
      seen inside = elements(element.content, depth + 1);
      if (is_string_in_parts(element.tag)) {
        if (!inside.rest.empty()) refuse_octets(element.content);
        require_safe_text(field_, inside.text);
      }
      look_everywhere(inside.rest, depth + 1);
      text = std::move(inside.text);
    }
    // Other lengths are no addresses.
    bool const address = (element.tag | constructed) == 0xa7 && (text.size() == 4 || text.size() == 16);
    if (address && !may_be_outside_ && !is_safe_ip_address(as_bytes(text)))
      refuse_name(field_, ip_address_to_text(as_bytes(text)));
    return text;
  }

  std::string_view field_;
  bool may_be_outside_;
};

} // namespace mxtls::pki::detail

#endif
