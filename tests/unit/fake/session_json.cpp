// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <string>

#include <nlohmann/json.hpp>

#include <mxtls/fake/session_json.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls;
using nlohmann::json;
using std::chrono::milliseconds;

TEST_CASE("A session record says everything in one line of JSON", "[fake]") {
  fake::session_record of{.number = 3, .scenario = "wrong-name", .peer = "127.0.0.1:4711"};
  of.after_tls_failure = fake::clear_text::new_connection;
  of.error = make_error_code(io::errc::closed_by_peer);
  of.seen.hello = {.legacy_version = 0x0303,
                   .cipher_suites = {0x1301, 0x0a0a},
                   .extensions = {0, 16},
                   .versions = {0x0304, 0x0303},
                   .groups = {0x001d},
                   .signature_algorithms = {0x0403},
                   .key_shares = {0x001d},
                   .alpn = {"smtp", "\x01"},
                   .server_name = "mx\n.test",
                   .status_request = true};
  of.seen.tls_failed = {.wolfssl_says = "words"};
  of.seen.alerts.received = report::tls_alert{48, true};
  of.seen.after = {.greeted = milliseconds{1}, .tls_begun = milliseconds{20}, .ended = milliseconds{300}};
  of.seen.end = io::server_outcome::ending::reset;
  of.seen.dialogue.commands = {{"EHLO", "caf\xe9", smtp::layer::clear}, {"MAIL", "FROM:<>", smtp::layer::clear}};
  of.seen.dialogue.commands_left_out = 2;
  of.seen.dialogue.unread_plaintext = "RSET\r\n";
  of.seen.dialogue.accepted = {{.envelope = {.sender = "", .recipients = {"b@d.test"}},
                                .in = smtp::layer::tls,
                                .size = 12,
                                .content = "secret"}};

  std::string const line = fake::to_json(of);
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.find("secret") == std::string::npos);
  json const expected = json::parse(R"json({
    "schema": "mxtls.session-record/1", "scenario": "wrong-name", "number": 3, "peer": "127.0.0.1:4711",
    "tls": {"outcome": "failed",
            "client_hello": {"sni": "mx\\x0a.test", "legacy_version": "TLSv1.2", "versions": ["TLSv1.3", "TLSv1.2"],
                             "cipher_suites": ["TLS_AES_128_GCM_SHA256", "0x0a0a"], "groups": ["x25519"],
                             "key_shares": ["x25519"], "signature_algorithms": ["ecdsa_secp256r1_sha256"],
                             "alpn": ["smtp", "\\x01"], "status_request": true, "resumes": false,
                             "extensions": [0, 16]},
            "version": null, "cipher_suite": null, "group": null, "wolfssl_says": "words", "first_octets": null,
            "alert_received": "unknown_ca (48)", "alert_sent": null},
    "commands": [{"verb": "EHLO", "argument": "caf\\xe9", "layer": "clear"},
                 {"verb": "MAIL", "argument": "FROM:<>", "layer": "clear"}],
    "commands_left_out": 2, "unread_plaintext": "RSET\\x0d\\x0a",
    "messages": [{"sender": "", "recipients": ["b@d.test"], "layer": "tls", "octets": 12}],
    "mail_in_clear": true, "clear_text_after_tls_failure": "new-connection", "end": "reset",
    "error": "the peer closed the connection",
    "milliseconds": {"greeted": 1, "tls_begun": 20, "tls_ended": null, "ended": 300}})json");
  CHECK(json::parse(line) == expected);
}

TEST_CASE("What did not come to pass is null in a session record", "[fake]") {
  json const empty = json::parse(fake::to_json({.number = 1}));
  for (char const* const key : {"scenario", "peer", "error", "clear_text_after_tls_failure"}) {
    INFO(key);
    CHECK(empty.at(key).is_null());
  }
  CHECK(empty["tls"]["outcome"] == "none");
  CHECK(empty["tls"]["client_hello"].is_null());
  CHECK(empty["mail_in_clear"] == false);
  fake::session_record done{.number = 1};
  done.seen.tls = {.version = "TLSv1.3", .cipher_suite = "TLS_AES_128_GCM_SHA256", .group = "x25519"};
  json const tls = json::parse(fake::to_json(done))["tls"];
  CHECK(tls["outcome"] == "completed");
  CHECK(tls["version"] == "TLSv1.3");
  CHECK(tls["cipher_suite"] == "TLS_AES_128_GCM_SHA256");
}
