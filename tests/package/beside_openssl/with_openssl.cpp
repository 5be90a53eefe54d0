// SPDX-License-Identifier: BSL-1.0
#include <chrono>

#include <asio/io_context.hpp>
#include <asio/ssl.hpp>

#include "handshakes.hpp"

std::string openssl_with_itself(identity_pem const& identity) {
  namespace ssl = asio::ssl;
  asio::io_context io;
  socket_pair sockets{io};
  ssl::context server_context{ssl::context::tls_server};
  server_context.use_certificate_chain(asio::buffer(identity.chain));
  server_context.use_private_key(asio::buffer(identity.key), ssl::context::pem);
  ssl::context client_context{ssl::context::tls_client};
  ssl::stream<asio::ip::tcp::socket> server{std::move(sockets.server), server_context};
  ssl::stream<asio::ip::tcp::socket> client{std::move(sockets.client), client_context};
  std::string said = "nothing";
  server.async_handshake(ssl::stream_base::server, [](std::error_code) {});
  client.async_handshake(ssl::stream_base::client, [&](std::error_code ec) {
    said = ec ? ec.message() : SSL_get_version(client.native_handle());
  });
  io.run_for(std::chrono::seconds{20});
  return said;
}
