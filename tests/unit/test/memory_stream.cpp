// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <string>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include <mxtls/test/catch.hpp>
#include <mxtls/test/memory_stream.hpp>

using mxtls::test::memory_stream;

namespace {

/// What an operation completed with.
struct outcome {
  std::error_code error{};
  std::size_t octets = 0;
};

/// Starts one operation and remembers how it ended.
struct pending {
  std::optional<outcome> ended{};
  asio::cancellation_signal signal{};

  auto handler() {
    return asio::bind_cancellation_slot(signal.slot(), [this](std::error_code ec, std::size_t octets) {
      ended = outcome{ec, octets};
    });
  }
};

} // namespace

TEST_CASE("What one end of a memory stream writes, the other end reads", "[test][memory-stream]") {
  asio::io_context io;
  auto [near, far] = memory_stream::connect(io.get_executor());
  std::string into(16, '\0');
  pending reading;
  far.async_read_some(asio::buffer(into), reading.handler());
  io.poll();
  CHECK_FALSE(reading.ended);

  pending writing;
  near.async_write_some(asio::buffer("hello", 5), writing.handler());
  CHECK_FALSE(writing.ended); // never from inside the function that started it
  io.restart();
  io.poll();
  REQUIRE(writing.ended);
  CHECK(writing.ended->octets == 5);
  REQUIRE(reading.ended);
  CHECK_FALSE(reading.ended->error);
  CHECK(into.substr(0, reading.ended->octets) == "hello");
  CHECK(near.operations() == 2);
  CHECK(far.operations() == 2);
}

TEST_CASE("A memory stream carries at most so many octets at a time", "[test][memory-stream]") {
  asio::io_context io;
  auto [near, far] = memory_stream::connect(io.get_executor(), {.largest_transfer = 2});
  pending writing;
  asio::async_write(near, asio::buffer("hello", 5), writing.handler());
  std::string into(5, '\0');
  pending reading;
  asio::async_read(far, asio::buffer(into), reading.handler());
  io.poll();
  REQUIRE(writing.ended);
  CHECK(writing.ended->octets == 5);
  REQUIRE(reading.ended);
  CHECK(into == "hello");
  CHECK(near.operations() == 6); // two, two and one octet, both ways
}

TEST_CASE("The end of a memory stream is seen after all that was written before it", "[test][memory-stream]") {
  asio::io_context io;
  auto ends = memory_stream::connect(io.get_executor());
  pending writing;
  ends.first.async_write_some(asio::buffer("bye", 3), writing.handler());
  {
    memory_stream const moved = std::move(ends.first); // closes when it goes
    CHECK(moved.operations() == 1);
  }
  std::string into(16, '\0');
  pending first;
  ends.second.async_read_some(asio::buffer(into), first.handler());
  io.poll();
  CHECK(into.substr(0, first.ended.value().octets) == "bye");

  pending second;
  ends.second.async_read_some(asio::buffer(into), second.handler());
  pending third;
  ends.second.async_write_some(asio::buffer("x", 1), third.handler());
  io.restart();
  io.poll();
  CHECK(second.ended.value().error == asio::error::eof);
  CHECK(third.ended.value().error == asio::error::broken_pipe);
}

TEST_CASE("Closing an end of a memory stream ends its own read", "[test][memory-stream]") {
  asio::io_context io;
  auto [near, far] = memory_stream::connect(io.get_executor());
  std::string into(16, '\0');
  pending before;
  near.async_read_some(asio::buffer(into), before.handler());
  io.poll();
  std::error_code ec = asio::error::eof;
  near.lowest_layer().close(ec);
  CHECK_FALSE(ec);
  io.restart();
  io.poll();
  CHECK(before.ended.value().error == asio::error::operation_aborted);

  pending after;
  near.async_read_some(asio::buffer(into), after.handler());
  io.restart();
  io.poll();
  CHECK(after.ended.value().error == asio::error::bad_descriptor);
}

TEST_CASE("A read of a memory stream that waits can be cancelled", "[test][memory-stream]") {
  asio::io_context io;
  auto [near, far] = memory_stream::connect(io.get_executor());
  std::string into(16, '\0');
  pending reading;
  near.async_read_some(asio::buffer(into), reading.handler());
  io.poll();
  reading.signal.emit(asio::cancellation_type::terminal);
  io.restart();
  io.poll();
  CHECK(reading.ended.value().error == asio::error::operation_aborted);
}

TEST_CASE("Cancelling does not undo what a memory stream has read", "[test][memory-stream]") {
  asio::io_context io;
  auto [near, far] = memory_stream::connect(io.get_executor());
  pending writing;
  far.async_write_some(asio::buffer("hello", 5), writing.handler());
  std::string into(16, '\0');
  pending reading;
  near.async_read_some(asio::buffer(into), reading.handler());
  reading.signal.emit(asio::cancellation_type::terminal);
  io.poll();
  CHECK_FALSE(reading.ended.value().error);
  CHECK(reading.ended->octets == 5);
}

TEST_CASE("The chosen operation of a pair of memory streams fails, and no other", "[test][memory-stream]") {
  asio::io_context io;
  auto [near, far] =
      memory_stream::connect(io.get_executor(), {.fail_at = 2, .fail_with = asio::error::network_unreachable});
  pending first;
  pending second;
  pending third;
  near.async_write_some(asio::buffer("a", 1), first.handler());
  far.async_write_some(asio::buffer("b", 1), second.handler());
  near.async_write_some(asio::buffer("c", 1), third.handler());
  io.poll();
  CHECK_FALSE(first.ended.value().error);
  CHECK(second.ended.value().error == asio::error::network_unreachable);
  CHECK_FALSE(third.ended.value().error);
}
