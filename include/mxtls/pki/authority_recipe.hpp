// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_AUTHORITY_RECIPE_HPP
#define MXTLS_PKI_AUTHORITY_RECIPE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <mxtls/pki/leaf_extensions.hpp>

namespace mxtls::pki {

/// Ten years: authorities are valid from as long before `now` to as long after it, so that a leaf
/// which has expired, or is not valid yet, can be judged on a day of its own.
inline constexpr std::int64_t authority_lifetime_days = 3650;

/// What is to stand in the certificate of an authority; the defaults make an intermediate as it should be.
struct authority_recipe {
  /// The common name; the organization says TEST ONLY in any case. A host name that the root permits,
  /// as wolfSSL 5.5 takes any common name for one and refuses what is below an authority without.
  std::string name = "intermediate.mxtls.test";
  /// How many authorities may follow below it; absent for any number.
  std::optional<std::uint32_t> path_length = 0;
  /// The root constrains domains for the whole chain; but wolfSSL 5.5 looks at the nearest authority
  /// only, to which one without domains may issue for any. Repeating them here makes it refuse every
  /// leaf with an iPAddress, as it compares addresses with domains, too.
  safe_constraints constraints = safe_constraints::addresses;
  /// Domains that NameConstraints permit instead of the safe ones, and exclude.
  std::vector<std::string> permitted_dns = {};
  std::vector<std::string> excluded_dns = {};
  /// KeyUsage; none, no extension.
  std::vector<key_use> uses{key_use::key_cert_sign, key_use::crl_sign};
  /// ExtKeyUsage; none, no extension.
  std::vector<purpose> purposes = {};
  key_kind key = key_kind::p256;
  /// How its issuer signs.
  signature_scheme signature = {};
  moment not_before = days_from_now(-authority_lifetime_days);
  moment not_after = days_from_now(authority_lifetime_days);
  std::vector<flaw> flaws = {};
};

/// The extensions of an authority that do not depend on keys.
///
/// @throws std::invalid_argument for a domain that may be somebody's
inline std::vector<bytes> extensions_of(authority_recipe const& wanted) {
  std::vector<bytes> out;
  if (has(wanted.flaws, flaw::ca_false)) out.push_back(basic_constraints_none());
  else if (!has(wanted.flaws, flaw::no_basic_constraints)) out.push_back(basic_constraints_ca(wanted.path_length));
  if (!wanted.uses.empty()) out.push_back(key_usage(wanted.uses));
  if (!wanted.purposes.empty()) out.push_back(detail::purposes_element(wanted.purposes));
  std::vector<bytes> permitted;
  for (std::string const& domain : wanted.permitted_dns) {
    // A program that stops at an odd octet would read another domain.
    if (!is_plain_dns_name(domain) || !is_safe_dns_name(domain))
      detail::refuse_name("authority_recipe.permitted_dns", domain);
    permitted.push_back(dns_name(domain));
  }
  // Domains of its own leave addresses as they were.
  std::vector<bytes> const safe = safe_subtrees(permitted.empty() ? wanted.constraints : safe_constraints::addresses);
  permitted.insert(permitted.end(), safe.begin(), safe.end());
  std::vector<bytes> excluded;
  for (std::string const& domain : wanted.excluded_dns) excluded.push_back(dns_name(domain));
  out.push_back(name_constraints(permitted, excluded));
  return out;
}

} // namespace mxtls::pki

#endif
