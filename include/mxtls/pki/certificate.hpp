// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_CERTIFICATE_HPP
#define MXTLS_PKI_CERTIFICATE_HPP

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/pki/oids.hpp>

namespace mxtls::pki {

/// The fields of a certificate, each one as the whole element that is to stand there.
///
/// Elements, not values: any of them can be replaced by one that is wrong, and it is still signed.
///
/// References: RFC 5280 section 4.1.
struct certificate_fields {
  /// Version 3; no octets for version 1.
  bytes version = der::explicit_tag(0, der::integer(2));
  bytes serial_number = {};
  /// AlgorithmIdentifier inside; no octets for the one of the signature, which stands outside.
  bytes signature_algorithm = {};
  bytes issuer = {};
  bytes validity = {};
  bytes subject = {};
  bytes subject_public_key_info = {};
  /// Extension elements in their order; none of them, no field.
  std::vector<bytes> extensions = {};
};

/// The Certificate of these fields, signed: DER if the fields are.
///
/// @throws as private_key::sign
inline bytes sign_certificate(certificate_fields const& fields, private_key const& issuer_key,
                              signature_scheme const& scheme = {}) {
  bytes const algorithm = issuer_key.signature_algorithm_der(scheme);
  bytes const inside = fields.signature_algorithm.empty() ? algorithm : fields.signature_algorithm;
  bytes const extensions = fields.extensions.empty() ? bytes{} : der::explicit_tag(3, der::sequence(fields.extensions));
  bytes const to_be_signed =
      der::sequence({fields.version, fields.serial_number, inside, fields.issuer, fields.validity, fields.subject,
                     fields.subject_public_key_info, extensions});
  return der::sequence({to_be_signed, algorithm, der::bit_string(issuer_key.sign(to_be_signed, scheme))});
}

/// Validity from one moment to the other, both included.
///
/// @throws std::invalid_argument outside the years 0 to 9999
///
/// References: RFC 5280 section 4.1.2.5.
inline bytes validity(timestamp not_before, timestamp not_after) {
  return der::sequence({der::time(not_before), der::time(not_after)});
}

} // namespace mxtls::pki

#endif
