// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_SMTP_SERVER_HPP
#define MXTLS_FAKE_SMTP_SERVER_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <asio/any_io_executor.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <mxtls/fake/session_record.hpp>
#include <mxtls/io/server_session.hpp>

namespace mxtls::fake {

struct smtp_server_settings {
  smtp::script script{};
  smtp::tls_start start = smtp::tls_start::starttls;
  /// Loopback, unless somebody says otherwise in so many words.
  std::string address = "127.0.0.1";
  /// 0: the system chooses; see `smtp_server::port`.
  std::uint16_t port = 0;
  /// How long a client may take over one step.
  std::chrono::milliseconds idle{300'000};
  /// Sessions at a time; a connection beyond that is closed at once.
  std::size_t max_sessions = 1000;
  /// Records that are kept; the oldest are dropped.
  std::size_t max_records = 10'000;
  /// Called with each record as its session ends.
  std::function<void(session_record const&)> on_session{};
};

/// A fake SMTP server: plays its script for every connection, takes mail, passes none on.
///
/// It accepts as soon as it is made and until it is stopped or destroyed; the executor must be
/// run. Handlers that are still queued then do nothing. Threads: one at a time.
class smtp_server {
 public:
  using tcp = asio::ip::tcp;

  /// @param context Certificate and key; must outlive the server.
  /// @throws std::system_error if it cannot listen there
  smtp_server(asio::any_io_executor executor, io::tls_context const& context, smtp_server_settings settings)
      : state_{std::make_shared<state>(std::move(executor), context, std::move(settings))} {
    state_->accept();
  }

  smtp_server(smtp_server&&) noexcept = default;
  smtp_server& operator=(smtp_server&&) = delete;
  ~smtp_server() {
    if (state_) stop();
  }

  std::string const& address() const noexcept { return state_->settings.address; }
  /// The port it listens on.
  std::uint16_t port() const { return state_->acceptor.local_endpoint().port(); }

  /// Records of the last `max_records` sessions that have ended, in the order of their end.
  std::deque<session_record> const& sessions() const noexcept { return state_->records; }

  /// Listens no more and drops every session; each still gets its record once the executor has run.
  void stop() {
    asio::error_code ignored;
    state_->acceptor.close(ignored);
    state_->pause.cancel();
    for (auto const& each : state_->open) {
      // Closing alone would not keep a queued handler from going on, to a context that may be no more.
      each->stop.emit(asio::cancellation_type::terminal);
      each->session.stream().next_layer().close(ignored);
    }
  }

 private:
  struct connection {
    connection(std::size_t n, tcp::endpoint const& from, smtp::script const& script, io::tls_context const& context,
               io::server_session_settings settings, tcp::socket socket)
        : number{n}, peer{from.address().to_string() + ":" + std::to_string(from.port())}, session{script, context,
                                                                                                   settings,
                                                                                                   std::move(socket)} {}

    std::size_t number;
    std::string peer;
    io::server_session<tcp::socket> session;
    asio::cancellation_signal stop;
  };

  struct state : std::enable_shared_from_this<state> {
    state(asio::any_io_executor executor, io::tls_context const& with, smtp_server_settings s)
        : settings{std::move(s)}, context{with}, acceptor{executor}, pause{executor} {
      std::string const where = settings.address + " port " + std::to_string(settings.port);
      asio::error_code ec;
      tcp::endpoint const endpoint{asio::ip::make_address(settings.address, ec), settings.port};
      if (ec) throw std::system_error{ec, where + " is no address to listen on"};
      acceptor.open(endpoint.protocol());
      acceptor.set_option(asio::socket_base::reuse_address{true});
      acceptor.bind(endpoint, ec);
      if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
      if (ec) throw std::system_error{ec, "cannot listen on " + where};
    }

    void accept() {
      acceptor.async_accept([self = shared_from_this()](std::error_code ec, tcp::socket socket) {
        if (!self->acceptor.is_open()) return;
        if (ec) return self->accept_later();
        if (self->open.size() < self->settings.max_sessions) self->serve(std::move(socket));
        self->accept();
      });
    }

    /// Out of descriptors, for instance: trying again at once would only spin.
    void accept_later() {
      pause.expires_after(std::chrono::milliseconds{100});
      pause.async_wait([self = shared_from_this()](std::error_code) {
        if (self->acceptor.is_open()) self->accept();
      });
    }

    void serve(tcp::socket socket) {
      asio::error_code ec;
      auto const from = socket.remote_endpoint(ec);
      if (ec) return keep({.number = ++accepted, .error = ec}); // gone already
      socket.set_option(tcp::no_delay{true}, ec);
      io::server_session_settings const how{.start = settings.start, .idle = settings.idle};
      auto const made =
          std::make_shared<connection>(++accepted, from, settings.script, context, how, std::move(socket));
      open.insert(made);
      made->session.async_run(asio::bind_cancellation_slot(
          made->stop.slot(), [self = shared_from_this(), made](std::error_code error, io::server_outcome seen) {
            self->end(made, error, std::move(seen));
          }));
    }

    void end(std::shared_ptr<connection> const& ended, std::error_code error, io::server_outcome seen) {
      auto& socket = ended->session.stream().next_layer();
      asio::error_code ignored;
      if (seen.end == io::server_outcome::ending::reset) {
        socket.set_option(asio::socket_base::linger{true, 0}, ignored);
        socket.close(ignored);
        open.erase(ended);
      } else {
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        drain(ended);
      }
      keep({ended->number, ended->peer, std::move(seen), error});
    }

    void keep(session_record record) {
      records.push_back(std::move(record));
      if (settings.on_session) settings.on_session(records.back());
      while (records.size() > settings.max_records) records.pop_front();
    }

    /// Closing with octets unread would send RST, which can overtake what was written before.
    void drain(std::shared_ptr<connection> const& ended) {
      auto& socket = ended->session.stream().next_layer();
      io::async_within<void(std::error_code, std::size_t)>(
          acceptor.get_executor(), std::chrono::seconds{2}, io::errc::quit_timeout,
          [&socket, self = shared_from_this()](auto handler) {
            socket.async_read_some(asio::buffer(self->dropped), std::move(handler));
          },
          [self = shared_from_this(), ended](std::error_code ec, std::size_t) {
            if (!ec) return self->drain(ended);
            asio::error_code ignore;
            ended->session.stream().next_layer().close(ignore);
            self->open.erase(ended);
          });
    }

    smtp_server_settings settings;
    io::tls_context const& context;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    std::set<std::shared_ptr<connection>> open;
    std::deque<session_record> records;
    std::size_t accepted = 0;
    std::array<char, 4096> dropped{};
  };

  std::shared_ptr<state> state_;
};

} // namespace mxtls::fake

#endif
