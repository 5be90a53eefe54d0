// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>

#include <mxtls/pki/recipe.hpp>
#include <mxtls/test/catch.hpp>

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using mxtls::bytes;
using mxtls::to_hex;
using pki::recipe;

namespace {

/// What is said about a recipe that is refused; empty if it is not.
std::string refusal(recipe const& wanted) {
  try {
    (void)pki::subject_of(wanted);
    (void)pki::extensions_of(wanted);
  } catch (std::invalid_argument const& error) {
    return error.what();
  }
  return {};
}

bool says(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("A recipe with names gives the SubjectAltName that openssl gives", "[pki][recipe][rfc5280-4.2.1.6]") {
  // subjectAltName=DNS:mx.example.test,DNS:*.example.test,IP:127.0.0.1,IP:2001:db8::25
  auto const content =
      pki::subject_alt_name_of({.dns = {"mx.example.test", "*.example.test"}, .ip = {"127.0.0.1", "2001:db8::25"}});
  REQUIRE(content.has_value());
  CHECK(to_hex(*content) == "3039820f6d782e6578616d706c652e74657374820e2a2e6578616d706c652e74657374"
                            "87047f000001871020010db8000000000000000000000025");
}

TEST_CASE("A recipe without common names has the organization as its subject", "[pki][recipe][rfc5280-4.1.2.6]") {
  CHECK(pki::subject_of({.dns = {"mx.example.test"}}) == pki::distinguished_name("mxtls TEST ONLY", {}));
  CHECK(pki::subject_of({.common_names = {"mx.example.test", "b"}}) ==
        pki::distinguished_name("mxtls TEST ONLY", {"mx.example.test", "b"}));
  CHECK(pki::subject_of({.common_names = {"a"}, .subject_organization = pki::organization::absent}) ==
        pki::distinguished_name(std::nullopt, {"a"}));
}

TEST_CASE("SubjectAltName is critical only beside an empty subject", "[pki][recipe][rfc5280-4.2.1.6]") {
  auto const names = [](pki::criticality critical) {
    return pki::extension("2.5.29.17", critical, der::sequence({pki::dns_name("mx.example.test")}));
  };
  recipe wanted{.dns = {"mx.example.test"}};
  CHECK(pki::extensions_of(wanted).back() == names(pki::criticality::non_critical));
  wanted.subject_organization = pki::organization::absent;
  CHECK(pki::extensions_of(wanted).back() == names(pki::criticality::critical));
  wanted.common_names = {"mx.example.test"};
  CHECK(pki::extensions_of(wanted).back() == names(pki::criticality::non_critical));
}

TEST_CASE("A recipe says what the leaf is for, serverAuth unless told otherwise", "[pki][recipe][rfc5280-4.2.1.12]") {
  bytes const usage = pki::key_usage({pki::key_use::digital_signature});
  CHECK(pki::extensions_of({}) == std::vector{usage, pki::extended_key_usage({"1.3.6.1.5.5.7.3.1"})});
  CHECK(pki::extensions_of({.purposes = {pki::purpose::client_auth}}) ==
        std::vector{usage, pki::extended_key_usage({"1.3.6.1.5.5.7.3.2"})});
  CHECK(pki::extensions_of({.purposes = {}}) == std::vector<bytes>{usage});
}

TEST_CASE("Raw octets take the place of the names, whatever they are", "[pki][recipe][rfc5280-4.2.1.6]") {
  bytes const garbage{0x30, 0x80, 0xff};
  CHECK(pki::subject_alt_name_of({.raw_subject_alt_name = garbage}) == garbage);
  CHECK(pki::subject_alt_name_of({.raw_subject_alt_name = bytes{}}) == bytes{});
  CHECK(says(refusal({.dns = {"mx.test"}, .raw_subject_alt_name = garbage}), "recipe.raw_subject_alt_name"));
  CHECK(says(refusal({.ip = {"::1"}, .raw_subject_alt_name = garbage}), "recipe.raw_subject_alt_name"));
}

TEST_CASE("Names that may be somebody's are refused by field, with the way out", "[pki][recipe][safe]") {
  std::string const dns = refusal({.dns = {"mx.example.test", "www.example.com"}});
  CHECK(says(dns, "recipe.dns: \"www.example.com\""));
  CHECK(says(dns, ".test, .example, .invalid or .localhost"));
  std::string const ip = refusal({.ip = {"10.0.0.1"}});
  CHECK(says(ip, "recipe.ip: \"10.0.0.1\""));
  CHECK(says(ip, "127.0.0.0/8"));
  CHECK(says(refusal({.common_names = {"a", "www.example.com"}}), "recipe.common_names: \"www.example.com\""));
  CHECK(says(refusal({.common_names = {"10.0.0.1"}}), "recipe.common_names: \"10.0.0.1\""));
}

TEST_CASE("Malformed names are refused by field, with the way out", "[pki][recipe]") {
  CHECK(says(refusal({.ip = {"127.1"}}), "recipe.ip: \"127.1\" is no address"));
  CHECK(says(refusal({.dns = {"b\xc3\xbc"
                              "cher.test"}}),
             "xn--"));
  CHECK(says(refusal({.dns = {std::string("a\0.test", 7)}}), "raw_subject_alt_name"));
  CHECK(says(refusal({.dns = {""}}), "recipe.dns"));
}
