// SPDX-License-Identifier: BSL-1.0
//
// A client's session against a server's, both as they are used over sockets, over octets in memory.
// Whatever happens, both end; what cannot end is seen at once, as no time ever passes here.

#include <string>
#include <vector>

#include <asio/experimental/deferred.hpp>
#include <asio/steady_timer.hpp>

#include <mxtls/test/catch.hpp>

#include "in_memory.hpp"

using namespace mxtls;
using flow::in_memory;

namespace {

std::vector<std::string> verbs(io::server_outcome const& of) {
  std::vector<std::string> out;
  for (auto const& command : of.dialogue.commands)
    out.push_back((command.in == smtp::layer::tls ? "tls " : "") + command.verb);
  return out;
}

using words = std::vector<std::string>;

/// Whether an error says that the other side has gone.
bool is_loss(std::error_code ec) {
  return ec == io::errc::closed_by_peer || ec == io::errc::truncated || ec == asio::error::broken_pipe;
}

/// What is true of a session in which everything is right.
void check_good(in_memory const& session, words const& commands) {
  REQUIRE(session.client);
  CHECK_FALSE(session.client->error);
  auto const& seen = session.client->outcome;
  CHECK(seen.reached == smtp::stage::done);
  REQUIRE(seen.tls);
  CHECK(seen.tls->version == "TLSv1.3");
  CHECK(seen.tls->group == "x25519");
  CHECK(seen.tls->chain == flow::server_identity::shared().leaf.chain_der());
  CHECK(seen.dialogue.secured);
  CHECK(seen.dialogue.greeting.value().code == 220);
  CHECK(seen.dialogue.ehlo_in_tls.value().code == 250);
  CHECK(seen.dialogue.quit.value().code == 221);
  CHECK_FALSE(seen.tls_failed);

  REQUIRE(session.server);
  CHECK_FALSE(session.server->error);
  CHECK(session.server->outcome.dialogue.secured);
  CHECK(session.server->outcome.end == io::server_outcome::ending::close);
  CHECK(verbs(session.server->outcome) == commands);
}

words const over_starttls{"EHLO", "STARTTLS", "tls EHLO", "tls QUIT"};
words const over_implicit_tls{"tls EHLO", "tls QUIT"};

} // namespace

TEST_CASE("A session over STARTTLS goes through", "[flow][rfc3207-4]") {
  in_memory session{{}};
  session.run();
  check_good(session, over_starttls);
  CHECK(session.client->outcome.dialogue.ehlo.value().code == 250);
  CHECK(session.client->outcome.dialogue.starttls.value().code == 220);
}

TEST_CASE("A session over implicit TLS goes through", "[flow][rfc8314-3]") {
  in_memory session{{.start = smtp::tls_start::implicit}};
  session.run();
  check_good(session, over_implicit_tls);
  CHECK_FALSE(session.client->outcome.dialogue.ehlo);
  CHECK_FALSE(session.client->outcome.dialogue.starttls);
}

TEST_CASE("Sessions go through octet by octet", "[flow]") {
  in_memory starttls{{.server_name = "mx.example.test", .stream = {.largest_transfer = 1}}};
  starttls.run();
  check_good(starttls, over_starttls);
  CHECK(starttls.server->outcome.hello.value().server_name == "mx.example.test");

  in_memory implicit{{.start = smtp::tls_start::implicit, .stream = {.largest_transfer = 1}}};
  implicit.run();
  check_good(implicit, over_implicit_tls);
}

TEST_CASE("A server sees the server_name that was asked for, or that there was none", "[flow][rfc6066-3]") {
  in_memory with{{.server_name = "mx.example.test"}};
  with.run();
  REQUIRE(with.server);
  CHECK(with.server->outcome.hello.value().server_name == "mx.example.test");

  in_memory without{{}};
  without.run();
  REQUIRE(without.server);
  CHECK_FALSE(without.server->outcome.hello.value().server_name);
}

TEST_CASE("A server name that cannot be sent is an error of the session, not an exception", "[flow][rfc6066-3]") {
  auto const start = GENERATE(smtp::tls_start::starttls, smtp::tls_start::implicit);
  in_memory session{{.start = start, .server_name = std::string(256, 'a')}};
  CHECK_FALSE(session.client); // never from inside the function that started it
  session.run();
  REQUIRE(session.client);
  CHECK(session.client->error == io::errc::tls_setup);
  CHECK(session.client->outcome.reached == smtp::stage::handshake);
  CHECK_FALSE(session.client->outcome.tls);

  in_memory none{{.start = start, .server_name = ""}};
  none.run();
  check_good(none, start == smtp::tls_start::starttls ? over_starttls : over_implicit_tls);
  CHECK_FALSE(none.server->outcome.hello.value().server_name);
}

TEST_CASE("The time of a session is counted from its start", "[flow][deadline]") {
  constexpr std::chrono::milliseconds time{300};
  asio::io_context io;
  auto ends = test::memory_stream::connect(io.get_executor());
  auto const context = io::tls_context::client();
  io::client_session<test::memory_stream> session{
      context, {}, [](auto, auto, std::string_view) {}, std::move(ends.first)};
  std::optional<std::error_code> ended;
  auto later = session.async_run(time, asio::experimental::deferred);
  asio::steady_timer passes{io, time};
  passes.async_wait([](std::error_code) {});
  io.run();
  io.restart();
  std::move(later)([&](std::error_code ec, io::client_outcome const&) { ended = ec; });
  for (int i = 0; i < 10; ++i) io.poll();
  CHECK_FALSE(ended); // nobody greets, but the time has only begun
  io.run();
  CHECK(ended == make_error_code(io::errc::total_timeout));
}

TEST_CASE("A line that is refused stands in the transcript, behind those before it", "[flow][report][rfc5321-4.2]") {
  auto const [octets, expected] = GENERATE(table<std::string, words>({
      {"HTTP/1.1 400 Bad Request\r\n", {"HTTP/1.1 400 Bad Request\r\n"}},
      {"220-a\r\n220-b\r\nGARBAGE\r\n", {"220-a", "220-b", "GARBAGE\r\n"}},
      {"220-a\r\n220 b", {"220-a", "220 b"}},
  }));
  in_memory session{{.script = {.rules = {{.on = "connect", .respond = {octets, smtp::then::close}}}}}};
  session.run();
  REQUIRE(session.client);
  CHECK(session.client->error);
  words lines;
  for (report::event const& e : session.transcript) lines.push_back(e.text);
  CHECK(lines == expected);
}

TEST_CASE("The transcript tells what was said in clear and what inside TLS", "[flow][report]") {
  in_memory session{{}};
  session.run();
  words lines;
  for (report::event const& e : session.transcript) {
    std::string const arrow = e.what == report::event::kind::sent   ? ">"
                              : e.what == report::event::kind::note ? "="
                                                                    : "<";
    lines.push_back((e.in == report::event::layer::tls ? "tls " : "") + arrow + " " + e.text);
  }
  CHECK(lines == words{"< 220 mx.example.test ESMTP",
                       "> EHLO client.example.test",
                       "< 250-mx.example.test",
                       "< 250-PIPELINING",
                       "< 250-SIZE 10485760",
                       "< 250-8BITMIME",
                       "< 250-ENHANCEDSTATUSCODES",
                       "< 250-SMTPUTF8",
                       "< 250-CHUNKING",
                       "< 250 STARTTLS",
                       "> STARTTLS",
                       "< 220 2.0.0 Ready to start TLS",
                       "tls = TLSv1.3 " + session.client->outcome.tls->cipher_suite,
                       "tls > EHLO client.example.test",
                       "tls < 250-mx.example.test",
                       "tls < 250-PIPELINING",
                       "tls < 250-SIZE 10485760",
                       "tls < 250-8BITMIME",
                       "tls < 250-ENHANCEDSTATUSCODES",
                       "tls < 250-SMTPUTF8",
                       "tls < 250 CHUNKING",
                       "tls > QUIT",
                       "tls < 221 2.0.0 Bye"});
}

TEST_CASE("Octets in clear behind STARTTLS are seen, dropped, and never read as if in TLS", "[flow][rfc3207-4.2]") {
  in_memory session{
      {.script = {.rules = {{.on = "STARTTLS",
                             .respond = {"220 go\r\n250-evil\r\n250 STARTTLS\r\n", smtp::then::start_tls}}}}}};
  session.run();
  check_good(session, over_starttls);
  CHECK(session.client->outcome.dialogue.unread_plaintext == "250-evil\r\n250 STARTTLS\r\n");
  CHECK(session.client->outcome.dialogue.ehlo_in_tls.value().lines.front() == "mx.example.test");
}

TEST_CASE("A session that fails at any of its steps ends on both sides with that error", "[flow][fail-at]") {
  auto const start = GENERATE(smtp::tls_start::starttls, smtp::tls_start::implicit);
  auto const largest = GENERATE(std::size_t{1'000'000}, std::size_t{7});
  std::error_code const injected = asio::error::network_unreachable;
  std::size_t n = 1;
  for (; n < 10'000; ++n) {
    in_memory session{{.start = start, .stream = {.largest_transfer = largest, .fail_at = n, .fail_with = injected}}};
    session.run();
    INFO("operation " << n << " failed");
    REQUIRE(session.client);
    REQUIRE(session.server);
    bool const reached = session.operations() >= n;
    if (!reached) {
      check_good(session, start == smtp::tls_start::starttls ? over_starttls : over_implicit_tls);
      break;
    }
    auto const& client = *session.client;
    auto const& server = *session.server;
    // One side is told; the other one finds the connection gone, unless it was done already.
    bool const client_told = client.error == injected;
    bool const server_told = server.error == injected;
    CHECK_FALSE((client_told && server_told));
    if (client_told) {
      CHECK(client.outcome.reached < smtp::stage::quit);
      CHECK(is_loss(server.error));
    } else if (server_told) {
      // The answer to QUIT may get lost: that is no error of the client's.
      if (client.error) {
        CHECK(is_loss(client.error));
      } else {
        CHECK(client.outcome.reached == smtp::stage::done);
      }
    } else {
      // Only the answer to QUIT, or the last close_notify, can fail without anybody being told.
      CHECK_FALSE(client.error);
      CHECK(client.outcome.reached == smtp::stage::done);
    }
  }
  CHECK(n > 15);
  CHECK(n < 10'000);
}

TEST_CASE("A session cancelled at any moment ends at once, and says so", "[flow][cancellation]") {
  auto const start = GENERATE(smtp::tls_start::starttls, smtp::tls_start::implicit);
  in_memory whole{{.start = start}};
  std::size_t const all = whole.run();
  REQUIRE(whole.client);
  // The client's last handlers: when the answer to QUIT is there, there is nothing left to cancel.
  std::size_t went_through = 0;
  for (std::size_t handlers = 0; handlers < all; ++handlers) {
    in_memory session{{.start = start}};
    session.run(handlers);
    if (session.client) continue;
    auto const said = session.transcript.size();
    session.cancel_client.emit(asio::cancellation_type::terminal);
    session.run();
    INFO("cancelled after " << handlers << " of " << all << " handlers");
    REQUIRE(session.client);
    REQUIRE(session.server);
    if (session.client->error != asio::error::operation_aborted) {
      CHECK_FALSE(session.client->error);
      CHECK(session.client->outcome.reached == smtp::stage::done);
      ++went_through;
    }
    // Nothing new is begun; what had been received may still be noted.
    for (auto i = said; i < session.transcript.size(); ++i)
      CHECK(session.transcript[i].what != report::event::kind::sent);
  }
  CHECK(went_through <= 6);
}

TEST_CASE("A server's session cancelled at any moment ends at once", "[flow][cancellation]") {
  in_memory whole{{}};
  std::size_t const all = whole.run();
  for (std::size_t handlers = 0; handlers < all; ++handlers) {
    in_memory session{{}};
    session.run(handlers);
    if (session.server) continue;
    session.cancel_server.emit(asio::cancellation_type::terminal);
    auto const commands = session.operations();
    session.run();
    INFO("cancelled after " << handlers << " of " << all << " handlers, " << commands << " operations");
    REQUIRE(session.client);
    REQUIRE(session.server);
    if (session.server->error) CHECK(session.server->error == asio::error::operation_aborted);
    else CHECK(session.server->outcome.dialogue.commands.back().verb == "QUIT");
  }
}

TEST_CASE("A server that holds its tongue keeps a session waiting, and cancelling ends it", "[flow][cancellation]") {
  auto const held = GENERATE(smtp::rule{.on = "connect", .respond = {"", smtp::then::hold}},
                             smtp::rule{.on = "EHLO", .respond = {"250-", smtp::then::hold}, .in = smtp::layer::clear},
                             smtp::rule{.on = "STARTTLS", .respond = {"220 go\r\n", smtp::then::hold}},
                             smtp::rule{.on = "EHLO", .respond = {"", smtp::then::hold}, .in = smtp::layer::tls});
  in_memory session{{.script = {.rules = {held}}}};
  session.run();
  CHECK_FALSE(session.client);
  session.cancel_client.emit(asio::cancellation_type::terminal);
  session.run();
  REQUIRE(session.client);
  CHECK(session.client->error == asio::error::operation_aborted);
  REQUIRE(session.server);
}

TEST_CASE("A script that ends before its first octet does not call back from inside its start", "[flow]") {
  asio::io_context io;
  auto ends = test::memory_stream::connect(io.get_executor());
  smtp::script const script{.rules = {{.on = "connect", .respond = {"", smtp::then::reset}}}};
  io::server_session<test::memory_stream> server{
      script, flow::server_identity::shared().context, {}, std::move(ends.first)};
  std::optional<io::server_outcome> seen;
  server.async_run([&](std::error_code, io::server_outcome outcome) { seen = std::move(outcome); });
  CHECK_FALSE(seen);
  io.poll();
  REQUIRE(seen);
  CHECK(seen->end == io::server_outcome::ending::reset);
}
