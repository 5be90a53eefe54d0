// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include <mxtls/pki/authority_recipe.hpp>

#include "made.hpp"

namespace pki = mxtls::pki;
using made::says;
using mxtls::bytes;
using pki::flaw;

namespace {

std::string refusal(pki::authority_recipe const& wanted) {
  return made::refusal([&] { return pki::extensions_of(wanted); });
}

} // namespace

TEST_CASE("An authority's recipe makes an intermediate as it should be", "[pki][authority][rfc5280-4.2.1]") {
  CHECK(pki::extensions_of(pki::authority_recipe{}) ==
        std::vector{pki::basic_constraints_ca(0), pki::key_usage({pki::key_use::key_cert_sign, pki::key_use::crl_sign}),
                    pki::name_constraints(pki::safe_subtrees(pki::safe_constraints::addresses))});
}

TEST_CASE("Path length, uses and purposes are as asked for", "[pki][authority][rfc5280-4.2.1.9]") {
  CHECK(pki::extensions_of(
            pki::authority_recipe{.path_length = {}, .uses = {}, .purposes = {pki::purpose::email_protection}}) ==
        std::vector{pki::basic_constraints_ca({}), pki::extended_key_usage({pki::oids::email_protection}),
                    pki::name_constraints(pki::safe_subtrees(pki::safe_constraints::addresses))});
  CHECK(pki::extensions_of(pki::authority_recipe{.path_length = 4294967295, .uses = {}}).front() ==
        pki::basic_constraints_ca(4294967295));
}

TEST_CASE("Flaws leave BasicConstraints out, or make them deny", "[pki][authority][flaw][rfc5280-4.2.1.9]") {
  auto const first = [](std::vector<flaw> wanted) {
    return pki::extensions_of(pki::authority_recipe{.flaws = std::move(wanted)}).front();
  };
  CHECK(first({flaw::ca_false}) == pki::basic_constraints_none());
  CHECK(first({flaw::no_basic_constraints}) == pki::key_usage({pki::key_use::key_cert_sign, pki::key_use::crl_sign}));
}

TEST_CASE("Domains of its own narrow the constraints and leave addresses constrained",
          "[pki][authority][safe][rfc5280-4.2.1.10]") {
  auto const last = [](pki::authority_recipe const& wanted) { return pki::extensions_of(wanted).back(); };
  auto permitted = pki::safe_subtrees(pki::safe_constraints::addresses);
  permitted.insert(permitted.begin(), {pki::dns_name("example.test"), pki::dns_name("a.invalid")});
  for (auto const constraints : {pki::safe_constraints::addresses, pki::safe_constraints::names_and_addresses})
    CHECK(last({.constraints = constraints, .permitted_dns = {"example.test", "a.invalid"}}) ==
          pki::name_constraints(permitted));
  CHECK(last({.excluded_dns = {"example.test"}}) ==
        pki::name_constraints(pki::safe_subtrees(pki::safe_constraints::addresses), {pki::dns_name("example.test")}));
  // What is excluded can be anybody's: nobody is impersonated by it.
  CHECK(last({.constraints = pki::safe_constraints::names_and_addresses, .excluded_dns = {"com"}}) ==
        pki::name_constraints(pki::safe_subtrees(pki::safe_constraints::names_and_addresses), {pki::dns_name("com")}));
}

TEST_CASE("Nobody's domain but a safe one is permitted, whatever the flaws", "[pki][authority][safe]") {
  for (std::string const& domain :
       {std::string{"com"}, std::string{""}, std::string{"."}, std::string{"example.com"}, std::string{"mytest"},
        std::string{"example.com\0.test", 17}, std::string{"com .test"}, std::string{"example.com\xff.test"}}) {
    pki::authority_recipe wanted{.permitted_dns = {"test", domain}};
    std::string const why = refusal(wanted);
    INFO(mxtls::escape(domain) << ": " << why);
    CHECK(says(why, "authority_recipe.permitted_dns"));
    CHECK(says(why, "use a name under .test"));
    for (auto const& each : pki::flaws) wanted.flaws.push_back(each.what);
    CHECK_FALSE(refusal(wanted).empty());
  }
}
