// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_LEAF_EXTENSIONS_HPP
#define MXTLS_PKI_LEAF_EXTENSIONS_HPP

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/pki/recipe.hpp>
#include <mxtls/pki/require_safe.hpp>
#include <mxtls/pki/safe_names.hpp>

/// From a recipe to the elements of a certificate, and what is refused on the way.
namespace mxtls::pki {

/// The organization that every name made here begins with, unless a leaf asks to do without.
inline constexpr std::string_view test_only_organization = "mxtls TEST ONLY";

namespace detail {

/// For names that every chain made here constrains.
inline constexpr std::string_view or_outside =
    ", or add the flaw outside-constraints, so that the constraints above make verifiers refuse it";

inline bytes checked_dns_name(std::string const& name, std::vector<flaw> const& flaws) {
  bool const plain = is_plain_dns_name(name);
  if ((!plain || name.empty()) && !has(flaws, flaw::odd_octets))
    throw std::invalid_argument{"recipe.dns: \"" + escape(name) +
                                "\" is empty, or holds a blank, a control or an octet beyond ASCII; write "
                                "international labels as A-labels (xn--), or add the flaw odd-octets to be wrong on "
                                "purpose"};
  if (plain && !name.empty() && !is_safe_dns_name(name)) {
    if (!has(flaws, flaw::outside_constraints)) refuse_name("recipe.dns", name, or_outside);
  } else {
    // Constraints look at the end only, and some programs stop at an odd octet: no part may be somebody's.
    require_safe_text("recipe.dns", name);
  }
  return dns_name(name);
}

inline bytes checked_ip_name(std::string const& text, std::vector<flaw> const& flaws) {
  auto const octets = parse_ip_address(text);
  if (!octets) throw std::invalid_argument{"recipe.ip: \"" + escape(text) + "\" is no address, as 192.0.2.1 or ::1 is"};
  if (!has(flaws, flaw::outside_constraints) && !is_safe_ip_address(*octets))
    refuse_name("recipe.ip", text, or_outside);
  return ip_name(*octets);
}

inline bool has_subject(recipe const& wanted) {
  return wanted.subject_organization != organization::absent || !wanted.common_names.empty();
}

inline bytes purposes_element(std::vector<purpose> const& purposes) {
  std::vector<std::string_view> list;
  for (purpose const each : purposes) {
    switch (each) {
    case purpose::server_auth: list.push_back(oids::server_auth); break;
    case purpose::client_auth: list.push_back(oids::client_auth); break;
    case purpose::email_protection: list.push_back(oids::email_protection); break;
    case purpose::ocsp_signing: list.push_back(oids::ocsp_signing); break;
    case purpose::any: list.push_back(oids::any_extended_key_usage); break;
    }
  }
  return extended_key_usage(list);
}

} // namespace detail

/// The subject of a leaf. @throws std::invalid_argument if a common name holds somebody's host
inline bytes subject_of(recipe const& wanted) {
  for (common_name const& name : wanted.common_names) {
    detail::require_safe_text("recipe.common_names", name.value);
    // Some programs compare the octets whatever the type says.
    detail::octets_check{"recipe.common_names", wanted.flaws}(text_element(name.type, name.value));
  }
  if (wanted.subject_organization == organization::absent) return distinguished_name(std::nullopt, wanted.common_names);
  return distinguished_name(test_only_organization, wanted.common_names);
}

/// The content of SubjectAltName, empty if there is to be no such extension.
///
/// Only `dns`, `ip` and addresses in raw octets can be somebody's, with the flaw `outside-constraints`:
/// of those NameConstraints speak, and nothing would make a verifier refuse the other kinds.
///
/// @throws std::invalid_argument naming the field, for a name that is malformed or somebody's, and
/// for a leaf that would have no name at all
inline std::optional<bytes> subject_alt_name_of(recipe const& wanted) {
  std::vector<bytes> names;
  for (std::string const& name : wanted.dns) names.push_back(detail::checked_dns_name(name, wanted.flaws));
  for (std::string const& text : wanted.ip) names.push_back(detail::checked_ip_name(text, wanted.flaws));
  auto const add = [&](std::string_view field, std::vector<std::string> const& texts, bytes (*make)(std::string_view)) {
    detail::require_safe_texts(field, texts);
    for (std::string const& text : texts) names.push_back(make(text));
  };
  add("recipe.mail", wanted.mail, mail_name);
  add("recipe.utf8_mail", wanted.utf8_mail, utf8_mail_name);
  add("recipe.uri", wanted.uri, uri_name);
  add("recipe.srv", wanted.srv, srv_name);
  // All in one: a name can begin in one of them and end in another.
  detail::octets_check{"recipe.raw_names", wanted.flaws}(der::concat(wanted.raw_names));
  names.insert(names.end(), wanted.raw_names.begin(), wanted.raw_names.end());

  bool const empty = has(wanted.flaws, flaw::empty_subject_alt_name);
  if (empty && (wanted.raw_subject_alt_name || !names.empty()))
    throw std::invalid_argument{"recipe.flaws: empty-subject-alt-name leaves no place for names; give none but "
                                "common_names"};
  if (wanted.raw_subject_alt_name) {
    if (!names.empty())
      throw std::invalid_argument{"recipe.raw_subject_alt_name: it replaces all other names; leave those empty"};
    detail::octets_check{"recipe.raw_subject_alt_name", wanted.flaws}(*wanted.raw_subject_alt_name);
    return wanted.raw_subject_alt_name;
  }
  if (!names.empty() || empty) return der::sequence(names);
  if (!detail::has_subject(wanted) && !has(wanted.flaws, flaw::nameless))
    throw std::invalid_argument{"recipe: the subject is empty and there is no SubjectAltName; give a name in dns or "
                                "ip, or add the flaw nameless to be wrong on purpose"};
  return std::nullopt;
}

/// The extensions of a leaf that do not depend on keys.
///
/// @throws as `subject_alt_name_of`, and for ca-true without key-cert-sign
///
/// References: RFC 5280 section 4.2.1.6 (critical if, and only if, the subject is empty).
inline std::vector<bytes> extensions_of(recipe const& wanted) {
  std::vector<bytes> out;
  if (has(wanted.flaws, flaw::ca_true)) {
    // With it a leaf that is its own issuer gets NameConstraints.
    if (std::find(wanted.uses.begin(), wanted.uses.end(), key_use::key_cert_sign) == wanted.uses.end())
      throw std::invalid_argument{"recipe.flaws: ca-true goes with key-cert-sign in uses, as authorities have it"};
    out.push_back(basic_constraints_ca(std::nullopt));
  }
  if (!wanted.uses.empty()) out.push_back(key_usage(wanted.uses));
  if (!wanted.purposes.empty()) out.push_back(detail::purposes_element(wanted.purposes));
  if (auto const names = subject_alt_name_of(wanted)) {
    bool const critical = detail::has_subject(wanted) ? has(wanted.flaws, flaw::critical_subject_alt_name)
                                                      : !has(wanted.flaws, flaw::uncritical_subject_alt_name);
    bytes const element =
        extension(oids::subject_alt_name, critical ? criticality::critical : criticality::non_critical, *names);
    out.insert(out.end(), has(wanted.flaws, flaw::two_subject_alt_names) ? 2 : 1, element);
  }
  if (!wanted.features.empty()) out.push_back(tls_features(wanted.features));
  try {
    if (!wanted.policies.empty()) out.push_back(certificate_policies(wanted.policies));
  } catch (std::invalid_argument const& error) {
    throw std::invalid_argument{std::string{"recipe.policies: "} + error.what()};
  }
  detail::require_safe_texts("recipe.crl_urls", wanted.crl_urls);
  if (!wanted.crl_urls.empty()) out.push_back(crl_distribution_points(wanted.crl_urls));
  detail::require_safe_texts("recipe.ocsp_urls", wanted.ocsp_urls);
  detail::require_safe_texts("recipe.issuer_urls", wanted.issuer_urls);
  if (!wanted.ocsp_urls.empty() || !wanted.issuer_urls.empty())
    out.push_back(authority_info_access(wanted.ocsp_urls, wanted.issuer_urls));
  return out;
}

} // namespace mxtls::pki

#endif
