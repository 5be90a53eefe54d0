// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_SERVER_RECORD_HPP
#define MXTLS_SMTP_SERVER_RECORD_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <mxtls/smtp/script.hpp>

namespace mxtls::smtp {

/// A command a fake server was given, and whether TLS was on.
struct seen_command {
  std::string verb{};
  std::string argument{};
  layer in = layer::clear;

  friend bool operator==(seen_command const&, seen_command const&) = default;
};

/// From whom, to whom.
struct envelope {
  /// Without angle brackets; empty for the null reverse-path.
  std::string sender{};
  /// Parameters of MAIL, as they were given: `SIZE=10 BODY=8BITMIME`.
  std::string parameters{};
  /// Those that were accepted, without angle brackets.
  std::vector<std::string> recipients{};

  friend bool operator==(smtp::envelope const&, smtp::envelope const&) = default;
};

/// A mail a fake server said 2yz to.
struct accepted_message {
  smtp::envelope envelope{};
  layer in = layer::clear;
  /// Octets of the mail: dots unstuffed, without the final dot.
  std::uint64_t size = 0;
  /// Its first octets, as many as were to be kept.
  std::string content{};

  friend bool operator==(accepted_message const&, accepted_message const&) = default;
};

/// What a fake server learnt of its client. Bounded, whatever the client does.
struct server_record {
  /// In order; what is beyond the bounds is counted only.
  std::vector<seen_command> commands{};
  std::size_t commands_left_out = 0;
  /// Mails whose end was received, whatever the reply.
  std::size_t messages = 0;
  /// Those that were accepted, within the bounds.
  std::vector<accepted_message> accepted{};
  bool secured = false;
  /// Octets in clear that followed STARTTLS in the same flight, the first 4 KiB of them; dropped.
  std::string unread_plaintext{};
};

} // namespace mxtls::smtp

#endif
