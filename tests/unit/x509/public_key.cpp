// SPDX-License-Identifier: BSL-1.0
#include <mxtls/core/sha256.hpp>
#include <mxtls/test/catch.hpp>
#include <mxtls/x509/public_key.hpp>

#include "der_builder.hpp"
#include "openssl_certificates.hpp"

using mxtls::bytes;
using namespace mxtls::x509;
namespace der = der_builder;

namespace {

bytes key_info(mxtls::byte_view algorithm, bytes const& parameters, bytes const& bit_string) {
  return der::make(0x30, {der::make(0x30, {der::object_id(algorithm), parameters}), der::make(0x03, bit_string)});
}

mxtls::result<public_key> read(bytes const& input) { return read_public_key(der_reader{input}.read().value()); }

} // namespace

// openssl x509 -text: Public Key Algorithm, Public-Key, NIST CURVE
TEST_CASE("Public keys are named and measured as openssl does", "[x509][rfc5280-4.1.2.7]") {
  auto const of = [](std::string_view base64) { return openssl_made::read(base64).public_key; };
  CHECK(of(openssl_made::leaf).name == "EC P-256");
  CHECK(of(openssl_made::leaf).bits == 256);
  CHECK(of(openssl_made::leaf).algorithm == oids::ec_public_key);
  CHECK(of(openssl_made::intermediate).name == "EC P-384");
  CHECK(of(openssl_made::intermediate).bits == 384);
  CHECK(of(openssl_made::rsa_names).name == "RSA 2048");
  CHECK(of(openssl_made::rsa_names).bits == 2048);
  CHECK(of(openssl_made::ed25519_bmp).name == "Ed25519");
  CHECK(of(openssl_made::ed25519_bmp).bits == 256);
}

// openssl x509 -pubkey -noout | openssl pkey -pubin -outform DER | openssl sha256
TEST_CASE("The SubjectPublicKeyInfo is kept for TLSA records", "[x509][rfc6698-2.1.2]") {
  CHECK(mxtls::to_hex(mxtls::sha256(openssl_made::read(openssl_made::leaf).public_key.spki)) ==
        "5ca8291c205128efe1df31b89eadfa1f7c252bf410d2a85152e792a681c7b9f5");
}

TEST_CASE("RSA keys of odd sizes and of none are told apart", "[x509][rfc8017-a.1.1]") {
  auto const rsa = [](bytes const& modulus) {
    return read(
               key_info(oids::rsa_encryption, {0x05, 0x00},
                        der::join({bytes{0x00}, der::make(0x30, {der::make(0x02, modulus), bytes{0x02, 0x01, 0x03}})})))
        .value();
  };
  bytes modulus(128, 0x01);
  CHECK(rsa(modulus).name == "RSA 1017");
  modulus.insert(modulus.begin(), 0x00);
  CHECK(rsa(modulus).bits == 1017);
  CHECK(rsa({0x00}).bits == 0);
  CHECK(rsa({}).name == "RSA malformed");
  auto const junk = read(key_info(oids::rsa_encryption, {}, {0x00, 0x01, 0x02})).value();
  CHECK(junk.name == "RSA malformed");
  CHECK(junk == read(key_info(oids::rsa_encryption, {}, {0x00, 0x01, 0x02})).value());
  CHECK(read(key_info(oids::rsa_encryption, {}, {0x00, 0x30, 0x00})).value().bits == 0);
  CHECK(read(key_info(oids::rsassa_pss, {}, {0x00})).value().name == "RSA-PSS malformed");
}

TEST_CASE("Curves and algorithms that are not known are named by number", "[x509][rfc5480-2.1.1]") {
  bytes const point{0x00, 0x04};
  CHECK(read(key_info(oids::ec_public_key, der::object_id(oids::p521), point)).value().bits == 521);
  CHECK(read(key_info(oids::ec_public_key, der::object_id(oids::secp256k1), point)).value().name == "EC secp256k1");
  auto const brainpool = read(key_info(oids::ec_public_key, bytes{0x06, 0x03, 0x2a, 0x03, 0x04}, point)).value();
  CHECK(brainpool.name == "EC 1.2.3.4");
  CHECK(brainpool.bits == 0);
  CHECK(read(key_info(oids::ec_public_key, {0x30, 0x00}, point)).value().name == "EC with explicit parameters");
  CHECK(read(key_info(oids::ec_public_key, {}, point)).value().name == "EC with explicit parameters");
  CHECK(read(key_info(oids::ed448, {}, point)).value().bits == 456); // RFC 8032 section 5.2
  CHECK(read(key_info(oids::dsa, {}, point)).value().name == "id-dsa");
  CHECK(read(key_info(bytes{0x2a, 0x03}, {}, point)).value().name == "1.2.3");
}

TEST_CASE("Key information of the wrong shape is refused where it goes wrong", "[x509][rfc5280-4.1.2.7]") {
  bytes const algorithm = der::make(0x30, der::object_id(oids::ed25519));
  bytes const key{0x03, 0x01, 0x00};
  auto const why = [](bytes const& input) { return read(input).failure(); };
  CHECK(why(der::make(0x31, bytes{})) == mxtls::failure{errc::unexpected_tag, 0});
  CHECK(why(der::make(0x30, bytes{})) == mxtls::failure{errc::truncated, 2});
  CHECK(why(der::make(0x30, key)) == mxtls::failure{errc::unexpected_tag, 2});
  CHECK(why(der::make(0x30, algorithm)) == mxtls::failure{errc::truncated, 9});
  CHECK(why(der::make(0x30, {algorithm, algorithm})) == mxtls::failure{errc::unexpected_tag, 9});
  CHECK(why(der::make(0x30, {algorithm, key, key})) == mxtls::failure{errc::trailing_octets, 12});
  CHECK(why(der::make(0x30, {der::make(0x30, bytes{}), key})) == mxtls::failure{errc::truncated, 4});
  CHECK(why(der::make(0x30, {der::make(0x30, bytes{0x06, 0x00, 0x02}), key})) == mxtls::failure{errc::truncated, 7});
  CHECK(why(der::make(0x30, {der::make(0x30, bytes{0x06, 0x00, 0x05, 0x00, 0x05, 0x00}), key})) ==
        mxtls::failure{errc::trailing_octets, 8});
  for (bytes const& bits : {bytes{0x03, 0x00}, bytes{0x03, 0x02, 0x08, 0x00}, bytes{0x03, 0x01, 0x07}})
    CHECK(why(der::make(0x30, {algorithm, bits})) == mxtls::failure{errc::bad_bit_string, 11});
}
