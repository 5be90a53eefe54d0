// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_CHAIN_STATUS_HPP
#define MXTLS_X509_CHAIN_STATUS_HPP

#include <string_view>

namespace mxtls::x509 {

/// What came of judging a chain against a set of trust anchors at a moment.
enum class chain_status {
  trusted,
  self_signed,
  unknown_issuer,
  incomplete,
  expired,
  not_yet_valid,
  bad_signature,
  not_a_ca,
  path_too_long,
  wrong_purpose,
  unknown_critical_extension,
  name_constraint_violated,
  malformed,
  unreadable,
  no_certificate,
  not_checkable,
  not_checked,
};

/// The stable word for reports, `unknown-issuer`.
constexpr std::string_view to_text(chain_status status) noexcept {
  switch (status) {
  case chain_status::trusted: return "trusted";
  case chain_status::self_signed: return "self-signed";
  case chain_status::unknown_issuer: return "unknown-issuer";
  case chain_status::incomplete: return "incomplete";
  case chain_status::expired: return "expired";
  case chain_status::not_yet_valid: return "not-yet-valid";
  case chain_status::bad_signature: return "bad-signature";
  case chain_status::not_a_ca: return "not-a-ca";
  case chain_status::path_too_long: return "path-too-long";
  case chain_status::wrong_purpose: return "wrong-purpose";
  case chain_status::unknown_critical_extension: return "unknown-critical-extension";
  case chain_status::name_constraint_violated: return "name-constraint-violated";
  case chain_status::malformed: return "malformed";
  case chain_status::unreadable: return "unreadable";
  case chain_status::no_certificate: return "no-certificate";
  case chain_status::not_checkable: return "not-checkable";
  case chain_status::not_checked: return "not-checked";
  }
  return "invalid";
}

/// One sentence for a person.
constexpr std::string_view describe(chain_status status) noexcept {
  switch (status) {
  case chain_status::trusted: return "The chain leads to a trust anchor and every signature in it is good.";
  case chain_status::self_signed: return "The certificate is its own issuer and is not a trust anchor.";
  case chain_status::unknown_issuer: return "The chain ends at an issuer that is not a trust anchor.";
  case chain_status::incomplete: return "The certificate's issuer was not sent and is not a trust anchor.";
  case chain_status::expired: return "A certificate of the chain has expired.";
  case chain_status::not_yet_valid: return "A certificate of the chain is not valid yet.";
  case chain_status::bad_signature: return "A certificate of the chain was not signed by the issuer it names.";
  case chain_status::not_a_ca: return "A certificate was issued by one that may not sign certificates.";
  case chain_status::path_too_long: return "The chain is longer than an authority in it permits.";
  case chain_status::wrong_purpose: return "A certificate of the chain may not be used for TLS servers.";
  case chain_status::unknown_critical_extension:
    return "A certificate of the chain has a critical extension that is not known.";
  case chain_status::name_constraint_violated: return "A name lies outside what an authority of the chain may certify.";
  case chain_status::malformed:
    return "A certificate of the chain has an extension twice, or two signature algorithms.";
  case chain_status::unreadable: return "A certificate could not be read.";
  case chain_status::no_certificate: return "The server sent no certificate.";
  case chain_status::not_checkable: return "A signature of the chain is of a kind that this checker cannot check.";
  case chain_status::not_checked: return "The chain was not checked.";
  }
  return "The status is invalid.";
}

} // namespace mxtls::x509

#endif
