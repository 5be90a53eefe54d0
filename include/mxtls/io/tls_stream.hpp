// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_STREAM_HPP
#define MXTLS_IO_TLS_STREAM_HPP

#include <cstddef>
#include <memory>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <asio/buffer.hpp>
#include <asio/compose.hpp>
#include <asio/error.hpp>
#include <asio/post.hpp>

#include <mxtls/io/is_cancelled.hpp>
#include <mxtls/io/tls_engine.hpp>

namespace mxtls::io {

namespace detail {

/// Runs one step of an engine, carrying octets both ways until it is done.
///
/// @tparam Result `std::size_t` if the step counts application octets, `void` if not.
template <typename Result, typename Stream, typename Step>
struct tls_operation {
  Stream& stream;
  Step step;
  tls_engine::progress at{};
  std::size_t sent = 0;
  enum class state { starting, filling, flushing, posted } now = state::starting;

  template <typename Self>
  void operator()(Self& self, std::error_code ec = {}, std::size_t transferred = 0) {
    if (!ec && is_cancelled(self)) ec = asio::error::operation_aborted;
    switch (now) {
    case state::starting: return advance(self);
    case state::filling:
      if (ec == asio::error::eof) ec = errc::truncated;
      if (ec) return complete(self, ec);
      stream.engine().feed({stream.inbox_.data(), transferred});
      stream.fit_inbox(transferred);
      return advance(self);
    case state::flushing:
      sent += transferred;
      if (!ec && transferred != 0 && sent < stream.engine().output().size()) return flush(self);
      stream.engine().output_sent();
      // A failed step has sent its alert if it could; its own error is the one to tell.
      if (ec && at.what != tls_engine::outcome::failed) return complete(self, ec);
      return settle(self);
    case state::posted: return settle(self);
    }
  }

  template <typename Self>
  void advance(Self& self) {
    bool const first = now == state::starting;
    at = step(stream.engine());
    if (!stream.engine().output().empty()) {
      now = state::flushing;
      sent = 0;
      flush(self);
    } else if (first && at.what != tls_engine::outcome::wants_octets) {
      // A handler is never called from inside the function that started the operation.
      now = state::posted;
      asio::post(stream.get_executor(), std::move(self));
    } else {
      settle(self);
    }
  }

  template <typename Self>
  void flush(Self& self) {
    auto const rest = stream.engine().output().substr(sent);
    stream.next_layer().async_write_some(asio::buffer(rest.data(), rest.size()), std::move(self));
  }

  template <typename Self>
  void settle(Self& self) {
    switch (at.what) {
    case tls_engine::outcome::done: return complete(self, {});
    case tls_engine::outcome::closed: return complete(self, asio::error::eof);
    case tls_engine::outcome::failed: return complete(self, at.error);
    case tls_engine::outcome::wants_octets:
      now = state::filling;
      return stream.next_layer().async_read_some(asio::buffer(stream.inbox_), std::move(self));
    }
  }

  template <typename Self>
  void complete(Self& self, std::error_code ec) {
    if constexpr (std::is_void_v<Result>) self.complete(ec);
    else self.complete(ec, ec ? 0 : at.octets);
  }
};

} // namespace detail

/// TLS over any Asio stream, on wolfSSL's own interface. An AsyncReadStream and AsyncWriteStream.
///
/// Errors of its operations: the next layer's; wolfSSL's (`tls_error_category`), after the alert
/// has been sent; `asio::error::eof` for the peer's close_notify; `errc::truncated` for an end
/// without one; `operation_aborted` if cancelled. One operation at a time.
///
/// Cancellation: terminal; the stream can then only be closed.
///
/// Lifetime: stays where it is while an operation runs. Thread safety: as of the next layer.
///
/// @tparam NextLayer A stream, or a reference to one.
template <typename NextLayer>
class tls_stream {
 public:
  using next_layer_type = std::remove_reference_t<NextLayer>;
  using lowest_layer_type = typename next_layer_type::lowest_layer_type;
  using executor_type = typename next_layer_type::executor_type;

  /// @throws std::bad_alloc
  tls_stream(NextLayer next, tls_context const& context)
      : next_{std::forward<NextLayer>(next)}, engine_{std::make_unique<tls_engine>(context)} {}

  executor_type get_executor() { return next_.get_executor(); }
  next_layer_type& next_layer() noexcept { return next_; }
  lowest_layer_type& lowest_layer() { return next_.lowest_layer(); }
  tls_engine& engine() noexcept { return *engine_; }
  tls_engine const& engine() const noexcept { return *engine_; }

  /// Client's handshake. Completion: `void(std::error_code)`.
  template <typename Token>
  auto async_connect(Token&& token) {
    return run<void>([](tls_engine& engine) { return engine.connect(); }, std::forward<Token>(token));
  }

  /// Server's handshake. Completion: `void(std::error_code)`.
  template <typename Token>
  auto async_accept(Token&& token) {
    return run<void>([](tls_engine& engine) { return engine.accept(); }, std::forward<Token>(token));
  }

  /// Sends close_notify and does not wait for the peer's. Completion: `void(std::error_code)`.
  template <typename Token>
  auto async_shut_down(Token&& token) {
    return run<void>(
        [](tls_engine& engine) {
          engine.shut_down();
          return tls_engine::progress{};
        },
        std::forward<Token>(token));
  }

  /// Reads what there is, at least one octet. Completion: `void(std::error_code, std::size_t)`.
  template <typename Buffers, typename Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    asio::mutable_buffer const into = first<asio::mutable_buffer>(buffers);
    return run<std::size_t>(
        [into](tls_engine& engine) {
          return into.size() == 0 ? tls_engine::progress{} : engine.read(static_cast<char*>(into.data()), into.size());
        },
        std::forward<Token>(token));
  }

  /// Writes some, at least one octet. Completion: `void(std::error_code, std::size_t)`.
  template <typename Buffers, typename Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    asio::const_buffer const from = first<asio::const_buffer>(buffers);
    return run<std::size_t>(
        [from](tls_engine& engine) {
          return from.size() == 0 ? tls_engine::progress{}
                                  : engine.write(static_cast<char const*>(from.data()), from.size());
        },
        std::forward<Token>(token));
  }

 private:
  template <typename, typename, typename>
  friend struct detail::tls_operation;

  /// The first buffer of a sequence that is not empty.
  template <typename Buffer, typename Buffers>
  static Buffer first(Buffers const& buffers) noexcept {
    for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it)
      if (Buffer const one{*it}; one.size() != 0) return one;
    return {};
  }

  template <typename Result, typename Step, typename Token>
  auto run(Step step, Token&& token) {
    using signature =
        std::conditional_t<std::is_void_v<Result>, void(std::error_code), void(std::error_code, std::size_t)>;
    return asio::async_compose<Token, signature>(
        detail::tls_operation<Result, tls_stream, Step>{*this, std::move(step)}, token, next_);
  }

  /// Makes room for a TLS record of any size while such ones come; who has nothing to say keeps little.
  void fit_inbox(std::size_t came) {
    constexpr std::size_t little = 2048, record = 17 * 1024;
    std::size_t const fit = came == inbox_.size() ? record : came < little ? little : inbox_.size();
    if (fit != inbox_.size()) inbox_ = std::vector<char>(fit);
  }

  NextLayer next_;
  std::unique_ptr<tls_engine> engine_;
  std::vector<char> inbox_ = std::vector<char>(2048);
};

} // namespace mxtls::io

#endif
