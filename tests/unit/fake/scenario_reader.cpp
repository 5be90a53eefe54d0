// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/fake/scenario_reader.hpp>
#include <mxtls/test/matchers.hpp>

using namespace mxtls;
using namespace mxtls::fake;
using test::contains;

namespace {

std::string const least = R"(id = "least"
title = "As little as will do"
teaches = "Something."
source = "RFC 5321"
domain = "least.test"

[server]
mx_host = "mx.least.test"

[expect]
opportunistic = "pass"
require-tls = "pass"
pkix-hostname = "fail"
mta-sts = "fail"
pkix-nexthop = "inconclusive"
dane = "pass"
)";

/// `least` with the first `what` replaced.
std::string with(std::string_view what, std::string_view by) {
  std::string text = least;
  auto const at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

void check_refused(std::string const& text, std::string const& message) {
  CHECK_THROWS_AS(read_scenario(text, "a/b.toml", "a"), file_error);
  CHECK_THROWS_WITH(read_scenario(text, "a/b.toml", "a"), contains(message));
}

} // namespace

TEST_CASE("What a scenario does not say follows from what it does", "[fake][scenario]") {
  scenario const s = read_scenario(least, "least.toml", "names");
  CHECK(s.id == "least");
  CHECK(s.group == "names");
  CHECK(s.title == "As little as will do");
  CHECK(s.teaches == "Something.");
  CHECK(s.source == "RFC 5321");
  CHECK(s.domain == "least.test");
  CHECK(s.mx_host == "mx.least.test");
  CHECK(s.script.greeting == "mx.least.test ESMTP");
  CHECK(s.script.ehlo_name == "mx.least.test");
  CHECK(s.script.keywords == smtp::script{}.keywords);
  CHECK(s.script.starttls == smtp::script::offer::yes);
  CHECK(s.script.rules.empty());
  CHECK(s.script.speaks == smtp::script::protocol::smtp);
  CHECK(s.start == smtp::tls_start::starttls);
  CHECK(s.certificate.leaf.dns.empty());
  CHECK(s.certificate.issuer == "intermediate");
  CHECK(s.expected_findings.empty());
  CHECK(s.expected_verdicts == std::map<std::string, std::string>{{"opportunistic", "pass"},
                                                                  {"require-tls", "pass"},
                                                                  {"pkix-hostname", "fail"},
                                                                  {"mta-sts", "fail"},
                                                                  {"pkix-nexthop", "inconclusive"},
                                                                  {"dane", "pass"}});

  scenario const named = read_scenario(with("domain = \"least.test\"\n\n[server]\nmx_host = \"mx.least.test\"\n", ""),
                                       "least.toml", "names");
  CHECK(named.domain == "least.test");
  CHECK(named.mx_host == "mx.least.test");
}

TEST_CASE("Everything a scenario can say is read", "[fake][scenario]") {
  scenario const s = read_scenario(with("[expect]", R"(greeting = "hello"
ehlo_name = "other.test"
keywords = ["SIZE 1"]
starttls = "not-offered"
tls = "implicit"
protocol = "lmtp"

[certificate]
issuer = "own"
send = ["leaf"]
leaf = { common_names = ["{host}"], dns = ["c.{domain}"], not_after = "2050-01-01" }
staple = { status = "unknown" }

[[certificate.authority]]
id = "own"
issuer = "root"

[[rule]]
on = "connect"
send = "220 hi\r\n"
[[rule]]
on = "EHLO"
in = "tls"
then = "hold"
[[rule]]
on = "octets"
in = "clear"
then = "reset"
[[rule]]
on = "STARTTLS"
send = "454 later\r\n"
wait = 1500
flood = 3
times = 2
sessions = 4

[expect]
findings = ["timeout", "nul-octet"])"),
                                   "all.toml", "chain");
  CHECK(s.script.greeting == "hello");
  CHECK(s.script.ehlo_name == "other.test");
  CHECK(s.script.keywords == std::vector<std::string>{"SIZE 1"});
  CHECK(s.script.starttls == smtp::script::offer::no);
  CHECK(s.start == smtp::tls_start::implicit);
  CHECK(s.certificate.issuer == "own");
  CHECK(s.certificate.send == std::vector<std::string>{"leaf"});
  REQUIRE(s.certificate.leaf.common_names.size() == 1);
  CHECK(s.certificate.leaf.common_names[0].value == "mx.least.test");
  CHECK(s.certificate.leaf.dns == std::vector<std::string>{"c.least.test"});
  CHECK(to_text(s.certificate.leaf.not_after) == "2050-01-01T00:00:00Z");
  REQUIRE(s.certificate.staple);
  CHECK(s.certificate.staple->status == pki::ocsp_status::unknown);
  CHECK(s.certificate.staple->signer == "own");
  REQUIRE(s.certificate.authorities.size() == 1);
  CHECK(s.certificate.authorities[0].issuer == "root");
  CHECK(s.script.speaks == smtp::script::protocol::lmtp);
  REQUIRE(s.script.rules.size() == 4);
  CHECK(s.script.rules[0].on == "connect");
  CHECK(s.script.rules[0].respond.octets == "220 hi\r\n");
  CHECK(s.script.rules[0].respond.after == smtp::then::go_on);
  CHECK(s.script.rules[0].in == smtp::layer::any);
  CHECK(s.script.rules[1].respond.octets.empty());
  CHECK(s.script.rules[1].respond.after == smtp::then::hold);
  CHECK(s.script.rules[1].in == smtp::layer::tls);
  CHECK(s.script.rules[2].respond.after == smtp::then::reset);
  CHECK(s.script.rules[2].in == smtp::layer::clear);
  CHECK(s.script.rules[2].respond.wait_milliseconds == 0);
  CHECK(s.script.rules[2].respond.flood == 1);
  CHECK(s.script.rules[2].times == 0);
  CHECK(s.script.rules[2].sessions == 0);
  CHECK(s.script.rules[3].respond.wait_milliseconds == 1500);
  CHECK(s.script.rules[3].respond.flood == 3);
  CHECK(s.script.rules[3].times == 2);
  CHECK(s.script.rules[3].sessions == 4);
  CHECK(s.expected_findings == std::vector<std::string>{"timeout", "nul-octet"});
}

TEST_CASE("A mistake in a scenario is told with file, line, key, and what is allowed", "[fake][scenario][errors]") {
  check_refused(with("title =", "titel ="),
                "a/b.toml:2: titel is not a key here; allowed are id, title, teaches, source, domain, server, "
                "certificate, tls, rule, wire, expect");
  check_refused(with("title = \"As little as will do\"\n", ""), "a/b.toml:1: title is missing");
  check_refused(with("domain = \"least.test\"", "domain = 7"), "a/b.toml:5: domain must be a text in quotes");
  check_refused(with("mx_host", "host"), "a/b.toml:8: server.host is not a key here; allowed are mx_host, greeting,");
  check_refused(with("[expect]", "tls = \"sometimes\"\n[expect]"),
                "a/b.toml:10: server.tls is \"sometimes\"; allowed are starttls, implicit");
  check_refused(with("[expect]", "keywords = \"SIZE\"\n[expect]"),
                "a/b.toml:10: server.keywords must be a list of texts");
  check_refused(with("[expect]", "keywords = [\n\"SIZE\",\n1]\n[expect]"),
                "a/b.toml:12: server.keywords must be a list of texts");
  check_refused(with("[server]", "[[server]]"), "a/b.toml:7: server must be a table, [server]");
  check_refused(with("[expect]", "[certificate]\ndns = [\"a.test\"]\n[expect]"),
                "a/b.toml:11: certificate.dns is not a key here; allowed are case, issuer, send, leaf, authority, crl, "
                "staple");
  check_refused(with("[expect]", "[certificate.leaf]\ndns = \"a.test\"\n[expect]"),
                "a/b.toml:11: certificate.leaf.dns must be a list of texts");
  check_refused(with("[expect]", "[rule]\n[expect]"), "a/b.toml:10: rule must be a list of tables, [[rule]]");
  check_refused("rule = [1]\n" + least, "a/b.toml:1: rule must be a list of tables, [[rule]]");
  check_refused(with("[expect]", "[[rule]]\nsend = \"x\"\n[expect]"), "a/b.toml:10: rule.on is missing");
  check_refused(
      with("[expect]", "[[rule]]\non = \"EHLO\"\nthen = \"explode\"\n[expect]"),
      "a/b.toml:12: rule.then is \"explode\"; allowed are go-on, start-tls, await-octets, hold, close, reset");
  check_refused(with("[expect]", "[[rule]]\non = \"EHLO\"\nevery = 2\n[expect]"),
                "a/b.toml:12: rule.every is not a key here; allowed are on, in, send, then, wait, flood, times, "
                "sessions");
  check_refused(with("[expect]", "[[rule]]\non = \"EHLO\"\nwait = \"long\"\n[expect]"),
                "a/b.toml:12: rule.wait must be a whole number from 0 to 3600000");
  check_refused(with("[expect]", "[[rule]]\non = \"EHLO\"\nsend = \"x\"\nflood = 0\n[expect]"),
                "a/b.toml:13: rule.flood must be a whole number from 1 to 10000000");
  check_refused(with("[expect]", "[[rule]]\non = \"EHLO\"\nflood = 2\n[expect]"),
                "a/b.toml:12: rule.flood has nothing to send; give send too");
  check_refused(with("[expect]", "[[rule]]\non = \"EHLO\"\ntimes = -1\n[expect]"),
                "a/b.toml:12: rule.times must be a whole number from 0 to 1000000");
  check_refused(with("[expect]", "[[rule]]\non = \"EHLO\"\nsessions = 1.5\n[expect]"),
                "a/b.toml:12: rule.sessions must be a whole number from 0 to 1000000");
  check_refused(with("[expect]", "protocol = \"uucp\"\n[expect]"),
                "a/b.toml:10: server.protocol is \"uucp\"; allowed are smtp, lmtp");
  check_refused(with("pkix-hostname = \"fail\"\n", ""), "a/b.toml:10: expect.pkix-hostname is missing");
  check_refused(with("dane = \"pass\"\n", ""), "a/b.toml:10: expect.dane is missing");
  check_refused(with("\"fail\"", "\"maybe\""),
                "expect.pkix-hostname is \"maybe\"; allowed are pass, fail, inconclusive");
  check_refused(with("title =", "title"), "a/b.toml:2: ");
  check_refused("id = \"a\"\nid = \"b\"\n", "a/b.toml:2: ");
  check_refused("\xff", "a/b.toml:1: ");
}

TEST_CASE("A table that is missing is told with a line of the file", "[fake][scenario][errors]") {
  check_refused("id = \"a\"\ntitle = \"a\"\nteaches = \"a\"\nsource = \"a\"\ndomain = \"a.test\"\n",
                "a/b.toml:1: expect.opportunistic is missing");
}

TEST_CASE("A scenario can show a case of the catalogue, for its own host and domain", "[fake][scenario]") {
  pki::certificate_case const one{.id = "one",
                                  .group = "names",
                                  .says = "It is {host}.",
                                  .source = "RFC 1",
                                  .leaf = {.dns = {"{host}", "*.{domain}"}}};
  pki::certificate_case const deep{.id = "deep", .reference = "a.b.{domain}"};
  pki::certificate_case const elsewhere{.id = "elsewhere", .trust = "other-root"};
  auto const read = [&](std::string_view certificate) {
    return read_scenario(with("[expect]", "[certificate]\n" + std::string{certificate} + "\n[expect]"), "a/b.toml", "a",
                         {one, deep, elsewhere});
  };
  auto const shown = read("case = \"one\"").certificate;
  CHECK(shown.id == "one");
  CHECK(shown.leaf.dns == std::vector<std::string>{"mx.least.test", "*.least.test"});
  scenario const silent = read_scenario("id = \"s\"\nteaches = \"t\"\n[certificate]\ncase = \"one\"\n" +
                                            least.substr(least.find("[expect]")),
                                        "s.toml", "a", {one});
  CHECK(silent.title == "It is mx.s.test.");
  CHECK(silent.source == "RFC 1");
  CHECK_THROWS_WITH(read("case = \"two\""), contains("a/b.toml:11: certificate.case is \"two\", which there is not; "
                                                     "mxtls-certs --list"));
  CHECK_THROWS_WITH(read("case = \"one\"\nissuer = \"self\""),
                    contains("a/b.toml:12: certificate.issuer stands beside"));
  CHECK_THROWS_WITH(read("case = \"deep\""), contains("certificate.case is for clients that expect a.b.least.test; "
                                                      "make that the mx_host"));
  CHECK_THROWS_WITH(read("case = \"elsewhere\""), contains("certificate.case is for clients that trust other-root;"));
}
