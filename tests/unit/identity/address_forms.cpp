// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/core/ip_address.hpp>
#include <mxtls/identity/address_forms.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

namespace {

constexpr ipv4_octets wanted{192, 0, 2, 25};

} // namespace

TEST_CASE("inet_aton's forms of an address are known", "[identity][address_forms]") {
  for (std::string_view const text : {"192.0.2.25", "192.0.537", "192.537", "3221226009", "0300.0.2.031",
                                      "0xc0.0.2.0x19", "0xC0000219", "192.0.2.031"}) {
    CAPTURE(text);
    CHECK(inet_aton_address(text) == wanted);
  }
  for (std::string_view const text :
       {"", ".", "192.0.2", "192.0.2.256", "192.0.2.25.", "192.0.2.25.1", "0x", "09", "4294967296", "192.0.65536",
        "192.16777216", " 192.0.2.25", "+192.0.2.25", "192..2.25", "a"}) {
    CAPTURE(text);
    CHECK(inet_aton_address(text) != wanted);
  }
  CHECK(!inet_aton_address("192.0.65536"));
  CHECK(!inet_aton_address("192.16777216"));
}

TEST_CASE("Java's forms are decimal and short", "[identity][address_forms]") {
  for (std::string_view const text : {"192.0.2.25", "192.0.537", "192.537", "3221226009", "192.0.2.025"})
    CHECK(short_decimal_address(text) == wanted);
  CHECK(!short_decimal_address("0300.0.2.031"));
  CHECK(!short_decimal_address("0xc0000219"));
  CHECK(!short_decimal_address("000192.000.002.025"));
}

TEST_CASE("OpenSSL's forms are four decimal numbers", "[identity][address_forms]") {
  for (std::string_view const text :
       {"192.0.2.25", "192.000.002.025", " 192.0.2.25", "192.0.2.25 ", "+192.0.2.25", "192. 0.2.25\t"})
    CHECK(loose_decimal_address(text) == wanted);
  for (std::string_view const text :
       {"192.537", "192.0.2.256", "192.0.2.-25", "192.0.2.25.", "0xc0.0.2.25", "192 .0.2.25", "", "192.0.2."})
    CHECK(!loose_decimal_address(text));
}

TEST_CASE("An address is written as the standard has it", "[identity][address_forms][rfc5952-4]") {
  for (std::string_view const text :
       {"192.0.2.25", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:db8::25", "2001:db8:0:1::2", "1:2:3:4:5:6:7:8",
        "fe80::", "::ffff:192.0.2.25", "1:0:0:2::3", "a:b:c:d:e:f:0:1"}) {
    CAPTURE(text);
    auto const octets = mxtls::parse_ip_address(text);
    REQUIRE(octets);
    CHECK(detail::text_of_address(*octets).view() == text);
  }
  CHECK(detail::text_of_address(std::string("abc")).view().empty());
}
