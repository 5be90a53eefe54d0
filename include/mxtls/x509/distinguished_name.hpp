// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_DISTINGUISHED_NAME_HPP
#define MXTLS_X509_DISTINGUISHED_NAME_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/x509/der_reader.hpp>
#include <mxtls/x509/errc.hpp>
#include <mxtls/x509/oid.hpp>

namespace mxtls::x509 {

/// More attributes than this in one name make a certificate unreadable.
inline constexpr std::size_t max_name_attributes = 1'000;

/// One attribute of a distinguished name, its octets exactly as the certificate has them.
struct name_attribute {
  oid type;
  /// DER identifier of the value, see `der_tag`: which string type, if it is a string at all.
  std::uint8_t string_tag = 0;
  bytes value;
  /// Number of the relative distinguished name it stands in, from 0; equal ones belong together.
  std::size_t rdn = 0;

  friend bool operator==(name_attribute const&, name_attribute const&) = default;
};

/// A common name: what was written, as what, and how it reads.
struct common_name {
  std::uint8_t string_tag = 0;
  bytes raw;
  /// UTF-8; empty if the octets are not valid in their string type. May contain NUL.
  std::optional<std::string> text;

  friend bool operator==(common_name const&, common_name const&) = default;
};

/// A Name: attributes in the order of the certificate, and the octets they came from.
struct distinguished_name {
  std::vector<name_attribute> attributes;
  /// The whole SEQUENCE; names are the same if these octets are.
  bytes der;

  friend bool operator==(distinguished_name const&, distinguished_name const&) = default;
};

namespace detail {

/// Appends one code point; false if it is a surrogate or none at all.
inline bool append_utf8(std::string& out, std::uint32_t c) {
  if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return false;
  unsigned const more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr std::uint32_t leads[] = {0x00, 0xc0, 0xe0, 0xf0};
  auto const put = [&out](std::uint32_t octet) { out += static_cast<char>(static_cast<unsigned char>(octet)); };
  put(leads[more] | c >> (6 * more));
  for (unsigned left = more; left > 0; --left) put(0x80U | (c >> (6 * (left - 1)) & 0x3fU));
  return true;
}

/// Code points of `width` octets each, big endian, as UTF-8.
inline std::optional<std::string> from_fixed_width(byte_view octets, std::size_t width) {
  if (octets.size() % width != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < octets.size(); i += width) {
    std::uint32_t c = 0;
    for (std::size_t k = 0; k < width; ++k) c = c << 8 | octets[i + k];
    if (!append_utf8(out, c)) return std::nullopt;
  }
  return out;
}

} // namespace detail

/// The text of a DER string as UTF-8; empty if the octets are invalid, or not a string type.
///
/// T61String is read as ISO 8859-1, which is what its writers meant. BMPString knows no surrogates.
///
/// References: RFC 5280 section 4.1.2.4, ITU-T X.680 section 41.
inline std::optional<std::string> decode_string(std::uint8_t string_tag, byte_view octets) {
  std::string_view const text = as_text(octets);
  switch (string_tag) {
  case der_tag::utf8_string: {
    std::uint32_t c = 0;
    for (std::size_t i = 0; i < text.size();) {
      std::size_t const length = mxtls::detail::utf8_sequence(text.substr(i), c);
      if (length == 0) return std::nullopt;
      i += length;
    }
    return std::string{text};
  }
  case der_tag::numeric_string:
  case der_tag::printable_string:
  case der_tag::ia5_string:
  case der_tag::visible_string: return ascii::is_ascii(text) ? std::optional{std::string{text}} : std::nullopt;
  case der_tag::t61_string: return detail::from_fixed_width(octets, 1);
  case der_tag::bmp_string: return detail::from_fixed_width(octets, 2);
  case der_tag::universal_string: return detail::from_fixed_width(octets, 4);
  default: return std::nullopt;
  }
}

/// Reads a Name from its SEQUENCE; odd types and values are kept as they are.
///
/// Errors: those of `der_reader`, and `too_many`.
/// References: RFC 5280 section 4.1.2.4.
inline result<distinguished_name> read_distinguished_name(tlv const& name) {
  if (name.tag != der_tag::sequence) return failure{errc::unexpected_tag, name.where};
  distinguished_name out{.attributes = {}, .der = {name.whole.begin(), name.whole.end()}};
  der_reader rdns{name};
  for (std::size_t rdn = 0; !rdns.empty(); ++rdn) {
    auto const set = rdns.expect(der_tag::set);
    if (!set) return set.failure();
    for (der_reader members{*set}; !members.empty();) {
      auto const pair = members.expect(der_tag::sequence);
      if (!pair) return pair.failure();
      der_reader fields{*pair};
      auto const type = fields.expect(der_tag::object_identifier);
      if (!type) return type.failure();
      auto const value = fields.read();
      if (!value) return value.failure();
      if (!fields.empty()) return failure{errc::trailing_octets, fields.where()};
      if (out.attributes.size() == max_name_attributes) return failure{errc::too_many, pair->where};
      out.attributes.push_back({.type = oid{type->content},
                                .string_tag = value->tag,
                                .value = {value->content.begin(), value->content.end()},
                                .rdn = rdn});
    }
  }
  return out;
}

/// All common names, in the order of the certificate.
inline std::vector<common_name> common_names(distinguished_name const& name) {
  std::vector<common_name> out;
  for (name_attribute const& attribute : name.attributes)
    if (attribute.type == oids::common_name)
      out.push_back({.string_tag = attribute.string_tag,
                     .raw = attribute.value,
                     .text = decode_string(attribute.string_tag, attribute.value)});
  return out;
}

/// `C=GB, O=Example, CN=mx.example.test`, in the order of the certificate, safe to show.
///
/// Attributes of one relative distinguished name are joined by ` + `. The text is escaped as
/// `mxtls::escape` does, and characters that could pass for our punctuation have a backslash before
/// them. Values that do not decode are shown octet by octet.
///
/// References: RFC 4514 section 2.4.
inline std::string to_text(distinguished_name const& name) {
  std::string out;
  std::size_t rdn = 0;
  for (name_attribute const& attribute : name.attributes) {
    if (!out.empty()) out += attribute.rdn == rdn ? " + " : ", ";
    rdn = attribute.rdn;
    (out += to_text(attribute.type)) += '=';
    auto const decoded = decode_string(attribute.string_tag, attribute.value);
    std::string const text = escape(decoded ? std::string_view{*decoded} : as_text(attribute.value));
    for (std::size_t i = 0; i < text.size(); ++i) {
      bool const at_edge = i == 0 || i + 1 == text.size();
      bool const special = std::string_view{",+\"<>;"}.find(text[i]) != std::string_view::npos;
      if (special || (text[i] == ' ' && at_edge) || (text[i] == '#' && i == 0)) out += '\\';
      out += text[i];
    }
  }
  return out;
}

} // namespace mxtls::x509

#endif
