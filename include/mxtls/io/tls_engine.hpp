// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_ENGINE_HPP
#define MXTLS_IO_TLS_ENGINE_HPP

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/io/tls_context.hpp>
#include <mxtls/io/tls_memory.hpp>
#include <mxtls/report/plain_alert.hpp>
#include <mxtls/report/tls_session.hpp>

#ifndef WOLFSSL_ALWAYS_VERIFY_CB
#error "mxtls needs a wolfSSL with WOLFSSL_ALWAYS_VERIFY_CB, as Debian's is, to see what a peer sends"
#endif

namespace mxtls::io {

/// One TLS session on octets in memory: it is fed what arrived and says what to send. No I/O.
///
/// Every step returns a `progress`. While it wants octets, send `output()`, feed what the peer sent
/// and repeat the step; also after the last step `output()` may hold something to send.
///
/// Lifetime: the context may go before the engine. Not movable: the library keeps its address.
class tls_engine {
 public:
  enum class outcome { done, wants_octets, closed, failed };

  struct progress {
    outcome what = outcome::done;
    /// The library's error for `failed`.
    std::error_code error{};
    /// Application octets read or written.
    std::size_t octets = 0;
  };

  /// @throws std::bad_alloc
  explicit tls_engine(tls_context const& context)
      : context_state_{context.state()}, handle_{wolfSSL_new(context.native())} {
    if (!handle_) throw std::bad_alloc{};
    wolfSSL_SSLSetIORecv(native(), &tls_engine::receive);
    wolfSSL_SSLSetIOSend(native(), &tls_engine::send);
    wolfSSL_SetIOReadCtx(native(), this);
    wolfSSL_SetIOWriteCtx(native(), this);
    wolfSSL_set_verify(native(), wolfSSL_CTX_get_verify_mode(context.native()), &tls_engine::keep_chain);
    wolfSSL_SetCertCbCtx(native(), this);
  }

  tls_engine(tls_engine const&) = delete;
  tls_engine& operator=(tls_engine const&) = delete;

  /// Sends this name as server_name (RFC 6066 section 3), none if empty; call before the handshake.
  /// @throws std::system_error if it has more than 255 octets or the library refuses it
  void offer_server_name(std::string_view name) {
    if (name.empty()) return;
    if (name.size() > 255) throw std::system_error{make_error_code(errc::tls_setup), "the server name (SNI)"};
    check_tls_setting(
        wolfSSL_UseSNI(native(), WOLFSSL_SNI_HOST_NAME, name.data(), static_cast<unsigned short>(name.size())),
        "the server name (SNI)");
  }

  /// Client's handshake. X25519 is the key share that is sent first.
  progress connect() {
    if (!share_sent_) wolfSSL_UseKeyShare(native(), WOLFSSL_ECC_X25519);
    share_sent_ = true;
    return step(wolfSSL_connect(native()));
  }

  /// Server's handshake.
  progress accept() {
    progress const made = step(wolfSSL_accept(native()));
    detail::time_to_tell().reset();
    return made;
  }

  /// `closed` is the peer's close_notify.
  progress read(char* into, std::size_t size) {
    return step(wolfSSL_read(native(), into, static_cast<int>(std::min<std::size_t>(size, 1 << 20))));
  }

  progress write(char const* from, std::size_t size) {
    return step(wolfSSL_write(native(), from, static_cast<int>(std::min<std::size_t>(size, 1 << 20))));
  }

  /// Puts our close_notify into `output()`; does not wait for the peer's.
  void shut_down() noexcept { wolfSSL_shutdown(native()); }

  /// Takes octets from the peer.
  void feed(std::string_view octets) {
    if (first_octets_.size() < max_first_octets && wolfSSL_is_init_finished(native()) == 0)
      first_octets_.append(octets.substr(0, max_first_octets - first_octets_.size()));
    input_ += octets;
  }

  /// Octets for the peer, until `output_sent`.
  std::string_view output() const noexcept { return output_; }
  void output_sent() noexcept { empty(output_); }
  /// The first octets of it were.
  void output_sent(std::size_t count) {
    if (count == output_.size()) empty(output_);
    else output_.erase(0, count);
  }

  /// What the peer sent in the handshake, up to `max_first_octets`: room for any ClientHello.
  std::string_view first_octets() const noexcept { return first_octets_; }
  static constexpr std::size_t max_first_octets = 16'384;
  /// Gives back what only the handshake needed; for who has looked at it. @pre the handshake is done
  void forget_handshake() noexcept {
    std::string{}.swap(first_octets_);
    wolfSSL_FreeArrays(native());
  }
  /// Gives back half of a server's memory, which costs a tenth of a handshake; for who has many sessions open.
  void shrink() noexcept {
    // The library keeps room for a client's certificates, twice, in zeros.
    if (wolfSSL_is_server(native()) != 0) detail::give_back_zeros(wolfSSL_get_session(native()));
  }

  /// The certificates the peer sent, DER, the leaf first.
  std::vector<bytes> const& peer_chain() const noexcept { return peer_chain_; }

  WOLFSSL* native() const noexcept { return handle_.get(); }

 private:
  struct free_session {
    void operator()(WOLFSSL* handle) const noexcept { wolfSSL_free(handle); }
  };

  /// Empties a buffer and keeps no more than a short record needs.
  static void empty(std::string& octets) noexcept {
    octets.clear();
    if (octets.capacity() > 512) octets.shrink_to_fit();
  }

  progress step(int answer) noexcept {
    if (answer > 0) return {.what = outcome::done, .octets = static_cast<std::size_t>(answer)};
    int const error = wolfSSL_get_error(native(), answer);
    if (error == WOLFSSL_ERROR_WANT_READ || error == WOLFSSL_ERROR_WANT_WRITE) return {.what = outcome::wants_octets};
    if (error == WOLFSSL_ERROR_ZERO_RETURN) return {.what = outcome::closed};
    return {.what = outcome::failed, .error = make_tls_error(error)};
  }

  static int receive(WOLFSSL*, char* into, int size, void* self) noexcept {
    auto& engine = *static_cast<tls_engine*>(self);
    std::size_t const count = std::min(static_cast<std::size_t>(size), engine.input_.size() - engine.input_taken_);
    if (count == 0) return WOLFSSL_CBIO_ERR_WANT_READ;
    std::memcpy(into, engine.input_.data() + engine.input_taken_, count);
    engine.input_taken_ += count;
    if (engine.input_taken_ == engine.input_.size()) {
      empty(engine.input_);
      engine.input_taken_ = 0;
    }
    return static_cast<int>(count);
  }

  static int send(WOLFSSL*, char* from, int size, void* self) noexcept try {
    static_cast<tls_engine*>(self)->output_.append(from, static_cast<std::size_t>(size));
    return size;
  } catch (std::bad_alloc const&) {
    return WOLFSSL_CBIO_ERR_GENERAL;
  }

  /// Refuses nothing. The library's own record of the chain leaves out what is larger than 2 KiB.
  static int keep_chain(int, WOLFSSL_X509_STORE_CTX* seen) noexcept try {
    auto& engine = *static_cast<tls_engine*>(seen->userCtx);
    engine.peer_chain_.clear();
    for (int i = 0; i < seen->totalCerts; ++i)
      engine.peer_chain_.emplace_back(seen->certs[i].buffer, seen->certs[i].buffer + seen->certs[i].length);
    return 1;
  } catch (std::bad_alloc const&) {
    return 0;
  }

  std::shared_ptr<void const> context_state_;
  std::unique_ptr<WOLFSSL, free_session> handle_;
  std::string input_;
  std::size_t input_taken_ = 0;
  std::string output_;
  std::string first_octets_;
  std::vector<bytes> peer_chain_;
  bool share_sent_ = false;
};

/// What a completed handshake showed.
inline report::tls_session observe(tls_engine const& engine) {
  report::tls_session seen;
  WOLFSSL* const handle = engine.native();
  seen.version = wolfSSL_get_version(handle);
  auto const suite = static_cast<unsigned>(wolfSSL_get_current_cipher_suite(handle));
  if (char const* const cipher = wolfSSL_get_cipher_name_iana_from_suite(static_cast<unsigned char>(suite >> 8 & 0xff),
                                                                         static_cast<unsigned char>(suite & 0xff)))
    seen.cipher_suite = cipher;
  if (char const* const group = wolfSSL_get_curve_name(handle)) seen.group = ascii::to_lower(group);
  seen.chain = engine.peer_chain();
  return seen;
}

/// The last alerts of a session, each way; close_notify is one.
struct tls_alerts {
  std::optional<report::tls_alert> received{};
  std::optional<report::tls_alert> sent{};
};

inline tls_alerts observe_alerts(tls_engine const& engine) {
  WOLFSSL_ALERT_HISTORY history{};
  if (wolfSSL_get_alert_history(engine.native(), &history) != WOLFSSL_SUCCESS) return {};
  auto const alert = [](WOLFSSL_ALERT const& a) -> std::optional<report::tls_alert> {
    if (a.code < 0) return std::nullopt;
    return report::tls_alert{a.code, a.level == alert_fatal};
  };
  tls_alerts seen{alert(history.last_rx), alert(history.last_tx)};
  if (!seen.received) seen.received = report::find_plain_alert(engine.first_octets());
  return seen;
}

/// What is known of a handshake that failed with `error`.
inline report::tls_failure observe_failure(tls_engine const& engine, std::error_code error) {
  report::tls_failure seen;
  tls_alerts const alerts = observe_alerts(engine);
  seen.alert_received = alerts.received;
  seen.alert_sent = alerts.sent;
  if (error.category() == tls_error_category::instance()) seen.wolfssl_says = error.message();
  // A TLS record begins with its content type, 20 to 24, and version 3.
  std::string_view const first = engine.first_octets();
  bool const is_record = !first.empty() && first[0] >= 20 && first[0] <= 24 && (first.size() < 2 || first[1] == 3);
  if (!is_record) seen.first_octets = first.substr(0, 200);
  return seen;
}

} // namespace mxtls::io

#endif
