// SPDX-License-Identifier: BSL-1.0
//
// Step 1: is this name among those of a certificate, and why? Pure: no I/O, no third-party library.
// Left out here: programs, which do not all follow a standard, and real certificates. Step 2 has both.

#include <cstdio>
#include <string>
#include <vector>

#include <mxtls/identity/explain.hpp>
#include <mxtls/identity/match.hpp>
#include <mxtls/identity/rules.hpp>

int main() {
  using namespace mxtls::identity;

  reference const expected = parse_reference("mx5.xxxmx.test").value();
  std::vector<presented> const names{
      {presented_kind::dns_id, "*.xxxcn.test"},
      {presented_kind::dns_id, "*.mail.xxxmx.test"},
      {presented_kind::cn_id, "mx5.xxxmx.test"},
  };

  for (rule_set const* const rules : rules::standards) {
    match_result const answer = match(expected, names, *rules);
    std::printf("%s: %s\n", std::string{rules->title}.c_str(), answer.is_match() ? "match" : "mismatch");
    for (std::size_t i = 0; i < names.size(); ++i)
      std::printf("  %s %s: %s\n", is_match(answer.reasons[i]) ? "==" : "!=", to_text(names[i]).c_str(),
                  explain(answer.reasons[i], expected, names[i]).c_str());
  }
}
