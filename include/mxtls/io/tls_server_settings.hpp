// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_SERVER_SETTINGS_HPP
#define MXTLS_IO_TLS_SERVER_SETTINGS_HPP

#include <optional>
#include <string>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>

namespace mxtls::io {

/// Versions of TLS in their order; SSL 3 and TLS 1.0 are in no library of today.
enum class tls_version { tls_1_1, tls_1_2, tls_1_3 };

/// Groups for the key exchange, by their names in RFC 8446 section 4.2.7.
enum class tls_group { x25519, x448, secp256r1, secp384r1, secp521r1 };

/// An OCSP response that a server sends with its certificate to a client that asks for one.
///
/// The library reads it first, and leaves out what it does not believe: what is no response, or the
/// answer of a responder that is busy or has failed; what neither the issuer nor a responder appointed
/// by it has signed. Revoked, unknown, about another certificate, out of date: all these are sent.
struct tls_staple {
  /// DER.
  bytes response{};
  /// Certificates of authorities that the library is to believe for it; the issuer is needed.
  std::string signers_pem{};
  /// A moment at which it is in date, for one that is not now: the library then takes that for the
  /// present while it reads it. wolfSSL has one clock a process: see `wc_SetTimeCb`; this takes it over.
  std::optional<timestamp> in_date{};
};

/// A certificate for those who ask for a name. It comes without a staple.
///
/// Before TLS 1.3 the library can use it only if its key is of the kind of the first certificate's.
struct tls_certificate_for {
  /// Compared octet for octet, but for the case of letters.
  std::string name{};
  std::string chain_pem{};
  std::string key_pem{};
};

/// What a TLS server does besides showing its certificate; as it stands, as most servers do.
struct tls_server_settings {
  tls_version least = tls_version::tls_1_1;
  tls_version most = tls_version::tls_1_3;
  /// Cipher suites by their IANA names, those of TLS 1.3 included; empty for the library's.
  ///
  /// With suites of TLS 1.3 alone, `least` has to be TLS 1.3, and the other way round.
  std::vector<std::string> ciphers{};
  /// X25519 makes a handshake twice as fast as the library's default.
  /// Other ones than these are taken alone, and without plain Diffie-Hellman.
  std::vector<tls_group> groups{tls_group::x25519, tls_group::secp256r1, tls_group::secp384r1, tls_group::secp521r1};
  /// Whether a client is asked for a certificate. Whatever it shows is taken; `require` refuses one that shows none.
  enum class client_certificate { none, request, require };
  client_certificate from_client = client_certificate::none;
  /// Those that a client's certificate should be from, as told to the client up to TLS 1.2; PEM.
  std::string client_authorities_pem{};
  std::optional<tls_staple> staple{};
  /// Besides the first certificate, which is for everybody else.
  std::vector<tls_certificate_for> by_name{};
  /// What becomes of somebody who is not known: the first certificate, or the alert `unrecognized_name`.
  enum class unknown_name { first_certificate, alert };
  /// For a name that is neither in `by_name` nor in `own_names`.
  unknown_name other_name = unknown_name::first_certificate;
  /// For no name at all.
  unknown_name no_name = unknown_name::first_certificate;
  /// Names that the first certificate is for; of use with an alert for others only.
  std::vector<std::string> own_names{};
};

} // namespace mxtls::io

#endif
