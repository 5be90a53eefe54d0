// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <mxtls/core/sha256.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::bytes;
using mxtls::to_hex;
using namespace mxtls::pki;

TEST_CASE("A seeded key of every kind is the one it always was", "[pki][key][seed]") {
  struct {
    key_kind kind;
    std::string_view key, signature;
  } const table[]{
      {key_kind::p256, "ab4bc6403cbd6a748ac22c54b8fb673d80e21ae236da299a4c10aa8841fcb6d5",
       "15873581589fb0ea9d1c2262b57280d8c07cdfe11f998c2dda523bea9267eebe"},
      {key_kind::p384, "7ef18965e87fd0bce7543d125236a6539a4a0a141a5767624c47d86b1cced3a9",
       "965c83d0dfd33bec97d2ecc7129b014ad50bb0cbdd4b50650e330a7bd196846a"},
      {key_kind::p521, "3f1b061eb601943e7f35190b02aa229a845a7a1ad7ca04aee654017ce6c0ce38",
       "5db82a0de00297dd09be24968a44a769f47fb1bb3b1c82fba0cb4f287b5a0017"},
      {key_kind::ed25519, "c2d9780bc9b2a2750b19888a6d943920e7a7f837bb89aa4ea003cd069e72129c",
       "6d663b121b4d228f9b1bc4abf13f709b060e18c3bf4375c8d04896b2cd2a6b4b"},
      {key_kind::ed448, "1324fb8612ad7f7ba2915ed9e26afe403594f54d2ced7b91ca8945ef37164ece",
       "02191ac6b9225018e3303f913f294b819b66526ccfc3e215180f26449addcd1e"},
      {key_kind::rsa_1024, "d69e4d79cd80cb7ccf0b92bea6f8bbe9c2daa9a7aadc5838d03200c5c07ac480",
       "3e0f6e52816b6ecf4521e516d771f216b9632f432f74ef996162407ec3f60c01"},
      {key_kind::rsa_2048, "c7e6a397e650aefddc2026439f2027ce281f6d7603ba804e9602c8e9f3bab852",
       "1b48183d4dd23a01c87706202123341b78a045f399d62c7400e4b9fbb7c57ab2"},
      {key_kind::rsa_3072, "2d787772dacbdafaf7dfdda4075a1b545beb16f4dcea1ffdb203b3b8527626b6",
       "6c0885a113365638a1c2ffb72ccab3dca318d0a4a4ac12c4de283a562c79e97c"},
      {key_kind::rsa_4096, "a2b60c290d9c0d2356c3bf3bd7b7bdf2c3cbec6681009daa882b0dcbcbe449e7",
       "1581a667d11fd91fd84deab30d016ef911d815865b895ae1656157a89e28cd84"},
  };
  // Recorded from programs built by g++ 12 and clang++ 14 with wolfSSL 5.5.4, all but that of p256 also
  // by g++ 14 with wolfSSL 5.7.2; whoever has to change it changes every seeded certificate that is in
  // use somewhere.
  for (auto const& [kind, expected_key, signature] : table) {
    INFO(to_text(kind));
    auto const key = private_key::from_seed("seed", "label", kind);
    CHECK(key.kind() == kind);
    CHECK(to_hex(mxtls::sha256(key.pkcs8_der())) == expected_key);
    CHECK(to_hex(mxtls::sha256(key.sign(as_bytes("message")))) == signature);
  }
  auto const pss = private_key::from_seed("seed", "label", key_kind::rsa_2048)
                       .sign(as_bytes("message"), {.hash = hash_algorithm::sha512, .padding = rsa_padding::pss});
  CHECK(to_hex(mxtls::sha256(pss)) == "28523cda5bd8603df54b89f6d61086bac044961e316133049a19b01ac6459d85");
}

TEST_CASE("A key follows from seed, label and kind, and from all of them", "[pki][key][seed]") {
  for (key_kind const kind :
       {key_kind::p256, key_kind::p384, key_kind::p521, key_kind::ed25519, key_kind::ed448, key_kind::rsa_1024}) {
    INFO(to_text(kind));
    auto const key = private_key::from_seed("seed", "label", kind);
    CHECK(key.pkcs8_der() == private_key::from_seed("seed", "label", kind).pkcs8_der());
    CHECK(key.pkcs8_der() != private_key::from_seed("seed", "other", kind).pkcs8_der());
    CHECK(key.pkcs8_der() != private_key::from_seed("other", "label", kind).pkcs8_der());
    CHECK(key.pkcs8_der() != private_key::from_seed("seedl", "abel", kind).pkcs8_der());
    CHECK_THROWS_AS(private_key::from_seed("", "label", kind), std::invalid_argument);
  }
  CHECK(private_key::from_seed("seed", "label").kind() == key_kind::p256);
}

TEST_CASE("Keys without a seed differ", "[pki][key]") {
  for (key_kind const kind : {key_kind::p256, key_kind::p521, key_kind::ed25519, key_kind::ed448, key_kind::rsa_1024}) {
    INFO(to_text(kind));
    auto const first = private_key::generate(kind);
    auto const second = private_key::generate(kind);
    CHECK(first.kind() == kind);
    CHECK(first.pkcs8_der() != second.pkcs8_der());
    CHECK(first.sign(as_bytes("x")) == first.sign(as_bytes("x")));
  }
  CHECK(private_key::generate().kind() == key_kind::p256);
}

TEST_CASE("A key signs under the scheme asked for, or not at all", "[pki][key][signature]") {
  auto const key = private_key::from_seed("seed", "label", key_kind::p384);
  CHECK(key.sign(as_bytes("x")) == key.sign(as_bytes("x"), {.hash = hash_algorithm::sha384}));
  CHECK(key.sign(as_bytes("x")) != key.sign(as_bytes("x"), {.hash = hash_algorithm::sha1}));
  CHECK(key.signature_algorithm_der({.hash = hash_algorithm::sha1}) != key.signature_algorithm_der());
  CHECK_THROWS_AS(key.sign(as_bytes("x"), {.hash = hash_algorithm::md5}), std::invalid_argument);
  CHECK_THROWS_AS(key.signature_algorithm_der({.padding = rsa_padding::pss}), std::invalid_argument);
  auto const edwards = private_key::from_seed("seed", "label", key_kind::ed448);
  CHECK_THROWS_AS(edwards.sign(as_bytes("x"), {.hash = hash_algorithm::sha256}), std::invalid_argument);
}

TEST_CASE("The PEM form of a key is its PKCS #8", "[pki][key][rfc7468-10]") {
  auto const key = private_key::from_seed("seed", "label");
  CHECK(key.pkcs8_pem() == to_pem("PRIVATE KEY", key.pkcs8_der()));
}

TEST_CASE("A copy of a key is the same key", "[pki][key]") {
  auto from = private_key::from_seed("seed", "label");
  private_key const copy = from;
  private_key const moved = std::move(from);
  CHECK(copy.sign(as_bytes("x")) == moved.sign(as_bytes("x")));
  CHECK(copy.spki_der() == moved.spki_der());
}
