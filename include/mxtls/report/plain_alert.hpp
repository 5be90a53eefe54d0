// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_PLAIN_ALERT_HPP
#define MXTLS_REPORT_PLAIN_ALERT_HPP

#include <cstddef>
#include <optional>
#include <string_view>

#include <mxtls/report/tls_session.hpp>

namespace mxtls::report {

/// The last alert in clear among the records that these octets begin with; empty if there is none.
///
/// A client on OpenSSL that refuses a certificate in TLS 1.3 says so in clear, where only an encrypted
/// alert is due; a TLS library sees a broken record there and does not tell what it said.
///
/// References: RFC 8446 sections 5.1 and 6: an alert has two octets, more if it is encrypted.
inline std::optional<tls_alert> find_plain_alert(std::string_view records) noexcept {
  constexpr std::size_t header = 5;
  auto const octet = [&](std::size_t i) { return static_cast<unsigned char>(records[i]); };
  std::optional<tls_alert> out;
  while (records.size() >= header && octet(1) == 3) {
    std::size_t const size = header + (std::size_t{octet(3)} << 8 | octet(4));
    if (records.size() < size) break;
    if (octet(0) == 21 && size == header + 2) out = tls_alert{octet(6), octet(5) == 2};
    records.remove_prefix(size);
  }
  return out;
}

} // namespace mxtls::report

#endif
