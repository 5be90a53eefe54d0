// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_OIDS_HPP
#define MXTLS_PKI_OIDS_HPP

#include <string_view>

/// The object identifiers that are written, dotted, for `der::oid`.
namespace mxtls::pki::oids {

// Attributes of names: RFC 5280 appendix A.1.
inline constexpr std::string_view common_name = "2.5.4.3";
inline constexpr std::string_view organization_name = "2.5.4.10";

// Extensions: RFC 5280 section 4.2.1.
inline constexpr std::string_view subject_key_identifier = "2.5.29.14";
inline constexpr std::string_view key_usage = "2.5.29.15";
inline constexpr std::string_view subject_alt_name = "2.5.29.17";
inline constexpr std::string_view basic_constraints = "2.5.29.19";
inline constexpr std::string_view name_constraints = "2.5.29.30";
inline constexpr std::string_view authority_key_identifier = "2.5.29.35";
inline constexpr std::string_view extended_key_usage = "2.5.29.37";

// Purposes: RFC 5280 section 4.2.1.12.
inline constexpr std::string_view server_auth = "1.3.6.1.5.5.7.3.1";
inline constexpr std::string_view client_auth = "1.3.6.1.5.5.7.3.2";

// Keys and signatures: RFC 5480 section 2.1, RFC 5758 section 3.2.
inline constexpr std::string_view ec_public_key = "1.2.840.10045.2.1";
inline constexpr std::string_view prime256v1 = "1.2.840.10045.3.1.7";
inline constexpr std::string_view ecdsa_with_sha256 = "1.2.840.10045.4.3.2";

} // namespace mxtls::pki::oids

#endif
