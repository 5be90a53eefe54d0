// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include <mxtls/report/names_explanation.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls;
using identity::presented_kind;

namespace {

std::string explain(identity::hop const& over, std::vector<identity::presented> const& names) {
  return report::names_explanation(over, names, identity::shape_of(names));
}

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// The first line of a mailer.
std::string row(std::string const& text, std::string const& id) {
  auto const start = text.find('\n' + id + ' ');
  REQUIRE(start != std::string::npos);
  return text.substr(start + 1, text.find('\n', start + 1) - start - 1);
}

std::vector<identity::presented> const wildcard{{presented_kind::dns_id, "*.xxxcn.test"}};

} // namespace

TEST_CASE("The same mismatch has a different consequence for each mailer", "[report][names_explanation]") {
  auto const text = explain({.nexthop = "asker.test", .mx_host = "mx5.xxxmx.test"}, wildcard);
  CHECK(has(row(text, "postfix-may"), "the mail goes anyway"));
  CHECK(has(row(text, "postfix-secure"), "the mail is deferred"));
  CHECK(has(row(text, "exim-verify"), "in clear text"));
  CHECK(has(row(text, "s_client-hostname"), "it goes on"));
  CHECK(has(row(text, "curl"), "it stops"));
}

TEST_CASE("Names that nobody looks for stand apart, with what they would have matched", "[report][names_explanation]") {
  auto const text = explain({.mx_host = "mx5.xxxmx.test", .greeting = "mx1.xxxcn.test", .ptr = "a.isp.test"}, wildcard);
  CHECK(has(text, "greeting   mx1.xxxcn.test: the certificate would match it, which proves nothing"));
  CHECK(has(text, "PTR name   a.isp.test: the certificate does not match it"));
  CHECK(!has(text, "EHLO name"));
  auto const none = explain({.mx_host = "mx5.xxxmx.test"}, wildcard);
  CHECK(has(none, "Never used by any of them: the names in the greeting"));
}

TEST_CASE("A warning says which reference identifiers come from unsigned DNS", "[report][names_explanation]") {
  auto const text = explain({.nexthop = "asker.test", .mx_host = "mx1.xxxcn.test"}, wildcard);
  CHECK(has(row(text, "postfix-verify"), "match     mx1.xxxcn.test (MX host, from DNS)"));
  CHECK(has(text, "\nfrom DNS: "));
  CHECK(!has(explain({.nexthop = "smart.test", .mx_host = "smart.test"}, wildcard), "from DNS"));
  CHECK(has(explain({.mx_host = "mx.test", .cname_target = "real.test"}, wildcard), "\nCNAME target: "));
}

TEST_CASE("A nexthop that is not given is said to be missing", "[report][names_explanation]") {
  auto const text = explain({.mx_host = "mx5.xxxmx.test"}, wildcard);
  CHECK(has(row(text, "postfix-secure"), "unknown   nexthop not given "));
  CHECK(has(text, "\nnexthop not given: "));
  CHECK(!has(explain({.nexthop = "asker.test", .mx_host = "mx5.xxxmx.test"}, wildcard), "not given"));
}

TEST_CASE("What the peer says of itself is escaped", "[report][names_explanation]") {
  CHECK(!has(explain({.mx_host = "mx.test", .greeting = "mx\x1b[2J"}, wildcard), "\x1b"));
}
