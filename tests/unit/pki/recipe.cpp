// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/pki/recipe.hpp>
#include <mxtls/x509/certificate.hpp>

#include "made.hpp"

namespace pki = mxtls::pki;

TEST_CASE("A recipe that only has a name makes a server's certificate", "[pki][recipe][rfc5280-4.2.1.12]") {
  auto const read = mxtls::x509::parse_certificate(made::seeded_root().issue({.dns = {"mx.example.test"}}).der());
  REQUIRE(read);
  CHECK(to_text(read->subject) == "O=mxtls TEST ONLY");
  CHECK(read->version == 3);
  CHECK(read->permits_server_auth());
  CHECK(read->has_extended_key_usage);
  REQUIRE(read->key_usage);
  CHECK(to_text(*read->key_usage) == "digitalSignature");
  CHECK_FALSE(read->basic_constraints);
  CHECK(read->public_key.name == "EC P-256");
  CHECK(to_text(read->outer_signature_algorithm.algorithm) == "ecdsa-with-SHA256");
  CHECK(read->not_before == made::now - mxtls::seconds_per_day);
  CHECK(read->not_after == made::now + 90 * mxtls::seconds_per_day);
  CHECK(read->signature_algorithms_agree());
  CHECK(read->duplicate_extensions.empty());
  CHECK(read->unknown_critical_extensions().empty());
}

TEST_CASE("A recipe chooses the key in the certificate and how the issuer signs", "[pki][recipe][key]") {
  auto const rsa = made::seeded_root({.name = "mxtls RSA root", .path_length = {}, .key = pki::key_kind::rsa_2048});
  auto const leaf = rsa.issue({.dns = {"mx.example.test"},
                               .key = pki::key_kind::ed25519,
                               .signature = {.hash = pki::hash_algorithm::sha384, .padding = pki::rsa_padding::pss}});
  auto const read = mxtls::x509::parse_certificate(leaf.der());
  REQUIRE(read);
  CHECK(read->public_key.name == "Ed25519");
  CHECK(to_text(read->outer_signature_algorithm.algorithm) == "id-RSASSA-PSS");
  CHECK(leaf.key().kind() == pki::key_kind::ed25519);
  CHECK(made::says(made::refusal([&] {
                     return rsa.issue(
                         {.dns = {"mx.example.test"},
                          .key = pki::key_kind::rsa_1024,
                          .signature = {.hash = pki::hash_algorithm::md5, .padding = pki::rsa_padding::pss}});
                   }),
                   "signature_scheme.hash"));
}
