// SPDX-License-Identifier: BSL-1.0
#include <mxtls/test/matchers.hpp>

#include "../report/example_report.hpp"

using namespace mxtls;
using namespace mxtls::test;
using report::outcome;
namespace policies = report::policies;

TEST_CASE("Matchers tell what is in a report from what is not", "[test][matchers]") {
  auto const good = example::good();
  auto wrong = example::wrong_name();
  CHECK_THAT(good, has_no_findings());
  CHECK_THAT(good, !has_finding("certificate-host-mismatch"));
  CHECK_THAT(wrong, has_finding("certificate-host-mismatch"));
  CHECK_THAT(wrong, !has_no_findings());
  CHECK_THAT(wrong, !has_finding("certificate-expired"));

  CHECK_THAT(wrong, has_only_findings({"certificate-host-mismatch"}));
  wrong.dialogue.greeting->bare_lf = true;
  CHECK_THAT(wrong, !has_only_findings({"certificate-host-mismatch"}));
  CHECK_THAT(wrong, has_only_findings({"certificate-host-mismatch", "bare-line-feed"}));
  CHECK_THAT(wrong, has_only_findings({"bare-line-feed", "certificate-host-mismatch"}));

  CHECK_THAT(good, reaches(outcome::pass, policies::pkix_hostname));
  CHECK_THAT(wrong, reaches(outcome::fail, policies::pkix_hostname) && reaches(outcome::pass, policies::require_tls));
  CHECK_THAT(wrong, !reaches(outcome::inconclusive, policies::opportunistic));
  CHECK_THAT(std::string{"a text"}, contains("tex") && !contains("Text"));
}

TEST_CASE("A certificate is asked for any name, whatever the session asked for", "[test][matchers][rfc9525-6.3]") {
  auto const wrong = example::wrong_name();
  CHECK_THAT(wrong, matches_name("mx1.xxxcn.test") && matches_name("xxxcn.test"));
  CHECK_THAT(wrong, !matches_name("mx5.xxxmx.test") && !matches_name("no name"));
  auto const nothing_seen = example::ended(report::ending::lost, smtp::stage::ehlo, {});
  CHECK_THAT(nothing_seen, !matches_name("xxxcn.test"));
}

TEST_CASE("A match that fails shows what was looked for and what was found", "[test][matchers]") {
  CHECK(has_no_findings().describe() == "has no findings");
  CHECK(has_only_findings({"timeout"}).describe() == "has the findings timeout and no others");
  CHECK(contains("a").describe() == "contains: a");
  CHECK(has_finding("timeout").describe() == "has the finding timeout");
  CHECK(reaches(outcome::fail, policies::require_tls).describe() == "reaches fail under require-tls");
  CHECK(matches_name("mx.example.test").describe() == "has a certificate for mx.example.test");
  CHECK(Catch::StringMaker<report::host_report>::convert(example::good()) == "no findings");
  CHECK_THAT(Catch::StringMaker<report::host_report>::convert(example::wrong_name()),
             contains("findings:\n  certificate-host-mismatch: mx5.xxxmx.test is not among"));
}
