// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_MATCH_HPP
#define MXTLS_IDENTITY_MATCH_HPP

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <mxtls/identity/compare.hpp>

namespace mxtls::identity {

/// Whether any presented identifier matches. Never allocates.
constexpr bool matches(reference const& expected, std::span<presented const> names, rule_set const& rules) noexcept {
  presented_shape const shape = shape_of(names);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (is_match(compare(expected, names[i], i, shape, rules))) return true;
  return false;
}

/// The answer with its evidence.
struct match_result {
  /// The rule that decided each presented identifier, in the order of the certificate.
  std::vector<reason> reasons{};
  /// The name that matched, or else the refused one that came nearest; empty for no names at all.
  std::optional<std::size_t> nearest{};

  bool is_match() const noexcept { return nearest && identity::is_match(reasons[*nearest]); }
};

/// Compares a reference identifier with every presented identifier.
///
/// Of several matches, the closest (`same_name` before a wildcard) and then the first is `nearest`.
inline match_result match(reference const& expected, std::span<presented const> names, rule_set const& rules) {
  match_result out;
  out.reasons.reserve(names.size());
  presented_shape const shape = shape_of(names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.reasons.push_back(compare(expected, names[i], i, shape, rules));
    if (!out.nearest || out.reasons[i] > out.reasons[*out.nearest]) out.nearest = i;
  }
  return out;
}

} // namespace mxtls::identity

#endif
