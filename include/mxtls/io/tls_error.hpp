// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_ERROR_HPP
#define MXTLS_IO_TLS_ERROR_HPP

#include <stdexcept>
#include <string>
#include <system_error>

#include <wolfssl/options.h>
#include <wolfssl/error-ssl.h>
#include <wolfssl/ssl.h>
#include <wolfssl/wolfcrypt/error-crypt.h>

#include <mxtls/io/errc.hpp>

namespace mxtls::io {

/// The error codes of wolfSSL and wolfCrypt, which are negative, with the library's own words.
class tls_error_category final : public std::error_category {
 public:
  char const* name() const noexcept override { return "wolfssl"; }
  std::string message(int value) const override {
    char const* const text = wolfSSL_ERR_reason_error_string(static_cast<unsigned long>(value < 0 ? -value : value));
    return std::string{text == nullptr ? "unknown error" : text} + " [wolfSSL " + std::to_string(value) + "]";
  }

  static tls_error_category const& instance() noexcept {
    static tls_error_category const category;
    return category;
  }
};

inline std::error_code make_tls_error(int value) noexcept { return {value, tls_error_category::instance()}; }

/// Whether the library gave up for a limit of its own, which says nothing about the peer.
///
/// More certificates or longer messages than it takes, a key or an algorithm it does not know, no
/// memory. Only for a handshake that the peer did not end itself, by an alert or in clear.
inline bool is_limit_of_library(std::error_code error) noexcept {
  if (error.category() != tls_error_category::instance()) return false;
  switch (error.value()) {
  case MAX_CHAIN_ERROR:
  case HANDSHAKE_SIZE_ERROR:
  case BUFFER_ERROR:
  case BUFFER_E:
  case MEMORY_ERROR:
  case MEMORY_E:
  case MP_INIT_E:
  case MP_READ_E:
  case MP_EXPTMOD_E:
  case MP_TO_E:
  case MP_SUB_E:
  case MP_ADD_E:
  case MP_MUL_E:
  case MP_MULMOD_E:
  case MP_MOD_E:
  case MP_INVMOD_E:
  case MP_CMP_E:
  case MP_ZERO_E:
  case RSA_KEY_SIZE_E:
  case ECC_KEY_SIZE_E:
  case WC_KEY_SIZE_E:
  case ECC_CURVE_OID_E:
  case ASN_UNKNOWN_OID_E:
  case NOT_COMPILED_IN: return true;
  default: return false;
  }
}

/// Throws unless the library took a setting; `what` names it and says what to look at.
inline void check_tls_setting(int answer, char const* what) {
  if (answer == WOLFSSL_SUCCESS) return;
  if (answer < 0) throw std::system_error{make_tls_error(answer), what};
  throw std::system_error{make_error_code(errc::tls_setup), what};
}

} // namespace mxtls::io

#endif
