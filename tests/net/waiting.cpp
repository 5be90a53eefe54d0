// SPDX-License-Identifier: BSL-1.0
//
// Bounded waits for what a client does at a fake server.

#include <chrono>
#include <memory>
#include <string>

#include <asio/connect.hpp>
#include <asio/write.hpp>

#include <mxtls/test/sessions.hpp>

#include "probing.hpp"

using namespace mxtls;
using asio::ip::tcp;

namespace {

/// Says its words and goes away, or stays.
tcp::socket client(asio::io_context& io, std::uint16_t port, std::string const& words) {
  tcp::socket socket{io};
  socket.connect({asio::ip::make_address("127.0.0.1"), port});
  asio::write(socket, asio::buffer(words));
  return socket;
}

fake::smtp_server good_server(asio::io_context& io, fake::smtp_server_settings settings = {}) {
  return net::serve(io, net::authority::shared().context, std::move(settings));
}

} // namespace

TEST_CASE("Each wait tells of the next session, whether it has ended already or not", "[net][fake]") {
  asio::io_context io;
  auto server = good_server(io, {.scenario = "named"});
  client(io, server.port(), "EHLO a\r\nQUIT\r\n");
  net::run_until(io, [&] { return server.sessions().size() == 1; });
  client(io, server.port(), "EHLO b\r\nQUIT\r\n");
  for (std::string const name : {"a", "b"}) {
    auto const record = test::wait_for_session(io, server, net::patience);
    CHECK(record.scenario == "named");
    REQUIRE(record.seen.dialogue.commands.size() == 2);
    CHECK(record.seen.dialogue.commands[0].argument == name);
  }
}

TEST_CASE("A wait for a session that does not end has an end", "[net][fake][deadline]") {
  asio::io_context io;
  auto server = good_server(io);
  CHECK_THROWS_WITH(test::wait_for_session(io, server, net::moment), test::contains("127.0.0.1"));
  auto const open = client(io, server.port(), "EHLO a\r\n");
  CHECK_THROWS_AS(test::wait_for_session(io, server, net::moment), std::system_error);
}

TEST_CASE("A wait takes no session that another one tells of", "[net][fake]") {
  asio::io_context io;
  auto server = good_server(io);
  std::string told;
  for (int i = 0; i < 2; ++i)
    server.async_wait_for_session(net::patience, [&](std::error_code ec, fake::session_record const& record) {
      told += ec ? "error " : record.seen.dialogue.commands.at(0).argument + ' ';
    });
  CHECK(told.empty());
  client(io, server.port(), "EHLO a\r\nQUIT\r\n");
  net::run_until(io, [&] { return !told.empty(); });
  CHECK(told == "a ");
  client(io, server.port(), "EHLO b\r\nQUIT\r\n");
  net::run_until(io, [&] { return told.size() > 2; });
  CHECK(told == "a b ");
}

TEST_CASE("A wait can be cancelled, and may outlive the server", "[net][fake]") {
  asio::io_context io;
  auto server = std::make_unique<fake::smtp_server>(good_server(io));
  asio::cancellation_signal stop;
  std::error_code cancelled, left;
  server->async_wait_for_session(
      net::patience,
      asio::bind_cancellation_slot(stop.slot(), [&](std::error_code ec, auto const&) { cancelled = ec; }));
  server->async_wait_for_session(net::moment, [&](std::error_code ec, auto const&) { left = ec; });
  stop.emit(asio::cancellation_type::terminal);
  server.reset();
  net::run_out(io);
  CHECK(cancelled == asio::error::operation_aborted);
  CHECK(left == io::errc::total_timeout);
}

TEST_CASE("A mail in clear is seen while its session goes on, and ever after", "[net][fake][rfc3207-4]") {
  asio::io_context io;
  auto server = good_server(io);
  {
    auto const first = client(io, server.port(), "EHLO a\r\nSTARTTLS x\r\n");
    CHECK(test::no_mail_in_clear(io, server, net::moment));
    auto const second = client(io, server.port(), "EHLO a\r\nMAIL FROM:<a@b.test>\r\n");
    CHECK_FALSE(test::no_mail_in_clear(io, server, net::patience));
    CHECK(server.sessions().empty());
  }
  net::run_until(io, [&] { return server.sessions().size() == 2; });
  CHECK_FALSE(test::no_mail_in_clear(io, server, net::moment));
}

TEST_CASE("A client that falls back to clear text on a new connection is found out", "[net][fake][rfc3207-4]") {
  asio::io_context io;
  auto server = good_server(io);
  { // it goes when TLS should begin
    auto before = client(io, server.port(), "EHLO a\r\nSTARTTLS\r\n");
    std::string heard;
    net::run_until(io, [&] {
      std::string more(before.available(), '\0');
      if (!more.empty()) more.resize(before.read_some(asio::buffer(more)));
      heard += more;
      return heard.find("\r\n220 ") != std::string::npos;
    });
  }
  auto const failed = test::wait_for_session(io, server, net::patience);
  CHECK(failed.seen.after.tls_begun);
  CHECK_FALSE(failed.seen.hello);
  CHECK(failed.after_tls_failure == fake::clear_text::none);
  client(io, server.port(), "EHLO a\r\nMAIL FROM:<a@b.test>\r\nQUIT\r\n");
  CHECK(test::wait_for_session(io, server, net::patience).after_tls_failure == fake::clear_text::new_connection);
}
