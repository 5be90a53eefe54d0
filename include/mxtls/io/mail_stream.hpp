// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_MAIL_STREAM_HPP
#define MXTLS_IO_MAIL_STREAM_HPP

#include <memory>
#include <utility>

#include <mxtls/io/tls_stream.hpp>

namespace mxtls::io {

/// A stream that begins in clear and goes on in TLS, as SMTP does. An AsyncReadStream and AsyncWriteStream.
///
/// What had been received in clear when TLS begins is the reader's to look at: see `smtp::line_buffer`.
/// Errors, cancellation and threads: as of the next layer before TLS, of `tls_stream` after it.
template <typename NextLayer>
class mail_stream {
 public:
  using next_layer_type = NextLayer;
  using lowest_layer_type = typename NextLayer::lowest_layer_type;
  using executor_type = typename NextLayer::executor_type;
  using tls_type = tls_stream<NextLayer&>;

  explicit mail_stream(NextLayer next) : next_{std::move(next)} {}

  mail_stream(mail_stream const&) = delete;
  mail_stream& operator=(mail_stream const&) = delete;

  executor_type get_executor() { return next_.get_executor(); }
  NextLayer& next_layer() noexcept { return next_; }
  lowest_layer_type& lowest_layer() { return next_.lowest_layer(); }

  /// From here on, octets go through TLS; do its handshake next. @throws std::bad_alloc
  tls_type& begin_tls(tls_context const& context) {
    // A layer that does wrong on purpose may count from here.
    if constexpr (requires { next_.tls_begins(); }) next_.tls_begins();
    tls_ = std::make_unique<tls_type>(next_, context);
    return *tls_;
  }
  /// Null in clear.
  tls_type* tls() noexcept { return tls_.get(); }

  template <typename Buffers, typename Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    return asio::async_initiate<Token, void(std::error_code, std::size_t)>(
        [this](auto handler, Buffers const& into) {
          if (tls_) tls_->async_read_some(into, std::move(handler));
          else next_.async_read_some(into, std::move(handler));
        },
        token, buffers);
  }

  template <typename Buffers, typename Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    return asio::async_initiate<Token, void(std::error_code, std::size_t)>(
        [this](auto handler, Buffers const& from) {
          if (tls_) tls_->async_write_some(from, std::move(handler));
          else next_.async_write_some(from, std::move(handler));
        },
        token, buffers);
  }

 private:
  NextLayer next_;
  std::unique_ptr<tls_type> tls_;
};

} // namespace mxtls::io

#endif
