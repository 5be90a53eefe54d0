// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_CERTIFICATE_CASE_HPP
#define MXTLS_PKI_CERTIFICATE_CASE_HPP

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <mxtls/pki/authority_set.hpp>
#include <mxtls/pki/ocsp.hpp>
#include <mxtls/pki/recipe.hpp>

namespace mxtls::pki {

/// A revocation list that a case comes with.
struct case_crl {
  /// Whose list it is, and who signs it: ids of authorities.
  std::string issuer = "intermediate";
  std::string signer = "intermediate";
  /// `leaf`, or ids of authorities.
  std::vector<std::string> revoked = {};
  moment this_update = days_from_now(-1);
  moment next_update = days_from_now(7);
};

/// What a responder says instead of an answer; `malformed` is no OCSP response at all.
enum class no_answer { try_later, internal_error, malformed };

/// The OCSP response that a case's server staples.
struct case_staple {
  /// About the certificate of the case, or of another one: `leaf` or the id of an authority.
  std::string about = "leaf";
  ocsp_status status = ocsp_status::good;
  /// Who signs: an authority, or a responder that the issuer has delegated this to.
  std::string signer = "intermediate";
  /// Purposes of a delegated responder's certificate; absent, the signer answers itself.
  std::optional<std::vector<purpose>> delegated = {};
  moment this_update = days_from_now(-1);
  moment next_update = days_from_now(7);
  std::optional<no_answer> instead = {};
};

/// For `case_expectation`: openssl cannot read the certificate, and so gives no number.
inline constexpr int unreadable = std::numeric_limits<int>::min();

/// What programs say of a case; each in its own terms, 0 or nothing if they accept it.
struct case_expectation {
  /// Number of `openssl verify` for a server of this name, 62; or `unreadable`.
  int openssl = 0;
  /// The same with -x509_strict; as `openssl` if absent.
  std::optional<int> openssl_strict = {};
  /// Words of GnuTLS, as in its GNUTLS_CERT_ constants: `expired`, `unexpected-owner`.
  std::vector<std::string> gnutls = {};
  /// Number of wolfSSL, -322.
  int wolfssl = 0;
  /// Why they differ, where they do.
  std::string why = {};
};

/// One way for a certificate to be right or wrong, with what programs make of it.
///
/// `{host}` and `{domain}` stand for the MX host and the recipient domain in `says`, `reference`, the texts
/// of the leaf, and the domains that its authorities are constrained to.
struct certificate_case {
  /// Stable and self-explaining: `wildcard-two-labels`.
  std::string id = {};
  /// `names`, `chain`, `time`, `revocation`, `keys`.
  std::string group = {};
  /// What is wrong, in a sentence; or that nothing is.
  std::string says = {};
  /// Where the rule is written down.
  std::string source = {};
  /// What a client expects to find.
  std::string reference = "{host}";
  /// Authorities that only this case has.
  std::vector<authority_entry> authorities = {};
  /// Id of the issuer, or `self`.
  std::string issuer = "intermediate";
  recipe leaf = {};
  /// What the server sends: `leaf`, ids of authorities, `ID by ISSUER` for a cross-certificate; empty for the leaf
  /// and the authorities above it, without the root.
  std::vector<std::string> send = {};
  /// Id of the root that a client trusts.
  std::string trust = "root";
  std::vector<case_crl> crls = {};
  std::optional<case_staple> staple = {};
  case_expectation expect = {};
};

} // namespace mxtls::pki

#endif
