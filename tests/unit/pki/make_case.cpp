// SPDX-License-Identifier: BSL-1.0
//
// openssl judges what is made, by the clock of the system where it is about OCSP.

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <mxtls/core/now.hpp>
#include <mxtls/pki/make_case.hpp>
#include <mxtls/test/matchers.hpp>
#include <mxtls/x509/chain.hpp>

#include "programs.hpp"

using namespace mxtls;
using pki::certificate_case;
using pki::made_case;
using test::contains;

namespace {

timestamp const now = mxtls::now();

pki::authority_set const& shared() {
  static pki::authority_set const all{
      "seed",
      now,
      {{.id = "root", .recipe = {.name = "a root", .path_length = std::nullopt}},
       {.id = "intermediate", .issuer = "root", .recipe = {.name = "an intermediate"}},
       {.id = "other-root", .recipe = {.name = "another root", .path_length = std::nullopt}}}};
  return all;
}

made_case make(certificate_case const& wanted) { return pki::make_case(wanted, shared(), now); }

x509::certificate parsed(bytes const& der) { return x509::parse_certificate(der).value(); }

std::vector<std::string> subjects(made_case const& of) {
  std::vector<std::string> out;
  for (bytes const& each : of.sent) out.push_back(x509::to_text(parsed(each).subject));
  return out;
}

std::string pem(bytes const& certificate) { return pki::to_pem(pki::certificate_label, certificate); }

} // namespace

TEST_CASE("Host and domain are filled in wherever a case has texts", "[pki][case]") {
  std::vector<std::string> const texts{"{host}", "a.{domain}", "{domain}.{host}"};
  certificate_case const filled = pki::fill_in(
      {.says = "{host}!",
       .reference = "a.{domain}",
       .authorities = {{.id = "own", .recipe = {.permitted_dns = {"{domain}"}, .excluded_dns = {"{host}"}}}},
       .leaf = {.common_names = {"{host}"},
                .dns = texts,
                .ip = texts,
                .mail = texts,
                .utf8_mail = texts,
                .uri = texts,
                .srv = texts,
                .crl_urls = texts,
                .ocsp_urls = texts,
                .issuer_urls = texts}},
      "mx.d.test", "d.test");
  CHECK(filled.says == "mx.d.test!");
  CHECK(filled.reference == "a.d.test");
  CHECK(filled.authorities[0].recipe.permitted_dns[0] == "d.test");
  CHECK(filled.authorities[0].recipe.excluded_dns[0] == "mx.d.test");
  CHECK(filled.leaf.common_names[0].value == "mx.d.test");
  for (auto const* const list :
       {&filled.leaf.dns, &filled.leaf.ip, &filled.leaf.mail, &filled.leaf.utf8_mail, &filled.leaf.uri,
        &filled.leaf.srv, &filled.leaf.crl_urls, &filled.leaf.ocsp_urls, &filled.leaf.issuer_urls})
    CHECK(*list == std::vector<std::string>{"mx.d.test", "a.d.test", "d.test.mx.d.test"});
  // A host that itself reads as a placeholder ends there.
  CHECK(pki::fill_in({.reference = "{host}"}, "{host}", "d.test").reference == "{host}");
}

TEST_CASE("A plain case is a leaf of the intermediate, sent with it, for those who trust the root", "[pki][case]") {
  made_case const made = make({.leaf = {.common_names = {"mx.a.test"}, .dns = {"mx.a.test"}}});
  CHECK(subjects(made) ==
        std::vector<std::string>{"O=mxtls TEST ONLY, CN=mx.a.test", "O=mxtls TEST ONLY, CN=an intermediate"});
  CHECK(made.sent.front() == made.leaf.der());
  CHECK(made.trust == shared().at("root").der());
  CHECK(made.sent_pem() == pem(made.sent[0]) + pem(made.sent[1]));
  CHECK(made.crls.empty());
  CHECK_FALSE(made.staple);
}

TEST_CASE("What is sent is what was asked for, in that order", "[pki][case]") {
  made_case const made = make({.leaf = {.dns = {"mx.a.test"}},
                               .send = {"leaf", "root", "intermediate", "intermediate by other-root", "leaf"},
                               .trust = "other-root"});
  REQUIRE(made.sent.size() == 5);
  CHECK(made.sent[0] == made.leaf.der());
  CHECK(made.sent[1] == shared().at("root").der());
  CHECK(made.sent[2] == shared().at("intermediate").der());
  CHECK(made.sent[4] == made.leaf.der());
  auto const crossed = parsed(made.sent[3]);
  CHECK(crossed.subject.der == parsed(made.sent[2]).subject.der);
  CHECK(crossed.public_key.spki == parsed(made.sent[2]).public_key.spki);
  CHECK(x509::to_text(crossed.issuer) == "O=mxtls TEST ONLY, CN=another root");
  CHECK(made.trust == shared().at("other-root").der());
}

TEST_CASE("A case can be its own issuer, or have authorities of its own", "[pki][case]") {
  auto const self = make({.issuer = "self", .leaf = {.dns = {"mx.a.test"}}});
  REQUIRE(self.sent.size() == 1);
  CHECK(x509::issued_by(parsed(self.sent[0]), parsed(self.sent[0])));

  auto const own = make({.authorities = {{.id = "own", .issuer = "root", .recipe = {.name = "of its own"}}},
                         .issuer = "own",
                         .leaf = {.dns = {"mx.a.test"}}});
  REQUIRE(own.sent.size() == 2);
  CHECK(x509::to_text(parsed(own.sent[1]).subject) == "O=mxtls TEST ONLY, CN=of its own");
}

TEST_CASE("A word that stands for nothing is told", "[pki][case][errors]") {
  struct {
    std::string field;
    certificate_case wrong;
  } const table[]{{"issuer", {.issuer = "nobody"}},
                  {"trust", {.trust = "nobody"}},
                  {"send", {.send = {"nobody"}}},
                  {"send", {.send = {"nobody by root"}}},
                  {"send", {.send = {"root by nobody"}}},
                  {"crl.revoked", {.crls = {{.revoked = {"nobody"}}}}},
                  {"crl.issuer", {.crls = {{.issuer = "nobody"}}}},
                  {"crl.signer", {.crls = {{.signer = "nobody"}}}},
                  {"staple.about", {.staple = pki::case_staple{.about = "nobody"}}},
                  {"staple.signer", {.staple = pki::case_staple{.signer = "nobody"}}}};
  for (auto const& [field, wrong] : table) {
    CHECK_THROWS_AS(make(wrong), std::invalid_argument);
    CHECK_THROWS_WITH(make(wrong), contains(field + ": authority \"nobody\" is not known"));
  }
}

TEST_CASE("Only a root is trusted, as its constraints keep the rest harmless", "[pki][case][safe]") {
  CHECK_THROWS_AS(make({.trust = "intermediate"}), std::invalid_argument);
  CHECK_THROWS_WITH(make({.trust = "intermediate"}), contains("trust: authority \"intermediate\" is no root"));
  CHECK_THROWS_WITH(make({.issuer = "self", .trust = "intermediate"}), contains("is no root"));
}

TEST_CASE("openssl finds a leaf on the list of a case, and not on an empty one", "[pki][case][crl][openssl]") {
  SKIP_WITHOUT("openssl");
  programs::folder const files;
  auto const verify = [&](pki::case_crl const& wanted) {
    made_case const made = make({.leaf = {.dns = {"mx.a.test"}}, .crls = {wanted}});
    files.write("root.pem", pem(made.trust));
    files.write("chain.pem", made.sent_pem());
    files.write("crl.pem", pki::to_pem(pki::crl_label, made.crls.at(0)));
    return files.run("openssl verify -crl_check -CRLfile crl.pem -CAfile root.pem -untrusted chain.pem chain.pem");
  };
  CHECK(verify({}).status == 0);
  CHECK(verify({.revoked = {"intermediate"}}).status == 0);
  CHECK(verify({.revoked = {"leaf"}}).says("error 23 "));
  CHECK(verify({.signer = "root"}).says("error 8 "));
  CHECK(verify({.this_update = pki::days_from_now(-9), .next_update = pki::days_from_now(-2)}).says("error 12 "));
  CHECK(verify({.issuer = "root", .signer = "root"}).says("error 3 "));
}

TEST_CASE("openssl reads the staple of a case as it was asked for", "[pki][case][ocsp][openssl]") {
  SKIP_WITHOUT("openssl");
  programs::folder const files;
  auto const ask = [&](pki::case_staple const& wanted) {
    made_case const made = make({.leaf = {.dns = {"mx.a.test"}}, .staple = wanted});
    files.write("root.pem", pem(made.trust));
    files.write("leaf.pem", pem(made.sent[0]));
    files.write("intermediate.pem", pem(made.sent[1]));
    files.write("staple", made.staple.value());
    return files.run("openssl ocsp -respin staple -issuer intermediate.pem -cert leaf.pem -CAfile root.pem "
                     "-verify_other intermediate.pem -no_nonce");
  };
  CHECK(ask({}).says("Response verify OK\nleaf.pem: good\n"));
  CHECK(ask({.status = pki::ocsp_status::revoked}).says("Response verify OK\nleaf.pem: revoked\n"));
  CHECK(ask({.status = pki::ocsp_status::unknown}).says("Response verify OK\nleaf.pem: unknown\n"));
  CHECK(ask({.about = "intermediate"}).says("leaf.pem: ERROR: No Status found."));
  CHECK(ask({.delegated = std::vector{pki::purpose::ocsp_signing}}).says("Response verify OK\nleaf.pem: good\n"));
  CHECK(ask({.delegated = std::vector{pki::purpose::server_auth}}).says("missing ocspsigning usage"));
  CHECK(ask({.signer = "other-root"}).says("Response Verify Failure"));
  CHECK(
      ask({.this_update = pki::days_from_now(-9), .next_update = pki::days_from_now(-2)}).says("Status times invalid"));
  CHECK(ask({.instead = pki::no_answer::try_later}).says("Responder Error: trylater (3)"));
  CHECK(ask({.instead = pki::no_answer::internal_error}).says("Responder Error: internalerror (2)"));
  CHECK(ask({.instead = pki::no_answer::malformed}).says("Error reading OCSP response"));
}
