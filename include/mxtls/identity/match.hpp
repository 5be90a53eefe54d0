// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_MATCH_HPP
#define MXTLS_IDENTITY_MATCH_HPP

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <mxtls/identity/compare.hpp>

namespace mxtls::identity {

constexpr std::string_view to_text(verdict v) noexcept {
  switch (v) {
  case verdict::mismatch: return "mismatch";
  case verdict::match: return "match";
  case verdict::error: return "error";
  case verdict::unknown: return "unknown";
  }
  return "unknown";
}

/// Why a verifier would not get as far as comparing: the reason, and its verdict with it.
struct refusal {
  verdict what = verdict::error;
  reason why = reason::malformed_name;
};

/// Whether a verifier refuses these names or this reference identifier as a whole. Never allocates.
constexpr std::optional<refusal> refuse(reference const& expected, presented_shape const& shape,
                                        rule_set const& rules) noexcept {
  if (rules.matching == matching::never) return refusal{verdict::unknown, reason::names_never_compared};
  if (shape.faults.has_any_of(rules.certificate_errors) ||
      shape.common_name_types.has_any_of(rules.refused_common_names))
    return refusal{verdict::error, reason::certificate_refused};
  bool const asks = rules.reference_idna == permission::allowed || !rules.reference_errors.empty() ||
                    !rules.reference_mismatches.empty();
  if (!asks || detail::address_of(expected, rules) != nullptr) return std::nullopt;
  if (rules.reference_idna == permission::allowed && !ascii::is_ascii(expected.name))
    return refusal{verdict::unknown, reason::reference_needs_idna};
  if (rules.reference_errors.empty() && rules.reference_mismatches.empty()) return std::nullopt;
  auto const faults = faults_of(expected.name);
  if (faults.has_any_of(rules.reference_errors)) return refusal{verdict::error, reason::reference_refused};
  if (faults.has_any_of(rules.reference_mismatches)) return refusal{verdict::mismatch, reason::reference_refused};
  return std::nullopt;
}

/// What of the names a verifier gets to see: `shape`, without those that are lost to it. Never allocates.
constexpr presented_shape seen_by(std::span<presented const> names, presented_shape shape,
                                  rule_set const& rules) noexcept {
  bool const lost = shape.faults.has_any_of(rules.losing_faults);
  bool const some = shape.faults.has_any_of(rules.ignored_faults);
  if (!lost && !some) return shape;
  shape.kinds = {};
  if (lost) {
    shape.has_subject_alt_name = false;
    shape.names_seen = 0;
    return shape;
  }
  for (presented const& name : names)
    if (!faults_of(name).has_any_of(rules.ignored_faults)) shape.kinds.insert(name.kind);
  return shape;
}

namespace detail {

/// Whether the search ends at this name, which the verifier takes for an attack or cannot read.
constexpr bool stops_at(reference const& expected, presented const& name, std::size_t position,
                        presented_shape const& seen, rule_set const& rules) noexcept {
  bool const common = name.kind == presented_kind::cn_id;
  bool const type = common && !name.value.empty() && rules.stopping_common_names.has(name.string_type);
  bool const fault = seen.faults.has_any_of(rules.stopping_faults) && faults_of(name).has_any_of(rules.stopping_faults);
  if (!type && !fault) return false;
  // Only who looks for an address looks at one.
  if (name.kind == presented_kind::ip_id && address_of(expected, rules) == nullptr) return false;
  return common ? common_name_counts(name, position, seen, rules) : position < seen.names_seen;
}

/// The verdict on all names, told by the reason for each; `reason_of(i)` is asked for one after the other.
template <typename ReasonOf>
constexpr refusal search(reference const& expected, std::span<presented const> names, presented_shape const& seen,
                         rule_set const& rules, ReasonOf&& reason_of) noexcept {
  refusal out{verdict::mismatch, reason::different_name};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (stops_at(expected, names[i], i, seen, rules)) return {rules.stopped, reason::malformed_name};
    reason const why = reason_of(i);
    if (is_match(why)) return {verdict::match, why};
    if (is_unknown(why)) out = {verdict::unknown, why};
  }
  return out;
}

} // namespace detail

/// Whether any presented identifier matches. Never allocates.
constexpr verdict decide(reference const& expected, std::span<presented const> names, presented_shape const& shape,
                         rule_set const& rules) noexcept {
  if (auto const refused = refuse(expected, shape, rules)) return refused->what;
  presented_shape const seen = seen_by(names, shape, rules);
  return detail::search(expected, names, seen, rules,
                        [&](std::size_t i) {
                          return detail::settle(expected, names[i], i, seen, rules, [&](std::string_view value) {
                            if (rules.matching != matching::exim_legacy)
                              return detail::quick_answer(value, expected.name, rules);
                            return exim_legacy::covers(names[i], expected.name) ? reason::same_name
                                                                                : reason::different_name;
                          });
                        })
      .what;
}

constexpr bool matches(reference const& expected, std::span<presented const> names, rule_set const& rules) noexcept {
  return decide(expected, names, shape_of(names), rules) == verdict::match;
}

/// The answer with its evidence.
struct match_result {
  verdict what = verdict::mismatch;
  /// Why the names as a whole were refused, if they were.
  std::optional<reason> refused{};
  /// The rule that decided each presented identifier, in the order of the certificate.
  std::vector<reason> reasons{};
  /// The name that matched, or else the refused one that came nearest; empty for no names at all.
  std::optional<std::size_t> nearest{};

  bool is_match() const noexcept { return what == verdict::match; }
};

/// Compares a reference identifier with every presented identifier.
///
/// Of several matches, the closest (`same_name` before a wildcard) and then the first is `nearest`.
inline match_result match(reference const& expected, std::span<presented const> names, presented_shape const& shape,
                          rule_set const& rules) {
  match_result out;
  presented_shape const seen = seen_by(names, shape, rules);
  out.reasons.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.reasons.push_back(compare(expected, names[i], i, seen, rules));
    if (!out.nearest || out.reasons[i] > out.reasons[*out.nearest]) out.nearest = i;
  }
  auto const refused = refuse(expected, shape, rules);
  auto const found =
      refused ? *refused
              : detail::search(expected, names, seen, rules, [&out](std::size_t i) { return out.reasons[i]; });
  out.what = found.what;
  if (refused || found.why == reason::malformed_name) out.refused = found.why;
  return out;
}

inline match_result match(reference const& expected, std::span<presented const> names, rule_set const& rules) {
  return match(expected, names, shape_of(names), rules);
}

} // namespace mxtls::identity

#endif
