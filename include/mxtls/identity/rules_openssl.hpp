// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_RULES_OPENSSL_HPP
#define MXTLS_IDENTITY_RULES_OPENSSL_HPP

#include <mxtls/identity/rule_set.hpp>

/// How OpenSSL, and programs that leave it to OpenSSL, compare names, as data.
namespace mxtls::identity::rules {

/// X509_check_host() with flags 0, as `openssl s_client -verify_hostname` uses it.
inline constexpr rule_set openssl{
    .id = "openssl",
    .title = "OpenSSL, X509_check_host()",
    .product = "OpenSSL",
    .versions = "1.1.0 to 3.5",
    .basis = basis::measured,
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::constructed_dns},
    .compared = {presented_kind::dns_id, presented_kind::constructed_dns},
    .partial = partial_wildcard::prefix_or_suffix,
    .star_octets = star_octets::letters_digits_hyphens,
    .labels_after_wildcard = 2,
    .reference_final_dot = final_dot::literal,
    .presented_final_dot = final_dot::literal,
    .leading_dot = leading_dot::any_depth,
    .address = address_rule::as_text,
    .certificate_errors = {name_fault::cn_not_utf8},
    .refused_common_names = {string_type::visible},
    .losing_faults = {name_fault::names_unknown_tag, name_fault::names_unreadable},
    .reference_errors = {reference_fault::empty},
    .name_clause = "OpenSSL crypto/x509/v3_utl.c equal_nocase()",
    .wildcard_clause = "OpenSSL crypto/x509/v3_utl.c valid_star() and wildcard_match()",
    .common_name_clause = "OpenSSL crypto/x509/v3_utl.c do_x509_check()",
    .address_clause = "OpenSSL crypto/x509/v3_utl.c do_check_string()",
};

/// With X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS.
inline constexpr rule_set openssl_nopartial = [] {
  rule_set r = openssl;
  r.id = "openssl_nopartial";
  r.title = "OpenSSL with NO_PARTIAL_WILDCARDS";
  r.partial = partial_wildcard::none;
  return r;
}();

/// With X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, the default to come.
inline constexpr rule_set openssl_nosubject = [] {
  rule_set r = openssl;
  r.id = "openssl_nosubject";
  r.title = "OpenSSL with NEVER_CHECK_SUBJECT";
  r.common_name = common_name_when::never;
  return r;
}();

/// tls_client.c add_namechecks(): SSL_add1_host() and NO_PARTIAL_WILDCARDS.
inline constexpr rule_set postfix = [] {
  rule_set r = openssl_nopartial;
  r.id = "postfix";
  r.title = "Postfix, SSL_add1_host()";
  r.product = "Postfix";
  r.versions = "3.6 and later with OpenSSL 3";
  r.address = address_rule::ip_id;
  r.address_forms = address_forms::loose_decimal;
  r.reference_errors = {reference_fault::empty, reference_fault::dot_alone};
  r.reference_idna = reference_idna::if_not_ascii;
  r.address_clause = "OpenSSL ssl/ssl_lib.c SSL_add1_host()";
  return r;
}();

/// tls_verify.c match_servername(); a `*` stands for one or more labels by default.
inline constexpr rule_set postfix_pre36{
    .id = "postfix_pre36",
    .title = "Postfix before 3.6, match_servername()",
    .product = "Postfix",
    .versions = "2.11 to 3.5",
    .basis = basis::read,
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::constructed_dns},
    .which_common_name = common_name_which::first,
    .compared = {presented_kind::dns_id, presented_kind::constructed_dns},
    .star_labels = star_labels::one_or_more,
    .stars_behind = stars_behind::literal,
    .reference_final_dot = final_dot::literal,
    .presented_final_dot = final_dot::literal,
    .leading_dot = leading_dot::any_depth_only,
    .presented = presented_syntax::printable,
    .final_nuls = final_nuls::dropped,
    .address = address_rule::as_text,
    .certificate_errors = {name_fault::cn_not_utf8},
    .refused_common_names = {string_type::visible},
    .losing_faults = {name_fault::names_unknown_tag, name_fault::names_unreadable},
    .reference_errors = {reference_fault::empty},
    .reference_idna = reference_idna::if_not_ascii,
    .name_clause = "Postfix src/tls/tls_client.c match_servername()",
    .wildcard_clause = "Postfix src/tls/tls_client.c match_servername()",
    .common_name_clause = "Postfix src/tls/tls_client.c verify_extract_name()",
    .address_clause = "Postfix src/tls/tls_client.c match_servername()",
};

/// tls-openssl.c verify_callback(): NO_PARTIAL_WILDCARDS and SINGLE_LABEL_SUBDOMAINS, for each item of a list.
inline constexpr rule_set exim_openssl = [] {
  rule_set r = openssl_nopartial;
  r.id = "exim_openssl";
  r.title = "Exim with OpenSSL, X509_check_host()";
  r.product = "Exim";
  r.versions = "4.83 and later with OpenSSL 1.0.2 and later";
  r.basis = basis::read; // the library is asked, but how Exim takes its list apart is not
  r.matching = matching::exim_items;
  r.leading_dot = leading_dot::one_label;
  r.reference_errors = {};
  r.reference_idna = reference_idna::if_not_ascii;
  return r;
}();

/// tls.c tls_is_name_for_cert(), where the library compares no names.
inline constexpr rule_set exim_legacy{
    .id = "exim_legacy",
    .title = "Exim with LibreSSL or old OpenSSL, tls_is_name_for_cert()",
    .product = "Exim",
    .versions = "4.83 and later with LibreSSL, or with OpenSSL before 1.0.2",
    .basis = basis::read,
    .matching = matching::exim_legacy,
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::constructed_dns},
    .compared = {presented_kind::dns_id, presented_kind::constructed_dns},
    .labels_after_wildcard = 2,
    .reference_final_dot = final_dot::literal,
    .presented_final_dot = final_dot::literal,
    .address = address_rule::as_text,
    .certificate_errors = {name_fault::cn_not_utf8},
    .refused_common_names = {string_type::visible},
    .ignored_faults = {name_fault::dns_nul},
    .losing_faults = {name_fault::names_unknown_tag, name_fault::names_unreadable},
    .reference_idna = reference_idna::if_not_ascii,
    .name_clause = "Exim src/tls.c is_name_match()",
    .wildcard_clause = "Exim src/tls.c is_name_match()",
    .common_name_clause = "Exim src/tls.c tls_is_name_for_cert()",
    .address_clause = "Exim src/tls.c tls_is_name_for_cert()",
};

/// The defaults: no name is ever given to OpenSSL.
inline constexpr rule_set sendmail{
    .id = "sendmail",
    .title = "sendmail by default",
    .product = "sendmail",
    .versions = "8.12 and later",
    .basis = basis::read,
    .matching = matching::never,
    .name_clause = "sendmail/tls.c tls_get_info()",
    .wildcard_clause = "sendmail/tls.c tls_get_info()",
    .common_name_clause = "sendmail/tls.c tls_get_info()",
    .address_clause = "sendmail/tls.c tls_get_info()",
};

/// `VERIFY+CN` in the access map: the common name, and nothing else.
inline constexpr rule_set sendmail_cn{
    .id = "sendmail_cn",
    .title = "sendmail with VERIFY+CN",
    .product = "sendmail",
    .versions = "8.12 and later, VERIFY+CN in the access map",
    .basis = basis::read,
    .common_name = common_name_when::always,
    .which_common_name = common_name_which::first,
    .ignored_common_names = {string_type::bmp, string_type::universal},
    .compared = {},
    .wildcard = wildcard_place::none,
    .reference_final_dot = final_dot::literal,
    .presented_final_dot = final_dot::literal,
    .address = address_rule::as_text,
    .certificate_errors = {name_fault::cn_not_utf8},
    .refused_common_names = {string_type::visible},
    .name_clause = "sendmail cf/m4/proto.m4 TLS_req",
    .wildcard_clause = "sendmail cf/m4/proto.m4 TLS_req",
    .common_name_clause = "sendmail/tls.c tls_get_info()",
    .address_clause = "sendmail cf/m4/proto.m4 TLS_req",
};

/// The same with `_FFR_TLS_ALTNAMES` and `O SetCertAltnames=true`.
inline constexpr rule_set sendmail_altnames = [] {
  rule_set r = sendmail_cn;
  r.id = "sendmail_altnames";
  r.title = "sendmail with VERIFY+CN and SetCertAltnames";
  r.versions = "8.16 and later, _FFR_TLS_ALTNAMES, SetCertAltnames and VERIFY+CN";
  r.compared = {presented_kind::dns_id, presented_kind::constructed_dns};
  r.wildcard_common_name = permission::refused;
  r.wildcard = wildcard_place::left_most_label;
  r.presented = presented_syntax::printable;
  r.final_nuls = final_nuls::dropped_in_dns_ids;
  r.losing_faults = {name_fault::names_unknown_tag, name_fault::names_unreadable};
  return r;
}();

/// libtls tls_check_name(), as LibreTLS has it.
inline constexpr rule_set opensmtpd{
    .id = "opensmtpd",
    .title = "OpenSMTPD with libtls, tls_check_name()",
    .product = "OpenSMTPD",
    .versions = "7.0 and later with LibreTLS 3.7",
    .basis = basis::measured,
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::constructed_dns, presented_kind::ip_id},
    .which_common_name = common_name_which::first,
    .compared = {presented_kind::dns_id, presented_kind::constructed_dns},
    .stars_behind = stars_behind::literal,
    .labels_after_wildcard = 2,
    .empty_labels_behind = empty_labels_behind::next_two_refused,
    .presented_final_dot = final_dot::literal,
    .address = address_rule::ip_id_or_common_name,
    .address_final_dot = permission::allowed,
    .address_spelling = address_spelling::exactly_as_given,
    .certificate_errors = {name_fault::cn_not_utf8},
    .refused_common_names = {string_type::visible},
    .losing_faults = {name_fault::names_unknown_tag, name_fault::names_unreadable},
    .stopping_faults = {name_fault::dns_nul, name_fault::dns_blank, name_fault::cn_nul},
    .stopping_common_names = {string_type::bmp, string_type::universal},
    .reference_errors = {reference_fault::empty, reference_fault::dot_alone, reference_fault::longer_than_255_and_dot},
    .name_clause = "libtls tls/tls_verify.c tls_match_name()",
    .wildcard_clause = "libtls tls/tls_verify.c tls_match_name()",
    .common_name_clause = "libtls tls/tls_verify.c tls_check_common_name()",
    .address_clause = "libtls tls/tls_verify.c tls_check_subject_altname()",
};

/// smtpd/ssl_verify.c, a copy of the same functions.
inline constexpr rule_set opensmtpd_6_8 = [] {
  rule_set r = opensmtpd;
  r.id = "opensmtpd_6_8";
  r.title = "OpenSMTPD 6.8, ssl_check_name()";
  r.versions = "6.0 to 6.8";
  r.basis = basis::read;
  r.reference_final_dot = final_dot::literal;
  r.address_final_dot = permission::refused;
  r.reference_errors = {};
  r.name_clause = "OpenSMTPD smtpd/ssl_verify.c tls_match_name()";
  r.wildcard_clause = "OpenSMTPD smtpd/ssl_verify.c tls_match_name()";
  r.common_name_clause = "OpenSMTPD smtpd/ssl_verify.c tls_check_common_name()";
  r.address_clause = "OpenSMTPD smtpd/ssl_verify.c tls_check_subject_altname()";
  return r;
}();

} // namespace mxtls::identity::rules

#endif
