// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_COMPARE_HOST_NAME_HPP
#define MXTLS_IDENTITY_COMPARE_HOST_NAME_HPP

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/covers.hpp>
#include <mxtls/identity/exim_list.hpp>
#include <mxtls/identity/public_suffix.hpp>
#include <mxtls/identity/reason.hpp>
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

} // namespace mxtls::identity

#endif
