// SPDX-License-Identifier: BSL-1.0
#include <system_error>

#include <mxtls/pki/wolfcrypt_number.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::bytes;
using mxtls::to_hex;
using mxtls::pki::wolfcrypt::number;

namespace {

std::string text(number const& value) { return to_hex(value.octets(16)); }

} // namespace

// The expected values of this file are Python's.

TEST_CASE("Numbers come from octets or digits, and go to as many octets as asked for", "[pki][number]") {
  CHECK(to_hex(number{bytes{0x01, 0x00, 0xff}}.octets(5)) == "00000100ff");
  CHECK(to_hex(number::from_hex("0100FF").octets(3)) == "0100ff");
  CHECK(number{bytes{0x01, 0x00, 0xff}}.bits() == 17);
  CHECK(number{bytes{}}.is_zero());
  CHECK_FALSE(number{1}.is_zero());
  CHECK_THROWS_AS(number{65536}.octets(2), std::system_error);
}

TEST_CASE("Numbers are added, subtracted, multiplied and divided", "[pki][number]") {
  number const a = number::from_hex("fedcba9876543210ffff");
  number const b = number::from_hex("123456789abcdef");
  CHECK(text(a + b) == "000000000000fedcbbbbbbbbbbbccdee");
  CHECK(text(a - b) == "000000000000fedcb97530eca8653210");
  CHECK(text(a * number{65537}) == "00000000feddb97530eca865320fffff");
  CHECK(text(a / b) == "00000000000000000000000000e00000");
  CHECK(text(a % b) == "00000000000000000000000000f0ffff");
  CHECK(text(a >> 7) == "00000000000001fdb97530eca86421ff");
  CHECK(b < a);
  CHECK_FALSE(a < b);
  CHECK_FALSE(a < a);
  CHECK_THROWS_AS(b - a, std::system_error);
}

TEST_CASE("Numbers have inverses and common divisors", "[pki][number]") {
  CHECK(text(number{65537}.inverse(number::from_hex("fedcba9876543210"))) == "0000000000000000eeee0000eeee0001");
  CHECK(text(greatest_common_divisor(number{1071}, number{462})) == "00000000000000000000000000000015");
  CHECK_THROWS_AS(number{6}.inverse(number{9}), std::system_error);
}

TEST_CASE("Primes are told from other numbers", "[pki][number][fips186-4-C.3]") {
  // 2^127 - 1 is prime. 3215031751 is the smallest number that passes for one with the bases 2, 3, 5 and 7,
  // and 561 passes Fermat's test with every base.
  CHECK(number::from_hex("7fffffffffffffffffffffffffffffff").is_prime(8));
  CHECK_FALSE(number::from_hex("7ffffffffffffffffffffffffffffffd").is_prime(8));
  CHECK_FALSE(number{3215031751U}.is_prime(8));
  CHECK_FALSE(number{561}.is_prime(8));
}
