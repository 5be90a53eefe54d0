// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <mxtls/pki/key.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::bytes;
using mxtls::to_hex;
using mxtls::ascii::hex_value;
using mxtls::pki::private_key;

namespace {

bytes from_hex(std::string_view digits) {
  bytes out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(hex_value(digits[i]) * 16 + hex_value(digits[i + 1])));
  return out;
}

// The key of RFC 6979 section A.2.5.
constexpr std::string_view rfc6979_x = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
constexpr std::string_view rfc6979_ux = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
constexpr std::string_view rfc6979_uy = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

} // namespace

TEST_CASE("The public key belongs to the private one", "[pki][key][rfc6979-A.2.5]") {
  auto const key = private_key::from_scalar(from_hex(rfc6979_x));
  CHECK(to_hex(key.public_point()) == "04" + std::string{rfc6979_ux} + std::string{rfc6979_uy});
}

TEST_CASE("Signatures are those of the RFC, each time anew", "[pki][key][rfc6979-A.2.5]") {
  auto const key = private_key::from_scalar(from_hex(rfc6979_x));
  // r and s of "P-256, with SHA-256", as INTEGERs; a leading zero where the first bit is set.
  std::string const sample = "3046"
                             "022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                             "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
  std::string const test = "3045"
                           "022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                           "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083";
  for (int round = 0; round < 2; ++round) {
    CHECK(to_hex(key.sign(as_bytes("sample"))) == sample);
    CHECK(to_hex(key.sign(as_bytes("test"))) == test);
  }
}

TEST_CASE("A public key is written as SubjectPublicKeyInfo", "[pki][key][rfc5480-2]") {
  // openssl pkey -pubout -outform DER, for the key of RFC 6979 section A.2.5
  auto const key = private_key::from_scalar(from_hex(rfc6979_x));
  CHECK(to_hex(key.spki_der()) ==
        "3059301306072a8648ce3d020106082a8648ce3d03010703420004" + std::string{rfc6979_ux} + std::string{rfc6979_uy});
  CHECK(to_hex(key.signature_algorithm_der()) == "300a06082a8648ce3d040302");
}

TEST_CASE("A private key is written as PKCS #8", "[pki][key][rfc5958-2]") {
  // openssl pkcs8 -topk8 -nocrypt -outform DER, for the key of RFC 6979 section A.2.5
  auto const key = private_key::from_scalar(from_hex(rfc6979_x));
  CHECK(to_hex(key.pkcs8_der()) ==
        "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420c9afa9d845ba75166b5c215767b1d6934e50c3"
        "db36e89b127b8a622b120f6721a1440342000460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe10"
        "08b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
  CHECK(key.pkcs8_pem() == mxtls::pki::to_pem("PRIVATE KEY", key.pkcs8_der()));
}

TEST_CASE("A scalar has 32 octets and lies between 1 and the order less 1", "[pki][key][fips186-4]") {
  // The order and its two neighbours: FIPS 186-4 section D.1.2.3.
  std::string const but_last = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc6325";
  CHECK_NOTHROW(private_key::from_scalar(from_hex(but_last + "50")));
  CHECK_THROWS_AS(private_key::from_scalar(from_hex(but_last + "51")), std::invalid_argument);
  CHECK_THROWS_AS(private_key::from_scalar(bytes(32)), std::invalid_argument);
  CHECK_THROWS_AS(private_key::from_scalar(bytes(31, 1)), std::invalid_argument);
  CHECK_THROWS_AS(private_key::from_scalar(bytes(33, 1)), std::invalid_argument);
  bytes one(32);
  one.back() = 1;
  // The base point: FIPS 186-4 section D.1.2.3.
  CHECK(to_hex(private_key::from_scalar(one).public_point()) ==
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
}

TEST_CASE("Keys without a seed differ", "[pki][key]") {
  auto const first = private_key::generate();
  auto const second = private_key::generate();
  CHECK(first.pkcs8_der() != second.pkcs8_der());
  CHECK(first.sign(as_bytes("x")) == first.sign(as_bytes("x")));
}

TEST_CASE("A key follows from seed and label, and from both", "[pki][key][seed]") {
  auto const key = private_key::from_seed("seed", "label");
  CHECK(key.pkcs8_der() == private_key::from_seed("seed", "label").pkcs8_der());
  CHECK(key.pkcs8_der() != private_key::from_seed("seed", "other").pkcs8_der());
  CHECK(key.pkcs8_der() != private_key::from_seed("other", "label").pkcs8_der());
  CHECK(key.pkcs8_der() != private_key::from_seed("seedl", "abel").pkcs8_der());
  CHECK_THROWS_AS(private_key::from_seed("", "label"), std::invalid_argument);
}

TEST_CASE("A key can be moved and signs as before", "[pki][key]") {
  auto from = private_key::from_seed("seed", "label");
  bytes const signature = from.sign(as_bytes("x"));
  private_key const to = std::move(from);
  CHECK(to.sign(as_bytes("x")) == signature);
}
