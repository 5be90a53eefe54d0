// SPDX-License-Identifier: BSL-1.0
#ifndef HANDSHAKES_HPP
#define HANDSHAKES_HPP

#include <string>

#include <asio/ip/tcp.hpp>

/// A certificate for `mx.example.test` and its key, in PEM.
struct identity_pem {
  std::string chain;
  std::string key;
};

/// Two ends of one connection on the loopback.
struct socket_pair {
  asio::ip::tcp::socket client;
  asio::ip::tcp::socket server;

  explicit socket_pair(asio::io_context& io) : client{io}, server{io} {
    asio::ip::tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
    client.connect(acceptor.local_endpoint());
    acceptor.accept(server);
  }
};

/// Each returns what the client knows of the session, or of what went wrong.
identity_pem make_identity();
std::string mxtls_with_itself(identity_pem const&);
std::string openssl_with_itself(identity_pem const&);

#endif
