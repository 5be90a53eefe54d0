// SPDX-License-Identifier: BSL-1.0
//
// What a client on wolfSSL makes of a server: a handshake in memory that verifies the chain, the date
// and the name; after it, in the same certificate manager, the CRL and the OCSP response, if any.
// Prints wolfSSL's number, 0 if it accepts everything, and its words.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/wolfcrypt/asn_public.h>

#include <mxtls/io/tls_context.hpp>
#include <mxtls/io/tls_engine.hpp>
#include <mxtls/x509/pem.hpp>

#include "../oracles/whole_file.hpp"

namespace {

using namespace mxtls;

std::time_t judged_at = 0;

std::time_t judged_time(std::time_t* out) noexcept {
  if (out != nullptr) *out = judged_at;
  return judged_at;
}

unsigned char const* octets(std::string const& text) { return reinterpret_cast<unsigned char const*>(text.data()); }
long length(std::string const& text) { return static_cast<long>(text.size()); }

/// wolfSSL's number: 0 for WOLFSSL_SUCCESS.
int number(int answer) { return answer == WOLFSSL_SUCCESS ? 0 : answer; }

int verify_buffer(WOLFSSL_CERT_MANAGER* manager, std::string const& leaf) {
  return number(wolfSSL_CertManagerVerifyBuffer(manager, octets(leaf), length(leaf), WOLFSSL_FILETYPE_PEM));
}

int handshake(io::tls_context const& with, std::string const& chain, std::string const& key,
              std::string const& reference) {
  io::tls_engine server{io::tls_context::server(chain, key)};
  io::tls_engine client{with};
  wolfSSL_set_verify(client.native(), WOLFSSL_VERIFY_PEER, nullptr); // the engine itself refuses nothing
  io::check_tls_setting(wolfSSL_check_domain_name(client.native(), reference.c_str()), "the reference");
  constexpr int most_flights = 20;
  for (int flight = 0; flight < most_flights; ++flight) {
    auto const step = client.connect();
    if (step.what == io::tls_engine::outcome::done) return 0;
    if (step.what != io::tls_engine::outcome::wants_octets) return wolfSSL_get_error(client.native(), -1);
    server.feed(client.output());
    client.output_sent();
    auto const reply = server.accept();
    client.feed(server.output());
    server.output_sent();
    if (reply.what == io::tls_engine::outcome::failed) throw std::system_error{reply.error, "the server"};
  }
  throw std::runtime_error{"the handshake does not come to an end"};
}

/// @param crls PEM, one list or several; with one it is that of the leaf's issuer
int check_crls(WOLFSSL_CERT_MANAGER* manager, std::string const& crls, std::vector<x509::pem_block> const& sent) {
  int answer = number(wolfSSL_CertManagerEnableCRL(manager, WOLFSSL_CRL_CHECK));
  std::size_t count = 0;
  for (std::size_t at = 0, end = 0; answer == 0 && at < crls.size(); at = end, ++count) {
    end = std::min(crls.find("-----BEGIN", at + 1), crls.size());
    std::string const one = crls.substr(at, end - at);
    answer = number(wolfSSL_CertManagerLoadCRLBuffer(manager, octets(one), length(one), WOLFSSL_FILETYPE_PEM));
  }
  for (std::size_t i = 0; answer == 0 && i < (count > 1 ? sent.size() : 1); ++i) {
    bytes der = sent[i].der;
    answer = number(wolfSSL_CertManagerCheckCRL(manager, der.data(), static_cast<int>(der.size())));
  }
  return answer;
}

/// The manager asks for a response; it is given the one that the server stapled.
int check_staple(WOLFSSL_CERT_MANAGER* manager, std::string& staple, bytes leaf) {
  auto const answer_with = [](void* held, char const*, int, unsigned char*, int, unsigned char** out) {
    auto& text = *static_cast<std::string*>(held);
    *out = reinterpret_cast<unsigned char*>(text.data());
    return static_cast<int>(text.size());
  };
  auto const keep = [](void*, unsigned char*) {};
  int answer = number(wolfSSL_CertManagerEnableOCSP(manager, WOLFSSL_OCSP_URL_OVERRIDE | WOLFSSL_OCSP_NO_NONCE));
  if (answer == 0) answer = number(wolfSSL_CertManagerSetOCSPOverrideURL(manager, "http://ocsp.example.test/"));
  if (answer == 0) answer = number(wolfSSL_CertManagerSetOCSP_Cb(manager, answer_with, keep, &staple));
  return answer != 0 ? answer
                     : number(wolfSSL_CertManagerCheckOCSP(manager, leaf.data(), static_cast<int>(leaf.size())));
}

int judge(std::map<std::string_view, std::string> const& given) {
  auto const file = [&](std::string_view option) { return oracle::whole_file(given.at(option)); };
  auto const client = io::tls_context::client();
  WOLFSSL_CERT_MANAGER* const manager = wolfSSL_CTX_GetCertManager(client.native());
  std::string const trust = file("--trust");
  int answer = number(wolfSSL_CTX_load_verify_buffer_ex(client.native(), octets(trust), length(trust),
                                                        WOLFSSL_FILETYPE_PEM, 0, WOLFSSL_LOAD_FLAG_DATE_ERR_OKAY));
  if (answer != 0) return answer;
  std::string const chain = file("--chain");
  try {
    answer = handshake(client, chain, file("--key"), given.at("--reference"));
  } catch (std::system_error const&) {
    // A server on wolfSSL cannot use this certificate; a client sees the same octets.
    answer = verify_buffer(manager, chain);
    if (answer == 0) throw;
  }
  if (answer != 0) return answer;
  auto const sent = x509::read_pem(chain);
  if (!sent || sent->empty()) throw std::runtime_error{"no certificate in --chain"};
  bytes const leaf = sent->front().der;
  if (given.count("--crl") != 0) answer = check_crls(manager, file("--crl"), *sent);
  if (answer == 0 && given.count("--staple") != 0) {
    std::string staple = file("--staple");
    answer = check_staple(manager, staple, leaf);
  }
  return answer;
}

} // namespace

int main(int count, char** values) try {
  std::map<std::string_view, std::string> given;
  for (int i = 1; i + 1 < count; i += 2) given[values[i]] = values[i + 1];
  if (count == 2 && std::string_view{values[1]} == "--version") {
    std::printf("wolfSSL %s\n", wolfSSL_lib_version());
    return 0;
  }
  judged_at = std::atoll(given.at("--at").c_str());
  wc_SetTimeCb(judged_time);
  int const answer = judge(given);
  std::printf("%d %s\n", answer, answer == 0 ? "accepted" : io::make_tls_error(answer).message().c_str());
} catch (std::out_of_range const&) {
  std::fputs("verify_with_wolfssl --at SECONDS --trust FILE --chain FILE --key FILE --reference NAME "
             "[--crl FILE] [--staple FILE]\n",
             stderr);
  return 64;
} catch (std::exception const& failed) {
  std::fprintf(stderr, "verify_with_wolfssl: %s\n", failed.what());
  return 70;
}
