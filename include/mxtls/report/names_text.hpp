// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_NAMES_TEXT_HPP
#define MXTLS_REPORT_NAMES_TEXT_HPP

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include <mxtls/core/escape.hpp>
#include <mxtls/identity/explain.hpp>
#include <mxtls/identity/match.hpp>
#include <mxtls/report/palette.hpp>

namespace mxtls::report {

/// One line for each verifier: its id, its verdict, the name that decided, and the reason with its
/// clause. For a person; UTF-8, what the certificate holds is escaped.
inline std::string names_table(identity::reference const& expected, std::span<identity::presented const> names,
                               identity::presented_shape const& shape, std::span<identity::rule_set const* const> rules,
                               palette colours = {}) {
  std::string out;
  auto const line = [&out](fmt::string_view format, auto&&... args) {
    fmt::vformat_to(std::back_inserter(out), format, fmt::make_format_args(args...));
    out += '\n';
  };
  line("reference  {}", escape(expected.name));
  std::string presented;
  std::size_t width = 10;
  for (auto const& name : names) {
    std::string const text = identity::to_text(name);
    width = std::max(width, std::min<std::size_t>(text.size(), 40));
    (presented += presented.empty() ? "" : ", ") += text;
  }
  line("presented  {}\n", presented.empty() ? "nothing" : presented);
  line("{}",
       colours.strong(fmt::format("{:<18} {:<9} {:<{}} {}", "verifier", "verdict", "decided by", width, "reason")));
  for (identity::rule_set const* const each : rules) {
    auto const answer = identity::match(expected, names, shape, *each);
    std::string const word = fmt::format("{:<9}", identity::to_text(answer.what));
    std::string const shown = answer.what == identity::verdict::match      ? colours.good(word)
                              : answer.what == identity::verdict::mismatch ? colours.bad(word)
                                                                           : word;
    std::string const decided = answer.nearest ? identity::to_text(names[*answer.nearest]) : "-";
    std::string_view const clause = identity::clause(answer.why(), *each);
    line("{:<18} {} {:<{}} {} ({}{}{})", each->id, shown, decided, width, identity::explain(answer, expected, names),
         clause, clause.empty() ? "" : "; ", identity::to_text(each->basis));
  }
  return out;
}

} // namespace mxtls::report

#endif
