// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_HOST_REPORT_HPP
#define MXTLS_REPORT_HOST_REPORT_HPP

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <mxtls/core/timestamp.hpp>
#include <mxtls/report/chain_verdict.hpp>
#include <mxtls/report/tls_session.hpp>
#include <mxtls/report/transcript.hpp>
#include <mxtls/smtp/client.hpp>

namespace mxtls::report {

/// What was asked of a probe: every setting by itself, none derived from another.
struct host_request {
  /// The MX host, as text for people.
  std::string host{};
  std::uint16_t port = 25;
  /// Where to connect; empty to look the host up.
  std::string address{};
  std::string ehlo_name = "localhost";
  /// Sent as SNI; nothing is sent if empty.
  std::optional<std::string> server_name{};
  /// Reference identifier that the certificate is compared with.
  std::string reference{};
  /// The recipient's domain, for the policies that look for that; empty if it is not known.
  std::string nexthop{};
  smtp::tls_start start = smtp::tls_start::starttls;
  /// The moment at which the chain is judged.
  timestamp at{};
  /// For the whole probe, in milliseconds.
  std::int64_t timeout_milliseconds = 60'000;
  /// Where the trust anchors came from, for people.
  std::string trust{};
  /// Settings that were not given, by their name in reports, and where their value comes from, if that is worth saying.
  std::map<std::string, std::string> defaulted{};
};

/// How a session ended.
enum class ending {
  /// QUIT was said, or nothing more was to be learnt.
  completed,
  /// The host has no address, or it could not be looked up.
  not_found,
  /// No connection was made.
  no_connection,
  timed_out,
  /// The peer, or the network, ended the connection.
  lost,
  /// The peer's octets are no SMTP.
  not_smtp,
  /// TLS itself failed: see `tls_failed`.
  tls_failed,
  /// Our TLS library gave up for a reason of its own, which says nothing about the peer.
  tls_not_testable,
};

/// The record of one session with one host: facts, before any judgement.
///
/// Whatever the peer said is kept raw; the printers escape it.
struct host_report {
  host_request asked;
  /// `127.0.0.1:25`; empty if no connection was made.
  std::string peer{};
  std::vector<event> transcript{};
  smtp::client_record dialogue{};
  /// The step under way when it ended; `done` if all went through.
  smtp::stage reached = smtp::stage::connect;
  ending ended = ending::completed;
  /// Why it ended early, if it did. It may have shown enough all the same.
  std::error_code error{};
  /// Of a completed handshake.
  std::optional<tls_session> tls{};
  /// Of a failed handshake.
  std::optional<tls_failure> tls_failed{};
  chain_verdict chain{};
  std::int64_t microseconds = 0;
};

} // namespace mxtls::report

#endif
