// SPDX-License-Identifier: BSL-1.0
//
// Fake servers seen from their owner: what they record, how they stop, and that they may go at any time.

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <asio/write.hpp>

#include "probing.hpp"

using namespace mxtls;
using asio::ip::tcp;

namespace {

/// A client that says what it was told to, whatever it hears, and takes down the answer.
struct plain_client {
  plain_client(asio::io_context& io, std::uint16_t port, std::string words) : socket{io}, said{std::move(words)} {
    socket.async_connect({asio::ip::make_address("127.0.0.1"), port}, [this](std::error_code ec) {
      if (ec) return end(ec);
      asio::async_write(socket, asio::buffer(said), [this](std::error_code, std::size_t) { read(); });
    });
  }

  void read() {
    socket.async_read_some(asio::buffer(into), [this](std::error_code ec, std::size_t octets) {
      heard.append(into.data(), octets);
      if (ec) return end(ec);
      read();
    });
  }

  void end(std::error_code ec) {
    error = ec;
    socket.close();
  }

  tcp::socket socket;
  std::string said;
  std::string heard{};
  std::array<char, 1024> into{};
  std::error_code error{};
};

void run_to_end(asio::io_context& io, plain_client const& client) {
  net::run_until(io, [&] { return static_cast<bool>(client.error); });
}

void run_until_heard(asio::io_context& io, plain_client const& client, std::string_view words) {
  net::run_until(io, [&] { return client.heard.find(words) != std::string::npos; });
}

} // namespace

TEST_CASE("A fake server takes mail, passes none on, and records who said what", "[net][fake][rfc5321-3.3]") {
  asio::io_context io;
  std::vector<fake::session_record> told;
  fake::smtp_server const server{io.get_executor(),
                                 net::authority::shared().context,
                                 {.on_session = [&](fake::session_record const& record) { told.push_back(record); }}};
  plain_client client{io, server.port(),
                      "EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nQUIT is no command here\r\n"
                      "..\r\n.\r\nFROB\r\nQUIT\r\n"};
  run_to_end(io, client);
  CHECK(client.error == asio::error::eof);
  CHECK(client.heard.find("354 ") != std::string::npos);
  CHECK(client.heard.find("\r\n500 ") != std::string::npos);
  CHECK(client.heard.find("\r\n221 ") != std::string::npos);
  REQUIRE(told.size() == 1);
  CHECK(server.sessions().size() == 1);
  CHECK(told[0].number == 1);
  CHECK(told[0].peer.starts_with("127.0.0.1:"));
  CHECK_FALSE(told[0].error);
  CHECK(told[0].seen.dialogue.messages == 1);
  std::string verbs;
  for (auto const& command : told[0].seen.dialogue.commands) verbs += command.verb + " ";
  CHECK(verbs == "EHLO MAIL RCPT DATA FROB QUIT ");
}

TEST_CASE("A fake server ends a session that is idle, or floods", "[net][fake][deadline]") {
  asio::io_context io;
  auto const server = net::serve(io, net::authority::shared().context, {.idle = net::moment});
  plain_client idle{io, server.port(), "EHLO a\r\n"};
  run_to_end(io, idle);
  plain_client flood{io, server.port(), std::string(100'000, 'x')};
  run_to_end(io, flood);
  REQUIRE(server.sessions().size() == 2);
  CHECK(server.sessions()[0].error == io::errc::command_timeout);
  CHECK(idle.heard.find("\r\n421 4.4.2 ") != std::string::npos);
  CHECK_FALSE(server.sessions()[1].error);
  CHECK(flood.heard.find("\r\n421 4.7.0 ") != std::string::npos);
}

TEST_CASE("A fake server keeps the records of its last sessions only", "[net][fake]") {
  asio::io_context io;
  std::size_t told = 0;
  auto const server = net::serve(io, net::authority::shared().context,
                                 {.max_records = 2, .on_session = [&](fake::session_record const&) { ++told; }});
  for (int i = 0; i < 3; ++i) {
    plain_client client{io, server.port(), "QUIT\r\n"};
    run_to_end(io, client);
  }
  CHECK(told == 3);
  REQUIRE(server.sessions().size() == 2);
  CHECK(server.sessions()[0].number == 2);
  CHECK(server.sessions()[1].number == 3);
}

TEST_CASE("A fake server drops connections beyond its limit", "[net][fake]") {
  asio::io_context io;
  auto const server = net::serve(io, net::authority::shared().context, {.max_sessions = 1});
  plain_client first{io, server.port(), "EHLO a\r\n"};
  run_until_heard(io, first, "250 ");
  plain_client second{io, server.port(), ""};
  run_to_end(io, second);
  CHECK(second.heard.empty());
  CHECK_FALSE(first.error);
}

TEST_CASE("A fake server that cannot listen says where", "[net][fake][errors]") {
  asio::io_context io;
  auto const& context = net::authority::shared().context;
  auto const server = net::serve(io, context);
  CHECK_THROWS_WITH(net::serve(io, context, {.port = server.port()}),
                    test::contains("127.0.0.1 port " + std::to_string(server.port())));
  CHECK_THROWS_WITH(net::serve(io, context, {.address = "nowhere"}), test::contains("nowhere"));
}

TEST_CASE("A fake server that stops gives every session its record", "[net][fake]") {
  asio::io_context io;
  auto server = net::serve(io, net::authority::shared().context);
  plain_client client{io, server.port(), "EHLO a\r\n"};
  run_until_heard(io, client, "250 ");
  server.stop();
  run_to_end(io, client);
  net::run_out(io);
  REQUIRE(server.sessions().size() == 1);
  CHECK(server.sessions()[0].error);
}

TEST_CASE("A fake server may go at any moment, and its context with it", "[net][fake][lifetime]") {
  auto const& authority = net::authority::shared();
  auto const start = GENERATE(smtp::tls_start::starttls, smtp::tls_start::implicit);
  bool whole = false;
  for (std::size_t handlers = 0; !whole && handlers < 1000; ++handlers) {
    asio::io_context io;
    auto context = std::make_unique<io::tls_context>(
        io::tls_context::server(authority.leaf.chain_pem(), authority.leaf.key().pkcs8_pem()));
    auto server =
        std::make_unique<fake::smtp_server>(io.get_executor(), *context, fake::smtp_server_settings{.start = start});
    auto request = net::request_to(server->port());
    request.start = start;
    probe::settings const shared;
    bool ended = false;
    net::begin_probe(io, shared, request, [&](net::probed const&) { ended = true; });
    for (std::size_t i = 0; i < handlers && !ended; ++i) io.run_one_for(net::patience);
    whole = ended;
    server.reset();
    context.reset();
    net::run_out(io);
    CHECK(ended);
  }
  CHECK(whole);
}
