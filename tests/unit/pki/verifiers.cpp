// SPDX-License-Identifier: BSL-1.0
//
// What is made here, judged by programs that know nothing of it: OpenSSL, GnuTLS, wolfSSL.

#include <cstddef>
#include <ctime>
#include <string>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <mxtls/pki/authority.hpp>
#include <mxtls/test/catch.hpp>

#include "made.hpp"
#include "programs.hpp"

namespace pki = mxtls::pki;
using mxtls::bytes;
using pki::authority;

namespace {

/// A root and one leaf with its chain, in the files that the programs read.
struct files_of {
  programs::folder folder;

  files_of(authority const& root, pki::leaf const& leaf) {
    folder.write("root.pem", root.pem());
    folder.write("cert.pem", leaf.pem());
    folder.write("chain.pem", leaf.chain_pem());
    folder.write("key.pem", leaf.key().pkcs8_pem());
  }

  programs::outcome openssl_verify(std::string const& options) const {
    return in("openssl verify -x509_strict -attime " + std::to_string(moment) +
              " -CAfile root.pem -untrusted chain.pem -purpose sslserver " + options + " cert.pem");
  }
  programs::outcome certtool_verify(std::string const& options) const {
    return in("certtool --verify --load-ca-certificate root.pem --infile chain.pem " + options);
  }
  programs::outcome in(std::string const& command) const { return folder.run(command); }

  static constexpr std::int64_t moment = mxtls::to_timestamp({2031, 5, 4, 12})->unix_seconds;
};

authority root_of_2031() { return authority::create({.seed = "seed", .now = mxtls::timestamp{files_of::moment}}); }

/// For GnuTLS's certtool and for wolfSSL, which judge by the clock of the system.
authority root_of_today() { return authority::create({.seed = "seed", .now = mxtls::timestamp{std::time(nullptr)}}); }

pki::recipe mail_host() { return {.dns = {"mx.example.test", "*.wild.test"}, .ip = {"127.0.0.1", "2001:db8::25"}}; }

/// With names that are somebody's.
std::vector<pki::recipe> outside() {
  std::vector<pki::flaw> const meant{pki::flaw::outside_constraints};
  return {{.dns = {"www.example.com"}, .flaws = meant},
          {.dns = {"mytest"}, .flaws = meant},
          {.ip = {"10.0.0.1"}, .flaws = meant},
          {.ip = {"2001:db9::1"}, .flaws = meant}};
}

/// The recipes that every verifier has to accept.
std::vector<pki::recipe> acceptable() {
  return {mail_host(),
          {.dns = {"localhost", "example", "mx.invalid"}},
          {.ip = {"127.1.2.3", "::1", "192.0.2.1", "198.51.100.1", "203.0.113.1"}},
          {.common_names = {"mx.example.test"}},
          {.common_names = {"Mail server", "mx2.example.test"}, .dns = {"mx.example.test"}},
          {.dns = {"mx.example.test"}, .subject_organization = pki::organization::absent},
          {}};
}

/// What wolfSSL says to a leaf: 1 for yes.
int wolfssl_verdict(authority const& root, pki::leaf const& leaf) {
  WOLFSSL_CERT_MANAGER* const anchors = wolfSSL_CertManagerNew();
  REQUIRE(anchors != nullptr);
  auto const add = [&](bytes const& der) {
    return wolfSSL_CertManagerLoadCABuffer(anchors, der.data(), static_cast<long>(der.size()), WOLFSSL_FILETYPE_ASN1);
  };
  CHECK(add(root.der()) == WOLFSSL_SUCCESS);
  for (std::size_t i = leaf.chain_der().size(); i-- > 1;) CHECK(add(leaf.chain_der()[i]) == WOLFSSL_SUCCESS);
  int const verdict = wolfSSL_CertManagerVerifyBuffer(anchors, leaf.der().data(), static_cast<long>(leaf.der().size()),
                                                      WOLFSSL_FILETYPE_ASN1);
  wolfSSL_CertManagerFree(anchors);
  return verdict;
}

} // namespace

TEST_CASE("OpenSSL accepts the chain for the names in the leaf and for no other", "[pki][openssl][rfc5280-6.1]") {
  SKIP_WITHOUT("openssl");
  authority const root = root_of_2031();
  files_of const files{root, root.intermediate().issue(mail_host())};
  for (char const* options : {"-verify_hostname mx.example.test", "-verify_hostname a.wild.test",
                              "-verify_ip 127.0.0.1", "-verify_ip 2001:db8::25"}) {
    auto const [status, output] = files.openssl_verify(options);
    INFO(options << ": " << output);
    CHECK(status == 0);
  }
  for (char const* options : {"-verify_hostname other.example.test", "-verify_ip 127.0.0.2"}) {
    auto const [status, output] = files.openssl_verify(options);
    INFO(options << ": " << output);
    CHECK(status == 2);
    CHECK(output.find("mismatch") != std::string::npos);
  }
}

TEST_CASE("OpenSSL accepts every kind of leaf, from root and intermediate", "[pki][openssl][rfc5280-6.1]") {
  SKIP_WITHOUT("openssl");
  authority const root = root_of_2031();
  authority const between = root.intermediate();
  authority const strict = root.intermediate({.constraints = pki::safe_constraints::names_and_addresses});
  for (pki::recipe const& recipe : acceptable())
    for (authority const* issuer : {&root, &between, &strict}) {
      auto const [status, output] = files_of{root, issuer->issue(recipe)}.openssl_verify("");
      INFO(output);
      CHECK(status == 0);
    }
}

TEST_CASE("OpenSSL refuses a leaf with a name that is somebody's", "[pki][openssl][safe][rfc5280-4.2.1.10]") {
  SKIP_WITHOUT("openssl");
  authority const root = root_of_2031();
  authority const strict = root.intermediate({.constraints = pki::safe_constraints::names_and_addresses});
  for (pki::recipe const& recipe : outside())
    for (authority const* issuer : {&root, &strict}) {
      auto const [status, output] = files_of{root, issuer->issue(recipe)}.openssl_verify("");
      INFO(output);
      CHECK(status == 2);
      CHECK(output.find("permitted subtree violation") != std::string::npos);
    }
}

TEST_CASE("OpenSSL reads the key, and that it belongs to the certificate", "[pki][openssl][rfc5958-2]") {
  SKIP_WITHOUT("openssl");
  authority const root = root_of_2031();
  pki::leaf const leaf = root.issue(mail_host());
  files_of const files{root, leaf};
  CHECK(files.in("openssl pkey -in key.pem -check -noout").output.find("Key is valid") != std::string::npos);
  std::string const public_key = files.in("openssl x509 -in cert.pem -noout -pubkey").output;
  CHECK(public_key == files.in("openssl pkey -in key.pem -pubout").output);
  CHECK(public_key == pki::to_pem("PUBLIC KEY", leaf.key().spki_der()));
  bytes const signature = leaf.key().sign(mxtls::as_bytes("message\n"));
  files.folder.write("signature", signature);
  auto const [status, output] = files.in("openssl pkey -in key.pem -pubout -out public.pem && echo message > text && "
                                         "openssl dgst -sha256 -verify public.pem -signature signature text");
  INFO(output);
  CHECK(status == 0);
}

TEST_CASE("OpenSSL reads the fields of the leaf as they were asked for", "[pki][openssl][rfc5280-4.1]") {
  SKIP_WITHOUT("openssl");
  authority const root = root_of_2031();
  files_of const files{root, root.intermediate().issue(mail_host())};
  std::string const text = made::tight_names(files.in("openssl x509 -in cert.pem -noout -text").output);
  INFO(text);
  for (char const* line :
       {"Version: 3 (0x2)", "Signature Algorithm: ecdsa-with-SHA256",
        "Issuer: O=mxtls TEST ONLY, CN=intermediate.mxtls.test", "Not Before: May  3 12:00:00 2031 GMT",
        "Not After : Aug  2 12:00:00 2031 GMT", "Subject: O=mxtls TEST ONLY\n", "NIST CURVE: P-256",
        "X509v3 Key Usage: critical\n                Digital Signature\n",
        "X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n",
        "X509v3 Subject Alternative Name: \n                DNS:mx.example.test, DNS:*.wild.test, "
        "IP Address:127.0.0.1"})
    CHECK(text.find(line) != std::string::npos);
}

TEST_CASE("Serial numbers have 16 octets, are positive and follow the validity", "[pki][openssl][rfc5280-4.1.2.2]") {
  SKIP_WITHOUT("openssl");
  auto const serial = [](authority const& root, pki::recipe const& recipe) {
    return files_of{root, root.issue(recipe)}.in("openssl x509 -in cert.pem -noout -serial").output;
  };
  std::string const prefix = "serial=";
  authority const random = authority::create({.now = mxtls::timestamp{files_of::moment}});
  for (std::string const& text : {serial(root_of_2031(), {}), serial(random, {})}) {
    INFO(text);
    CHECK(text.size() == prefix.size() + 32 + 1);
    CHECK((text.at(prefix.size()) >= '4' && text.at(prefix.size()) <= '7'));
  }
  CHECK(serial(root_of_2031(), {}) == serial(root_of_2031(), {}));
  CHECK(serial(root_of_2031(), {}) != serial(root_of_2031(), {.not_after = mxtls::timestamp{files_of::moment}}));
  CHECK(serial(random, {}) != serial(random, {}));
}

TEST_CASE("OpenSSL accepts a self-signed leaf that it is told to trust", "[pki][openssl]") {
  SKIP_WITHOUT("openssl");
  authority const root = root_of_2031();
  files_of const files{root, root.self_signed({.dns = {"mx.example.test"}})};
  std::string const verify = "openssl verify -attime " + std::to_string(files_of::moment) + " -purpose sslserver ";
  CHECK(files.in(verify + "-partial_chain -CAfile cert.pem -verify_hostname mx.example.test cert.pem").status == 0);
  CHECK(files.in(verify + "-CAfile root.pem cert.pem").status == 2);
}

TEST_CASE("GnuTLS accepts the chain for the name in the leaf and for no other", "[pki][gnutls][rfc5280-6.1]") {
  SKIP_WITHOUT("certtool");
  authority const root = root_of_today();
  files_of const files{root, root.intermediate().issue(mail_host())};
  auto const right = files.certtool_verify("--verify-hostname mx.example.test");
  INFO(right.output);
  CHECK(right.status == 0);
  auto const wrong = files.certtool_verify("--verify-hostname other.example.test");
  INFO(wrong.output);
  CHECK(wrong.status != 0);
  CHECK(wrong.output.find("name in the certificate does not match") != std::string::npos);
}

TEST_CASE("GnuTLS accepts every kind of leaf, from root and intermediate", "[pki][gnutls][rfc5280-6.1]") {
  SKIP_WITHOUT("certtool");
  authority const root = root_of_today();
  authority const between = root.intermediate();
  for (pki::recipe const& recipe : acceptable())
    for (authority const* issuer : {&root, &between}) {
      auto const [status, output] = files_of{root, issuer->issue(recipe)}.certtool_verify("");
      INFO(output);
      CHECK(status == 0);
    }
}

TEST_CASE("GnuTLS refuses a leaf with a name that is somebody's", "[pki][gnutls][safe][rfc5280-4.2.1.10]") {
  SKIP_WITHOUT("certtool");
  authority const root = root_of_today();
  authority const strict = root.intermediate({.constraints = pki::safe_constraints::names_and_addresses});
  for (pki::recipe const& recipe : outside()) {
    auto const [status, output] = files_of{root, strict.issue(recipe)}.certtool_verify("");
    INFO(output);
    CHECK(status != 0);
    CHECK(output.find("violates the signer's constraints") != std::string::npos);
  }
}

TEST_CASE("wolfSSL accepts every kind of leaf from an intermediate", "[pki][wolfssl][rfc5280-6.1]") {
  authority const root = root_of_today();
  authority const between = root.intermediate();
  for (pki::recipe const& recipe : acceptable()) {
    INFO(mxtls::to_hex(pki::subject_of(recipe)));
    CHECK(wolfssl_verdict(root, between.issue(recipe)) == WOLFSSL_SUCCESS);
  }
}

TEST_CASE("wolfSSL refuses somebody's name below the root and below a strict intermediate",
          "[pki][wolfssl][safe][rfc5280-4.2.1.10]") {
  authority const root = root_of_today();
  authority const strict = root.intermediate({.constraints = pki::safe_constraints::names_and_addresses});
  for (authority const* issuer : {&root, &strict}) {
    CHECK(wolfssl_verdict(root, issuer->issue({.dns = {"mx.example.test"}})) == WOLFSSL_SUCCESS);
    CHECK(wolfssl_verdict(root, issuer->issue(outside().front())) == ASN_NAME_INVALID_E);
  }
}
