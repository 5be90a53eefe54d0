// SPDX-License-Identifier: BSL-1.0
//
// A server's session against a client that says what it likes, over octets in memory.

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <asio/io_context.hpp>
#include <asio/write.hpp>

#include <mxtls/test/catch.hpp>

#include "in_memory.hpp"

using namespace mxtls;

namespace {

/// Says one thing, and takes down what it hears.
class raw_client {
 public:
  explicit raw_client(smtp::script played, io::server_session_settings settings = {})
      : script_{std::move(played)}, ends_{test::memory_stream::connect(io_.get_executor())},
        server_{script_, flow::server_identity::shared().context, settings, std::move(ends_.first)} {
    server_.async_run([this](std::error_code ec, io::server_outcome seen) {
      error = ec;
      outcome = std::move(seen);
      ended = true;
      server_.stream().next_layer().close();
    });
    listen();
  }

  raw_client& says(std::string octets) {
    said_ = std::move(octets);
    asio::async_write(ends_.second, asio::buffer(said_), [](std::error_code, std::size_t) {});
    return *this;
  }

  /// Says one octet after the other, without end.
  raw_client& drips() {
    asio::async_write(ends_.second, asio::buffer("x", 1), [this](std::error_code ec, std::size_t) {
      if (!ec) drips();
    });
    return *this;
  }

  /// Until the session has ended. Whoever waits that long has found a hang.
  raw_client& run() {
    io_.run_for(std::chrono::seconds{20});
    REQUIRE(ended);
    return *this;
  }

  std::string heard{};
  std::error_code error{};
  io::server_outcome outcome{};
  bool ended = false;

 private:
  void listen() {
    ends_.second.async_read_some(asio::buffer(inbox_), [this](std::error_code ec, std::size_t octets) {
      heard.append(inbox_.data(), octets);
      if (!ec) listen();
    });
  }

  smtp::script script_;
  asio::io_context io_;
  std::pair<test::memory_stream, test::memory_stream> ends_;
  io::server_session<test::memory_stream> server_;
  std::array<char, 4096> inbox_{};
  std::string said_;
};

constexpr std::chrono::milliseconds moment{20};

} // namespace

TEST_CASE("A mail that comes in one flight is taken, and its replies are in order", "[flow][server][rfc2920-3.1]") {
  raw_client client{{.keywords = {"PIPELINING"}}, {.keep_messages = 100}};
  client.says("EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nx: y\r\n\r\n..\r\n.\r\nQUIT\r\n").run();
  CHECK(!client.error);
  std::string codes;
  for (std::string_view rest = client.heard; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1))
    codes += std::string{rest.substr(0, 4)};
  CHECK(codes == "220 250-250-250 250 250 354 250 221 ");
  REQUIRE(client.outcome.dialogue.accepted.size() == 1);
  CHECK(client.outcome.dialogue.accepted[0].content == "x: y\r\n\r\n.\r\n");
}

TEST_CASE("A mail larger than any buffer is taken and measured", "[flow][server]") {
  std::string lines = "\r\n";
  for (int i = 0; i < 10'000; ++i) lines += "0123456789 0123456789 0123456789\r\n";
  raw_client client{{}};
  client.says("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n" + lines + ".\r\nQUIT\r\n").run();
  CHECK(!client.error);
  CHECK(client.outcome.dialogue.accepted.at(0).size == lines.size());
}

TEST_CASE("A server waits before it speaks", "[flow][server][wait]") {
  auto const begun = std::chrono::steady_clock::now();
  raw_client client{
      {.rules = {{.on = "connect",
                  .respond = {"421 x\r\n", smtp::then::close, static_cast<std::uint32_t>(moment.count())}}}}};
  client.run();
  CHECK(client.heard == "421 x\r\n");
  CHECK(std::chrono::steady_clock::now() - begun >= moment);
}

TEST_CASE("A wait longer than a client may be idle is no fault of the client", "[flow][server][wait]") {
  raw_client client{{.rules = {{.on = "NOOP", .respond = {.wait_milliseconds = 2 * moment.count()}}}},
                    {.idle = moment}};
  client.says("NOOP\r\nQUIT\r\n").run();
  CHECK(!client.error);
  CHECK(client.heard.ends_with("221 2.0.0 Bye\r\n"));
}

TEST_CASE("A flood is sent whole", "[flow][server][flood]") {
  raw_client client{
      {.rules = {{.on = "connect", .respond = {.octets = "220-x\r\n", .after = smtp::then::close, .flood = 100'000}}}}};
  client.run();
  CHECK(client.heard.size() == 700'000);
}

TEST_CASE("The number of the session decides what it hears", "[flow][server][times]") {
  smtp::script const script{
      .rules = {{.on = "connect", .respond = {"421 Later\r\n", smtp::then::close}, .sessions = 1}}};
  raw_client first{script, {.number = 1}};
  CHECK(first.run().heard == "421 Later\r\n");
  raw_client second{script, {.number = 2}};
  CHECK(second.says("QUIT\r\n").run().heard.starts_with("220 "));
}

TEST_CASE("A client that says nothing is told so, and its session ends", "[flow][server][deadline]") {
  raw_client client{{}, {.idle = moment}};
  client.run();
  CHECK(client.error == io::errc::command_timeout);
  CHECK(client.heard == "220 mx.example.test ESMTP\r\n421 4.4.2 Waited too long, closing\r\n");
}

TEST_CASE("A client that sends octets and no commands is idle too", "[flow][server][deadline]") {
  raw_client client{{.limits = {.pipelined = 1'000'000'000}}, {.idle = moment}};
  client.drips().run();
  CHECK(client.error == io::errc::command_timeout);
  CHECK(client.heard.find("\r\n421 4.4.2 ") != std::string::npos);
}
