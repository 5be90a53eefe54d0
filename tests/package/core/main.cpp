// SPDX-License-Identifier: BSL-1.0
#include <cstdio>
#include <vector>

#include <mxtls/identity/match.hpp>
#include <mxtls/identity/rules.hpp>

int main() {
  using namespace mxtls::identity;
  reference const expected = parse_reference("mx5.xxxmx.test").value();
  std::vector<presented> const names{{presented_kind::dns_id, "*.xxxcn.test"}};
  std::puts(match(expected, names, rules::rfc9525).is_match() ? "match" : "mismatch");
}
