// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_REVOCATION_HPP
#define MXTLS_PKI_REVOCATION_HPP

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/x509/certificate.hpp>

/// What CRLs and OCSP responses have in common.
namespace mxtls::pki {

/// Why a certificate was revoked; the value is the number of the CRLReason.
///
/// References: RFC 5280 section 5.3.1.
enum class revocation_reason : std::uint8_t {
  unspecified = 0,
  key_compromise = 1,
  ca_compromise = 2,
  affiliation_changed = 3,
  superseded = 4,
  cessation_of_operation = 5,
  certificate_hold = 6,
  remove_from_crl = 8,
  privilege_withdrawn = 9,
  aa_compromise = 10,
};

namespace detail {

/// @throws std::invalid_argument naming both moments
inline void require_order(std::string_view settings, timestamp this_update, timestamp next_update) {
  if (next_update < this_update)
    throw std::invalid_argument{std::string{settings} + ".next_update: " + to_text(next_update) +
                                " is before this_update, " + to_text(this_update) + "; give both"};
}

/// @throws std::system_error with an x509::errc and `what`
inline x509::certificate read_certificate(std::string_view what, byte_view der) {
  auto read = x509::parse_certificate(der);
  if (!read)
    throw std::system_error{read.error(), std::string{what} + ": no certificate, from octet " +
                                              std::to_string(read.failure().where) + " on; pass its DER"};
  return *std::move(read);
}

/// The serial number as the certificate has it, odd ones too.
inline bytes serial_number(x509::certificate const& of) { return der::tlv(der::tags::integer, of.serial); }

} // namespace detail

} // namespace mxtls::pki

#endif
