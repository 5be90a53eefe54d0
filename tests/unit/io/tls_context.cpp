// SPDX-License-Identifier: BSL-1.0
//
// The settings of a TLS server, as a client of our own meets them; other clients do in net/wire.sh.

#include <ctime>
#include <memory>
#include <string>
#include <utility>

#include <mxtls/io/tls_engine.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/report/tls_alert_text.hpp>
#include <mxtls/test/matchers.hpp>

using namespace mxtls;
using io::tls_context;
using io::tls_engine;
using io::tls_group;
using io::tls_server_settings;
using io::tls_version;
using outcome = io::tls_engine::outcome;

namespace {

timestamp const now = parse_timestamp("2026-11-23").value();

pki::leaf make_leaf(std::string const& name) {
  return pki::authority::create({.seed = "settings", .now = now}).issue({.dns = {name}});
}

/// How a handshake with such a server ended; the server's context is gone before it begins.
struct handshake {
  explicit handshake(tls_server_settings const& settings, std::string const& asked = "")
      : client{tls_context::client()}, server{[&] {
          auto const leaf = make_leaf("mx.first.test");
          return std::make_unique<tls_engine>(tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem(), settings));
        }()} {
    client.offer_server_name(asked);
    for (bool moving = true; moving;) {
      if (on_client.what == outcome::wants_octets) on_client = client.connect();
      moving = carry(client, *server);
      if (on_server.what == outcome::wants_octets) on_server = server->accept();
      moving = carry(*server, client) || moving;
    }
  }

  static bool carry(tls_engine& from, tls_engine& to) {
    std::string const octets{from.output()};
    from.output_sent();
    to.feed(octets);
    return !octets.empty();
  }

  report::tls_session seen() const {
    INFO(on_client.error.message());
    REQUIRE(on_client.what == outcome::done);
    return io::observe(client);
  }

  /// The alert that the client got.
  std::string alert() const {
    REQUIRE(on_client.what == outcome::failed);
    auto const got = io::observe_failure(client, on_client.error).alert_received;
    return got ? report::to_text(*got) : "none";
  }

  tls_engine client;
  std::unique_ptr<tls_engine> server;
  tls_engine::progress on_client{.what = outcome::wants_octets};
  tls_engine::progress on_server{.what = outcome::wants_octets};
};

} // namespace

TEST_CASE("A server speaks no other versions of TLS than it is told", "[io][tls][rfc8446-4.1.3]") {
  CHECK(handshake{{}}.seen().version == "TLSv1.3");
  CHECK(handshake{{.most = tls_version::tls_1_2}}.seen().version == "TLSv1.2");
  CHECK(handshake{{.most = tls_version::tls_1_1}}.seen().version == "TLSv1.1");
  CHECK_THROWS_WITH(handshake({.least = tls_version::tls_1_3, .most = tls_version::tls_1_2}),
                    test::contains("the versions of TLS: the least is above the most"));
}

TEST_CASE("A server agrees to its cipher suites and groups only", "[io][tls][rfc8446-4.1.1]") {
  CHECK(handshake{{.ciphers = {"TLS_CHACHA20_POLY1305_SHA256"}}}.seen().cipher_suite == "TLS_CHACHA20_POLY1305_SHA256");
  std::string const old = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
  CHECK(handshake{{.most = tls_version::tls_1_2, .ciphers = {old}}}.seen().cipher_suite == old);
  CHECK(handshake{{.groups = {tls_group::secp384r1}}}.seen().group == "secp384r1");
  CHECK(handshake{{.groups = {tls_group::x448}}}.on_client.what != outcome::done); // our client does not offer it
  CHECK_THROWS_WITH(handshake({.ciphers = {"TLS_NO_SUCH_THING"}}), test::contains("the cipher suites (IANA names)"));
  tls_server_settings none;
  none.groups.clear();
  CHECK_THROWS_WITH(handshake(none), test::contains("the key exchange groups"));
}

TEST_CASE("A client without a certificate is refused only where one is required", "[io][tls][rfc8446-4.4.2.4]") {
  using from = tls_server_settings::client_certificate;
  CHECK(handshake{{.from_client = from::request}}.on_server.what == outcome::done);
  handshake const refused{{.from_client = from::require}};
  REQUIRE(refused.on_server.what == outcome::failed);
  CHECK(io::observe_failure(*refused.server, refused.on_server.error).alert_sent == report::tls_alert{116, true});
  auto const other = make_leaf("ca.example.test");
  CHECK(handshake{{.from_client = from::request, .client_authorities_pem = other.pem()}}.on_server.what ==
        outcome::done);
  CHECK_THROWS_WITH(handshake({.from_client = from::request, .client_authorities_pem = "no certificate"}),
                    test::contains("the authorities of client certificates (PEM)"));
}

TEST_CASE("The name that a client asks for chooses the certificate", "[io][tls][rfc6066-3]") {
  auto const first = make_leaf("mx.first.test");
  auto const second = make_leaf("mx.second.test");
  tls_server_settings settings{.by_name = {{"MX.second.test", second.chain_pem(), second.key().pkcs8_pem()}},
                               .own_names = {"mx.first.test"}};
  auto const shown = [&](std::string const& asked) { return handshake{settings, asked}.seen().chain.front(); };
  CHECK((shown("mx.second.TEST") == second.der()));
  CHECK((shown("mx.first.test") == first.der()));
  CHECK((shown("mx.nobody.test") == first.der()));
  CHECK((shown("") == first.der()));

  settings.other_name = tls_server_settings::unknown_name::alert;
  CHECK((shown("mx.second.test") == second.der()));
  CHECK((shown("mx.first.test") == first.der()));
  CHECK((shown("") == first.der()));
  CHECK(handshake{settings, "mx.nobody.test"}.alert() == "unrecognized_name (112)");
  CHECK(handshake{settings, "mx.second.test."}.alert() == "unrecognized_name (112)");
  settings.no_name = tls_server_settings::unknown_name::alert;
  CHECK(handshake{settings, ""}.alert() == "unrecognized_name (112)");
  settings.by_name[0].key_pem = "no key";
  CHECK_THROWS_WITH(handshake(settings), test::contains("the server's private key (PEM)"));
}

TEST_CASE("A staple that was in date once does not change what time it is for others", "[io][tls][rfc6066-8]") {
  // A response that cannot be read: it is not sent, and does no harm.
  tls_server_settings const settings{
      .staple = io::tls_staple{.response = to_bytes("no response"), .signers_pem = "none", .in_date = now}};
  auto const before = std::time(nullptr);
  CHECK(handshake{settings}.on_server.what == outcome::done);
  CHECK(wc_Time(nullptr) >= before);
}
