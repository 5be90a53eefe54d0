// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_RECIPE_HPP
#define MXTLS_PKI_RECIPE_HPP

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/safe_names.hpp>

namespace mxtls::pki {

/// Whether the subject begins with `O=mxtls TEST ONLY`.
enum class organization { test_only, absent };

/// What a leaf may be used for. References: RFC 5280 section 4.2.1.12.
enum class purpose { server_auth, client_auth };

/// What is to stand in a leaf; the defaults make a server certificate as it should be, bar a name.
///
/// Only names that belong to nobody are accepted: see safe_names.hpp.
struct recipe {
  /// CN attributes in this order, UTF-8. None by default: programs should look at `dns` and `ip`.
  std::vector<std::string> common_names = {};
  /// dNSName entries; a wildcard is an entry like any other.
  std::vector<std::string> dns = {};
  /// iPAddress entries in text form, IPv4 or IPv6; they follow the dNSName entries.
  std::vector<std::string> ip = {};
  /// What SubjectAltName holds instead of `dns` and `ip`: any octets, as a rule a GeneralNames.
  std::optional<bytes> raw_subject_alt_name = {};
  /// `absent` and no common name: an empty subject, and SubjectAltName turns critical.
  organization subject_organization = organization::test_only;
  /// ExtKeyUsage; none, no extension.
  std::vector<purpose> purposes{purpose::server_auth};
  /// First moment of validity; one day before the authority's `now` if absent.
  std::optional<timestamp> not_before = {};
  /// Last moment of validity; 90 days after the authority's `now` if absent.
  std::optional<timestamp> not_after = {};
};

namespace detail {

[[noreturn]] inline void refuse_name(std::string_view field, std::string_view value) {
  throw std::invalid_argument{std::string{field} + ": \"" + escape(value) +
                              "\" may be somebody's; use a name under .test, .example, .invalid or .localhost, or an "
                              "address in 127.0.0.0/8, ::1, 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 or "
                              "2001:db8::/32"};
}

inline void require_safe_text(std::string_view field, std::string_view text) {
  if (auto const host = unsafe_host_in(text)) refuse_name(field, *host);
}

} // namespace detail

/// The subject of a leaf. @throws std::invalid_argument if a common name holds somebody's host
inline bytes subject_of(recipe const& wanted) {
  for (std::string const& name : wanted.common_names) detail::require_safe_text("recipe.common_names", name);
  if (wanted.subject_organization == organization::absent) return distinguished_name(std::nullopt, wanted.common_names);
  return distinguished_name(test_only_organization, wanted.common_names);
}

/// The content of SubjectAltName, empty if there is to be no such extension.
///
/// @throws std::invalid_argument naming the field, for a name that is malformed or somebody's
inline std::optional<bytes> subject_alt_name_of(recipe const& wanted) {
  if (wanted.raw_subject_alt_name) {
    if (!wanted.dns.empty() || !wanted.ip.empty())
      throw std::invalid_argument{"recipe.raw_subject_alt_name: it replaces dns and ip; leave those empty"};
    return wanted.raw_subject_alt_name;
  }
  std::vector<bytes> names;
  for (std::string const& name : wanted.dns) {
    for (char const c : name)
      if (c <= ' ' || c >= 0x7f)
        throw std::invalid_argument{"recipe.dns: \"" + escape(name) +
                                    "\" holds a space, a control or a character beyond ASCII; write international "
                                    "labels as A-labels (xn--), or use raw_subject_alt_name to be wrong on purpose"};
    if (!is_safe_dns_name(name)) detail::refuse_name("recipe.dns", name);
    names.push_back(dns_name(name));
  }
  for (std::string const& text : wanted.ip) {
    auto const octets = parse_ip_address(text);
    if (!octets)
      throw std::invalid_argument{"recipe.ip: \"" + escape(text) + "\" is no address, as 192.0.2.1 or ::1 is"};
    if (!is_safe_ip_address(*octets)) detail::refuse_name("recipe.ip", text);
    names.push_back(ip_name(*octets));
  }
  if (names.empty()) return std::nullopt;
  return der::sequence(names);
}

/// The extensions of a leaf that do not depend on keys. @throws as `subject_alt_name_of`
///
/// References: RFC 5280 section 4.2.1.6 (critical if, and only if, the subject is empty).
inline std::vector<bytes> extensions_of(recipe const& wanted) {
  std::vector<bytes> out{key_usage({key_use::digital_signature})};
  std::vector<std::string_view> purposes;
  for (purpose const each : wanted.purposes)
    purposes.push_back(each == purpose::server_auth ? oids::server_auth : oids::client_auth);
  if (!purposes.empty()) out.push_back(extended_key_usage(purposes));
  if (auto const names = subject_alt_name_of(wanted)) {
    bool const no_subject = wanted.common_names.empty() && wanted.subject_organization == organization::absent;
    out.push_back(
        extension(oids::subject_alt_name, no_subject ? criticality::critical : criticality::non_critical, *names));
  }
  return out;
}

} // namespace mxtls::pki

#endif
