// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_CONTEXT_HPP
#define MXTLS_IO_TLS_CONTEXT_HPP

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/io/tls_error.hpp>
#include <mxtls/io/tls_server_settings.hpp>
#include <mxtls/io/tls_setup.hpp>

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

  /// For a server.
  ///
  /// @param chain_pem The leaf, then what else is to be sent, as is and in this order.
  /// @param key_pem The private key of the leaf, PKCS#8 or SEC 1.
  /// @throws std::system_error naming the setting if the library cannot do it, std::bad_alloc
  static tls_context server(std::string_view chain_pem, std::string_view key_pem,
                            tls_server_settings const& settings = {}) {
    tls_context made{wolfTLS_server_method()};
    // Nor is there a ticket: who comes back is shown the certificate again.
    wolfSSL_CTX_no_ticket_TLSv13(made.native());
    detail::use_certificate(made.native(), chain_pem, key_pem);
    detail::apply(made.native(), settings);
    if (!settings.staple && settings.by_name.empty() && settings.other_name == settings.no_name &&
        settings.no_name == tls_server_settings::unknown_name::first_certificate)
      return made;
    made.state_ = std::make_shared<server_state>();
    if (settings.staple) made.use_staple(*settings.staple);
    made.choose_by_name(settings);
    return made;
  }

  WOLFSSL_CTX* native() const noexcept { return handle_.get(); }

  /// What the library's handle refers to; whoever holds a session of this context holds it too.
  std::shared_ptr<void const> state() const noexcept { return state_; }

 private:
  struct free_context {
    void operator()(WOLFSSL_CTX* handle) const noexcept { wolfSSL_CTX_free(handle); }
  };

  struct server_state {
    bytes staple;
    std::optional<timestamp> staple_in_date;
    /// By names in lower case; null for the first certificate.
    std::map<std::string, std::unique_ptr<tls_context>, std::less<>> by_name;
    tls_server_settings::unknown_name other_name{};
    tls_server_settings::unknown_name no_name{};
  };

  explicit tls_context(WOLFSSL_METHOD* method) : handle_{wolfSSL_CTX_new(method)} {
    if (!handle_) throw std::bad_alloc{};
    detail::offer_groups(native(), tls_server_settings{}.groups);
    // Nothing of one session may help another one, and a probe never comes back.
    wolfSSL_CTX_set_session_cache_mode(native(), WOLFSSL_SESS_CACHE_OFF);
  }

  void use_staple(tls_staple const& staple) {
    state_->staple = staple.response;
    state_->staple_in_date = staple.in_date;
    if (staple.in_date) wc_SetTimeCb(&detail::library_time);
    check_tls_setting(wolfSSL_CTX_EnableOCSPStapling(native()), "OCSP stapling");
    // An authority that the library cannot read has signed nothing that it would believe.
    wolfSSL_CTX_load_verify_buffer(native(), detail::octets_of(staple.signers_pem),
                                   static_cast<long>(staple.signers_pem.size()), WOLFSSL_FILETYPE_PEM);
    wolfSSL_CTX_set_tlsext_status_cb(native(), &tls_context::give_staple);
    wolfSSL_CTX_set_tlsext_status_arg(native(), state_.get());
  }

  void choose_by_name(tls_server_settings const& settings) {
    state_->other_name = settings.other_name;
    state_->no_name = settings.no_name;
    for (std::string const& name : settings.own_names) state_->by_name.emplace(ascii::to_lower(name), nullptr);
    for (tls_certificate_for const& each : settings.by_name) {
      tls_server_settings same = settings;
      same.by_name.clear();
      same.other_name = same.no_name = tls_server_settings::unknown_name::first_certificate;
      same.staple.reset();
      state_->by_name.insert_or_assign(ascii::to_lower(each.name),
                                       std::make_unique<tls_context>(server(each.chain_pem, each.key_pem, same)));
    }
    wolfSSL_CTX_set_servername_callback(native(), &tls_context::choose);
    wolfSSL_CTX_set_servername_arg(native(), state_.get());
  }

  /// In lower case; empty for none.
  static std::string asked_name(WOLFSSL* session) {
    void* asked = nullptr;
    std::size_t const size = wolfSSL_SNI_GetRequest(session, WOLFSSL_SNI_HOST_NAME, &asked);
    return size == 0 ? std::string{} : ascii::to_lower({static_cast<char const*>(asked), size});
  }

  static int give_staple(WOLFSSL* session, void* state) noexcept try {
    auto const& with = *static_cast<server_state const*>(state);
    // In TLS 1.3 the library asks before it has chosen the certificate.
    auto const found = with.by_name.find(asked_name(session));
    if (found != with.by_name.end() && found->second) return noack_return;
    bytes const& staple = with.staple;
    // The library frees it.
    auto* const copy = static_cast<unsigned char*>(XMALLOC(staple.size(), nullptr, DYNAMIC_TYPE_OPENSSL));
    if (copy == nullptr) return noack_return;
    std::copy(staple.begin(), staple.end(), copy);
    // The library reads it as soon as this returns.
    if (with.staple_in_date) detail::time_to_tell() = with.staple_in_date;
    wolfSSL_set_tlsext_status_ocsp_resp(session, copy, static_cast<int>(staple.size()));
    return 0;
  } catch (std::bad_alloc const&) {
    return noack_return;
  }

  static int choose(WOLFSSL* session, int* alert, void* with) noexcept try {
    auto const& state = *static_cast<server_state const*>(with);
    std::string const asked = asked_name(session);
    auto const found = state.by_name.find(asked);
    if (found != state.by_name.end()) {
      if (found->second) wolfSSL_set_SSL_CTX(session, found->second->native());
      return 0;
    }
    auto const unknown = asked.empty() ? state.no_name : state.other_name;
    if (unknown == tls_server_settings::unknown_name::first_certificate) return 0;
    *alert = unrecognized_name;
    return fatal_return;
  } catch (std::bad_alloc const&) {
    return fatal_return;
  }

  std::unique_ptr<WOLFSSL_CTX, free_context> handle_;
  std::shared_ptr<server_state> state_;
};

} // namespace mxtls::io

#endif
