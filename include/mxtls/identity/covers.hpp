// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_COVERS_HPP
#define MXTLS_IDENTITY_COVERS_HPP

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/certainty.hpp>
#include <mxtls/identity/rule_set.hpp>
#include <mxtls/identity/u_label.hpp>

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

/// Labels with several `*` are compared no farther than this, so that the work stays linear.
inline constexpr std::size_t longest_label = 255;

constexpr bool has_a_label(std::string_view text) noexcept {
  for (; !text.empty(); text.remove_prefix(1))
    if (ascii::starts_with(text, "xn--")) return true;
  return false;
}

constexpr bool is_ldh(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return ascii::is_alnum(c) || c == '-'; });
}

/// Whether `name` is `suffix` with one or more labels and a dot before it.
constexpr bool is_below(std::string_view name, std::string_view suffix) noexcept {
  return name.size() > suffix.size() + 1 && name[name.size() - suffix.size() - 1] == '.' &&
         ascii::equal(name.substr(name.size() - suffix.size()), suffix);
}

/// Labels as OpenSSL wants them in a pattern with a wildcard: no empty one, no hyphen at either end,
/// nor before a `*` at the end.
constexpr bool is_ldh_pattern(std::string_view pattern) noexcept {
  for (;; pattern = parent(pattern)) {
    std::string_view const label = first_label(pattern);
    bool const octets =
        std::all_of(label.begin(), label.end(), [](char c) { return ascii::is_alnum(c) || c == '-' || c == '*'; });
    if (label.empty() || label.front() == '-' || !octets) return false;
    if (label.substr(0, label.find('*')).ends_with('-') || label.ends_with('-')) return false;
    if (label.size() == pattern.size()) return true;
  }
}

/// Labels as Go and Java want them. @param also octets besides letters, digits and hyphens
constexpr bool is_label(std::string_view label, std::string_view also) noexcept {
  return !label.empty() && std::all_of(label.begin(), label.end(), [also](char c) {
    return ascii::is_alnum(c) || c == '-' || also.find(c) != std::string_view::npos;
  });
}

/// Whether all labels are letters, digits, hyphens and underscores, and none begins with a hyphen.
constexpr bool is_underscored_name(std::string_view name) noexcept {
  for (;; name = parent(name)) {
    std::string_view const label = first_label(name);
    if (!is_label(label, "_") || label.front() == '-') return false;
    if (label.size() == name.size()) return true;
  }
}

/// The same, or a `*` in place of the first one.
constexpr bool is_underscored_pattern(std::string_view pattern) noexcept {
  return pattern == "*" || is_underscored_name(pattern.starts_with("*.") ? pattern.substr(2) : pattern);
}

/// Whether a presented name is a name at all.
constexpr bool is_presentable(std::string_view pattern, presented_syntax syntax) noexcept {
  auto const between = [pattern](char low) {
    return std::all_of(pattern.begin(), pattern.end(), [low](char c) { return c >= low && c <= 0x7e; });
  };
  switch (syntax) {
  case presented_syntax::any:
  case presented_syntax::host_name_or_text: return true;
  case presented_syntax::printable: return between(0x20);
  case presented_syntax::visible_labels:
    return between(0x21) && !pattern.starts_with('.') && !pattern.ends_with('.') &&
           pattern.find("..") == std::string_view::npos;
  case presented_syntax::host_name: break;
  }
  for (;; pattern = parent(pattern)) {
    std::string_view const label = first_label(pattern);
    if (!is_label(label, "*") || label.size() > 63) return false;
    if (label.size() == pattern.size()) return true;
  }
}

/// Whether the part of a label before the `*`, what it stands for, and the part behind it are permitted.
constexpr bool star_may_stand(std::string_view before, std::string_view covered, std::string_view after,
                              std::string_view label, rule_set const& rules) noexcept {
  bool const whole = before.empty() && after.empty();
  if (covered.empty() && whole && rules.empty_star == permission::refused) return false;
  if (rules.star_octets == star_octets::letters_digits_hyphens && !is_ldh(covered) && covered != "*") return false;
  if (whole) return true;
  switch (rules.partial) {
  case partial_wildcard::none: return false;
  case partial_wildcard::prefix:
    if (!after.empty()) return false;
    break;
  case partial_wildcard::suffix:
    if (!before.empty()) return false;
    break;
  case partial_wildcard::prefix_or_suffix:
    if (!before.empty() && !after.empty()) return false;
    break;
  case partial_wildcard::any: break;
  }
  switch (rules.partial_in_a_label) {
  case a_label_rule::allowed: return true;
  case a_label_rule::not_in_pattern: return !has_a_label(before) && !has_a_label(after);
  case a_label_rule::refused_in_lower_case: return !before.starts_with("xn--") && !label.starts_with("xn--");
  case a_label_rule::refused:
  case a_label_rule::as_u_label: break;
  }
  return !ascii::starts_with(before, "xn--") && !ascii::starts_with(label, "xn--");
}

/// Whether a label with one or more `*` covers another; each takes what is left to it.
constexpr bool covers_with_stars(std::string_view pattern, std::string_view label) noexcept {
  std::size_t star = pattern.find('*');
  if (star == std::string_view::npos || label.size() > longest_label) return false;
  if (label.size() < star || !ascii::equal(label.substr(0, star), pattern.substr(0, star))) return false;
  label.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (; (star = pattern.find('*')) != std::string_view::npos; pattern.remove_prefix(star + 1)) {
    std::string_view const part = pattern.substr(0, star);
    while (label.size() >= part.size() && !ascii::equal(label.substr(0, part.size()), part)) label.remove_prefix(1);
    if (label.size() < part.size()) return false;
    label.remove_prefix(part.size());
  }
  return label.size() >= pattern.size() && ascii::equal(label.substr(label.size() - pattern.size()), pattern);
}

/// The same where both are compared as U-labels.
constexpr certainty covers_as_u_label(std::string_view pattern, std::string_view label) noexcept {
  if (pattern.find('*') == std::string_view::npos) return certainty::no;
  u_label const patterns = to_u_label(pattern);
  u_label const labels = to_u_label(label);
  // Then both may hold characters that are not told apart.
  if (patterns.is_compared == certainty::unknown && labels.is_compared == certainty::unknown) return certainty::unknown;
  bool some = false;
  bool all = true;
  for (std::string_view const one : patterns.forms(pattern)) {
    for (std::string_view const other : labels.forms(label)) {
      bool const covered = covers_with_stars(one, other);
      some = some || covered;
      all = all && covered;
    }
  }
  return all ? certainty::yes : some ? certainty::unknown : certainty::no;
}

/// Whether a label of a pattern covers a label of a name.
constexpr bool covers_label(std::string_view pattern, std::string_view label, rule_set const& rules) noexcept {
  std::size_t const star = pattern.find('*');
  if (star == std::string_view::npos) return ascii::equal(pattern, label);
  if (rules.partial_in_a_label == a_label_rule::as_u_label && pattern != "*")
    return covers_as_u_label(pattern, label) == certainty::yes;
  std::string_view const before = pattern.substr(0, star);
  std::string_view const after = pattern.substr(star + 1);
  if (rules.stars_in_label != stars_in_label::first_of_any && after.find('*') != std::string_view::npos)
    return rules.stars_in_label == stars_in_label::any && covers_with_stars(pattern, label);
  return label.size() >= before.size() + after.size() && ascii::equal(label.substr(0, before.size()), before) &&
         ascii::equal(label.substr(label.size() - after.size()), after) &&
         star_may_stand(before, label.substr(before.size(), label.size() - before.size() - after.size()), after, label,
                        rules);
}

/// Whether what follows the label with the `*` lets it be a wildcard.
constexpr bool may_follow_star(std::string_view suffix, rule_set const& rules) noexcept {
  if (rules.stars_behind == stars_behind::refused && suffix.find('*') != std::string_view::npos) return false;
  bool final_counts = false;
  switch (rules.empty_labels_behind) {
  case empty_labels_behind::allowed: break;
  case empty_labels_behind::counted: final_counts = true; break;
  case empty_labels_behind::next_refused:
    if (suffix.starts_with('.')) return false;
    break;
  case empty_labels_behind::next_two_refused:
    if (suffix.starts_with('.') || parent(suffix).starts_with('.')) return false;
    final_counts = true;
  }
  if (!final_counts && suffix.size() > 1 && suffix.ends_with('.')) suffix.remove_suffix(1);
  return label_count(suffix) >= rules.labels_after_wildcard;
}

constexpr bool covers_left_most(std::string_view pattern, std::string_view name, rule_set const& rules) noexcept {
  std::string_view const suffix = parent(pattern);
  if (!may_follow_star(suffix, rules)) return false;
  if (rules.star_labels == star_labels::one_or_more && first_label(pattern) == "*") return is_below(name, suffix);
  // The same behind the first dot: as many labels, if there is a dot in both or in neither.
  bool const same_depth = (name.find('.') == std::string_view::npos) == (pattern.find('.') == std::string_view::npos);
  return same_depth && ascii::equal(suffix, parent(name)) &&
         covers_label(first_label(pattern), first_label(name), rules);
}

constexpr bool covers_each_label(std::string_view pattern, std::string_view name, rule_set const& rules) noexcept {
  if (label_count(pattern) != label_count(name)) return false;
  std::size_t const last_star = pattern.rfind('*');
  if (label_count(parent(pattern.substr(last_star))) < rules.labels_after_wildcard) return false;
  for (;; pattern = parent(pattern), name = parent(name)) {
    if (!covers_label(first_label(pattern), first_label(name), rules)) return false;
    if (first_label(pattern).size() == pattern.size()) return true;
  }
}

constexpr bool matches_as_it_stands(std::string_view pattern, literal_star rule) noexcept {
  switch (rule) {
  case literal_star::allowed: return true;
  case literal_star::refused_in_front: return pattern.front() != '*';
  case literal_star::beside_a_label_prefix:
    if (has_a_label(first_label(pattern))) return true;
    break;
  case literal_star::refused: break;
  }
  return first_label(pattern).find('*') == std::string_view::npos;
}

/// Takes a final dot away if it is no part of the name. @returns false if there may be none
constexpr bool take_final_dot(std::string_view& text, final_dot rule) noexcept {
  if (!text.ends_with('.') || rule == final_dot::literal) return true;
  text.remove_suffix(1);
  if (rule == final_dot::two_dropped && text.ends_with('.')) text.remove_suffix(1);
  return rule != final_dot::refused;
}

} // namespace detail

/// Whether a presented name covers a host name, for a verifier with these rules. Yes or no only:
/// `compare_host_name` says why. Never allocates. Complexity: linear in the longer of the two.
///
/// @param name The reference identifier, any octets. @param pattern What the certificate says, any octets.
///
/// References: RFC 9525 section 6.3, RFC 6125 sections 6.4.1 to 6.4.3, RFC 2818 section 3.1.
constexpr bool covers(std::string_view pattern, std::string_view name, rule_set const& rules) noexcept {
  // Without a wildcard, and nothing below the name, only final dots can make a difference.
  bool const star = pattern.find('*') != std::string_view::npos;
  bool const dots = name.starts_with('.') || name.ends_with('.') || pattern.ends_with('.');
  if (!star && !dots && !ascii::equal(pattern, name)) return false;
  if (rules.presented == presented_syntax::host_name_or_text &&
      !(detail::is_underscored_pattern(pattern) &&
        detail::is_underscored_name(name.ends_with('.') ? name.substr(0, name.size() - 1) : name)))
    return !name.empty() && name != "." && ascii::equal(pattern, name);
  if (!detail::take_final_dot(name, rules.reference_final_dot)) return false;
  if (!detail::take_final_dot(pattern, rules.presented_final_dot)) return false;
  if (name.empty() || pattern.empty() || pattern.find('\0') != std::string_view::npos) return false;
  if (!detail::is_presentable(pattern, rules.presented)) return false;
  bool const below = name.size() > 1 && name.front() == '.' && rules.leading_dot != leading_dot::literal;
  if (ascii::equal(pattern, name) && detail::matches_as_it_stands(pattern, rules.literal_star))
    return !below || rules.leading_dot != leading_dot::any_depth_only;
  if (below) {
    if (!(pattern.size() > name.size() && ascii::equal(pattern.substr(pattern.size() - name.size()), name)))
      return false;
    std::string_view const labels = pattern.substr(0, pattern.size() - name.size());
    return rules.leading_dot != leading_dot::one_label || labels.find('.') == std::string_view::npos;
  }
  if (!star) return false;
  if (rules.wildcard_final_dot == permission::refused && pattern.ends_with('.')) return false;
  if (rules.star_octets == star_octets::letters_digits_hyphens && !detail::is_ldh_pattern(pattern)) return false;
  switch (rules.wildcard) {
  case wildcard_place::none: return false;
  case wildcard_place::left_most_label: return detail::covers_left_most(pattern, name, rules);
  case wildcard_place::any_label: break;
  }
  return detail::covers_each_label(pattern, name, rules);
}

} // namespace mxtls::identity

#endif
