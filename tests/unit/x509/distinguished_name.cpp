// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <string>

#include <mxtls/test/catch.hpp>
#include <mxtls/x509/distinguished_name.hpp>

#include "der_builder.hpp"
#include "openssl_certificates.hpp"

using mxtls::bytes;
using namespace mxtls::x509;
namespace der = der_builder;

namespace {

mxtls::result<distinguished_name> read_name(bytes const& input) {
  return read_distinguished_name(der_reader{input}.read().value());
}

distinguished_name common_name_of(std::uint8_t string_tag, bytes const& value) {
  return read_name(der::make(0x30, {der::attribute(oids::common_name, der::make(string_tag, value))})).value();
}

} // namespace

// openssl x509 -subject -nameopt sep_comma_plus_space,utf8,sname,esc_2253
TEST_CASE("A name reads as openssl prints it, in the order of the certificate", "[x509][rfc4514-2.4]") {
  CHECK(to_text(openssl_made::read(openssl_made::root).subject) == "C=GB, O=Example Trust, CN=Example Root");
  CHECK(to_text(openssl_made::read(openssl_made::rsa_names).subject) ==
        "C=DE, O=Ex\\, ample, CN=first.example.test, CN=second.example.test, OU=one + UID=two");
  CHECK(to_text(openssl_made::read(openssl_made::ed25519_bmp).subject) == "CN=m\xc3\xa4x\xe2\x86\x92.example.test");
  CHECK(to_text(distinguished_name{}).empty());
}

TEST_CASE("Attributes keep type, string type, octets and their place", "[x509][rfc5280-4.1.2.4]") {
  auto const name = openssl_made::read(openssl_made::rsa_names).subject;
  REQUIRE(name.attributes.size() == 6);
  CHECK(name.attributes[0] == name_attribute{.type = oid{oids::country},
                                             .string_tag = der_tag::printable_string,
                                             .value = mxtls::to_bytes("DE"),
                                             .rdn = 0});
  CHECK(name.attributes[4].rdn == 4);
  CHECK(name.attributes[5].rdn == 4);
  CHECK(name.attributes[5].type == oids::user_id);
}

TEST_CASE("All common names are given, in order", "[x509][rfc6125-6.4.4]") {
  auto const names = common_names(openssl_made::read(openssl_made::rsa_names).subject);
  REQUIRE(names.size() == 2);
  CHECK(names[0].text == "first.example.test");
  CHECK(names[1].text == "second.example.test");
  CHECK(mxtls::to_text(names[1].raw) == "second.example.test");
  CHECK(common_names(distinguished_name{}).empty());
}

// openssl asn1parse shows: BMPSTRING, 34 octets
TEST_CASE("A BMPString common name is decoded, its octets kept", "[x509][x690-8.23]") {
  auto const names = common_names(openssl_made::read(openssl_made::ed25519_bmp).subject);
  REQUIRE(names.size() == 1);
  CHECK(names[0].string_tag == der_tag::bmp_string);
  CHECK(names[0].text == "m\xc3\xa4x\xe2\x86\x92.example.test");
  CHECK(names[0].raw.size() == 34);
  CHECK(mxtls::to_hex(names[0].raw).substr(0, 16) == "006d00e400782192");
}

TEST_CASE("Each string type is decoded by its own rule", "[x509][rfc5280-4.1.2.4]") {
  struct example {
    std::uint8_t tag;
    bytes octets;
    std::optional<std::string> text;
  };
  for (auto const& [tag, octets, text] :
       {example{der_tag::utf8_string, {0xc3, 0xa4, 0xf0, 0x9f, 0x98, 0x80}, "\xc3\xa4\xf0\x9f\x98\x80"},
        example{der_tag::utf8_string, {0xc0, 0x80}, std::nullopt},       // overlong
        example{der_tag::utf8_string, {'a', 0xc3}, std::nullopt},        // cut off
        example{der_tag::utf8_string, {0xed, 0xa0, 0x80}, std::nullopt}, // a surrogate
        example{der_tag::printable_string, {'a', 0x00, 'b'}, std::string("a\0b", 3)},
        example{der_tag::printable_string, {0xe4}, std::nullopt}, example{der_tag::ia5_string, {'a', '@'}, "a@"},
        example{der_tag::ia5_string, {0x80}, std::nullopt}, example{der_tag::numeric_string, {'1', '2'}, "12"},
        example{der_tag::visible_string, {'v'}, "v"}, example{der_tag::t61_string, {'m', 0xe4}, "m\xc3\xa4"},
        example{der_tag::bmp_string, {0x00, 'a', 0x20, 0xac}, "a\xe2\x82\xac"},
        example{der_tag::bmp_string, {0x00, 'a', 0x00}, std::nullopt},        // half a character
        example{der_tag::bmp_string, {0xd8, 0x3d, 0xde, 0x00}, std::nullopt}, // surrogates
        example{der_tag::universal_string, {0x00, 0x01, 0xf6, 0x00}, "\xf0\x9f\x98\x80"},
        example{der_tag::universal_string, {0x00, 0x11, 0x00, 0x00}, std::nullopt}, // above Unicode
        example{der_tag::universal_string, {0x00, 0x00, 0x00}, std::nullopt},
        example{der_tag::integer, {0x05}, std::nullopt}, example{der_tag::utf8_string, {}, ""}}) {
    CAPTURE(static_cast<int>(tag), mxtls::to_hex(octets));
    CHECK(decode_string(tag, octets) == text);
    auto const names = common_names(common_name_of(tag, octets));
    REQUIRE(names.size() == 1);
    CHECK(names[0] == common_name{.string_tag = tag, .raw = octets, .text = text});
  }
}

TEST_CASE("A name's text cannot pass for another name, nor act on a terminal", "[x509][rfc4514-2.4]") {
  auto const shown = [](std::string_view value) {
    return to_text(common_name_of(der_tag::utf8_string, mxtls::to_bytes(value)));
  };
  CHECK(shown("a, O=Trusted") == "CN=a\\, O=Trusted");
  CHECK(shown("a + b") == "CN=a \\+ b");
  CHECK(shown("\"<>;") == "CN=\\\"\\<\\>\\;");
  CHECK(shown(" a ") == "CN=\\ a\\ ");
  CHECK(shown("#1#") == "CN=\\#1#");
  CHECK(shown("a\\b") == "CN=a\\\\b");
  CHECK(shown("\x1b[2J") == "CN=\\x1b[2J");
  CHECK(shown(std::string_view{"good.example\0.bad", 17}) == "CN=good.example\\x00.bad");
  CHECK(shown("\xff") == "CN=\\xff"); // not UTF-8: octet by octet
}

TEST_CASE("Names that are not names are refused where they go wrong", "[x509][rfc5280-4.1.2.4]") {
  auto const cn = der::object_id(oids::common_name);
  auto const value = der::make(der_tag::utf8_string, "a");
  auto const wrap = [](bytes const& pair) { return der::make(0x30, {der::make(0x31, pair)}); };
  CHECK(read_name(der::make(0x31, value)).failure() == mxtls::failure{errc::unexpected_tag, 0});
  CHECK(read_name(der::make(0x30, value)).failure() == mxtls::failure{errc::unexpected_tag, 2});
  CHECK(read_name(wrap(value)).failure() == mxtls::failure{errc::unexpected_tag, 4});
  CHECK(read_name(wrap(der::make(0x30, value))).failure() == mxtls::failure{errc::unexpected_tag, 6});
  CHECK(read_name(wrap(der::make(0x30, cn))).failure() == mxtls::failure{errc::truncated, 11});
  CHECK(read_name(wrap(der::make(0x30, {cn, value, value}))).failure() == mxtls::failure{errc::trailing_octets, 14});
}

TEST_CASE("A name of a thousand attributes is read, of more refused", "[x509][limits]") {
  bytes attributes;
  for (std::size_t i = 0; i < max_name_attributes; ++i)
    attributes = der::join({std::move(attributes), der::attribute(oids::common_name, der::make(0x0c, "a"))});
  CHECK(common_names(read_name(der::make(0x30, attributes)).value()).size() == max_name_attributes);
  attributes = der::join({attributes, der::attribute(oids::common_name, der::make(0x0c, "a"))});
  CHECK(read_name(der::make(0x30, attributes)).error() == errc::too_many);
}
