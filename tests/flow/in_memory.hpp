// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_FLOW_IN_MEMORY_HPP
#define MXTLS_TESTS_FLOW_IN_MEMORY_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>

#include <mxtls/io/client_session.hpp>
#include <mxtls/io/server_session.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/test/memory_stream.hpp>

namespace flow {

using namespace mxtls;

inline timestamp const now = parse_timestamp("2026-11-23").value();

/// A server's context with a certificate for mx.example.test, and the octets it sends.
struct server_identity {
  pki::leaf leaf;
  io::tls_context context;

  static server_identity const& shared() {
    static server_identity const one = [] {
      auto const root = pki::authority::create({.seed = "flow", .now = now});
      pki::leaf made = root.intermediate().issue({.dns = {"mx.example.test"}});
      auto for_server = io::tls_context::server(made.chain_pem(), made.key().pkcs8_pem());
      return server_identity{std::move(made), std::move(for_server)};
    }();
    return one;
  }
};

struct plan {
  smtp::script script{};
  smtp::tls_start start = smtp::tls_start::starttls;
  std::optional<std::string> server_name{};
  test::memory_stream_settings stream{};
};

/// What became of one side.
template <typename Outcome>
struct ended {
  std::error_code error{};
  Outcome outcome{};
};

/// A client's session and a server's, at the two ends of a connection in memory.
class in_memory {
 public:
  explicit in_memory(plan const& p)
      : script_{p.script}, ends_{test::memory_stream::connect(io_.get_executor(), p.stream)},
        client_{context(),
                {.dialogue = {.ehlo_name = "client.example.test", .start = p.start}, .server_name = p.server_name},
                [this](auto kind, auto layer, std::string_view text) {
                  transcript.push_back({0, kind, layer, std::string{text}});
                },
                std::move(ends_.first)},
        server_{script_, server_identity::shared().context, {.start = p.start}, std::move(ends_.second)} {
    server_.async_run(
        asio::bind_cancellation_slot(cancel_server.slot(), [this](std::error_code ec, io::server_outcome outcome) {
          server = {ec, std::move(outcome)};
          server_.stream().next_layer().close();
        }));
    client_.async_run(
        std::chrono::hours{1},
        asio::bind_cancellation_slot(cancel_client.slot(), [this](std::error_code ec, io::client_outcome outcome) {
          client = {ec, std::move(outcome)};
          client_.stream().next_layer().close();
        }));
  }

  /// Runs what is ready, at most so many handlers. Nothing of it waits: all limits of time are far away.
  std::size_t run(std::size_t handlers = 1'000'000) {
    std::size_t done = 0;
    while (done < handlers && io_.poll_one() != 0) ++done;
    return done;
  }

  /// Reads and writes on either end.
  std::size_t operations() { return client_.stream().next_layer().operations(); }

  std::optional<ended<io::client_outcome>> client{};
  std::optional<ended<io::server_outcome>> server{};
  std::vector<report::event> transcript{};
  asio::cancellation_signal cancel_client{};
  asio::cancellation_signal cancel_server{};

 private:
  static io::tls_context const& context() {
    static io::tls_context const one = io::tls_context::client();
    return one;
  }

  smtp::script script_;
  asio::io_context io_;
  std::pair<test::memory_stream, test::memory_stream> ends_;
  io::client_session<test::memory_stream> client_;
  io::server_session<test::memory_stream> server_;
};

} // namespace flow

#endif
