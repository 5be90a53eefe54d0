// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <mxtls/core/now.hpp>
#include <mxtls/pki/crl.hpp>
#include <mxtls/test/catch.hpp>

#include "revocation_parties.hpp"

using namespace revocation;
using mxtls::timestamp;
using pki::days_from_now;

namespace {

constexpr timestamp now_2031 = *mxtls::to_timestamp({2031, 5, 4, 12});

/// A root, an intermediate that may sign no CRL, a leaf of each, and a root that nobody trusts.
struct pki_for_crls {
  timestamp now;
  party root = make_party("root", now, authority_extensions(), nullptr);
  party leaf = make_party("mx.example.test", now, leaf_extensions(pki::oids::server_auth), &root);
  party other = make_party("other.example.test", now, leaf_extensions(pki::oids::server_auth), &root);
  party between =
      make_party("between", now, {pki::basic_constraints_ca(0), pki::key_usage({pki::key_use::key_cert_sign})}, &root);
  party below = make_party("below.example.test", now, leaf_extensions(pki::oids::server_auth), &between);
  party rogue = make_party("rogue", now, authority_extensions(), nullptr);

  bytes crl(party const& named, party const& signer, pki::crl_settings const& settings) const {
    return pki::sign_crl(pki::crl_fields_for(named.der, now, settings), signer.key);
  }
};

/// What each CRL is, what OpenSSL says to the leaf with it, and wolfSSL to it and the leaf.
struct crl_case {
  std::string what;
  bytes der;
  std::string openssl;
  /// And GnuTLS verifies it.
  bool wolfssl_loads;
  int wolfssl_verifies;
};

std::vector<crl_case> cases(pki_for_crls const& with) {
  auto const& [now, root, leaf, other, between, below, rogue] = with;
  pki::crl_settings const lists_leaf{
      .revoked = {{.certificate = leaf.der, .reason = pki::revocation_reason::superseded}}};
  return {
      {"lists nothing", with.crl(root, root, {}), "leaf.pem: OK", true, 1},
      {"lists another", with.crl(root, root, {.revoked = {{.certificate = other.der}}}), "leaf.pem: OK", true, 1},
      {"lists the leaf", with.crl(root, root, lists_leaf), "certificate revoked", true, CRL_CERT_REVOKED},
      {"expired", with.crl(root, root, {.this_update = days_from_now(-8), .next_update = days_from_now(-1)}),
       "CRL has expired", false, CRL_MISSING},
      {"of another issuer", with.crl(rogue, rogue, lists_leaf), "unable to get certificate CRL", false, CRL_MISSING},
      {"signed by another key", with.crl(root, rogue, lists_leaf), "CRL signature failure", false, CRL_MISSING},
  };
}

} // namespace

TEST_CASE("A CRL holds its fields as they are given, wrong ones too", "[pki][crl][rfc5280-5.1]") {
  auto const key = pki::private_key::from_seed("seed", "label");
  bytes const odd = der::raw(0x30, bytes{0x80}, bytes{1, 2, 3});
  bytes const made = pki::sign_crl({.version = {}, .issuer = odd, .this_update = odd, .revoked = {odd}}, key);
  bytes const algorithm = key.signature_algorithm_der();
  bytes const to_be_signed = der::sequence({algorithm, odd, odd, der::sequence({odd})});
  CHECK(made == der::sequence({to_be_signed, algorithm, der::bit_string(key.sign(to_be_signed))}));
}

TEST_CASE("OpenSSL reads the CRL as it was asked for", "[pki][crl][openssl][rfc5280-5.2.3][rfc5280-5.3.1]") {
  SKIP_WITHOUT("openssl");
  pki_for_crls const with{now_2031};
  bytes const crl = with.crl(with.root, with.root,
                             {.revoked = {{.certificate = with.leaf.der,
                                           .when = *mxtls::to_timestamp({2031, 5, 1}),
                                           .reason = pki::revocation_reason::key_compromise},
                                          {.certificate = with.other.der}},
                              .number = 300});
  folder const files;
  files.write("root.pem", with.root.pem());
  files.write("leaf.pem", with.leaf.pem());
  files.write("crl.pem", pki::to_pem(pki::crl_label, crl));
  outcome read = files.run("openssl crl -in crl.pem -CAfile root.pem -noout -text -nameopt compat");
  INFO(read.output);
  for (char const* line : {"verify OK", "Version 2 (0x1)", "Issuer: CN=root", "Last Update: May  3 12:00:00 2031 GMT",
                           "Next Update: May 11 12:00:00 2031 GMT", "CRL Number: \n                300\n",
                           "Revocation Date: May  1 00:00:00 2031 GMT\n        CRL entry extensions:\n"
                           "            X509v3 CRL Reason Code: \n                Key Compromise\n    Serial Number: ",
                           "Revocation Date: May  3 12:00:00 2031 GMT\n    Signature Algorithm: ecdsa-with-SHA256"})
    CHECK(read.says(line));
  std::string const serial = files.run("openssl x509 -in leaf.pem -noout -serial").output.substr(7);
  CHECK(read.says("Serial Number: " + serial));
  std::string const identifier = files.run("openssl x509 -in root.pem -noout -ext subjectKeyIdentifier").output;
  REQUIRE(identifier.find('\n') != std::string::npos);
  CHECK(read.says("Authority Key Identifier: \n            " + identifier.substr(identifier.find('\n') + 1)));
}

TEST_CASE("OpenSSL accepts and refuses the leaf as the CRL says", "[pki][crl][openssl][rfc5280-6.3]") {
  SKIP_WITHOUT("openssl");
  pki_for_crls const with{now_2031};
  folder const files;
  files.write("root.pem", with.root.pem());
  files.write("leaf.pem", with.leaf.pem());
  for (crl_case const& each : cases(with)) {
    files.write("crl.pem", pki::to_pem(pki::crl_label, each.der));
    outcome const verified = files.run("openssl verify -attime " + std::to_string(now_2031.unix_seconds) +
                                       " -crl_check -CAfile root.pem -CRLfile crl.pem leaf.pem");
    INFO(each.what << ": " << verified.output);
    CHECK(verified.status == (each.openssl == "leaf.pem: OK" ? 0 : 2));
    CHECK(verified.says(each.openssl));
  }
}

TEST_CASE("OpenSSL refuses a CRL from an authority without cRLSign", "[pki][crl][openssl][rfc5280-4.2.1.3]") {
  SKIP_WITHOUT("openssl");
  pki_for_crls const with{now_2031};
  folder const files;
  files.write("root.pem", with.root.pem());
  files.write("between.pem", with.between.pem());
  files.write("below.pem", with.below.pem());
  files.write("crl.pem", pki::to_pem(pki::crl_label, with.crl(with.between, with.between, {})));
  outcome const verified = files.run("openssl verify -attime " + std::to_string(now_2031.unix_seconds) +
                                     " -crl_check -CAfile root.pem -untrusted between.pem -CRLfile crl.pem below.pem");
  INFO(verified.output);
  CHECK(verified.status == 2);
  CHECK(verified.says("error 35 at 0 depth lookup: key usage does not include CRL signing"));
}

TEST_CASE("OpenSSL refuses a leaf whose intermediate is revoked", "[pki][crl][openssl][rfc5280-6.3]") {
  SKIP_WITHOUT("openssl");
  pki_for_crls const with{now_2031};
  party const between = make_party("between", with.now, authority_extensions(), &with.root);
  party const below = make_party("below.example.test", with.now, leaf_extensions(pki::oids::server_auth), &between);
  folder const files;
  files.write("root.pem", with.root.pem());
  files.write("between.pem", between.pem());
  files.write("below.pem", below.pem());
  files.write("between.crl", pki::to_pem(pki::crl_label, with.crl(between, between, {})));
  for (auto const& [revoked, words] : {std::pair{with.other.der, "below.pem: OK"},
                                       std::pair{between.der, "error 23 at 1 depth lookup: certificate revoked"}}) {
    bytes const crl = with.crl(with.root, with.root, {.revoked = {{.certificate = revoked}}});
    files.write("root.crl", pki::to_pem(pki::crl_label, crl));
    outcome const verified = files.run("openssl verify -attime " + std::to_string(now_2031.unix_seconds) +
                                       " -crl_check_all -CAfile root.pem -untrusted between.pem"
                                       " -CRLfile root.crl -CRLfile between.crl below.pem");
    INFO(verified.output);
    CHECK(verified.says(words));
  }
}

TEST_CASE("OpenSSL accepts CRLs signed by keys of every family", "[pki][crl][openssl][rfc5280-5.1.1.3]") {
  SKIP_WITHOUT("openssl");
  pki_for_crls with{now_2031};
  for (pki::key_kind const kind : {pki::key_kind::p384, pki::key_kind::ed25519, pki::key_kind::rsa_2048}) {
    with.root = make_party("root", with.now, authority_extensions(), nullptr, kind);
    folder const files;
    files.write("root.pem", with.root.pem());
    files.write("crl.pem", pki::to_pem(pki::crl_label, with.crl(with.root, with.root, {})));
    outcome const judged = files.run("openssl crl -in crl.pem -CAfile root.pem -noout");
    INFO(to_text(kind) << ": " << judged.output);
    CHECK(judged.says("verify OK"));
  }
}

TEST_CASE("GnuTLS accepts and refuses the CRL", "[pki][crl][gnutls][rfc5280-6.3]") {
  SKIP_WITHOUT("certtool");
  pki_for_crls const with{mxtls::now()}; // certtool has no date but the system's
  folder const files;
  files.write("root.pem", with.root.pem());
  for (crl_case const& each : cases(with)) {
    files.write("crl.pem", pki::to_pem(pki::crl_label, each.der));
    outcome const verified = files.run("certtool --verify-crl --load-ca-certificate root.pem --infile crl.pem");
    INFO(each.what << ": " << verified.output);
    CHECK(verified.says("Verification output: Verified.") == each.wolfssl_loads);
  }
}

TEST_CASE("wolfSSL accepts and refuses the CRL, and the leaf as it says", "[pki][crl][wolfssl][rfc5280-6.3]") {
  pki_for_crls const with{mxtls::now()}; // wolfSSL has no date but the system's
  for (crl_case const& each : cases(with)) {
    INFO(each.what);
    WOLFSSL_CERT_MANAGER* const anchors = wolfSSL_CertManagerNew();
    REQUIRE(anchors != nullptr);
    auto const size = [](bytes const& der) { return static_cast<long>(der.size()); };
    CHECK(wolfSSL_CertManagerLoadCABuffer(anchors, with.root.der.data(), size(with.root.der), WOLFSSL_FILETYPE_ASN1) ==
          WOLFSSL_SUCCESS);
    CHECK(wolfSSL_CertManagerEnableCRL(anchors, WOLFSSL_CRL_CHECKALL) == WOLFSSL_SUCCESS);
    int const loaded =
        wolfSSL_CertManagerLoadCRLBuffer(anchors, each.der.data(), size(each.der), WOLFSSL_FILETYPE_ASN1);
    int const verified =
        wolfSSL_CertManagerVerifyBuffer(anchors, with.leaf.der.data(), size(with.leaf.der), WOLFSSL_FILETYPE_ASN1);
    wolfSSL_CertManagerFree(anchors);
    CAPTURE(loaded);
    CHECK((loaded == WOLFSSL_SUCCESS) == each.wolfssl_loads);
    CHECK(verified == each.wolfssl_verifies);
  }
}

TEST_CASE("A CRL that cannot be meant is refused in words", "[pki][crl]") {
  pki_for_crls const with{now_2031};
  CHECK_THROWS_AS(pki::crl_fields_for(with.root.der, with.now, {.next_update = days_from_now(-2)}),
                  std::invalid_argument);
  CHECK_THROWS_AS(pki::crl_fields_for(bytes{0x30, 0x05}, with.now, {}), std::system_error);
  CHECK_THROWS_AS(pki::crl_fields_for(with.root.der, with.now, {.revoked = {{.certificate = {}}}}), std::system_error);
}
