// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_ERRC_HPP
#define MXTLS_X509_ERRC_HPP

#include <string_view>

#include <mxtls/core/error.hpp>

namespace mxtls::x509 {

/// Why some octets are not a certificate. What is odd inside a certificate is a fact, not an error.
enum class errc {
  truncated = 1,     ///< The input ends before the value that it announces.
  bad_length,        ///< A DER length is indefinite, not minimal, or over four octets long.
  bad_tag,           ///< A DER identifier uses the high tag number form, which X.509 never needs.
  unexpected_tag,    ///< Another DER type stands where RFC 5280 wants a certain one.
  trailing_octets,   ///< Something follows where the value should have ended.
  too_large,         ///< The input is larger than this library is willing to read.
  too_many,          ///< A list has more elements than this library is willing to read.
  bad_version,       ///< The version is negative or absurdly large.
  bad_serial_number, ///< The serial number has no octets.
  bad_bit_string,    ///< A BIT STRING has no octet for its unused bits, or more than 7 of them.
  bad_boolean,       ///< A BOOLEAN is not one octet long.
  bad_time,          ///< A time is not in the one form that RFC 5280 allows, or does not exist.
  bad_pem,           ///< A PEM block has no matching END line.
  bad_base64,        ///< A PEM block holds something other than padded base64.
  no_certificate,    ///< The text holds no certificate at all.
};

constexpr char const* category_name(errc) noexcept { return "mxtls.x509"; }

constexpr std::string_view describe(errc code) noexcept {
  switch (code) {
  case errc::truncated: return "the input ends before the value that it announces";
  case errc::bad_length: return "a DER length is indefinite, not minimal or too long";
  case errc::bad_tag: return "a DER identifier has a high tag number";
  case errc::unexpected_tag: return "another DER type was expected here";
  case errc::trailing_octets: return "octets follow after the end of the value";
  case errc::too_large: return "the input is too large";
  case errc::too_many: return "a list has too many elements";
  case errc::bad_version: return "the certificate version makes no sense";
  case errc::bad_serial_number: return "the serial number is empty";
  case errc::bad_bit_string: return "a BIT STRING is malformed";
  case errc::bad_boolean: return "a BOOLEAN is malformed";
  case errc::bad_time: return "a time is malformed or does not exist";
  case errc::bad_pem: return "a PEM block has no matching END line";
  case errc::bad_base64: return "a PEM block is not base64";
  case errc::no_certificate: return "there is no certificate in the text";
  }
  return "unknown x509 error";
}

} // namespace mxtls::x509

MXTLS_ERROR_ENUM(x509);

#endif
