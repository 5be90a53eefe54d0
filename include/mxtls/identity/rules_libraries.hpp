// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_RULES_LIBRARIES_HPP
#define MXTLS_IDENTITY_RULES_LIBRARIES_HPP

#include <mxtls/identity/rule_set.hpp>

/// How other TLS libraries than OpenSSL compare names, as data.
namespace mxtls::identity::rules {

/// hostname-verify.c and _gnutls_hostname_compare().
inline constexpr rule_set gnutls{
    .id = "gnutls",
    .title = "GnuTLS, gnutls_x509_crt_check_hostname()",
    .product = "GnuTLS",
    .versions = "3.7.9",
    .basis = basis::measured,
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::ip_id, presented_kind::srv_id,
                             presented_kind::uri_id},
    .which_common_name = common_name_which::only,
    .ignored_common_names = {string_type::ia5, string_type::numeric, string_type::visible, string_type::universal},
    .partial = partial_wildcard::suffix,
    .stars_in_label = stars_in_label::first_of_any,
    .partial_in_a_label = a_label_rule::allowed,
    .empty_star = permission::allowed,
    .stars_behind = stars_behind::literal,
    .labels_after_wildcard = 2,
    .wildcard_final_dot = permission::refused,
    .literal_star = literal_star::refused_in_front,
    .reference_final_dot = final_dot::literal,
    .presented_final_dot = final_dot::literal,
    .presented = presented_syntax::printable,
    .final_nuls = final_nuls::one_in_bmp,
    .escaped_names = escaped_names::common_names,
    .longest_name = 255,
    .certificate_errors = {name_fault::dns_empty, name_fault::ip_empty, name_fault::mail_empty, name_fault::uri_empty,
                           name_fault::names_trailing, name_fault::names_unknown_tag, name_fault::names_constructed,
                           name_fault::names_unreadable},
    .ignored_faults = {name_fault::srv_empty},
    .reference_idna = reference_idna::if_not_printable,
    .name_clause = "GnuTLS lib/str.c hostname_compare_ascii()",
    .wildcard_clause = "GnuTLS lib/str.c _gnutls_hostname_compare()",
    .common_name_clause = "GnuTLS lib/x509/hostname-verify.c gnutls_x509_crt_check_hostname2()",
    .address_clause = "GnuTLS lib/x509/hostname-verify.c check_ip()",
};

/// internal.c CheckForAltNames() and CheckHostName().
inline constexpr rule_set wolfssl{
    .id = "wolfssl",
    .title = "wolfSSL, wolfSSL_check_domain_name()",
    .product = "wolfSSL",
    .versions = "5.5.4",
    .basis = basis::measured,
    .matching = matching::wolfssl,
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::uri_id, presented_kind::ip_id},
    .which_common_name = common_name_which::last,
    .ignored_common_names = {string_type::bmp, string_type::universal},
    .compared = {presented_kind::dns_id, presented_kind::uri_id, presented_kind::ip_id},
    .wildcard = wildcard_place::any_label,
    .partial = partial_wildcard::any,
    .labels_after_wildcard = 0,
    .reference_final_dot = final_dot::literal,
    .presented_final_dot = final_dot::literal,
    .address = address_rule::as_text,
    .certificate_errors = {name_fault::ip_empty, name_fault::ip_length, name_fault::ip_range4, name_fault::ip_range6,
                           name_fault::names_none, name_fault::names_long_length, name_fault::names_unreadable},
    .name_clause = "wolfSSL src/internal.c MatchDomainName()",
    .wildcard_clause = "wolfSSL src/internal.c MatchDomainName()",
    .common_name_clause = "wolfSSL src/internal.c CheckHostName()",
    .address_clause = "wolfSSL src/internal.c CheckForAltNames()",
};

/// x509_crt_check_cn() and x509_check_wildcard().
inline constexpr rule_set mbedtls{
    .id = "mbedtls",
    .title = "mbedTLS, mbedtls_x509_crt_verify()",
    .product = "mbedTLS",
    .versions = "2.28",
    .basis = basis::measured,
    .common_name = common_name_when::no_subject_alt_name,
    .ignored_common_names = {string_type::bmp, string_type::universal},
    .stars_behind = stars_behind::literal,
    .reference_final_dot = final_dot::literal,
    .presented_final_dot = final_dot::literal,
    .address = address_rule::as_text,
    .certificate_errors = {name_fault::names_trailing, name_fault::names_unreadable},
    .refused_common_names = {string_type::visible, string_type::numeric},
    .name_clause = "mbedTLS library/x509_crt.c x509_crt_check_cn()",
    .wildcard_clause = "mbedTLS library/x509_crt.c x509_check_wildcard()",
    .common_name_clause = "mbedTLS library/x509_crt.c x509_crt_verify_name()",
    .address_clause = "mbedTLS library/x509_crt.c x509_crt_check_san()",
};

/// utils/parsing.cpp host_wildcard_match() and X509_Certificate::matches_dns_name().
inline constexpr rule_set botan{
    .id = "botan",
    .title = "Botan, X509_Certificate::matches_dns_name()",
    .product = "Botan",
    .versions = "2.19",
    .basis = basis::measured,
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::mail, presented_kind::uri_id,
                             presented_kind::ip_id, presented_kind::directory},
    .partial = partial_wildcard::any,
    .partial_in_a_label = a_label_rule::allowed,
    .empty_star = permission::allowed,
    .labels_after_wildcard = 2,
    .reference_final_dot = final_dot::refused,
    .presented_final_dot = final_dot::literal,
    .address = address_rule::ipv4_id,
    .ignored_faults = {name_fault::dns_empty, name_fault::mail_empty, name_fault::uri_empty, name_fault::ip_v6},
    .losing_faults = {name_fault::ip_empty, name_fault::ip_length, name_fault::ip_range4, name_fault::ip_range6},
    .reference_errors = {reference_fault::empty},
    .reference_mismatches = {reference_fault::star, reference_fault::empty_label, reference_fault::final_dot,
                             reference_fault::padded_address},
    .name_clause = "Botan src/lib/utils/parsing.cpp host_wildcard_match()",
    .wildcard_clause = "Botan src/lib/utils/parsing.cpp host_wildcard_match()",
    .common_name_clause = "Botan src/lib/x509/x509cert.cpp X509_Certificate::matches_dns_name()",
    .address_clause = "Botan src/lib/x509/x509cert.cpp X509_Certificate::matches_dns_name()",
};

/// subject_name/dns_name.rs.
inline constexpr rule_set webpki{
    .id = "webpki",
    .title = "rustls-webpki, verify_is_valid_for_subject_name()",
    .product = "rustls-webpki",
    .versions = "0.101 and later",
    .basis = basis::read,
    .labels_after_wildcard = 2,
    .certificate_errors = {name_fault::names_long_length, name_fault::names_trailing},
    .ending_faults = {name_fault::names_unknown_tag, name_fault::names_constructed, name_fault::names_unreadable},
    .reference_errors = {reference_fault::empty, reference_fault::dot_alone, reference_fault::leading_dot,
                         reference_fault::empty_label, reference_fault::star, reference_fault::odd_octet,
                         reference_fault::not_ascii, reference_fault::long_label, reference_fault::longer_than_253,
                         reference_fault::hyphen_at_edge, reference_fault::numeric_last_label},
    .name_clause = "rustls-webpki src/subject_name/dns_name.rs presented_id_matches_reference_id()",
    .wildcard_clause = "rustls-webpki src/subject_name/dns_name.rs presented_id_matches_reference_id()",
    .common_name_clause = "rustls-webpki src/subject_name/verify.rs",
    .address_clause = "rustls-webpki src/subject_name/ip_address.rs",
};

/// lib/mozpkix/lib/pkixnames.cpp CheckCertHostname(), as Firefox and Thunderbird use it.
inline constexpr rule_set nss{
    .id = "nss",
    .title = "NSS mozilla::pkix, CheckCertHostname()",
    .product = "NSS",
    .versions = "3.87, mozilla::pkix",
    .basis = basis::read,
    .labels_after_wildcard = 2,
    .losing_faults = {name_fault::names_long_length, name_fault::names_trailing},
    .ending_faults = {name_fault::names_unknown_tag, name_fault::names_constructed, name_fault::names_unreadable},
    .stopping_faults = {name_fault::dns_not_host_name},
    .stopped = verdict::mismatch,
    .reference_mismatches = {reference_fault::empty, reference_fault::dot_alone, reference_fault::leading_dot,
                             reference_fault::empty_label, reference_fault::star, reference_fault::odd_octet,
                             reference_fault::not_ascii, reference_fault::long_label, reference_fault::longer_than_253,
                             reference_fault::hyphen_at_edge, reference_fault::numeric_last_label},
    .name_clause = "NSS lib/mozpkix/lib/pkixnames.cpp MatchPresentedDNSIDWithReferenceDNSID()",
    .wildcard_clause = "NSS lib/mozpkix/lib/pkixnames.cpp MatchPresentedDNSIDWithReferenceDNSID()",
    .common_name_clause = "NSS lib/mozpkix/lib/pkixnames.cpp SearchNames()",
    .address_clause = "NSS lib/mozpkix/lib/pkixnames.cpp SearchNames()",
};

/// lib/certdb/certdb.c CERT_VerifyCertName() and cert_TestHostName().
inline constexpr rule_set nss_classic{
    .id = "nss_classic",
    .title = "NSS, CERT_VerifyCertName()",
    .product = "NSS",
    .versions = "3.87, classic",
    .basis = basis::measured,
    .common_name = common_name_when::unless_blocked,
    .address_text_blockers = {presented_kind::ip_id},
    .which_common_name = common_name_which::last,
    .ignored_common_names = {string_type::visible, string_type::numeric},
    .partial = partial_wildcard::prefix,
    .empty_star = permission::allowed,
    .labels_after_wildcard = 2,
    .empty_labels_behind = empty_labels_behind::next_refused,
    .reference_final_dot = final_dot::literal,
    .presented_final_dot = final_dot::literal,
    .escaped_names = escaped_names::nss,
    .address = address_rule::ip_id_or_common_name,
    .mapped_address = permission::allowed,
    .address_forms = address_forms::inet_aton_and_blanks,
    .zone = zone_rule::index_or_name_of_link,
    .losing_faults = {name_fault::names_long_length, name_fault::names_trailing, name_fault::names_unknown_tag,
                      name_fault::names_constructed, name_fault::names_unreadable},
    .name_clause = "NSS lib/certdb/certdb.c cert_TestHostName()",
    .wildcard_clause = "NSS lib/certdb/certdb.c cert_TestHostName()",
    .common_name_clause = "NSS lib/certdb/certdb.c CERT_VerifyCertName()",
    .address_clause = "NSS lib/certdb/certdb.c cert_VerifySubjectAltName()",
};

} // namespace mxtls::identity::rules

#endif
