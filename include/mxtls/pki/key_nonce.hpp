// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_KEY_NONCE_HPP
#define MXTLS_PKI_KEY_NONCE_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <system_error>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/errc.hpp>
#include <mxtls/pki/hash_algorithm.hpp>
#include <mxtls/pki/wolfcrypt_number.hpp>

namespace mxtls::pki {

/// The leftmost octets as a number with no more bits than `order`.
///
/// References: RFC 6979 section 2.3.2.
inline wolfcrypt::number bits_to_number(byte_view octets, wolfcrypt::number const& order) {
  std::size_t const bits = order.bits();
  octets = octets.first(std::min(octets.size(), (bits + 7) / 8));
  wolfcrypt::number const value{octets};
  return octets.size() * 8 > bits ? value >> (octets.size() * 8 - bits) : value;
}

/// The secret number of one ECDSA signature, from the key and the message's hash.
///
/// @throws std::system_error(errc::signing_failed)
///
/// References: RFC 6979 section 3.2.
inline wolfcrypt::number key_nonce(hash_algorithm hash, byte_view scalar, byte_view hashed,
                                   wolfcrypt::number const& order) {
  bytes const reduced = (bits_to_number(hashed, order) % order).octets(scalar.size());
  bytes v(digest_size(hash), 1);
  bytes k(digest_size(hash), 0);
  for (std::uint8_t round = 0; round < 2; ++round) {
    k = hmac(hash, k, der::concat({v, {&round, 1}, scalar, reduced}));
    v = hmac(hash, k, v);
  }
  // One candidate in 2^32 is too large on P-256, fewer elsewhere.
  for (int attempt = 0; attempt < 8; ++attempt) {
    bytes candidate;
    while (candidate.size() < scalar.size()) {
      v = hmac(hash, k, v);
      candidate.insert(candidate.end(), v.begin(), v.end());
    }
    wolfcrypt::number const value = bits_to_number(candidate, order);
    if (!value.is_zero() && value < order) return value;
    k = hmac(hash, k, der::concat({v, bytes{0}}));
    v = hmac(hash, k, v);
  }
  throw std::system_error{errc::signing_failed, "no nonce was found for ECDSA"};
}

} // namespace mxtls::pki

#endif
