// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_CLIENT_SESSION_HPP
#define MXTLS_IO_CLIENT_SESSION_HPP

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <asio/compose.hpp>
#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/write.hpp>

#include <mxtls/core/ascii.hpp>
#include <mxtls/io/is_cancelled.hpp>
#include <mxtls/io/limits.hpp>
#include <mxtls/io/line_reader.hpp>
#include <mxtls/io/mail_stream.hpp>
#include <mxtls/io/within.hpp>
#include <mxtls/report/transcript.hpp>
#include <mxtls/smtp/client.hpp>

namespace mxtls::io {

/// What a session over one connection showed.
struct client_outcome {
  smtp::client_record dialogue{};
  /// The step under way when it ended; `done` if all went through.
  smtp::stage reached = smtp::stage::greeting;
  std::optional<report::tls_session> tls{};
  std::optional<report::tls_failure> tls_failed{};
};

/// How a session is to be held.
struct client_session_settings {
  smtp::client_settings dialogue{};
  /// Sent as SNI, at most 255 octets; nothing is sent if there is none or it is empty.
  std::optional<std::string> server_name{};
  io::limits limits{};
};

/// Drives an `smtp::client` over a connected stream: the octets, the handshake and the deadlines.
///
/// It refuses nothing: a wrong certificate completes the handshake and stands in the outcome.
/// What had been received in clear when TLS begins is dropped and stands in the outcome too.
///
/// @tparam NextLayer An Asio stream with terminal cancellation, such as `asio::ip::tcp::socket`.
/// Lifetime: stays where it is until the operation has completed. Threads: one at a time.
template <typename NextLayer>
class client_session {
 public:
  /// Told of every line and every step, as it happens.
  using observer = std::function<void(report::event::kind, report::event::layer, std::string_view)>;

  /// @param context Must outlive the session.
  client_session(tls_context const& context, client_session_settings settings, observer observe, NextLayer next)
      : context_{context}, settings_{std::move(settings)}, observe_{std::move(observe)}, stream_{std::move(next)},
        reader_{stream_, settings_.limits.line, settings_.limits.lines}, machine_{settings_.dialogue} {}

  mail_stream<NextLayer>& stream() noexcept { return stream_; }

  /// Holds the session until QUIT has been answered or something fails; does not close the stream.
  ///
  /// Completion: `void(std::error_code, client_outcome)`; the outcome is filled as far as it got.
  /// Errors: the `io::errc` of the step whose time ran out, or `total_timeout`; `closed_by_peer`;
  /// an `smtp::errc` for octets that are no SMTP; a TLS error; `tls_setup` for a
  /// server name that cannot be sent; the stream's own errors;
  /// `operation_aborted` if, and only if, the caller cancelled.
  ///
  /// @param time_left For everything together, from the start of the operation.
  template <typename Token>
  auto async_run(std::chrono::steady_clock::duration time_left, Token&& token) {
    return asio::async_compose<Token, void(std::error_code, client_outcome)>(operation{*this, time_left}, token,
                                                                             stream_);
  }

 private:
  struct operation {
    client_session& session;
    std::chrono::steady_clock::duration time_left;
    enum class state { starting, talking } now = state::starting;

    /// The start: what fails right there must not call the handler from inside the function that
    /// started the operation.
    template <typename Self>
    void operator()(Self& self) {
      if (now == state::talking) return go_on(self);
      now = state::talking;
      session.deadline_ = std::chrono::steady_clock::now() + time_left;
      asio::post(session.stream_.get_executor(), std::move(self));
    }

    /// A reply was read.
    template <typename Self>
    void operator()(Self& self, std::error_code ec, smtp::reply answer) {
      session.note_reply(ec, answer);
      if (ec) return finish(self, ec);
      // Between the 220 and the handshake, nothing may have been said in clear. Behind a refusal the
      // next reply may follow at once.
      std::string unread;
      if (session.machine_.now() == smtp::stage::starttls && answer.code == 220) unread = session.reader_.drop_unread();
      if (!unread.empty()) session.note(std::to_string(unread.size()) + " octets in clear behind the reply: dropped");
      session.machine_.replied(std::move(answer), std::move(unread));
      go_on(self);
    }

    /// A command was written.
    template <typename Self>
    void operator()(Self& self, std::error_code ec, std::size_t) {
      if (ec) return finish(self, ec);
      session.machine_.written();
      go_on(self);
    }

    /// The handshake ended.
    template <typename Self>
    void operator()(Self& self, std::error_code ec) {
      auto const& engine = session.stream_.tls()->engine();
      if (ec) {
        session.outcome_.tls_failed = observe_failure(engine, ec);
        return finish(self, ec);
      }
      session.outcome_.tls = observe(engine);
      session.machine_.secured();
      session.note(session.outcome_.tls->version + " " + session.outcome_.tls->cipher_suite);
      go_on(self);
    }

    template <typename Self>
    void go_on(Self& self) {
      auto const next = session.machine_.next();
      if (next != smtp::client::action::finish && is_cancelled(self))
        return finish(self, asio::error::operation_aborted);
      switch (next) {
      case smtp::client::action::read_reply: return session.read(std::move(self));
      case smtp::client::action::write: return session.write(std::move(self));
      case smtp::client::action::start_tls:
        if (auto const ec = session.set_up_tls()) return finish(self, ec);
        return session.handshake(std::move(self));
      case smtp::client::action::finish: return finish(self, {});
      }
    }

    template <typename Self>
    void finish(Self& self, std::error_code ec) {
      // The answer to QUIT changes nothing: many servers just close.
      bool const only_quit = session.machine_.now() == smtp::stage::quit && ec != asio::error::operation_aborted;
      session.outcome_.reached = only_quit ? smtp::stage::done : session.machine_.now();
      session.outcome_.dialogue = std::move(session.machine_).record();
      self.complete(only_quit ? std::error_code{} : ec, std::move(session.outcome_));
    }
  };

  /// Runs one operation within the limit of the step, or what is left for everything.
  template <typename Signature, typename Initiate, typename Self>
  void within(Initiate initiate, Self self) {
    auto const [time, on_expiry] = limit_of(machine_.now(), settings_.limits);
    auto const left = deadline_ - std::chrono::steady_clock::now();
    if (left < time)
      async_within<Signature>(stream_.get_executor(), left, errc::total_timeout, std::move(initiate), std::move(self));
    else async_within<Signature>(stream_.get_executor(), time, on_expiry, std::move(initiate), std::move(self));
  }

  template <typename Self>
  void read(Self self) {
    within<void(std::error_code, smtp::reply)>([this](auto handler) { reader_.async_read_reply(std::move(handler)); },
                                               std::move(self));
  }

  template <typename Self>
  void write(Self self) {
    std::string_view const out = machine_.output();
    observe_(report::event::kind::sent, layer(), out.substr(0, out.size() - 2));
    within<void(std::error_code, std::size_t)>(
        [this, out](auto handler) {
          asio::async_write(stream_, asio::buffer(out.data(), out.size()), std::move(handler));
        },
        std::move(self));
  }

  std::error_code set_up_tls() noexcept try {
    auto& tls = stream_.begin_tls(context_);
    if (settings_.server_name) tls.engine().offer_server_name(*settings_.server_name);
    return {};
  } catch (...) {
    return errc::tls_setup; // an exception would leave through the executor
  }

  template <typename Self>
  void handshake(Self self) {
    auto& tls = *stream_.tls();
    within<void(std::error_code)>([&tls](auto handler) { tls.async_connect(std::move(handler)); }, std::move(self));
  }

  report::event::layer layer() noexcept {
    return machine_.record().secured ? report::event::layer::tls : report::event::layer::clear;
  }

  void note(std::string_view text) { observe_(report::event::kind::note, layer(), text); }

  void note_reply(std::error_code ec, smtp::reply const& answer) {
    for (std::size_t i = 0; i < answer.lines.size(); ++i) {
      char const separator = ec || i + 1 < answer.lines.size() ? '-' : ' ';
      observe_(report::event::kind::received, layer(), std::to_string(answer.code) + separator + answer.lines[i]);
    }
    // What came instead of a reply is worth seeing.
    if (ec && !reader_.unread().empty())
      observe_(report::event::kind::received, layer(), reader_.unread().substr(0, 200));
  }

  tls_context const& context_;
  client_session_settings settings_;
  observer observe_;
  mail_stream<NextLayer> stream_;
  line_reader<mail_stream<NextLayer>> reader_;
  smtp::client machine_;
  client_outcome outcome_;
  std::chrono::steady_clock::time_point deadline_{};
};

} // namespace mxtls::io

#endif
