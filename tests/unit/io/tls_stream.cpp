// SPDX-License-Identifier: BSL-1.0

#include <cstddef>
#include <functional>
#include <string>
#include <system_error>

#include <asio/io_context.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include <mxtls/io/tls_stream.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/test/catch.hpp>
#include <mxtls/test/memory_stream.hpp>

using namespace mxtls;
using stream = io::tls_stream<test::memory_stream>;

namespace {

io::tls_context const& server_context() {
  static io::tls_context const made = [] {
    pki::leaf const leaf = pki::authority::create({.seed = "tls_stream", .now = timestamp{1'800'000'000}})
                               .intermediate()
                               .issue({.dns = {"mx.example.test"}});
    return io::tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem());
  }();
  return made;
}

} // namespace

TEST_CASE("Octets come through TLS as they were sent, however many and in what pieces", "[io][tls]") {
  std::size_t const largest = GENERATE(std::size_t{1}, std::size_t{2047}, std::size_t{2048}, std::size_t{1'000'000});
  INFO("at most " << largest << " octets at a time");
  asio::io_context io;
  auto [client_end, server_end] = test::memory_stream::connect(io.get_executor(), {.largest_transfer = largest});
  auto const client_context = io::tls_context::client();
  stream client{std::move(client_end), client_context};
  stream server{std::move(server_end), server_context()};
  int handshakes = 0;
  client.async_connect([&](std::error_code ec) { handshakes += ec ? 0 : 1; });
  server.async_accept([&](std::error_code ec) { handshakes += ec ? 0 : 1; });
  io.run();
  REQUIRE(handshakes == 2);

  // Small, then more than a record, then small again: the room for what comes grows and shrinks.
  for (std::size_t const size : {std::size_t{1}, std::size_t{50'000}, std::size_t{3}, std::size_t{17'000}}) {
    std::string sent;
    while (sent.size() < size) sent += std::to_string(sent.size());
    sent.resize(size);
    std::string received(size, ' ');
    std::error_code wrong = asio::error::in_progress;
    asio::async_write(client, asio::buffer(sent), [](std::error_code, std::size_t) {});
    asio::async_read(server, asio::buffer(received), [&](std::error_code ec, std::size_t) { wrong = ec; });
    io.restart();
    io.run();
    CHECK(wrong == std::error_code{});
    CHECK((received == sent));
  }
}
