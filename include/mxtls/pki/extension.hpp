// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_EXTENSION_HPP
#define MXTLS_PKI_EXTENSION_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/general_names.hpp>
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

/// BasicConstraints that say there is no authority, critical. References: RFC 5280 section 4.2.1.9.
inline bytes basic_constraints_none() {
  return extension(oids::basic_constraints, criticality::critical, der::sequence(std::vector<bytes>{}));
}

/// What a key may be used for; the value is the number of the bit in KeyUsage.
enum class key_use : std::uint8_t {
  digital_signature = 0,
  content_commitment = 1,
  key_encipherment = 2,
  data_encipherment = 3,
  key_agreement = 4,
  key_cert_sign = 5,
  crl_sign = 6
};

/// KeyUsage, critical. References: RFC 5280 section 4.2.1.3, X.690 section 11.2.2.
inline bytes key_usage(std::vector<key_use> const& uses) {
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

/// NameConstraints, critical; each base is a GeneralName, a list that is empty is left out.
///
/// References: RFC 5280 section 4.2.1.10.
inline bytes name_constraints(std::vector<bytes> const& permitted, std::vector<bytes> const& excluded = {}) {
  auto const subtrees = [](unsigned number, std::vector<bytes> const& bases) {
    std::vector<bytes> list;
    for (bytes const& base : bases) list.push_back(der::sequence({base}));
    return list.empty() ? bytes{} : der::implicit_tag(number, der::sequence(list));
  };
  return extension(oids::name_constraints, criticality::critical,
                   der::sequence({subtrees(0, permitted), subtrees(1, excluded)}));
}

/// CertificatePolicies without qualifiers, not critical. References: RFC 5280 section 4.2.1.4.
inline bytes certificate_policies(std::vector<std::string> const& policies) {
  std::vector<bytes> list;
  for (std::string const& policy : policies) list.push_back(der::sequence({der::oid(policy)}));
  return extension(oids::certificate_policies, criticality::non_critical, der::sequence(list));
}

/// Where revocation lists are, one DistributionPoint for each. References: RFC 5280 section 4.2.1.13.
inline bytes crl_distribution_points(std::vector<std::string> const& urls) {
  std::vector<bytes> points;
  for (std::string const& url : urls)
    points.push_back(der::sequence({der::explicit_tag(0, der::explicit_tag(0, uri_name(url)))}));
  return extension(oids::crl_distribution_points, criticality::non_critical, der::sequence(points));
}

/// Where the OCSP responders are, and the issuer's certificate. References: RFC 5280 section 4.2.2.1.
inline bytes authority_info_access(std::vector<std::string> const& ocsp, std::vector<std::string> const& issuers) {
  std::vector<bytes> list;
  for (std::string const& url : ocsp) list.push_back(der::sequence({der::oid(oids::ocsp_access), uri_name(url)}));
  for (std::string const& url : issuers)
    list.push_back(der::sequence({der::oid(oids::ca_issuers_access), uri_name(url)}));
  return extension(oids::authority_info_access, criticality::non_critical, der::sequence(list));
}

/// What a server that shows the certificate has to do; the value is that of the TLS extension.
enum class tls_feature : std::uint8_t {
  /// Staple an OCSP response: "must-staple".
  status_request = 5
};

/// TLSFeature, not critical. References: RFC 7633 section 4.
inline bytes tls_features(std::vector<tls_feature> const& features) {
  std::vector<bytes> list;
  for (tls_feature const each : features) list.push_back(der::integer(static_cast<int>(each)));
  return extension(oids::tls_feature, criticality::non_critical, der::sequence(list));
}

} // namespace mxtls::pki

#endif
