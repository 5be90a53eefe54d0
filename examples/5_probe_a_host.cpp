// SPDX-License-Identifier: BSL-1.0
//
// Step 5: probe a server, judge the record, print it. `5_probe_a_host 127.0.0.2 2525 mx.example.test`
// Left out here: a command line with every knob. The last step, mxtls-check.cpp, is that.

#include <cstdio>
#include <cstdlib>

#include <asio/io_context.hpp>

#include <mxtls/core/now.hpp>
#include <mxtls/probe/probe_host.hpp>
#include <mxtls/report/text.hpp>

int main(int argc, char** argv) {
  using namespace mxtls;
  if (argc != 4) {
    std::fprintf(stderr, "usage: 5_probe_a_host ADDRESS PORT NAME\n");
    return 64;
  }
  report::host_request const request{.host = argv[3],
                                     .port = static_cast<std::uint16_t>(std::atoi(argv[2])),
                                     .address = argv[1],
                                     .server_name = argv[3],
                                     .reference = argv[3],
                                     .at = now(),
                                     .trust = "nobody"};
  probe::settings const shared; // no trust anchors: every chain ends at somebody unknown
  asio::io_context io;
  probe::async_probe_host(io.get_executor(), shared, request, [](std::error_code, report::host_report const& report) {
    std::printf("%s", report::to_text(report, report::policies::require_tls).c_str());
  });
  io.run();
}
