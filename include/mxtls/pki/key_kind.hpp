// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_KEY_KIND_HPP
#define MXTLS_PKI_KEY_KIND_HPP

#include <array>
#include <cstddef>
#include <string_view>

namespace mxtls::pki {

/// The keys that can be made. `rsa_1024` is there to be refused by those who look at sizes.
enum class key_kind { p256, p384, p521, ed25519, ed448, rsa_1024, rsa_2048, rsa_3072, rsa_4096 };

/// All of them, for loops and for messages that list what is allowed.
inline constexpr std::array<key_kind, 9> key_kinds{key_kind::p256,     key_kind::p384,     key_kind::p521,
                                                   key_kind::ed25519,  key_kind::ed448,    key_kind::rsa_1024,
                                                   key_kind::rsa_2048, key_kind::rsa_3072, key_kind::rsa_4096};

/// The name in files: `p256`, `rsa-2048`.
constexpr std::string_view to_text(key_kind kind) noexcept {
  switch (kind) {
  case key_kind::p256: return "p256";
  case key_kind::p384: return "p384";
  case key_kind::p521: return "p521";
  case key_kind::ed25519: return "ed25519";
  case key_kind::ed448: return "ed448";
  case key_kind::rsa_1024: return "rsa-1024";
  case key_kind::rsa_2048: return "rsa-2048";
  case key_kind::rsa_3072: return "rsa-3072";
  case key_kind::rsa_4096: return "rsa-4096";
  }
  return "unknown";
}

/// What the kinds of key have in common: how they are made, written and used.
enum class key_family { ec, ed, rsa };

constexpr key_family family_of(key_kind kind) noexcept {
  switch (kind) {
  case key_kind::p256:
  case key_kind::p384:
  case key_kind::p521: return key_family::ec;
  case key_kind::ed25519:
  case key_kind::ed448: return key_family::ed;
  default: return key_family::rsa;
  }
}

/// Octets of the modulus of an RSA key; 0 for the other families.
constexpr std::size_t rsa_size(key_kind kind) noexcept {
  switch (kind) {
  case key_kind::rsa_1024: return 128;
  case key_kind::rsa_2048: return 256;
  case key_kind::rsa_3072: return 384;
  case key_kind::rsa_4096: return 512;
  default: return 0;
  }
}

} // namespace mxtls::pki

#endif
