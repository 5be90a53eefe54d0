// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <system_error>

#include <mxtls/core/base64.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::from_base64;
using mxtls::to_base64;

TEST_CASE("base64 goes both ways for the examples of RFC 4648", "[core][base64][rfc4648-10]") {
  struct example {
    std::string octets, text;
  };
  for (auto const& [octets, text] :
       {example{"", ""}, example{"f", "Zg=="}, example{"fo", "Zm8="}, example{"foo", "Zm9v"},
        example{"foob", "Zm9vYg=="}, example{"fooba", "Zm9vYmE="}, example{"foobar", "Zm9vYmFy"}}) {
    CAPTURE(octets);
    CHECK(to_base64(as_bytes(octets)) == text);
    CHECK(from_base64(text).value() == mxtls::to_bytes(octets));
  }
}

TEST_CASE("base64 keeps every octet value", "[core][base64]") {
  mxtls::bytes octets;
  for (int i = 0; i < 256; ++i) octets.push_back(static_cast<std::uint8_t>(i));
  CHECK(from_base64(to_base64(octets)).value() == octets);
  // printf '\xff\xef\xbe' | openssl base64
  CHECK(to_base64(mxtls::bytes{0xff, 0xef, 0xbe}) == "/+++");
}

TEST_CASE("White space in base64 is skipped wherever it stands", "[core][base64][rfc7468-2]") {
  CHECK(from_base64(" Zm\r\n9v\tYg \v=\f=\n").value() == mxtls::to_bytes("foob"));
}

TEST_CASE("What is not base64 is refused with the place where it goes wrong", "[core][base64][rfc4648-3.3]") {
  struct example {
    std::string text;
    std::size_t where;
  };
  for (auto const& [text, where] :
       {example{"Zm9v*mFy", 4}, example{"Zm9v_mFy", 4}, example{"Zg=", 3}, example{"Zg", 2}, example{"Zm8", 3},
        example{"Z", 1}, example{"Z===", 1}, example{"=", 0}, example{"Zg===", 4}, example{"Zg==Zg==", 4},
        example{"Zm8=v", 4}, example{"Zg=v", 3}, example{std::string("Zm9\0", 4), 3}, example{"Zm9v\xc3\xa4", 4}}) {
    CAPTURE(text);
    auto const octets = from_base64(text);
    REQUIRE(!octets);
    CHECK(octets.error() == std::errc::illegal_byte_sequence);
    CHECK(octets.failure().where == where);
  }
}

TEST_CASE("Bits that the padding leaves over must be zero", "[core][base64][rfc4648-3.5]") {
  CHECK(!from_base64("Zh=="));
  CHECK(!from_base64("Zm9="));
  CHECK(from_base64("ZA==").value() == mxtls::to_bytes("d"));
}
