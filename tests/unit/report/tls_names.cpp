// SPDX-License-Identifier: BSL-1.0
#include <mxtls/report/tls_names.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::report;

TEST_CASE("Numbers of TLS have the names that the RFCs give them", "[report][rfc8446-4.2.7][rfc8446-4.2.3]") {
  CHECK(version_name(0x0304) == "TLSv1.3");
  CHECK(cipher_suite_name(0x1302) == "TLS_AES_256_GCM_SHA384");
  CHECK(cipher_suite_name(0xc02f) == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  CHECK(cipher_suite_name(0x00ff) == "TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
  CHECK(group_name(0x0017) == "secp256r1");
  CHECK(group_name(0x001d) == "x25519");
  CHECK(group_name(0x0100) == "ffdhe2048");
  CHECK(signature_scheme_name(0x0403) == "ecdsa_secp256r1_sha256");
  CHECK(signature_scheme_name(0x0804) == "rsa_pss_rsae_sha256");
  CHECK(signature_scheme_name(0x0807) == "ed25519");
}

TEST_CASE("A number of TLS without a name is shown as a number", "[report][rfc8701-2]") {
  CHECK(version_name(0x0a0a) == "0x0a0a");
  CHECK(cipher_suite_name(0xfafa) == "0xfafa");
  CHECK(group_name(0x0000) == "0x0000");
  CHECK(signature_scheme_name(0xffff) == "0xffff");
}
