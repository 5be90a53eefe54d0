// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_SERVER_LIMITS_HPP
#define MXTLS_SMTP_SERVER_LIMITS_HPP

#include <cstddef>
#include <cstdint>

namespace mxtls::smtp {

/// How much a client may say to a fake server, and what it hears beyond that.
///
/// The defaults are above what RFC 5321 section 4.5.3.1 asks every server to take.
struct server_limits {
  /// Octets in a command without its end. Beyond: 500, and the session goes on.
  std::size_t line = 2048;
  /// Octets of commands that a client may send without waiting for a reply. Beyond: 421 and the end.
  std::size_t pipelined = 65'536;
  /// Octets in the header of a mail, up to its first empty line. Beyond: 552 to the mail.
  std::uint64_t header = 262'144;
  /// Octets in a mail. Beyond: 552 to the mail, or to its `SIZE=`; at twice as many 421 and the end.
  std::uint64_t message = 10'485'760;
  /// Recipients of a mail. Beyond: 452.
  std::size_t recipients = 1000;
  /// Replies 5yz of the server's own, not of its rules, in a session. Beyond: 421 and the end.
  std::size_t errors = 20;
};

} // namespace mxtls::smtp

#endif
