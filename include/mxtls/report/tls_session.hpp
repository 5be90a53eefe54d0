// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_TLS_SESSION_HPP
#define MXTLS_REPORT_TLS_SESSION_HPP

#include <optional>
#include <string>
#include <vector>

#include <mxtls/core/bytes.hpp>

namespace mxtls::report {

/// What a completed TLS handshake showed. Facts only: nothing is trusted or refused here.
struct tls_session {
  /// `TLSv1.3`
  std::string version{};
  /// IANA name: `TLS_AES_128_GCM_SHA256`.
  std::string cipher_suite{};
  /// Key exchange group, `x25519`; empty if the library does not say.
  std::string group{};
  /// The certificates as sent, leaf first, DER. At most nine: with more, wolfSSL fails the handshake.
  std::vector<bytes> chain{};

  friend bool operator==(tls_session const&, tls_session const&) = default;
};

/// A TLS alert.
struct tls_alert {
  /// RFC 8446 section 6: 40 is handshake_failure.
  int description = 0;
  bool fatal = false;

  friend bool operator==(tls_alert const&, tls_alert const&) = default;
};

/// What is known of a handshake that failed.
struct tls_failure {
  std::optional<tls_alert> alert_received{};
  std::optional<tls_alert> alert_sent{};
  /// The TLS library's own words.
  std::string wolfssl_says{};
  /// The first octets that the peer sent in place of a ServerHello, if they are no TLS record.
  std::string first_octets{};
};

} // namespace mxtls::report

#endif
