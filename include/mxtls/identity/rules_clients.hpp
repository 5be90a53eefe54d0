// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_RULES_CLIENTS_HPP
#define MXTLS_IDENTITY_RULES_CLIENTS_HPP

#include <mxtls/identity/rule_set.hpp>
#include <mxtls/identity/rules_openssl.hpp>

/// How languages, browsers and command-line clients compare names, as data.
namespace mxtls::identity::rules {

/// crypto/x509/verify.go VerifyHostname() and matchHostnames().
inline constexpr rule_set go{
    .id = "go",
    .title = "Go, Certificate.VerifyHostname()",
    .product = "Go",
    .versions = "1.17 to 1.19",
    .basis = basis::measured,
    .labels_after_wildcard = 0,
    .presented_final_dot = final_dot::literal,
    .presented = presented_syntax::host_name_or_text,
    .mapped_address = permission::allowed,
    .brackets = brackets::any_address,
    .certificate_errors = {name_fault::dns_not_ascii, name_fault::mail_not_ascii, name_fault::ip_empty,
                           name_fault::ip_length, name_fault::ip_range4, name_fault::ip_range6,
                           name_fault::uri_no_reference, name_fault::uri_not_ascii, name_fault::cn_not_numeric,
                           name_fault::cn_not_utf8, name_fault::names_long_length, name_fault::names_unreadable},
    .refused_common_names = {string_type::visible, string_type::universal},
    .name_clause = "Go crypto/x509/verify.go matchExactly()",
    .wildcard_clause = "Go crypto/x509/verify.go matchHostnames()",
    .common_name_clause = "Go crypto/x509/verify.go VerifyHostname()",
    .address_clause = "Go crypto/x509/verify.go VerifyHostname()",
};

/// net/cert/x509_certificate.cc VerifyHostname(), which reads the name as the host of a URL first: escapes there
/// are undone, and what a number at the end makes of it depends on the version. The public suffixes are those of
/// registries, which the list has in its part for ICANN's domains, and top-level domains that it does not have.
inline constexpr rule_set chromium{
    .id = "chromium",
    .title = "Chromium, X509Certificate::VerifyHostname()",
    .product = "Chromium",
    .versions = "58 and later",
    .basis = basis::read,
    .public_suffix = public_suffix_rule::refused,
    .presented_final_dot = final_dot::dropped,
    .address_forms = address_forms::inet_aton,
    .address_final_dot = permission::allowed,
    .losing_faults = {name_fault::dns_not_ascii, name_fault::ip_empty, name_fault::ip_length, name_fault::ip_range4,
                      name_fault::ip_range6, name_fault::mail_not_ascii, name_fault::uri_not_ascii,
                      name_fault::names_long_length, name_fault::names_trailing, name_fault::names_unknown_tag,
                      name_fault::names_constructed, name_fault::names_unreadable},
    .reference_errors = {reference_fault::empty},
    .reference_mismatches = {reference_fault::dot_alone, reference_fault::leading_dot, reference_fault::empty_label,
                             reference_fault::star, reference_fault::odd_octet, reference_fault::odd_last_label},
    .reference_unknowns = {reference_fault::escape, reference_fault::number_last_label},
    .reference_idna = reference_idna::if_not_ascii,
    .name_clause = "Chromium net/cert/x509_certificate.cc VerifyHostname()",
    .wildcard_clause = "Chromium net/cert/x509_certificate.cc VerifyHostname()",
    .common_name_clause = "Chromium net/cert/x509_certificate.cc VerifyHostname()",
    .address_clause = "Chromium net/cert/x509_certificate.cc VerifyHostname()",
};

/// lib/vtls/hostcheck.c hostmatch() and lib/vtls/openssl.c ossl_verifyhost().
inline constexpr rule_set curl{
    .id = "curl",
    .title = "curl with OpenSSL, Curl_cert_hostcheck()",
    .product = "curl",
    .versions = "7.88.1 (Debian) and 8.1 and later, with OpenSSL",
    .basis = basis::measured,
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::constructed_dns, presented_kind::ip_id},
    .which_common_name = common_name_which::last,
    .compared = {presented_kind::dns_id, presented_kind::constructed_dns},
    .empty_star = permission::allowed,
    .labels_after_wildcard = 2,
    .empty_labels_behind = empty_labels_behind::counted,
    .presented_final_dot = final_dot::dropped,
    .address = address_rule::ip_id_or_common_name,
    .address_forms = address_forms::inet_aton,
    .brackets = brackets::ipv6,
    .address_spelling = address_spelling::standard_form,
    .certificate_errors = {name_fault::cn_not_utf8, name_fault::names_unknown_tag, name_fault::names_unreadable},
    .refused_common_names = {string_type::visible},
    .stopping_faults = {name_fault::cn_nul},
    .reference_errors = {reference_fault::empty, reference_fault::dot_alone, reference_fault::not_in_url,
                         reference_fault::longer_than_255_and_dot},
    .reference_idna = reference_idna::if_not_ascii,
    .name_clause = "curl lib/vtls/hostcheck.c pmatch()",
    .wildcard_clause = "curl lib/vtls/hostcheck.c hostmatch()",
    .common_name_clause = "curl lib/vtls/openssl.c ossl_verifyhost()",
    .address_clause = "curl lib/vtls/openssl.c ossl_verifyhost()",
};

/// sun/security/util/HostnameChecker.java, TYPE_TLS.
inline constexpr rule_set java{
    .id = "java",
    .title = "Java, HostnameChecker for TLS",
    .product = "Java",
    .versions = "17",
    .basis = basis::measured,
    .common_name = common_name_when::unless_blocked,
    .which_common_name = common_name_which::first_of_last_rdn,
    .wildcard = wildcard_place::any_label,
    .partial = partial_wildcard::any,
    .stars_in_label = stars_in_label::any,
    .partial_in_a_label = a_label_rule::as_u_label,
    .presented = presented_syntax::host_name,
    .mapped_address = permission::allowed,
    .address_forms = address_forms::short_decimal,
    .zone = zone_rule::index_or_name,
    .certificate_errors = {name_fault::ip_range6},
    .losing_faults = {name_fault::ip_empty, name_fault::ip_length, name_fault::mail_empty, name_fault::uri_empty,
                      name_fault::uri_malformed, name_fault::names_trailing, name_fault::names_unknown_tag,
                      name_fault::names_constructed, name_fault::names_unreadable},
    .stopping_common_names = {string_type::visible, string_type::numeric},
    .reference_errors = {reference_fault::empty, reference_fault::dot_alone, reference_fault::leading_dot,
                         reference_fault::final_dot, reference_fault::empty_label, reference_fault::star,
                         reference_fault::underscore, reference_fault::odd_octet, reference_fault::long_label,
                         reference_fault::hyphen_at_edge},
    .reference_idna = reference_idna::if_not_ascii,
    .name_clause = "Java sun/security/util/HostnameChecker.java isMatched()",
    .wildcard_clause = "Java sun/security/util/HostnameChecker.java matchAllWildcards()",
    .common_name_clause = "Java sun/security/util/HostnameChecker.java matchDNS()",
    .address_clause = "Java sun/security/util/HostnameChecker.java matchIP()",
};

/// The same, TYPE_LDAP.
inline constexpr rule_set java_ldap = [] {
  rule_set r = java;
  r.id = "java_ldap";
  r.title = "Java, HostnameChecker for LDAP";
  r.wildcard = wildcard_place::left_most_label;
  r.wildcard_clause = "Java sun/security/util/HostnameChecker.java matchLeftmostWildcard()";
  return r;
}();

/// Modules/_ssl.c: OpenSSL with NO_PARTIAL_WILDCARDS, iPAddress for literals.
inline constexpr rule_set python = [] {
  rule_set r = openssl_nopartial;
  r.id = "python";
  r.title = "Python, ssl.SSLContext.check_hostname";
  r.product = "Python";
  r.versions = "3.7 to 3.11 with OpenSSL 3";
  r.leading_dot = leading_dot::literal;
  r.address = address_rule::ip_id;
  r.address_forms = address_forms::loose_decimal;
  r.certificate_errors = {name_fault::cn_not_utf8, name_fault::names_unknown_tag, name_fault::names_unreadable};
  r.reference_errors = {reference_fault::empty,       reference_fault::dot_alone,  reference_fault::leading_dot,
                        reference_fault::empty_label, reference_fault::long_label, reference_fault::longer_than_255};
  r.reference_idna = reference_idna::if_not_ascii;
  r.name_clause = "Python Modules/_ssl.c, OpenSSL equal_nocase()";
  r.address_clause = "Python Modules/_ssl.c _ssl_configure_hostname()";
  return r;
}();

/// util/ssl_match_hostname.py match_hostname(), the common name switched off.
inline constexpr rule_set urllib3{
    .id = "urllib3",
    .title = "urllib3, match_hostname()",
    .product = "urllib3",
    .versions = "2.0 and later, hostname_checks_common_name off",
    .basis = basis::measured,
    .compared = {presented_kind::dns_id, presented_kind::constructed_dns},
    .partial = partial_wildcard::any,
    .partial_in_a_label = a_label_rule::refused_in_lower_case,
    .stars_behind = stars_behind::literal,
    .labels_after_wildcard = 0,
    .reference_final_dot = final_dot::literal,
    .presented_final_dot = final_dot::literal,
    .zone = zone_rule::matches_none,
    .certificate_errors = {name_fault::dns_not_utf8, name_fault::mail_not_utf8, name_fault::cn_not_utf8,
                           name_fault::names_unknown_tag, name_fault::names_unreadable},
    .refused_common_names = {string_type::visible},
    .stopping_faults = {name_fault::dns_stars, name_fault::ip_empty, name_fault::ip_length, name_fault::ip_range4,
                        name_fault::ip_range6},
    .name_clause = "urllib3 util/ssl_match_hostname.py _dnsname_match()",
    .wildcard_clause = "urllib3 util/ssl_match_hostname.py _dnsname_match()",
    .common_name_clause = "urllib3 util/ssl_match_hostname.py match_hostname()",
    .address_clause = "urllib3 util/ssl_match_hostname.py _ipaddress_match()",
};

/// lib/tls.js checkServerIdentity().
inline constexpr rule_set node{
    .id = "node",
    .title = "Node.js, tls.checkServerIdentity()",
    .product = "Node.js",
    .versions = "18 and 20",
    .basis = basis::measured,
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::constructed_dns},
    .compared = {presented_kind::dns_id, presented_kind::constructed_dns},
    .partial = partial_wildcard::any,
    .partial_in_a_label = a_label_rule::not_in_pattern,
    .empty_star = permission::allowed,
    .stars_behind = stars_behind::literal,
    .labels_after_wildcard = 2,
    .literal_star = literal_star::beside_a_label_prefix,
    .reference_final_dot = final_dot::two_dropped,
    .presented_final_dot = final_dot::dropped,
    .presented = presented_syntax::visible_labels,
    .zone = zone_rule::word,
    .address_final_dot = permission::allowed,
    .certificate_errors = {name_fault::cn_not_utf8},
    .refused_common_names = {string_type::visible},
    .losing_faults = {name_fault::names_unknown_tag, name_fault::names_unreadable},
    .name_clause = "Node.js lib/tls.js check()",
    .wildcard_clause = "Node.js lib/tls.js check()",
    .common_name_clause = "Node.js lib/tls.js checkServerIdentity()",
    .address_clause = "Node.js lib/tls.js checkServerIdentity()",
};

} // namespace mxtls::identity::rules

#endif
