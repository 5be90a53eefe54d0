// SPDX-License-Identifier: BSL-1.0
#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/common_name.hpp>
#include <mxtls/test/catch.hpp>

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using mxtls::bytes;
using mxtls::parse_timestamp;
using mxtls::to_hex;

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

TEST_CASE("Extensions, version and an algorithm of its own stand where they belong", "[pki][rfc5280-4.1]") {
  auto const key = pki::private_key::from_seed("seed", "label", pki::key_kind::rsa_1024);
  bytes const name = pki::distinguished_name(std::nullopt, {"x"});
  bytes const when = pki::validity(*parse_timestamp("2030-01-01"), *parse_timestamp("2031-01-01"));
  bytes const inner = der::sequence({der::oid("2.999")});
  bytes const extension = der::sequence({der::oid("2.999"), der::octet_string({})});
  pki::signature_scheme const pss{.padding = pki::rsa_padding::pss};
  bytes const made = pki::sign_certificate({.serial_number = der::integer(7),
                                            .signature_algorithm = inner,
                                            .issuer = name,
                                            .validity = when,
                                            .subject = name,
                                            .subject_public_key_info = key.spki_der(),
                                            .extensions = {extension}},
                                           key, pss);
  bytes const to_be_signed = der::sequence({*mxtls::parse_hex("a003020102"), der::integer(7), inner, name, when, name,
                                            key.spki_der(), der::explicit_tag(3, der::sequence({extension}))});
  CHECK(made ==
        der::sequence({to_be_signed, key.signature_algorithm_der(pss), der::bit_string(key.sign(to_be_signed, pss))}));
}
