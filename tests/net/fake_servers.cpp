// SPDX-License-Identifier: BSL-1.0
//
// Fake servers seen from their owner: what they record, how they stop, and that they may go at any time.

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <asio/steady_timer.hpp>
#include <asio/write.hpp>
#include <sys/resource.h>

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

/// A client that takes up a place: says what it was told to, and then an octet at a time, or nothing.
struct stormer {
  stormer(asio::io_context& io, std::uint16_t port, std::string words,
          std::optional<std::chrono::milliseconds> interval)
      : socket{io}, timer{io}, said{std::move(words)}, pause{interval} {
    socket.async_connect({asio::ip::make_address("127.0.0.1"), port}, [this](std::error_code ec) {
      came = true;
      if (ec) return end();
      asio::async_write(socket, asio::buffer(said), [this](std::error_code failed, std::size_t) {
        if (failed) return end();
        // The beginning of a ClientHello of 508 octets, and no end of zeros.
        said = std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11};
        trickle();
      });
    });
  }

  void trickle() {
    if (!pause) return;
    timer.expires_after(*pause);
    timer.async_wait([this](std::error_code) {
      asio::async_write(socket, asio::buffer(said, 1), [this](std::error_code ec, std::size_t) {
        if (ec) return end();
        said = said.substr(1) + '\0';
        trickle();
      });
    });
  }

  void end() {
    refused = true;
    socket.close();
  }

  tcp::socket socket;
  asio::steady_timer timer;
  std::string said;
  std::optional<std::chrono::milliseconds> pause;
  bool came = false;
  bool refused = false;
};

/// How many files may be open, once as many as possible may.
std::size_t descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

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

TEST_CASE("A fake server has a reply for each limit", "[net][fake][bounds][rfc5321-4.5.3.1.10]") {
  struct limited {
    char const* words;
    std::string said;
    std::string reply;
  };
  std::string const mail = "EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n";
  auto const each = GENERATE_COPY(
      limited{"a long line", "NOOP " + std::string(100, 'x') + "\r\nQUIT\r\n", "\r\n500 5.5.2 "},
      limited{"a big header", mail + "DATA\r\na: " + std::string(200, 'x') + "\r\n\r\n.\r\nQUIT\r\n", "\r\n552 5.3.4 "},
      limited{"a big mail", mail + "DATA\r\n\r\n" + std::string(400, 'x') + "\r\n.\r\nQUIT\r\n", "\r\n552 5.3.4 "},
      limited{"a big mail, announced", "EHLO a\r\nMAIL FROM:<a@b.test> SIZE=1000\r\nQUIT\r\n", "\r\n552 5.3.4 "},
      limited{"a mail without an end", mail + "DATA\r\n" + std::string(1000, 'x'), "\r\n421 4.7.0 "},
      limited{"many recipients", mail + "RCPT TO:<e@f.test>\r\nRCPT TO:<g@h.test>\r\nQUIT\r\n", "\r\n452 4.5.3 "},
      limited{"many errors", "A\r\nB\r\nC\r\nD\r\n", "\r\n421 4.7.0 "},
      limited{"no end of a line", std::string(1100, 'x'), "\r\n421 4.7.0 "},
      limited{"no more words", "NOOP", "\r\n421 4.4.2 "});
  asio::io_context io;
  smtp::server_limits const limits{
      .line = 50, .pipelined = 1000, .header = 100, .message = 300, .recipients = 2, .errors = 2};
  auto const server =
      net::serve(io, net::authority::shared().context, {.script = {.limits = limits}, .idle = net::moment});
  INFO(each.words);
  plain_client client{io, server.port(), each.said};
  run_to_end(io, client);
  CHECK(client.error == asio::error::eof);
  CHECK(client.heard.find(each.reply) != std::string::npos);
  CHECK(server.sessions().size() == 1);
}

TEST_CASE("A fake server tells who is beyond its limit so", "[net][fake][bounds]") {
  asio::io_context io;
  auto const start = GENERATE(smtp::tls_start::starttls, smtp::tls_start::implicit);
  bool const implicit = start == smtp::tls_start::implicit;
  auto const server = net::serve(io, net::authority::shared().context,
                                 {.start = start, .max_sessions = 1, .gives_way_after = std::chrono::hours{1}});
  plain_client first{io, server.port(), "EHLO a\r\n"};
  if (!implicit) run_until_heard(io, first, "250 ");
  plain_client second{io, server.port(), "EHLO b\r\n"};
  run_to_end(io, second);
  CHECK(second.error == asio::error::eof);
  CHECK(second.heard == (implicit ? "" : "421 4.3.2 Too many sessions, try later\r\n"));
  CHECK_FALSE(first.error);
  CHECK(server.sessions().empty());
}

TEST_CASE("In a full fake server who has done nothing for longest gives way", "[net][fake][bounds]") {
  struct quiet {
    char const* words;
    smtp::script script;
    std::string said;
    std::string hears;
    std::string ends;
  };
  auto const rule = [](smtp::rule one) { return smtp::script{.rules = {std::move(one)}}; };
  auto const each =
      GENERATE_REF(quiet{"no command", {}, "EHLO a\r\n", "250 ", "\r\n421 4.4.2 Waited too long, closing\r\n"},
                   quiet{"half a command", {}, "EHLO a\r\nNOO", "250 ", "\r\n421 4.4.2 Waited too long, closing\r\n"},
                   quiet{"no ClientHello", {}, "EHLO a\r\nSTARTTLS\r\n", "\r\n220 2", " Ready to start TLS\r\n"},
                   quiet{"a server that holds", rule({.on = "NOOP", .respond = {"250 x\r\n", smtp::then::hold}}),
                         "NOOP\r\n", "250 x", "250 x\r\n"},
                   quiet{"a server that waits", rule({.on = "NOOP", .respond = {.wait_milliseconds = 3'600'000}}),
                         "EHLO a\r\nNOOP\r\n", "250 ", "CHUNKING\r\n250 STARTTLS\r\n"});
  asio::io_context io;
  auto const server =
      net::serve(io, net::authority::shared().context,
                 {.script = each.script, .max_sessions = 2, .gives_way_after = std::chrono::milliseconds{0}});
  INFO(each.words);
  plain_client first{io, server.port(), each.said};
  run_until_heard(io, first, each.hears);
  plain_client second{io, server.port(), "EHLO b\r\n"};
  run_until_heard(io, second, "250 ");
  plain_client third{io, server.port(), "QUIT\r\n"};
  run_to_end(io, third);
  CHECK(third.heard.ends_with("221 2.0.0 Bye\r\n"));
  run_to_end(io, first);
  CHECK(first.heard.ends_with(each.ends));
  CHECK_FALSE(second.error);
  net::run_until(io, [&] { return server.sessions().size() == 2; });
  auto const& gone = server.sessions()[server.sessions()[0].number == 1 ? 0 : 1];
  CHECK(gone.number == 1);
  CHECK(gone.error == io::errc::command_timeout);
}

TEST_CASE("A session may give way at any moment", "[net][fake][bounds][lifetime]") {
  auto const start = GENERATE(smtp::tls_start::starttls, smtp::tls_start::implicit);
  bool whole = false;
  for (std::size_t handlers = 0; !whole && handlers < 1000; ++handlers) {
    asio::io_context io;
    auto const server =
        net::serve(io, net::authority::shared().context,
                   {.start = start, .max_sessions = 1, .gives_way_after = std::chrono::milliseconds{0}});
    auto request = net::request_to(server.port());
    request.start = start;
    probe::settings const shared;
    bool ended = false;
    net::begin_probe(io, shared, request, [&](net::probed const&) { ended = true; });
    for (std::size_t i = 0; i < handlers && !ended; ++i) io.run_one_for(net::patience);
    whole = ended;
    plain_client second{io, server.port(), "QUIT\r\n"};
    run_to_end(io, second);
    net::run_until(io, [&] { return ended; });
    if (start == smtp::tls_start::starttls && handlers > 0) CHECK(second.heard.ends_with("221 2.0.0 Bye\r\n"));
  }
  CHECK(whole);
}

TEST_CASE("A fake server may go while a session gives way, and its context with it", "[net][fake][lifetime]") {
  auto const& authority = net::authority::shared();
  auto const start = GENERATE(smtp::tls_start::starttls, smtp::tls_start::implicit);
  auto const more = GENERATE(range(std::size_t{1}, std::size_t{8}));
  bool whole = false;
  for (std::size_t handlers = 0; !whole && handlers < 1000; ++handlers) {
    asio::io_context io;
    auto context = std::make_unique<io::tls_context>(
        io::tls_context::server(authority.leaf.chain_pem(), authority.leaf.key().pkcs8_pem()));
    auto server = std::make_unique<fake::smtp_server>(
        io.get_executor(), *context,
        fake::smtp_server_settings{.start = start, .max_sessions = 1, .gives_way_after = std::chrono::milliseconds{0}});
    auto request = net::request_to(server->port());
    request.start = start;
    probe::settings const shared;
    bool ended = false;
    net::begin_probe(io, shared, request, [&](net::probed const&) { ended = true; });
    for (std::size_t i = 0; i < handlers && !ended; ++i) io.run_one_for(net::patience);
    whole = ended;
    plain_client second{io, server->port(), "QUIT\r\n"};
    for (std::size_t i = 0; i < more; ++i) io.run_one_for(net::patience);
    server.reset();
    context.reset();
    net::run_out(io);
    CHECK(ended);
    CHECK(second.error);
  }
  CHECK(whole);
}

TEST_CASE("Who stalls in the TLS handshake is idle, octets or not", "[net][fake][deadline]") {
  asio::io_context io;
  auto const start = GENERATE(smtp::tls_start::starttls, smtp::tls_start::implicit);
  auto const server = net::serve(io, net::authority::shared().context, {.start = start, .idle = net::moment});
  std::string const before = start == smtp::tls_start::implicit ? "" : "EHLO a\r\nSTARTTLS\r\n";
  stormer silent{io, server.port(), before, {}};
  stormer trickling{io, server.port(), before, std::chrono::milliseconds{5}};
  net::run_until(io, [&] { return server.sessions().size() == 2; });
  for (auto const& session : server.sessions()) {
    CHECK(session.error == io::errc::command_timeout);
    CHECK(session.seen.tls_failed);
  }
}

TEST_CASE("Who goes on sending after the end is dropped", "[net][fake][deadline]") {
  asio::io_context io;
  auto const server = net::serve(io, net::authority::shared().context, {.idle = net::moment});
  stormer client{io, server.port(), "QUIT\r\n", std::chrono::milliseconds{1}};
  net::run_until(io, [&] { return client.refused; });
  CHECK(server.sessions().size() == 1);
}

TEST_CASE("Storms of slow clients keep nobody else out", "[net][fake][bounds][storm]") {
  auto const start = GENERATE(smtp::tls_start::starttls, smtp::tls_start::implicit);
  bool const half_open = GENERATE(false, true);
  if (half_open && start == smtp::tls_start::implicit) return; // is half open in any case
  std::size_t const each_kind = std::min<std::size_t>(2000, descriptors() / 5);
  asio::io_context io;
  fake::smtp_server const server =
      net::serve(io, net::authority::shared().context,
                 {.start = start, .max_sessions = each_kind / 2, .gives_way_after = std::chrono::milliseconds{5}});
  std::string const before = half_open ? "EHLO a\r\nSTARTTLS\r\n" : "";
  std::vector<std::unique_ptr<stormer>> storm;
  auto const came = [&] { return std::all_of(storm.end() - 100, storm.end(), [](auto const& s) { return s->came; }); };
  while (storm.size() + 100 <= 2 * each_kind) {
    for (int i = 0; i < 50; ++i) {
      storm.push_back(std::make_unique<stormer>(io, server.port(), before, std::chrono::milliseconds{200}));
      storm.push_back(std::make_unique<stormer>(io, server.port(), before, std::nullopt));
    }
    net::run_until(io, came); // listening queues are short on some systems
  }

  probe::settings const shared{.trust = net::authority::shared().trust};
  std::vector<net::probed> served;
  for (int i = 0; i < 100; ++i) {
    auto request = net::request_to(server.port());
    request.start = start;
    net::begin_probe(io, shared, request, [&](net::probed one) { served.push_back(std::move(one)); });
  }
  net::run_until(io, [&] { return served.size() == 100; });
  std::size_t fine = 0;
  for (net::probed const& one : served)
    fine += !one.error && report::findings_of(one.report, identity::rules::rfc9525).empty() ? 1U : 0U;
  CHECK(fine == 100);
}

TEST_CASE("A fake server is out of reach of the network unless that is meant", "[net][fake][errors]") {
  asio::io_context io;
  auto const& context = net::authority::shared().context;
  for (std::string const address : {"0.0.0.0", "::", "192.0.2.1", "::ffff:127.0.0.1"}) {
    INFO(address);
    CHECK_THROWS_AS(net::serve(io, context, {.address = address}), std::invalid_argument);
    CHECK_THROWS_WITH(net::serve(io, context, {.address = address}), test::contains("reach::network"));
  }
  // No address of this machine: it is tried, and that is all there is to see.
  CHECK_THROWS_AS(net::serve(io, context, {.address = "192.0.2.1", .reach = fake::reach::network}), std::system_error);
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
