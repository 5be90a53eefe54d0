// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>

#include <mxtls/pki/signature_scheme.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::to_hex;
using namespace mxtls::pki;

namespace {

std::string algorithm(key_kind kind, signature_scheme const& scheme = {}) {
  return to_hex(algorithm_der(scheme, kind));
}

/// The words with which a scheme is refused; empty if it is not.
std::string refusal(key_kind kind, signature_scheme const& scheme) {
  try {
    (void)algorithm_der(scheme, kind);
  } catch (std::invalid_argument const& error) {
    return error.what();
  }
  return {};
}

} // namespace

// The expected octets of this file were cut out of certificates that OpenSSL 3.0 made.

TEST_CASE("A signature of RSA with PKCS #1 padding is named after its hash", "[pki][signature][rfc4055-5]") {
  CHECK(algorithm(key_kind::rsa_2048) == "300d06092a864886f70d01010b0500");
  CHECK(algorithm(key_kind::rsa_2048, {.hash = hash_algorithm::md5}) == "300d06092a864886f70d0101040500");
  CHECK(algorithm(key_kind::rsa_1024, {.hash = hash_algorithm::sha1}) == "300d06092a864886f70d0101050500");
  CHECK(algorithm(key_kind::rsa_2048, {.hash = hash_algorithm::sha256}) == "300d06092a864886f70d01010b0500");
  CHECK(algorithm(key_kind::rsa_3072, {.hash = hash_algorithm::sha384}) == "300d06092a864886f70d01010c0500");
  CHECK(algorithm(key_kind::rsa_4096, {.hash = hash_algorithm::sha512}) == "300d06092a864886f70d01010d0500");
}

TEST_CASE("A signature of RSA with PSS says its hash, mask and salt", "[pki][signature][rfc4055-3.1]") {
  auto const pss = [](hash_algorithm hash) {
    return algorithm(key_kind::rsa_2048, {.hash = hash, .padding = rsa_padding::pss});
  };
  CHECK(pss(hash_algorithm::sha1) == "300d06092a864886f70d01010a3000");
  CHECK(pss(hash_algorithm::sha256) == "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a8"
                                       "64886f70d010108300d0609608648016503"
                                       "0402010500a203020120");
  CHECK(pss(hash_algorithm::sha384) == "304106092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a06092a8"
                                       "64886f70d010108300d0609608648016503"
                                       "0402020500a203020130");
  CHECK(pss(hash_algorithm::sha512) == "304106092a864886f70d01010a3034a00f300d06096086480165030402030500a11c301a06092a8"
                                       "64886f70d010108300d0609608648016503"
                                       "0402030500a203020140");
}

TEST_CASE("A signature of ECDSA is named after the hash that fits the curve, or the one asked for",
          "[pki][signature][rfc5758-3.2]") {
  CHECK(algorithm(key_kind::p256) == "300a06082a8648ce3d040302");
  CHECK(algorithm(key_kind::p384) == "300a06082a8648ce3d040303");
  CHECK(algorithm(key_kind::p521) == "300a06082a8648ce3d040304");
  CHECK(algorithm(key_kind::p256, {.hash = hash_algorithm::sha1}) == "300906072a8648ce3d0401");
  CHECK(algorithm(key_kind::p256, {.hash = hash_algorithm::sha512}) == "300a06082a8648ce3d040304");
  CHECK(algorithm(key_kind::p521, {.hash = hash_algorithm::sha256}) == "300a06082a8648ce3d040302");
}

TEST_CASE("A signature of Ed25519 or Ed448 is named as its key", "[pki][signature][rfc8410-3]") {
  CHECK(algorithm(key_kind::ed25519) == "300506032b6570");
  CHECK(algorithm(key_kind::ed448) == "300506032b6571");
}

TEST_CASE("A scheme that nothing has a name for is refused with the field and a way out", "[pki][signature]") {
  auto const says = [](std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
  };
  for (key_kind const kind : {key_kind::p256, key_kind::p384, key_kind::p521}) {
    CHECK(says(refusal(kind, {.hash = hash_algorithm::md5}), "signature_scheme.hash: a " + std::string{to_text(kind)}));
    CHECK(says(refusal(kind, {.hash = hash_algorithm::md5}), "use sha1"));
    CHECK(says(refusal(kind, {.padding = rsa_padding::pss}), "signature_scheme.padding: "));
  }
  for (key_kind const kind : {key_kind::ed25519, key_kind::ed448}) {
    CHECK(says(refusal(kind, {.hash = hash_algorithm::sha512}), "leave it absent"));
    CHECK(says(refusal(kind, {.padding = rsa_padding::pss}), "leave it pkcs1"));
  }
  CHECK(says(refusal(key_kind::rsa_2048, {.hash = hash_algorithm::md5, .padding = rsa_padding::pss}), "RFC 4055"));
  CHECK(says(refusal(key_kind::rsa_1024, {.hash = hash_algorithm::sha512, .padding = rsa_padding::pss}), "sha384"));
  CHECK(refusal(key_kind::rsa_1024, {.hash = hash_algorithm::sha384, .padding = rsa_padding::pss}).empty());
}
