// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_EXTENSION_HPP
#define MXTLS_PKI_EXTENSION_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/oids.hpp>

/// The extensions of certificates, each as one whole Extension element.
namespace mxtls::pki {

/// What a reader that does not know an extension has to do: refuse, or go on without it.
enum class criticality { non_critical, critical };

/// An Extension around any octets. @throws std::invalid_argument if `oid` is no object identifier
///
/// References: RFC 5280 section 4.1.
inline bytes extension(std::string_view oid, criticality critical, byte_view value) {
  bytes const flag = critical == criticality::critical ? der::boolean_true() : bytes{};
  return der::sequence({der::oid(oid), flag, der::octet_string(value)});
}

/// BasicConstraints of an authority, critical; `path_length` counts the authorities below it.
///
/// References: RFC 5280 section 4.2.1.9.
inline bytes basic_constraints_ca(std::optional<std::uint32_t> path_length) {
  bytes const limit = path_length ? der::integer(*path_length) : bytes{};
  return extension(oids::basic_constraints, criticality::critical, der::sequence({der::boolean_true(), limit}));
}

/// What a key may be used for; the value is the number of the bit in KeyUsage.
enum class key_use : std::uint8_t { digital_signature = 0, key_cert_sign = 5, crl_sign = 6 };

/// KeyUsage, critical. References: RFC 5280 section 4.2.1.3, X.690 section 11.2.2.
inline bytes key_usage(std::initializer_list<key_use> uses) {
  unsigned bits = 0;
  for (key_use const use : uses) bits |= 0x80U >> static_cast<unsigned>(use);
  std::uint8_t unused = 0;
  while (bits != 0 && (bits >> unused & 1) == 0) ++unused;
  auto const octet = static_cast<std::uint8_t>(bits);
  // A list of named bits loses its trailing zeros, the empty list even its octet.
  return extension(oids::key_usage, criticality::critical,
                   der::bit_string(byte_view{&octet, std::size_t{bits != 0}}, unused));
}

/// ExtKeyUsage, not critical. References: RFC 5280 section 4.2.1.12.
inline bytes extended_key_usage(std::vector<std::string_view> const& purposes) {
  std::vector<bytes> list;
  for (std::string_view const purpose : purposes) list.push_back(der::oid(purpose));
  return extension(oids::extended_key_usage, criticality::non_critical, der::sequence(list));
}

/// SubjectKeyIdentifier, not critical. References: RFC 5280 section 4.2.1.2.
inline bytes subject_key_identifier(byte_view identifier) {
  return extension(oids::subject_key_identifier, criticality::non_critical, der::octet_string(identifier));
}

/// AuthorityKeyIdentifier with a keyIdentifier only, not critical.
///
/// References: RFC 5280 section 4.2.1.1.
inline bytes authority_key_identifier(byte_view identifier) {
  return extension(oids::authority_key_identifier, criticality::non_critical,
                   der::sequence({der::implicit_tag(0, der::octet_string(identifier))}));
}

/// The choices of GeneralName that name hosts. References: RFC 5280 section 4.2.1.6.
inline bytes dns_name(std::string_view name) { return der::implicit_tag(2, der::ia5_string(name)); }
inline bytes ip_name(byte_view octets) { return der::implicit_tag(7, der::octet_string(octets)); }

/// NameConstraints with permitted subtrees only, critical; each base is a GeneralName.
///
/// References: RFC 5280 section 4.2.1.10.
inline bytes name_constraints(std::vector<bytes> const& permitted) {
  std::vector<bytes> subtrees;
  for (bytes const& base : permitted) subtrees.push_back(der::sequence({base}));
  return extension(oids::name_constraints, criticality::critical,
                   der::sequence({der::implicit_tag(0, der::sequence(subtrees))}));
}

} // namespace mxtls::pki

#endif
