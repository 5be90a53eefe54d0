// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_EXPLAIN_HPP
#define MXTLS_IDENTITY_EXPLAIN_HPP

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include <mxtls/core/escape.hpp>
#include <mxtls/identity/match.hpp>

namespace mxtls::identity {

/// Where the rule that decided is written down: `RFC 9525 section 6.3`; empty if it is no rule of comparison.
constexpr std::string_view clause(reason why, rule_set const& rules) noexcept {
  switch (why) {
  case reason::address_out_of_scope:
  case reason::address_needs_ip_id:
  case reason::address_length:
  case reason::different_address:
  case reason::same_address: return rules.address_clause;
  case reason::wildcard_repeated:
  case reason::wildcard_too_wide:
  case reason::wildcard_in_a_label:
  case reason::wildcard_not_left_most:
  case reason::wildcard_label_count:
  case reason::wildcard_partial:
  case reason::wildcard_never:
  case reason::wildcard_octet:
  case reason::wildcard_empty:
  case reason::wildcard_public_suffix:
  case reason::a_label_needs_idna:
  case reason::public_suffix_unknown:
  case reason::partial_wildcard_label:
  case reason::wildcard_label: return rules.wildcard_clause;
  case reason::common_name_not_the_one:
  case reason::common_name_beside_dns_id:
  case reason::common_name_type:
  case reason::common_name_never: return rules.common_name_clause;
  case reason::reference_refused:
  case reason::reference_needs_idna:
  case reason::reference_ambiguous:
  case reason::certificate_refused:
  case reason::malformed_name: return {};
  case reason::names_never_compared:
  case reason::no_name:
  case reason::name_not_seen:
  case reason::no_host_name:
  case reason::reads_beyond_reference:
  case reason::other_kind:
  case reason::not_a_name:
  case reason::different_name:
  case reason::embedded_nul:
  case reason::final_dot:
  case reason::reference_final_dot:
  case reason::name_below:
  case reason::same_name: break;
  }
  return rules.name_clause;
}

namespace detail {

inline std::string explain_label_count(std::string_view name, std::string_view pattern) {
  std::size_t const suffix = label_count(parent(pattern));
  std::size_t const there = label_count(name) - suffix;
  if (there == 0) return "the * must stand for a label; " + escape(name) + " has none there";
  return "the * stands for exactly one label; " + escape(name) + " has " + std::to_string(there) + " there";
}

inline std::string explain_label(std::string_view name, std::string_view pattern) {
  if (pattern.ends_with('.')) pattern.remove_suffix(1);
  std::size_t const more = label_count(name) - std::min(label_count(name), label_count(pattern));
  return "the * stands for " + (more == 0 ? "one label" : std::to_string(more + 1) + " labels");
}

/// The label of the name where the pattern has a `*` that is not a whole label.
inline std::string_view partial_label(std::string_view name, std::string_view pattern) {
  auto const whole = [](std::string_view label) { return label == "*" || label.find('*') == std::string_view::npos; };
  for (; !pattern.empty() && whole(first_label(pattern)); pattern = parent(pattern)) name = parent(name);
  return first_label(name);
}

} // namespace detail

/// Why a comparison came out as it did, as one clause of plain English without a final stop.
/// The peer's octets are escaped.
inline std::string explain(reason why, reference const& expected, presented const& name) {
  std::string_view const host =
      std::string_view{expected.name}.substr(0, expected.name.size() - (expected.name.ends_with('.') ? 1 : 0));
  switch (why) {
  case reason::reference_refused: return "this is not what the program takes for a host name";
  case reason::malformed_name: return "the program stops here";
  case reason::no_name: return "the certificate presents no name";
  case reason::names_never_compared: return "this program never compares names";
  case reason::reference_needs_idna:
    return "the program converts this name by IDNA first; give its A-labels (xn--...) instead";
  case reason::reference_ambiguous: return "the program's version, or the machine, decides what it takes this text for";
  case reason::certificate_refused: return "the program cannot read this certificate";
  case reason::name_not_seen: return "the program does not get to see this name";
  case reason::common_name_type: return "a common name in this type of string does not count";
  case reason::no_host_name: return "it holds what no host name has, so the program passes over it";
  case reason::wildcard_public_suffix: return "the * may not stand right below a public suffix";
  case reason::a_label_needs_idna: return "the program compares U-labels, and it takes IDNA to know if this is one";
  case reason::reads_beyond_reference:
    return "the program reads on behind the end of the reference identifier, and what is there decides";
  case reason::public_suffix_unknown: return "it would match unless the * stands right below a public suffix";
  case reason::other_kind: return "a name of this kind is not compared with a host name";
  case reason::address_out_of_scope: return "these rules say nothing about IP addresses";
  case reason::address_needs_ip_id: return "an IP address is only found in an iPAddress name, never in text";
  case reason::address_length:
    return "an iPAddress has 4 or 16 octets, this one has " + std::to_string(name.value.size());
  case reason::different_address: return "it is another address";
  case reason::not_a_name: return "it is empty, so it names nothing";
  case reason::different_name: return "it is another name";
  case reason::embedded_nul: return "it goes on after a NUL octet, which some programs take for its end";
  case reason::reference_final_dot: return "the final dot of the reference identifier counts here";
  case reason::wildcard_never: return "a * is a character like any other here";
  case reason::wildcard_octet: return "the * stands only for letters, digits and hyphens";
  case reason::wildcard_empty: return "the * must stand for something";
  case reason::name_below: return "it is a name below the reference identifier";
  case reason::final_dot: return "a certificate holds the name without a final dot";
  case reason::wildcard_repeated: return "only one * may stand in a name";
  case reason::wildcard_too_wide: return "the * has too few labels behind it";
  case reason::wildcard_in_a_label: return "a * does not stand for a part of an internationalized label (xn--)";
  case reason::wildcard_not_left_most: return "the * may stand only in the left-most label";
  case reason::wildcard_label_count: return detail::explain_label_count(host, name.value);
  case reason::wildcard_partial: return "the * may not stand for this part of a label";
  case reason::common_name_not_the_one: return "it would match, but another common name counts";
  case reason::common_name_beside_dns_id:
    return "it would match, but the common name does not count beside a subjectAltName";
  case reason::common_name_never: return "it would match, but the common name never counts, only a subjectAltName";
  case reason::partial_wildcard_label:
    return "the * stands for a part of " + escape(detail::partial_label(host, name.value));
  case reason::wildcard_label: return detail::explain_label(host, name.value);
  case reason::same_address: return "it is the same address";
  case reason::same_name: return "it is the same name";
  }
  return "unknown";
}

/// What is wrong with a name or a subjectAltName, as one clause of plain English without a final stop.
constexpr std::string_view explain(name_fault fault) noexcept {
  switch (fault) {
  case name_fault::dns_empty:
  case name_fault::mail_empty:
  case name_fault::uri_empty:
  case name_fault::srv_empty:
  case name_fault::ip_empty: return "the name is empty";
  case name_fault::dns_blank: return "the name is a space";
  case name_fault::dns_nul:
  case name_fault::cn_nul: return "the name holds a NUL octet";
  case name_fault::dns_not_ascii:
  case name_fault::mail_not_ascii:
  case name_fault::uri_not_ascii: return "the name is not ASCII";
  case name_fault::dns_not_utf8:
  case name_fault::mail_not_utf8:
  case name_fault::cn_not_utf8: return "the name is not UTF-8";
  case name_fault::dns_not_host_name: return "the name is neither a host name nor a wildcard before one";
  case name_fault::dns_stars: return "the left-most label holds more than one *";
  case name_fault::ip_length:
  case name_fault::ip_range4:
  case name_fault::ip_range6: return "an iPAddress has 4 or 16 octets, this one has another number";
  case name_fault::ip_v6: return "the name is an IPv6 address";
  case name_fault::uri_malformed:
  case name_fault::uri_no_reference: return "the name is not a URI";
  case name_fault::cn_not_numeric: return "the name is a NumericString that holds more than digits and spaces";
  case name_fault::names_none: return "the subjectAltName holds no name";
  case name_fault::names_long_length: return "the subjectAltName has a length that is not as short as DER wants";
  case name_fault::names_trailing: return "octets follow the names in the subjectAltName";
  case name_fault::names_unknown_tag: return "the subjectAltName holds a tag that no GeneralName has";
  case name_fault::names_constructed: return "the subjectAltName holds a string in constructed form";
  case name_fault::names_unreadable: return "the subjectAltName is not GeneralNames, or breaks off";
  }
  return "unknown";
}

/// Why a verifier answered as it did, as one clause of plain English; it may speak of the nearest name as `it`.
///
/// @param names those that `answer` is about
inline std::string explain(match_result const& answer, reference const& expected, std::span<presented const> names) {
  presented const none;
  std::string out = explain(answer.why(), expected, answer.nearest ? names[*answer.nearest] : none);
  if (answer.fault) (out += ": ") += explain(*answer.fault);
  else if (answer.refused && answer.nearest) out += ": the name is in a type of string that the program does not take";
  return out;
}

} // namespace mxtls::identity

#endif
