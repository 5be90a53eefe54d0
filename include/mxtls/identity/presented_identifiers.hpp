// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_PRESENTED_IDENTIFIERS_HPP
#define MXTLS_IDENTITY_PRESENTED_IDENTIFIERS_HPP

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

} // namespace detail

/// Every name of a certificate: the subjectAltName in its order, then the common names in theirs.
///
/// Octets are kept as they are, malformed ones too; of an SRV-ID they are those of the SRVName. A
/// common name that does not decode in its string type is presented as its raw octets.
///
/// References: RFC 9525 section 1.8, RFC 6125 section 1.8.
inline std::vector<presented> presented_identifiers(x509::certificate const& of) {
  using x509::general_name_kind;
  std::vector<presented> out;
  for (x509::general_name const& name : of.subject_alt_names) {
    auto kind = presented_kind::other;
    if (name.kind == general_name_kind::dns_name) kind = presented_kind::dns_id;
    if (name.kind == general_name_kind::ip_address) kind = presented_kind::ip_id;
    if (name.kind == general_name_kind::uri) kind = presented_kind::uri_id;
    if (name.kind == general_name_kind::other_name && detail::is_srv_name(name.raw)) kind = presented_kind::srv_id;
    out.push_back({kind, std::string{kind == presented_kind::srv_id ? detail::srv_name(name.raw) : as_text(name.raw)}});
  }
  for (x509::common_name const& name : x509::common_names(of.subject))
    out.push_back({presented_kind::cn_id, name.text ? *name.text : std::string{as_text(name.raw)}});
  return out;
}

} // namespace mxtls::identity

#endif
