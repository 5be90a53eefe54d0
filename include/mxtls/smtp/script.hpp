// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_SCRIPT_HPP
#define MXTLS_SMTP_SCRIPT_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/smtp/server_limits.hpp>

namespace mxtls::smtp {

/// What a fake server does once it has sent its octets.
enum class then {
  /// Read the next command.
  go_on,
  /// Begin the TLS handshake.
  start_tls,
  /// Wait for the client's first octets, whatever they are, then apply the rule for `octets`.
  await_octets,
  /// Say no more, and read no more, until the client goes away.
  hold,
  /// Close the connection: `close_notify` in TLS, then FIN.
  close,
  /// Drop the connection with RST.
  reset,
};

/// What is sent, octet for octet, and what follows.
struct response {
  /// Octets, not lines: right line ends are up to the writer, and so are wrong ones.
  std::string octets{};
  then after = then::go_on;
  /// How long the server is silent before it sends them.
  std::uint32_t wait_milliseconds = 0;
  /// How many times they are sent, one behind the other.
  std::uint32_t flood = 1;
};

/// When a rule applies.
enum class layer { any, clear, tls };

/// One exception to a well-behaved dialogue.
struct rule {
  /// `connect` (the greeting), `octets` (after `await_octets`), `message` (the end of a mail; with
  /// LMTP once for each recipient), or a verb in upper case.
  std::string on{};
  response respond{};
  layer in = layer::any;
  /// So many times in a session, then no more; 0: always. By count, never by chance.
  std::size_t times = 0;
  /// In the first so many sessions of the server, then no more; 0: in all.
  std::size_t sessions = 0;
};

/// The behaviour of a fake SMTP server: a well-behaved one with exceptions. Data only.
///
/// Where no rule applies the server greets with `220 greeting`, answers EHLO with `ehlo_name` and
/// the keywords, does TLS on STARTTLS, and takes mail without passing it on.
struct script {
  /// Text of the greeting, after `220 `.
  std::string greeting = "mx.example.test ESMTP";
  /// The name in the answer to EHLO and HELO.
  std::string ehlo_name = "mx.example.test";
  /// Offered in clear and in TLS; STARTTLS is added in clear unless `starttls` says otherwise.
  /// What is not offered is not taken either: BDAT, or a parameter of MAIL.
  std::vector<std::string> keywords = {"PIPELINING",          "SIZE 10485760", "8BITMIME",
                                       "ENHANCEDSTATUSCODES", "SMTPUTF8",      "CHUNKING"};
  enum class offer { yes, no };
  offer starttls = offer::yes;
  /// The first one that fits is applied.
  std::vector<rule> rules{};
  /// LMTP has LHLO in place of EHLO, and a reply for each recipient (RFC 2033).
  enum class protocol { smtp, lmtp };
  protocol speaks = protocol::smtp;
  server_limits limits{};

  /// Whether a keyword is offered, whatever its parameters; STARTTLS is not among them.
  bool offers(std::string_view keyword) const noexcept {
    return std::any_of(keywords.begin(), keywords.end(),
                       [&](std::string_view each) { return ascii::equal(each.substr(0, each.find(' ')), keyword); });
  }
};

} // namespace mxtls::smtp

#endif
