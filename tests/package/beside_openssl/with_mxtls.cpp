// SPDX-License-Identifier: BSL-1.0
#include <chrono>

#include <asio/io_context.hpp>

#include <mxtls/io/tls_stream.hpp>
#include <mxtls/pki/authority.hpp>

#include "handshakes.hpp"

identity_pem make_identity() {
  using namespace mxtls;
  auto const root = pki::authority::create({.now = parse_timestamp("2026-11-23").value()});
  auto const leaf = root.issue({.dns = {"mx.example.test"}});
  return {leaf.chain_pem(), leaf.key().pkcs8_pem()};
}

std::string mxtls_with_itself(identity_pem const& identity) {
  using namespace mxtls;
  asio::io_context io;
  socket_pair sockets{io};
  auto const server_context = io::tls_context::server(identity.chain, identity.key);
  auto const client_context = io::tls_context::client();
  io::tls_stream<asio::ip::tcp::socket> server{std::move(sockets.server), server_context};
  io::tls_stream<asio::ip::tcp::socket> client{std::move(sockets.client), client_context};
  std::string said = "nothing";
  server.async_accept([](std::error_code) {});
  client.async_connect([&](std::error_code ec) { said = ec ? ec.message() : io::observe(client.engine()).version; });
  io.run_for(std::chrono::seconds{20});
  return said;
}
