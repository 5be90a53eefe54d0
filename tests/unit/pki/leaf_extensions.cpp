// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/pki/leaf_extensions.hpp>

#include "made.hpp"

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using made::says;
using mxtls::bytes;
using mxtls::to_hex;
using pki::flaw;
using pki::recipe;

namespace {

/// What is said about a recipe that is refused; empty if it is not.
std::string refusal(recipe const& wanted) {
  return made::refusal([&] {
    (void)pki::subject_of(wanted);
    (void)pki::extensions_of(wanted);
  });
}

recipe with(recipe wanted, flaw what) {
  wanted.flaws.push_back(what);
  return wanted;
}

std::string text(std::string_view octets) { return std::string{octets}; }

} // namespace

TEST_CASE("A recipe with names gives the SubjectAltName that openssl gives", "[pki][recipe][rfc5280-4.2.1.6]") {
  // subjectAltName=DNS:mx.example.test,DNS:*.example.test,IP:127.0.0.1,IP:2001:db8::25
  auto const content =
      pki::subject_alt_name_of({.dns = {"mx.example.test", "*.example.test"}, .ip = {"127.0.0.1", "2001:db8::25"}});
  REQUIRE(content.has_value());
  CHECK(to_hex(*content) == "3039820f6d782e6578616d706c652e74657374820e2a2e6578616d706c652e74657374"
                            "87047f000001871020010db8000000000000000000000025");
}

TEST_CASE("Each kind of name follows the kinds before it, raw ones last", "[pki][recipe][rfc5280-4.2.1.6]") {
  CHECK(
      pki::subject_alt_name_of({.dns = {"a.test"},
                                .ip = {"::1"},
                                .mail = {"b@c.test"},
                                .utf8_mail = {"\xc3\xbc@d.test"},
                                .uri = {"http://e.test/"},
                                .srv = {"_smtp.f.test"},
                                .raw_names = {bytes{0x88, 0}, bytes{0x05, 0}}}) ==
      der::sequence({pki::dns_name("a.test"), pki::ip_name(*mxtls::parse_ip_address("::1")), pki::mail_name("b@c.test"),
                     pki::utf8_mail_name("\xc3\xbc@d.test"), pki::uri_name("http://e.test/"),
                     pki::srv_name("_smtp.f.test"), bytes{0x88, 0}, bytes{0x05, 0}}));
  CHECK_FALSE(pki::subject_alt_name_of({}).has_value());
  CHECK(pki::subject_alt_name_of({.dns = {""}, .flaws = {flaw::odd_octets}}) == bytes{0x30, 2, 0x82, 0});
}

TEST_CASE("A recipe without common names has the organization as its subject", "[pki][recipe][rfc5280-4.1.2.6]") {
  CHECK(pki::subject_of({.dns = {"mx.example.test"}}) == pki::distinguished_name("mxtls TEST ONLY", {}));
  CHECK(pki::subject_of({.common_names = {"mx.example.test", "b"}}) ==
        pki::distinguished_name("mxtls TEST ONLY", {"mx.example.test", "b"}));
  CHECK(pki::subject_of({.common_names = {"a"}, .subject_organization = pki::organization::absent}) ==
        pki::distinguished_name(std::nullopt, {"a"}));
}

TEST_CASE("SubjectAltName is critical only beside an empty subject, unless asked for otherwise",
          "[pki][recipe][rfc5280-4.2.1.6]") {
  auto const names = [](pki::criticality critical) {
    return pki::extension("2.5.29.17", critical, der::sequence({pki::dns_name("mx.example.test")}));
  };
  auto const last = [](recipe const& wanted) { return pki::extensions_of(wanted).back(); };
  auto const yes = names(pki::criticality::critical);
  auto const no = names(pki::criticality::non_critical);
  recipe wanted{.dns = {"mx.example.test"}};
  CHECK(last(wanted) == no);
  CHECK(last(with(wanted, flaw::critical_subject_alt_name)) == yes);
  wanted.subject_organization = pki::organization::absent;
  CHECK(last(wanted) == yes);
  CHECK(last(with(wanted, flaw::uncritical_subject_alt_name)) == no);
  wanted.common_names = {"mx.example.test"};
  CHECK(last(wanted) == no);
}

TEST_CASE("A recipe says what the leaf is for, serverAuth unless told otherwise", "[pki][recipe][rfc5280-4.2.1.12]") {
  bytes const usage = pki::key_usage({pki::key_use::digital_signature});
  CHECK(pki::extensions_of(recipe{}) == std::vector{usage, pki::extended_key_usage({"1.3.6.1.5.5.7.3.1"})});
  CHECK(pki::extensions_of(recipe{.uses = {},
                                  .purposes = {pki::purpose::client_auth, pki::purpose::email_protection,
                                               pki::purpose::ocsp_signing, pki::purpose::any}}) ==
        std::vector<bytes>{
            pki::extended_key_usage({"1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.9", "2.5.29.37.0"})});
  CHECK(pki::extensions_of(recipe{.purposes = {}}) == std::vector<bytes>{usage});
  CHECK(pki::extensions_of(recipe{.uses = {}, .purposes = {}}).empty());
}

TEST_CASE("Raw octets take the place of the names, whatever they are", "[pki][recipe][rfc5280-4.2.1.6]") {
  bytes const garbage{0x30, 0x80, 0xff};
  CHECK(pki::subject_alt_name_of({.raw_subject_alt_name = garbage}) == garbage);
  CHECK(pki::subject_alt_name_of({.raw_subject_alt_name = bytes{}}) == bytes{});
  for (recipe wanted : {recipe{.dns = {"mx.test"}}, recipe{.ip = {"::1"}}, recipe{.raw_names = {bytes{0x88, 0}}}}) {
    wanted.raw_subject_alt_name = garbage;
    CHECK(says(refusal(wanted), "recipe.raw_subject_alt_name: it replaces all other names; leave those empty"));
  }
}

TEST_CASE("No names go with an empty SubjectAltName", "[pki][recipe][flaw]") {
  for (recipe const& wanted : {recipe{.dns = {"mx.test"}}, recipe{.raw_subject_alt_name = bytes{0x30, 0}}}) {
    std::string const why = refusal(with(wanted, flaw::empty_subject_alt_name));
    CHECK(says(why, "recipe.flaws: empty-subject-alt-name"));
    CHECK(says(why, "give none but common_names"));
  }
}

TEST_CASE("A leaf without any name is refused unless it is meant", "[pki][recipe][flaw][rfc5280-4.1.2.6]") {
  recipe const wanted{.subject_organization = pki::organization::absent};
  std::string const why = refusal(wanted);
  CHECK(says(why, "the subject is empty and there is no SubjectAltName"));
  CHECK(says(why, "give a name in dns or ip, or add the flaw nameless"));
  CHECK(refusal(with(wanted, flaw::nameless)).empty());
  CHECK(to_hex(pki::subject_of(wanted)) == "3000");
  CHECK_FALSE(pki::subject_alt_name_of(with(wanted, flaw::nameless)).has_value());
}

TEST_CASE("Names of hosts that may be somebody's are refused by field, with the ways out", "[pki][recipe][safe]") {
  recipe const names{.dns = {"mx.example.test", "www.example.com"}};
  recipe const addresses{.ip = {"10.0.0.1"}};
  CHECK(says(refusal(names), "recipe.dns: \"www.example.com\""));
  CHECK(says(refusal(names), ".test, .example, .invalid or .localhost"));
  CHECK(says(refusal(names), "add the flaw outside-constraints"));
  CHECK(says(refusal(addresses), "recipe.ip: \"10.0.0.1\""));
  CHECK(says(refusal(addresses), "127.0.0.0/8"));
  CHECK(says(refusal(addresses), "add the flaw outside-constraints"));
  CHECK(refusal(with(names, flaw::outside_constraints)).empty());
  CHECK(refusal(with(addresses, flaw::outside_constraints)).empty());
  for (char const* name : {"*", "com", "*.com", "mytest", "192.0.2.25", "mx.example.test.com", "."}) {
    INFO(name);
    CHECK(says(refusal({.dns = {name}}), "recipe.dns"));
    CHECK(refusal({.dns = {name}, .flaws = {flaw::outside_constraints}}).empty());
  }
}

TEST_CASE("Nothing lets somebody's host into names that no constraint speaks of", "[pki][recipe][safe]") {
  std::string const host = "www.example.com";
  auto const raw = [](std::string_view octets) { return mxtls::to_bytes(octets); };
  struct {
    char const* field;
    recipe wanted;
  } const table[]{
      {"recipe.common_names", {.common_names = {"a", host}}},
      {"recipe.common_names", {.common_names = {"10.0.0.1"}}},
      {"recipe.common_names", {.common_names = {"2001:db9::1"}}},
      {"recipe.common_names", {.common_names = {text({"mx.test\0www.example.com", 23})}}},
      {"recipe.common_names", {.common_names = {text({"www.example.com\0.test", 21})}}},
      {"recipe.common_names", {.common_names = {{host, pki::text_type::bmp}}}},
      {"recipe.common_names", {.common_names = {"m\xc3\xbcller.\xe4\xb8\xad\xe5\x9b\xbd"}}},
      {"recipe.mail", {.mail = {"root@example.com"}}},
      {"recipe.mail", {.mail = {text({"root@example.com\0@a.test", 24})}}},
      {"recipe.mail", {.mail = {"root@[10.0.0.1]"}}},
      {"recipe.mail", {.mail = {"root@[IPv6:2001:db9::1]"}}},
      {"recipe.utf8_mail", {.utf8_mail = {"\xc3\xbc@example.com"}}},
      {"recipe.utf8_mail",
       {.utf8_mail = {"\xc3\xbc@b\xc3\xbc"
                      "cher.\xe4\xb8\xad\xe5\x9b\xbd"}}},
      {"recipe.uri", {.uri = {"smtp://www.example.com/"}}},
      {"recipe.uri", {.uri = {"smtp://a.test@www.example.com:25/"}}},
      {"recipe.uri", {.uri = {"smtp://[2001:db9::1]/"}}},
      {"recipe.srv", {.srv = {"_smtp.example.com"}}},
      {"recipe.crl_urls", {.crl_urls = {"http://crl.example.com/"}}},
      {"recipe.ocsp_urls", {.ocsp_urls = {"http://10.0.0.1/"}}},
      {"recipe.issuer_urls", {.issuer_urls = {"ldap://[2001:db9::1]/"}}},
      {"recipe.raw_names", {.raw_names = {raw("\x81\x10root@example.com")}}},
      {"recipe.raw_names", {.raw_names = {raw("\x82\x0fwww.example.com")}}},
      {"recipe.raw_names", {.raw_names = {pki::directory_name(pki::distinguished_name(std::nullopt, {host}))}}},
      {"recipe.raw_subject_alt_name", {.raw_subject_alt_name = raw("\x30\x80\x82\x0fwww.example.com")}},
  };
  for (auto const& [field, wanted] : table) {
    std::string const why = refusal(wanted);
    INFO(field << ": " << why);
    CHECK(says(why, field));
    CHECK(says(why, "may be somebody's; use a name under .test"));
    CHECK_FALSE(says(why, "outside-constraints"));
    recipe lifted = wanted;
    for (auto const& each : pki::flaws)
      if (each.what != flaw::ca_true && each.what != flaw::empty_subject_alt_name) lifted.flaws.push_back(each.what);
    CHECK(says(refusal(lifted), field));
  }
}

TEST_CASE("No type of text turns a safe common name into somebody's", "[pki][recipe][safe]") {
  // One octet a character would make U+0163 the c of .com; two would with U+10063.
  for (std::string const& name : {text("www.example.\xc5\xa3om"), text("www.example.\xf0\x90\x81\xa3om")})
    for (auto const type : {pki::text_type::t61, pki::text_type::bmp, pki::text_type::universal}) {
      recipe const wanted{.common_names = {{name, type}}};
      if (!refusal(wanted).empty()) continue;
      std::string octets = mxtls::to_text(mxtls::byte_view{pki::subject_of(wanted)});
      octets.erase(std::remove(octets.begin(), octets.end(), '\0'), octets.end());
      CHECK_FALSE(says(octets, "www.example.com"));
    }
}

TEST_CASE("Names that are nobody's pass in every field", "[pki][recipe][safe]") {
  CHECK(refusal({.common_names = {"Mail server No. 5, v1.2", "mx.example.test",
                                  "b\xc3\xbc"
                                  "cher.example.test"},
                 .dns = {"*.example.test", "localhost", "mx.test."},
                 .ip = {"127.0.0.1", "2001:db8::1"},
                 .mail = {"root@localhost", "root@[192.0.2.1]"},
                 .utf8_mail = {"\xc3\xbc@b\xc3\xbc"
                               "cher.test"},
                 .uri = {"smtp://mx.example.test:25/a/b", "smtp://[2001:db8::1]/"},
                 .srv = {"_smtp.example.test"},
                 .raw_names = {bytes{0x87, 3, 1, 2, 3}},
                 .crl_urls = {"http://ca.example.test/crl"},
                 .ocsp_urls = {"http://127.0.0.1:8080/"},
                 .issuer_urls = {"http://[::1]/"}})
            .empty());
}

TEST_CASE("Malformed names are refused by field, with the way out", "[pki][recipe]") {
  CHECK(says(refusal({.ip = {"127.1"}}), "recipe.ip: \"127.1\" is no address, as 192.0.2.1 or ::1 is"));
  CHECK(says(refusal({.policies = {"2.x"}}), "recipe.policies: \"2.x\" is not an object identifier, as 2.5.4.3 is"));
}

TEST_CASE("Odd octets in names of hosts are refused unless they are meant", "[pki][recipe][flaw]") {
  for (std::string const& name :
       {text("b\xc3\xbc"
             "cher.test"),
        text({"a\0.test", 7}), text("a b.test"), text(""), text(" "), text("a\x7f.test"), text("a\n.test")}) {
    recipe const wanted{.dns = {name}};
    std::string const why = refusal(wanted);
    INFO(why);
    CHECK(says(why, "recipe.dns"));
    CHECK(says(why, "A-labels (xn--)"));
    CHECK(says(why, "add the flaw odd-octets"));
    CHECK(refusal(with(wanted, flaw::odd_octets)).empty());
    CHECK(pki::subject_alt_name_of(with(wanted, flaw::odd_octets)) == der::sequence({pki::dns_name(name)}));
  }
}

TEST_CASE("Odd octets hide no host of somebody's", "[pki][recipe][safe]") {
  for (std::string const& name :
       {text({"www.example.com\0.test", 21}), text({"a.test\0www.example.com", 22}), text("www.example.com .test"),
        text("www.example.com\xff.test"), text("www.example.\xe4\xb8\xad\xe5\x9b\xbd"), text({"www.example\0.com", 16}),
        text("www.example.com/.test")}) {
    INFO(mxtls::escape(name));
    CHECK(says(refusal({.dns = {name}, .flaws = {flaw::odd_octets}}), "may be somebody's"));
    // Constraints would let pass what ends in a safe domain.
    CHECK(says(refusal({.dns = {name}, .flaws = {flaw::odd_octets, flaw::outside_constraints}}), "may be somebody's"));
  }
}
