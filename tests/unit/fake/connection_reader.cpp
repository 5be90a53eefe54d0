// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/fake/scenario_reader.hpp>
#include <mxtls/test/matchers.hpp>

using namespace mxtls;
using namespace std::chrono_literals;
using fake::file_error;
using test::contains;

namespace {

/// A scenario with these lines at its end.
fake::scenario read(std::string const& lines) {
  return fake::read_scenario(R"(id = "least"
title = "As little as will do"
teaches = "Something."
source = "RFC 5321"
domain = "least.test"
[server]
mx_host = "mx.least.test"
[expect]
opportunistic = "pass"
require-tls = "pass"
pkix-hostname = "fail"
mta-sts = "fail"
pkix-nexthop = "fail"
dane = "pass"
)" + lines,
                             "a.toml", "a");
}

} // namespace

TEST_CASE("A scenario that does not speak of TLS or the wire does as most servers do", "[fake][scenario]") {
  fake::scenario const s = read("");
  CHECK(s.wire.empty());
  CHECK(s.by_name.empty());
  CHECK(s.client_authorities.empty());
  CHECK(s.tls.least == io::tls_version::tls_1_1);
  CHECK(s.tls.most == io::tls_version::tls_1_3);
  CHECK(s.tls.ciphers.empty());
  CHECK(s.tls.groups == io::tls_server_settings{}.groups);
  CHECK(s.tls.from_client == io::tls_server_settings::client_certificate::none);
}

TEST_CASE("A scenario says how its server does TLS", "[fake][scenario]") {
  fake::scenario const s = read(R"([tls]
least = "1.2"
most = "1.2"
ciphers = ["TLS_ECDHE_ECDSA_WITH_NULL_SHA"]
groups = ["x448", "secp384r1"]
client_certificate = "require"
client_authorities = ["root"]
other_name = "alert"
without_name = "alert"
[[tls.certificate]]
name = "mx.other.test"
leaf = { dns = ["{host}", "{domain}"] }
)");
  CHECK(s.tls.least == io::tls_version::tls_1_2);
  CHECK(s.tls.most == io::tls_version::tls_1_2);
  CHECK(s.tls.ciphers == std::vector<std::string>{"TLS_ECDHE_ECDSA_WITH_NULL_SHA"});
  CHECK((s.tls.groups == std::vector{io::tls_group::x448, io::tls_group::secp384r1}));
  CHECK(s.tls.from_client == io::tls_server_settings::client_certificate::require);
  CHECK(s.client_authorities == std::vector<std::string>{"root"});
  CHECK(s.tls.other_name == io::tls_server_settings::unknown_name::alert);
  CHECK(s.tls.no_name == io::tls_server_settings::unknown_name::alert);
  CHECK(s.tls.own_names == std::vector<std::string>{"mx.least.test"});
  REQUIRE(s.by_name.size() == 1);
  CHECK(s.by_name[0].name == "mx.other.test");
  CHECK(s.by_name[0].certificate.leaf.dns == std::vector<std::string>{"mx.other.test", "least.test"});
}

TEST_CASE("A scenario lists what goes wrong on the wire", "[fake][scenario][wire]") {
  using kind = io::wire_fault::kind;
  fake::scenario const s = read(R"([[wire]]
fault = "cut"
[[wire]]
fault = "split"
side = "received"
from = "tls"
at = 7
piece = 3
pause = 20
[[wire]]
fault = "corrupt"
mask = 1
[[wire]]
fault = "insert"
octets = "a\r\n"
)");
  REQUIRE(s.wire.size() == 4);
  CHECK(s.wire[0].what == kind::cut);
  CHECK(s.wire[0].side == io::wire_side::sent);
  CHECK(s.wire[0].from == io::wire_fault::origin::connection);
  CHECK(s.wire[0].at == 0);
  CHECK(s.wire[1].what == kind::split);
  CHECK(s.wire[1].side == io::wire_side::received);
  CHECK(s.wire[1].from == io::wire_fault::origin::tls);
  CHECK(s.wire[1].at == 7);
  CHECK(s.wire[1].piece == 3);
  CHECK(s.wire[1].pause == 20ms);
  CHECK(s.wire[2].mask == 1);
  CHECK(s.wire[3].octets == "a\r\n");
}

TEST_CASE("Mistakes about TLS and the wire are told with file, line, key and what is allowed",
          "[fake][scenario][errors]") {
  auto const refused = [](std::string const& lines, std::string const& message) {
    CHECK_THROWS_AS(read(lines), file_error);
    CHECK_THROWS_WITH(read(lines), contains("a.toml:") && contains(message));
  };
  refused("[tls]\nleast = \"1.0\"", "a.toml:16: tls.least is \"1.0\"; allowed are 1.1, 1.2, 1.3");
  refused("[tls]\nleast = \"1.3\"\nmost = \"1.2\"", "a.toml:16: tls.least is above tls.most");
  refused("[tls]\ngroups = [\"p256\"]", "allowed are x25519, x448, secp256r1, secp384r1, secp521r1");
  refused("[tls]\ngroups = []", "tls.groups is empty");
  refused("[tls]\nversion = \"1.2\"", "tls.version is not a key here; allowed are least, most, ciphers");
  refused("[[tls.certificate]]\nleaf = {}", "tls.certificate.name is missing");
  refused("[[tls.certificate]]\nname = \"a.test\"\nstaple = {}", "only the first certificate can have one");
  refused("[[wire]]\nat = 1", "wire.fault is missing");
  refused("[[wire]]\nfault = \"drop\"", "allowed are cut, reset, stall, delay, split, corrupt, insert");
  refused("[[wire]]\nfault = \"cut\"\nat = -1", "a.toml:17: wire.at must be a whole number from 0");
  refused("[[wire]]\nfault = \"cut\"\npiece = 2", "wire.piece says nothing to this fault; it is for split");
  refused("[[wire]]\nfault = \"insert\"", "wire.octets is missing");
  refused("[[wire]]\nfault = \"corrupt\"\nmask = 0", "wire.mask must be a whole number from 1 to 255");
  refused("[certificate]\nstaple = { instead = \"malformed\" }", "has a staple that the TLS library would not send");
  refused("[certificate]\nstaple = { signer = \"root\" }", "let it be signed by intermediate, or by a responder");
}
