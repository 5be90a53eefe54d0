// SPDX-License-Identifier: BSL-1.0
#include <mxtls/test/catch.hpp>
#include <mxtls/x509/extension.hpp>

#include "der_builder.hpp"
#include "openssl_certificates.hpp"

using mxtls::bytes;
using namespace mxtls::x509;
namespace der = der_builder;

// openssl x509 -text: CA:TRUE, pathlen:0
TEST_CASE("Basic constraints say who is an authority and how far it reaches", "[x509][rfc5280-4.2.1.9]") {
  CHECK(openssl_made::read(openssl_made::root).basic_constraints == basic_constraints{.ca = true, .path_length = {}});
  CHECK(openssl_made::read(openssl_made::intermediate).basic_constraints ==
        basic_constraints{.ca = true, .path_length = 0});
  CHECK(openssl_made::read(openssl_made::leaf).basic_constraints == basic_constraints{});
  CHECK(!openssl_made::read(openssl_made::version_1).basic_constraints);
  CHECK(read_basic_constraints(bytes{0x30, 0x04, 0x02, 0x02, 0x01, 0x00})->path_length == 256);
  CHECK(read_basic_constraints(bytes{0x30, 0x03, 0x01, 0x01, 0x01})->ca); // BER's true
  CHECK(!read_basic_constraints(bytes{0x30, 0x03, 0x01, 0x01, 0x00})->ca);
}

TEST_CASE("Basic constraints that are malformed are none", "[x509][rfc5280-4.2.1.9]") {
  for (bytes const& value :
       {bytes{}, bytes{0x31, 0x00}, bytes{0x30, 0x00, 0x00}, bytes{0x30, 0x02, 0x01, 0x00},
        bytes{0x30, 0x02, 0x01, 0x01}, bytes{0x30, 0x02, 0x05, 0x00}, bytes{0x30, 0x02, 0x02, 0x00},
        bytes{0x30, 0x03, 0x02, 0x01, 0xff}, bytes{0x30, 0x05, 0x02, 0x01, 0x00, 0x05, 0x00},
        bytes{0x30, 0x07, 0x02, 0x05, 0x01, 0x00, 0x00, 0x00, 0x00}}) {
    CAPTURE(mxtls::to_hex(value));
    CHECK(!read_basic_constraints(value));
  }
}

// openssl x509 -text: Digital Signature; Certificate Sign, CRL Sign
TEST_CASE("Key usage names the purposes of a key", "[x509][rfc5280-4.2.1.3]") {
  auto const leaf = openssl_made::read(openssl_made::leaf).key_usage.value();
  CHECK(leaf.permits(key_usage_bit::digital_signature));
  CHECK(!leaf.permits(key_usage_bit::key_cert_sign));
  CHECK(to_text(leaf) == "digitalSignature");
  CHECK(to_text(openssl_made::read(openssl_made::root).key_usage.value()) == "keyCertSign, cRLSign");
  CHECK(to_text(key_usage{}).empty());
}

TEST_CASE("All nine bits of key usage are read, from the most significant on", "[x509][rfc5280-4.2.1.3]") {
  auto const all = read_key_usage(bytes{0x03, 0x03, 0x07, 0xff, 0x80}).value();
  CHECK(all == key_usage{.bits = 0x1ff});
  CHECK(to_text(all) == "digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, "
                        "keyCertSign, cRLSign, encipherOnly, decipherOnly");
  CHECK(read_key_usage(bytes{0x03, 0x03, 0x07, 0x00, 0x80})->permits(key_usage_bit::decipher_only));
  CHECK(read_key_usage(bytes{0x03, 0x02, 0x05, 0x20})->permits(key_usage_bit::key_encipherment));
  CHECK(read_key_usage(bytes{0x03, 0x01, 0x00}) == key_usage{});
}

TEST_CASE("Key usage that is malformed is none", "[x509][rfc5280-4.2.1.3]") {
  for (bytes const& value : {bytes{}, bytes{0x03, 0x00}, bytes{0x04, 0x02, 0x00, 0x80}, bytes{0x03, 0x02, 0x08, 0x80},
                             bytes{0x03, 0x02, 0x00, 0x80, 0x00}, bytes{0x03, 0x04, 0x00, 0x00, 0x00, 0x00}}) {
    CAPTURE(mxtls::to_hex(value));
    CHECK(!read_key_usage(value));
  }
}

TEST_CASE("Extended key usages are listed in order", "[x509][rfc5280-4.2.1.12]") {
  auto const usages = openssl_made::read(openssl_made::leaf).extended_key_usages;
  REQUIRE(usages.size() == 2);
  CHECK(usages[0] == oids::server_auth);
  CHECK(usages[1] == oids::client_auth);
  CHECK(!read_extended_key_usage(bytes{}));
  CHECK(!read_extended_key_usage(bytes{0x30, 0x02, 0x05, 0x00}));
  CHECK(!read_extended_key_usage(bytes{0x30, 0x00, 0x05, 0x00}));
  bytes purposes;
  for (std::size_t i = 0; i < max_extensions; ++i) purposes.insert(purposes.end(), {0x06, 0x01, 0x2a});
  CHECK(read_extended_key_usage(der::make(0x30, purposes))->size() == max_extensions);
  purposes.insert(purposes.end(), {0x06, 0x01, 0x2a});
  CHECK(!read_extended_key_usage(der::make(0x30, purposes)));
}

// openssl x509 -ext subjectKeyIdentifier,authorityKeyIdentifier
TEST_CASE("Key identifiers are those that openssl prints", "[x509][rfc5280-4.2.1.1][rfc5280-4.2.1.2]") {
  auto const leaf = openssl_made::read(openssl_made::leaf);
  CHECK(mxtls::to_hex(leaf.subject_key_id.value()) == "2edf64f269d4af2de321e62eaa6449bd66b5bea3");
  CHECK(mxtls::to_hex(leaf.authority_key_id.value()) == "0aaa6d2b7afa736e60171cc97d44832e3729cd0a");
  CHECK(leaf.authority_key_id == openssl_made::read(openssl_made::intermediate).subject_key_id);
}

TEST_CASE("An authority key may be named without an identifier", "[x509][rfc5280-4.2.1.1]") {
  auto const by_serial = read_authority_key(der::make(0x30, {der::make(0xa1, bytes{}), der::make(0x82, "\x05")}));
  REQUIRE(by_serial);
  CHECK(!by_serial->id);
  CHECK(read_authority_key(der::make(0x30, {der::make(0x80, "k")}))->id == mxtls::to_bytes("k"));
  for (bytes const& value : {bytes{}, bytes{0x04, 0x00}, bytes{0x30, 0x01, 0x80}, bytes{0x30, 0x00, 0x00}})
    CHECK(!read_authority_key(value));
  for (bytes const& value : {bytes{}, bytes{0x30, 0x00}, bytes{0x04, 0x00, 0x00}}) CHECK(!read_subject_key_id(value));
}

TEST_CASE("A boolean is one octet", "[x509][x690-8.2]") {
  auto const read = [](bytes const& content) {
    return read_boolean(der_reader{der::make(0x01, content)}.read().value());
  };
  CHECK(read({0xff}).value());
  CHECK(!read({0x00}).value());
  CHECK(read({}).error() == errc::bad_boolean);
  CHECK(read({0xff, 0xff}).error() == errc::bad_boolean);
}
