// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_NET_PROBING_HPP
#define MXTLS_TESTS_NET_PROBING_HPP

#include <chrono>
#include <functional>
#include <string>
#include <system_error>
#include <utility>

#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>

#include <mxtls/fake/smtp_server.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/probe/settings.hpp>
#include <mxtls/report/host_report.hpp>
#include <mxtls/test/matchers.hpp>

/// Probes of fake servers on the loopback interface. What costs time to compile is in probing.cpp.
namespace net {

using namespace mxtls;

inline timestamp const now = parse_timestamp("2026-11-23").value();
inline std::string const host = "mx.example.test";

/// Long enough for any machine. Who waits for it has found a hang.
inline constexpr std::chrono::seconds patience{20};

/// What is short for a limit that is to run out.
inline constexpr std::chrono::milliseconds moment{100};

/// The authority of these tests and a certificate for `host`.
struct authority {
  pki::authority root = pki::authority::create({.seed = "net", .now = now});
  pki::authority intermediate = root.intermediate();
  pki::leaf leaf = intermediate.issue({.common_names = {host}, .dns = {host}});
  io::tls_context context = io::tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem());
  io::trust_store trust{{x509::parse_certificate(root.der()).value()}};

  static authority const& shared();
};

report::host_request request_to(std::uint16_t port);

fake::smtp_server serve(asio::io_context& io, io::tls_context const& context, fake::smtp_server_settings settings = {});

/// What a probe has come to.
struct probed {
  std::error_code error{};
  report::host_report report{};
};

/// Begins a probe. @param shared Must outlive it. @param slot May be an empty one.
void begin_probe(asio::io_context& io, probe::settings const& shared, report::host_request request,
                 std::function<void(probed)> on_end, asio::cancellation_slot slot = {});

/// Runs handlers until something is so. @throws std::runtime_error if it is not to be
void run_until(asio::io_context& io, std::function<bool()> const& is_so);

/// Runs handlers until nothing is left to do. @throws std::runtime_error if there always is
void run_out(asio::io_context& io);

/// Runs one probe to its end. @throws std::runtime_error if it has none
probed probe(asio::io_context& io, probe::settings const& shared, report::host_request request);

/// One server with a script of its own.
struct one_server {
  explicit one_server(smtp::script script, smtp::tls_start start = smtp::tls_start::starttls,
                      io::tls_context const& context = authority::shared().context)
      : server{serve(io, context, {.script = std::move(script), .start = start})} {
    settings.trust = authority::shared().trust;
  }

  probed probe() { return net::probe(io, settings, request_to(server.port())); }

  asio::io_context io{};
  fake::smtp_server server;
  probe::settings settings{};
};

} // namespace net

#endif
