// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_PRESENTED_IDENTIFIERS_HPP
#define MXTLS_IDENTITY_PRESENTED_IDENTIFIERS_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/identity/presented.hpp>
#include <mxtls/x509/certificate.hpp>
#include <mxtls/x509/der_reader.hpp>

namespace mxtls::identity {

namespace detail {

/// id-on-dnsSRV, 1.3.6.1.5.5.7.8.7, as an otherName begins. References: RFC 4985 section 2.
inline bool is_srv_name(byte_view other_name) noexcept {
  constexpr std::string_view id{"\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07", 10};
  return as_text(other_name).starts_with(id);
}

/// The SRVName itself, `_smtp.example.test`; the whole otherName if it is not framed as one.
inline std::string_view srv_name(byte_view other_name) {
  using namespace x509::der_tag;
  x509::der_reader fields{other_name};
  if (!fields.expect(object_identifier)) return as_text(other_name);
  auto const wrapped = fields.expect(context_constructed(0));
  if (!wrapped) return as_text(other_name);
  auto const name = x509::der_reader{*wrapped}.expect(ia5_string);
  return as_text(name ? name->content : other_name);
}

constexpr presented_kind kind_of(x509::general_name const& name) noexcept {
  using x509::general_name_kind;
  switch (name.kind) {
  case general_name_kind::dns_name: return presented_kind::dns_id;
  case general_name_kind::ip_address: return presented_kind::ip_id;
  case general_name_kind::uri: return presented_kind::uri_id;
  case general_name_kind::rfc822_name: return presented_kind::mail;
  case general_name_kind::directory_name: return presented_kind::directory;
  case general_name_kind::other_name: return is_srv_name(name.raw) ? presented_kind::srv_id : presented_kind::other;
  case general_name_kind::x400_address:
  case general_name_kind::ediparty_name:
  case general_name_kind::registered_id: break;
  }
  return presented_kind::other;
}

constexpr string_type type_of(std::uint8_t tag) noexcept {
  using namespace x509;
  switch (tag) {
  case der_tag::utf8_string: return string_type::utf8;
  case der_tag::numeric_string: return string_type::numeric;
  case der_tag::printable_string: return string_type::printable;
  case der_tag::t61_string: return string_type::t61;
  case der_tag::ia5_string: return string_type::ia5;
  case der_tag::visible_string: return string_type::visible;
  case der_tag::universal_string: return string_type::universal;
  case der_tag::bmp_string: return string_type::bmp;
  default: return string_type::other;
  }
}

inline presented present(x509::general_name const& name) {
  auto const kind = kind_of(name);
  return {.kind = kind, .value = std::string{kind == presented_kind::srv_id ? srv_name(name.raw) : as_text(name.raw)}};
}

/// A subjectAltName as those read it who do not insist on DER: its names, and what is wrong with it.
struct lenient_names {
  std::vector<presented> names{};
  name_faults faults{};
  /// Position of the first element that is no name in DER.
  std::size_t readable = std::numeric_limits<std::size_t>::max();
};

/// The octets of a string in constructed form, put together.
inline std::string joined_parts(byte_view content) {
  std::string out;
  for (x509::der_reader parts{content}; !parts.empty();) {
    auto const part = parts.read();
    if (!part) break;
    out += as_text(part->content);
  }
  return out;
}

/// The SEQUENCE's content, its length in any form of BER that says how long it is; empty if it is none.
inline std::optional<byte_view> lenient_sequence(byte_view value, name_faults& faults) {
  if (value.size() < 2 || value[0] != x509::der_tag::sequence) return std::nullopt;
  std::size_t header = 2;
  std::size_t length = value[1];
  if (length >= 0x80) {
    std::size_t const count = length & 0x7f;
    if (count == 0 || count > 4 || value.size() < header + count) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8 | value[header + i];
    if (length < 0x80 || value[header] == 0) faults.insert(name_fault::names_long_length);
    header += count;
  }
  if (value.size() - header < length) return std::nullopt;
  if (value.size() - header > length) faults.insert(name_fault::names_trailing);
  return value.subspan(header, length);
}

inline lenient_names read_leniently(byte_view value) {
  lenient_names out;
  auto const ends_here = [&out] { out.readable = std::min(out.readable, out.names.size()); };
  auto const content = lenient_sequence(value, out.faults);
  if (!content) {
    out.faults.insert(name_fault::names_unreadable);
    return out;
  }
  if (content->empty()) out.faults.insert(name_fault::names_none);
  for (x509::der_reader elements{*content}; !elements.empty();) {
    auto const element = elements.read();
    if (!element) {
      out.faults.insert(name_fault::names_unreadable);
      ends_here();
      break;
    }
    if (out.names.size() == x509::max_general_names) return {};
    using namespace x509;
    unsigned const number = element->tag & 0x1fU;
    bool const structured = number == 0 || (number >= 3 && number <= 5);
    if (number <= 8 && element->tag == (structured ? der_tag::context_constructed(number) : der_tag::context(number))) {
      out.names.push_back(present(
          {.kind = static_cast<general_name_kind>(number), .raw = {element->content.begin(), element->content.end()}}));
    } else if (number <= 8 && !structured && element->tag == der_tag::context_constructed(number)) {
      out.faults.insert(name_fault::names_constructed);
      ends_here();
      out.names.push_back({.kind = number == 2 ? presented_kind::constructed_dns : presented_kind::other,
                           .value = joined_parts(element->content)});
    } else {
      out.faults.insert(name_fault::names_unknown_tag);
      ends_here();
    }
  }
  return out;
}

/// The first subjectAltName; read once more if it was not well formed, or is empty.
inline lenient_names read_subject_alt_name(x509::certificate const& of) {
  if (of.san_malformed || of.subject_alt_names.empty())
    for (x509::extension const& each : of.extensions)
      if (each.id == x509::oids::subject_alt_name) return read_leniently(each.value);
  lenient_names out;
  for (x509::general_name const& name : of.subject_alt_names) out.names.push_back(present(name));
  return out;
}

} // namespace detail

/// Every name of a certificate: the subjectAltName in its order, then the common names in theirs.
///
/// Octets are kept as they are, malformed ones too; of an SRV-ID they are those of the SRVName. A
/// common name that does not decode in its string type is presented as its raw octets.
///
/// References: RFC 9525 section 1.8, RFC 6125 section 1.8.
inline std::vector<presented> presented_identifiers(x509::certificate const& of) {
  std::vector<presented> out = detail::read_subject_alt_name(of).names;
  auto const beside = [&of](x509::name_attribute const& one) {
    std::size_t count = 0;
    for (x509::name_attribute const& each : of.subject.attributes) count += each.rdn == one.rdn ? 1U : 0U;
    return count - 1;
  };
  for (x509::name_attribute const& name : of.subject.attributes) {
    if (name.type != x509::oids::common_name) continue;
    auto const text = x509::decode_string(name.string_tag, name.value);
    out.push_back({.kind = presented_kind::cn_id,
                   .value = text ? *text : std::string{as_text(name.value)},
                   .string_type = detail::type_of(name.string_tag),
                   .rdn = name.rdn,
                   .attributes_beside = beside(name)});
  }
  return out;
}

/// What the names of a certificate have in common, with what is wrong with its subjectAltName as a whole.
///
/// @param names what `presented_identifiers` says of the same certificate
inline presented_shape shape_of(x509::certificate const& of, std::span<presented const> names) {
  presented_shape shape = shape_of(names);
  shape.has_subject_alt_name = of.has_subject_alt_name;
  auto const lenient = detail::read_subject_alt_name(of);
  shape.faults.insert(lenient.faults);
  shape.names_readable = lenient.readable;
  return shape;
}

} // namespace mxtls::identity

#endif
