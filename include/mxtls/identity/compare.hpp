// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_COMPARE_HPP
#define MXTLS_IDENTITY_COMPARE_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/address_forms.hpp>
#include <mxtls/identity/covers.hpp>
#include <mxtls/identity/exim_legacy.hpp>
#include <mxtls/identity/exim_list.hpp>
#include <mxtls/identity/presented.hpp>
#include <mxtls/identity/public_suffix.hpp>
#include <mxtls/identity/reason.hpp>
#include <mxtls/identity/reference.hpp>
#include <mxtls/identity/rule_set.hpp>
#include <mxtls/identity/wolfssl.hpp>

namespace mxtls::identity {

namespace detail {

/// How a pattern that covers a name does so.
constexpr reason how_covered(std::string_view pattern, std::string_view name) noexcept {
  auto const without_dot = [](std::string_view text) {
    if (text.ends_with('.')) text.remove_suffix(1);
    return text;
  };
  if (ascii::equal(without_dot(pattern), without_dot(name))) return reason::same_name;
  if (pattern.find('*') == std::string_view::npos)
    return name.starts_with('.') ? reason::name_below : reason::same_name;
  auto const ends_label = [pattern](std::size_t i) { return i >= pattern.size() || pattern[i] == '.'; };
  for (std::size_t star = pattern.find('*'); star != std::string_view::npos; star = pattern.find('*', star + 1))
    if ((star > 0 && !ends_label(star - 1)) || !ends_label(star + 1)) return reason::partial_wildcard_label;
  return reason::wildcard_label;
}

/// Whether it takes IDNA to know if a pattern covers a name label by label.
constexpr bool partial_needs_idna(std::string_view pattern, std::string_view name) noexcept {
  if (pattern.find('*') == std::string_view::npos || !(has_a_label(pattern) || has_a_label(name))) return false;
  if (label_count(pattern) != label_count(name)) return false;
  bool unknown = false;
  for (; !pattern.empty(); pattern = parent(pattern), name = parent(name)) {
    std::string_view const label = first_label(pattern);
    if (label == "*" || ascii::equal(label, first_label(name))) continue;
    certainty const covered = covers_as_u_label(label, first_label(name));
    if (covered == certainty::no) return false;
    unknown = unknown || covered == certainty::unknown;
  }
  return unknown;
}

/// What a wildcard that covers comes to where it may not stand right below a public suffix. A name that is
/// a public suffix itself has none, so it is covered.
constexpr reason below_public_suffix(std::string_view pattern, std::string_view name, reason otherwise,
                                     rule_set const& rules) noexcept {
  if (rules.public_suffix == public_suffix_rule::allowed || pattern.find('*') == std::string_view::npos)
    return otherwise;
  certainty const above = is_public_suffix(parent(pattern), rules.is_public_suffix);
  certainty const itself = is_public_suffix(name, rules.is_public_suffix);
  if (above == certainty::no || itself == certainty::yes) return otherwise;
  return above == certainty::yes && itself == certainty::no ? reason::wildcard_public_suffix
                                                            : reason::public_suffix_unknown;
}

/// Whether a pattern covers a name: how, or `different_name` for any reason, or why it is not known.
constexpr reason quick_answer(std::string_view pattern, std::string_view name, rule_set const& rules) noexcept {
  switch (rules.matching) {
  case matching::wolfssl:
    switch (wolfssl::covers(pattern, name)) {
    case wolfssl::answer::no: return reason::different_name;
    case wolfssl::answer::yes: return how_covered(pattern, name);
    case wolfssl::answer::beyond: break;
    }
    return reason::reads_beyond_reference;
  case matching::exim_items: {
    reason found = reason::different_name;
    exim_list{name}.any([&](std::string_view item) {
      bool const covered = covers(pattern, item, rules);
      if (covered) found = how_covered(pattern, item);
      return covered;
    });
    return found;
  }
  case matching::by_rules:
  case matching::exim_legacy:
  case matching::never: break;
  }
  if (covers(pattern, name, rules)) return below_public_suffix(pattern, name, how_covered(pattern, name), rules);
  if (rules.partial_in_a_label == a_label_rule::as_u_label && partial_needs_idna(pattern, name))
    return reason::a_label_needs_idna;
  return reason::different_name;
}

/// The one rule without which the pattern would cover the name, the narrowest first.
constexpr reason why_not_covered(std::string_view pattern, std::string_view name, rule_set const& rules) noexcept {
  if (pattern.empty()) return reason::not_a_name;
  if (std::size_t const nul = pattern.find('\0'); nul != std::string_view::npos)
    return covers(pattern.substr(0, nul), name, rules) ? reason::embedded_nul : reason::different_name;
  if (rules.matching == matching::wolfssl) return reason::different_name;
  if (!is_presentable(pattern.ends_with('.') ? pattern.substr(0, pattern.size() - 1) : pattern, rules.presented))
    return reason::no_host_name;
  rule_set relaxed = rules;
  relaxed.presented_final_dot = final_dot::dropped;
  relaxed.wildcard_final_dot = permission::allowed;
  if (covers(pattern, name, relaxed)) return reason::final_dot;
  relaxed = rules;
  relaxed.reference_final_dot = final_dot::dropped;
  if (covers(pattern, name, relaxed)) return reason::reference_final_dot;
  std::size_t const star = pattern.find('*');
  if (star == std::string_view::npos) return reason::different_name;

  relaxed = rules;
  relaxed.labels_after_wildcard = 0;
  if (covers(pattern, name, relaxed)) return reason::wildcard_too_wide;
  relaxed = rules;
  relaxed.empty_star = permission::allowed;
  if (covers(pattern, name, relaxed)) return reason::wildcard_empty;
  relaxed = rules;
  relaxed.star_octets = star_octets::any;
  if (covers(pattern, name, relaxed)) return reason::wildcard_octet;
  relaxed.partial = partial_wildcard::any;
  if (covers(pattern, name, relaxed)) return reason::wildcard_partial;
  relaxed.partial_in_a_label = a_label_rule::allowed;
  if (covers(pattern, name, relaxed)) return reason::wildcard_in_a_label;
  if (rules.wildcard == wildcard_place::none) {
    relaxed.wildcard = wildcard_place::left_most_label;
    return covers(pattern, name, relaxed) ? reason::wildcard_never : reason::different_name;
  }
  bool const repeated = pattern.find('*', star + 1) != std::string_view::npos;
  relaxed.wildcard = wildcard_place::any_label;
  relaxed.labels_after_wildcard = 0;
  if (covers(pattern, name, relaxed)) return repeated ? reason::wildcard_repeated : reason::wildcard_not_left_most;
  std::string_view const suffix = parent(pattern);
  if (repeated && ascii::equal(suffix, parent(name))) return reason::wildcard_repeated;
  if (name.ends_with('.')) name.remove_suffix(1);
  bool const depth = is_below(name, suffix) || ascii::equal(name, suffix);
  return first_label(pattern) == "*" && !suffix.empty() && depth ? reason::wildcard_label_count
                                                                 : reason::different_name;
}

} // namespace detail

/// Compares a host name with the octets of a presented name, and says which rule decided.
///
/// @param name The reference identifier, any octets. @param pattern What the certificate says, any octets.
/// @returns The rule that decided. Never allocates. Complexity: linear in the longer of the two.
///
/// References: RFC 9525 section 6.3, RFC 6125 sections 6.4.1 to 6.4.3, RFC 2818 section 3.1.
constexpr reason compare_host_name(std::string_view name, std::string_view pattern, rule_set const& rules) noexcept {
  reason const quick = detail::quick_answer(pattern, name, rules);
  return quick == reason::different_name ? detail::why_not_covered(pattern, name, rules) : quick;
}

namespace detail {

constexpr bool same_octets(std::string_view a, bytes const& b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, std::uint8_t y) { return static_cast<std::uint8_t>(x) == y; });
}

/// Whether `octets` is the IPv4-mapped form of `address`, or the other way round. References: RFC 4291 section 2.5.5.2.
constexpr bool is_mapped(std::string_view octets, bytes const& address) noexcept {
  constexpr std::string_view prefix{"\0\0\0\0\0\0\0\0\0\0\xff\xff", 12};
  if (octets.size() == 16 && address.size() == 4)
    return octets.starts_with(prefix) && same_octets(octets.substr(12), address);
  if (octets.size() != 4 || address.size() != 16) return false;
  for (std::size_t i = 0; i < 16; ++i) {
    char const expected = i < 12 ? prefix[i] : octets[i - 12];
    if (static_cast<std::uint8_t>(expected) != address[i]) return false;
  }
  return true;
}

/// The octets of the address that a reference identifier is to a verifier; null if it is a host name.
constexpr bytes const* address_of(reference const& expected, rule_set const& rules) noexcept {
  if (rules.address == address_rule::as_text) return nullptr;
  if (rules.address == address_rule::ipv4_id && expected.address.size() != 4) return nullptr;
  if (expected.kind == reference_kind::ip) return &expected.address;
  auto const found = [](bytes const& octets) { return octets.empty() ? nullptr : &octets; };
  address_readings const& as = expected.readings;
  if (rules.brackets != brackets::part_of_text && as.bracketed.size() >= (rules.brackets == brackets::ipv6 ? 16U : 4U))
    return &as.bracketed;
  if (rules.zone != zone_rule::part_of_text && !as.zoned.empty()) return &as.zoned;
  if (rules.address_final_dot == permission::allowed && !as.dotted.empty()) return &as.dotted;
  switch (rules.address_forms) {
  case address_forms::standard: break;
  case address_forms::loose_decimal: return found(as.loose_decimal);
  case address_forms::short_decimal: return found(as.short_decimal);
  case address_forms::inet_aton: return found(as.inet_aton);
  case address_forms::inet_aton_and_blanks: return found(as.inet_aton_and_blanks);
  }
  return nullptr;
}

constexpr reason compare_address(bytes const& address, presented const& name, rule_set const& rules) noexcept {
  if (name.kind != presented_kind::ip_id) return reason::address_needs_ip_id;
  if (name.value.size() != 4 && name.value.size() != 16) return reason::address_length;
  bool const same = same_octets(name.value, address) ||
                    (rules.mapped_address == permission::allowed && is_mapped(name.value, address));
  return same ? reason::same_address : reason::different_address;
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

/// The text that an iPAddress is to a program that compares it as text; empty if it is none.
constexpr address_text as_text_of_address(std::string_view octets) noexcept {
  if (octets.size() != 16) return text_of_address(octets);
  address_text out;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i > 0 && i % 2 == 0) out.put(':');
    auto const octet = static_cast<unsigned>(static_cast<std::uint8_t>(octets[i]));
    out.put_number(octet >> 4, 16);
    out.put_number(octet & 15U, 16);
  }
  return out;
}

/// A common name that may hold an address is compared as it stands.
constexpr reason compare_address_text(reference const& expected, bytes const& address, std::string_view value,
                                      rule_set const& rules) noexcept {
  auto const standard = text_of_address(address);
  std::string_view given = expected.name;
  if (&address == &expected.readings.dotted) given.remove_suffix(1);
  bool const same = ascii::equal(rules.standard_address_text == permission::allowed ? standard.view() : given, value);
  return same ? reason::same_name : reason::different_name;
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
    bool const none = rules.zone == zone_rule::matches_none && address == &expected.readings.zoned;
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
