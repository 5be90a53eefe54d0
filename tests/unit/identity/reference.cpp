// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <mxtls/identity/reference.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;
using namespace std::string_view_literals;
using mxtls::bytes;
using mxtls::failure;

namespace {

failure refusal(std::string_view text) {
  auto const read = parse_reference(text);
  REQUIRE(!read);
  return read.failure();
}

/// A name of this many octets, in labels of 63.
std::string name_of(std::size_t octets) {
  std::string out;
  while (out.size() < octets) out += out.size() % 64 == 63 ? '.' : 'a';
  return out;
}

} // namespace

TEST_CASE("A host name is kept as given", "[identity][reference][rfc1123-2.1]") {
  for (std::string_view const name : {"mx.example.test", "MX.Example.Test", "localhost", "mx-1.example.test", "a",
                                      "3com.example", "_dmarc.example.test", "xn--bcher-kva.example", "1.2.3.test"}) {
    CAPTURE(name);
    CHECK(parse_reference(name).value() == reference{reference_kind::dns, std::string{name}, {}});
  }
}

TEST_CASE("A host name may have a final dot", "[identity][reference][rfc1034-3.1]") {
  CHECK(parse_reference("mx.example.test.").value().name == "mx.example.test.");
  CHECK(refusal("mx.example.test..") == failure{errc::bad_label, 16});
  CHECK(refusal(".") == failure{errc::bad_label, 0});
  CHECK(refusal("...") == failure{errc::bad_label, 0});
}

TEST_CASE("An address is its octets, and text as given", "[identity][reference][rfc9525-6.1.1]") {
  CHECK(parse_reference("192.0.2.1").value() == reference{reference_kind::ip, "192.0.2.1", bytes{192, 0, 2, 1}});
  auto const six = parse_reference("2001:DB8::1").value();
  CHECK(six.kind == reference_kind::ip);
  CHECK(six.name == "2001:DB8::1");
  CHECK(six.address == bytes{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
}

TEST_CASE("An address literal is read without its brackets", "[identity][reference][rfc5321-4.1.3]") {
  CHECK(parse_reference("[192.0.2.1]").value() == parse_reference("192.0.2.1").value());
  CHECK(parse_reference("[IPv6:2001:db8::1]").value() == parse_reference("2001:db8::1").value());
  CHECK(parse_reference("[ipv6:2001:db8::1]").value() == parse_reference("2001:db8::1").value());
  CHECK(parse_reference("[2001:db8::1]").value() == parse_reference("2001:db8::1").value());
}

TEST_CASE("What looks like an address and is none is no host name", "[identity][reference][rfc1123-2.1]") {
  for (std::string_view const text : {"192.0.2",
                                      "192.0.2.256",
                                      "192.0.2.1.",
                                      "192.0.2.1.5",
                                      "1",
                                      "01.2.3.4",
                                      "2001:db8::g",
                                      "::1::",
                                      "[]",
                                      "[",
                                      "[192.0.2.1",
                                      "192.0.2.1]",
                                      "[192.0.2]",
                                      "[mx.example.test]",
                                      "[IPv6:]",
                                      "[IPv6:192.0.2.1]",
                                      "[IPv5:192.0.2.1]",
                                      "IPv6:2001:db8::1",
                                      "mx.example.test:25",
                                      "192.0.2.1:25",
                                      "https://mx.example.test",
                                      "fe80::1%eth0"}) {
    CAPTURE(text);
    CHECK(refusal(text).code == errc::bad_address);
  }
}

TEST_CASE("A label is from 1 to 63 octets", "[identity][reference][rfc1034-3.1]") {
  CHECK(refusal("") == failure{errc::bad_label, 0});
  CHECK(refusal(".mx") == failure{errc::bad_label, 0});
  CHECK(refusal("mx..test") == failure{errc::bad_label, 3});
  CHECK(parse_reference(std::string(63, 'a') + ".test"));
  CHECK(refusal("mx." + std::string(64, 'a') + ".test") == failure{errc::bad_label, 3});
  CHECK(refusal(std::string(64, 'a')) == failure{errc::bad_label, 0});
}

TEST_CASE("A name is at most 253 octets, its final dot not counted", "[identity][reference][rfc1035-2.3.4]") {
  REQUIRE(name_of(253).size() == 253);
  CHECK(parse_reference(name_of(253)));
  CHECK(parse_reference(name_of(253) + "."));
  CHECK(refusal(name_of(254)).code == errc::name_too_long);
  CHECK(refusal(name_of(254) + ".").code == errc::name_too_long);
  CHECK(refusal(name_of(10'000'000)).code == errc::name_too_long);
}

TEST_CASE("An octet that no host name has is refused where it stands", "[identity][reference][rfc1123-2.1]") {
  CHECK(refusal("mx.exa mple.test") == failure{errc::bad_octet, 6});
  CHECK(refusal("*.example.test") == failure{errc::bad_octet, 0});
  CHECK(refusal("user@example.test") == failure{errc::bad_octet, 4});
  CHECK(refusal("mx.example.test\r\n") == failure{errc::bad_octet, 15});
  CHECK(refusal("mx\0.example.test"sv) == failure{errc::bad_octet, 2});
  CHECK(refusal("mx/x") == failure{errc::bad_octet, 2});
  CHECK(refusal("mx\x7f") == failure{errc::bad_octet, 2});
}

TEST_CASE("A U-label is refused with the advice to give the A-label", "[identity][reference][rfc9525-6.3]") {
  CHECK(refusal("m\xc3\xbcx.example") == failure{errc::not_ascii, 1});
  CHECK(refusal("mx.\xff") == failure{errc::not_ascii, 3});
  CHECK(std::error_code{errc::not_ascii}.message().find("xn--") != std::string::npos);
}

TEST_CASE("Any text can be looked for, and what else it may be is kept", "[identity][reference]") {
  CHECK(reference_from_text("192.0.2.1") == parse_reference("192.0.2.1").value());
  CHECK(reference_from_text("mx.example.test") == parse_reference("mx.example.test").value());
  CHECK(reference_from_text("").kind == reference_kind::dns);
  auto const readings = [](std::string_view text) {
    auto const read = reference_from_text(text);
    CHECK(read.kind == reference_kind::dns);
    CHECK(read.name == text);
    return read.readings.value_or(address_readings{});
  };
  bytes const address{192, 0, 2, 1};
  CHECK(readings("[192.0.2.1]").bracketed == address);
  CHECK(readings("192.0.2.1.").dotted == address);
  CHECK(readings("192.0.2.01").loose_decimal == address);
  CHECK(readings("192.0.513").short_decimal == address);
  CHECK(readings("0xc0.0.2.1").inet_aton == address);
  CHECK(readings("192.0.513 ").inet_aton_and_blanks == address);
  CHECK(readings("192.0.513 ").inet_aton.empty());
  CHECK(readings("2001:db8::1%eth0").zoned.size() == 16);
  CHECK(readings("[2001:db8::1]").bracketed.size() == 16);
  CHECK(readings("[]") == address_readings{});
  CHECK(readings("%:") == address_readings{});
}

TEST_CASE("Every identity error has words of its own", "[identity][errc]") {
  std::vector<std::string> seen;
  for (auto const each : {errc::bad_label, errc::name_too_long, errc::bad_octet, errc::not_ascii, errc::bad_address}) {
    std::error_code const ec = each;
    CHECK(ec.category().name() == std::string{"mxtls.identity"});
    for (auto const& other : seen) CHECK(ec.message() != other);
    seen.push_back(ec.message());
  }
  CHECK(static_cast<int>(errc::bad_label) == 1);
  CHECK(static_cast<int>(errc::bad_address) == 5);
}
