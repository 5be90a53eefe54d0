// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>

#include <mxtls/core/ip_address.hpp>
#include <mxtls/pki/extension.hpp>

#include "made.hpp"

// Expected octets in hexadecimal: the extensions of `openssl req -x509` with the same settings.

namespace pki = mxtls::pki;
using mxtls::bytes;
using mxtls::to_hex;

namespace {

struct comparison {
  /// As in a configuration file of openssl.
  char const* line;
  bytes made;
};

/// The extensions of which openssl makes the same octets.
std::vector<comparison> comparisons() {
  bytes network = *mxtls::parse_ip_address("192.0.2.0");
  network.insert(network.end(), {255, 255, 255, 0});
  std::string const url = "http://ca.example.test/";
  return {
      {"basicConstraints=critical,CA:TRUE,pathlen:3", pki::basic_constraints_ca(3)},
      {"basicConstraints=critical,CA:TRUE,pathlen:200", pki::basic_constraints_ca(200)},
      {"basicConstraints=critical,CA:TRUE", pki::basic_constraints_ca({})},
      {"basicConstraints=critical,CA:FALSE", pki::basic_constraints_none()},
      {"keyUsage=critical,digitalSignature", pki::key_usage({pki::key_use::digital_signature})},
      {"keyUsage=critical,nonRepudiation", pki::key_usage({pki::key_use::content_commitment})},
      {"keyUsage=critical,keyEncipherment", pki::key_usage({pki::key_use::key_encipherment})},
      {"keyUsage=critical,dataEncipherment", pki::key_usage({pki::key_use::data_encipherment})},
      {"keyUsage=critical,keyAgreement", pki::key_usage({pki::key_use::key_agreement})},
      {"keyUsage=critical,keyCertSign", pki::key_usage({pki::key_use::key_cert_sign})},
      {"keyUsage=critical,cRLSign", pki::key_usage({pki::key_use::crl_sign})},
      {"keyUsage=critical,digitalSignature,keyCertSign,cRLSign",
       pki::key_usage({pki::key_use::crl_sign, pki::key_use::digital_signature, pki::key_use::key_cert_sign})},
      {"extendedKeyUsage=serverAuth,clientAuth,emailProtection,OCSPSigning,anyExtendedKeyUsage",
       pki::extended_key_usage({pki::oids::server_auth, pki::oids::client_auth, pki::oids::email_protection,
                                pki::oids::ocsp_signing, pki::oids::any_extended_key_usage})},
      {"tlsfeature=status_request", pki::tls_features({pki::tls_feature::status_request})},
      {"certificatePolicies=2.999.1,2.23.140.1.2.1", pki::certificate_policies({"2.999.1", "2.23.140.1.2.1"})},
      {"crlDistributionPoints=URI:http://ca.example.test/crl", pki::crl_distribution_points({url + "crl"})},
      {"crlDistributionPoints=URI:http://ca.example.test/1,URI:http://ca.example.test/2",
       pki::crl_distribution_points({url + "1", url + "2"})},
      {"authorityInfoAccess=OCSP;URI:http://ca.example.test/o,caIssuers;URI:http://ca.example.test/i",
       pki::authority_info_access({url + "o"}, {url + "i"})},
      {"authorityInfoAccess=OCSP;URI:http://ca.example.test/o", pki::authority_info_access({url + "o"}, {})},
      {"nameConstraints=critical,permitted;DNS:example.test,permitted;IP:192.0.2.0/255.255.255.0",
       pki::name_constraints({pki::dns_name("example.test"), pki::ip_name(network)})},
      {"nameConstraints=critical,permitted;DNS:test,excluded;DNS:a.test,excluded;DNS:.b.test",
       pki::name_constraints({pki::dns_name("test")}, {pki::dns_name("a.test"), pki::dns_name(".b.test")})},
      {"nameConstraints=critical,excluded;DNS:a.test", pki::name_constraints({}, {pki::dns_name("a.test")})},
  };
}

} // namespace

TEST_CASE("Extensions have the octets that openssl gives them", "[pki][extension][openssl][rfc5280-4.2.1]") {
  SKIP_WITHOUT("openssl");
  for (auto const& [line, made] : comparisons()) {
    INFO(line << " " << to_hex(made));
    CHECK(made::holds(made::openssl_certificate(std::string{line} + "\n"), made));
  }
}

TEST_CASE("OpenSSL prints the extensions of a leaf as they were asked for",
          "[pki][extension][openssl][rfc5280-4.2.1]") {
  SKIP_WITHOUT("openssl");
  auto const root = made::seeded_root();
  std::string const text =
      made::openssl("x509 -noout -text", root.issue({.dns = {"mx.example.test"},
                                                     .features = {pki::tls_feature::status_request},
                                                     .policies = {"2.999.1"},
                                                     .crl_urls = {"http://ca.example.test/crl"},
                                                     .ocsp_urls = {"http://ca.example.test/ocsp"},
                                                     .issuer_urls = {"http://ca.example.test/ca"}})
                                             .der());
  INFO(text);
  for (char const* part : {"TLS Feature: \n                status_request\n", "Policy: 2.999.1\n",
                           "Full Name:\n                  URI:http://ca.example.test/crl\n",
                           "OCSP - URI:http://ca.example.test/ocsp\n", "CA Issuers - URI:http://ca.example.test/ca\n"})
    CHECK(made::says(text, part));
  std::string const constraints =
      made::openssl("x509 -noout -text",
                    root.intermediate({.permitted_dns = {"example.test"}, .excluded_dns = {"no.example.test"}}).der());
  INFO(constraints);
  CHECK(made::says(constraints, "Permitted:\n                  DNS:example.test\n"));
  CHECK(made::says(constraints, "Excluded:\n                  DNS:no.example.test\n"));
}

TEST_CASE("BasicConstraints of an authority, with and without a path length", "[pki][extension][rfc5280-4.2.1.9]") {
  CHECK(to_hex(pki::basic_constraints_ca(3)) == "30120603551d130101ff040830060101ff020103");
  CHECK(to_hex(pki::basic_constraints_ca({})) == "300f0603551d130101ff040530030101ff");
}

TEST_CASE("KeyUsage is a named bit list without trailing zeros", "[pki][extension][rfc5280-4.2.1.3]") {
  CHECK(to_hex(pki::key_usage({pki::key_use::key_cert_sign, pki::key_use::crl_sign})) ==
        "300e0603551d0f0101ff040403020106");
  // X.690 section 11.2.2, note 1: without any bit there is no octet and nothing unused.
  CHECK(to_hex(pki::key_usage({})) == "300d0603551d0f0101ff0403030100");
}

TEST_CASE("Key identifiers of subject and authority", "[pki][extension][rfc5280-4.2.1.1][rfc5280-4.2.1.2]") {
  CHECK(to_hex(pki::subject_key_identifier(bytes{1, 2, 3, 4, 5})) == "300e0603551d0e040704050102030405");
  // RFC 5280 appendix A.2: keyIdentifier is [0] IMPLICIT OCTET STRING.
  CHECK(to_hex(pki::authority_key_identifier(bytes{1, 2, 3})) == "300e0603551d23040730058003010203");
}

TEST_CASE("SubjectAltName can be critical or not", "[pki][extension][rfc5280-4.2.1.6]") {
  bytes const name = pki::der::sequence({pki::dns_name("mx.example.test")});
  CHECK(to_hex(pki::extension(pki::oids::subject_alt_name, pki::criticality::critical, name)) ==
        "301d0603551d110101ff04133011820f6d782e6578616d706c652e74657374");
  CHECK(to_hex(pki::extension(pki::oids::subject_alt_name, pki::criticality::non_critical, name)) ==
        "301a0603551d1104133011820f6d782e6578616d706c652e74657374");
}

TEST_CASE("An extension needs an object identifier", "[pki][extension][rfc5280-4.1]") {
  CHECK_THROWS_AS(pki::extension("san", pki::criticality::critical, {}), std::invalid_argument);
}
