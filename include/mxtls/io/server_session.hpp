// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_SERVER_SESSION_HPP
#define MXTLS_IO_SERVER_SESSION_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <asio/buffer.hpp>
#include <asio/cancellation_state.hpp>
#include <asio/compose.hpp>
#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>

#include <mxtls/io/is_cancelled.hpp>
#include <mxtls/io/mail_stream.hpp>
#include <mxtls/io/within.hpp>
#include <mxtls/report/client_hello.hpp>
#include <mxtls/smtp/scripted_server.hpp>

namespace mxtls::io {

/// What a fake server saw of one client.
struct server_outcome {
  smtp::server_record dialogue{};
  /// Of a completed handshake.
  std::optional<report::tls_session> tls{};
  /// Of a failed handshake.
  std::optional<report::tls_failure> tls_failed{};
  /// What the client offered; empty if TLS did not begin or began with something else.
  std::optional<report::client_hello> hello{};
  /// The last ones, with the close_notify of a session that ended in order.
  tls_alerts alerts{};
  /// Since the session was made, for what came to pass.
  struct times {
    /// The first octets were sent.
    std::optional<std::chrono::milliseconds> greeted{};
    /// The handshake began.
    std::optional<std::chrono::milliseconds> tls_begun{};
    /// The handshake succeeded or failed.
    std::optional<std::chrono::milliseconds> tls_ended{};
    std::chrono::milliseconds ended{};
  } after{};
  /// How the connection is to be ended by its owner.
  enum class ending { close, reset } end = ending::close;
};

struct server_session_settings {
  smtp::tls_start start = smtp::tls_start::starttls;
  /// How long a client may take over one command, one line of a mail, or to read what it is told.
  std::chrono::milliseconds idle{300'000};
  /// Which session of the server it is, counted from 1; see `smtp::rule::sessions`.
  std::size_t number = 1;
  /// Octets of content that all mails of a session together may keep; 0: none is kept.
  std::size_t keep_messages = 0;
  /// `memory` is for who has many sessions open, see `tls_engine::shrink`.
  enum class thrift { time, memory };
  thrift saves = thrift::time;
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
      : context_{context}, settings_{settings}, stream_{std::move(next)}, pause_{stream_.get_executor()},
        machine_{script,
                 {.start = settings.start, .session = settings.number, .keep_messages = settings.keep_messages}} {}

  mail_stream<NextLayer>& stream() noexcept { return stream_; }
  /// What the client has said so far.
  smtp::server_record const& dialogue() const noexcept { return machine_.record(); }
  /// When the session last got on: octets that complete nothing do not count. @pre not expired
  std::chrono::steady_clock::time_point quiet_since() const noexcept { return idle_at_ - settings_.idle; }

  /// Makes the client's time run out; the owner then cancels (terminal) what the session waits for.
  ///
  /// It ends as an idle one does, with its 421 if it was waiting for a command, and soon: what it has to
  /// write to that end has two seconds. Another cancel ends it at once.
  void expire() noexcept {
    expired_ = expires_ = true;
    idle_at_ = clock::time_point::min();
  }

  /// Plays the script until it or the client ends; sends close_notify, but does not close the stream.
  ///
  /// Completion: `void(std::error_code, server_outcome)`; the outcome is filled as far as it got.
  /// Errors: `errc::command_timeout` for an idle client, after it was told 421; `closed_by_peer`; a TLS error,
  /// `tls_setup` if TLS could not begin, the stream's own. Cancellation: terminal.
  template <typename Token>
  auto async_run(Token&& token) {
    using signature = void(std::error_code, server_outcome);
    // One limit around all steps, moved by each: a limit around each of them costs more than most of them do.
    return deadline_.async_run<signature>(
        settings_.idle, errc::command_timeout,
        [this](auto handler) { asio::async_compose<decltype(handler), signature>(operation{*this}, handler, stream_); },
        std::forward<Token>(token));
  }

 private:
  using clock = std::chrono::steady_clock;

  struct operation {
    server_session& session;
    enum class state { starting, playing, waiting, closing } now = state::starting;

    /// The start: a script may end right there, and a handler is never called from inside the
    /// function that started the operation.
    template <typename Self>
    void operator()(Self& self) {
      if (now == state::playing) return go_on(self);
      now = state::playing;
      asio::post(session.stream_.get_executor(), std::move(self));
    }

    /// Octets were written or read.
    template <typename Self>
    void operator()(Self& self, std::error_code ec, std::size_t transferred) {
      ec = look_at_cancel(self, ec);
      auto const done = session.machine_.next();
      if (ec == errc::command_timeout && done == smtp::scripted_server::action::read) return time_out(self);
      if (ec) return finish(self, ec == asio::error::eof ? make_error_code(errc::closed_by_peer) : ec);
      if (done == smtp::scripted_server::action::write) {
        session.written();
      } else if (done == smtp::scripted_server::action::read) {
        session.machine_.received({session.inbox_.data(), transferred});
        // Once for what was read: others are to have their turn while one is flooded.
        if (session.machine_.next() == smtp::scripted_server::action::write && session.write_at_once())
          session.written();
      }
      go_on(self); // held: whatever was read is dropped
    }

    /// A wait is over, the handshake ended, or close_notify was sent.
    template <typename Self>
    void operator()(Self& self, std::error_code ec) {
      ec = look_at_cancel(self, ec);
      if (now == state::closing) return finish(self, {});
      if (std::exchange(now, state::playing) == state::waiting) {
        if (ec) return finish(self, ec);
        session.machine_.waited();
        session.restart_clock();
        return go_on(self);
      }
      auto& engine = session.stream_.tls()->engine();
      session.outcome_.after.tls_ended = session.age();
      if (auto hello = report::parse_client_hello(engine.first_octets())) session.outcome_.hello = std::move(*hello);
      if (ec) {
        session.outcome_.tls_failed = observe_failure(engine, ec);
        return finish(self, ec);
      }
      session.outcome_.tls = observe(engine);
      engine.forget_handshake();
      if (session.settings_.saves == server_session_settings::thrift::memory) engine.shrink();
      session.machine_.secured();
      session.restart_clock();
      go_on(self);
    }

    /// A cancel by the limit, or one that `expire` announced, is no cancel but the end of the client's time.
    template <typename Self>
    std::error_code look_at_cancel(Self& self, std::error_code ec) {
      bool const out_of_time = session.expires_ || session.deadline_.expired();
      if (!out_of_time || !is_cancelled(self)) return ec;
      session.expires_ = false;
      self.reset_cancellation_state(asio::enable_terminal_cancellation());
      return ec == asio::error::operation_aborted ? make_error_code(errc::command_timeout) : ec;
    }

    template <typename Self>
    void go_on(Self& self) {
      look_at_cancel(self, {});
      if (is_cancelled(self)) return finish(self, asio::error::operation_aborted);
      if (session.expired_ && !session.timed_out_) return give_up(self);
      switch (session.machine_.next()) {
      case smtp::scripted_server::action::write: return session.write(std::move(self));
      case smtp::scripted_server::action::read:
        // Octets alone do not make a client busy: there may be one just before each limit, or always one more.
        if (session.machine_.progress() != session.progress_) session.restart_clock();
        if (clock::now() >= session.idle_at_) return time_out(self);
        return session.read(std::move(self));
      case smtp::scripted_server::action::hold:
        if (clock::now() >= session.idle_at_) return finish(self, errc::command_timeout);
        return session.read(std::move(self));
      case smtp::scripted_server::action::wait:
        now = state::waiting;
        session.deadline_.expires_at(clock::time_point::max());
        session.pause_.expires_after(std::chrono::milliseconds{session.machine_.wait_milliseconds()});
        return session.pause_.async_wait(std::move(self));
      case smtp::scripted_server::action::start_tls:
        session.outcome_.after.tls_begun = session.age();
        if (auto const ec = session.set_up_tls()) return finish(self, ec);
        return session.accept_tls(std::move(self));
      case smtp::scripted_server::action::reset:
        session.outcome_.end = server_outcome::ending::reset;
        return finish(self, {});
      case smtp::scripted_server::action::close: break;
      }
      if (session.stream_.tls() == nullptr || session.said_goodbye_) return finish(self, {});
      now = state::closing;
      session.shut_down(std::move(self));
    }

    /// The time was made to run out: a client that was waited for hears so, and for nothing else there is time.
    template <typename Self>
    void give_up(Self& self) {
      if (session.machine_.next() == smtp::scripted_server::action::read) return time_out(self);
      finish(self, errc::command_timeout);
    }

    template <typename Self>
    void time_out(Self& self) {
      session.timed_out_ = errc::command_timeout;
      session.machine_.idle();
      go_on(self);
    }

    template <typename Self>
    void finish(Self& self, std::error_code ec) {
      if (session.timed_out_) ec = session.timed_out_;
      session.deadline_.rest();
      session.outcome_.dialogue = std::move(session.machine_).record();
      if (auto const* tls = session.stream_.tls()) session.outcome_.alerts = observe_alerts(tls->engine());
      session.outcome_.after.ended = session.age();
      self.complete(ec, std::move(session.outcome_));
    }
  };

  /// For all but reading.
  clock::time_point limit() const noexcept {
    return clock::now() +
           (expired_ ? std::min<clock::duration>(settings_.idle, std::chrono::seconds{2}) : settings_.idle);
  }

  void written() {
    if (!outcome_.after.greeted) outcome_.after.greeted = age();
    taken_ = 0;
    machine_.written();
    restart_clock();
  }

  /// Writes what can be written without waiting; whether that was all. It mostly is, and costs no operation then.
  bool write_at_once() {
    auto& next = stream_.next_layer();
    if constexpr (requires { next.write_at_once(asio::const_buffer{}); }) {
      std::string_view const out = machine_.output();
      if (stream_.tls() == nullptr) return (taken_ = next.write_at_once(asio::buffer(out))) == out.size();
      auto& engine = stream_.tls()->engine();
      if (auto const made = engine.write(out.data(), out.size()); made.what == tls_engine::outcome::done)
        taken_ = made.octets;
      // The last reply and the close_notify in one packet.
      said_goodbye_ = taken_ == out.size() && machine_.output_is_last();
      if (said_goodbye_) engine.shut_down();
      engine.output_sent(next.write_at_once(asio::buffer(engine.output())));
      return taken_ == out.size() && engine.output().empty();
    } else {
      return false;
    }
  }

  template <typename Self>
  void write(Self self) {
    deadline_.expires_at(limit());
    asio::async_write(stream_, asio::buffer(machine_.output().substr(taken_)), std::move(self));
  }

  template <typename Self>
  void read(Self self) {
    deadline_.expires_at(idle_at_);
    stream_.async_read_some(asio::buffer(inbox_), std::move(self));
  }

  void restart_clock() noexcept {
    progress_ = machine_.progress();
    if (!expired_) idle_at_ = clock::now() + settings_.idle;
  }

  std::chrono::milliseconds age() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun_);
  }

  std::error_code set_up_tls() noexcept try {
    stream_.begin_tls(context_);
    return {};
  } catch (...) {
    return errc::tls_setup; // an exception would leave through the executor
  }

  template <typename Self>
  void accept_tls(Self self) {
    deadline_.expires_at(limit());
    stream_.tls()->async_accept(std::move(self));
  }

  template <typename Self>
  void shut_down(Self self) {
    deadline_.expires_at(limit());
    stream_.tls()->async_shut_down(std::move(self));
  }

  clock::time_point const begun_ = clock::now();
  tls_context const& context_;
  server_session_settings settings_;
  mail_stream<NextLayer> stream_;
  deadline deadline_{stream_.get_executor()};
  asio::steady_timer pause_;
  smtp::scripted_server machine_;
  server_outcome outcome_;
  std::error_code timed_out_;
  clock::time_point idle_at_ = begun_ + settings_.idle;
  std::size_t progress_ = 0;
  std::size_t taken_ = 0;     // octets of the machine's output, by the stream or its TLS
  bool said_goodbye_ = false; // with a close_notify
  bool expired_ = false;
  bool expires_ = false; // until its cancel has come
  std::array<char, 4096> inbox_;
};

} // namespace mxtls::io

#endif
