// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_RSA_ENCODING_HPP
#define MXTLS_PKI_RSA_ENCODING_HPP

#include <cassert>
#include <cstddef>
#include <cstdint>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/hash_algorithm.hpp>

/// What is signed with an RSA key in place of the message.
namespace mxtls::pki {

/// EMSA-PKCS1-v1_5 of a digest, as long as the modulus. @pre `size` holds it, as 128 octets do
///
/// References: RFC 8017 section 9.2.
inline bytes emsa_pkcs1(hash_algorithm hash, byte_view hashed, std::size_t size) {
  bytes const info = digest_info(hash, hashed);
  assert(size >= info.size() + 11);
  return der::concat({bytes{0, 1}, bytes(size - info.size() - 3, 0xff), bytes{0}, info});
}

/// MGF1. References: RFC 8017 appendix B.2.1.
inline bytes mgf1(hash_algorithm hash, byte_view seed, std::size_t size) {
  bytes out;
  // The counter has four octets; a modulus of 512 octets comes to 32 rounds at most.
  for (std::uint8_t counter = 0; out.size() < size; ++counter) {
    bytes const block = digest(hash, der::concat({seed, bytes{0, 0, 0, counter}}));
    out.insert(out.end(), block.begin(), block.end());
  }
  out.resize(size);
  return out;
}

/// EMSA-PSS of a digest for a modulus of `size` whole octets.
///
/// @pre `size >= hashed.size() + salt.size() + 2`, and `size <= 512`
///
/// References: RFC 8017 section 9.1.1.
inline bytes emsa_pss(hash_algorithm hash, byte_view hashed, byte_view salt, std::size_t size) {
  assert(size >= hashed.size() + salt.size() + 2 && size <= 512);
  bytes const h = digest(hash, der::concat({bytes(8), hashed, salt}));
  std::size_t const block = size - h.size() - 1;
  bytes masked = der::concat({bytes(block - salt.size() - 1), bytes{1}, salt});
  bytes const mask = mgf1(hash, h, block);
  for (std::size_t i = 0; i < block; ++i) masked[i] ^= mask[i];
  masked.front() &= 0x7f;
  return der::concat({masked, h, bytes{0xbc}});
}

} // namespace mxtls::pki

#endif
