// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_SHA256_HPP
#define MXTLS_CORE_SHA256_HPP

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <mxtls/core/bytes.hpp>

namespace mxtls {

namespace detail {

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
inline constexpr std::array<std::uint32_t, 64> sha256_round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// Mixes one block of 64 octets into the hash value.
constexpr void sha256_mix(std::array<std::uint32_t, 8>& hash, std::array<std::uint8_t, 64> const& block) noexcept {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t t = 0; t < 16; ++t)
    for (std::size_t i = 0; i < 4; ++i) w[t] = w[t] << 8 | block[4 * t + i];
  for (std::size_t t = 16; t < 64; ++t) {
    std::uint32_t const s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ w[t - 15] >> 3;
    std::uint32_t const s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ w[t - 2] >> 10;
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  auto v = hash; // a to h
  for (std::size_t t = 0; t < 64; ++t) {
    std::uint32_t const s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
    std::uint32_t const choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    std::uint32_t const t1 = v[7] + s1 + choice + sha256_round_constants[t] + w[t];
    std::uint32_t const s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
    std::uint32_t const majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
    v = {t1 + s0 + majority, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
  }
  for (std::size_t i = 0; i < 8; ++i) hash[i] += v[i];
}

} // namespace detail

/// SHA-256 of the octets: certificate fingerprints and TLSA records, without a crypto library.
///
/// Not constant-time with regard to the length; use it for public data only.
///
/// References: RFC 6234 section 6.2, FIPS 180-4.
constexpr std::array<std::uint8_t, 32> sha256(byte_view octets) noexcept {
  std::array<std::uint32_t, 8> hash{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block{};
  std::size_t used = 0;
  auto const put = [&](std::uint8_t octet) {
    block[used++] = octet;
    if (used < block.size()) return;
    detail::sha256_mix(hash, block);
    used = 0;
  };
  for (std::uint8_t const octet : octets) put(octet);
  put(0x80);
  while (used != 56) put(0);
  std::uint64_t const bits = static_cast<std::uint64_t>(octets.size()) * 8;
  for (int shift = 56; shift >= 0; shift -= 8) put(static_cast<std::uint8_t>(bits >> shift & 0xff));
  std::array<std::uint8_t, 32> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(hash[i / 4] >> (24 - i % 4 * 8));
  return out;
}

} // namespace mxtls

#endif
