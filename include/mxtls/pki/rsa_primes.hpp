// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_RSA_PRIMES_HPP
#define MXTLS_PKI_RSA_PRIMES_HPP

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/errc.hpp>
#include <mxtls/pki/key_source.hpp>
#include <mxtls/pki/wolfcrypt_number.hpp>

namespace mxtls::pki {

/// The public exponent of all RSA keys.
inline constexpr std::uint32_t rsa_exponent = 65537;

namespace detail {

/// The odd primes below 8192, by which most candidates are thrown out cheaply.
inline std::vector<std::uint32_t> const& small_odd_primes() {
  static std::vector<std::uint32_t> const primes = [] {
    constexpr std::uint32_t end = 8192;
    std::bitset<end> composite;
    std::vector<std::uint32_t> found;
    for (std::uint32_t n = 3; n < end; n += 2) {
      if (composite[n]) continue;
      found.push_back(n);
      for (std::uint32_t multiple = n * n; multiple < end; multiple += n) composite[multiple] = true;
    }
    return found;
  }();
  return primes;
}

inline std::uint32_t remainder(byte_view octets, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (std::uint8_t const octet : octets) rest = (rest << 8 | octet) % divisor;
  return static_cast<std::uint32_t>(rest);
}

} // namespace detail

/// The first prime at or after a number taken from the source that suits an RSA key.
///
/// The search is written out here, as wolfCrypt's own changes from version to version, and with it
/// the key that a seed leads to. The two highest bits are set, so that a product of two primes has
/// all its bits; the prime less 1 is no multiple of the public exponent.
///
/// @throws std::system_error as `key_source::take`, or errc::key_failed
///
/// References: RFC 8017 section 3.1, FIPS 186-4 appendix C.3.
inline wolfcrypt::number make_rsa_prime(std::size_t size, key_source& source) {
  using wolfcrypt::number;
  constexpr int rounds = 8;
  auto const& primes = detail::small_odd_primes();
  std::vector<std::uint32_t> rests(primes.size());
  for (int attempt = 0; attempt < 8; ++attempt) {
    bytes first = source.take(size);
    first.front() |= 0xc0;
    first.back() |= 1;
    for (std::size_t i = 0; i < primes.size(); ++i) rests[i] = detail::remainder(first, primes[i]);
    std::uint32_t const exponent_rest = detail::remainder(first, rsa_exponent);
    // Primes of this size are some 6 * size apart, and hardly ever more than 100 times as far.
    std::uint32_t const end = static_cast<std::uint32_t>(size) * 600;
    for (std::uint32_t step = 0; step < end; step += 2) {
      bool sieved = (exponent_rest + step) % rsa_exponent == 1;
      for (std::size_t i = 0; i < primes.size() && !sieved; ++i) sieved = (rests[i] + step) % primes[i] == 0;
      if (sieved) continue;
      number const candidate = number{first} + number{step};
      if (candidate.bits() == size * 8 && candidate.is_prime(rounds)) return candidate;
    }
  }
  throw std::system_error{errc::key_failed, "the source of an RSA key leads to no prime"};
}

} // namespace mxtls::pki

#endif
