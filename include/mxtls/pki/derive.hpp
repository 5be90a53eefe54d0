// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_DERIVE_HPP
#define MXTLS_PKI_DERIVE_HPP

#include <array>
#include <cstdint>
#include <initializer_list>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/sha256.hpp>

namespace mxtls::pki {

/// SHA-256 over several parts, each preceded by its length, so that no two lists of parts collide.
///
/// Everything a seed gives (keys, serial numbers) is derived by it: a change here changes every
/// seeded certificate ever made, which the tests of the authority notice.
inline std::array<std::uint8_t, 32> derive(std::initializer_list<byte_view> parts) {
  bytes message;
  for (byte_view const part : parts) {
    for (int shift = 56; shift >= 0; shift -= 8)
      message.push_back(static_cast<std::uint8_t>(std::uint64_t{part.size()} >> shift));
    message.insert(message.end(), part.begin(), part.end());
  }
  return sha256(message);
}

} // namespace mxtls::pki

#endif
