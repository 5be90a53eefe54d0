// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_ERRC_HPP
#define MXTLS_IO_ERRC_HPP

#include <string_view>

#include <mxtls/core/error.hpp>

namespace mxtls::io {

/// Why octets could not be carried.
enum class errc {
  /// A limit of time for the whole ran out.
  total_timeout = 1,
  /// The peer did not accept the connection in time.
  connect_timeout,
  /// No greeting in time.
  greeting_timeout,
  /// No whole reply to EHLO or another command in time.
  command_timeout,
  /// No whole reply to STARTTLS in time.
  starttls_timeout,
  /// The TLS handshake was not done in time.
  handshake_timeout,
  /// No reply to QUIT in time.
  quit_timeout,
  /// The peer closed the connection in the middle of the dialogue.
  closed_by_peer,
  /// The peer closed the connection without TLS's `close_notify`; something may have been cut off.
  truncated,
  /// The TLS library refused a setting; see the message of the exception for which.
  tls_setup,
  /// The address of the host was not found in time.
  look_up_timeout,
  /// A fault that a server was told to make on the wire ended the connection.
  wire_fault,
};

constexpr char const* category_name(errc) noexcept { return "mxtls.io"; }

constexpr std::string_view describe(errc value) noexcept {
  switch (value) {
  case errc::total_timeout: return "the time for the whole ran out";
  case errc::connect_timeout: return "no connection in time";
  case errc::greeting_timeout: return "connected, but no greeting in time";
  case errc::command_timeout: return "no reply in time";
  case errc::starttls_timeout: return "no reply to STARTTLS in time";
  case errc::handshake_timeout: return "the TLS handshake was not done in time";
  case errc::quit_timeout: return "no reply to QUIT in time";
  case errc::closed_by_peer: return "the peer closed the connection";
  case errc::truncated: return "the peer closed the connection without a TLS close_notify";
  case errc::tls_setup: return "the TLS library refused a setting";
  case errc::look_up_timeout: return "no answer to the look-up of the address in time";
  case errc::wire_fault: return "ended by a fault on the wire, as the server was told";
  }
  return "unknown I/O error";
}

/// Whether a limit of time ran out.
constexpr bool is_timeout(errc value) noexcept {
  switch (value) {
  case errc::total_timeout:
  case errc::look_up_timeout:
  case errc::connect_timeout:
  case errc::greeting_timeout:
  case errc::command_timeout:
  case errc::starttls_timeout:
  case errc::handshake_timeout:
  case errc::quit_timeout: return true;
  case errc::closed_by_peer:
  case errc::truncated:
  case errc::tls_setup:
  case errc::wire_fault: break;
  }
  return false;
}

} // namespace mxtls::io

MXTLS_ERROR_ENUM(io);

#endif
