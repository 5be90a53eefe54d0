// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_OCSP_HPP
#define MXTLS_PKI_OCSP_HPP

#include <cstdint>
#include <optional>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/hash_algorithm.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/pki/key_identifier.hpp>
#include <mxtls/pki/moment.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/revocation.hpp>
#include <mxtls/x509/algorithm_identifier.hpp>
#include <mxtls/x509/certificate.hpp>
#include <mxtls/x509/der_reader.hpp>

namespace mxtls::pki {

/// How a request fared; the value is the number of the OCSPResponseStatus.
///
/// References: RFC 6960 section 4.2.1.
enum class ocsp_response_status : std::uint8_t {
  successful = 0,
  malformed_request = 1,
  internal_error = 2,
  try_later = 3,
  sig_required = 5,
  unauthorized = 6,
};

/// An OCSPResponse that has a status and nothing else: no signature, no certificate's status.
///
/// With `successful` it is malformed, as that promises an answer.
///
/// References: RFC 6960 section 2.3.
inline bytes ocsp_status_only(ocsp_response_status status) {
  return der::sequence({der::enumerated(static_cast<std::uint8_t>(status))});
}

/// The fields of a BasicOCSPResponse, each one as the whole element that is to stand there.
///
/// Elements, not values, as in `certificate_fields`: take those of `ocsp_fields_for`, and make wrong
/// what is to be wrong.
///
/// References: RFC 6960 section 4.2.1.
struct ocsp_fields {
  bytes responder_id = {};
  bytes produced_at = {};
  /// SingleResponse elements.
  std::vector<bytes> responses = {};
  /// Certificate elements for finding the signer; none of them, no field.
  std::vector<bytes> certificates = {};
};

/// The successful OCSPResponse of these fields, signed: DER if the fields are.
///
/// @throws as private_key::sign
inline bytes sign_ocsp(ocsp_fields const& fields, private_key const& signer_key) {
  bytes const to_be_signed = der::sequence({fields.responder_id, fields.produced_at, der::sequence(fields.responses)});
  bytes const certificates =
      fields.certificates.empty() ? bytes{} : der::explicit_tag(0, der::sequence(fields.certificates));
  bytes const basic = der::sequence({to_be_signed, signer_key.signature_algorithm_der(),
                                     der::bit_string(signer_key.sign(to_be_signed)), certificates});
  bytes const response_bytes = der::sequence({der::oid(oids::ocsp_basic), der::octet_string(basic)});
  bytes const status = der::enumerated(static_cast<std::uint8_t>(ocsp_response_status::successful));
  return der::sequence({status, der::explicit_tag(0, response_bytes)});
}

/// What the responder knows of a certificate. References: RFC 6960 section 2.2.
enum class ocsp_status { good, revoked, unknown };

/// How a response names its signer; by key, ocsptool of GnuTLS 3.7 finds no issuer that it trusts.
enum class responder_form { by_name, by_key };

/// What is to stand in an OCSP response; the defaults make a good one from the issuer itself.
struct ocsp_settings {
  ocsp_status status = ocsp_status::good;
  /// For a `revoked` one, as is `reason`.
  moment revoked_at = days_from_now(-1);
  /// Absent, none is given.
  std::optional<revocation_reason> reason = {};
  /// The response is produced then, too.
  moment this_update = days_from_now(-1);
  moment next_update = days_from_now(7);
  /// DER of the certificate whose key signs, which is sent along; absent, it is the issuer.
  std::optional<bytes> responder = {};
  responder_form named = responder_form::by_name;
};

namespace detail {

/// SHA-1 of the octets of the public key, without its algorithm.
inline bytes key_hash(x509::certificate const& of) {
  x509::der_reader outer{of.public_key.spki};
  x509::der_reader fields{outer.read().value()};
  (void)fields.read().value(); // the algorithm
  return key_identifier(x509::read_bit_string(fields.read().value()).value());
}

inline bytes certificate_status(ocsp_settings const& settings, timestamp now) {
  if (settings.status == ocsp_status::good) return der::implicit_tag(0, der::null());
  if (settings.status == ocsp_status::unknown) return der::implicit_tag(2, der::null());
  bytes const reason =
      settings.reason ? der::explicit_tag(0, der::enumerated(static_cast<std::uint8_t>(*settings.reason))) : bytes{};
  return der::implicit_tag(1, der::sequence({der::generalized_time(settings.revoked_at.at(now)), reason}));
}

} // namespace detail

/// The fields of the response to a request about one certificate.
///
/// Sign them with the key of the issuer or of `settings.responder`, or with another one to be
/// refused. Certificates are identified by SHA-1, as clients expect; wolfSSL 5.5 finds an issuer that
/// signs itself only if its subject key identifier, too, is the SHA-1 of its key.
///
/// @param issuer_certificate,certificate their DER; any two will do, related or not
/// @throws std::invalid_argument if `next_update` is before `this_update`, or a time outside the
/// years 0 to 9999; std::system_error with an x509::errc for what is no certificate, with
/// pki::errc::signing_failed if wolfCrypt was built without SHA-1
///
/// References: RFC 6960 sections 4.1.1, 4.2.1 and 4.2.2.
inline ocsp_fields ocsp_fields_for(byte_view issuer_certificate, byte_view certificate, timestamp now,
                                   ocsp_settings const& settings) {
  auto const issuer = detail::read_certificate("ocsp_fields_for: issuer_certificate", issuer_certificate);
  auto const subject = detail::read_certificate("ocsp_fields_for: certificate", certificate);
  timestamp const this_update = settings.this_update.at(now);
  timestamp const next_update = settings.next_update.at(now);
  detail::require_order("ocsp_settings", this_update, next_update);
  auto const responder =
      settings.responder ? detail::read_certificate("ocsp_settings.responder", *settings.responder) : issuer;

  bytes const certificate_id = der::sequence(
      {algorithm_der(hash_algorithm::sha1), der::octet_string(digest(hash_algorithm::sha1, subject.issuer.der)),
       der::octet_string(detail::key_hash(issuer)), detail::serial_number(subject)});
  bytes const single =
      der::sequence({certificate_id, detail::certificate_status(settings, now), der::generalized_time(this_update),
                     der::explicit_tag(0, der::generalized_time(next_update))});
  ocsp_fields out{.responder_id = settings.named == responder_form::by_name
                                      ? der::explicit_tag(1, responder.subject.der)
                                      : der::explicit_tag(2, der::octet_string(detail::key_hash(responder))),
                  .produced_at = der::generalized_time(this_update),
                  .responses = {single}};
  if (settings.responder) out.certificates.push_back(*settings.responder);
  return out;
}

} // namespace mxtls::pki

#endif
