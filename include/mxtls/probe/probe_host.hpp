// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PROBE_PROBE_HOST_HPP
#define MXTLS_PROBE_PROBE_HOST_HPP

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/any_io_executor.hpp>
#include <asio/associated_cancellation_slot.hpp>
#include <asio/associated_executor.hpp>
#include <asio/bind_executor.hpp>
#include <asio/cancellation_type.hpp>
#include <asio/compose.hpp>
#include <asio/error.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>

#include <mxtls/core/escape.hpp>
#include <mxtls/io/client_session.hpp>
#include <mxtls/io/is_cancelled.hpp>
#include <mxtls/io/tls_chain.hpp>
#include <mxtls/io/tls_error.hpp>
#include <mxtls/probe/settings.hpp>
#include <mxtls/report/host_report.hpp>

namespace mxtls::probe {

namespace detail {

/// One probe under way.
class host_probe {
 public:
  using clock = std::chrono::steady_clock;
  using tcp = asio::ip::tcp;
  using session_type = io::client_session<tcp::socket>;

  host_probe(asio::any_io_executor executor, settings const& s, report::host_request request)
      : executor_{std::move(executor)}, settings_{s}, resolver_{executor_} {
    report_.asked = std::move(request);
    io::limits limits = s.limits;
    limits.total = std::chrono::milliseconds{report_.asked.timeout_milliseconds};
    io::client_session_settings session{
        .dialogue = {.ehlo_name = report_.asked.ehlo_name, .start = report_.asked.start},
        .server_name = report_.asked.server_name,
        .limits = limits};
    auto const observe = [this](auto kind, auto layer, std::string_view text) { note(kind, layer, text); };
    session_ = std::make_unique<session_type>(s.context, std::move(session), observe, tcp::socket{executor_});
  }

  asio::any_io_executor get_executor() const { return executor_; }

  /// From here on time is counted.
  void start() noexcept {
    start_ = clock::now();
    deadline_ = start_ + std::chrono::milliseconds{report_.asked.timeout_milliseconds};
  }

  template <typename Self>
  void look_up(Self self) {
    asio::error_code ec;
    auto const address = asio::ip::make_address(report_.asked.address, ec);
    if (!ec) {
      endpoints_ = {tcp::endpoint{address, report_.asked.port}};
      return connect(std::move(self));
    }
    note("Looking up the address of " + escape(report_.asked.host));
    within<void(std::error_code, tcp::resolver::results_type)>(
        smtp::stage::look_up, [this](auto handler) { this->resolve(std::move(handler)); }, std::move(self));
  }

  void found(tcp::resolver::results_type const& results) {
    for (auto const& result : results) endpoints_.push_back(result.endpoint());
  }

  /// Connects to the next address. @pre there is one
  template <typename Self>
  void connect(Self self) {
    tcp::endpoint const to = endpoints_[next_endpoint_++];
    std::string const address = to.address().to_string();
    peer_ = (to.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(to.port());
    note("Connecting to " + peer_);
    auto& socket = session_->stream().next_layer();
    asio::error_code ignored;
    socket.close(ignored);
    within<void(std::error_code)>(
        smtp::stage::connect, [&socket, to](auto handler) { socket.async_connect(to, std::move(handler)); },
        std::move(self));
  }

  bool has_another_address() const noexcept { return next_endpoint_ < endpoints_.size(); }

  template <typename Self>
  void talk(Self self) {
    report_.peer = peer_;
    note("Connected");
    asio::error_code ignored;
    session_->stream().next_layer().set_option(tcp::no_delay{true}, ignored);
    session_->async_run(deadline_ - clock::now(), std::move(self));
  }

  /// The finished report: the chain is judged here, after the session.
  report::host_report finish(std::error_code ec, io::client_outcome outcome) {
    report_.error = ec;
    report_.ended = ending_of(ec, outcome);
    report_.dialogue = std::move(outcome.dialogue);
    report_.reached = outcome.reached;
    report_.tls = std::move(outcome.tls);
    report_.tls_failed = std::move(outcome.tls_failed);
    if (report_.tls) report_.chain = io::judge_chain(report_.tls->chain, settings_.trust, report_.asked.at);
    if (ec) note(std::string{smtp::to_text(report_.reached)} + ": " + ec.message());
    asio::error_code ignored;
    session_->stream().next_layer().close(ignored);
    report_.microseconds = elapsed();
    return std::move(report_);
  }

  void note(std::string_view text) { note(report::event::kind::note, report::event::layer::clear, text); }

 private:
  /// The system's look-up cannot be interrupted: one that is cancelled is left to itself, and its
  /// answer is dropped. The execution context still waits for it before it runs out of work.
  template <typename Handler>
  void resolve(Handler handler) {
    using results_type = tcp::resolver::results_type;
    auto const waiting = std::make_shared<std::optional<Handler>>(std::move(handler));
    auto const end = [](std::shared_ptr<std::optional<Handler>> const& one, std::error_code ec, results_type results) {
      Handler last = *std::move(*one);
      one->reset();
      std::move(last)(ec, std::move(results));
    };
    auto const executor = asio::get_associated_executor(**waiting, executor_);
    auto slot = asio::get_associated_cancellation_slot(**waiting);
    if (slot.is_connected())
      slot.assign([weak = std::weak_ptr{waiting}, executor, end](asio::cancellation_type) {
        if (auto const alive = weak.lock(); alive && *alive)
          asio::post(executor, [alive, end] {
            if (*alive) end(alive, asio::error::operation_aborted, {});
          });
      });
    resolver_.async_resolve(report_.asked.host, std::to_string(report_.asked.port), tcp::resolver::numeric_service,
                            asio::bind_executor(executor, [waiting, end](std::error_code ec, results_type results) {
                              if (*waiting) end(waiting, ec, std::move(results));
                            }));
  }

  static report::ending ending_of(std::error_code ec, io::client_outcome const& outcome) {
    static std::error_category const& io_errors = io::make_error_code(io::errc::total_timeout).category();
    static std::error_category const& smtp_errors = smtp::make_error_code(smtp::errc::line_too_long).category();
    if (!ec) return report::ending::completed;
    bool const of_io = ec.category() == io_errors;
    if (of_io && io::is_timeout(static_cast<io::errc>(ec.value()))) return report::ending::timed_out;
    if (ec == io::errc::tls_setup) return report::ending::tls_not_testable;
    if (outcome.reached == smtp::stage::look_up) return report::ending::not_found;
    if (outcome.reached == smtp::stage::connect) return report::ending::no_connection;
    if (ec.category() == smtp_errors) return report::ending::not_smtp;
    bool const by_alert = outcome.tls_failed && outcome.tls_failed->alert_received;
    bool const in_clear = outcome.tls_failed && !outcome.tls_failed->first_octets.empty();
    if (outcome.tls_failed && !by_alert && !in_clear && io::is_limit_of_library(ec))
      return report::ending::tls_not_testable;
    if (ec.category() == io::tls_error_category::instance() || in_clear) return report::ending::tls_failed;
    return report::ending::lost;
  }

  void note(report::event::kind kind, report::event::layer layer, std::string_view text) {
    report_.transcript.push_back({elapsed(), kind, layer, std::string{text}});
  }

  std::int64_t elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - start_).count();
  }

  /// Within the limit of that step, or what is left for everything.
  template <typename Signature, typename Initiate, typename Self>
  void within(smtp::stage step, Initiate initiate, Self self) {
    auto const left = deadline_ - clock::now();
    auto const limit = io::limit_of(step, settings_.limits);
    if (left < limit.time)
      io::async_within<Signature>(executor_, left, io::errc::total_timeout, std::move(initiate), std::move(self));
    else io::async_within<Signature>(executor_, limit.time, limit.on_expiry, std::move(initiate), std::move(self));
  }

  asio::any_io_executor executor_;
  settings const& settings_;
  clock::time_point start_{};
  clock::time_point deadline_{};
  report::host_report report_;
  std::string peer_;
  tcp::resolver resolver_;
  std::vector<tcp::endpoint> endpoints_;
  std::size_t next_endpoint_ = 0;
  std::unique_ptr<session_type> session_;
};

struct host_probe_operation {
  std::unique_ptr<host_probe> probe;

  template <typename Self>
  void operator()(Self& self) {
    auto& p = *probe;
    p.start();
    p.look_up(std::move(self));
  }

  template <typename Self>
  void operator()(Self& self, std::error_code ec, asio::ip::tcp::resolver::results_type const& results) {
    if (!ec && io::is_cancelled(self)) ec = asio::error::operation_aborted;
    if (ec) return finish(self, ec, {.reached = smtp::stage::look_up});
    auto& p = *probe;
    p.found(results);
    p.connect(std::move(self));
  }

  template <typename Self>
  void operator()(Self& self, std::error_code ec) {
    auto& p = *probe;
    if (!ec && io::is_cancelled(self)) ec = asio::error::operation_aborted;
    bool const try_next = ec && ec != asio::error::operation_aborted && ec != io::errc::total_timeout;
    if (try_next && p.has_another_address()) {
      p.note("No connection: " + ec.message());
      return p.connect(std::move(self));
    }
    if (ec) return finish(self, ec, {.reached = smtp::stage::connect});
    p.talk(std::move(self));
  }

  template <typename Self>
  void operator()(Self& self, std::error_code ec, io::client_outcome outcome) {
    finish(self, ec, std::move(outcome));
  }

  template <typename Self>
  void finish(Self& self, std::error_code ec, io::client_outcome outcome) {
    self.complete(ec, probe->finish(ec, std::move(outcome)));
  }
};

} // namespace detail

/// Probes one MX host: connects, talks SMTP up to TLS and back out, and judges the chain it sent.
///
/// One connection is made, to the first address that accepts it. No mail is sent. Names are not
/// compared here: that is a matter of the record alone (`report::judge`).
///
/// @param executor For all I/O; a strand if several threads run it.
/// @param shared Must outlive the operation.
/// @param request What to probe and how. @pre `smtp::is_ehlo_name(request.ehlo_name)`
/// @param token Completion: `void(std::error_code, report::host_report)`. The report is filled as far
/// as the probe got, and `report.error` is the same code.
///
/// Errors: an `io::errc` for the stage that ran out of time, or `total_timeout`; those of
/// `io::client_session`; of the look-up and of connecting, the system's. `operation_aborted` only
/// if the caller cancelled. A wrong certificate or a refusal by the peer is no error.
///
/// Cancellation: terminal; to be emitted on the executor of the completion handler, which is
/// `executor` unless it has one of its own.
template <typename Token>
auto async_probe_host(asio::any_io_executor executor, settings const& shared, report::host_request request,
                      Token&& token) {
  auto probe = std::make_unique<detail::host_probe>(executor, shared, std::move(request));
  return asio::async_compose<Token, void(std::error_code, report::host_report)>(
      detail::host_probe_operation{std::move(probe)}, token, executor);
}

} // namespace mxtls::probe

#endif
