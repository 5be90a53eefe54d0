// SPDX-License-Identifier: BSL-1.0
//
// Fakes a server with another name, probes it, and prints what that comes to.
#include <cstdio>
#include <optional>

#include <asio/io_context.hpp>

#include <mxtls/fake/smtp_server.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/probe/probe_host.hpp>
#include <mxtls/report/text.hpp>

int main() {
  using namespace mxtls;
  timestamp const now = parse_timestamp("2026-11-23").value();
  auto const root = pki::authority::create({.now = now});
  auto const leaf = root.issue({.dns = {"other.test"}});
  auto const context = io::tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem());

  asio::io_context io;
  std::optional<fake::smtp_server> server;
  server.emplace(io.get_executor(), context, fake::smtp_server_settings{});
  report::host_request const request{.host = "mx.example.test",
                                     .port = server->port(),
                                     .address = server->address(),
                                     .reference = "mx.example.test",
                                     .at = now};
  probe::settings const shared{.trust = io::trust_store{x509::read_certificates(root.pem()).value()}};
  probe::async_probe_host(io.get_executor(), shared, request, [&](std::error_code, report::host_report const& report) {
    std::printf("%s", report::to_text(report, report::policies::pkix_hostname).c_str());
    server->stop();
  });
  io.run();
}
