// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_UNIT_REPORT_EXAMPLE_REPORT_HPP
#define MXTLS_TESTS_UNIT_REPORT_EXAMPLE_REPORT_HPP

#include <string_view>

#include <mxtls/core/base64.hpp>
#include <mxtls/report/host_report.hpp>

/// A record made by hand, of the session that people ask about: a provider's certificate behind a
/// customer's MX host. No part of the library has had a hand in what stands here.
namespace example {

using namespace mxtls;

// clang-format off

// Made with OpenSSL 3.0: req -new -key P-256 -subj "/CN=*.xxxcn.test"
//   x509 -req -CA (/O=Example Trust/CN=Example CA) -set_serial 0x1a2b -days 36500 -extfile with
//   subjectAltName=DNS:*.xxxcn.test,DNS:xxxcn.test   extendedKeyUsage=serverAuth
// openssl x509 -fingerprint -sha256: A6:5D:B3:EC:...:EC:BE; -dates: Nov 23 14:10:03 2026, Oct 30 14:10:03 2126
inline constexpr std::string_view certificate =
    "MIIBsTCCAVigAwIBAgICGiswCgYIKoZIzj0EAwIwLTEWMBQGA1UECgwNRXhhbXBsZSBUcnVzdDETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yNjEx"
    "MjMxNDEwMDNaGA8yMTI2MTAzMDE0MTAwM1owFzEVMBMGA1UEAwwMKi54eHhjbi50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdcur7CMT"
    "DEpN5qOapQ/J8J0WrNiZ1tg7rgjgO0L4OjTCMNM9UaNidooiLUufZj9vU8P9KfjeNJn10SSuYxRp8aN8MHowIwYDVR0RBBwwGoIMKi54eHhjbi50"
    "ZXN0ggp4eHhjbi50ZXN0MBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBSS/lPyxBGzuq8pz/nxbMw9T4qyuDAfBgNVHSMEGDAWgBQkx9gu"
    "D03N2FiD795oP/aIwvY+IDAKBggqhkjOPQQDAgNHADBEAiB4YWvEQ+LVxMs2MfuorKrUqHxg7V6Yj8ti1T/WUFnfxwIgZD4vhgTAn/a7CJSw+nMG"
    "OLW2Z+sedr3Y1eHDI8k800Q=";
inline constexpr std::string_view sha256 =
    "a6:5d:b3:ec:9d:cd:e7:bc:16:40:34:79:01:86:a9:ca:e8:4a:77:4d:c4:5c:9b:74:76:16:25:f4:79:47:ec:be";

// clang-format on

/// A session in which all goes through; the certificate is for *.xxxcn.test and xxxcn.test.
inline report::host_report good() {
  using kind = report::event::kind;
  using layer = report::event::layer;
  smtp::reply const greeting{220, {"mx1.xxxcn.test ESMTP"}};
  smtp::reply const ehlo{250, {"mx1.xxxcn.test Hello", "SIZE 1000", "STARTTLS"}};
  smtp::reply const in_tls{250, {"mx1.xxxcn.test Hello", "SIZE 1000", "AUTH PLAIN"}};
  return {
      .asked = {.host = "mx1.xxxcn.test",
                .address = "192.0.2.1",
                .ehlo_name = "client.test",
                .server_name = "mx1.xxxcn.test",
                .reference = "mx1.xxxcn.test",
                .at = parse_timestamp("2026-11-24").value(),
                .timeout_milliseconds = 2'500,
                .trust = "ca.pem",
                .defaulted = {{"port", "SMTP"}}},
      .peer = "192.0.2.1:25",
      .transcript = {{0, kind::note, layer::clear, "Connecting to 192.0.2.1:25"},
                     {1'499, kind::received, layer::clear, "220 mx1.xxxcn.test ESMTP"},
                     {1'084'000, kind::sent, layer::clear, "STARTTLS"},
                     {1'084'600, kind::note, layer::tls, "TLSv1.3"},
                     {61'000'000, kind::sent, layer::tls, "QUIT"},
                     {61'000'400, kind::received, layer::tls, "221 Bye"}},
      .dialogue = {.greeting = greeting,
                   .ehlo = ehlo,
                   .starttls = smtp::reply{220, {"Go"}},
                   .secured = true,
                   .ehlo_in_tls = in_tls,
                   .quit = smtp::reply{221, {"Bye"}}},
      .reached = smtp::stage::done,
      .tls = report::tls_session{.version = "TLSv1.3",
                                 .cipher_suite = "TLS_AES_128_GCM_SHA256",
                                 .group = "x25519",
                                 .chain = {from_base64(certificate).value()}},
      .chain = {.status = x509::chain_status::trusted, .path = {"CN=*.xxxcn.test", "O=Example Trust, CN=Example CA"}},
      .microseconds = 61'000'500};
}

/// The same, asked for by the name of the customer's MX host.
inline report::host_report wrong_name() {
  auto out = good();
  out.asked.host = out.asked.reference = "mx5.xxxmx.test";
  out.asked.server_name.reset();
  return out;
}

/// A session that ended before TLS: nothing after `last` was seen.
inline report::host_report ended(report::ending how, smtp::stage last, std::error_code why) {
  auto out = good();
  out.ended = how;
  out.reached = last;
  out.error = why;
  if (last <= smtp::stage::ehlo_in_tls) out.dialogue.ehlo_in_tls = out.dialogue.quit = {};
  if (last <= smtp::stage::handshake) {
    out.tls = {};
    out.chain = {};
    out.dialogue.secured = false;
  }
  if (last <= smtp::stage::starttls) out.dialogue.starttls = {};
  if (last <= smtp::stage::ehlo) out.dialogue.ehlo = {};
  if (last <= smtp::stage::greeting) out.dialogue.greeting = {};
  if (last == smtp::stage::connect) out.peer.clear();
  return out;
}

} // namespace example

#endif
