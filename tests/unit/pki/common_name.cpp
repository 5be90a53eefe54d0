// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/common_name.hpp>
#include <mxtls/x509/distinguished_name.hpp>

#include "made.hpp"

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using mxtls::bytes;
using mxtls::to_hex;
using pki::common_name;
using pki::text_element;
using pki::text_type;

namespace {

/// The types with the names by which `openssl asn1parse -genstr` knows them.
struct named_type {
  text_type type;
  char const* openssl;
  std::uint8_t tag;
};

constexpr named_type types[]{{text_type::utf8, "UTF8", 0x0c},
                             {text_type::numeric, "NUMERIC", 0x12},
                             {text_type::printable, "PRINTABLE", 0x13},
                             {text_type::t61, "T61", 0x14},
                             {text_type::ia5, "IA5", 0x16},
                             {text_type::visible, "VISIBLE", 0x1a},
                             {text_type::universal, "UNIV", 0x1c},
                             {text_type::bmp, "BMP", 0x1e}};

/// Self-signed, with a subject of these common names only.
bytes certificate_of(std::vector<common_name> const& names) {
  auto const key = pki::private_key::from_seed("seed", "names");
  bytes const name = pki::distinguished_name(std::nullopt, names);
  return pki::sign_certificate({.serial_number = der::integer(1),
                                .issuer = name,
                                .validity = pki::validity(made::now, made::now),
                                .subject = name,
                                .subject_public_key_info = key.spki_der()},
                               key);
}

} // namespace

TEST_CASE("A text of every type has the octets that openssl gives it", "[pki][name][openssl][x680-41]") {
  SKIP_WITHOUT("openssl");
  programs::folder const files;
  for (auto const& each : types) {
    std::vector<std::string> texts{"12 34"};
    // Numeric, printable, IA5 and visible strings are ASCII for openssl.
    if (each.type == text_type::utf8 || each.type == text_type::universal || each.type == text_type::bmp)
      texts.insert(texts.end(), {"m\xc3\xbc\xe2\x82\xac", "\xe4\xb8\xad\xe6\x96\x87.test"});
    if (each.type == text_type::utf8 || each.type == text_type::universal)
      texts.push_back("\xf0\x9d\x84\x9e"); // beyond the Basic Multilingual Plane
    if (each.type == text_type::t61) texts.push_back("m\xc3\xbc");
    for (std::string const& text : texts) {
      auto const theirs = files.run("(openssl asn1parse -noout -out it -genstr 'FORMAT:UTF8," +
                                    std::string{each.openssl} + ":" + text + "' && od -An -v -tx1 it | tr -d ' \\n')");
      INFO(each.openssl << " " << text << " " << theirs.output);
      REQUIRE(theirs.status == 0);
      CHECK(to_hex(text_element(each.type, text)) == theirs.output);
    }
  }
}

TEST_CASE("A text of every type reads as the same text again", "[pki][name][x680-41]") {
  for (auto const& each : types) {
    INFO(each.openssl);
    bytes const element = text_element(each.type, "12 34");
    auto const read = mxtls::x509::der_reader{element}.read();
    REQUIRE(read);
    CHECK(read->tag == each.tag);
    CHECK(mxtls::x509::decode_string(read->tag, read->content) == "12 34");
  }
  for (text_type const type : {text_type::utf8, text_type::universal, text_type::bmp, text_type::t61}) {
    bytes const element = text_element(type, "m\xc3\xbcller.test");
    auto const read = mxtls::x509::der_reader{element}.read();
    CHECK(mxtls::x509::decode_string(read->tag, read->content) == "m\xc3\xbcller.test");
  }
}

TEST_CASE("What a type should not have is written all the same, NUL and blank included", "[pki][name]") {
  CHECK(to_hex(text_element(text_type::numeric, "mx")) == "12026d78");
  CHECK(to_hex(text_element(text_type::printable, "a*@_")) == "1304612a405f");
  CHECK(to_hex(text_element(text_type::ia5, "\xc3\xbc")) == "1602c3bc");
  CHECK(to_hex(text_element(text_type::utf8, {"a\0b", 3})) == "0c03610062");
  CHECK(to_hex(text_element(text_type::bmp, {"a\0b", 3})) == "1e06006100000062");
  CHECK(to_hex(text_element(text_type::utf8, "")) == "0c00");
  // No UTF-8: each octet is a character.
  CHECK(to_hex(text_element(text_type::bmp, "\xff\xc3")) == "1e0400ff00c3");
}

TEST_CASE("A character that does not fit does not turn into another one", "[pki][name][safe]") {
  // U+0163 ends in 63, which is the letter c; U+10063 does in a BMPString.
  CHECK(to_hex(text_element(text_type::t61, "\xc5\xa3")) == "14013f");
  CHECK(to_hex(text_element(text_type::bmp, "\xf0\x90\x81\xa3")) == "1e02003f");
  CHECK(to_hex(text_element(text_type::universal, "\xf0\x90\x81\xa3")) == "1c0400010063");
  CHECK(to_hex(text_element(text_type::t61, "\xc3\xbf")) == "1401ff");
}

TEST_CASE("OpenSSL reads the common names with their types, in their order", "[pki][name][openssl][rfc5280-4.1.2.4]") {
  SKIP_WITHOUT("openssl");
  bytes const made = certificate_of({{"one", text_type::utf8},
                                     {"2", text_type::numeric},
                                     {"three", text_type::printable},
                                     {"vier\xc3\xbc", text_type::t61},
                                     {"five", text_type::ia5},
                                     {"\xe4\xb8\x83", text_type::universal},
                                     {"\xe5\x85\xab", text_type::bmp}});
  CHECK(made::openssl("x509 -noout -subject -nameopt multiline,utf8,-esc_msb,show_type", made) ==
        "subject=\n"
        "    commonName               =UTF8STRING:one\n"
        "    commonName               =NUMERICSTRING:2\n"
        "    commonName               =PRINTABLESTRING:three\n"
        "    commonName               =T61STRING:vier\xc3\xbc\n"
        "    commonName               =IA5STRING:five\n"
        "    commonName               =UNIVERSALSTRING:\xe4\xb8\x83\n"
        "    commonName               =BMPSTRING:\xe5\x85\xab\n");
}

TEST_CASE("OpenSSL reads no name that holds a VisibleString", "[pki][name][openssl]") {
  SKIP_WITHOUT("openssl");
  bytes const made = certificate_of({{"six", text_type::visible}});
  CHECK(made::says(made::openssl("asn1parse", made), "VISIBLESTRING     :six"));
  CHECK(made::says(made::openssl("x509 -noout -subject", made), "Could not read certificate"));
}

TEST_CASE("Common names can share a level, which is sorted as DER has it", "[pki][name][x690-11.6]") {
  // The shorter one comes first although it is asked for last.
  bytes const name = pki::distinguished_name("O", {"bb", {"a", text_type::utf8, pki::name_level::shared}, "c"});
  // Whatever the order asked for.
  CHECK(pki::distinguished_name("O", {"a", {"bb", text_type::utf8, pki::name_level::shared}, "c"}) == name);
  CHECK(made::inside(made::inside(name)[1]).front() < made::inside(made::inside(name)[1]).back());
  SKIP_WITHOUT("openssl");
  CHECK(made::holds(made::openssl_certificate("", "O=O\n1.CN=bb\n+CN=a\n2.CN=c"), name));
  bytes const made = certificate_of({"bb", {"a", text_type::utf8, pki::name_level::shared}, {"c", text_type::bmp}});
  CHECK(made::openssl("x509 -noout -subject -nameopt oneline", made) == "subject=CN=a + CN=bb, CN=c\n");
}

TEST_CASE("A shared level without a name before it is that of the organization, or its own", "[pki][name]") {
  common_name const shared{"x", text_type::utf8, pki::name_level::shared};
  CHECK(pki::distinguished_name(std::nullopt, {shared}) == pki::distinguished_name(std::nullopt, {"x"}));
  auto const sets = made::inside(pki::distinguished_name("O", {shared}));
  REQUIRE(sets.size() == 1);
  // id-at-commonName sorts before id-at-organizationName.
  CHECK(to_hex(sets.front()) == "3114300806035504030c01783008060355040a0c014f");
}

TEST_CASE("A name has one attribute to a level, organization first", "[pki][name][rfc5280-4.1.2.4]") {
  // openssl req -x509 -utf8, subject O = mxtls TEST ONLY, CN = x
  CHECK(to_hex(pki::distinguished_name(pki::test_only_organization, {"x"})) ==
        "302631183016060355040a0c0f6d78746c732054455354204f4e4c59310a300806035504030c0178");
  CHECK(to_hex(pki::distinguished_name(std::nullopt, {"x", "x"})) ==
        "3018310a300806035504030c0178310a300806035504030c0178");
  CHECK(to_hex(pki::distinguished_name(std::nullopt, {})) == "3000");
}
