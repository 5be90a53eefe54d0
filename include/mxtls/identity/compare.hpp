// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_COMPARE_HPP
#define MXTLS_IDENTITY_COMPARE_HPP

#include <cstddef>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/compare_address.hpp>
#include <mxtls/identity/compare_host_name.hpp>
#include <mxtls/identity/exim_legacy.hpp>
#include <mxtls/identity/presented.hpp>
#include <mxtls/identity/reason.hpp>
#include <mxtls/identity/reference.hpp>
#include <mxtls/identity/rule_set.hpp>

namespace mxtls::identity {

namespace detail {

/// Whether a host name is one that the verifier converts by IDNA.
constexpr bool needs_idna(std::string_view name, reference_idna when) noexcept {
  switch (when) {
  case reference_idna::never: return false;
  case reference_idna::if_not_ascii: return !ascii::is_ascii(name);
  case reference_idna::if_not_printable: break;
  }
  bool odd = false;
  for (char const c : name) odd |= c < ' ' || c > '~'; // to the end always, which costs less
  return odd;
}

/// The octets that are compared: those of the name, but for NULs at its end that are passed over.
constexpr std::string_view text_of(presented const& name, rule_set const& rules) noexcept {
  std::string_view value = name.value;
  bool const common = name.kind == presented_kind::cn_id;
  switch (rules.final_nuls) {
  case final_nuls::part_of_name: break;
  case final_nuls::one_in_bmp:
    if (common && name.string_type == string_type::bmp && value.ends_with('\0')) value.remove_suffix(1);
    break;
  case final_nuls::dropped_in_dns_ids:
    if (common) break;
    [[fallthrough]];
  case final_nuls::dropped: value = value.substr(0, value.find_last_not_of('\0') + 1); break;
  }
  return value;
}

/// Whether a name is escaped before it is compared.
constexpr bool is_escaped(presented const& name, rule_set const& rules) noexcept {
  switch (rules.escaped_names) {
  case escaped_names::none: return false;
  case escaped_names::common_names:
    return name.kind == presented_kind::cn_id && is_escaped_in_text(text_of(name, rules));
  case escaped_names::nss: break;
  }
  return is_escaped_by_nss(name.value) || (name.kind == presented_kind::dns_id && is_quoted_by_nss(name.value));
}

/// Whether a common name counts, given the other names of the certificate.
constexpr reason count_common_name(presented const& name, std::size_t position, presented_shape const& shape,
                                   presented_kinds const& blockers, rule_set const& rules, reason as_name) noexcept {
  bool const blocked = (rules.common_name == common_name_when::unless_blocked && shape.kinds.has_any_of(blockers)) ||
                       (rules.common_name == common_name_when::no_subject_alt_name && shape.has_subject_alt_name);
  if (rules.common_name == common_name_when::never) return reason::common_name_never;
  if (blocked) return reason::common_name_beside_dns_id;
  if (rules.ignored_common_names.has(name.string_type)) return reason::common_name_type;
  bool counts = true;
  switch (rules.which_common_name) {
  case common_name_which::any: break;
  case common_name_which::first: counts = position == shape.first_common_name; break;
  case common_name_which::last: counts = position == shape.last_common_name; break;
  case common_name_which::first_of_last_rdn: counts = position == shape.first_of_last_rdn; break;
  case common_name_which::only: counts = shape.first_common_name == shape.last_common_name; break;
  }
  return counts ? as_name : reason::common_name_not_the_one;
}

/// Whether a common name is looked at.
constexpr bool common_name_counts(presented const& name, std::size_t position, presented_shape const& shape,
                                  rule_set const& rules) noexcept {
  return count_common_name(name, position, shape, rules.common_name_blockers, rules, reason::same_name) ==
         reason::same_name;
}

/// Whether a name of the certificate is passed over without a look at it.
constexpr bool is_passed_over(presented const& name, std::size_t position, presented_shape const& shape,
                              rule_set const& rules) noexcept {
  if (name.value.size() > rules.longest_name) return true;
  if (name.kind != presented_kind::cn_id && position >= shape.names_seen) return true;
  return shape.faults.has_any_of(rules.ignored_faults) && faults_of(name).has_any_of(rules.ignored_faults);
}

/// Why a name matches or not; `by_host_name` compares it with a host name.
template <typename ByHostName>
constexpr reason settle(reference const& expected, presented const& name, std::size_t position,
                        presented_shape const& shape, rule_set const& rules, ByHostName&& by_host_name) noexcept {
  if (rules.matching == matching::never) return reason::names_never_compared;
  if (is_passed_over(name, position, shape, rules)) return reason::name_not_seen;
  if (rules.address == address_rule::out_of_scope && expected.kind == reference_kind::ip)
    return reason::address_out_of_scope;
  bool const common = name.kind == presented_kind::cn_id;
  bytes const* const address = address_of(expected, rules);
  if (address != nullptr && (!common || rules.address != address_rule::ip_id_or_common_name)) {
    bool const none =
        rules.zone == zone_rule::matches_none && expected.readings && address == &expected.readings->zoned;
    return none ? reason::different_address : compare_address(*address, name, rules);
  }
  if (!common && !rules.compared.has(name.kind)) return reason::other_kind;
  if (is_escaped(name, rules)) return reason::no_host_name;
  std::string_view const value = text_of(name, rules);
  reason as_name = reason::different_name;
  if (address != nullptr) as_name = compare_address_text(expected, *address, value, rules);
  else if (name.kind == presented_kind::ip_id) as_name = by_host_name(as_text_of_address(value).view());
  else if (common && rules.partial_in_a_label == a_label_rule::as_u_label && !ascii::is_ascii(value))
    as_name = reason::a_label_needs_idna;
  else if (common && rules.wildcard_common_name == permission::refused && value.find('*') != std::string_view::npos)
    as_name = ascii::equal(value, expected.name) ? reason::same_name : reason::wildcard_never;
  else as_name = by_host_name(value);
  // A common name that would not match anyway is just another name.
  if (!common || !(is_match(as_name) || is_unknown(as_name))) return as_name;
  return count_common_name(name, position, shape,
                           address == nullptr ? rules.common_name_blockers : rules.address_text_blockers, rules,
                           as_name);
}

} // namespace detail

/// Compares one reference identifier with one presented identifier of a certificate.
///
/// @param position Which of the certificate's names this is; `shape` is of all of them.
/// @returns The rule that decided. Never allocates.
///
/// References: RFC 9525 sections 6.2 to 6.4, RFC 6125 section 6.4.4.
constexpr reason compare(reference const& expected, presented const& name, std::size_t position,
                         presented_shape const& shape, rule_set const& rules) noexcept {
  return detail::settle(expected, name, position, shape, rules, [&](std::string_view value) {
    if (rules.matching != matching::exim_legacy) return compare_host_name(expected.name, value, rules);
    if (exim_legacy::covers(name, expected.name)) return detail::how_covered(value, expected.name);
    return detail::why_not_covered(value, expected.name, rules);
  });
}

} // namespace mxtls::identity

#endif
