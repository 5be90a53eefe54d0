// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/identity/hop_references.hpp>
#include <mxtls/identity/senders.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

namespace {

sender const& find(std::string_view id) {
  auto const found = std::find_if(senders.begin(), senders.end(), [&](sender const& s) { return s.id == id; });
  REQUIRE(found != senders.end());
  return *found;
}

std::vector<std::string> names_of(std::string_view id, hop const& over) {
  std::vector<std::string> out;
  for (auto const& each : references(find(id), over)) out.push_back(to_text(each));
  return out;
}

verdict ask(std::string_view id, hop const& over, std::vector<presented> const& names) {
  return decide(find(id), over, names, shape_of(names));
}

using texts = std::vector<std::string>;
constexpr hop story{.nexthop = "asker.test",
                    .mx_host = "mx5.xxxmx.test",
                    .greeting = "mx1.xxxcn.test",
                    .ehlo = "mx1.xxxcn.test",
                    .ptr = "mx1.xxxcn.test"};

} // namespace

TEST_CASE("Postfix looks for the MX host at verify, for the nexthop and names below it at secure",
          "[identity][hop_references]") {
  // postconf(5): smtp_tls_verify_cert_match = hostname, smtp_tls_secure_cert_match = nexthop, dot-nexthop.
  CHECK(names_of("postfix-verify", story) == texts{"mx5.xxxmx.test"});
  CHECK(names_of("postfix-secure", story) == texts{"asker.test", ".asker.test"});
  CHECK(names_of("postfix-may", story).empty());
}

TEST_CASE("DANE looks for the TLSA base domain and the nexthop", "[identity][hop_references][rfc7672-3.2.2]") {
  CHECK(names_of("dane-ta", story) == texts{"mx5.xxxmx.test", "asker.test"});
  hop alias = story;
  alias.cname_target = "real.xxxmx.test";
  CHECK(names_of("dane-ta", alias) == texts{"real.xxxmx.test", "asker.test"});
  CHECK(names_of("dane-ee", alias).empty());
}

TEST_CASE("Only DANE follows the alias of an MX host", "[identity][hop_references]") {
  hop alias = story;
  alias.cname_target = "real.xxxmx.test";
  for (sender const& each : senders) {
    bool const dane = each.id == "dane-ta" || each.id == "postfix-dane";
    auto const found = names_of(each.id, alias);
    CAPTURE(each.id);
    CHECK((std::find(found.begin(), found.end(), "real.xxxmx.test") != found.end()) == dane);
  }
}

TEST_CASE("No mailer looks for a name that the peer chooses, though the certificate holds it",
          "[identity][hop_references][rfc9525-6.1]") {
  std::vector<presented> const names{{presented_kind::dns_id, "mx1.xxxcn.test"},
                                     {presented_kind::cn_id, "mx1.xxxcn.test"}};
  for (sender const& each : senders) {
    CAPTURE(each.id);
    for (auto const& name : names_of(each.id, story)) CHECK(name != "mx1.xxxcn.test");
    CHECK(ask(each.id, story, names) == (each.rules == nullptr ? verdict::unknown : verdict::mismatch));
  }
}

TEST_CASE("Any of the reference identifiers will do", "[identity][hop_references]") {
  std::vector<presented> const nexthop{{presented_kind::dns_id, "asker.test"}};
  std::vector<presented> const below{{presented_kind::dns_id, "smtp.eu.asker.test"}};
  std::vector<presented> const other{{presented_kind::dns_id, "notasker.test"}};
  CHECK(ask("postfix-secure", story, nexthop) == verdict::match);
  CHECK(ask("postfix-secure", story, below) == verdict::match);
  CHECK(ask("postfix-secure", story, other) == verdict::mismatch);
  CHECK(ask("dane-ta", story, nexthop) == verdict::match);
  CHECK(ask("postfix-verify", story, nexthop) == verdict::mismatch);
}

TEST_CASE("A nexthop that is not given is not guessed", "[identity][hop_references]") {
  hop const bare{.mx_host = "mx.asker.test"};
  std::vector<presented> const names{{presented_kind::dns_id, "mx.asker.test"}};
  auto const secure = references(find("postfix-secure"), bare);
  REQUIRE(secure.count == 1);
  CHECK(*secure.begin() == hop_reference{name_source::nexthop, ""});
  CHECK(ask("postfix-secure", bare, names) == verdict::unknown);
  CHECK(ask("dane-ta", bare, names) == verdict::match);
  CHECK(ask("dane-ta", bare, {{presented_kind::dns_id, "asker.test"}}) == verdict::unknown);
}

TEST_CASE("Nothing is below an address", "[identity][hop_references]") {
  CHECK(names_of("postfix-secure", {.nexthop = "192.0.2.25", .mx_host = "192.0.2.25"}) == texts{"192.0.2.25"});
}

TEST_CASE("What a mailer takes from an unsigned MX answer is told apart", "[identity][hop_references]") {
  auto const hangs = [](std::string_view id, hop const& over) {
    auto const found = references(find(id), over);
    return std::any_of(found.begin(), found.end(),
                       [&](auto const& each) { return hangs_on_unsigned_dns(find(id), each, over); });
  };
  CHECK(hangs("postfix-verify", story));
  CHECK(hangs("exim-default", story));
  CHECK(!hangs("postfix-secure", story));
  CHECK(!hangs("mta-sts", story));
  CHECK(!hangs("dane-ta", story));
  CHECK(!hangs("curl", story));
  // A smart host is typed by the administrator; so is a domain that is its own MX host.
  CHECK(!hangs("postfix-verify", {.nexthop = "Smart.asker.test", .mx_host = "smart.asker.test"}));
}
