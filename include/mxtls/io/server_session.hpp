// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_SERVER_SESSION_HPP
#define MXTLS_IO_SERVER_SESSION_HPP

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <asio/compose.hpp>
#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/write.hpp>

#include <mxtls/io/is_cancelled.hpp>
#include <mxtls/io/line_reader.hpp>
#include <mxtls/io/mail_stream.hpp>
#include <mxtls/io/within.hpp>
#include <mxtls/smtp/scripted_server.hpp>

namespace mxtls::io {

/// What a fake server saw of one client.
struct server_outcome {
  smtp::server_record dialogue{};
  /// Of a completed handshake.
  std::optional<report::tls_session> tls{};
  /// Of a failed handshake.
  std::optional<report::tls_failure> tls_failed{};
  /// The server_name the client asked for; empty if it sent none.
  std::optional<std::string> server_name{};
  /// How the connection is to be ended by its owner.
  enum class ending { close, reset } end = ending::close;
};

struct server_session_settings {
  smtp::tls_start start = smtp::tls_start::starttls;
  /// How long a client may take over one step.
  std::chrono::milliseconds idle{300'000};
  /// Octets in a line; a longer one ends the session.
  std::size_t line = 16'384;
};

/// Drives an `smtp::scripted_server` over a connected stream.
///
/// Lifetime: stays where it is until the operation has completed. Threads: one at a time.
template <typename NextLayer>
class server_session {
 public:
  /// @param script @param context Must outlive the session.
  server_session(smtp::script const& script, tls_context const& context, server_session_settings settings,
                 NextLayer next)
      : context_{context}, settings_{settings}, stream_{std::move(next)}, reader_{stream_, settings.line},
        machine_{script, settings.start} {}

  mail_stream<NextLayer>& stream() noexcept { return stream_; }

  /// Plays the script until it or the client ends; sends close_notify, but does not close the stream.
  ///
  /// Completion: `void(std::error_code, server_outcome)`; the outcome is filled as far as it got.
  /// Errors: `errc::command_timeout` for an idle client, `closed_by_peer`, `smtp::errc::line_too_long`,
  /// a TLS error, `tls_setup` if TLS could not begin, the stream's own. Cancellation: terminal.
  template <typename Token>
  auto async_run(Token&& token) {
    return asio::async_compose<Token, void(std::error_code, server_outcome)>(operation{*this}, token, stream_);
  }

 private:
  struct operation {
    server_session& session;
    enum class state { starting, playing, closing } now = state::starting;

    /// The start: a script may end right there, and a handler is never called from inside the
    /// function that started the operation.
    template <typename Self>
    void operator()(Self& self) {
      if (now == state::playing) return go_on(self);
      now = state::playing;
      asio::post(session.stream_.get_executor(), std::move(self));
    }

    /// A line was read.
    template <typename Self>
    void operator()(Self& self, std::error_code ec, smtp::line line) {
      if (ec) return finish(self, ec);
      session.machine_.received(line.text, session.reader_.unread());
      // What was sent in clear behind STARTTLS must not be read as if it came in TLS.
      if (session.machine_.leaves_lines()) session.reader_.drop_unread();
      go_on(self);
    }

    /// Octets were written, or read and dropped.
    template <typename Self>
    void operator()(Self& self, std::error_code ec, std::size_t) {
      if (ec) return finish(self, ec);
      switch (session.machine_.next()) {
      case smtp::scripted_server::action::write: session.machine_.written(); break;
      case smtp::scripted_server::action::read_octets: session.machine_.received_octets(); break;
      default: break; // held: whatever was read is dropped
      }
      go_on(self);
    }

    /// The handshake ended, or close_notify was sent.
    template <typename Self>
    void operator()(Self& self, std::error_code ec) {
      if (now == state::closing) return finish(self, {});
      auto& engine = session.stream_.tls()->engine();
      session.outcome_.server_name = requested_server_name(engine);
      if (ec) {
        session.outcome_.tls_failed = observe_failure(engine, ec);
        return finish(self, ec);
      }
      session.outcome_.tls = observe(engine);
      session.machine_.secured();
      go_on(self);
    }

    template <typename Self>
    void go_on(Self& self) {
      if (is_cancelled(self)) return finish(self, asio::error::operation_aborted);
      switch (session.machine_.next()) {
      case smtp::scripted_server::action::write: return session.write(std::move(self));
      case smtp::scripted_server::action::read_line: return session.read_line(std::move(self));
      case smtp::scripted_server::action::read_octets:
      case smtp::scripted_server::action::hold: return session.read_octets(std::move(self));
      case smtp::scripted_server::action::start_tls:
        if (auto const ec = session.set_up_tls()) return finish(self, ec);
        return session.accept_tls(std::move(self));
      case smtp::scripted_server::action::reset:
        session.outcome_.end = server_outcome::ending::reset;
        return finish(self, {});
      case smtp::scripted_server::action::close: break;
      }
      if (session.stream_.tls() == nullptr) return finish(self, {});
      now = state::closing;
      session.shut_down(std::move(self));
    }

    template <typename Self>
    void finish(Self& self, std::error_code ec) {
      session.outcome_.dialogue = session.machine_.record();
      self.complete(ec, std::move(session.outcome_));
    }
  };

  template <typename Signature, typename Initiate, typename Self>
  void within(Initiate initiate, Self self) {
    async_within<Signature>(stream_.get_executor(), settings_.idle, errc::command_timeout, std::move(initiate),
                            std::move(self));
  }

  template <typename Self>
  void write(Self self) {
    std::string_view const out = machine_.output();
    within<void(std::error_code, std::size_t)>(
        [this, out](auto handler) {
          asio::async_write(stream_, asio::buffer(out.data(), out.size()), std::move(handler));
        },
        std::move(self));
  }

  template <typename Self>
  void read_line(Self self) {
    within<void(std::error_code, smtp::line)>([this](auto handler) { reader_.async_read_line(std::move(handler)); },
                                              std::move(self));
  }

  template <typename Self>
  void read_octets(Self self) {
    within<void(std::error_code, std::size_t)>(
        [this](auto handler) { stream_.async_read_some(asio::buffer(dropped_), std::move(handler)); }, std::move(self));
  }

  std::error_code set_up_tls() noexcept try {
    stream_.begin_tls(context_);
    return {};
  } catch (...) {
    return errc::tls_setup; // an exception would leave through the executor
  }

  template <typename Self>
  void accept_tls(Self self) {
    auto& tls = *stream_.tls();
    within<void(std::error_code)>([&tls](auto handler) { tls.async_accept(std::move(handler)); }, std::move(self));
  }

  template <typename Self>
  void shut_down(Self self) {
    auto& tls = *stream_.tls();
    within<void(std::error_code)>([&tls](auto handler) { tls.async_shut_down(std::move(handler)); }, std::move(self));
  }

  tls_context const& context_;
  server_session_settings settings_;
  mail_stream<NextLayer> stream_;
  line_reader<mail_stream<NextLayer>> reader_;
  smtp::scripted_server machine_;
  server_outcome outcome_;
  std::array<char, 1024> dropped_;
};

} // namespace mxtls::io

#endif
