// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/pki/rsa_primes.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::bytes;
using mxtls::to_hex;
using namespace mxtls::pki;
using wolfcrypt::number;

namespace {

number first_odd(key_source source, std::size_t size) {
  bytes octets = source.take(size);
  octets.front() |= 0xc0;
  octets.back() |= 1;
  return number{octets};
}

} // namespace

TEST_CASE("A prime is the first one from its start on that suits the exponent", "[pki][key][rfc8017-3.1]") {
  // So small that every odd number in between can be looked at.
  constexpr std::size_t size = 16;
  for (char const* label : {"a", "b", "c", "d"}) {
    key_source source{"rsa_primes", "seed", label};
    number const start = first_odd(source, size);
    number const prime = make_rsa_prime(size, source);
    CHECK(prime.bits() == 8 * size);
    CHECK(prime.is_prime(16));
    CHECK_FALSE(((prime - number{1}) % number{rsa_exponent}).is_zero());
    int steps = 0;
    for (number at = start; at < prime; at = at + number{2}, ++steps) CHECK_FALSE(at.is_prime(16));
    CHECK(steps < 1000);
  }
}

TEST_CASE("A prime of RSA has its two highest bits set", "[pki][key][rfc8017-3.1]") {
  key_source source;
  bytes const octets = make_rsa_prime(64, source).octets(64);
  CHECK((octets.front() & 0xc0) == 0xc0);
  CHECK(make_rsa_prime(64, source).octets(64) != octets);
}

TEST_CASE("A prime whose predecessor is a multiple of the exponent is passed over", "[pki][key][rfc8017-3.1]") {
  // This label was searched for: the first prime it leads to is such a one.
  key_source source{"rsa_primes", "seed", "16618"};
  number const unsuitable = first_odd(source, 16) + number{78};
  REQUIRE(unsuitable.is_prime(16));
  REQUIRE(((unsuitable - number{1}) % number{rsa_exponent}).is_zero());
  CHECK(unsuitable < make_rsa_prime(16, source));
}
