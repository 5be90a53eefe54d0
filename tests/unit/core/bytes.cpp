// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/core/bytes.hpp>
#include <mxtls/test/catch.hpp>

using namespace std::string_view_literals;
using mxtls::as_bytes;
using mxtls::as_text;
using mxtls::bytes;
using mxtls::parse_hex;
using mxtls::to_hex;

TEST_CASE("Octets and text are the same octets seen in two ways", "[core][bytes]") {
  bytes const octets{0x00, 0x41, 0x7f, 0x80, 0xff};
  CHECK(as_text(octets) == "\0A\x7f\x80\xff"sv);
  CHECK(mxtls::to_text(octets) == std::string("\0A\x7f\x80\xff", 5));
  CHECK(mxtls::to_bytes("\0A\x7f\x80\xff"sv) == octets);
  auto const seen = as_bytes("\0A\x7f\x80\xff"sv);
  CHECK(bytes(seen.begin(), seen.end()) == octets);
}

TEST_CASE("A view of octets copies nothing", "[core][bytes]") {
  bytes const octets{'m', 'x'};
  CHECK(static_cast<void const*>(as_text(octets).data()) == octets.data());
  std::string const text = "mx";
  CHECK(static_cast<void const*>(as_bytes(text).data()) == text.data());
}

TEST_CASE("No octets are no text and no digits", "[core][bytes]") {
  CHECK(as_text({}).empty());
  CHECK(as_bytes("").empty());
  CHECK(mxtls::to_bytes("").empty());
  CHECK(mxtls::to_text({}).empty());
  CHECK(to_hex({}).empty());
  CHECK(to_hex({}, ':').empty());
}

TEST_CASE("Hexadecimal has two lower-case digits an octet", "[core][bytes][rfc4648-10]") {
  CHECK(to_hex(as_bytes("foobar")) == "666f6f626172");
  CHECK(to_hex(bytes{0x00, 0x0f, 0xf0, 0xff}) == "000ff0ff");
}

TEST_CASE("A separator stands between octets only", "[core][bytes]") {
  CHECK(to_hex(bytes{0xab}, ':') == "ab");
  CHECK(to_hex(bytes{0xab, 0x01, 0xff}, ':') == "ab:01:ff");
}

TEST_CASE("Octets are read from two hexadecimal digits each, in either case", "[core][bytes][rfc4648-10]") {
  CHECK(parse_hex("666F6f626172") == mxtls::to_bytes("foobar"));
  CHECK(parse_hex("000ff0FF") == bytes{0x00, 0x0f, 0xf0, 0xff});
  CHECK(parse_hex("") == bytes{});
}

TEST_CASE("What is not all pairs of hexadecimal digits is not read", "[core][bytes]") {
  for (std::string_view const digits : {"0", "abc", "0g", "g0", "0x00", "00 01", "00:01", " 00", "\xc3\xbc", "-1"}) {
    INFO(digits);
    CHECK_FALSE(parse_hex(digits));
  }
}
