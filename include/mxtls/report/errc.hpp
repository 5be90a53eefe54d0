// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_ERRC_HPP
#define MXTLS_REPORT_ERRC_HPP

#include <string_view>

#include <mxtls/core/error.hpp>

namespace mxtls::report {

/// Why the first octets of a client are no ClientHello.
enum class errc {
  /// The octets end before the ClientHello does.
  truncated = 1,
  /// The octets are no handshake record of TLS.
  not_a_handshake,
  /// The handshake begins with another message.
  not_a_client_hello,
  /// The ClientHello announces more octets than any client needs.
  too_large,
  /// A length inside the ClientHello contradicts the one around it.
  bad_length,
};

constexpr char const* category_name(errc) noexcept { return "mxtls.report"; }

constexpr std::string_view describe(errc value) noexcept {
  switch (value) {
  case errc::truncated: return "the octets end before the ClientHello does";
  case errc::not_a_handshake: return "the octets are no handshake record of TLS";
  case errc::not_a_client_hello: return "the handshake begins with something else than a ClientHello";
  case errc::too_large: return "the ClientHello announces too many octets";
  case errc::bad_length: return "a length inside the ClientHello contradicts the one around it";
  }
  return "unknown report error";
}

} // namespace mxtls::report

MXTLS_ERROR_ENUM(report);

#endif
