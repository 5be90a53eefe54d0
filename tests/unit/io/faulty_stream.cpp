// SPDX-License-Identifier: BSL-1.0
//
// A stream that does wrong on purpose, over a connection in memory.

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>
#include <asio/local/connect_pair.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include <mxtls/io/faulty_stream.hpp>
#include <mxtls/io/mail_stream.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/test/catch.hpp>
#include <mxtls/test/memory_stream.hpp>

using namespace mxtls;
using namespace std::chrono_literals;
using io::faulty_stream;
using io::wire_fault;
using test::memory_stream;
using kind = wire_fault::kind;

namespace {

/// What an operation came to; nothing while it runs.
struct came_to {
  std::optional<std::error_code> error{};
  std::size_t octets = 0;

  auto handler() {
    return [this](std::error_code ec, std::size_t count = 0) {
      error = ec;
      octets = count;
    };
  }
};

/// Both ends of a connection; those of the server, its faults.
struct connection {
  explicit connection(std::vector<wire_fault> faults)
      : ends{memory_stream::connect(context.get_executor())}, client{std::move(ends.first)}, server{
                                                                                                 std::move(ends.second),
                                                                                                 std::move(faults)} {}

  /// The server writes all of it, if it can.
  came_to write(std::string const& text) {
    came_to out;
    asio::async_write(server, asio::buffer(text), out.handler());
    run();
    return out;
  }

  /// What has arrived at an end.
  template <typename End>
  std::string read(End& end) {
    std::string into(1000, '\0');
    came_to out;
    asio::cancellation_signal stop;
    end.async_read_some(asio::buffer(into), asio::bind_cancellation_slot(stop.slot(), out.handler()));
    run();
    if (!out.error) stop.emit(asio::cancellation_type::terminal);
    run();
    REQUIRE(out.error);
    return into.substr(0, out.octets);
  }

  void run() {
    context.restart();
    context.poll();
  }

  asio::io_context context;
  std::pair<memory_stream, memory_stream> ends;
  memory_stream client;
  faulty_stream<memory_stream> server;
};

io::tls_context const& server_context() {
  static io::tls_context const one = [] {
    timestamp const now = parse_timestamp("2026-11-23").value();
    auto const leaf = pki::authority::create({.seed = "wire", .now = now}).issue({.dns = {"mx.example.test"}});
    return io::tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem());
  }();
  return one;
}

/// A handshake through these faults; how it ended on either side.
struct handshake {
  explicit handshake(std::vector<wire_fault> faults) : ends{memory_stream::connect(context.get_executor())} {
    io::tls_stream<memory_stream&> client_tls{ends.first, client_context};
    io::mail_stream<faulty_stream<memory_stream>> server{
        faulty_stream<memory_stream>{std::move(ends.second), std::move(faults)}};
    client_tls.async_connect([&](std::error_code ec) {
      client = ec;
      if (ec) ends.first.close();
    });
    server.begin_tls(server_context()).async_accept([&](std::error_code ec) {
      accepted = ec;
      if (ec) server.next_layer().next_layer().close();
    });
    context.run_for(20s);
  }

  asio::io_context context;
  io::tls_context client_context = io::tls_context::client();
  std::pair<memory_stream, memory_stream> ends;
  std::optional<std::error_code> client{};
  std::optional<std::error_code> accepted{};
};

} // namespace

TEST_CASE("Without faults the octets go through as they are", "[io][wire]") {
  connection c{{}};
  CHECK(c.write("220 hello\r\n").octets == 11);
  CHECK(c.read(c.client) == "220 hello\r\n");
  CHECK(c.server.ended_by() == nullptr);
}

TEST_CASE("What the next layer takes without waiting is written at once", "[io][wire]") {
  using socket = asio::local::stream_protocol::socket;
  asio::io_context context;
  socket near{context}, far{context};
  asio::local::connect_pair(near, far);
  std::string const words(1000, 'a');
  auto const at_once = [&](std::vector<wire_fault> faults, bool blocks) {
    near.non_blocking(!blocks);
    faulty_stream<socket> stream{std::move(near), std::move(faults)};
    std::size_t const written = stream.write_at_once(asio::buffer(words));
    near = std::move(stream.next_layer());
    return written;
  };
  CHECK(at_once({}, true) == 0); // it could have to wait
  CHECK(at_once({{.what = kind::stall, .at = 1'000'000}}, false) == 0);
  CHECK(far.available() == 0);
  CHECK(at_once({}, false) == words.size());
  CHECK(far.available() == words.size());
  std::size_t sum = words.size();
  while (std::size_t const more = at_once({}, false)) sum += more; // until the peer has to read
  CHECK(far.available() == sum);
  far.close();
  CHECK(at_once({}, false) == 0); // what is wrong is for the asynchronous write to say
}

TEST_CASE("A cut ends the operations of both sides once its octets are through", "[io][wire]") {
  connection c{{{.what = kind::cut, .at = 5}}};
  CHECK(c.write("220 hello\r\n").error == io::errc::wire_fault);
  CHECK(c.read(c.client) == "220 h");
  came_to read;
  char octet = 0;
  c.server.async_read_some(asio::buffer(&octet, 1), read.handler());
  CHECK_FALSE(read.error); // not from inside the function that started it
  c.run();
  CHECK(read.error == io::errc::wire_fault);
  REQUIRE(c.server.ended_by() != nullptr);
  CHECK(c.server.ended_by()->what == kind::cut);
}

TEST_CASE("What is put in and what is changed is what the other side sees", "[io][wire]") {
  connection sent{{{.what = kind::insert, .at = 4, .octets = "XYZ"}, {.what = kind::corrupt, .at = 0, .mask = 1}}};
  CHECK(sent.write("220 hello\r\n").octets == 11);
  CHECK(sent.read(sent.client) == "320 XYZhello\r\n");

  connection got{{{.what = kind::insert, .side = io::wire_side::received, .at = 0, .octets = "RSET\r\n"},
                  {.what = kind::corrupt, .side = io::wire_side::received, .at = 1, .mask = 0x20}}};
  came_to wrote;
  asio::async_write(got.client, asio::buffer("NOOP\r\n", 6), wrote.handler());
  got.run();
  CHECK(got.read(got.server) == "RSET\r\n");
  CHECK(got.read(got.server) == "NoOP\r\n");
}

TEST_CASE("Octets that are put in wait for a reader with little room", "[io][wire]") {
  connection c{{{.what = kind::insert, .side = io::wire_side::received, .octets = "QUIT\r\n"}}};
  std::array<char, 6> into{};
  came_to read;
  std::array<asio::mutable_buffer, 3> const small{asio::buffer(into.data(), 0), asio::buffer(into.data(), 4),
                                                  asio::buffer(into.data() + 4, 2)};
  asio::async_read(c.server, small, read.handler());
  c.run();
  CHECK(read.octets == 6);
  CHECK((std::string{into.data(), 6} == "QUIT\r\n"));
}

TEST_CASE("One octet at a time is what arrives with each read", "[io][wire]") {
  connection c{{{.what = kind::split, .side = io::wire_side::received, .piece = 1}}};
  came_to wrote;
  asio::async_write(c.client, asio::buffer("AB", 2), wrote.handler());
  c.run();
  CHECK(c.read(c.server) == "A");
  CHECK(c.read(c.server) == "B");
}

TEST_CASE("A stall ends when the peer goes, or when it is cancelled", "[io][wire]") {
  connection leaves{{{.what = kind::stall, .at = 3}}};
  came_to wrote;
  asio::async_write(leaves.server, asio::buffer("220 hello", 9), wrote.handler());
  leaves.run();
  CHECK_FALSE(wrote.error);
  CHECK(leaves.read(leaves.client) == "220");
  leaves.client.close();
  leaves.run();
  CHECK(wrote.error == asio::error::eof);

  for (auto const side : {io::wire_side::sent, io::wire_side::received}) {
    connection cancelled{{{.what = kind::stall, .side = side}}};
    asio::cancellation_signal stop;
    came_to ended;
    char octet = 'x';
    auto handler = asio::bind_cancellation_slot(stop.slot(), ended.handler());
    if (side == io::wire_side::sent) cancelled.server.async_write_some(asio::buffer(&octet, 1), handler);
    else cancelled.server.async_read_some(asio::buffer(&octet, 1), handler);
    cancelled.run();
    CHECK_FALSE(ended.error);
    stop.emit(asio::cancellation_type::terminal);
    cancelled.run();
    CHECK(ended.error == asio::error::operation_aborted);
  }
}

TEST_CASE("A delay lets the octets through once it is over", "[io][wire]") {
  connection c{{{.what = kind::delay, .at = 2, .pause = 5ms}}};
  came_to wrote;
  auto const begun = std::chrono::steady_clock::now();
  asio::async_write(c.server, asio::buffer("220 hello", 9), wrote.handler());
  c.context.run_for(10s);
  CHECK(wrote.octets == 9);
  CHECK(std::chrono::steady_clock::now() - begun >= 5ms);
  CHECK(c.read(c.client) == "220 hello");
}

TEST_CASE("A handshake does not mind in what pieces its octets come", "[io][wire][tls]") {
  for (auto const side : {io::wire_side::sent, io::wire_side::received}) {
    handshake const h{{{.what = kind::split, .side = side, .from = wire_fault::origin::tls, .piece = 1}}};
    CHECK(h.client == std::error_code{});
    CHECK(h.accepted == std::error_code{});
  }
}

TEST_CASE("A handshake that is cut or corrupted anywhere ends on both sides", "[io][wire][tls]") {
  for (std::uint64_t at = 0; at < 700; at += 23) {
    INFO("at octet " << at);
    handshake const cut{{{.what = kind::cut, .from = wire_fault::origin::tls, .at = at}}};
    CHECK(cut.client == io::errc::truncated);
    CHECK(cut.accepted == io::errc::wire_fault);
    handshake const wrong{{{.what = kind::corrupt, .from = wire_fault::origin::tls, .at = at}}};
    REQUIRE(wrong.client);
    CHECK(*wrong.client);
    REQUIRE(wrong.accepted);
  }
}

TEST_CASE("Words in clear before a ServerHello are what the client stumbles over", "[io][wire][tls][rfc3207-4.1]") {
  handshake const h{{{.what = kind::insert, .from = wire_fault::origin::tls, .octets = "454 4.7.0 no\r\n"}}};
  REQUIRE(h.client);
  CHECK(h.client->category() == io::tls_error_category::instance());
  REQUIRE(h.accepted);
}
