// SPDX-License-Identifier: BSL-1.0
//
// Records made by hand, what is found in them, what each policy makes of it, and what is said of it.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <mxtls/report/conclusion.hpp>
#include <mxtls/report/findings.hpp>
#include <mxtls/report/judge.hpp>
#include <mxtls/report/tls_alert_text.hpp>
#include <mxtls/test/matchers.hpp>

#include "example_report.hpp"

using namespace mxtls;
using namespace mxtls::report;
using example::good;

namespace {

using words = std::vector<std::string>;
std::error_code const reset = std::make_error_code(std::errc::connection_reset);
std::error_code const refused = std::make_error_code(std::errc::connection_refused);

words found_in(host_report const& of) {
  words out;
  for (finding const& f : findings_of(of, identity::rules::rfc9525)) {
    CHECK_FALSE(f.sentence.empty());
    CHECK(f.sentence.find_first_of("\r\n\x1b") == std::string::npos);
    out.emplace_back(to_text(f.type));
  }
  return out;
}

/// Verdicts under the policies that look for what was asked, weakest first: `pass fail inconclusive`.
std::string verdicts(host_report const& of) {
  std::string out;
  for (policy const* const each : {&policies::opportunistic, &policies::require_tls, &policies::pkix_hostname}) {
    verdict const v = judge(of, *each);
    CHECK((v.what == outcome::pass) == v.decided_by.empty());
    for (std::size_t const i : v.decided_by) CHECK(i < v.findings.size());
    out += (out.empty() ? "" : " ") + std::string{to_text(v.what)};
  }
  return out;
}

std::string conclusion_of(host_report const& of, policy const& by = policies::pkix_hostname) {
  return conclude(of, by, judge(of, by));
}

/// The three facts: `yes no ?`.
std::string facts(host_report const& of) {
  summary const s = summarise(of, findings_of(of, identity::rules::rfc9525));
  auto const word = [](summary::answer a) {
    return a == summary::answer::yes ? "yes" : a == summary::answer::no ? "no" : "?";
  };
  return std::string{word(s.encrypted)} + " " + word(s.chain_trusted) + " " + word(s.name_matches);
}

constexpr char const* inconclusive = "inconclusive inconclusive inconclusive";

} // namespace

TEST_CASE("A good session has no findings, passes, and is told so", "[report]") {
  CHECK(found_in(good()).empty());
  CHECK(verdicts(good()) == "pass pass pass");
  CHECK(facts(good()) == "yes yes yes");
  CHECK(conclusion_of(good()) == "The mail would be encrypted, to a server that proves it is mx1.xxxcn.test.");
}

TEST_CASE("A wrong name is a finding with the nearest name and the rule that decided", "[report][rfc9525-6.3]") {
  auto const of = example::wrong_name();
  CHECK(found_in(of) == words{"certificate-host-mismatch"});
  CHECK(verdicts(of) == "pass pass fail");
  CHECK(facts(of) == "yes yes no");
  CHECK(conclusion_of(of) == "The mail would be encrypted, but to a server that cannot prove it is mx5.xxxmx.test.");
  auto const sentence = findings_of(of, identity::rules::rfc9525).front().sentence;
  CHECK_THAT(sentence, test::contains("mx5.xxxmx.test is not among the names of the certificate"));
  CHECK_THAT(sentence, test::contains("DNS:"));
  CHECK_THAT(sentence, test::contains("RFC 9525 section"));
}

TEST_CASE("The names in the greeting and the answer to EHLO are compared with nothing", "[report][rfc9525-6.1]") {
  auto agreeing = example::wrong_name();
  agreeing.dialogue.greeting = smtp::reply{220, {"mx5.xxxmx.test ESMTP"}};
  agreeing.dialogue.ehlo_in_tls = smtp::reply{250, {"mx5.xxxmx.test"}};
  CHECK(found_in(agreeing) == words{"certificate-host-mismatch"});
  auto differing = good();
  differing.dialogue.greeting = smtp::reply{220, {"backend.internal.test ESMTP"}};
  CHECK(found_in(differing).empty());
}

TEST_CASE("What is asked for must be a reference identifier", "[report][rfc9525-6.1]") {
  auto of = good();
  of.asked.reference = "no host\x1b[31m";
  CHECK(found_in(of) == words{"reference-unusable"});
  CHECK(verdicts(of) == inconclusive);
  CHECK(facts(of) == "yes yes ?");
  CHECK(conclusion_of(of) == "The mail would be encrypted, but no name was asked for.");
}

TEST_CASE("What is wrong with a chain is one finding each", "[report][rfc5280-6.1][rfc8460-4.3.2]") {
  using x509::chain_status;
  auto of = good();
  of.chain.status = chain_status::expired;
  of.chain.problems = {{chain_status::expired, 0}};
  CHECK(found_in(of) == words{"certificate-expired"});
  CHECK(verdicts(of) == "pass pass fail");
  CHECK(facts(of) == "yes no yes");
  CHECK(conclusion_of(of) ==
        "The mail would be encrypted, to a server whose proof that it is mx1.xxxcn.test has expired.");
  CHECK_THAT(findings_of(of, identity::rules::rfc9525).front().sentence, test::contains("(CN=*.xxxcn.test)"));

  of.chain.problems = {{chain_status::unknown_issuer, 1}, {chain_status::expired, 0}};
  CHECK(found_in(of) == words{"certificate-not-trusted", "certificate-expired"});
  CHECK(conclusion_of(of) ==
        "The mail would be encrypted, but to a server that only says itself that it is mx1.xxxcn.test.");

  of.asked.reference = "mx5.xxxmx.test";
  CHECK(found_in(of) == words{"certificate-not-trusted", "certificate-expired", "certificate-host-mismatch"});
  CHECK(facts(of) == "yes no no");
  CHECK(conclusion_of(of) == "The mail would be encrypted, but to a server that neither is vouched for nor claims to "
                             "be mx5.xxxmx.test.");
}

TEST_CASE("A server without a certificate, and one that cannot be read, prove nothing", "[report]") {
  auto none = good();
  none.tls->chain.clear();
  none.chain = {.status = x509::chain_status::no_certificate, .problems = {{x509::chain_status::no_certificate, 0}}};
  CHECK(found_in(none) == words{"certificate-not-trusted"});
  CHECK(facts(none) == "yes ? ?");
  CHECK(conclusion_of(none) == "The mail would be encrypted, but to a server that shows no certificate at all.");

  auto garbage = good();
  garbage.tls->chain = {bytes{1, 2, 3}};
  garbage.chain = {.status = x509::chain_status::unreadable, .problems = {{x509::chain_status::unreadable, 0}}};
  CHECK(found_in(garbage) == words{"certificate-not-trusted"});
  CHECK(facts(garbage) == "yes no ?");
  CHECK(conclusion_of(garbage) == "The mail would be encrypted, but to a server whose certificate cannot be read.");
}

TEST_CASE("What this checker's TLS library cannot do is not held against the server", "[report]") {
  auto unusual = good();
  unusual.chain = {.status = x509::chain_status::not_checkable, .problems = {{x509::chain_status::not_checkable, 0}}};
  CHECK(found_in(unusual) == words{"tls-not-testable"});
  CHECK(facts(unusual) == "yes ? yes");
  CHECK(verdicts(unusual) == inconclusive);

  auto gave_up = example::ended(ending::tls_not_testable, smtp::stage::handshake, {});
  CHECK(found_in(gave_up) == words{"tls-not-testable"});
  CHECK(verdicts(gave_up) == inconclusive);

  auto nowhere = example::ended(ending::not_found, smtp::stage::connect, {});
  CHECK(found_in(nowhere) == words{"host-not-found"});
  CHECK(verdicts(nowhere) == inconclusive);
}

TEST_CASE("A greeting other than 220 is a refusal: later, or for good", "[report][rfc5321-3.1]") {
  auto of = example::ended(ending::completed, smtp::stage::ehlo, {});
  auto const [code, expected] = GENERATE(table<int, char const*>({{421, "temporary-refusal"},
                                                                  {450, "temporary-refusal"},
                                                                  {554, "permanent-refusal"},
                                                                  {521, "permanent-refusal"}}));
  of.dialogue.greeting = smtp::reply{code, {"not you\x1b[2J"}};
  CHECK(found_in(of) == words{expected});
  CHECK(verdicts(of) == inconclusive);
  CHECK(facts(of) == "? ? ?");
  CHECK(conclusion_of(of) == "The test could not be made, so this says nothing about the TLS of mx1.xxxcn.test.");
  CHECK_THAT(findings_of(of, identity::rules::rfc9525).front().sentence,
             test::contains("\"" + std::to_string(code) + " not you\\x1b[2J\""));
}

TEST_CASE("A refusal inside implicit TLS leaves what TLS has shown", "[report][rfc8314-3]") {
  auto of = example::wrong_name();
  of.asked.start = smtp::tls_start::implicit;
  of.dialogue = {.greeting = smtp::reply{554, {"not you"}}, .secured = true};
  CHECK(found_in(of) == words{"permanent-refusal", "certificate-host-mismatch"});
  CHECK(verdicts(of) == "inconclusive inconclusive fail");
  // It was tested, so nothing says that it could not be.
  CHECK_THAT(findings_of(of, identity::rules::rfc9525).front().sentence, !test::contains("could not be tested"));
}

TEST_CASE("EHLO that is not known means no STARTTLS, and EHLO refused means nothing", "[report][rfc5321-4.2.4]") {
  auto const [code, expected, verdict] = GENERATE(table<int, char const*, char const*>({
      {500, "starttls-not-supported", "pass fail fail"},
      {502, "starttls-not-supported", "pass fail fail"},
      {504, "starttls-not-supported", "pass fail fail"},
      {421, "temporary-refusal", inconclusive},
      {550, "permanent-refusal", inconclusive},
      // Success is 250 (RFC 5321 section 4.3.2): a second greeting answers nothing.
      {220, "not-smtp", inconclusive},
  }));
  auto of = example::ended(ending::completed, smtp::stage::starttls, {});
  of.dialogue.ehlo = smtp::reply{code, {"no"}};
  CHECK(found_in(of) == words{expected});
  CHECK(verdicts(of) == verdict);
}

TEST_CASE("STARTTLS that is not offered, or refused for good, is not supported", "[report][rfc3207-4]") {
  auto not_offered = example::ended(ending::completed, smtp::stage::starttls, {});
  not_offered.dialogue.ehlo = smtp::reply{250, {"mx1.xxxcn.test", "SIZE"}};
  CHECK(found_in(not_offered) == words{"starttls-not-supported"});
  CHECK(verdicts(not_offered) == "pass fail fail");
  CHECK(facts(not_offered) == "no ? ?");
  CHECK(conclusion_of(not_offered) == "The mail would go in clear text, or not at all: the server does not do TLS.");

  auto refused_now = example::ended(ending::completed, smtp::stage::handshake, {});
  auto const [code, expected, verdict] = GENERATE(table<int, char const*, char const*>({
      {454, "temporary-refusal", inconclusive},
      {501, "starttls-not-supported", "pass fail fail"},
      {554, "starttls-not-supported", "pass fail fail"},
      {250, "not-smtp", inconclusive},
  }));
  refused_now.dialogue.starttls = smtp::reply{code, {"no"}};
  CHECK(found_in(refused_now) == words{expected});
  CHECK(verdicts(refused_now) == verdict);
}

TEST_CASE("Octets in clear behind the 220 to STARTTLS are found, whatever follows", "[report][rfc3207-4.2]") {
  auto of = good();
  of.dialogue.unread_plaintext = "250 evil\r\n";
  CHECK(found_in(of) == words{"plaintext-after-starttls"});
  CHECK(verdicts(of) == "pass fail fail");
  CHECK(facts(of) == "yes yes yes");
  CHECK(conclusion_of(of) ==
        "The mail would be encrypted, but somebody spoke in clear text where only TLS may follow.");
  CHECK_THAT(findings_of(of, identity::rules::rfc9525).front().sentence, test::contains("250 evil\\x0d\\x0a"));
}

TEST_CASE("A session that ended early says how, and never that the server is bad", "[report]") {
  auto const [how, at, why, expected] = GENERATE(table<ending, smtp::stage, std::error_code, char const*>({
      {ending::no_connection, smtp::stage::connect, refused, "connection-failed"},
      {ending::timed_out, smtp::stage::greeting, reset, "timeout"},
      {ending::lost, smtp::stage::ehlo, reset, "connection-lost"},
      {ending::not_smtp, smtp::stage::greeting, reset, "not-smtp"},
      {ending::timed_out, smtp::stage::handshake, reset, "timeout"},
      {ending::lost, smtp::stage::handshake, reset, "connection-lost"},
  }));
  auto const of = example::ended(how, at, why);
  CHECK(found_in(of) == words{expected});
  CHECK(verdicts(of) == inconclusive);
  CHECK(facts(of) == "? ? ?");
  CHECK_THAT(findings_of(of, identity::rules::rfc9525).front().sentence, test::contains(why.message()));
}

TEST_CASE("What was seen before a session ended counts", "[report]") {
  auto good_so_far = example::ended(ending::lost, smtp::stage::ehlo_in_tls, reset);
  CHECK(found_in(good_so_far) == words{"connection-lost"});
  CHECK(verdicts(good_so_far) == inconclusive);
  CHECK(facts(good_so_far) == "yes yes yes");
  CHECK(conclusion_of(good_so_far) == "The mail would be encrypted, to a server that proves it is mx1.xxxcn.test, but "
                                      "the session did not go through.");
  good_so_far.asked.reference = "mx5.xxxmx.test";
  CHECK(found_in(good_so_far) == words{"connection-lost", "certificate-host-mismatch"});
  CHECK(verdicts(good_so_far) == "inconclusive inconclusive fail");
}

TEST_CASE("TLS that fails is a finding with the best reason there is", "[report][rfc8446-6]") {
  auto of = example::ended(ending::tls_failed, smtp::stage::handshake, reset);
  auto const sentence = [&] { return findings_of(of, identity::rules::rfc9525).front().sentence; };
  CHECK(found_in(of) == words{"validation-failure"});
  CHECK(verdicts(of) == "pass fail fail");
  CHECK(facts(of) == "no ? ?");
  CHECK(conclusion_of(of) == "No mail would be encrypted: the TLS handshake fails, at least with TLS 1.2 and 1.3 as "
                             "this checker speaks them.");
  CHECK_THAT(sentence(), test::contains(reset.message()));

  of.tls_failed = tls_failure{.wolfssl_says = "it did not work"};
  CHECK_THAT(sentence(), test::contains("it did not work"));
  of.tls_failed->alert_received = tls_alert{40, true};
  CHECK_THAT(sentence(), test::contains("the server sent the alert handshake_failure (40)"));
  of.tls_failed->first_octets = "454 not\x07 now\r\n";
  CHECK_THAT(sentence(), test::contains("in place of a ServerHello the server sent \"454 not\\x07 now\\x0d\\x0a\""));
}

TEST_CASE("TLS that must not be used is a finding, however good the certificate is",
          "[report][rfc8996-5][rfc7465-2][rfc9325-4.1]") {
  struct bad_tls {
    std::string version, cipher_suite, facts;
  };
  auto const agreed = GENERATE(bad_tls{"TLSv1", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "yes yes yes"},
                               bad_tls{"TLSv1.1", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "yes yes yes"},
                               bad_tls{"TLSv1.2", "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", "yes yes yes"},
                               bad_tls{"TLSv1.2", "TLS_ECDHE_ECDSA_WITH_NULL_SHA", "no yes yes"});
  auto of = good();
  of.tls->version = agreed.version;
  of.tls->cipher_suite = agreed.cipher_suite;
  CHECK(found_in(of) == words{"validation-failure"});
  CHECK(verdicts(of) == "pass fail fail");
  CHECK(facts(of) == agreed.facts);
  CHECK(conclusion_of(of).find("must not be used") != std::string::npos);
  of.tls->version = "TLSv1.2";
  of.tls->cipher_suite = "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA";
  CHECK(found_in(of).empty());
}

TEST_CASE("Bad manners are found, once each, and withhold no mail", "[report][rfc5321-2.3.8][rfc3207-4.2]") {
  auto of = good();
  of.dialogue.greeting->bare_lf = true;
  of.dialogue.ehlo->bare_lf = true;
  of.dialogue.starttls->lines = {std::string("a\0b", 3)};
  of.dialogue.quit->lines = {std::string("a\0b", 3)};
  of.dialogue.ehlo_in_tls->lines.push_back("STARTTLS");
  of.dialogue.quit->lines.push_back("a\rb");
  CHECK(found_in(of) == words{"starttls-offered-in-tls", "bare-line-feed", "bare-carriage-return", "nul-octet"});
  CHECK(verdicts(of) == "pass pass pass");

  of = good();
  of.dialogue.ehlo_in_tls = smtp::reply{GENERATE(502, 220), {"no"}};
  CHECK(found_in(of) == words{"ehlo-refused-in-tls"});
  CHECK(verdicts(of) == "pass pass pass");
}

TEST_CASE("A record is judged by the rules of its policy, and may be judged again by others", "[report][rfc2818-3.1]") {
  auto of = good();
  // An address is nothing that RFC 6125 speaks of; by RFC 9525 it is just not there.
  of.asked.reference = "192.0.2.1";
  CHECK(found_in(of) == words{"certificate-host-mismatch"});
  of.asked.reference = "a.b.xxxcn.test";
  CHECK(judge(of, policies::pkix_hostname).what == outcome::fail);
  policy by_hand = policies::pkix_hostname;
  by_hand.name = demand::no;
  CHECK(judge(of, by_hand).what == outcome::pass);
  CHECK(judge(of, by_hand).findings.size() == 1);
}

TEST_CASE("A policy of the recipient's domain demands what the MX host is judged by", "[report][rfc8461-4.2]") {
  CHECK(judge(good(), policies::mta_sts).what == outcome::pass);
  CHECK(judge(example::wrong_name(), policies::mta_sts).what == outcome::fail);
}

TEST_CASE("A sender that distrusts DNS looks for the nexthop, or for a name below it", "[report][names]") {
  auto of = example::wrong_name(); // its certificate is for *.xxxcn.test and xxxcn.test
  auto const what = [&](char const* nexthop) {
    of.asked.nexthop = nexthop;
    return judge(of, policies::pkix_nexthop).what;
  };
  CHECK(what("xxxcn.test") == outcome::pass);
  CHECK(what("mx.xxxcn.test") == outcome::pass);
  CHECK(what("xxxour.test") == outcome::fail);
  CHECK(what("") == outcome::inconclusive);
  CHECK(what("no host\x1b[31m") == outcome::inconclusive);
  CHECK(conclusion_of(of, policies::pkix_nexthop) == "The mail would be encrypted, but no name was asked for.");
  CHECK(what("xxxour.test") == outcome::fail);
  CHECK_THAT(conclusion_of(of, policies::pkix_nexthop), test::contains("cannot prove it is xxxour.test"));

  // Names below the nexthop do, as `nexthop, dot-nexthop` says.
  of = good();
  of.asked.nexthop = "test";
  CHECK(judge(of, policies::pkix_nexthop).what == outcome::pass);
  CHECK(compare_names(of, *policies::pkix_nexthop.rules, policies::pkix_nexthop.expects).expected->name == ".test");
}

TEST_CASE("Every type of finding has a word and an aspect of its own", "[report][rfc8460-4.3]") {
  words seen;
  for (int i = 0; i <= static_cast<int>(finding_type::nul_octet); ++i) {
    std::string const word{to_text(static_cast<finding_type>(i))};
    CHECK(word != "unknown");
    CHECK(std::find(seen.begin(), seen.end(), word) == seen.end());
    seen.push_back(word);
  }
  // RFC 8460 sections 4.3.1 and 4.3.2.
  CHECK(words(seen.begin(), seen.begin() + 5) == words{"starttls-not-supported", "certificate-host-mismatch",
                                                       "certificate-expired", "certificate-not-trusted",
                                                       "validation-failure"});
  CHECK(aspect_of(finding_type::certificate_host_mismatch) == aspect::name);
  CHECK(aspect_of(finding_type::certificate_expired) == aspect::chain);
  CHECK(aspect_of(finding_type::timeout) == aspect::session);
  CHECK(aspect_of(finding_type::bare_line_feed) == aspect::manners);
}

TEST_CASE("Alerts have the standard's names", "[report][rfc8446-6]") {
  CHECK(to_text(tls_alert{40, true}) == "handshake_failure (40)");
  CHECK(to_text(tls_alert{70, true}) == "protocol_version (70)");
  CHECK(to_text(tls_alert{112, false}) == "unrecognized_name (112)");
  CHECK(to_text(tls_alert{200, true}) == "alert (200)");
}
