// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>

#include <mxtls/pki/extension.hpp>
#include <mxtls/test/catch.hpp>

// Expected octets: the extensions of `openssl req -x509` with the same settings.

namespace pki = mxtls::pki;
using mxtls::bytes;
using mxtls::to_hex;

TEST_CASE("BasicConstraints of an authority, with and without a path length", "[pki][rfc5280-4.2.1.9]") {
  CHECK(to_hex(pki::basic_constraints_ca(3)) == "30120603551d130101ff040830060101ff020103");
  CHECK(to_hex(pki::basic_constraints_ca({})) == "300f0603551d130101ff040530030101ff");
}

TEST_CASE("KeyUsage is a named bit list without trailing zeros", "[pki][rfc5280-4.2.1.3]") {
  CHECK(to_hex(pki::key_usage({pki::key_use::key_cert_sign, pki::key_use::crl_sign})) ==
        "300e0603551d0f0101ff040403020106");
  CHECK(to_hex(pki::key_usage({pki::key_use::digital_signature})) == "300e0603551d0f0101ff040403020780");
  // X.690 section 11.2.2, note 1: without any bit there is no octet and nothing unused.
  CHECK(to_hex(pki::key_usage({})) == "300d0603551d0f0101ff0403030100");
}

TEST_CASE("ExtKeyUsage lists its purposes in the order given", "[pki][rfc5280-4.2.1.12]") {
  CHECK(to_hex(pki::extended_key_usage({pki::oids::server_auth, pki::oids::client_auth})) ==
        "301d0603551d250416301406082b0601050507030106082b06010505070302");
}

TEST_CASE("Key identifiers of subject and authority", "[pki][rfc5280-4.2.1.1][rfc5280-4.2.1.2]") {
  CHECK(to_hex(pki::subject_key_identifier(bytes{1, 2, 3, 4, 5})) == "300e0603551d0e040704050102030405");
  // RFC 5280 appendix A.2: keyIdentifier is [0] IMPLICIT OCTET STRING.
  CHECK(to_hex(pki::authority_key_identifier(bytes{1, 2, 3})) == "300e0603551d23040730058003010203");
}

TEST_CASE("SubjectAltName can be critical or not", "[pki][rfc5280-4.2.1.6]") {
  bytes const name = pki::der::sequence({pki::dns_name("mx.example.test")});
  CHECK(to_hex(pki::extension(pki::oids::subject_alt_name, pki::criticality::critical, name)) ==
        "301d0603551d110101ff04133011820f6d782e6578616d706c652e74657374");
  CHECK(to_hex(pki::extension(pki::oids::subject_alt_name, pki::criticality::non_critical, name)) ==
        "301a0603551d1104133011820f6d782e6578616d706c652e74657374");
}

TEST_CASE("An extension needs an object identifier", "[pki][rfc5280-4.1]") {
  CHECK_THROWS_AS(pki::extension("san", pki::criticality::critical, {}), std::invalid_argument);
}
