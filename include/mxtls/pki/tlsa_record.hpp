// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_TLSA_RECORD_HPP
#define MXTLS_PKI_TLSA_RECORD_HPP

#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/hash_algorithm.hpp>
#include <mxtls/x509/certificate.hpp>

namespace mxtls::pki {

/// Certificate usage: what the record's certificate is in the chain, and who has to trust it.
///
/// References: RFC 6698 section 2.1.1, RFC 7218 section 2.1 (the words).
enum class tlsa_usage : std::uint8_t { pkix_ta = 0, pkix_ee = 1, dane_ta = 2, dane_ee = 3 };

/// Which part of the certificate counts. References: RFC 6698 section 2.1.2, RFC 7218 section 2.2.
enum class tlsa_selector : std::uint8_t { cert = 0, spki = 1 };

/// How that part is presented. References: RFC 6698 section 2.1.3, RFC 7218 section 2.3.
enum class tlsa_matching : std::uint8_t { full = 0, sha2_256 = 1, sha2_512 = 2 };

/// The data of a TLSA record.
struct tlsa_record {
  tlsa_usage usage = tlsa_usage::dane_ee;
  tlsa_selector selector = tlsa_selector::spki;
  tlsa_matching matching = tlsa_matching::sha2_256;
  /// The certificate association data.
  bytes data = {};
};

/// As in zone files: `3 1 1 8cb0...`. References: RFC 6698 section 2.2.
inline std::string to_text(tlsa_record const& record) {
  auto const number = [](auto value) { return std::to_string(static_cast<unsigned>(value)) + ' '; };
  return number(record.usage) + number(record.selector) + number(record.matching) + to_hex(record.data);
}

/// The record that a certificate matches; for the usages 0 and 2 that is an authority's.
///
/// @param certificate DER
/// @throws std::invalid_argument for numbers that RFC 6698 does not define; std::system_error with an
/// x509::errc if the public key is wanted of what is no certificate
inline tlsa_record make_tlsa_record(tlsa_usage usage, tlsa_selector selector, tlsa_matching matching,
                                    byte_view certificate) {
  if (usage > tlsa_usage::dane_ee)
    throw std::invalid_argument{"tlsa: usage must be 0 (PKIX-TA), 1 (PKIX-EE), 2 (DANE-TA) or 3 (DANE-EE)"};
  bytes selected;
  switch (selector) {
  case tlsa_selector::cert: selected.assign(certificate.begin(), certificate.end()); break;
  case tlsa_selector::spki: {
    auto read = x509::parse_certificate(certificate);
    if (!read) throw std::system_error{read.error(), "tlsa: no certificate to take the public key of; use selector 0"};
    selected = read->public_key.spki;
    break;
  }
  default: throw std::invalid_argument{"tlsa: selector must be 0 (Cert) or 1 (SPKI)"};
  }
  switch (matching) {
  case tlsa_matching::full: return {usage, selector, matching, selected};
  case tlsa_matching::sha2_256: return {usage, selector, matching, digest(hash_algorithm::sha256, selected)};
  case tlsa_matching::sha2_512: return {usage, selector, matching, digest(hash_algorithm::sha512, selected)};
  }
  throw std::invalid_argument{"tlsa: matching must be 0 (Full), 1 (SHA2-256) or 2 (SHA2-512)"};
}

} // namespace mxtls::pki

#endif
