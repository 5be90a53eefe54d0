// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_LIMITS_HPP
#define MXTLS_IO_LIMITS_HPP

#include <chrono>
#include <cstddef>
#include <system_error>

#include <mxtls/io/errc.hpp>
#include <mxtls/smtp/stage.hpp>

namespace mxtls::io {

/// How long each step of a session may take, and how much a peer may say.
///
/// RFC 5321 section 4.5.3.2 lets a mailer wait five minutes for most steps; a checker that a person
/// watches should not.
struct limits {
  /// For the look-up of the address, and again for each attempt to connect.
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds greeting{30'000};
  std::chrono::milliseconds command{30'000};
  std::chrono::milliseconds starttls{30'000};
  std::chrono::milliseconds handshake{20'000};
  std::chrono::milliseconds quit{5'000};
  /// For everything together.
  std::chrono::milliseconds total{60'000};
  /// Octets in a line, without its end.
  std::size_t line = 2048;
  /// Lines in a reply.
  std::size_t lines = 256;
};

/// A limit of time and the error that tells it has run out.
struct time_limit {
  std::chrono::milliseconds time{};
  std::error_code on_expiry{};
};

/// The limit of one step. @pre `s` is not `stage::done`
inline time_limit limit_of(smtp::stage s, limits const& l) noexcept {
  switch (s) {
  case smtp::stage::look_up: return {l.connect, errc::look_up_timeout};
  case smtp::stage::connect: return {l.connect, errc::connect_timeout};
  case smtp::stage::greeting: return {l.greeting, errc::greeting_timeout};
  case smtp::stage::starttls: return {l.starttls, errc::starttls_timeout};
  case smtp::stage::handshake: return {l.handshake, errc::handshake_timeout};
  case smtp::stage::quit: return {l.quit, errc::quit_timeout};
  case smtp::stage::ehlo:
  case smtp::stage::ehlo_in_tls:
  case smtp::stage::done: break;
  }
  return {l.command, errc::command_timeout};
}

} // namespace mxtls::io

#endif
