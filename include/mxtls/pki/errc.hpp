// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_ERRC_HPP
#define MXTLS_PKI_ERRC_HPP

#include <string_view>

#include <mxtls/core/error.hpp>

namespace mxtls::pki {

/// Why a key or a certificate could not be made; thrown inside `std::system_error`.
enum class errc {
  /// The system's random source gave nothing.
  random_failed = 1,
  /// wolfCrypt could not make, load or export a key.
  key_failed = 2,
  /// wolfCrypt could not sign.
  signing_failed = 3,
};

constexpr char const* category_name(errc) noexcept { return "mxtls.pki"; }

constexpr std::string_view describe(errc value) noexcept {
  switch (value) {
  case errc::random_failed: return "the random source failed";
  case errc::key_failed: return "the key could not be made, loaded or exported";
  case errc::signing_failed: return "the signature could not be made";
  }
  return "unknown pki error";
}

} // namespace mxtls::pki

MXTLS_ERROR_ENUM(pki);

#endif
