// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_RECIPE_HPP
#define MXTLS_PKI_RECIPE_HPP

#include <optional>
#include <string>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/common_name.hpp>
#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/flaw.hpp>
#include <mxtls/pki/key_kind.hpp>
#include <mxtls/pki/moment.hpp>
#include <mxtls/pki/signature_scheme.hpp>

namespace mxtls::pki {

/// Whether the subject begins with `O=mxtls TEST ONLY`.
enum class organization { test_only, absent };

/// What a leaf may be used for. References: RFC 5280 section 4.2.1.12.
enum class purpose { server_auth, client_auth, email_protection, ocsp_signing, any };

/// What is to stand in a leaf; the defaults make a server certificate as it should be, bar a name.
///
/// Only names that belong to nobody are accepted: see safe_names.hpp. What is more likely a slip than
/// a wish is refused too, unless `flaws` says that it is meant.
struct recipe {
  /// CN attributes in this order. None by default: programs should look at `dns` and `ip`.
  std::vector<common_name> common_names = {};
  /// dNSName entries; a wildcard is an entry like any other.
  std::vector<std::string> dns = {};
  /// iPAddress entries in text form, IPv4 or IPv6.
  std::vector<std::string> ip = {};
  /// The other kinds of name; in SubjectAltName each kind follows the ones above.
  std::vector<std::string> mail = {};
  std::vector<std::string> utf8_mail = {};
  std::vector<std::string> uri = {};
  /// SRV-IDs: `_smtp.example.test`.
  std::vector<std::string> srv = {};
  /// GeneralName elements as they are, behind all others: what the fields above cannot say.
  std::vector<bytes> raw_names = {};
  /// What SubjectAltName holds instead of all these: any octets, as a rule a GeneralNames.
  std::optional<bytes> raw_subject_alt_name = {};
  /// `absent` and no common name: an empty subject, and SubjectAltName turns critical.
  organization subject_organization = organization::test_only;
  /// KeyUsage; none, no extension.
  std::vector<key_use> uses{key_use::digital_signature};
  /// ExtKeyUsage; none, no extension.
  std::vector<purpose> purposes{purpose::server_auth};
  /// What a server that shows it has to do; `status_request` is must-staple.
  std::vector<tls_feature> features = {};
  /// Object identifiers of CertificatePolicies.
  std::vector<std::string> policies = {};
  /// Where revocation is published, and the issuer's certificate: `http://ca.example.test/crl`.
  std::vector<std::string> crl_urls = {};
  std::vector<std::string> ocsp_urls = {};
  std::vector<std::string> issuer_urls = {};
  /// Of the key in it.
  key_kind key = key_kind::p256;
  /// How the issuer signs.
  signature_scheme signature = {};
  /// First and last moment of validity.
  moment not_before = days_from_now(-1);
  moment not_after = days_from_now(90);
  std::vector<flaw> flaws = {};
};

} // namespace mxtls::pki

#endif
