// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_SPOIL_HPP
#define MXTLS_PKI_SPOIL_HPP

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/flaw.hpp>
#include <mxtls/pki/foreign_key.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/pki/leaf_extensions.hpp>
#include <mxtls/x509/der_reader.hpp>

/// What the flaws do to a certificate, first to its elements, then to its octets.
namespace mxtls::pki {

namespace detail {

/// An arc that is set aside for examples. References: X.660 section A.8.
inline constexpr std::string_view unknown_oid = "2.999.1";

/// P-256 with all its parameters. References: RFC 3279 section 2.3.5, SEC 2 section 2.4.2.
inline bytes explicit_p256() {
  auto const parse = [](std::string_view hex) { return parse_hex(hex).value(); };
  bytes const p = parse("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  bytes const a = parse("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
  bytes const b = parse("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
  bytes const base_point = parse("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                                 "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
  bytes const order = parse("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  return der::sequence({der::integer(1), der::sequence({der::oid(oids::prime_field), der::unsigned_integer(p)}),
                        der::sequence({der::octet_string(a), der::octet_string(b)}), der::octet_string(base_point),
                        der::unsigned_integer(order), der::integer(1)});
}

/// @throws std::invalid_argument for a key that is not on P-256
inline bytes spki_with_explicit_curve(private_key const& key) {
  if (key.kind() != key_kind::p256)
    throw std::invalid_argument{"flaws: explicit-curve is for keys of the kind p256, and this one is " +
                                std::string{to_text(key.kind())} + "; take p256"};
  bytes const algorithm = der::sequence({der::oid(oids::ec_public_key), explicit_p256()});
  return der::sequence({algorithm, der::bit_string(key.public_key())});
}

} // namespace detail

/// Validity from one moment to the other, wrong as far as it is asked for.
///
/// @param field Who asks, for the message: `recipe`. @throws std::invalid_argument if it ends before it
/// begins and no flaw says that this is meant, or outside the years 0 to 9999
inline bytes validity_of(std::string_view field, timestamp not_before, timestamp not_after,
                         std::vector<flaw> const& wanted) {
  for (auto const& [member, value] : {std::pair{".not_before", not_before}, {".not_after", not_after}})
    if (value < *to_timestamp({0, 1, 1}) || value > *to_timestamp({9999, 12, 31, 23, 59, 59}))
      throw std::invalid_argument{std::string{field} + member +
                                  " is outside the years 0 to 9999, which is all that "
                                  "certificates can say"};
  if (not_after < not_before && !has(wanted, flaw::inverted_validity))
    throw std::invalid_argument{std::string{field} + ".not_after: " + to_text(not_after) + " is before not_before, " +
                                to_text(not_before) +
                                "; give both, or add the flaw inverted-validity to be wrong on purpose"};
  auto const digits = [](bytes const& element) { return mxtls::to_text(byte_view{element}.subspan(2)); };
  if (has(wanted, flaw::fractional_seconds)) {
    std::string text = digits(der::generalized_time(not_after));
    text.insert(text.size() - 1, ".5");
    return der::sequence({der::time(not_before), der::tlv(der::tags::generalized_time, as_bytes(text))});
  }
  if (has(wanted, flaw::no_time_zone)) {
    std::string text = digits(der::utc_time(not_after));
    text.pop_back();
    return der::sequence({der::time(not_before), der::tlv(der::tags::utc_time, as_bytes(text))});
  }
  if (has(wanted, flaw::two_digit_year)) return der::sequence({der::utc_time(not_before), der::utc_time(not_after)});
  return validity(not_before, not_after);
}

/// The flaws of the fields and the extensions; where two want the same field, the later one has it.
///
/// @pre `fields` has extensions
inline void spoil_fields(certificate_fields& fields, std::vector<flaw> const& wanted) {
  for (flaw const each : wanted) {
    switch (each) {
    case flaw::serial_zero: fields.serial_number = der::integer(0); break;
    case flaw::serial_negative: fields.serial_number = der::integer(-25); break;
    case flaw::serial_too_long: fields.serial_number = der::unsigned_integer(bytes(21, 0x2a)); break;
    case flaw::wrong_issuer_name:
      fields.issuer = distinguished_name(test_only_organization, {"mxtls authority that is not the issuer"});
      break;
    case flaw::unknown_key_algorithm:
      fields.subject_public_key_info =
          der::sequence({der::sequence({der::oid(detail::unknown_oid)}), der::bit_string(bytes(64, 0x42))});
      break;
    case flaw::duplicate_extension: fields.extensions.push_back(bytes{fields.extensions.front()}); break;
    case flaw::unknown_critical_extension:
      fields.extensions.push_back(extension(detail::unknown_oid, criticality::critical, der::null()));
      break;
    case flaw::mismatched_algorithms: {
      bytes const other = der::sequence({der::oid(oids::ecdsa_with_sha1)});
      bool const taken = fields.signature_algorithm == other;
      fields.signature_algorithm = taken ? der::sequence({der::oid(oids::ecdsa_with_sha256)}) : other;
      break;
    }
    default: break;
    }
  }
  for (detail::foreign_key const& each : detail::foreign_keys)
    if (has(wanted, each.wanted_by)) fields.subject_public_key_info = parse_hex(each.hex).value();
  if (!has(wanted, flaw::version_1)) return;
  fields.version = {};
  fields.extensions = {};
}

/// The flaws of the signature and of the octets as a whole.
inline bytes spoil_octets(bytes certificate, std::vector<flaw> const& wanted) {
  if (has(wanted, flaw::bad_signature)) certificate.back() ^= 1;
  if (has(wanted, flaw::corrupted)) {
    // The last length octet of TBSCertificate, the first element inside.
    x509::der_reader outer{certificate};
    x509::der_reader inner{outer.read().value()};
    certificate[inner.read().value().content_where() - 1] ^= 1;
  }
  if (has(wanted, flaw::truncated)) certificate.resize(certificate.size() - 16);
  if (has(wanted, flaw::trailing_octets)) certificate.insert(certificate.end(), 4, 0x2a);
  if (has(wanted, flaw::not_a_certificate)) certificate = to_bytes("This is no certificate.");
  return certificate;
}

} // namespace mxtls::pki

#endif
