// SPDX-License-Identifier: BSL-1.0
//
// Step 3: a root, an intermediate and a server certificate, in memory. With a seed they are the same
// every time. Left out here: using them. Step 4 gives them to a server.

#include <cstdio>

#include <mxtls/pki/authority.hpp>

int main() {
  using namespace mxtls;

  pki::authority const root = pki::authority::create({.seed = "example", .now = parse_timestamp("2026-11-23").value()});
  pki::authority const intermediate = root.intermediate();
  pki::leaf const leaf = intermediate.issue({.common_names = {"mx.example.test"}, .dns = {"mx.example.test"}});

  // Pass the root with a CAfile; never install it: whoever knows the seed has its key.
  std::printf("%s\n%s", root.pem().c_str(), leaf.chain_pem().c_str());
}
