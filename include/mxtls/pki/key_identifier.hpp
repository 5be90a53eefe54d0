// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_KEY_IDENTIFIER_HPP
#define MXTLS_PKI_KEY_IDENTIFIER_HPP

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/hash_algorithm.hpp>

namespace mxtls::pki::detail {

/// SHA-1 of a public key without its algorithm: OCSP names keys by it, and wolfSSL finds the issuer of
/// a response only if its subject key identifier is that, too.
///
/// References: RFC 5280 section 4.2.1.2, method 1; RFC 6960 section 4.1.1.
inline bytes key_identifier(byte_view public_key) { return digest(hash_algorithm::sha1, public_key); }

} // namespace mxtls::pki::detail

#endif
