// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_FAULTY_STREAM_HPP
#define MXTLS_IO_FAULTY_STREAM_HPP

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/async_result.hpp>
#include <asio/buffer.hpp>
#include <asio/compose.hpp>
#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>

#include <mxtls/io/errc.hpp>
#include <mxtls/io/is_cancelled.hpp>
#include <mxtls/io/wire_faults.hpp>
#include <mxtls/io/wire_plan.hpp>

namespace mxtls::io {

/// A stream that does wrong on purpose, as a list of faults says. An AsyncReadStream and AsyncWriteStream.
///
/// Without faults every operation is the next layer's own. A cut or a reset ends its operations with
/// `errc::wire_fault`; whoever owns the connection then closes it as `ended_by` says. When a write
/// stalls, what the peer sends is read and dropped, so that its leaving is seen.
///
/// Errors besides: the next layer's, `operation_aborted` if cancelled. One operation at a time.
///
/// Lifetime: may be moved while no operation runs. Threads: as of the next layer.
template <typename NextLayer>
class faulty_stream {
 public:
  using next_layer_type = NextLayer;
  using lowest_layer_type = typename NextLayer::lowest_layer_type;
  using executor_type = typename NextLayer::executor_type;

  explicit faulty_stream(NextLayer next, std::vector<wire_fault> faults = {}) : next_{std::move(next)} {
    if (!faults.empty()) with_ = std::make_unique<state>(std::move(faults), next_.get_executor());
  }

  executor_type get_executor() { return next_.get_executor(); }
  NextLayer& next_layer() noexcept { return next_; }
  lowest_layer_type& lowest_layer() { return next_.lowest_layer(); }

  /// From here on octets are those of TLS; `mail_stream` says so.
  void tls_begins() noexcept {
    if (with_) with_->plan.tls_begins();
  }

  /// The cut or reset that has ended the connection; null if none has.
  wire_fault const* ended_by() const noexcept { return with_ ? with_->plan.ended_by() : nullptr; }

  /// Completion: `void(std::error_code, std::size_t)`.
  template <typename Buffers, typename Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    return asio::async_initiate<Token, void(std::error_code, std::size_t)>(
        [this](auto handler, Buffers const& into) {
          if (!with_) return next_.async_read_some(into, std::move(handler));
          run<read>(first<asio::mutable_buffer>(into), std::move(handler));
        },
        token, buffers);
  }

  /// Completion: `void(std::error_code, std::size_t)`.
  template <typename Buffers, typename Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    return asio::async_initiate<Token, void(std::error_code, std::size_t)>(
        [this](auto handler, Buffers const& from) {
          if (!with_) return next_.async_write_some(from, std::move(handler));
          run<write>(first<asio::const_buffer>(from), std::move(handler));
        },
        token, buffers);
  }

  /// Writes what a next layer in non-blocking mode takes at once; 0 if that is nothing, has failed, or there are
  /// faults: an asynchronous write then does the rest, or says why not.
  std::size_t write_at_once(asio::const_buffer from) requires requires(NextLayer& next) { next.non_blocking(); }
  {
    if (with_ || !next_.non_blocking()) return 0;
    asio::error_code ec;
    std::size_t const written = next_.write_some(from, ec);
    return ec ? 0 : written;
  }

 private:
  using kind = wire_plan::step::kind;

  struct state {
    state(std::vector<wire_fault> faults, executor_type const& executor) : plan{std::move(faults)}, timer{executor} {}

    wire_plan plan;
    asio::steady_timer timer;
    /// On their way to the peer.
    std::string outgoing;
    /// Put in before what the peer sends, and not yet read.
    std::string_view injected;
    std::array<char, 1024> dropped;
  };

  /// The first buffer of a sequence that is not empty.
  template <typename Buffer, typename Buffers>
  static Buffer first(Buffers const& buffers) noexcept {
    for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it)
      if (Buffer const one{*it}; one.size() != 0) return one;
    return {};
  }

  template <typename Operation, typename Buffer, typename Handler>
  void run(Buffer buffer, Handler handler) {
    asio::async_compose<Handler, void(std::error_code, std::size_t)>(Operation{*this, buffer}, handler, next_);
  }

  template <typename Self>
  void wait(std::chrono::steady_clock::time_point until, Self& self) {
    with_->timer.expires_at(until);
    with_->timer.async_wait(std::move(self));
  }

  struct write {
    faulty_stream& stream;
    asio::const_buffer from;
    enum class state { starting, deciding, passing, stalling } now = state::starting;
    std::size_t passed = 0;

    template <typename Self>
    void operator()(Self& self, std::error_code ec = {}, std::size_t = 0) {
      if (!ec && is_cancelled(self)) ec = asio::error::operation_aborted;
      if (ec) return self.complete(ec, 0);
      auto& with = *stream.with_;
      if (now == state::starting) {
        // A handler is never called from inside the function that started the operation.
        now = state::deciding;
        return asio::post(stream.get_executor(), std::move(self));
      }
      if (now == state::stalling) return stall(self);
      if (now == state::passing) passed = with.outgoing.size();
      now = state::deciding;
      // What stands right behind the octets happens now, not when there are more of them.
      auto const step = with.plan.next(wire_side::sent, passed == 0 ? from.size() : 0);
      switch (step.what) {
      case kind::end: return self.complete(errc::wire_fault, 0);
      case kind::stall: now = state::stalling; return stall(self);
      case kind::wait: return stream.wait(std::chrono::steady_clock::now() + step.pause, self);
      case kind::insert:
        return asio::async_write(stream.next_, asio::buffer(step.insert.data(), step.insert.size()), std::move(self));
      case kind::pass: break;
      }
      if (step.octets == 0) return self.complete({}, passed);
      now = state::passing;
      with.outgoing.assign(static_cast<char const*>(from.data()), step.octets);
      with.plan.pass(wire_side::sent, with.outgoing.data(), step.octets);
      asio::async_write(stream.next_, asio::buffer(with.outgoing), std::move(self));
    }

    template <typename Self>
    void stall(Self& self) {
      stream.next_.async_read_some(asio::buffer(stream.with_->dropped), std::move(self));
    }
  };

  struct read {
    faulty_stream& stream;
    asio::mutable_buffer into;
    enum class state { starting, deciding, reading } now = state::starting;

    template <typename Self>
    void operator()(Self& self, std::error_code ec = {}, std::size_t transferred = 0) {
      if (!ec && is_cancelled(self)) ec = asio::error::operation_aborted;
      if (ec) return self.complete(ec, 0);
      auto& with = *stream.with_;
      if (now == state::starting) {
        now = state::deciding;
        return asio::post(stream.get_executor(), std::move(self));
      }
      if (now == state::reading) {
        with.plan.pass(wire_side::received, static_cast<char*>(into.data()), transferred);
        return self.complete({}, transferred);
      }
      if (with.injected.empty()) {
        auto const step = with.plan.next(wire_side::received, into.size());
        switch (step.what) {
        case kind::end: return self.complete(errc::wire_fault, 0);
        case kind::stall: return stream.wait(std::chrono::steady_clock::time_point::max(), self);
        case kind::wait: return stream.wait(std::chrono::steady_clock::now() + step.pause, self);
        case kind::insert: with.injected = step.insert; break;
        case kind::pass:
          now = state::reading;
          return stream.next_.async_read_some(asio::buffer(into, step.octets), std::move(self));
        }
      }
      std::size_t const count = asio::buffer_copy(into, asio::buffer(with.injected.data(), with.injected.size()));
      with.injected.remove_prefix(count);
      self.complete({}, count);
    }
  };

  NextLayer next_;
  std::unique_ptr<state> with_;
};

} // namespace mxtls::io

#endif
