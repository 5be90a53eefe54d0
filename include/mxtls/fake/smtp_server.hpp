// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_SMTP_SERVER_HPP
#define MXTLS_FAKE_SMTP_SERVER_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <asio/any_io_executor.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/buffer.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/compose.hpp>
#include <asio/error.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

#include <mxtls/fake/session_record.hpp>
#include <mxtls/fake/tls_failures.hpp>
#include <mxtls/io/faulty_stream.hpp>
#include <mxtls/io/server_session.hpp>
#include <mxtls/io/within.hpp>

namespace mxtls::fake {

/// From where a server can be reached.
enum class reach {
  /// This machine only.
  loopback,
  /// Whoever can reach the address.
  network,
};

struct smtp_server_settings {
  /// For the records.
  std::string scenario{};
  smtp::script script{};
  smtp::tls_start start = smtp::tls_start::starttls;
  /// What goes wrong below TLS, in every connection.
  std::vector<io::wire_fault> wire{};
  std::string address = "127.0.0.1";
  /// An address that is not loopback is refused, unless somebody says `network` in so many words.
  fake::reach reach = fake::reach::loopback;
  /// 0: the system chooses; see `smtp_server::port`.
  std::uint16_t port = 0;
  /// How long a client may take over one step: a command, a line of a mail, the handshake.
  std::chrono::milliseconds idle{300'000};
  /// Sessions at a time. A client beyond that is told 421, with implicit TLS nothing, and dropped; unless
  /// one gives way to it: see `gives_way_after`.
  std::size_t max_sessions = 1000;
  /// In a full server the session that has not got on for longest, if for so long, is timed out for a newcomer.
  ///
  /// So clients that say nothing, trickle octets or stall in the handshake do not keep others out.
  std::chrono::milliseconds gives_way_after{100};
  /// Records that are kept; the oldest are dropped.
  std::size_t max_records = 10'000;
  /// Octets of content that all mails of a session together may keep in its record; 0: none is kept.
  std::size_t keep_messages = 0;
  /// Shared by servers that stand for one domain.
  std::shared_ptr<tls_failures> failures = std::make_shared<tls_failures>();
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
  /// @throws std::system_error if it cannot listen there, std::invalid_argument for an address beyond `reach`
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

  /// Whether any client has begun a mail in clear, also in a session that still goes on.
  bool mail_in_clear() const {
    return state_->mail_in_clear || std::any_of(state_->open.begin(), state_->open.end(), [](auto const& each) {
             return fake::mail_in_clear(each->session.dialogue());
           });
  }

  /// Waits for the next record that no wait has told of before; completes soon if there is one.
  ///
  /// Completion: `void(std::error_code, session_record)`. Errors: `io::errc::total_timeout` if no
  /// session has ended within the limit. Cancellation: terminal. The server may go meanwhile.
  template <typename Token>
  auto async_wait_for_session(std::chrono::milliseconds limit, Token&& token) {
    using signature = void(std::error_code, session_record);
    return io::async_within<signature>(
        state_->acceptor.get_executor(), limit, io::errc::total_timeout,
        [state = state_](auto handler) {
          asio::async_compose<decltype(handler), signature>(session_wait{state}, handler, state->news);
        },
        std::forward<Token>(token));
  }

  /// Listens no more and drops every session; each still gets its record once the executor has run.
  void stop() {
    asio::error_code ignored;
    state_->acceptor.close(ignored);
    state_->pause.cancel();
    for (auto const& each : state_->open) {
      // Closing alone would not keep a queued handler from going on, to a context that may be no more.
      each->stop.emit(asio::cancellation_type::terminal);
      each->socket().close(ignored);
    }
    for (parting& each : state_->partings) each.socket.close(ignored);
    state_->parting_over.cancel();
  }

 private:
  struct connection {
    connection(std::size_t n, tcp::endpoint const& from, smtp::script const& script, io::tls_context const& context,
               io::server_session_settings settings, std::vector<io::wire_fault> wire, tcp::socket socket)
        : number{n}, peer{from.address().to_string() + ":" + std::to_string(from.port())},
          session{script, context, settings, io::faulty_stream{std::move(socket), std::move(wire)}} {}

    tcp::socket& socket() noexcept { return session.stream().next_layer().next_layer(); }

    std::size_t number;
    std::string peer;
    io::server_session<io::faulty_stream<tcp::socket>> session;
    asio::cancellation_signal stop;
    bool gives_way = false;
  };

  using clock = std::chrono::steady_clock;

  /// A connection that is over, but for what the client may still be sending.
  struct parting {
    tcp::socket socket;
    clock::time_point until;
  };

  struct state : std::enable_shared_from_this<state> {
    state(asio::any_io_executor executor, io::tls_context const& with, smtp_server_settings s)
        : settings{std::move(s)}, context{with}, acceptor{executor}, pause{executor},
          news{executor, asio::steady_timer::time_point::max()}, parting_over{executor} {
      std::string const where = settings.address + " port " + std::to_string(settings.port);
      asio::error_code ec;
      tcp::endpoint const endpoint{asio::ip::make_address(settings.address, ec), settings.port};
      if (ec) throw std::system_error{ec, where + " is no address to listen on"};
      if (settings.reach == reach::loopback && !endpoint.address().is_loopback())
        throw std::invalid_argument{
            settings.address +
            " can be reached from the network; give a loopback address, or say reach::network if that is meant"};
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
        if (self->make_room()) self->serve(std::move(socket));
        else self->refuse(std::move(socket));
        self->accept();
      });
    }

    /// Whether one more session can begin; in a full server another one may have to end for it.
    bool make_room() {
      std::size_t const most = settings.max_sessions;
      if (open.size() - giving_way < most) return true;
      if (giving_way >= most) return false; // they soon have ended
      auto const quietest = std::min_element(open.begin(), open.end(), [](auto const& a, auto const& b) {
        if (a->gives_way || b->gives_way) return !a->gives_way;
        return a->session.quiet_since() < b->session.quiet_since();
      });
      connection& longest = **quietest;
      if (clock::now() - longest.session.quiet_since() < settings.gives_way_after) return false;
      longest.gives_way = true;
      ++giving_way;
      longest.session.expire();
      longest.stop.emit(asio::cancellation_type::terminal);
      return true;
    }

    void refuse(tcp::socket socket) {
      constexpr std::string_view reply = "421 4.3.2 Too many sessions, try later\r\n";
      asio::error_code ignored;
      socket.non_blocking(true, ignored);
      // Nothing has been sent yet, so that there is room for it.
      if (settings.start != smtp::tls_start::implicit)
        socket.write_some(asio::buffer(reply.data(), reply.size()), ignored);
      part(std::move(socket));
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
      socket.non_blocking(true, ec);
      io::server_session_settings const how{.start = settings.start,
                                            .idle = settings.idle,
                                            .number = accepted + 1,
                                            .keep_messages = settings.keep_messages,
                                            .saves = open.size() < 256 ? io::server_session_settings::thrift::time
                                                                       : io::server_session_settings::thrift::memory};
      auto const made = std::make_shared<connection>(++accepted, from, settings.script, context, how, settings.wire,
                                                     std::move(socket));
      open.insert(made);
      made->session.async_run(asio::bind_cancellation_slot(
          made->stop.slot(), [self = shared_from_this(), made](std::error_code error, io::server_outcome seen) {
            self->end(made, error, std::move(seen));
          }));
    }

    /// The oldest record not yet told of; null if there is none.
    session_record const* take_news() {
      std::size_t const gone = kept - records.size();
      told = std::max(told, gone);
      return told < kept ? &records[told++ - gone] : nullptr;
    }

    void end(std::shared_ptr<connection> const& ended, std::error_code error, io::server_outcome seen) {
      auto& socket = ended->socket();
      auto const* const fault = ended->session.stream().next_layer().ended_by();
      bool const resets = fault != nullptr && fault->what == io::wire_fault::kind::reset;
      if (resets || seen.end == io::server_outcome::ending::reset) {
        asio::error_code ignored;
        socket.set_option(asio::socket_base::linger{true, 0}, ignored);
        socket.close(ignored);
      } else {
        part(std::move(socket));
      }
      open.erase(ended);
      if (ended->gives_way) --giving_way;
      keep({.number = ended->number, .peer = ended->peer, .seen = std::move(seen), .error = error});
    }

    void keep(session_record record) {
      record.scenario = settings.scenario;
      record.after_tls_failure = settings.failures->see(record);
      mail_in_clear = mail_in_clear || fake::mail_in_clear(record.seen.dialogue);
      records.push_back(std::move(record));
      ++kept;
      news.cancel();
      if (settings.on_session) settings.on_session(records.back());
      while (records.size() > settings.max_records) records.pop_front();
    }

    /// Closing with octets unread would send RST, which can overtake what was written before.
    void part(tcp::socket socket) {
      if (!socket.is_open()) return; // stopped
      asio::error_code ignored;
      socket.shutdown(tcp::socket::shutdown_send, ignored);
      if (partings.size() >= most_partings) {
        // The first ones have had the most time; who is closed is soon gone.
        auto const oldest = std::find_if(partings.begin(), partings.end(), [](auto& p) { return p.socket.is_open(); });
        if (oldest != partings.end()) oldest->socket.close(ignored);
      }
      drain(partings.insert(
          partings.end(),
          {std::move(socket), clock::now() + std::min<clock::duration>(std::chrono::seconds{2}, settings.idle)}));
      if (!std::exchange(watching_partings, true)) watch_partings();
    }

    void drain(std::list<parting>::iterator one) {
      one->socket.async_read_some(asio::buffer(dropped),
                                  [one, self = shared_from_this()](std::error_code ec, std::size_t) {
                                    if (!ec) return self->drain(one);
                                    self->partings.erase(one);
                                  });
    }

    /// Closes those whose time is up. All have as long, so that one timer is enough, for the first of them.
    void watch_partings() {
      watching_partings = !partings.empty();
      if (!watching_partings) return;
      parting_over.expires_at(partings.front().until);
      parting_over.async_wait([self = shared_from_this()](std::error_code ec) {
        if (ec) return;
        asio::error_code ignored;
        for (parting& each : self->partings)
          if (each.until <= clock::now()) each.socket.close(ignored);
        self->watch_partings();
      });
    }

    smtp_server_settings settings;
    io::tls_context const& context;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    asio::steady_timer news; // never expires: cancelling it wakes who waits for a record
    std::set<std::shared_ptr<connection>> open;
    std::size_t giving_way = 0; // of those
    static constexpr std::size_t most_partings = 1000;
    std::list<parting> partings;
    asio::steady_timer parting_over;
    bool watching_partings = false;
    std::deque<session_record> records;
    std::size_t accepted = 0;
    std::size_t kept = 0;
    std::size_t told = 0;
    bool mail_in_clear = false;
    std::array<char, 4096> dropped{};
  };

  struct session_wait {
    std::shared_ptr<state> server;
    bool begun = false;

    template <typename Self>
    void operator()(Self& self, std::error_code = {}) {
      if (io::is_cancelled(self)) return self.complete(asio::error::operation_aborted, {});
      bool const first = !std::exchange(begun, true);
      // A handler is never called from inside the function that started the operation.
      if (first && server->told < server->kept) return asio::post(server->acceptor.get_executor(), std::move(self));
      if (session_record const* const record = first ? nullptr : server->take_news())
        return self.complete({}, session_record{*record});
      server->news.async_wait(std::move(self));
    }
  };

  std::shared_ptr<state> state_;
};

} // namespace mxtls::fake

#endif
