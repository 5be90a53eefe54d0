// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_PEM_HPP
#define MXTLS_PKI_PEM_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/base64.hpp>
#include <mxtls/core/bytes.hpp>

namespace mxtls::pki {

inline constexpr std::string_view certificate_label = "CERTIFICATE";
inline constexpr std::string_view private_key_label = "PRIVATE KEY";

/// Octets in the textual encoding, in lines of 64 characters that end in a line feed.
///
/// References: RFC 7468 sections 2 and 3.
inline std::string to_pem(std::string_view label, byte_view octets) {
  constexpr std::size_t columns = 64;
  std::string const base64 = to_base64(octets);
  std::string out = "-----BEGIN " + std::string{label} + "-----\n";
  for (std::size_t at = 0; at < base64.size(); at += columns) out.append(base64, at, columns) += '\n';
  return out + "-----END " + std::string{label} + "-----\n";
}

/// The same for several, one after the other.
inline std::string to_pem(std::string_view label, std::vector<bytes> const& all) {
  std::string out;
  for (bytes const& each : all) out += to_pem(label, byte_view{each});
  return out;
}

} // namespace mxtls::pki

#endif
