// SPDX-License-Identifier: BSL-1.0
//
// First figures: how much of a TLS handshake's speed is left once SMTP, sockets and the judging of
// the chain are around it. All of one run; compare the ratios, never the rates of two machines.

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <fmt/core.h>

#include <mxtls/fake/smtp_server.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/probe/probe_host.hpp>
#include <mxtls/report/judge.hpp>

#include "handshakes.hpp"

namespace {

using namespace mxtls;
using bench::cpu_seconds;

/// A root, an intermediate and a leaf, P-256.
struct pki_of_three {
  pki::authority root = pki::authority::create({.seed = "bench", .now = mxtls::timestamp{1'800'000'000}});
  pki::leaf leaf = root.intermediate().issue({.dns = {"mx.example.test"}});
  io::tls_context server = io::tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem());
};

/// A fake server in a thread of its own.
class server_thread {
 public:
  explicit server_thread(pki_of_three const& pki)
      : server_{io_.get_executor(), pki.server, {}}, port{server_.port()}, thread_{[this] {
          io_.run();
          cpu = cpu_seconds();
        }} {}
  ~server_thread() { join(); }

  void join() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { server_.stop(); });
    thread_.join();
  }

  std::size_t sessions() const { return server_.sessions().size(); }

 private:
  asio::io_context io_{1};
  fake::smtp_server server_;

 public:
  std::uint16_t const port;
  double cpu = 0;

 private:
  std::thread thread_;
};

/// Keeps `in_flight` probes going until `count` have ended. @returns CPU seconds of one probe.
double measure_probes(pki_of_three const& pki, std::uint16_t port, int count, int in_flight) {
  probe::settings shared;
  shared.trust = io::trust_store{x509::read_certificates(pki.root.pem()).value()};
  asio::io_context io{1};
  int started = 0;
  int passed = 0;
  std::function<void()> const start = [&] {
    if (started == count) return;
    ++started;
    probe::async_probe_host(io.get_executor(), shared,
                            {.host = "mx.example.test",
                             .port = port,
                             .address = "127.0.0.1",
                             .server_name = "mx.example.test",
                             .reference = "mx.example.test",
                             .at = {1'800'000'000}},
                            [&](std::error_code, report::host_report const& done) {
                              passed +=
                                  report::judge(done, report::policies::pkix_hostname).what == report::outcome::pass;
                              start();
                            });
  };
  double const begin = cpu_seconds();
  for (int i = 0; i < in_flight; ++i) start();
  io.run();
  if (passed != count) throw std::runtime_error{fmt::format("{} of {} probes passed", passed, count)};
  return (cpu_seconds() - begin) / count;
}

} // namespace

int main(int argc, char** argv) {
  int const count = argc > 1 ? std::atoi(argv[1]) : 2000;
  pki_of_three const pki;
  bench::measure_handshakes(pki.server, count / 10); // warm up
  bench::handshake_cost const handshake = bench::measure_handshakes(pki.server, count);
  server_thread server{pki};
  double const probe = measure_probes(pki, server.port, count, 16);
  server.join();
  double const session = server.cpu / static_cast<double>(server.sessions());

  fmt::print("Per CPU-second, TLS 1.3, X25519, P-256 chain of three, {} of each:\n", count);
  auto const row = [](char const* what, double cost, double of) {
    fmt::print("  {:<44} {:7.0f}   ratio {:.2f}\n", what, 1 / cost, of / cost);
  };
  row("client handshakes in memory", handshake.client, handshake.client);
  row("probes (connect to judged report)", probe, handshake.client);
  row("server handshakes in memory", handshake.server, handshake.server);
  row("fake-server sessions (accept to record)", session, handshake.server);
}
