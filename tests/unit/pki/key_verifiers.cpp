// SPDX-License-Identifier: BSL-1.0
//
// Keys and signatures of every kind, judged by programs that know nothing of how they were made.

#include <string>

#include <mxtls/pki/key.hpp>
#include <mxtls/pki/pem.hpp>
#include <mxtls/test/catch.hpp>

#include "programs.hpp"

using mxtls::as_bytes;
using namespace mxtls::pki;
using programs::folder;

namespace {

/// Does OpenSSL take the signature for one of "message" by the key?
programs::outcome openssl_verify(private_key const& key, signature_scheme const& scheme, std::string const& options) {
  folder const files;
  files.write("public.pem", to_pem("PUBLIC KEY", key.spki_der()));
  files.write("signature", key.sign(as_bytes("message"), scheme));
  files.write("message", "message");
  if (family_of(key.kind()) == key_family::ed)
    return files.run("openssl pkeyutl -verify -rawin -pubin -inkey public.pem -sigfile signature -in message");
  return files.run("openssl dgst " + options + " -verify public.pem -signature signature message");
}

} // namespace

TEST_CASE("OpenSSL reads a key of every kind and finds it sound", "[pki][key][openssl][rfc5958-2]") {
  SKIP_WITHOUT("openssl");
  struct {
    key_kind kind;
    char const* words;
  } const table[]{
      {key_kind::p256, "ASN1 OID: prime256v1"},
      {key_kind::p384, "ASN1 OID: secp384r1"},
      {key_kind::p521, "ASN1 OID: secp521r1"},
      {key_kind::ed25519, "ED25519 Private-Key:"},
      {key_kind::ed448, "ED448 Private-Key:"},
      {key_kind::rsa_1024, "Private-Key: (1024 bit, 2 primes)"},
      {key_kind::rsa_2048, "Private-Key: (2048 bit, 2 primes)"},
      {key_kind::rsa_3072, "Private-Key: (3072 bit, 2 primes)"},
      {key_kind::rsa_4096, "Private-Key: (4096 bit, 2 primes)"},
  };
  for (auto const& [kind, words] : table) {
    auto const key = private_key::from_seed("seed", "label", kind);
    folder const files;
    files.write("key.pem", key.pkcs8_pem());
    files.write("key.der", key.pkcs8_der());
    auto const text = files.run("openssl pkey -in key.pem -check -noout -text");
    INFO(to_text(kind) << ": " << text.output);
    CHECK(text.status == 0);
    CHECK(text.says("Key is valid"));
    CHECK(text.says(words));
    // To the octet what OpenSSL writes itself, private and public.
    CHECK(files.run("openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out same.der && cmp same.der key.der")
              .status == 0);
    CHECK(files.run("openssl pkey -in key.pem -pubout").output == to_pem("PUBLIC KEY", key.spki_der()));
  }
}

TEST_CASE("OpenSSL accepts the signatures of every kind of key", "[pki][key][signature][openssl]") {
  SKIP_WITHOUT("openssl");
  struct {
    key_kind kind;
    signature_scheme scheme;
    char const* options;
  } const table[]{
      {key_kind::p256, {}, "-sha256"},     {key_kind::p384, {}, "-sha384"},     {key_kind::p521, {}, "-sha512"},
      {key_kind::ed25519, {}, ""},         {key_kind::ed448, {}, ""},           {key_kind::rsa_1024, {}, "-sha256"},
      {key_kind::rsa_2048, {}, "-sha256"}, {key_kind::rsa_3072, {}, "-sha256"}, {key_kind::rsa_4096, {}, "-sha256"},
  };
  for (auto const& [kind, scheme, options] : table) {
    auto const key = private_key::from_seed("seed", "label", kind);
    auto const [status, output] = openssl_verify(key, scheme, options);
    INFO(to_text(kind) << ": " << output);
    CHECK(status == 0);
  }
}

TEST_CASE("OpenSSL accepts signatures with every hash and padding", "[pki][signature][openssl][rfc8017-8]") {
  SKIP_WITHOUT("openssl");
  for (key_kind const kind : {key_kind::p256, key_kind::p521, key_kind::rsa_1024, key_kind::rsa_2048}) {
    auto const key = private_key::from_seed("seed", "label", kind);
    for (rsa_padding const padding : {rsa_padding::pkcs1, rsa_padding::pss})
      for (hash_algorithm const hash : {hash_algorithm::md5, hash_algorithm::sha1, hash_algorithm::sha256,
                                        hash_algorithm::sha384, hash_algorithm::sha512}) {
        bool const pss = padding == rsa_padding::pss;
        bool const ec = family_of(kind) == key_family::ec;
        if ((ec || pss) && hash == hash_algorithm::md5) continue;
        if ((ec && pss) || (kind == key_kind::rsa_1024 && pss && hash == hash_algorithm::sha512)) continue;
        std::string const options = "-" + std::string{to_text(hash)} +
                                    (pss ? " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest" : "");
        auto const [status, output] = openssl_verify(key, {hash, padding}, options);
        INFO(to_text(kind) << " " << options << ": " << output);
        CHECK(status == 0);
      }
  }
}

TEST_CASE("OpenSSL refuses a signature under another scheme than its own", "[pki][signature][openssl]") {
  SKIP_WITHOUT("openssl");
  auto const key = private_key::from_seed("seed", "label", key_kind::rsa_1024);
  CHECK(openssl_verify(key, {}, "-sha1").status != 0);
  CHECK(openssl_verify(key, {.padding = rsa_padding::pss}, "-sha256").status != 0);
}

TEST_CASE("GnuTLS reads a key of every kind", "[pki][key][gnutls][rfc5958-2]") {
  SKIP_WITHOUT("certtool");
  struct {
    key_kind kind;
    char const* words;
  } const table[]{
      {key_kind::p256, "SECP256R1"},          {key_kind::p384, "SECP384R1"},      {key_kind::p521, "SECP521R1"},
      {key_kind::ed25519, "EdDSA (Ed25519)"}, {key_kind::ed448, "EdDSA (Ed448)"}, {key_kind::rsa_1024, "1024 bits"},
      {key_kind::rsa_2048, "2048 bits"},
  };
  for (auto const& [kind, words] : table) {
    folder const files;
    files.write("key.pem", private_key::from_seed("seed", "label", kind).pkcs8_pem());
    auto const text = files.run("certtool --key-info --infile key.pem");
    INFO(to_text(kind) << ": " << text.output);
    CHECK(text.status == 0);
    CHECK(text.says(words));
  }
}
