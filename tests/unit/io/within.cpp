// SPDX-License-Identifier: BSL-1.0
//
// Limits of time, and the reader of lines and replies that they are laid upon.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <asio/associated_cancellation_slot.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/bind_executor.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>
#include <asio/write.hpp>

#include <mxtls/io/limits.hpp>
#include <mxtls/io/line_reader.hpp>
#include <mxtls/io/within.hpp>
#include <mxtls/test/catch.hpp>
#include <mxtls/test/memory_stream.hpp>

using namespace mxtls;
using namespace std::chrono_literals;
using test::memory_stream;

namespace {

/// Far more than anything here takes.
constexpr auto patience = 10s;

/// Two ends of a connection, a read on the near one within a limit, and what came of it.
struct limited_read {
  asio::io_context io{};
  std::pair<memory_stream, memory_stream> ends = memory_stream::connect(io.get_executor());
  asio::cancellation_signal signal{};
  std::string into = std::string(16, '\0');
  std::optional<std::error_code> error{};
  std::size_t octets = 0;

  void start(std::chrono::steady_clock::duration limit) {
    io::async_within<void(std::error_code, std::size_t)>(
        io.get_executor(), limit, io::errc::greeting_timeout,
        [this](auto handler) { ends.first.async_read_some(asio::buffer(into), std::move(handler)); },
        asio::bind_cancellation_slot(signal.slot(), [this](std::error_code ec, std::size_t count) {
          error = ec;
          octets = count;
        }));
  }

  void write(std::string const& text) {
    asio::async_write(ends.second, asio::buffer(text), [](std::error_code, std::size_t) {});
    io.poll();
    io.restart();
  }
};

} // namespace

TEST_CASE("What is done in time keeps its result, and the limit leaves no work behind", "[io][deadline]") {
  limited_read read;
  read.write("hello");
  read.start(1h);
  read.io.run_for(patience);
  CHECK(read.io.stopped()); // the timer of an hour is gone
  REQUIRE(read.error);
  CHECK_FALSE(*read.error);
  CHECK(read.octets == 5);
}

TEST_CASE("What is not done in time ends with the error of its limit", "[io][deadline]") {
  auto const limit = GENERATE(as<std::chrono::steady_clock::duration>{}, 1ms, 0ms, -1h);
  limited_read read;
  read.start(limit);
  read.io.run_for(patience);
  REQUIRE(read.error);
  CHECK(*read.error == io::errc::greeting_timeout);
  CHECK(read.octets == 0);
}

TEST_CASE("What the caller cancels ends with operation_aborted, not with the limit's error", "[io][cancellation]") {
  limited_read read;
  read.start(1h);
  read.io.poll();
  REQUIRE_FALSE(read.error);
  read.signal.emit(asio::cancellation_type::terminal);
  read.io.run_for(patience);
  REQUIRE(read.error);
  CHECK(*read.error == asio::error::operation_aborted);
}

TEST_CASE("An operation and its limit that end at once leave the result to the operation", "[io][deadline]") {
  limited_read read;
  read.write("hello");
  read.start(-1h); // has run out before it began, as has the read
  read.io.run_for(patience);
  REQUIRE(read.error);
  CHECK_FALSE(*read.error);
  CHECK(read.octets == 5);
}

TEST_CASE("Operations with one timer have each its own limit and result", "[io][deadline]") {
  limited_read read;
  io::deadline timer{read.io.get_executor()};
  auto const start = [&](std::chrono::steady_clock::duration limit) {
    read.error.reset();
    timer.async_run<void(std::error_code, std::size_t)>(
        limit, io::errc::greeting_timeout,
        [&](auto handler) { read.ends.first.async_read_some(asio::buffer(read.into), std::move(handler)); },
        asio::bind_cancellation_slot(read.signal.slot(), [&](std::error_code ec, std::size_t) {
          read.error = ec;
          timer.rest();
        }));
  };
  auto const run = [&] {
    read.io.restart();
    read.io.run_for(patience);
    CHECK(read.io.stopped()); // a timer that rests is no work
    return read.error;
  };

  read.write("hello");
  start(1h);
  CHECK(run() == std::error_code{});
  start(1ms); // shorter than the one before
  CHECK(run() == io::errc::greeting_timeout);
  start(1h);
  read.signal.emit(asio::cancellation_type::terminal);
  CHECK(run() == std::error_code{asio::error::operation_aborted});
  read.write("again");
  start(-1h);
  CHECK(run() == std::error_code{});
}

TEST_CASE("The limit of an operation that runs can be moved", "[io][deadline]") {
  using clock = std::chrono::steady_clock;
  auto const sooner = GENERATE(true, false);
  limited_read read;
  io::deadline timer{read.io.get_executor()};
  auto const begun = clock::now();
  timer.async_run<void(std::error_code, std::size_t)>(
      sooner ? clock::duration{1h} : 1ms, io::errc::greeting_timeout,
      [&](auto handler) { read.ends.first.async_read_some(asio::buffer(read.into), std::move(handler)); },
      [&](std::error_code ec, std::size_t) {
        read.error = ec;
        CHECK(timer.expired());
        timer.rest();
      });
  timer.expires_at(begun + 50ms);
  CHECK_FALSE(timer.expired());
  read.io.run_for(patience);
  CHECK(read.error == make_error_code(io::errc::greeting_timeout));
  CHECK(clock::now() - begun >= 50ms);
}

TEST_CASE("A timer that runs out for an operation that is over does nothing to the next one", "[io][deadline]") {
  asio::io_context io;
  auto ends = memory_stream::connect(io.get_executor());
  io::deadline timer{io.get_executor()};
  std::string into(16, ' ');
  std::vector<std::error_code> results;
  // Each operation begins as the one before ends; the timer of the first one is still set.
  std::function<void()> const start = [&] {
    auto const limit = results.empty() ? std::chrono::steady_clock::duration{20ms} : 200ms;
    timer.async_run<void(std::error_code, std::size_t)>(
        limit, io::errc::greeting_timeout,
        [&](auto handler) { ends.first.async_read_some(asio::buffer(into), std::move(handler)); },
        [&](std::error_code ec, std::size_t) {
          results.push_back(ec);
          if (results.size() < 2) start();
          else timer.rest();
        });
  };
  asio::async_write(ends.second, asio::buffer("hello", 5), [](std::error_code, std::size_t) {});
  auto const begun = std::chrono::steady_clock::now();
  start();
  io.run_for(patience);
  REQUIRE(results.size() == 2);
  CHECK(results[0] == std::error_code{});
  CHECK(results[1] == io::errc::greeting_timeout);
  CHECK(std::chrono::steady_clock::now() - begun >= 200ms); // not at the end of the first limit
}

TEST_CASE("Of a cancel and a limit that come at once the first decides", "[io][deadline][cancellation]") {
  limited_read cancelled_first;
  cancelled_first.start(-1h);
  cancelled_first.signal.emit(asio::cancellation_type::terminal);
  cancelled_first.io.run_for(patience);
  CHECK(cancelled_first.error == std::error_code{asio::error::operation_aborted});

  // A cancel that the operation does not heed leaves the limit as it was.
  limited_read not_heeded;
  not_heeded.start(1ms);
  not_heeded.signal.emit(asio::cancellation_type::total);
  not_heeded.io.run_for(patience);
  CHECK(not_heeded.error == make_error_code(io::errc::greeting_timeout));
}

TEST_CASE("A cancel after the end of an operation does nothing", "[io][cancellation]") {
  limited_read read;
  read.write("hello");
  read.start(1h);
  read.io.run_for(patience);
  read.signal.emit(asio::cancellation_type::terminal);
  CHECK_FALSE(read.error.value());
}

TEST_CASE("Every step has a limit and an error of its own", "[io][deadline]") {
  io::limits const limits{
      .connect = 1ms, .greeting = 2ms, .command = 3ms, .starttls = 4ms, .handshake = 5ms, .quit = 6ms};
  auto const check = [&](smtp::stage step, std::chrono::milliseconds time, io::errc expiry) {
    io::time_limit const limit = io::limit_of(step, limits);
    CHECK(limit.time == time);
    CHECK(limit.on_expiry == expiry);
    CHECK(io::is_timeout(expiry));
    CHECK_FALSE(limit.on_expiry.message().empty());
    CHECK(std::string{limit.on_expiry.category().name()} == "mxtls.io");
  };
  check(smtp::stage::look_up, 1ms, io::errc::look_up_timeout);
  check(smtp::stage::connect, 1ms, io::errc::connect_timeout);
  check(smtp::stage::greeting, 2ms, io::errc::greeting_timeout);
  check(smtp::stage::ehlo, 3ms, io::errc::command_timeout);
  check(smtp::stage::starttls, 4ms, io::errc::starttls_timeout);
  check(smtp::stage::handshake, 5ms, io::errc::handshake_timeout);
  check(smtp::stage::ehlo_in_tls, 3ms, io::errc::command_timeout);
  check(smtp::stage::quit, 6ms, io::errc::quit_timeout);
}

static_assert(io::is_timeout(io::errc::total_timeout));
static_assert(!io::is_timeout(io::errc::closed_by_peer));
static_assert(!io::is_timeout(io::errc::truncated));
static_assert(!io::is_timeout(io::errc::tls_setup));

TEST_CASE("A limit runs out on the executor of the handler", "[io][deadline][threads]") {
  asio::io_context timers;
  asio::io_context handlers;
  std::optional<bool> on_its_own;
  std::optional<std::error_code> error;
  io::async_within<void(std::error_code)>(
      timers.get_executor(), 0ms, io::errc::greeting_timeout,
      [&](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto const kept = std::make_shared<decltype(handler)>(std::move(handler));
        slot.assign([&, kept](asio::cancellation_type) {
          on_its_own = handlers.get_executor().running_in_this_thread();
          auto last = std::move(*kept);
          last(asio::error::operation_aborted);
        });
      },
      asio::bind_executor(handlers.get_executor(), [&](std::error_code ec) { error = ec; }));
  timers.run_for(patience);
  CHECK_FALSE(on_its_own);
  handlers.run_for(patience);
  CHECK(on_its_own == true);
  CHECK(error == make_error_code(io::errc::greeting_timeout));
}

namespace {

/// A reader at one end of a connection, and the octets that the other end sends.
struct reading {
  explicit reading(test::memory_stream_settings settings = {})
      : ends{memory_stream::connect(io.get_executor(), settings)} {}

  void send(std::string const& octets) {
    sent.push_back(std::make_unique<std::string>(octets));
    asio::async_write(ends.second, asio::buffer(*sent.back()), [](std::error_code, std::size_t) {});
    run();
  }

  void run() {
    io.restart();
    io.poll();
  }

  /// Reads one reply; what came of it is in `error` and `answer`.
  void read_reply() {
    error.reset();
    reader.async_read_reply(asio::bind_cancellation_slot(signal.slot(), [this](std::error_code ec, smtp::reply got) {
      error = ec;
      answer = std::move(got);
    }));
    CHECK_FALSE(error); // never from inside the function that started it
  }

  asio::io_context io{};
  std::pair<memory_stream, memory_stream> ends;
  io::line_reader<memory_stream> reader{ends.first, 20, 3};
  asio::cancellation_signal signal{};
  std::vector<std::unique_ptr<std::string>> sent{};
  std::optional<std::error_code> error{};
  smtp::reply answer{};
};

} // namespace

TEST_CASE("A reply is read to its end, and what follows is known to be unread", "[io][line-reader][rfc3207-4.2]") {
  reading r;
  r.read_reply();
  r.send("250-mx.example.test\r\n250 STAR");
  CHECK_FALSE(r.error);
  r.send("TTLS\r\n220 evil\r\nmore");
  REQUIRE(r.error);
  CHECK_FALSE(*r.error);
  CHECK(r.answer == smtp::reply{250, {"mx.example.test", "STARTTLS"}});
  CHECK(r.reader.unread() == "220 evil\r\nmore");

  r.read_reply(); // it is all there
  r.run();
  REQUIRE(r.error);
  CHECK_FALSE(*r.error);
  CHECK(r.answer == smtp::reply{220, {"evil"}});
  CHECK(r.reader.unread() == "more");
  CHECK(r.reader.drop_unread() == "more");
  CHECK(r.reader.unread().empty());
}

TEST_CASE("A line is read to its end, however it ends", "[io][line-reader][rfc5321-2.3.8]") {
  reading r{{.largest_transfer = 1}};
  r.send("EHLO a\r\nQUIT\n");
  std::vector<smtp::line> lines;
  auto const take = [&](std::error_code ec, smtp::line line) {
    CHECK_FALSE(ec);
    lines.push_back(std::move(line));
  };
  r.reader.async_read_line(take);
  r.run();
  r.reader.async_read_line(take);
  r.run();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].text == "EHLO a");
  CHECK(lines[0].end == smtp::line_end::crlf);
  CHECK(lines[1].text == "QUIT");
  CHECK(lines[1].end == smtp::line_end::bare_lf);
}

TEST_CASE("A reader tells what is no SMTP, and keeps it", "[io][line-reader][rfc5321-4.2]") {
  auto const [octets, expected] = GENERATE(table<std::string, smtp::errc>({
      {"hello\r\n", smtp::errc::reply_malformed},
      {"250-a\r\n251 b\r\n", smtp::errc::reply_code_changed},
      {"250-a\r\n250-b\r\n250-c\r\n250-d\r\n", smtp::errc::reply_too_long},
      {"250 a line of more than twenty octets\r\n", smtp::errc::line_too_long},
      {std::string(1000, 'x'), smtp::errc::line_too_long},
  }));
  reading r;
  r.read_reply();
  r.send(octets);
  REQUIRE(r.error);
  CHECK(*r.error == expected);
  // Known at once, the same from octets that were there before.
  reading again;
  again.send("220 ok\r\n" + octets);
  again.read_reply();
  again.run();
  again.read_reply();
  again.run();
  REQUIRE(again.error);
  CHECK(*again.error == expected);
}

TEST_CASE("A reply that is refused keeps its lines, and the line that was refused", "[io][line-reader][rfc5321-4.2]") {
  struct refused {
    std::string octets;
    std::vector<std::string> lines;
    std::string unread;
  };
  for (refused const& each : std::vector<refused>{
           {"HTTP/1.1 400\r\n", {}, "HTTP/1.1 400\r\n"},
           {"220-a\r\n220-b\r\nGARBAGE\r\nmore", {"a", "b"}, "GARBAGE\r\nmore"},
           {"250-a\r\n250-b\r\n250-c\r\n250-d\r\n", {"a", "b", "c"}, "250-d\r\n"},
           {"250-a\r\n250 a line of more than twenty octets", {"a"}, "250 a line of more than twenty octets"},
       }) {
    reading r;
    r.read_reply();
    r.send(each.octets);
    CHECK(r.error.value());
    CHECK(r.answer.lines == each.lines);
    CHECK(r.reader.unread() == each.unread);
  }
}

TEST_CASE("The end of a stream is the peer's doing, and other errors are its own", "[io][line-reader]") {
  reading closed;
  closed.read_reply();
  closed.send("250 half a re");
  closed.ends.second.close();
  closed.run();
  CHECK(closed.error.value() == io::errc::closed_by_peer);
  CHECK(closed.reader.unread() == "250 half a re");

  reading failed{{.fail_at = 1, .fail_with = asio::error::connection_reset}};
  failed.read_reply();
  failed.run();
  CHECK(failed.error.value() == asio::error::connection_reset);
}

TEST_CASE("A cancel is not lost while octets are on their way to a reader", "[io][line-reader][cancellation]") {
  reading r;
  r.send("25");
  r.read_reply(); // two octets are read, their handler has yet to run
  r.signal.emit(asio::cancellation_type::terminal);
  r.run();
  REQUIRE(r.error);
  CHECK(*r.error == asio::error::operation_aborted);

  // A reply that is whole by then is not lost either.
  reading whole;
  whole.send("250 ok\r\n");
  whole.read_reply();
  whole.signal.emit(asio::cancellation_type::terminal);
  whole.run();
  REQUIRE(whole.error);
  CHECK_FALSE(*whole.error);
  CHECK(whole.answer.code == 250);
}
