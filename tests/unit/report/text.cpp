// SPDX-License-Identifier: BSL-1.0
//
// What a person reads, and what a program reads, of records made by hand.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <mxtls/report/json.hpp>
#include <mxtls/report/text.hpp>
#include <mxtls/test/matchers.hpp>

#include "example_report.hpp"

using namespace mxtls;
using namespace mxtls::report;
using test::contains;

namespace {

std::string const golden = R"(mx5.xxxmx.test port 25
  host       mx5.xxxmx.test
  port       25  (default: SMTP)
  address    192.0.2.1
  TLS        STARTTLS
  EHLO       client.test
  SNI        none
  reference  mx5.xxxmx.test
  trust      ca.pem
  at         2026-11-24T00:00:00Z
  timeout    2.5 s
  policy     pkix-hostname: TLS, a trusted chain, and the reference identifier by RFC 9525

Session with 192.0.2.1:25
[000.000]     Connecting to 192.0.2.1:25
[000.001] <-- 220 mx1.xxxcn.test ESMTP
[001.084] --> STARTTLS
[001.085]     TLSv1.3
[061.000] ~~> QUIT
[061.000] <~~ 221 Bye

Certificates, as the server sent them
  0  CN=*.xxxcn.test
     issued by  O=Example Trust, CN=Example CA
     valid      2026-11-23T14:10:03Z to 2126-10-30T14:10:03Z
     key        EC P-256, signed with ecdsa-with-SHA256
     SHA-256    @SHA256@

Names, compared by RFC 9525 (2023), names in TLS
  mx5.xxxmx.test != DNS:*.xxxcn.test  it is another name (RFC 9525 section 6.3)
  mx5.xxxmx.test != DNS:xxxcn.test    it is another name (RFC 9525 section 6.3)
  mx5.xxxmx.test != CN:*.xxxcn.test   it is another name (RFC 9525 section 6.3)
  by the older standards: rfc2818 mismatch, rfc6125 mismatch

Informational: sent by the peer, never compared
  greeting     mx1.xxxcn.test
  EHLO name    mx1.xxxcn.test
  ... in TLS   mx1.xxxcn.test

EHLO keywords, before TLS and inside it
  only before  STARTTLS
  only in TLS  AUTH PLAIN

Findings
  certificate-host-mismatch
      mx5.xxxmx.test is not among the names of the certificate: DNS:*.xxxcn.test, DNS:xxxcn.test, CN:*.xxxcn.test (RFC 9525 section 6.3).

Three facts, each by itself
  encrypted    yes TLSv1.3, TLS_AES_128_GCM_SHA256, x25519
  chain        yes The chain leads to a trust anchor and every signature in it is good.
  name         NO  mx5.xxxmx.test is not among the 3 names of the certificate.

FAIL: The mail would be encrypted, but to a server that cannot prove it is mx5.xxxmx.test.
)";

/// Line by line, so that a difference is seen where it is.
void check_same_lines(std::string_view given, std::string_view expected) {
  while (!given.empty() || !expected.empty()) {
    auto const first = [](std::string_view& text) {
      std::string_view const line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      return std::string{line};
    };
    CHECK(first(given) == first(expected));
  }
}

} // namespace

TEST_CASE("A report for a person has all that was asked for, said, shown and made of it", "[report][text]") {
  std::string expected = golden;
  expected.replace(expected.find("@SHA256@"), 8, example::sha256);
  check_same_lines(to_text(example::wrong_name(), policies::pkix_hostname), expected);
}

TEST_CASE("A report names the rule for a match too, and passes", "[report][text][rfc9525-6.3]") {
  auto const text = to_text(example::good(), policies::pkix_hostname);
  CHECK_THAT(text, contains("mx1.xxxcn.test == DNS:*.xxxcn.test  the * stands for one label (RFC 9525 section 6.3)"));
  CHECK_THAT(text, contains("  name         yes mx1.xxxcn.test by DNS:*.xxxcn.test\n"));
  CHECK_THAT(text, contains("Findings\n  none\n"));
  CHECK_THAT(text, contains("\nPASS: The mail would be encrypted, to a server that proves it is mx1.xxxcn.test.\n"));
}

TEST_CASE("A report of a session that came to nothing is short and says so", "[report][text]") {
  auto const text = to_text(
      example::ended(ending::no_connection, smtp::stage::connect, std::make_error_code(std::errc::connection_refused)),
      policies::require_tls);
  CHECK_THAT(text, contains("\nSession\n"));
  CHECK_THAT(text, contains("  connection-failed\n      No connection to 192.0.2.1 port 25: Connection refused.\n"));
  CHECK_THAT(text, contains("  encrypted    ?"));
  CHECK_THAT(text, contains("\nINCONCLUSIVE: The test could not be made"));
  for (char const* const heading : {"Certificates", "Names", "Informational", "EHLO keywords"})
    CHECK_THAT(text, !contains(std::string{"\n"} + heading));
}

TEST_CASE("Only a terminal's palette puts escapes into a report", "[report][text]") {
  auto const plain = to_text(example::wrong_name(), policies::pkix_hostname);
  CHECK(plain.find('\x1b') == std::string::npos);
  auto const coloured = to_text(example::wrong_name(), policies::pkix_hostname, palette{palette::kind::terminal});
  CHECK_THAT(coloured, contains("\x1b[31mFAIL\x1b[0m"));
  CHECK_THAT(coloured, contains("\x1b[31mcertificate-host-mismatch\x1b[0m"));
  // Taken out again, the text is the same.
  std::string stripped;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') i = coloured.find('m', i);
    else stripped += coloured[i];
  }
  check_same_lines(stripped, plain);
}

TEST_CASE("A long transcript is cut, and says by how much", "[report][text]") {
  auto of = example::good();
  of.transcript.assign(1000, {0, event::kind::received, event::layer::clear, std::string(5000, 'x')});
  auto const text = to_text(of, policies::opportunistic);
  CHECK_THAT(text, contains("[600 more lines]"));
  CHECK_THAT(text, contains("xxx [4500 more octets]\n"));
  CHECK(text.size() < 300'000);
}

TEST_CASE("A report for a program has the same facts, each in its place", "[report][json]") {
  auto const json = to_json(example::wrong_name(), policies::pkix_hostname);
  // Field by field and in this order.
  std::string expected = R"({"schema":"mxtls.host-report/1","asked":{"host":"mx5.xxxmx.test","port":25,)"
                         R"("address":"192.0.2.1","tls":"starttls","ehlo":"client.test","sni":null,)"
                         R"("reference":"mx5.xxxmx.test","nexthop":null,"trust":"ca.pem","at":"2026-11-24T00:00:00Z",)"
                         R"("timeout_seconds":2.5,"defaulted":{"port":"SMTP"}},"policy":"pkix-hostname",)"
                         R"("verdict":"fail","conclusion":"The mail would be encrypted, but to a server that )"
                         R"(cannot prove it is mx5.xxxmx.test.","findings":[{"type":"certificate-host-mismatch",)"
                         R"("refused":true,"sentence":"mx5.xxxmx.test is not among the names of the certificate: )"
                         R"(DNS:*.xxxcn.test, DNS:xxxcn.test, CN:*.xxxcn.test (RFC 9525 section 6.3)."}],)"
                         R"("encrypted":true,"chain_trusted":true,"name_matches":false,)"
                         R"("names":{"reference":"mx5.xxxmx.test","rules":"rfc9525","compared":[)"
                         R"({"presented":"DNS:*.xxxcn.test","match":false,"reason":"different-name",)"
                         R"("because":"it is another name","clause":"RFC 9525 section 6.3"},)"
                         R"({"presented":"DNS:xxxcn.test","match":false,"reason":"different-name",)"
                         R"("because":"it is another name","clause":"RFC 9525 section 6.3"},)"
                         R"({"presented":"CN:*.xxxcn.test","match":false,"reason":"different-name",)"
                         R"("because":"it is another name","clause":"RFC 9525 section 6.3"}],)"
                         R"("by_rules":{"rfc2818":"mismatch","rfc6125":"mismatch","rfc9525":"mismatch"}},)"
                         R"("peer":"192.0.2.1:25","reached":"done","error":null,"tls":{"version":"TLSv1.3",)"
                         R"("cipher_suite":"TLS_AES_128_GCM_SHA256","group":"x25519","certificates":[{"der":"@DER@",)"
                         R"("subject":"CN=*.xxxcn.test","issuer":"O=Example Trust, CN=Example CA","serial":"1a2b",)"
                         R"("not_before":"2026-11-23T14:10:03Z","not_after":"2126-10-30T14:10:03Z","key":"EC P-256",)"
                         R"("signature_algorithm":"ecdsa-with-SHA256","sha256":"@SHA256@"}]},"tls_failure":null,)"
                         R"("chain":{"status":"trusted","problems":[],"path":["CN=*.xxxcn.test",)"
                         R"("O=Example Trust, CN=Example CA"],"wolfssl_says":""},"informational":{)"
                         R"("greeting":{"code":220,"lines":["mx1.xxxcn.test ESMTP"]},)"
                         R"("ehlo":{"code":250,"lines":["mx1.xxxcn.test Hello","SIZE 1000","STARTTLS"]},)"
                         R"("starttls":{"code":220,"lines":["Go"]},)"
                         R"("ehlo_in_tls":{"code":250,"lines":["mx1.xxxcn.test Hello","SIZE 1000","AUTH PLAIN"]},)"
                         R"("quit":{"code":221,"lines":["Bye"]},"ehlo_name":"mx1.xxxcn.test",)"
                         R"("ehlo_name_in_tls":"mx1.xxxcn.test"},"transcript":[)"
                         R"({"seconds":0.0,"what":"note","layer":"clear","text":"Connecting to 192.0.2.1:25"},)"
                         R"({"seconds":0.001499,"what":"received","layer":"clear","text":"220 mx1.xxxcn.test ESMTP"},)"
                         R"({"seconds":1.084,"what":"sent","layer":"clear","text":"STARTTLS"},)"
                         R"({"seconds":1.0846,"what":"note","layer":"tls","text":"TLSv1.3"},)"
                         R"({"seconds":61.0,"what":"sent","layer":"tls","text":"QUIT"},)"
                         R"({"seconds":61.0004,"what":"received","layer":"tls","text":"221 Bye"}],)"
                         R"("seconds":61.0005})";
  expected.replace(expected.find("@DER@"), 5, example::certificate);
  std::string sha256{example::sha256};
  sha256.erase(std::remove(sha256.begin(), sha256.end(), ':'), sha256.end());
  expected.replace(expected.find("@SHA256@"), 8, sha256);
  CHECK(json.dump() == expected);
  CHECK(nlohmann::ordered_json::parse(json.dump()).dump() == expected);
}

TEST_CASE("What was not learnt is null for a program, never false", "[report][json]") {
  auto lost = example::ended(ending::lost, smtp::stage::ehlo, std::make_error_code(std::errc::io_error));
  auto const json = to_json(lost, policies::pkix_hostname);
  CHECK(json.at("verdict").dump() == "\"inconclusive\"");
  for (char const* const fact : {"encrypted", "chain_trusted", "name_matches", "tls", "tls_failure"})
    CHECK(json.at(fact).dump() == "null");
  CHECK(json.at("error").dump() == '"' + lost.error.message() + '"');
  CHECK(json.at("reached").dump() == "\"EHLO\"");
  CHECK(json.at("names").at("compared").dump() == "[]");
  CHECK(json.at("names").at("by_rules").dump() == "{}");
  CHECK(json.at("informational").at("ehlo").dump() == "null");

  auto failed = example::ended(ending::tls_failed, smtp::stage::handshake, std::make_error_code(std::errc::io_error));
  failed.tls_failed = tls_failure{.alert_received = tls_alert{40, true}, .first_octets = "no\r\n"};
  CHECK(to_json(failed, policies::pkix_hostname).at("tls_failure").dump() ==
        R"({"alert_received":40,"alert_sent":null,"wolfssl_says":"","first_octets":"no\\x0d\\x0a"})");
}
