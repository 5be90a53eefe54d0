// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_FLAW_HPP
#define MXTLS_PKI_FLAW_HPP

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace mxtls::pki {

/// A named mistake, for a recipe to ask for; any of them can be combined.
///
/// What is wrong and can be said by the recipe's own fields (a date in the past, the wrong name, a weak
/// key) needs no flaw. Where that would more likely be a slip, the flaw says that it is meant.
enum class flaw {
  // Says that something in the recipe is meant.
  odd_octets,
  outside_constraints,
  nameless,
  inverted_validity,
  path_too_long,
  // Fields of the certificate.
  version_1,
  serial_zero,
  serial_negative,
  serial_too_long,
  fractional_seconds,
  no_time_zone,
  two_digit_year,
  wrong_issuer_name,
  wrong_authority_key_identifier,
  key_of_issuer,
  explicit_curve,
  unknown_key_algorithm,
  // The key is not the server's own: see foreign_key.hpp.
  other_key,
  rsa_512_key,
  rsa_2047_key,
  rsa_exponent_3_key,
  p192_key,
  secp256k1_key,
  brainpool_p256_key,
  dsa_key,
  published_key,
  // Extensions.
  empty_subject_alt_name,
  two_subject_alt_names,
  critical_subject_alt_name,
  uncritical_subject_alt_name,
  duplicate_extension,
  unknown_critical_extension,
  no_basic_constraints,
  ca_false,
  ca_true,
  // Signature and octets.
  mismatched_algorithms,
  bad_signature,
  truncated,
  corrupted,
  trailing_octets,
  not_a_certificate,
};

/// A flaw, the name by which recipes in files ask for it, and what it does.
struct flaw_entry {
  flaw what;
  std::string_view id;
  std::string_view does;
};

/// All flaws, in the order of their values.
inline constexpr std::array flaws{
    flaw_entry{flaw::odd_octets, "odd-octets",
               "names may be empty, or hold NUL, blanks, controls and octets beyond ASCII"},
    flaw_entry{flaw::outside_constraints, "outside-constraints",
               "dns and ip may be somebody's: the NameConstraints above are violated"},
    flaw_entry{flaw::nameless, "nameless", "an empty subject and no SubjectAltName"},
    flaw_entry{flaw::inverted_validity, "inverted-validity", "the validity ends before it begins"},
    flaw_entry{flaw::path_too_long, "path-too-long", "an authority stands where the path length allows none"},
    flaw_entry{flaw::version_1, "version-1", "X.509 version 1: no extensions"},
    flaw_entry{flaw::serial_zero, "serial-zero", "the serial number is 0"},
    flaw_entry{flaw::serial_negative, "serial-negative", "the serial number is negative"},
    flaw_entry{flaw::serial_too_long, "serial-too-long", "the serial number has 21 octets"},
    flaw_entry{flaw::fractional_seconds, "fractional-seconds", "notAfter is a GeneralizedTime with a fraction"},
    flaw_entry{flaw::no_time_zone, "no-time-zone", "notAfter is a UTCTime without its Z"},
    flaw_entry{flaw::two_digit_year, "two-digit-year", "both dates are UTCTime, whatever the century"},
    flaw_entry{flaw::wrong_issuer_name, "wrong-issuer-name", "the issuer's name is not the subject of the issuer"},
    flaw_entry{flaw::wrong_authority_key_identifier, "wrong-authority-key-identifier",
               "AuthorityKeyIdentifier is not the SubjectKeyIdentifier of the issuer"},
    flaw_entry{flaw::key_of_issuer, "key-of-issuer", "the key is the issuer's own"},
    flaw_entry{flaw::explicit_curve, "explicit-curve", "the curve is written out, not named"},
    flaw_entry{flaw::unknown_key_algorithm, "unknown-key-algorithm", "the public key is of an algorithm nobody knows"},
    flaw_entry{flaw::other_key, "other-key", "the public key is not that of the private key"},
    flaw_entry{flaw::rsa_512_key, "rsa-512-key", "the public key is RSA with 512 bits, and nobody's"},
    flaw_entry{flaw::rsa_2047_key, "rsa-2047-key", "the public key is RSA with 2047 bits, and nobody's"},
    flaw_entry{flaw::rsa_exponent_3_key, "rsa-exponent-3-key", "the public key is RSA with exponent 3, and nobody's"},
    flaw_entry{flaw::p192_key, "p192-key", "the public key is on P-192, and nobody's"},
    flaw_entry{flaw::secp256k1_key, "secp256k1-key", "the public key is on secp256k1, and nobody's"},
    flaw_entry{flaw::brainpool_p256_key, "brainpool-p256-key", "the public key is on brainpoolP256r1, and nobody's"},
    flaw_entry{flaw::dsa_key, "dsa-key", "the public key is DSA with 1024 bits, and nobody's"},
    flaw_entry{flaw::published_key, "published-key", "the key is one that RFC 9500 publishes, so everybody has it"},
    flaw_entry{flaw::empty_subject_alt_name, "empty-subject-alt-name", "SubjectAltName without any name"},
    flaw_entry{flaw::two_subject_alt_names, "two-subject-alt-names", "SubjectAltName stands there twice"},
    flaw_entry{flaw::critical_subject_alt_name, "critical-subject-alt-name",
               "SubjectAltName is critical beside a subject"},
    flaw_entry{flaw::uncritical_subject_alt_name, "uncritical-subject-alt-name",
               "SubjectAltName is not critical beside an empty subject"},
    flaw_entry{flaw::duplicate_extension, "duplicate-extension",
               "the first extension, KeyUsage if there is one, stands there twice"},
    flaw_entry{flaw::unknown_critical_extension, "unknown-critical-extension",
               "a critical extension that nobody knows"},
    flaw_entry{flaw::no_basic_constraints, "no-basic-constraints", "an authority without BasicConstraints"},
    flaw_entry{flaw::ca_false, "ca-false", "an authority whose BasicConstraints say it is none"},
    flaw_entry{flaw::ca_true, "ca-true", "a leaf whose BasicConstraints say it is an authority"},
    flaw_entry{flaw::mismatched_algorithms, "mismatched-algorithms",
               "the signed signature algorithm is not the one outside"},
    flaw_entry{flaw::bad_signature, "bad-signature", "one bit of the signature is wrong"},
    flaw_entry{flaw::truncated, "truncated", "the last 16 octets are missing"},
    flaw_entry{flaw::corrupted, "corrupted", "a length inside is wrong"},
    flaw_entry{flaw::trailing_octets, "trailing-octets", "octets follow the certificate"},
    flaw_entry{flaw::not_a_certificate, "not-a-certificate", "text, not DER"},
};

constexpr std::string_view to_text(flaw value) noexcept { return flaws[static_cast<std::size_t>(value)].id; }

constexpr bool has(std::vector<flaw> const& wanted, flaw value) noexcept {
  return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

} // namespace mxtls::pki

#endif
