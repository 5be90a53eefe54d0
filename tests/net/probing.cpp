// SPDX-License-Identifier: BSL-1.0
#include "probing.hpp"

#include <optional>
#include <stdexcept>

#include <asio/bind_cancellation_slot.hpp>

#include <mxtls/probe/probe_host.hpp>

namespace net {

authority const& authority::shared() {
  static authority const one;
  return one;
}

report::host_request request_to(std::uint16_t port) {
  return {.host = host,
          .port = port,
          .address = "127.0.0.1",
          .ehlo_name = "client.example.test",
          .server_name = host,
          .reference = host,
          .at = now,
          .timeout_milliseconds = 15'000,
          .trust = "the root of these tests"};
}

fake::smtp_server serve(asio::io_context& io, io::tls_context const& context, fake::smtp_server_settings settings) {
  return {io.get_executor(), context, std::move(settings)};
}

void begin_probe(asio::io_context& io, probe::settings const& shared, report::host_request request,
                 std::function<void(probed)> on_end, asio::cancellation_slot slot) {
  mxtls::probe::async_probe_host(
      io.get_executor(), shared, std::move(request),
      asio::bind_cancellation_slot(slot, [on_end = std::move(on_end)](std::error_code ec, report::host_report report) {
        on_end({ec, std::move(report)});
      }));
}

void run_until(asio::io_context& io, std::function<bool()> const& is_so) {
  auto const give_up = std::chrono::steady_clock::now() + patience;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error{"it hangs"};
    if (io.run_one_for(std::chrono::seconds{1}) == 0) io.restart();
  }
}

void run_out(asio::io_context& io) {
  io.restart();
  io.run_for(patience);
  if (!io.stopped()) throw std::runtime_error{"it goes on for ever"};
}

probed probe(asio::io_context& io, probe::settings const& shared, report::host_request request) {
  std::optional<probed> out;
  begin_probe(io, shared, std::move(request), [&](probed ended) { out = std::move(ended); });
  run_until(io, [&] { return out.has_value(); });
  return *std::move(out);
}

} // namespace net
