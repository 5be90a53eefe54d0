// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <mxtls/pki/pem.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::bytes;
namespace pki = mxtls::pki;

TEST_CASE("PEM has lines of 64 characters, the last one as short as need be", "[pki][pem][rfc7468-2]") {
  // 'A' is six zero bits: 48 octets fill one line, 49 begin another.
  CHECK(pki::to_pem("X", bytes(48)) == "-----BEGIN X-----\n" + std::string(64, 'A') + "\n-----END X-----\n");
  CHECK(pki::to_pem("X", bytes(49)) == "-----BEGIN X-----\n" + std::string(64, 'A') + "\nAA==\n-----END X-----\n");
}

TEST_CASE("PEM of nothing has its two boundaries and no line between", "[pki][pem][rfc7468-3]") {
  CHECK(pki::to_pem("X", mxtls::bytes{}) == "-----BEGIN X-----\n-----END X-----\n");
}

TEST_CASE("PEM labels are the ones other programs look for", "[pki][pem][rfc7468-5][rfc7468-10]") {
  CHECK(pki::to_pem(pki::certificate_label, as_bytes("abc")) ==
        "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n");
  CHECK(pki::to_pem(pki::private_key_label, as_bytes("abc")) ==
        "-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n");
}

TEST_CASE("Several stand one after the other", "[pki][pem][rfc7468-2]") {
  CHECK(pki::to_pem("X", std::vector<mxtls::bytes>{{'a'}, {'b'}}) ==
        "-----BEGIN X-----\nYQ==\n-----END X-----\n-----BEGIN X-----\nYg==\n-----END X-----\n");
  CHECK(pki::to_pem("X", std::vector<mxtls::bytes>{}).empty());
}
