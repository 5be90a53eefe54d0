// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TEST_SESSIONS_HPP
#define MXTLS_TEST_SESSIONS_HPP

#include <chrono>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <asio/io_context.hpp>

#include <mxtls/fake/smtp_server.hpp>

/// Bounded waits for what a client does, in tests where the client runs in another process or thread.
namespace mxtls::test {

/// Runs handlers until a session has ended that no wait has told of before.
///
/// @throws std::system_error with `io::errc::total_timeout` if there was none within the limit
inline fake::session_record wait_for_session(asio::io_context& io, fake::smtp_server& server,
                                             std::chrono::milliseconds limit) {
  struct answer {
    bool there = false;
    std::error_code error{};
    fake::session_record record{};
  };
  auto const got = std::make_shared<answer>(); // what is thrown from another handler leaves this one behind
  server.async_wait_for_session(limit, [got](std::error_code ec, fake::session_record record) {
    *got = {true, ec, std::move(record)};
  });
  io.restart();
  while (!got->there && io.run_one() != 0) {
  }
  if (!got->there) got->error = asio::error::operation_aborted;
  if (got->error)
    throw std::system_error{got->error, "no session of " + server.address() + " has ended within " +
                                            std::to_string(limit.count()) + " ms"};
  return std::move(got->record);
}

/// Runs handlers for so long; whether nobody has begun a mail in clear, then or before.
///
/// Ends early if somebody has. `CHECK(no_mail_in_clear(io, server, 5s))`
inline bool no_mail_in_clear(asio::io_context& io, fake::smtp_server const& server, std::chrono::milliseconds time) {
  auto const end = std::chrono::steady_clock::now() + time;
  io.restart();
  while (!server.mail_in_clear() && io.run_one_until(end) != 0) {
  }
  return !server.mail_in_clear();
}

} // namespace mxtls::test

#endif
