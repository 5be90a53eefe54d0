// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_CONTEXT_HPP
#define MXTLS_IO_TLS_CONTEXT_HPP

#include <array>
#include <memory>
#include <new>
#include <string_view>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/io/tls_error.hpp>

namespace mxtls::io {

/// Settings shared by many TLS sessions. Share one context: making one costs a third of a handshake.
///
/// A client's context holds no trust anchors and refuses no certificate: whatever the peer sends,
/// the handshake completes and the chain is judged afterwards, from that peer's octets alone. A
/// library context with anchors would remember the intermediates it has seen and let one peer's
/// chain help the next.
///
/// Thread safety: distinct objects: safe. Shared objects: safe once set up.
class tls_context {
 public:
  /// For a client. @throws std::system_error, std::bad_alloc
  static tls_context client() {
    tls_context made{wolfTLS_client_method()};
    wolfSSL_CTX_set_verify(made.native(), WOLFSSL_VERIFY_NONE, nullptr);
    return made;
  }

  /// For a server with one certificate.
  ///
  /// @param chain_pem The leaf, then what else is to be sent, as is and in this order.
  /// @param key_pem The private key of the leaf, PKCS#8 or SEC 1.
  /// @throws std::system_error if the library cannot use them, std::bad_alloc
  static tls_context server(std::string_view chain_pem, std::string_view key_pem) {
    tls_context made{wolfTLS_server_method()};
    auto const octets = [](std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); };
    check_tls_setting(
        wolfSSL_CTX_use_certificate_chain_buffer(made.native(), octets(chain_pem), static_cast<long>(chain_pem.size())),
        "the server's certificate chain (PEM, leaf first)");
    check_tls_setting(wolfSSL_CTX_use_PrivateKey_buffer(made.native(), octets(key_pem),
                                                        static_cast<long>(key_pem.size()), WOLFSSL_FILETYPE_PEM),
                      "the server's private key (PEM)");
    return made;
  }

  WOLFSSL_CTX* native() const noexcept { return handle_.get(); }

 private:
  struct free_context {
    void operator()(WOLFSSL_CTX* handle) const noexcept { wolfSSL_CTX_free(handle); }
  };

  explicit tls_context(WOLFSSL_METHOD* method) : handle_{wolfSSL_CTX_new(method)} {
    if (!handle_) throw std::bad_alloc{};
    // X25519 makes a handshake twice as fast as the library's default, P-256 for everyone else.
    for (word16 const group : {WOLFSSL_ECC_X25519, WOLFSSL_ECC_SECP256R1, WOLFSSL_ECC_SECP384R1, WOLFSSL_ECC_SECP521R1})
      check_tls_setting(wolfSSL_CTX_UseSupportedCurve(native(), group), "the key exchange groups");
    // Nothing of one session may help another one, and a probe never comes back.
    wolfSSL_CTX_set_session_cache_mode(native(), WOLFSSL_SESS_CACHE_OFF);
  }

  std::unique_ptr<WOLFSSL_CTX, free_context> handle_;
};

} // namespace mxtls::io

#endif
