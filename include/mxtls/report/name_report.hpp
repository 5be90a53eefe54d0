// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_NAME_REPORT_HPP
#define MXTLS_REPORT_NAME_REPORT_HPP

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mxtls/identity/hop_references.hpp>
#include <mxtls/identity/match.hpp>
#include <mxtls/identity/presented_identifiers.hpp>
#include <mxtls/report/host_report.hpp>

namespace mxtls::report {

/// The names of one session: what was expected, what was presented, and how each pair compares.
struct name_report {
  /// The one that matches, or else the first; empty if what was asked for is no reference identifier.
  std::optional<identity::reference> expected{};
  /// A certificate was seen, and could be read.
  bool has_certificate = false;
  std::vector<identity::presented> presented{};
  identity::presented_shape shape{};
  /// Empty if there was nothing to compare: no reference identifier, or no certificate.
  std::optional<identity::match_result> result{};
};

/// Whose names are looked for; `none` behind the last.
using name_sources = std::array<identity::name_source, 2>;

/// What was asked for, and nothing else.
inline constexpr name_sources as_asked{identity::name_source::typed_host};

/// The name that is looked for, as text for people.
inline std::string const& looked_for(host_request const& asked, name_sources const& sources) noexcept {
  return sources == as_asked ? asked.reference : asked.nexthop;
}

namespace detail {

/// The reference identifiers of a session that can be read, in the order of their sources.
inline std::vector<identity::reference> references(host_request const& asked, name_sources const& sources) {
  std::vector<identity::reference> out;
  identity::hop const over{.nexthop = asked.nexthop, .mx_host = asked.reference};
  for (auto const& each : identity::references({.sources = sources}, over)) {
    auto read = identity::parse_reference(each.name);
    if (!read) continue;
    bool const below = each.source == identity::name_source::below_nexthop;
    out.push_back(below ? identity::reference_from_text(to_text(each)) : *std::move(read));
  }
  return out;
}

} // namespace detail

/// Compares the names of a session by a rule set. Pure: may be called again with another one.
inline name_report compare_names(host_report const& of, identity::rule_set const& rules,
                                 name_sources const& sources = as_asked) {
  name_report out;
  if (of.tls && !of.tls->chain.empty())
    if (auto const leaf = x509::parse_certificate(of.tls->chain.front())) {
      out.has_certificate = true;
      out.presented = identity::presented_identifiers(*leaf);
      out.shape = identity::shape_of(*leaf, out.presented);
    }
  for (identity::reference& each : detail::references(of.asked, sources)) {
    bool const first = !out.expected;
    if (!out.has_certificate) {
      if (first) out.expected = std::move(each);
      continue;
    }
    auto result = identity::match(each, out.presented, out.shape, rules);
    if (!first && !result.is_match()) continue;
    out.result = std::move(result);
    out.expected = std::move(each);
    if (out.result->is_match()) break;
  }
  return out;
}

} // namespace mxtls::report

#endif
