// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_TLS_START_HPP
#define MXTLS_SMTP_TLS_START_HPP

namespace mxtls::smtp {

/// How TLS begins.
enum class tls_start {
  /// In clear first, then STARTTLS (RFC 3207); ports 25 and 587.
  starttls,
  /// TLS from the first octet (RFC 8314); port 465.
  implicit,
};

} // namespace mxtls::smtp

#endif
