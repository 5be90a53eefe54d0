// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_CRL_HPP
#define MXTLS_PKI_CRL_HPP

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/pki/moment.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/revocation.hpp>
#include <mxtls/x509/certificate.hpp>

namespace mxtls::pki {

/// For `to_pem`. References: RFC 7468 section 6.
inline constexpr std::string_view crl_label = "X509 CRL";

/// The fields of a certificate revocation list, each one as the whole element that is to stand there.
///
/// Elements, not values, as in `certificate_fields`: take those of `crl_fields_for`, and make wrong
/// what is to be wrong.
///
/// References: RFC 5280 section 5.1.
struct crl_fields {
  /// Version 2; no octets for version 1.
  bytes version = der::integer(1);
  bytes issuer = {};
  bytes this_update = {};
  /// No octets, no field; every CRL has to have it.
  bytes next_update = {};
  /// SEQUENCEs of serial number, time and extensions; none of them, no field.
  std::vector<bytes> revoked = {};
  /// Extension elements in their order; none of them, no field.
  std::vector<bytes> extensions = {};
};

/// The CertificateList of these fields, signed: DER if the fields are.
///
/// @throws as private_key::sign
inline bytes sign_crl(crl_fields const& fields, private_key const& issuer_key) {
  bytes const algorithm = issuer_key.signature_algorithm_der();
  bytes const revoked = fields.revoked.empty() ? bytes{} : der::sequence(fields.revoked);
  bytes const extensions = fields.extensions.empty() ? bytes{} : der::explicit_tag(0, der::sequence(fields.extensions));
  bytes const to_be_signed = der::sequence(
      {fields.version, algorithm, fields.issuer, fields.this_update, fields.next_update, revoked, extensions});
  return der::sequence({to_be_signed, algorithm, der::bit_string(issuer_key.sign(to_be_signed))});
}

/// A certificate that is revoked.
struct revoked_certificate {
  /// Its DER; only the serial number goes into the list.
  bytes certificate = {};
  moment when = days_from_now(-1);
  /// Absent, the list gives none, which is how to say `unspecified`.
  std::optional<revocation_reason> reason = {};
};

/// What is to stand in a certificate revocation list; the defaults make an empty one as it should be.
struct crl_settings {
  std::vector<revoked_certificate> revoked = {};
  moment this_update = days_from_now(-1);
  moment next_update = days_from_now(7);
  std::int64_t number = 1;
};

/// The fields of the complete CRL of one issuer.
///
/// Sign them with the issuer's key, or with another one to be refused. The authority key identifier
/// repeats the subject key identifier of the issuer's certificate, and is left out if that has none.
///
/// @param issuer_certificate its DER
/// @throws std::invalid_argument if `next_update` is before `this_update`, or a time outside the
/// years 0 to 9999; std::system_error with an x509::errc for what is no certificate
///
/// References: RFC 5280 sections 5.1.2, 5.2.1, 5.2.3 and 5.3.1.
inline crl_fields crl_fields_for(byte_view issuer_certificate, timestamp now, crl_settings const& settings) {
  x509::certificate const issuer = detail::read_certificate("crl_fields_for: issuer_certificate", issuer_certificate);
  timestamp const this_update = settings.this_update.at(now);
  timestamp const next_update = settings.next_update.at(now);
  detail::require_order("crl_settings", this_update, next_update);
  crl_fields out{
      .issuer = issuer.subject.der, .this_update = der::time(this_update), .next_update = der::time(next_update)};
  for (revoked_certificate const& each : settings.revoked) {
    bytes extensions;
    if (each.reason)
      extensions = der::sequence({extension(oids::crl_reason, criticality::non_critical,
                                            der::enumerated(static_cast<std::uint8_t>(*each.reason)))});
    auto const certificate = detail::read_certificate("crl_settings.revoked", each.certificate);
    out.revoked.push_back(
        der::sequence({detail::serial_number(certificate), der::time(each.when.at(now)), extensions}));
  }
  if (issuer.subject_key_id) out.extensions.push_back(authority_key_identifier(*issuer.subject_key_id));
  out.extensions.push_back(extension(oids::crl_number, criticality::non_critical, der::integer(settings.number)));
  return out;
}

} // namespace mxtls::pki

#endif
