// SPDX-License-Identifier: BSL-1.0
//
// What everything else is measured against: handshakes in memory.
#ifndef MXTLS_TESTS_BENCH_HANDSHAKES_HPP
#define MXTLS_TESTS_BENCH_HANDSHAKES_HPP

#include <ctime>
#include <stdexcept>
#include <utility>

#include <mxtls/io/tls_context.hpp>
#include <mxtls/io/tls_engine.hpp>

namespace bench {

/// CPU seconds of the calling thread, which other programs on the machine do not change.
inline double cpu_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct handshake_cost {
  double client = 0;
  double server = 0;
};

/// CPU seconds of one handshake on each side, in memory.
inline handshake_cost measure_handshakes(mxtls::io::tls_context const& with, int count) {
  using mxtls::io::tls_context;
  using mxtls::io::tls_engine;
  tls_context const context = tls_context::client();
  handshake_cost cost;
  for (int i = 0; i < count; ++i) {
    double const begin = cpu_seconds();
    tls_engine client{context};
    client.offer_server_name("mx.example.test");
    double const between = cpu_seconds();
    tls_engine server{with};
    double last = cpu_seconds();
    cost.client += between - begin;
    cost.server += last - between;
    auto const spent = [&last] {
      double const now = cpu_seconds();
      return now - std::exchange(last, now);
    };
    using outcome = tls_engine::outcome;
    outcome client_is = outcome::wants_octets;
    outcome server_is = outcome::wants_octets;
    while (client_is == outcome::wants_octets || server_is == outcome::wants_octets) {
      client_is = client.connect().what;
      server.feed(client.output());
      client.output_sent();
      cost.client += spent();
      server_is = server.accept().what;
      client.feed(server.output());
      server.output_sent();
      cost.server += spent();
    }
    if (client_is != outcome::done || server_is != outcome::done) throw std::runtime_error{"a handshake failed"};
  }
  return {cost.client / count, cost.server / count};
}

} // namespace bench

#endif
