// SPDX-License-Identifier: BSL-1.0
//
// TLS on octets in memory: no stream, no time.

#include <initializer_list>
#include <string>

#include <mxtls/io/tls_chain.hpp>
#include <mxtls/io/tls_engine.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/report/client_hello.hpp>
#include <mxtls/report/tls_alert_text.hpp>
#include <mxtls/test/matchers.hpp>

using namespace mxtls;
using io::tls_context;
using io::tls_engine;
using outcome = io::tls_engine::outcome;

namespace {

timestamp const now = parse_timestamp("2026-11-23").value();

pki::leaf make_leaf(pki::recipe const& wanted = {.dns = {"mx.example.test"}}) {
  return pki::authority::create({.seed = "engine", .now = now}).intermediate().issue(wanted);
}

tls_context server_context(pki::leaf const& leaf) {
  return tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem());
}

/// Both sides of one TLS session; octets are carried `largest` at a time.
struct two_engines {
  two_engines(tls_context const& client_side, tls_context const& server_side)
      : client{client_side}, server{server_side} {}

  static bool carry(tls_engine& from, tls_engine& to, std::size_t largest) {
    std::string const octets{from.output()};
    from.output_sent();
    for (std::size_t at = 0; at < octets.size(); at += largest) to.feed(std::string_view{octets}.substr(at, largest));
    return !octets.empty();
  }

  void shake_hands(std::size_t largest = 1'000'000) {
    for (bool moving = true; moving;) {
      if (on_client.what == outcome::wants_octets) on_client = client.connect();
      moving = carry(client, server, largest);
      if (on_server.what == outcome::wants_octets) on_server = server.accept();
      moving = carry(server, client, largest) || moving;
    }
  }

  tls_engine client;
  tls_engine server;
  tls_engine::progress on_client{.what = outcome::wants_octets};
  tls_engine::progress on_server{.what = outcome::wants_octets};
};

} // namespace

TEST_CASE("A handshake agrees on X25519 and shows the chain as it was sent", "[io][tls][rfc8446-4.2.7]") {
  auto const leaf = make_leaf();
  auto const client = tls_context::client();
  auto const server = server_context(leaf);
  two_engines tls{client, server};
  tls.shake_hands(GENERATE(std::size_t{1}, std::size_t{1'000'000}));
  REQUIRE(tls.on_client.what == outcome::done);
  REQUIRE(tls.on_server.what == outcome::done);

  report::tls_session const seen = io::observe(tls.client);
  CHECK(seen.version == "TLSv1.3");
  CHECK(seen.cipher_suite.starts_with("TLS_"));
  CHECK(seen.group == "x25519");
  CHECK(seen.chain == leaf.chain_der());
  REQUIRE(leaf.chain_der().size() == 2);

  report::tls_session const by_server = io::observe(tls.server);
  CHECK(by_server.cipher_suite == seen.cipher_suite);
  CHECK(by_server.chain.empty());
}

TEST_CASE("A server that knows TLS 1.2 only is seen all the same", "[io][tls][rfc5246-7.4.2]") {
  auto const leaf = make_leaf();
  auto const client = tls_context::client();
  auto const server = server_context(leaf);
  wolfSSL_CTX_set_options(server.native(), WOLFSSL_OP_NO_TLSv1_3);
  two_engines tls{client, server};
  tls.shake_hands();
  REQUIRE(tls.on_client.what == outcome::done);
  report::tls_session const seen = io::observe(tls.client);
  CHECK(seen.version == "TLSv1.2");
  CHECK(seen.cipher_suite.starts_with("TLS_ECDHE_ECDSA_WITH_"));
  CHECK(seen.group == "x25519");
  CHECK(seen.chain == leaf.chain_der());
}

TEST_CASE("Octets go through a session both ways, and close_notify ends it", "[io][tls][rfc8446-6.1]") {
  auto const client = tls_context::client();
  auto const server = server_context(make_leaf());
  two_engines tls{client, server};
  tls.shake_hands();
  REQUIRE(tls.on_client.what == outcome::done);
  std::string into(100, '\0');
  CHECK(tls.server.read(into.data(), into.size()).what == outcome::wants_octets);
  CHECK(tls.client.write("hello", 5).octets == 5);
  CHECK(tls.client.output().find("hello") == std::string_view::npos);
  two_engines::carry(tls.client, tls.server, 1);
  auto const got = tls.server.read(into.data(), into.size());
  CHECK(got.what == outcome::done);
  CHECK(into.substr(0, got.octets) == "hello");

  tls.server.shut_down();
  two_engines::carry(tls.server, tls.client, 1000);
  CHECK(tls.client.read(into.data(), into.size()).what == outcome::closed);
}

TEST_CASE("A server name that is empty is not sent, and one that no host has is refused", "[io][tls][rfc6066-3]") {
  auto const leaf = make_leaf();
  auto const server_side = server_context(leaf);
  auto const client_side = tls_context::client();
  two_engines none{client_side, server_side};
  none.client.offer_server_name("");
  none.shake_hands();
  CHECK(none.on_client.what == outcome::done);
  CHECK_FALSE(report::parse_client_hello(none.server.first_octets()).value().server_name);
  tls_engine client{client_side};
  CHECK_NOTHROW(client.offer_server_name(std::string(255, 'a')));
  for (std::size_t const length : std::initializer_list<std::size_t>{256, 65'536, 65'540})
    CHECK_THROWS_AS(client.offer_server_name(std::string(length, 'a')), std::system_error);
}

TEST_CASE("What the library cannot do is told from what a peer did wrong", "[io][tls]") {
  for (int const ours :
       std::initializer_list<int>{MAX_CHAIN_ERROR, BUFFER_E, MEMORY_E, MP_EXPTMOD_E, RSA_KEY_SIZE_E, ASN_UNKNOWN_OID_E})
    CHECK(io::is_limit_of_library(io::make_tls_error(ours)));
  for (int const theirs : std::initializer_list<int>{FATAL_ERROR, MATCH_SUITE_ERROR, VERSION_ERROR, UNKNOWN_RECORD_TYPE,
                                                     VERIFY_SIGN_ERROR})
    CHECK_FALSE(io::is_limit_of_library(io::make_tls_error(theirs)));
  CHECK_FALSE(io::is_limit_of_library({MAX_CHAIN_ERROR, std::generic_category()}));
}

TEST_CASE("A server keeps the ClientHello until it is told to forget it, and nothing that follows", "[io][tls]") {
  auto const client = tls_context::client();
  auto const server = server_context(make_leaf());
  two_engines tls{client, server};
  tls.client.offer_server_name("mx.example.test");
  tls.shake_hands();
  auto const hello = report::parse_client_hello(tls.server.first_octets());
  REQUIRE(hello);
  CHECK(hello->server_name == "mx.example.test");
  CHECK(hello->key_shares == std::vector<std::uint16_t>{0x001d});

  tls.server.forget_handshake();
  tls.client.write("QUIT\r\n", 6);
  two_engines::carry(tls.client, tls.server, 1000);
  CHECK(tls.server.first_octets().empty());

  tls_engine garbage{server};
  for (int i = 0; i < 3; ++i) garbage.feed(std::string(7000, '\x16'));
  CHECK(garbage.first_octets().size() == tls_engine::max_first_octets);
}

TEST_CASE("A server gives no session ticket", "[io][tls][rfc8446-4.6.1]") {
  auto const client = tls_context::client();
  auto const server = server_context(make_leaf());
  two_engines tls{client, server};
  tls.client.connect();
  two_engines::carry(tls.client, tls.server, 1000);
  tls.server.accept();
  two_engines::carry(tls.server, tls.client, 1000);
  REQUIRE(tls.client.connect().what == outcome::done);
  two_engines::carry(tls.client, tls.server, 1000);
  REQUIRE(tls.server.accept().what == outcome::done);
  CHECK(tls.server.output().empty());
}

TEST_CASE("A session goes on when its handshake is forgotten and its memory given back", "[io][tls][rfc8446-4.6.3]") {
  auto const client_is_known = GENERATE(false, true);
  auto const leaf = make_leaf();
  auto client = tls_context::client();
  if (client_is_known) io::detail::use_certificate(client.native(), leaf.chain_pem(), leaf.key().pkcs8_pem());
  io::tls_server_settings settings;
  settings.most = GENERATE(io::tls_version::tls_1_2, io::tls_version::tls_1_3);
  if (client_is_known) settings.from_client = io::tls_server_settings::client_certificate::require;
  auto const server = tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem(), settings);
  two_engines tls{client, server};
  tls.shake_hands();
  REQUIRE(tls.on_server.what == outcome::done);
  report::tls_session const before = io::observe(tls.server);
  tls.server.forget_handshake();
  tls.server.shrink();
  tls.client.forget_handshake();
  tls.client.shrink();
  report::tls_session const after = io::observe(tls.server);
  CHECK(after.version == before.version);
  CHECK(after.cipher_suite == before.cipher_suite);
  CHECK(after.group == before.group);
  CHECK(after.chain == (client_is_known ? leaf.chain_der() : std::vector<bytes>{}));

  auto const talk = [&](tls_engine& from, tls_engine& to) {
    std::string const said(20'000, 'x');
    std::string heard;
    std::string buffer(4096, ' ');
    for (std::size_t written = 0; written < said.size();) {
      auto const step = from.write(said.data() + written, said.size() - written);
      REQUIRE(step.what == outcome::done);
      written += step.octets;
      two_engines::carry(from, to, 1000);
    }
    while (true) {
      auto const step = to.read(buffer.data(), buffer.size());
      if (step.what != outcome::done) break;
      heard.append(buffer, 0, step.octets);
    }
    CHECK(heard == said);
    two_engines::carry(to, from, 1000); // its own new keys, if it was asked for them
  };
  talk(tls.client, tls.server);
  talk(tls.server, tls.client);
  if (before.version == "TLSv1.3") {
    // New keys, each way.
    REQUIRE(wolfSSL_update_keys(tls.client.native()) == WOLFSSL_SUCCESS);
    talk(tls.client, tls.server);
    talk(tls.server, tls.client);
    REQUIRE(wolfSSL_update_keys(tls.server.native()) == WOLFSSL_SUCCESS);
    talk(tls.server, tls.client);
    talk(tls.client, tls.server);
  }
  tls.client.shut_down();
  two_engines::carry(tls.client, tls.server, 1000);
  char none = 0;
  CHECK(tls.server.read(&none, 1).what == outcome::closed);
}

TEST_CASE("Sides with no common ground leave an alert", "[io][tls][rfc8446-6.2]") {
  auto const client = tls_context::client();
  auto const server = server_context(make_leaf());
  REQUIRE(wolfSSL_CTX_set_cipher_list(client.native(), "TLS13-AES128-GCM-SHA256") == WOLFSSL_SUCCESS);
  REQUIRE(wolfSSL_CTX_set_cipher_list(server.native(), "TLS13-AES256-GCM-SHA384") == WOLFSSL_SUCCESS);
  two_engines tls{client, server};
  tls.shake_hands();
  REQUIRE(tls.on_client.what == outcome::failed);
  REQUIRE(tls.on_server.what == outcome::failed);

  report::tls_failure const by_client = io::observe_failure(tls.client, tls.on_client.error);
  REQUIRE(by_client.alert_received);
  CHECK(by_client.alert_received->fatal);
  CHECK(report::to_text(*by_client.alert_received) == "handshake_failure (40)");
  CHECK(by_client.first_octets.empty()); // it was TLS
  CHECK(by_client.wolfssl_says == tls.on_client.error.message());

  report::tls_failure const by_server = io::observe_failure(tls.server, tls.on_server.error);
  CHECK(by_server.alert_sent == report::tls_alert{40, true});
  CHECK_FALSE(by_server.alert_received);
}

TEST_CASE("What a server says in clear in place of a ServerHello is kept", "[io][tls][rfc3207-4.1]") {
  auto const client = tls_context::client();
  std::string const said = "454 4.7.0 TLS not available\r\n";
  tls_engine engine{client};
  CHECK(engine.connect().what == outcome::wants_octets);
  CHECK_FALSE(engine.output().empty());
  engine.output_sent();
  engine.feed(said);
  auto const failed = engine.connect();
  REQUIRE(failed.what == outcome::failed);
  CHECK(failed.error.category() == io::tls_error_category::instance());
  report::tls_failure const seen = io::observe_failure(engine, failed.error);
  CHECK(seen.first_octets == said);
  CHECK_FALSE(seen.alert_received);

  // However little of it came, and whatever ended it.
  tls_engine short_one{client};
  short_one.connect();
  short_one.feed("4");
  CHECK(io::observe_failure(short_one, make_error_code(io::errc::truncated)).first_octets == "4");
  CHECK(io::observe_failure(short_one, make_error_code(io::errc::truncated)).wolfssl_says.empty());

  tls_engine long_one{client};
  long_one.connect();
  long_one.feed(std::string(5000, 'x'));
  CHECK(io::observe_failure(long_one, {}).first_octets == std::string(200, 'x'));

  tls_engine silent{client};
  CHECK(io::observe_failure(silent, {}).first_octets.empty());
}

TEST_CASE("A certificate of any size is seen as it was sent", "[io][tls]") {
  std::vector<std::string> names;
  auto const count = GENERATE(30, 60, 100, 400);
  for (int i = 0; i < count; ++i) names.push_back("a-host-with-a-long-name-" + std::to_string(i) + ".example.test");
  auto const leaf = make_leaf({.dns = names});
  auto const client = tls_context::client();
  auto const server = server_context(leaf);
  two_engines tls{client, server};
  tls.shake_hands();
  INFO(leaf.der().size() << " octets; " << tls.on_client.error.message());
  REQUIRE(tls.on_client.what == outcome::done);
  CHECK((io::observe(tls.client).chain == leaf.chain_der())); // not taken apart: it would fill pages
}

TEST_CASE("Nine certificates are seen, and what is too much for the library fails and never hangs", "[io][tls]") {
  auto const leaf = make_leaf();
  auto const client = tls_context::client();
  auto const run = [&](int certificates) {
    std::string chain;
    for (int i = 0; i < certificates; ++i) chain += leaf.pem();
    auto const server = tls_context::server(chain, leaf.key().pkcs8_pem());
    two_engines tls{client, server};
    tls.shake_hands();
    CHECK(tls.on_client.what != outcome::wants_octets);
    return tls.on_client.what == outcome::done ? io::observe(tls.client).chain.size() : 0;
  };
  CHECK(run(9) == 9);
  run(30);
}

TEST_CASE("A context that cannot be made says what it stumbled over", "[io][tls][errors]") {
  auto const leaf = make_leaf();
  CHECK_THROWS_WITH(tls_context::server("no certificate", leaf.key().pkcs8_pem()),
                    test::contains("the server's certificate chain (PEM, leaf first)"));
  CHECK_THROWS_WITH(tls_context::server(leaf.chain_pem(), "no key"), test::contains("the server's private key (PEM)"));
  CHECK_THROWS_WITH(tls_context::server(leaf.chain_pem(), ""), test::contains("the server's private key (PEM)"));
}

TEST_CASE("Errors of the TLS library have its name, its words and its number", "[io][tls][errors]") {
  std::error_code const ec = io::make_tls_error(ASN_SIG_CONFIRM_E);
  CHECK(std::string{ec.category().name()} == "wolfssl");
  CHECK_THAT(ec.message(), test::contains("[wolfSSL -155]"));
  CHECK_THAT(ec.message(), test::contains("confirm"));
  CHECK_NOTHROW(io::check_tls_setting(WOLFSSL_SUCCESS, "it"));
  CHECK_THROWS_WITH(io::check_tls_setting(0, "the thing"), test::contains("the thing"));
}
