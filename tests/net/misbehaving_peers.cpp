// SPDX-License-Identifier: BSL-1.0
//
// Peers that do what no peer should, at every step: each probe ends in time, with the finding that
// says what was seen, and no peer is called bad for what could not be tested.

#include <string>
#include <vector>

#include <mxtls/smtp/errc.hpp>

#include "probing.hpp"

using namespace mxtls;
using namespace mxtls::test;
using report::ending;
using smtp::then;

namespace {

using layer = smtp::layer;

struct misbehaviour {
  std::string name;
  std::vector<smtp::rule> rules;
  std::vector<std::string> findings;
  /// Under opportunistic, require-tls and pkix-hostname.
  std::string verdicts = "inconclusive inconclusive inconclusive";
  ending how = ending::completed;
  smtp::stage reached = smtp::stage::done;
  smtp::tls_start start = smtp::tls_start::starttls;
};

void check(misbehaviour const& peer, net::probed const& seen) {
  INFO(peer.name << ": " << seen.error.message());
  CHECK_THAT(seen.report, has_only_findings(peer.findings));
  std::string verdicts;
  using namespace report::policies;
  for (auto const* const policy : {&opportunistic, &require_tls, &pkix_hostname})
    verdicts += (verdicts.empty() ? "" : " ") + std::string{to_text(report::judge(seen.report, *policy).what)};
  CHECK(verdicts == peer.verdicts);
  CHECK(seen.report.ended == peer.how);
  CHECK(smtp::to_text(seen.report.reached) == smtp::to_text(peer.reached));
  CHECK(seen.error == seen.report.error);
  CHECK((peer.how == ending::completed) == !seen.error);
  CHECK(seen.error != asio::error::operation_aborted);
}

std::string const go_ahead = "220 2.0.0 Ready to start TLS\r\n";
constexpr char const* fails_where_tls_is_asked = "pass fail fail";
constexpr char const* passes = "pass pass pass";

/// After the client's first octets, in place of a ServerHello.
std::vector<smtp::rule> in_place_of_hello(smtp::response what) {
  return {{.on = "STARTTLS", .respond = {go_ahead, then::await_octets}}, {.on = "octets", .respond = std::move(what)}};
}

std::string many_lines(std::string const& line, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += line;
  return out;
}

} // namespace

TEST_CASE("A peer that is silent runs into the limit of that step, and is not called bad", "[net][deadline]") {
  using smtp::stage;
  struct silence {
    std::string name;
    smtp::rule rule;
    stage at;
    std::chrono::milliseconds io::limits::*limit;
    io::errc expected;
  };
  for (silence const& each : std::vector<silence>{
           {"no greeting",
            {.on = "connect", .respond = {"", then::hold}},
            stage::greeting,
            &io::limits::greeting,
            io::errc::greeting_timeout},
           {"half a greeting",
            {.on = "connect", .respond = {"220-mx\r\n220 mx", then::hold}},
            stage::greeting,
            &io::limits::greeting,
            io::errc::greeting_timeout},
           {"no answer to EHLO",
            {.on = "EHLO", .respond = {"", then::hold}},
            stage::ehlo,
            &io::limits::command,
            io::errc::command_timeout},
           {"no answer to STARTTLS",
            {.on = "STARTTLS", .respond = {"", then::hold}},
            stage::starttls,
            &io::limits::starttls,
            io::errc::starttls_timeout},
           {"no ServerHello",
            {.on = "STARTTLS", .respond = {go_ahead, then::hold}},
            stage::handshake,
            &io::limits::handshake,
            io::errc::handshake_timeout},
           {"no answer to EHLO inside TLS",
            {.on = "EHLO", .respond = {"", then::hold}, .in = layer::tls},
            stage::ehlo_in_tls,
            &io::limits::command,
            io::errc::command_timeout},
       }) {
    net::one_server server{{.rules = {each.rule}}};
    // EHLO in clear, which is answered, has the same limit as EHLO inside TLS: it needs some time.
    server.settings.limits.*each.limit = each.at == stage::ehlo_in_tls ? 5 * net::moment : net::moment;
    auto const seen = server.probe();
    check({.name = each.name, .rules = {}, .findings = {"timeout"}, .how = ending::timed_out, .reached = each.at},
          seen);
    CHECK(seen.error == each.expected);
  }
}

TEST_CASE("The time for the whole runs out at any step", "[net][deadline]") {
  for (auto const& rules : std::vector<std::vector<smtp::rule>>{
           {{.on = "connect", .respond = {"", then::hold}}},
           {{.on = "EHLO", .respond = {"250-", then::hold}}},
           {{.on = "STARTTLS", .respond = {go_ahead, then::hold}}},
       }) {
    net::one_server server{{.rules = rules}};
    auto request = net::request_to(server.server.port());
    request.timeout_milliseconds = 2 * net::moment.count();
    auto const seen = net::probe(server.io, server.settings, request);
    CHECK(seen.error == io::errc::total_timeout);
    CHECK_THAT(seen.report, has_only_findings({"timeout"}));
    CHECK(seen.report.ended == ending::timed_out);
  }
}

TEST_CASE("A peer that does not answer QUIT has said enough", "[net][deadline]") {
  net::one_server server{{.rules = {{.on = "QUIT", .respond = {"", then::hold}}}}};
  server.settings.limits.quit = net::moment;
  auto const seen = server.probe();
  CHECK_FALSE(seen.error);
  CHECK_THAT(seen.report, has_no_findings());
  CHECK(seen.report.reached == smtp::stage::done);
}

TEST_CASE("A port that nobody listens on is no connection", "[net]") {
  asio::io_context io;
  std::uint16_t closed = 0;
  {
    asio::ip::tcp::acceptor const acceptor{io, {asio::ip::make_address("127.0.0.1"), 0}};
    closed = acceptor.local_endpoint().port();
  }
  auto const seen = net::probe(io, {}, net::request_to(closed));
  CHECK(seen.error == asio::error::connection_refused);
  check({.name = "closed port",
         .rules = {},
         .findings = {"connection-failed"},
         .how = ending::no_connection,
         .reached = smtp::stage::connect},
        seen);
  CHECK(seen.report.peer.empty());
}

TEST_CASE("What a peer says in place of SMTP, or too much of it, is no SMTP", "[net][hostile]") {
  auto const answer = [](std::string octets) {
    return std::vector<smtp::rule>{{.on = "connect", .respond = {std::move(octets), then::hold}}};
  };
  for (auto const& [name, rules, expected, at] :
       std::vector<std::tuple<std::string, std::vector<smtp::rule>, smtp::errc, smtp::stage>>{
           {"another protocol", answer("SSH-2.0-OpenSSH_9.2\r\n"), smtp::errc::reply_malformed, smtp::stage::greeting},
           {"octets", answer("\xff\xfe\x01\n"), smtp::errc::reply_malformed, smtp::stage::greeting},
           {"an empty line", answer("\r\n"), smtp::errc::reply_malformed, smtp::stage::greeting},
           {"10,000 lines", answer(many_lines("220-mx.example.test\r\n", 10'000)), smtp::errc::reply_too_long,
            smtp::stage::greeting},
           {"a line of 10 MB", answer("220 " + std::string(10'000'000, 'x')), smtp::errc::line_too_long,
            smtp::stage::greeting},
           {"codes that change", answer("220-mx\r\n250 mx\r\n"), smtp::errc::reply_code_changed, smtp::stage::greeting},
           {"no code in the answer to EHLO",
            {{.on = "EHLO", .respond = {"hello\r\n", then::hold}}},
            smtp::errc::reply_malformed,
            smtp::stage::ehlo},
           {"10 MB inside TLS",
            {{.on = "EHLO", .respond = {std::string(10'000'000, '2'), then::hold}, .in = layer::tls}},
            smtp::errc::line_too_long,
            smtp::stage::ehlo_in_tls},
       }) {
    net::one_server server{{.rules = rules}};
    auto const seen = server.probe();
    CHECK(seen.error == expected);
    check({.name = name, .rules = {}, .findings = {"not-smtp"}, .how = ending::not_smtp, .reached = at}, seen);
  }
}

TEST_CASE("What is no SMTP is shown as far as it was read", "[net][hostile][report]") {
  auto const received = [](std::string octets) {
    net::one_server server{{.rules = {{.on = "connect", .respond = {std::move(octets), then::hold}}}}};
    std::vector<std::string> out;
    for (auto const& event : server.probe().report.transcript)
      if (event.what == report::event::kind::received) out.push_back(event.text);
    return out;
  };
  auto const http = received("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  REQUIRE(http.size() == 1);
  CHECK(http[0].starts_with("HTTP/1.1 400 Bad Request\r\n"));

  CHECK(received("220-a\r\n220-b\r\nGARBAGE\r\n") == std::vector<std::string>{"220-a", "220-b", "GARBAGE\r\n"});

  auto const endless = received(many_lines("220-mx.example.test\r\n", 10'000));
  REQUIRE(endless.size() == 257);
  CHECK(endless[255] == "220-mx.example.test");
  CHECK(endless[256].size() <= 200);
}

TEST_CASE("A peer that refuses is told from one that cannot do TLS", "[net][rfc3207-4][rfc5321-3.1]") {
  std::vector<misbehaviour> const refusals{
      {"421", {{.on = "connect", .respond = {"421 4.3.2 Busy\r\n", then::close}}}, {"temporary-refusal"}},
      {"421, and it waits", {{.on = "connect", .respond = {"421 4.3.2 Busy\r\n"}}}, {"temporary-refusal"}},
      {"554", {{.on = "connect", .respond = {"554 5.7.1 Not you\r\n", then::close}}}, {"permanent-refusal"}},
      {"EHLO 500", {{.on = "EHLO", .respond = {"500 What\r\n"}}}, {"starttls-not-supported"}, fails_where_tls_is_asked},
      {"EHLO 550", {{.on = "EHLO", .respond = {"550 Not you\r\n"}}}, {"permanent-refusal"}},
      {"EHLO 421", {{.on = "EHLO", .respond = {"421 Not now\r\n", then::close}}}, {"temporary-refusal"}},
      {"STARTTLS 454", {{.on = "STARTTLS", .respond = {"454 4.7.0 Not now\r\n"}}}, {"temporary-refusal"}},
      {"STARTTLS 454, and 421 behind it",
       {{.on = "STARTTLS", .respond = {"454 4.7.0 Not now\r\n421 4.7.0 Bye\r\n", then::close}}},
       {"temporary-refusal"}},
      {"STARTTLS 554, and 421 behind it",
       {{.on = "STARTTLS", .respond = {"554 5.7.0 No\r\n421 4.7.0 Bye\r\n", then::close}}},
       {"starttls-not-supported"},
       fails_where_tls_is_asked},
      {"STARTTLS 501",
       {{.on = "STARTTLS", .respond = {"501 5.5.4 No\r\n"}}},
       {"starttls-not-supported"},
       fails_where_tls_is_asked},
      {"STARTTLS 554",
       {{.on = "STARTTLS", .respond = {"554 5.7.0 No\r\n", then::close}}},
       {"starttls-not-supported"},
       fails_where_tls_is_asked},
      {"EHLO refused in TLS",
       {{.on = "EHLO", .respond = {"550 No\r\n"}, .in = layer::tls}},
       {"ehlo-refused-in-tls"},
       passes},
      {.name = "554 in implicit TLS",
       .rules = {{.on = "connect", .respond = {"554 No\r\n", then::close}}},
       .findings = {"permanent-refusal"},
       .start = smtp::tls_start::implicit},
  };
  for (misbehaviour const& peer : refusals) {
    net::one_server server{{.rules = peer.rules}, peer.start};
    auto request = net::request_to(server.server.port());
    request.start = peer.start;
    check(peer, net::probe(server.io, server.settings, request));
  }
}

TEST_CASE("A peer that goes away in the middle leaves the question open", "[net]") {
  auto const how = GENERATE(then::close, then::reset);
  using smtp::stage;
  struct step {
    std::string name;
    std::vector<smtp::rule> rules;
    smtp::stage at;
  };
  for (step const& each : std::vector<step>{
           {"in place of the greeting", {{.on = "connect", .respond = {"", how}}}, stage::greeting},
           {"in the middle of the greeting", {{.on = "connect", .respond = {"220-mx\r\n", how}}}, stage::greeting},
           {"at EHLO", {{.on = "EHLO", .respond = {"", how}}}, stage::ehlo},
           {"at STARTTLS", {{.on = "STARTTLS", .respond = {"", how}}}, stage::starttls},
           {"in place of a ServerHello", in_place_of_hello({"", how}), stage::handshake},
           {"in the middle of a TLS record", in_place_of_hello({std::string{"\x16\x03\x03\x00", 4}, how}),
            stage::handshake},
           {"inside TLS", {{.on = "EHLO", .respond = {"", how}, .in = layer::tls}}, stage::ehlo_in_tls},
       }) {
    net::one_server server{{.rules = each.rules}};
    auto const seen = server.probe();
    misbehaviour peer{.name = each.name + (how == then::reset ? ", RST" : ", FIN"),
                      .rules = {},
                      .findings = {"connection-lost"},
                      .how = ending::lost,
                      .reached = each.at};
    // RST straight after the connection may be seen before the connection is.
    if (seen.report.ended == ending::no_connection && each.at == stage::greeting && how == then::reset) {
      peer.findings = {"connection-failed"};
      peer.how = ending::no_connection;
      peer.reached = stage::connect;
    }
    check(peer, seen);
    // What TLS had shown before is there.
    CHECK(seen.report.tls.has_value() == (each.at == stage::ehlo_in_tls));
  }
}

TEST_CASE("A peer that speaks clear text where only TLS may follow is found out", "[net][rfc3207-4.2]") {
  {
    net::one_server server{{.rules = in_place_of_hello({"454 4.7.0 TLS not available\r\n", then::hold})}};
    auto const seen = server.probe();
    check({.name = "in place of a ServerHello",
           .rules = {},
           .findings = {"validation-failure"},
           .verdicts = fails_where_tls_is_asked,
           .how = ending::tls_failed,
           .reached = smtp::stage::handshake},
          seen);
    CHECK(seen.report.tls_failed.value().first_octets == "454 4.7.0 TLS not available\r\n");
  }
  {
    net::one_server server{{.rules = {{.on = "STARTTLS", .respond = {go_ahead + "250 evil\r\n", then::start_tls}}}}};
    auto const seen = server.probe();
    check({.name = "behind the 220",
           .rules = {},
           .findings = {"plaintext-after-starttls"},
           .verdicts = fails_where_tls_is_asked},
          seen);
    CHECK(seen.report.dialogue.unread_plaintext == "250 evil\r\n");
    CHECK(seen.report.tls);
  }
}

TEST_CASE("A peer with bad manners is told so, and passes", "[net][rfc5321-2.3.8][rfc3207-4.2]") {
  using std::string_literals::operator""s;
  for (auto const& [rules, findings] : std::vector<std::pair<std::vector<smtp::rule>, std::vector<std::string>>>{
           {{{.on = "connect", .respond = {"220 mx\0.example.test\r\n"s}}}, {"nul-octet"}},
           {{{.on = "connect", .respond = {"220-mx.example.test\n220 ESMTP\n"}}}, {"bare-line-feed"}},
           {{{.on = "EHLO", .respond = {"250-mx.example.test\r\n250 STARTTLS\r\n"}, .in = layer::tls}},
            {"starttls-offered-in-tls"}},
       }) {
    net::one_server server{{.rules = rules}};
    check({.name = findings.front(), .rules = {}, .findings = findings, .verdicts = passes}, server.probe());
  }
}

TEST_CASE("A peer with no TLS in common is a failure with its alert", "[net][rfc8446-6.2]") {
  auto const& authority = net::authority::shared();
  auto const context = io::tls_context::server(authority.leaf.chain_pem(), authority.leaf.key().pkcs8_pem());
  REQUIRE(wolfSSL_CTX_set_cipher_list(context.native(), "TLS13-AES256-GCM-SHA384") == WOLFSSL_SUCCESS);
  net::one_server server{{}, smtp::tls_start::starttls, context};
  REQUIRE(wolfSSL_CTX_set_cipher_list(server.settings.context.native(), "TLS13-AES128-GCM-SHA256") == WOLFSSL_SUCCESS);
  auto const seen = server.probe();
  check({.name = "no common cipher suite",
         .rules = {},
         .findings = {"validation-failure"},
         .verdicts = fails_where_tls_is_asked,
         .how = ending::tls_failed,
         .reached = smtp::stage::handshake},
        seen);
  CHECK(seen.report.tls_failed.value().alert_received == report::tls_alert{40, true});
  REQUIRE(server.server.sessions().size() == 1);
  CHECK(server.server.sessions().front().seen.tls_failed.value().alert_sent == report::tls_alert{40, true});
}

TEST_CASE("A chain too long for our TLS library says nothing about the peer", "[net][tls]") {
  auto const& authority = net::authority::shared();
  std::string chain = authority.leaf.chain_pem();
  for (int i = 0; i < 12; ++i) chain += pki::to_pem("CERTIFICATE", authority.leaf.chain_der().at(1));
  auto const context = io::tls_context::server(chain, authority.leaf.key().pkcs8_pem());
  net::one_server server{{}, smtp::tls_start::starttls, context};
  check({.name = "fourteen certificates",
         .rules = {},
         .findings = {"tls-not-testable"},
         .how = ending::tls_not_testable,
         .reached = smtp::stage::handshake},
        server.probe());
}

TEST_CASE("A peer that does not accept the connection runs into the limit for connecting", "[net][deadline]") {
  // A backlog that is full: the system then answers no more.
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor{io};
  asio::ip::tcp::endpoint const anywhere{asio::ip::make_address("127.0.0.1"), 0};
  acceptor.open(anywhere.protocol());
  acceptor.bind(anywhere);
  acceptor.listen(0);
  std::vector<asio::ip::tcp::socket> queued;
  for (int i = 0; i < 8; ++i) {
    queued.emplace_back(io).async_connect(acceptor.local_endpoint(), [](std::error_code) {});
    io.poll();
    io.restart();
  }
  probe::settings shared;
  shared.limits.connect = net::moment;
  auto const seen = net::probe(io, shared, net::request_to(acceptor.local_endpoint().port()));
  CHECK(seen.error == io::errc::connect_timeout);
  check({.name = "full backlog",
         .rules = {},
         .findings = {"timeout"},
         .how = ending::timed_out,
         .reached = smtp::stage::connect},
        seen);
}
