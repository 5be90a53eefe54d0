// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_RULES_HPP
#define MXTLS_IDENTITY_RULES_HPP

#include <array>
#include <string_view>

#include <mxtls/identity/rule_set.hpp>
#include <mxtls/identity/rules_clients.hpp>
#include <mxtls/identity/rules_libraries.hpp>
#include <mxtls/identity/rules_openssl.hpp>
#include <mxtls/identity/rules_standards.hpp>

/// How each standard and each program compares names, as data.
namespace mxtls::identity::rules {

/// Every rule set: the standards, the mailers, then libraries and clients.
inline constexpr std::array<rule_set const*, 30> all{&rfc2818,
                                                     &rfc6125,
                                                     &rfc9525,
                                                     &openssl,
                                                     &openssl_nopartial,
                                                     &openssl_nosubject,
                                                     &postfix,
                                                     &postfix_pre36,
                                                     &exim_openssl,
                                                     &exim_legacy,
                                                     &sendmail,
                                                     &sendmail_cn,
                                                     &sendmail_altnames,
                                                     &opensmtpd,
                                                     &opensmtpd_6_8,
                                                     &gnutls,
                                                     &wolfssl,
                                                     &go,
                                                     &webpki,
                                                     &nss,
                                                     &nss_classic,
                                                     &chromium,
                                                     &curl,
                                                     &java,
                                                     &java_ldap,
                                                     &python,
                                                     &urllib3,
                                                     &node,
                                                     &mbedtls,
                                                     &botan};

/// The rule set with this id; null if there is none.
constexpr rule_set const* find(std::string_view id) noexcept {
  for (rule_set const* const each : all)
    if (each->id == id) return each;
  return nullptr;
}

} // namespace mxtls::identity::rules

#endif
