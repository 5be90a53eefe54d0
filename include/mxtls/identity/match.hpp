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

/// A verdict, and the reason that led to it.
struct decision {
  verdict what = verdict::error;
  reason why = reason::malformed_name;
  /// Position of the name at which a search ended; the number of names if it looked at all of them.
  std::size_t where = 0;
};

/// Whether a verifier refuses these names or this reference identifier as a whole. Never allocates.
constexpr std::optional<decision> refuse(reference const& expected, presented_shape const& shape,
                                         rule_set const& rules) noexcept {
  if (rules.matching == matching::never) return decision{verdict::unknown, reason::names_never_compared};
  if (shape.faults.has_any_of(rules.certificate_errors) ||
      shape.common_name_types.has_any_of(rules.refused_common_names))
    return decision{verdict::error, reason::certificate_refused};
  bool const faulty =
      !rules.reference_errors.empty() || !rules.reference_mismatches.empty() || !rules.reference_unknowns.empty();
  bool const asks = faulty || rules.reference_idna != reference_idna::never;
  if (rules.zone != zone_rule::part_of_text && expected.readings &&
      detail::read_zone(*expected.readings, rules.zone) == detail::zoned_reading::depends_on_machine)
    return decision{verdict::unknown, reason::reference_ambiguous};
  if (!asks || detail::address_of(expected, rules) != nullptr) return std::nullopt;
  if (detail::needs_idna(expected.name, rules.reference_idna))
    return decision{verdict::unknown, reason::reference_needs_idna};
  if (!faulty) return std::nullopt;
  auto const faults = faults_of(expected.name);
  if (faults.has_any_of(rules.reference_unknowns)) return decision{verdict::unknown, reason::reference_ambiguous};
  if (faults.has_any_of(rules.reference_errors)) return decision{verdict::error, reason::reference_refused};
  if (faults.has_any_of(rules.reference_mismatches)) return decision{verdict::mismatch, reason::reference_refused};
  return std::nullopt;
}

/// What of the names a verifier gets to see: `shape`, without those that are lost to it. Never allocates.
constexpr presented_shape seen_by(std::span<presented const> names, presented_shape shape,
                                  rule_set const& rules) noexcept {
  bool const lost = shape.faults.has_any_of(rules.losing_faults);
  bool const some = shape.faults.has_any_of(rules.ignored_faults);
  if (shape.faults.has_any_of(rules.ending_faults)) shape.names_seen = shape.names_readable;
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
  // Who looks for an address looks at addresses only, and who looks for a host name at none.
  bool const address = name.kind == presented_kind::ip_id;
  if (!common && address != (address_of(expected, rules) != nullptr)) return false;
  return common ? common_name_counts(name, position, seen, rules) : position < seen.names_seen;
}

/// The verdict on all names, told by the reason for each; `reason_of(i)` is asked for one after the other.
template <typename ReasonOf>
constexpr decision search(reference const& expected, std::span<presented const> names, presented_shape const& seen,
                          rule_set const& rules, ReasonOf&& reason_of) noexcept {
  decision out{verdict::mismatch, reason::different_name, names.size()};
  if (seen.faults.has_any_of(rules.ending_faults)) out = {rules.stopped, reason::certificate_refused, names.size()};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (stops_at(expected, names[i], i, seen, rules)) return {rules.stopped, reason::malformed_name, i};
    reason const why = reason_of(i);
    if (is_match(why)) return {verdict::match, why, i};
    if (is_unknown(why)) out = {verdict::unknown, why, names.size()};
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
  /// Why the verifier did not compare, or not to the end, if so.
  std::optional<reason> refused{};
  /// What is wrong with the `nearest` name, or with the subjectAltName, if that is why.
  std::optional<name_fault> fault{};
  /// The rule that decides each presented identifier by itself, in the order of the certificate.
  std::vector<reason> reasons{};
  /// The name that decided: it matched, or was taken amiss, or came nearest to a match; empty if none did.
  std::optional<std::size_t> nearest{};

  bool is_match() const noexcept { return what == verdict::match; }

  /// The one reason for the verdict.
  reason why() const noexcept { return refused ? *refused : nearest ? reasons[*nearest] : reason::no_name; }
};

namespace detail {

constexpr std::optional<name_fault> first_in_both(name_faults const& some, name_faults const& others) noexcept {
  for (int i = 0; i < 32; ++i) // as many as a flag_set has
    if (auto const each = static_cast<name_fault>(i); some.has(each) && others.has(each)) return each;
  return std::nullopt;
}

/// The first name that makes the whole certificate an error; empty if it is the subjectAltName as a whole.
constexpr std::optional<std::size_t> first_refused(std::span<presented const> names, rule_set const& rules) noexcept {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (faults_of(names[i]).has_any_of(rules.certificate_errors) ||
        (names[i].kind == presented_kind::cn_id && rules.refused_common_names.has(names[i].string_type)))
      return i;
  return std::nullopt;
}

} // namespace detail

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
  bool const stopped = found.why == reason::malformed_name;
  bool const unreadable = stopped || found.why == reason::certificate_refused;
  if (!refused && !unreadable) return out;
  out.refused = found.why;
  out.nearest.reset();
  if (!unreadable) return out;
  if (stopped) out.nearest = found.where;
  else if (refused) out.nearest = detail::first_refused(names, rules);
  out.fault = detail::first_in_both(out.nearest ? faults_of(names[*out.nearest]) : shape.faults,
                                    stopped   ? rules.stopping_faults
                                    : refused ? rules.certificate_errors
                                              : rules.ending_faults);
  return out;
}

inline match_result match(reference const& expected, std::span<presented const> names, rule_set const& rules) {
  return match(expected, names, shape_of(names), rules);
}

} // namespace mxtls::identity

#endif
