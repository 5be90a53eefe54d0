// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/core/ip_address.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::bytes;
using mxtls::ip_address_to_text;
using mxtls::parse_ip_address;
using namespace std::string_view_literals;

namespace {

/// The octets as `192.0.2.1` or `20010db8…`, and a word for what is no address.
std::string octets_of(std::string_view text) {
  auto const octets = parse_ip_address(text);
  return octets ? mxtls::to_hex(*octets) : "none";
}

/// Read and written again.
std::string canonical(std::string_view text) {
  auto const octets = parse_ip_address(text);
  return octets ? ip_address_to_text(*octets) : "none";
}

} // namespace

TEST_CASE("An IPv4 address is four decimal octets", "[core][ip][rfc3986-3.2.2]") {
  CHECK(parse_ip_address("192.0.2.1") == bytes{192, 0, 2, 1});
  CHECK(parse_ip_address("0.0.0.0") == bytes{0, 0, 0, 0});
  CHECK(parse_ip_address("255.255.255.255") == bytes{255, 255, 255, 255});
  CHECK(parse_ip_address("9.10.99.100") == bytes{9, 10, 99, 100});
  CHECK(parse_ip_address("249.250.199.200") == bytes{249, 250, 199, 200});
}

TEST_CASE("No other text is an IPv4 address", "[core][ip][rfc3986-7.4]") {
  for (std::string_view const text :
       {"",           ".",         "1",        "1.2.3",           "1.2.3.",           ".1.2.3",
        "1.2.3.4.",   "1.2.3.4.5", "1..2.3",   "256.0.0.1",       "1.2.3.256",        "1.2.3.999",
        "1.2.3.1000", "01.2.3.4",  "1.2.3.00", "0177.0.0.1",      "0x7f.0.0.1",       "127.1",
        "2130706433", "+1.2.3.4",  "-1.2.3.4", " 1.2.3.4",        "1.2.3.4 ",         "1.2.3.4\n",
        "1.2.3.4/24", "1.2.3.4a",  "a.b.c.d",  "mx.example.test", "1.2.3.4294967297", "1.2.3.4\xc2\xb2"}) {
    CAPTURE(text);
    CHECK(!parse_ip_address(text));
  }
  CHECK(!parse_ip_address("1.2.3.4\0"sv));
  CHECK(!parse_ip_address("1.2.3\0.4"sv));
}

TEST_CASE("The three text forms of an IPv6 address are read", "[core][ip][rfc4291-2.2]") {
  CHECK(octets_of("ABCD:EF01:2345:6789:ABCD:EF01:2345:6789") == "abcdef0123456789abcdef0123456789");
  CHECK(octets_of("2001:DB8:0:0:8:800:200C:417A") == "20010db80000000000080800200c417a");
  CHECK(octets_of("2001:DB8::8:800:200C:417A") == "20010db80000000000080800200c417a");
  CHECK(octets_of("FF01::101") == "ff010000000000000000000000000101");
  CHECK(octets_of("::1") == "00000000000000000000000000000001");
  CHECK(octets_of("::") == "00000000000000000000000000000000");
  CHECK(octets_of("0:0:0:0:0:0:13.1.68.3") == "0000000000000000000000000d014403");
  CHECK(octets_of("::13.1.68.3") == "0000000000000000000000000d014403");
  CHECK(octets_of("0:0:0:0:0:FFFF:129.144.52.38") == "00000000000000000000ffff81903426");
  CHECK(octets_of("::FFFF:129.144.52.38") == "00000000000000000000ffff81903426");
}

TEST_CASE("The gap of an IPv6 address may stand anywhere and for one group too", "[core][ip][rfc4291-2.2]") {
  CHECK(octets_of("1::") == "00010000000000000000000000000000");
  CHECK(octets_of("::2:3:4:5:6:7:8") == "00000002000300040005000600070008");
  CHECK(octets_of("1:2:3:4:5:6:7::") == "00010002000300040005000600070000");
  CHECK(octets_of("1:2:3::5:6:7:8") == "00010002000300000005000600070008");
  CHECK(octets_of("1:2:3:4:5::1.2.3.4") == "00010002000300040005000001020304");
  CHECK(octets_of("0001:0002:0003:0004:0005:0006:0007:0008") == "00010002000300040005000600070008");
}

TEST_CASE("No other text is an IPv6 address", "[core][ip][rfc4291-2.2]") {
  for (std::string_view const text : {":",
                                      ":::",
                                      "1:",
                                      ":1",
                                      "1:2",
                                      "1:2:3:4:5:6:7",
                                      "1:2:3:4:5:6:7:",
                                      ":1:2:3:4:5:6:7",
                                      "1:2:3:4:5:6:7:8:9",
                                      "1:2:3:4:5:6:7:8:",
                                      "::1:2:3:4:5:6:7:8",
                                      "1:2:3:4:5:6:7:8::",
                                      "1:2:3:4::5:6:7:8",
                                      "1::2::3",
                                      "::1::",
                                      "1:::2",
                                      "12345::",
                                      "00001::",
                                      "g::",
                                      "::-1",
                                      "::+1",
                                      "::0x1",
                                      " ::1",
                                      "::1 ",
                                      "[::1]",
                                      "fe80::1%eth0",
                                      "::1/128",
                                      "1.2.3.4::",
                                      "::1.2.3.4:5",
                                      "::1.2.3",
                                      "::1.2.3.4.5",
                                      "::256.0.0.1",
                                      "::01.2.3.4",
                                      "1:2:3:4:5:6::1.2.3.4",
                                      "1:2:3:4:5:6:7:1.2.3.4",
                                      "1:2:3:4:5:1.2.3.4",
                                      "::1.2.3.4::",
                                      "1.2.3.4:",
                                      "IPv6:::1",
                                      "192.0.2.1:25",
                                      "mx.example.test:25"}) {
    CAPTURE(text);
    CHECK(!parse_ip_address(text));
  }
  CHECK(!parse_ip_address("::1\0"sv));
  CHECK(!parse_ip_address(std::string(100'000, ':')));
  CHECK(!parse_ip_address("::" + std::string(100'000, '0')));
}

TEST_CASE("An IPv4 address is written with dots", "[core][ip][rfc3986-3.2.2]") {
  CHECK(ip_address_to_text(bytes{192, 0, 2, 1}) == "192.0.2.1");
  CHECK(ip_address_to_text(bytes{0, 0, 0, 0}) == "0.0.0.0");
  CHECK(ip_address_to_text(bytes{255, 255, 255, 255}) == "255.255.255.255");
}

TEST_CASE("An IPv6 address is written without leading zeros", "[core][ip][rfc5952-4.1]") {
  CHECK(canonical("2001:0db8::0001") == "2001:db8::1");
  CHECK(canonical("2001:0db8:0010:0200:3000:0001:0a00:00f0") == "2001:db8:10:200:3000:1:a00:f0");
}

TEST_CASE("The gap shortens an IPv6 address as much as it can", "[core][ip][rfc5952-4.2.1]") {
  CHECK(canonical("2001:db8:0:0:0:0:2:1") == "2001:db8::2:1");
  CHECK(canonical("2001:db8::0:1") == "2001:db8::1");
}

TEST_CASE("One zero group alone is no gap", "[core][ip][rfc5952-4.2.2]") {
  CHECK(canonical("2001:db8:0:1:1:1:1:1") == "2001:db8:0:1:1:1:1:1");
  CHECK(canonical("2001:db8::1:1:1:1:1") == "2001:db8:0:1:1:1:1:1");
  CHECK(canonical("0:2:3:4:5:6:7:8") == "0:2:3:4:5:6:7:8");
  CHECK(canonical("1:2:3:4:5:6:7:0") == "1:2:3:4:5:6:7:0");
}

TEST_CASE("The longest run of zeros is the gap, the first of equals", "[core][ip][rfc5952-4.2.3]") {
  CHECK(canonical("2001:0:0:1:0:0:0:1") == "2001:0:0:1::1");
  CHECK(canonical("2001:db8:0:0:1:0:0:1") == "2001:db8::1:0:0:1");
}

TEST_CASE("The gap may stand at either end or be all there is", "[core][ip][rfc5952-4.2]") {
  CHECK(canonical("0:0:0:0:0:0:0:0") == "::");
  CHECK(canonical("0:0:0:0:0:0:0:1") == "::1");
  CHECK(canonical("1:0:0:0:0:0:0:0") == "1::");
  CHECK(canonical("0:0:1:2:3:4:5:6") == "::1:2:3:4:5:6");
  CHECK(canonical("1:2:3:4:5:6:0:0") == "1:2:3:4:5:6::");
}

TEST_CASE("An IPv6 address is written in lower case", "[core][ip][rfc5952-4.3]") {
  CHECK(canonical("2001:DB8::ABCD:EF") == "2001:db8::abcd:ef");
}

TEST_CASE("Octets of another length are shown as they are", "[core][ip]") {
  CHECK(ip_address_to_text({}).empty());
  CHECK(ip_address_to_text(bytes{1, 2, 255}) == "01:02:ff");
  CHECK(ip_address_to_text(bytes{192, 0, 2, 0, 255, 255, 255, 0}) == "c0:00:02:00:ff:ff:ff:00");
}
