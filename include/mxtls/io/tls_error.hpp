// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_ERROR_HPP
#define MXTLS_IO_TLS_ERROR_HPP

#include <stdexcept>
#include <string>
#include <system_error>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

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

/// Throws unless the library took a setting; `what` names it and says what to look at.
inline void check_tls_setting(int answer, char const* what) {
  if (answer == WOLFSSL_SUCCESS) return;
  if (answer < 0) throw std::system_error{make_tls_error(answer), what};
  throw std::system_error{make_error_code(errc::tls_setup), what};
}

} // namespace mxtls::io

#endif
