// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_NAME_REPORT_HPP
#define MXTLS_REPORT_NAME_REPORT_HPP

#include <optional>
#include <vector>

#include <mxtls/identity/match.hpp>
#include <mxtls/identity/presented_identifiers.hpp>
#include <mxtls/report/host_report.hpp>

namespace mxtls::report {

/// The names of one session: what was expected, what was presented, and how each pair compares.
struct name_report {
  /// Empty if the text asked for is no reference identifier.
  std::optional<identity::reference> expected{};
  /// A certificate was seen, and could be read.
  bool has_certificate = false;
  std::vector<identity::presented> presented{};
  identity::presented_shape shape{};
  /// Empty if there was nothing to compare: no reference identifier, or no certificate.
  std::optional<identity::match_result> result{};
};

/// Compares the names of a session by a rule set. Pure: may be called again with another one.
inline name_report compare_names(host_report const& of, identity::rule_set const& rules) {
  name_report out;
  if (auto expected = identity::parse_reference(of.asked.reference)) out.expected = *std::move(expected);
  if (of.tls && !of.tls->chain.empty())
    if (auto const leaf = x509::parse_certificate(of.tls->chain.front())) {
      out.has_certificate = true;
      out.presented = identity::presented_identifiers(*leaf);
      out.shape = identity::shape_of(*leaf, out.presented);
    }
  if (out.expected && out.has_certificate) out.result = identity::match(*out.expected, out.presented, out.shape, rules);
  return out;
}

} // namespace mxtls::report

#endif
