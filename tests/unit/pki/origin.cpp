// SPDX-License-Identifier: BSL-1.0
#include <set>
#include <string>
#include <vector>

#include <mxtls/pki/origin.hpp>
#include <mxtls/x509/certificate.hpp>

#include "made.hpp"

namespace pki = mxtls::pki;
using mxtls::bytes;
using mxtls::to_hex;
using pki::flaw;

namespace {

bytes serial_of(bytes const& certificate) { return mxtls::x509::parse_certificate(certificate)->serial; }

} // namespace

TEST_CASE("No two certificates of an issuer share a number", "[pki][authority][seed][rfc5280-4.1.2.2]") {
  auto const root = made::seeded_root();
  pki::recipe const plain{.dns = {"mx.example.test"}};
  std::vector<pki::recipe> recipes(8, plain);
  recipes[1].dns = {"other.example.test"};
  recipes[2].common_names = {"mx.example.test"};
  recipes[3].not_after = pki::days_from_now(91);
  recipes[4].key = pki::key_kind::ed25519; // for a server that has a certificate of each kind
  recipes[5].signature.hash = pki::hash_algorithm::sha384;
  recipes[6].flaws = {flaw::key_of_issuer};
  recipes[7].flaws = {flaw::bad_signature};
  std::set<bytes> serials;
  for (auto const& each : recipes) serials.insert(serial_of(root.issue(each).der()));
  // Two authorities of one name, as after a change of keys.
  auto const one = made::seeded_root({.name = "mxtls twice"});
  auto const two = made::seeded_root({.name = "mxtls twice", .path_length = 1});
  serials.insert(serial_of(root.certify(one)));
  serials.insert(serial_of(root.certify(two)));
  serials.insert(serial_of(root.certify(two, {.path_length = 1})));
  CHECK(serials.size() == recipes.size() + 3);
}

TEST_CASE("The same call gives the same number, key and octets", "[pki][authority][seed]") {
  auto const root = made::seeded_root();
  CHECK(root.issue({.dns = {"mx.test"}}).chain_pem() == root.issue({.dns = {"mx.test"}}).chain_pem());
  CHECK(root.certify(root) == root.certify(root));
  auto const random = pki::authority::create({.now = made::now});
  CHECK(random.certify(random) != random.certify(random));
}

TEST_CASE("A flaw that shows only in the octets gives another key as well", "[pki][authority][seed][flaw]") {
  auto const root = made::seeded_root();
  std::set<bytes> keys;
  for (std::vector<flaw> const& wanted :
       {std::vector<flaw>{}, {flaw::bad_signature}, {flaw::serial_zero}, {flaw::serial_zero, flaw::bad_signature}})
    keys.insert(root.issue({.dns = {"mx.test"}, .flaws = wanted}).key().spki_der());
  CHECK(keys.size() == 4);
}

TEST_CASE("Key identifiers are the ones that openssl computes", "[pki][authority][openssl][rfc5280-4.2.1.2]") {
  SKIP_WITHOUT("openssl");
  auto const key = pki::private_key::from_seed("seed", "openssl");
  CHECK(made::holds(made::openssl_certificate("subjectKeyIdentifier=hash\n"),
                    pki::subject_key_identifier(pki::detail::key_identifier(key.public_key()))));
}

TEST_CASE("Subject and authority key identifiers tie the chain together", "[pki][authority][rfc5280-4.2.1.1]") {
  auto const root = made::seeded_root();
  auto const between = root.intermediate();
  auto const read = [](bytes const& der) { return *mxtls::x509::parse_certificate(der); };
  auto const leaf = read(between.issue({.dns = {"mx.test"}}).der());
  REQUIRE(leaf.subject_key_id);
  CHECK(leaf.authority_key_id == read(between.der()).subject_key_id);
  CHECK(read(between.der()).authority_key_id == read(root.der()).subject_key_id);
  CHECK(read(root.der()).authority_key_id == read(root.der()).subject_key_id);
  CHECK(leaf.subject_key_id != leaf.authority_key_id);
}
