// SPDX-License-Identifier: BSL-1.0
//
// `openssl ocsp`, ocsptool and wolfSSL judge the dates in a response by the clock of the system, and
// nothing else: what they are asked is made for the present moment.

#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/ocsp.h>
#include <wolfssl/ssl.h>

#include <mxtls/core/now.hpp>
#include <mxtls/pki/ocsp.hpp>
#include <mxtls/test/catch.hpp>
#include <mxtls/x509/der_reader.hpp>

#include "revocation_parties.hpp"

using namespace revocation;
using mxtls::to_hex;
using pki::days_from_now;
using pki::ocsp_response_status;
using pki::ocsp_status;
using pki::responder_form;

namespace {

struct pki_for_ocsp {
  mxtls::timestamp now = mxtls::now();
  party root = make_party("root", now, authority_extensions(), nullptr);
  party leaf = make_party("mx.example.test", now, leaf_extensions(pki::oids::server_auth), &root);
  party other = make_party("other.example.test", now, leaf_extensions(pki::oids::server_auth), &root);
  party responder = make_party("responder", now, leaf_extensions(pki::oids::ocsp_signing), &root);
  party rogue = make_party("rogue", now, authority_extensions(), nullptr);

  bytes response(party const& about, party const& signer, pki::ocsp_settings const& settings) const {
    return pki::sign_ocsp(pki::ocsp_fields_for(root.der, about.der, now, settings), signer.key);
  }

  void write_to(folder const& files) const {
    files.write("root.pem", root.pem());
    files.write("leaf.pem", leaf.pem());
  }
};

/// What wolfSSL should say: yes, that the certificate is revoked, or another no.
enum class wolfssl_says { yes, revoked, no, depends_on_version };

struct ocsp_case {
  std::string what;
  bytes der;
  /// Words that OpenSSL says.
  std::vector<std::string> openssl;
  /// The last line that ocsptool says, which looks at the signer, not at the dates.
  std::string ocsptool;
  wolfssl_says wolfssl;
};

std::vector<ocsp_case> cases(pki_for_ocsp const& with) {
  auto const& [now, root, leaf, other, responder, rogue] = with;
  std::string const verified = "Response verify OK";
  std::string const refused = "Response Verify Failure";
  std::string const success = "Verifying OCSP Response: Success.";
  bytes const good = with.response(leaf, root, {});
  bytes const truncated{good.begin(), good.end() - 9};
  return {
      {"good", good, {verified, "leaf.pem: good"}, success, wolfssl_says::yes},
      {"good, signer by key",
       with.response(leaf, root, {.named = responder_form::by_key}),
       {verified, "leaf.pem: good"},
       "Signer cert not found",
       wolfssl_says::yes},
      {"good, by a delegated responder",
       with.response(leaf, responder, {.responder = responder.der}),
       {verified, "leaf.pem: good"},
       success,
       wolfssl_says::yes},
      {"good, by a delegated responder by key",
       with.response(leaf, responder, {.responder = responder.der, .named = responder_form::by_key}),
       {verified, "leaf.pem: good"},
       success,
       wolfssl_says::yes},
      {"revoked",
       with.response(leaf, root,
                     {.status = ocsp_status::revoked,
                      .revoked_at = *mxtls::to_timestamp({2026, 2, 3}),
                      .reason = pki::revocation_reason::key_compromise}),
       {verified, "leaf.pem: revoked", "Reason: keyCompromise", "Revocation Time: Feb  3 00:00:00 2026 GMT"},
       success,
       wolfssl_says::revoked},
      {"unknown",
       with.response(leaf, root, {.status = ocsp_status::unknown}),
       {verified, "leaf.pem: unknown"},
       success,
       wolfssl_says::no},
      {"expired",
       with.response(leaf, root, {.this_update = days_from_now(-8), .next_update = days_from_now(-1)}),
       {verified, "Status times invalid", "status expired"},
       success,
       wolfssl_says::no},
      {"not valid yet",
       with.response(leaf, root, {.this_update = days_from_now(1)}),
       {verified, "Status times invalid", "status not yet valid"},
       success,
       wolfssl_says::no},
      {"about another certificate",
       with.response(other, root, {}),
       {verified, "ERROR: No Status found"},
       success,
       wolfssl_says::no},
      {"in the issuer's name, by another key",
       with.response(leaf, rogue, {}),
       {refused, "signature failure"},
       "Signature failure",
       wolfssl_says::no},
      {"by an authority that is not trusted",
       with.response(leaf, rogue, {.responder = rogue.der}),
       {refused, "certificate verify error"},
       "Signer cert is not trusted",
       wolfssl_says::no},
      {"by a leaf without OCSPSigning", // wolfSSL 5.5.4 takes it
       with.response(leaf, other, {.responder = other.der}),
       {refused, "missing ocspsigning usage"},
       "Signer cert is not trusted",
       wolfssl_says::depends_on_version},
      {"malformedRequest",
       pki::ocsp_status_only(ocsp_response_status::malformed_request),
       {"Responder Error: malformedrequest (1)"},
       "Signer cert not found",
       wolfssl_says::no},
      {"internalError",
       pki::ocsp_status_only(ocsp_response_status::internal_error),
       {"Responder Error: internalerror (2)"},
       "Signer cert not found",
       wolfssl_says::no},
      {"tryLater",
       pki::ocsp_status_only(ocsp_response_status::try_later),
       {"Responder Error: trylater (3)"},
       "Signer cert not found",
       wolfssl_says::no},
      {"sigRequired",
       pki::ocsp_status_only(ocsp_response_status::sig_required),
       {"Responder Error: sigrequired (5)"},
       "Signer cert not found",
       wolfssl_says::no},
      {"unauthorized",
       pki::ocsp_status_only(ocsp_response_status::unauthorized),
       {"Responder Error: unauthorized (6)"},
       "Signer cert not found",
       wolfssl_says::no},
      {"successful, without an answer",
       pki::ocsp_status_only(ocsp_response_status::successful),
       {"Error parsing response", "no response data"},
       "Element was not found",
       wolfssl_says::no},
      {"truncated", truncated, {"Error reading OCSP response"}, "Error in DER parsing", wolfssl_says::no},
  };
}

/// What wolfSSL says to a response about the leaf: 1 for yes.
int wolfssl_verdict(pki_for_ocsp const& with, bytes response) {
  auto const load = [](bytes const& der) {
    return wolfSSL_X509_load_certificate_buffer(der.data(), static_cast<int>(der.size()), WOLFSSL_FILETYPE_ASN1);
  };
  WOLFSSL_CERT_MANAGER* const anchors = wolfSSL_CertManagerNew();
  WOLFSSL_X509* const root = load(with.root.der);
  WOLFSSL_X509* const leaf = load(with.leaf.der);
  OcspRequest* const request = wolfSSL_OCSP_REQUEST_new();
  REQUIRE((anchors != nullptr && root != nullptr && leaf != nullptr && request != nullptr));
  CHECK(wolfSSL_CertManagerLoadCABuffer(anchors, with.root.der.data(), static_cast<long>(with.root.der.size()),
                                        WOLFSSL_FILETYPE_ASN1) == WOLFSSL_SUCCESS);
  CHECK(wolfSSL_CertManagerEnableOCSP(anchors, WOLFSSL_OCSP_NO_NONCE) == WOLFSSL_SUCCESS);
  WOLFSSL_OCSP_CERTID* const id = wolfSSL_OCSP_cert_to_id(nullptr, leaf, root);
  CHECK(wolfSSL_OCSP_request_add0_id(request, id) != nullptr);
  CertStatus status{};
  OcspEntry entry{};
  entry.status = &status;
  int const verdict = wolfSSL_CertManagerCheckOCSPResponse(anchors, response.data(), static_cast<int>(response.size()),
                                                           nullptr, &status, &entry, request);
  wolfSSL_OCSP_CERTID_free(id);
  wolfSSL_OCSP_REQUEST_free(request);
  wolfSSL_X509_free(leaf);
  wolfSSL_X509_free(root);
  wolfSSL_CertManagerFree(anchors);
  return verdict;
}

/// The octets of the element that lies first in first in first..., so many levels down.
bytes first_below(bytes const& der, int levels) {
  mxtls::x509::tlv at = mxtls::x509::der_reader{der}.read().value();
  for (; levels > 0; --levels) at = mxtls::x509::der_reader{at}.read().value();
  return {at.whole.begin(), at.whole.end()};
}

} // namespace

TEST_CASE("A response of a status alone is one ENUMERATED", "[pki][ocsp][rfc6960-4.2.1]") {
  CHECK(to_hex(pki::ocsp_status_only(ocsp_response_status::try_later)) == "30030a0103");
}

TEST_CASE("A response holds its fields as they are given, wrong ones too", "[pki][ocsp][rfc6960-4.2.1]") {
  auto const key = pki::private_key::from_seed("seed", "label");
  bytes const odd = der::raw(0x30, bytes{0x80}, bytes{1, 2, 3});
  bytes const made =
      pki::sign_ocsp({.responder_id = odd, .produced_at = {}, .responses = {odd}, .certificates = {odd}}, key);
  bytes const to_be_signed = der::sequence({odd, der::sequence({odd})});
  bytes const basic =
      der::sequence({to_be_signed, key.signature_algorithm_der(), der::bit_string(key.sign(to_be_signed)),
                     der::explicit_tag(0, der::sequence({odd}))});
  // id-pkix-ocsp-basic as RFC 6960 gives it: { id-pkix 48 1 1 }
  bytes const type{0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01};
  CHECK(made ==
        der::sequence({bytes{0x0a, 1, 0}, der::explicit_tag(0, der::sequence({type, der::octet_string(basic)}))}));
}

TEST_CASE("The response identifies the certificate as OpenSSL asks for it", "[pki][ocsp][openssl][rfc6960-4.1.1]") {
  SKIP_WITHOUT("openssl");
  pki_for_ocsp const with;
  folder const files;
  with.write_to(files);
  CHECK(files.run("openssl ocsp -issuer root.pem -cert leaf.pem -no_nonce -reqout request").status == 0);
  // OCSPRequest, TBSRequest, requestList, Request, CertID; SingleResponse, CertID
  bytes const asked = first_below(mxtls::to_bytes(files.run("cat request").output), 4);
  auto const fields = pki::ocsp_fields_for(with.root.der, with.leaf.der, with.now, {});
  REQUIRE(fields.responses.size() == 1);
  CHECK(to_hex(first_below(fields.responses.front(), 1)) == to_hex(asked));
}

TEST_CASE("The response names its signer by name or by key", "[pki][ocsp][openssl][rfc6960-4.2.2.3]") {
  SKIP_WITHOUT("openssl");
  pki_for_ocsp const with;
  folder const files;
  auto const read = [&](pki::ocsp_settings const& settings) {
    files.write("response", with.response(with.leaf, with.responder, settings));
    return files.run("openssl ocsp -respin response -noverify -resp_text");
  };
  outcome const by_name = read({.responder = with.responder.der});
  INFO(by_name.output);
  CHECK(by_name.says("Responder Id: CN"));
  CHECK(by_name.says("responder\n    Produced At: "));
  outcome const by_key = read({.responder = with.responder.der, .named = responder_form::by_key});
  // `openssl x509 -ocspid` prints both SHA-1 hashes that OCSP is about.
  files.write("responder.pem", with.responder.pem());
  std::string const hashes = files.run("openssl x509 -in responder.pem -noout -ocspid").output;
  std::string_view const before = "Public key OCSP hash: ";
  REQUIRE(hashes.find(before) != std::string::npos);
  INFO(by_key.output << hashes);
  CHECK(by_key.says("Responder Id: " + hashes.substr(hashes.find(before) + before.size(), 40) + "\n"));
}

TEST_CASE("OpenSSL says of each response what it should", "[pki][ocsp][openssl][rfc6960-3.2]") {
  SKIP_WITHOUT("openssl");
  pki_for_ocsp const with;
  folder const files;
  with.write_to(files);
  for (ocsp_case const& each : cases(with)) {
    files.write("response", each.der);
    outcome const judged =
        files.run("openssl ocsp -respin response -issuer root.pem -cert leaf.pem -CAfile root.pem -no_nonce");
    INFO(each.what << ": " << judged.output);
    for (std::string const& words : each.openssl) CHECK(judged.says(words));
  }
}

TEST_CASE("OpenSSL accepts responses signed by keys of every family", "[pki][ocsp][openssl][rfc6960-4.2.1]") {
  SKIP_WITHOUT("openssl");
  pki_for_ocsp with;
  for (pki::key_kind const kind : {pki::key_kind::p384, pki::key_kind::ed25519, pki::key_kind::rsa_2048}) {
    with.root = make_party("root", with.now, authority_extensions(), nullptr, kind);
    with.leaf = make_party("mx.example.test", with.now, leaf_extensions(pki::oids::server_auth), &with.root);
    folder const files;
    with.write_to(files);
    files.write("response", with.response(with.leaf, with.root, {}));
    outcome const judged =
        files.run("openssl ocsp -respin response -issuer root.pem -cert leaf.pem -CAfile root.pem -no_nonce");
    INFO(to_text(kind) << ": " << judged.output);
    CHECK(judged.says("Response verify OK"));
    CHECK(judged.says("leaf.pem: good"));
  }
}

TEST_CASE("GnuTLS says of each response what it should", "[pki][ocsp][gnutls][rfc6960-3.2]") {
  SKIP_WITHOUT("ocsptool");
  pki_for_ocsp const with;
  folder const files;
  with.write_to(files);
  for (ocsp_case const& each : cases(with)) {
    files.write("response", each.der);
    outcome const judged = files.run("ocsptool --verify-response --load-response response --load-issuer root.pem "
                                     "--load-trust root.pem --load-cert leaf.pem");
    INFO(each.what << ": " << judged.output);
    CHECK(judged.says(each.ocsptool));
  }
}

TEST_CASE("wolfSSL accepts good responses, and refuses the others", "[pki][ocsp][wolfssl][rfc6960-3.2]") {
  pki_for_ocsp const with;
  for (ocsp_case const& each : cases(with)) {
    int const verdict = wolfssl_verdict(with, each.der);
    INFO(each.what << ": " << verdict);
    switch (each.wolfssl) {
    case wolfssl_says::yes: CHECK(verdict == WOLFSSL_SUCCESS); break;
    case wolfssl_says::revoked: CHECK(verdict == OCSP_CERT_REVOKED); break;
    case wolfssl_says::no: CHECK(verdict < 0); break;
    case wolfssl_says::depends_on_version: break;
    }
  }
}

TEST_CASE("A response that cannot be meant is refused in words", "[pki][ocsp]") {
  pki_for_ocsp const with;
  bytes const& root = with.root.der;
  CHECK_THROWS_AS(pki::ocsp_fields_for(root, with.leaf.der, with.now, {.next_update = days_from_now(-2)}),
                  std::invalid_argument);
  CHECK_THROWS_AS(pki::ocsp_fields_for({}, root, with.now, {}), std::system_error);
  CHECK_THROWS_AS(pki::ocsp_fields_for(root, {}, with.now, {}), std::system_error);
  CHECK_THROWS_AS(pki::ocsp_fields_for(root, root, with.now, {.responder = bytes{}}), std::system_error);
}
