// SPDX-License-Identifier: BSL-1.0
//
// serve_scenarios ANCHOR FILE...: serves scenarios from files of one's own, as `mxtls-lab serve` does
// those that are shipped, and says the same about them. Certificates are those of today.

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <asio/io_context.hpp>

#include <mxtls/core/now.hpp>
#include <mxtls/fake/lab.hpp>
#include <mxtls/fake/scenario_reader.hpp>
#include <mxtls/pki/write_file.hpp>

#include "mxtls_catalogue.hpp"

using namespace mxtls;

int main(int argc, char** argv) try {
  std::vector<fake::scenario> scenarios;
  for (int i = 2; i < argc; ++i) {
    std::ostringstream text;
    text << std::ifstream{argv[i]}.rdbuf();
    scenarios.push_back(fake::read_scenario(text.str(), argv[i], "own", mxtls_cases()));
  }
  if (scenarios.empty()) return 64;
  asio::io_context io;
  fake::lab const lab{io.get_executor(), std::move(scenarios), {.now = now(), .authorities = mxtls_authorities()}};
  pki::write_file(argv[1], lab.authorities().at("root").pem(), pki::file_access::everybody);
  std::printf("trust anchor: %s\n", argv[1]);
  for (fake::lab_server const& each : lab.servers())
    std::printf("%s %s:%d %s %s\n", each.scenario.id.c_str(), each.server->address().c_str(), each.server->port(),
                each.scenario.mx_host.c_str(), each.scenario.title.c_str());
  std::fflush(stdout);
  io.run();
} catch (std::exception const& error) {
  std::fprintf(stderr, "serve_scenarios: %s\n", error.what());
  return 70;
}
