// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_COMMON_NAME_HPP
#define MXTLS_PKI_COMMON_NAME_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/oids.hpp>

namespace mxtls::pki {

/// The types a text in a name can have. References: RFC 5280 section 4.1.2.4, X.680 section 41.
enum class text_type { utf8, numeric, printable, t61, ia5, visible, universal, bmp };

/// Where a common name stands: in a relative distinguished name of its own, or in that of the one before it.
enum class name_level { own, shared };

/// A CN attribute; a text is one by itself.
struct common_name {
  common_name(std::string text, text_type written_as = text_type::utf8, name_level stands = name_level::own)
      : value{std::move(text)}, type{written_as}, level{stands} {}
  common_name(char const* text) : value{text} {}

  /// UTF-8.
  std::string value;
  text_type type = text_type::utf8;
  name_level level = name_level::own;
};

/// A text as an element of the type. Characters that the type should not have are written all the same.
///
/// A UniversalString has four octets a character, a BMPString two, a T61String one (Latin-1, as most
/// programs read it), and `?` for one that does not fit, so that nothing turns into another name;
/// the others have the octets as they are.
inline bytes text_element(text_type type, std::string_view utf8) {
  auto const wide = [utf8](std::size_t octets) {
    bytes out;
    for (std::size_t at = 0; at < utf8.size();) {
      std::uint32_t character = 0;
      std::size_t const length = mxtls::detail::utf8_sequence(utf8.substr(at), character);
      if (length == 0) character = static_cast<std::uint8_t>(utf8[at]);
      at += length == 0 ? 1 : length;
      if (std::uint64_t{character} >> (8 * octets) != 0) character = '?';
      for (std::size_t i = octets; i-- > 0;) out.push_back(static_cast<std::uint8_t>(character >> (8 * i)));
    }
    return out;
  };
  switch (type) {
  case text_type::numeric: return der::tlv(der::tags::numeric_string, as_bytes(utf8));
  case text_type::printable: return der::printable_string(utf8);
  case text_type::t61: return der::tlv(der::tags::t61_string, wide(1));
  case text_type::ia5: return der::ia5_string(utf8);
  case text_type::visible: return der::tlv(der::tags::visible_string, as_bytes(utf8));
  case text_type::universal: return der::tlv(der::tags::universal_string, wide(4));
  case text_type::bmp: return der::tlv(der::tags::bmp_string, wide(2));
  case text_type::utf8: break;
  }
  return der::utf8_string(utf8);
}

/// A Name: the organization if there is one, then the common names.
///
/// References: RFC 5280 section 4.1.2.4.
inline bytes distinguished_name(std::optional<std::string_view> organization,
                                std::vector<common_name> const& common_names) {
  std::vector<std::vector<bytes>> levels;
  auto const attribute = [](std::string_view type, bytes const& text) { return der::sequence({der::oid(type), text}); };
  if (organization)
    levels.push_back({attribute(oids::organization_name, text_element(text_type::utf8, *organization))});
  for (common_name const& name : common_names) {
    if (name.level == name_level::own || levels.empty()) levels.emplace_back();
    levels.back().push_back(attribute(oids::common_name, text_element(name.type, name.value)));
  }
  std::vector<bytes> sets;
  for (std::vector<bytes>& level : levels) {
    // X.690 section 11.6. As text: g++ 12 warns of how it would compare vectors itself.
    std::sort(level.begin(), level.end(), [](bytes const& a, bytes const& b) { return as_text(a) < as_text(b); });
    sets.push_back(der::tlv(der::tags::set, der::concat(level)));
  }
  return der::sequence(sets);
}

} // namespace mxtls::pki

#endif
