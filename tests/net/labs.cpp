// SPDX-License-Identifier: BSL-1.0
//
// Where the servers of a lab listen, what they show, and what a lab says of a scenario that cannot be made.

#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <mxtls/fake/lab.hpp>

#include "probing.hpp"

using namespace mxtls;

namespace {

std::vector<fake::scenario> scenarios(std::size_t count) {
  std::vector<fake::scenario> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    out[i].id = "number-" + std::to_string(i);
    out[i].mx_host = net::host;
    out[i].certificate.leaf.dns = {net::host};
  }
  return out;
}

struct place {
  std::set<std::string> addresses{};
  std::set<std::uint16_t> ports{};
};

place places_of(fake::lab const& lab) {
  place out;
  for (auto const& each : lab.servers()) {
    out.addresses.insert(each.server->address());
    out.ports.insert(each.server->port());
  }
  return out;
}

} // namespace

TEST_CASE("A lab listens on many addresses and one port, or on one address and many ports", "[net][lab]") {
  asio::io_context io;
  fake::lab_settings settings{.seed = "labs", .now = net::now};
  fake::lab const own{io.get_executor(), scenarios(3), settings};
  CHECK(places_of(own).addresses == std::set<std::string>{"127.0.0.2", "127.0.0.3", "127.0.0.4"});

  settings.layout = fake::lab_layout::same_port;
  place const same = places_of(fake::lab{io.get_executor(), scenarios(3), settings});
  CHECK(same.addresses == std::set<std::string>{"127.0.0.2", "127.0.0.3", "127.0.0.4"});
  REQUIRE(same.ports.size() == 1);
  CHECK(*same.ports.begin() != 0);

  settings.layout = fake::lab_layout::own_ports;
  place const ports = places_of(fake::lab{io.get_executor(), scenarios(3), settings});
  CHECK(ports.addresses == std::set<std::string>{"127.0.0.1"});
  CHECK(ports.ports.size() == 3);
}

TEST_CASE("A port that is taken on one address only is none for a lab that wants it on all", "[net][lab]") {
  asio::io_context io;
  fake::lab_settings settings{.seed = "labs", .now = net::now, .layout = fake::lab_layout::same_port};
  auto const taken = net::serve(io, net::authority::shared().context, {.address = "127.0.0.3"});
  settings.port = taken.port();
  CHECK_THROWS_WITH((fake::lab{io.get_executor(), scenarios(3), settings}),
                    test::contains("127.0.0.3 port " + std::to_string(taken.port())));
}

TEST_CASE("A lab is out of reach of the network unless that is meant", "[net][lab][errors]") {
  asio::io_context io;
  fake::lab_settings settings{
      .seed = "labs", .now = net::now, .layout = fake::lab_layout::own_ports, .address = "192.0.2.1"};
  CHECK_THROWS_AS((fake::lab{io.get_executor(), scenarios(1), settings}), std::invalid_argument);
  settings.reach = fake::reach::network;
  CHECK_THROWS_AS((fake::lab{io.get_executor(), scenarios(1), settings}), std::system_error); // not our address
}

TEST_CASE("A lab may show a certificate that was not made by it", "[net][lab]") {
  asio::io_context io;
  auto const& authority = net::authority::shared();
  fake::lab const lab{io.get_executor(),
                      scenarios(1),
                      {.seed = "labs",
                       .now = net::now,
                       .certificate = {{authority.leaf.chain_pem(), authority.leaf.key().pkcs8_pem()}}}};
  probe::settings const shared{.trust = authority.trust};
  auto request = net::request_to(lab.servers()[0].server->port());
  request.address = lab.servers()[0].server->address();
  CHECK_THAT(net::probe(io, shared, request).report, test::has_no_findings());
}

TEST_CASE("A lab says which scenario cannot be made", "[net][lab][errors]") {
  asio::io_context io;
  fake::lab_settings const settings{.seed = "labs", .now = net::now};
  auto all = scenarios(3);
  SECTION("for its certificate") { all[1].certificate.issuer = "nobody"; }
  SECTION("for its TLS settings") { all[1].tls.ciphers = {"TLS_OF_TOMORROW"}; }
  SECTION("for the authorities of clients") { all[1].client_authorities = {"nobody"}; }
  CHECK_THROWS_AS((fake::lab{io.get_executor(), all, settings}), std::invalid_argument);
  CHECK_THROWS_WITH((fake::lab{io.get_executor(), all, settings}), test::contains("scenario \"number-1\": "));
}
