// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>

#include <mxtls/pki/certificate.hpp>
#include <mxtls/test/catch.hpp>

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using mxtls::bytes;
using mxtls::parse_timestamp;
using mxtls::to_hex;

TEST_CASE("A name has one attribute to a level, organization first", "[pki][rfc5280-4.1.2.4]") {
  // openssl req -x509 -utf8, subject O = mxtls TEST ONLY, CN = x
  CHECK(to_hex(pki::distinguished_name(pki::test_only_organization, {"x"})) ==
        "302631183016060355040a0c0f6d78746c732054455354204f4e4c59310a300806035504030c0178");
  CHECK(to_hex(pki::distinguished_name(std::nullopt, {"x", "x"})) ==
        "3018310a300806035504030c0178310a300806035504030c0178");
  CHECK(to_hex(pki::distinguished_name(std::nullopt, {})) == "3000");
}

TEST_CASE("Validity has two times, each in the form that its year asks for", "[pki][rfc5280-4.1.2.5]") {
  CHECK(to_hex(pki::validity(*parse_timestamp("2049-12-31T23:59:59Z"), *parse_timestamp("2050-01-01"))) ==
        "3020170d3439313233313233353935395a180f32303530303130313030303030305a");
}

TEST_CASE("A certificate holds its fields as they are given, wrong ones too", "[pki][rfc5280-4.1]") {
  auto const key = pki::private_key::from_seed("seed", "label");
  bytes const odd = der::raw(0x02, bytes{0x84, 0, 0, 0, 1}, bytes{0});
  bytes const name = pki::distinguished_name(std::nullopt, {"x"});
  bytes const validity = pki::validity(*parse_timestamp("2030-01-01"), *parse_timestamp("2029-01-01"));
  bytes const made = pki::sign_certificate({.version = {},
                                            .serial_number = odd,
                                            .issuer = name,
                                            .validity = validity,
                                            .subject = name,
                                            .subject_public_key_info = key.spki_der()},
                                           key);
  bytes const algorithm = key.signature_algorithm_der();
  bytes const to_be_signed = der::sequence({odd, algorithm, name, validity, name, key.spki_der()});
  CHECK(made == der::sequence({to_be_signed, algorithm, der::bit_string(key.sign(to_be_signed))}));
}
