// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <string>

#include <mxtls/core/sha256.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::sha256;
using mxtls::to_hex;

TEST_CASE("sha256 gives the digests that RFC 6234 tests with", "[core][sha256][rfc6234-8.5]") {
  CHECK(to_hex(sha256(as_bytes("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(to_hex(sha256(as_bytes(std::string(1'000'000, 'a')))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  std::string eighty_times;
  for (int i = 0; i < 10; ++i) eighty_times += "0123456701234567012345670123456701234567012345670123456701234567";
  CHECK(to_hex(sha256(as_bytes(eighty_times))) == "594847328451bdfa85056225462cc1d867d877fb388df0ce35f25ab5562bfbb5");
  CHECK(to_hex(sha256(as_bytes("\x19"))) == "68aa2e2ee5dff96e3355e6c7ee373e3d6a4e17f75f9518d843709c0c9bc3e3d4");
}

TEST_CASE("sha256 of nothing is the digest that NIST gives for it", "[core][sha256][fips180-4]") {
  CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// for n in 55 56 63 64 65; do head -c $n /dev/zero | openssl sha256; done
TEST_CASE("sha256 pads right around the end of a block", "[core][sha256][rfc6234-4.1]") {
  auto const zeros = [](std::size_t n) { return to_hex(sha256(mxtls::bytes(n))); };
  CHECK(zeros(55) == "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7");
  CHECK(zeros(56) == "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb");
  CHECK(zeros(63) == "c7723fa1e0127975e49e62e753db53924c1bd84b8ac1ac08df78d09270f3d971");
  CHECK(zeros(64) == "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
  CHECK(zeros(65) == "98ce42deef51d40269d542f5314bef2c7468d401ad5d85168bfab4c0108f75f7");
}

TEST_CASE("sha256 works when the program is compiled", "[core][sha256]") {
  static constexpr std::array<std::uint8_t, 3> abc{'a', 'b', 'c'};
  static constexpr auto digest = sha256(abc);
  static_assert(digest[0] == 0xba && digest[31] == 0xad);
  CHECK(digest == sha256(as_bytes("abc")));
}
