// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_COMPARE_HPP
#define MXTLS_IDENTITY_COMPARE_HPP

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/identity/presented.hpp>
#include <mxtls/identity/reason.hpp>
#include <mxtls/identity/reference.hpp>
#include <mxtls/identity/rule_set.hpp>

namespace mxtls::identity {

namespace detail {

constexpr std::string_view first_label(std::string_view name) noexcept { return name.substr(0, name.find('.')); }

/// The name without its first label and the dot after it; empty if it has one label.
constexpr std::string_view parent(std::string_view name) noexcept {
  std::size_t const dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

constexpr std::size_t label_count(std::string_view name) noexcept {
  return name.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), '.'));
}

/// Compares a label that may hold one `*` with a label that holds none.
constexpr reason compare_label(std::string_view pattern, std::string_view label, rule_set const& rules) noexcept {
  std::size_t const star = pattern.find('*');
  if (star == std::string_view::npos) return ascii::equal(pattern, label) ? reason::same_name : reason::different_name;
  if (pattern.find('*', star + 1) != std::string_view::npos) return reason::wildcard_repeated;
  if (pattern.size() == 1) return reason::wildcard_label;
  std::string_view const before = pattern.substr(0, star);
  std::string_view const after = pattern.substr(star + 1);
  bool const fits = label.size() + 1 >= pattern.size() && ascii::equal(label.substr(0, before.size()), before) &&
                    ascii::equal(label.substr(label.size() - after.size()), after);
  if (!fits) return reason::different_name;
  if (ascii::starts_with(pattern, "xn--") || ascii::starts_with(label, "xn--")) return reason::wildcard_in_a_label;
  return rules.partial == partial_wildcard::allowed ? reason::partial_wildcard_label : reason::wildcard_partial;
}

/// A pattern whose first `*` is in its left-most label.
constexpr reason compare_left_most(std::string_view pattern, std::string_view name, rule_set const& rules) noexcept {
  std::string_view const suffix = parent(pattern);
  if (suffix.find('*') != std::string_view::npos)
    return rules.wildcard == wildcard_place::any_label ? reason::different_name : reason::wildcard_repeated;
  if (!suffix.empty() && ascii::equal(suffix, parent(name))) {
    if (label_count(suffix) < rules.labels_after_wildcard) return reason::wildcard_too_wide;
    return compare_label(first_label(pattern), first_label(name), rules);
  }
  if (suffix.empty()) {
    reason const alone = label_count(name) == 1 ? compare_label(pattern, name, rules) : reason::different_name;
    return is_match(alone) ? reason::wildcard_too_wide : alone;
  }
  bool const deeper = name.size() > suffix.size() && name[name.size() - suffix.size() - 1] == '.' &&
                      ascii::equal(name.substr(name.size() - suffix.size()), suffix);
  bool const apex = ascii::equal(name, suffix);
  return first_label(pattern) == "*" && (deeper || apex) ? reason::wildcard_label_count : reason::different_name;
}

/// Every label with a `*` stands for one label of the name.
constexpr reason compare_each_label(std::string_view pattern, std::string_view name, rule_set const& rules) noexcept {
  if (label_count(pattern) != label_count(name)) return compare_left_most(pattern, name, rules);
  reason weakest = reason::same_name;
  std::size_t labels_after = 0;
  for (; !pattern.empty() && !name.empty(); pattern = parent(pattern), name = parent(name)) {
    reason const one = compare_label(first_label(pattern), first_label(name), rules);
    if (!is_match(one)) return one;
    labels_after = one == reason::same_name ? labels_after + 1 : 0;
    weakest = std::min(weakest, one);
  }
  if (weakest != reason::same_name && labels_after < rules.labels_after_wildcard) return reason::wildcard_too_wide;
  return weakest;
}

/// A pattern without NULs and final dot, and a name without final dot.
constexpr reason compare_pattern(std::string_view pattern, std::string_view name, rule_set const& rules) noexcept {
  std::size_t const star = pattern.find('*');
  if (star == std::string_view::npos) return ascii::equal(name, pattern) ? reason::same_name : reason::different_name;
  if (rules.wildcard == wildcard_place::any_label) return compare_each_label(pattern, name, rules);
  if (star < first_label(pattern).size()) return compare_left_most(pattern, name, rules);
  // Would it be near if a wildcard could stand there?
  reason const elsewhere = compare_each_label(pattern, name, rules);
  bool const near = elsewhere != reason::different_name && elsewhere != reason::wildcard_repeated;
  return near ? reason::wildcard_not_left_most : reason::different_name;
}

} // namespace detail

/// Compares a host name with the octets of a presented name, as a verifier with these rules does.
///
/// A final dot of the reference is not part of the name. ASCII letters are folded, nothing else.
///
/// @param name A host name, as `parse_reference` accepts it.
/// @param pattern What the certificate says; any octets.
/// @returns The rule that decided. Never allocates. Complexity: linear in the longer of the two.
///
/// References: RFC 9525 section 6.3, RFC 6125 sections 6.4.1 to 6.4.3, RFC 2818 section 3.1.
constexpr reason compare_host_name(std::string_view name, std::string_view pattern, rule_set const& rules) noexcept {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (pattern.empty()) return reason::not_a_name;
  if (std::size_t const nul = pattern.find('\0'); nul != std::string_view::npos)
    return is_match(detail::compare_pattern(pattern.substr(0, nul), name, rules)) ? reason::embedded_nul
                                                                                  : reason::different_name;
  if (pattern.ends_with('.')) {
    pattern.remove_suffix(1);
    return is_match(detail::compare_pattern(pattern, name, rules)) ? reason::final_dot : reason::different_name;
  }
  return detail::compare_pattern(pattern, name, rules);
}

/// Compares one reference identifier with one presented identifier of a certificate.
///
/// @param position Which of the certificate's names this is; `shape` is of all of them.
/// @returns The rule that decided. Never allocates.
///
/// References: RFC 9525 sections 6.2 to 6.4, RFC 6125 section 6.4.4.
constexpr reason compare(reference const& expected, presented const& name, std::size_t position,
                         presented_shape const& shape, rule_set const& rules) noexcept {
  if (expected.kind == reference_kind::ip) {
    if (rules.address == address_rule::out_of_scope) return reason::address_out_of_scope;
    if (name.kind != presented_kind::ip_id) return reason::address_needs_ip_id;
    if (name.value.size() != 4 && name.value.size() != 16) return reason::address_length;
    bool const same = std::equal(name.value.begin(), name.value.end(), expected.address.begin(), expected.address.end(),
                                 [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
    return same ? reason::same_address : reason::different_address;
  }
  if (name.kind == presented_kind::dns_id) return compare_host_name(expected.name, name.value, rules);
  if (name.kind != presented_kind::cn_id) return reason::other_kind;

  reason const as_name = compare_host_name(expected.name, name.value, rules);
  // A common name that would not match anyway is just another name.
  if (!is_match(as_name)) return as_name;
  if (rules.common_name == common_name_when::never) return reason::common_name_never;
  if (shape.has_dns_id) return reason::common_name_beside_dns_id;
  if (rules.common_name == common_name_when::no_service_id && (shape.has_srv_id || shape.has_uri_id))
    return reason::common_name_beside_dns_id;
  if (rules.which_common_name == common_name_which::most_specific && position != shape.last_common_name)
    return reason::common_name_not_most_specific;
  return as_name;
}

} // namespace mxtls::identity

#endif
