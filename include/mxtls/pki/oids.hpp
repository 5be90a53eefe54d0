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
inline constexpr std::string_view certificate_policies = "2.5.29.32";
inline constexpr std::string_view crl_distribution_points = "2.5.29.31";
// RFC 5280 section 4.2.2.1, RFC 7633 section 4.
inline constexpr std::string_view authority_info_access = "1.3.6.1.5.5.7.1.1";
inline constexpr std::string_view ocsp_access = "1.3.6.1.5.5.7.48.1";
inline constexpr std::string_view ca_issuers_access = "1.3.6.1.5.5.7.48.2";
inline constexpr std::string_view tls_feature = "1.3.6.1.5.5.7.1.24";

// Choices of otherName: RFC 4985 section 2, RFC 9598 section 3.
inline constexpr std::string_view srv_name = "1.3.6.1.5.5.7.8.7";
inline constexpr std::string_view smtp_utf8_mailbox = "1.3.6.1.5.5.7.8.9";

// Purposes: RFC 5280 section 4.2.1.12.
inline constexpr std::string_view server_auth = "1.3.6.1.5.5.7.3.1";
inline constexpr std::string_view client_auth = "1.3.6.1.5.5.7.3.2";
inline constexpr std::string_view email_protection = "1.3.6.1.5.5.7.3.4";
inline constexpr std::string_view any_extended_key_usage = "2.5.29.37.0";

// Keys: RFC 5480 section 2.1.1, RFC 8017 appendix A.1, RFC 8410 section 3.
inline constexpr std::string_view ec_public_key = "1.2.840.10045.2.1";
inline constexpr std::string_view prime_field = "1.2.840.10045.1.1";
inline constexpr std::string_view prime256v1 = "1.2.840.10045.3.1.7";
inline constexpr std::string_view secp384r1 = "1.3.132.0.34";
inline constexpr std::string_view secp521r1 = "1.3.132.0.35";
inline constexpr std::string_view rsa_encryption = "1.2.840.113549.1.1.1";
inline constexpr std::string_view ed25519 = "1.3.101.112";
inline constexpr std::string_view ed448 = "1.3.101.113";

// Hashes: RFC 8017 appendix B.1.
inline constexpr std::string_view md5 = "1.2.840.113549.2.5";
inline constexpr std::string_view sha1 = "1.3.14.3.2.26";
inline constexpr std::string_view sha256 = "2.16.840.1.101.3.4.2.1";
inline constexpr std::string_view sha384 = "2.16.840.1.101.3.4.2.2";
inline constexpr std::string_view sha512 = "2.16.840.1.101.3.4.2.3";

// Signatures: RFC 5758 section 3.2, RFC 8017 appendix A.2; Ed25519 and Ed448 are named as their keys.
inline constexpr std::string_view ecdsa_with_sha1 = "1.2.840.10045.4.1";
inline constexpr std::string_view ecdsa_with_sha256 = "1.2.840.10045.4.3.2";
inline constexpr std::string_view ecdsa_with_sha384 = "1.2.840.10045.4.3.3";
inline constexpr std::string_view ecdsa_with_sha512 = "1.2.840.10045.4.3.4";
inline constexpr std::string_view md5_with_rsa = "1.2.840.113549.1.1.4";
inline constexpr std::string_view sha1_with_rsa = "1.2.840.113549.1.1.5";
inline constexpr std::string_view mgf1 = "1.2.840.113549.1.1.8";
inline constexpr std::string_view rsassa_pss = "1.2.840.113549.1.1.10";
inline constexpr std::string_view sha256_with_rsa = "1.2.840.113549.1.1.11";
inline constexpr std::string_view sha384_with_rsa = "1.2.840.113549.1.1.12";
inline constexpr std::string_view sha512_with_rsa = "1.2.840.113549.1.1.13";

// PKCS #12: RFC 7292 section 4.2 and appendix D, RFC 5652 section 4, RFC 2985 section 5.5, RFC 8018
// appendices A.2, A.4 and B.
inline constexpr std::string_view cms_data = "1.2.840.113549.1.7.1";
inline constexpr std::string_view local_key_id = "1.2.840.113549.1.9.21";
inline constexpr std::string_view x509_certificate_bag_value = "1.2.840.113549.1.9.22.1";
inline constexpr std::string_view shrouded_key_bag = "1.2.840.113549.1.12.10.1.2";
inline constexpr std::string_view certificate_bag = "1.2.840.113549.1.12.10.1.3";
inline constexpr std::string_view pbkdf2 = "1.2.840.113549.1.5.12";
inline constexpr std::string_view pbes2 = "1.2.840.113549.1.5.13";
inline constexpr std::string_view hmac_with_sha256 = "1.2.840.113549.2.9";
inline constexpr std::string_view aes256_cbc = "2.16.840.1.101.3.4.1.42";

// Revocation: RFC 5280 sections 5.2.3 and 5.3.1, RFC 6960 sections 4.2.1 and 4.2.2.2.
inline constexpr std::string_view ocsp_signing = "1.3.6.1.5.5.7.3.9";
inline constexpr std::string_view crl_number = "2.5.29.20";
inline constexpr std::string_view crl_reason = "2.5.29.21";
inline constexpr std::string_view ocsp_basic = "1.3.6.1.5.5.7.48.1.1";

} // namespace mxtls::pki::oids

#endif
