// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <mxtls/fake/tls_failures.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls;
using fake::clear_text;
using fake::session_record;
using smtp::layer;

namespace {

using commands = std::vector<smtp::seen_command>;

session_record session(std::string peer, commands given) {
  session_record out{.peer = std::move(peer)};
  out.seen.dialogue.commands = std::move(given);
  return out;
}

commands const refused{{"EHLO", "a", layer::clear}, {"STARTTLS", "", layer::clear}, {"QUIT", "", layer::clear}};
commands const in_clear{{"EHLO", "a", layer::clear}, {"MAIL", "FROM:<a@b.test>", layer::clear}};

session_record in_tls(std::string peer) {
  session_record out = session(
      std::move(peer), {{"EHLO", "a", layer::clear}, {"STARTTLS", "", layer::clear}, {"MAIL", "FROM:<>", layer::tls}});
  out.seen.after.tls_begun = std::chrono::milliseconds{1};
  out.seen.tls.emplace();
  return out;
}

/// With implicit TLS there is no STARTTLS.
session_record failed_handshake(std::string peer) {
  session_record out = session(std::move(peer), {});
  out.seen.after.tls_begun = std::chrono::milliseconds{1};
  return out;
}

} // namespace

TEST_CASE("A mail in clear after a refused STARTTLS is told by connection", "[fake][rfc3207-4]") {
  fake::tls_failures seen;
  CHECK(seen.see(session("192.0.2.1:1", {{"STARTTLS", "", layer::clear}, {"MAIL", "", layer::clear}})) ==
        clear_text::same_connection);
  CHECK(seen.see(session("192.0.2.2:1", {{"MAIL", "", layer::clear}, {"STARTTLS", "", layer::clear}})) ==
        clear_text::none);
  CHECK(seen.see(session("192.0.2.3:1",
                         {{"MAIL", "", layer::clear}, {"STARTTLS", "", layer::clear}, {"MAIL", "", layer::clear}})) ==
        clear_text::same_connection);
}

TEST_CASE("A peer whose TLS failed is known again on a new connection", "[fake][rfc3207-4]") {
  fake::tls_failures seen;
  auto const failed = GENERATE(session("192.0.2.1:1000", refused), failed_handshake("192.0.2.1:1000"));
  CHECK(seen.see(failed) == clear_text::none);
  CHECK(seen.see(session("192.0.2.2:1001", in_clear)) == clear_text::none); // somebody else
  CHECK(seen.see(session("192.0.2.1:1002", {{"EHLO", "a", layer::clear}})) == clear_text::none);
  CHECK(seen.see(session("192.0.2.1:1003", in_clear)) == clear_text::new_connection);
  CHECK(seen.see(session("192.0.2.1:1004", in_clear)) == clear_text::new_connection);
}

TEST_CASE("A peer that never tried TLS has not fallen back from it", "[fake]") {
  fake::tls_failures seen;
  CHECK(seen.see(session("192.0.2.1:1", in_clear)) == clear_text::none);
  CHECK(seen.see(session("192.0.2.1:2", in_clear)) == clear_text::none);
}

TEST_CASE("Mail in TLS makes a failure before it forgotten", "[fake]") {
  fake::tls_failures seen;
  seen.see(session("[2001:db8::1]:1", refused));
  CHECK(seen.see(in_tls("[2001:db8::1]:2")) == clear_text::none);
  CHECK(seen.see(session("[2001:db8::1]:3", in_clear)) == clear_text::none);
  seen.see(in_tls("[2001:db8::1]:4"));
  CHECK(seen.see(session("[2001:db8::1]:5", in_clear)) == clear_text::none);
}

TEST_CASE("Only so many peers are remembered, the latest", "[fake]") {
  fake::tls_failures seen;
  for (std::size_t i = 0; i <= fake::tls_failures::max_peers; ++i) seen.see(session(std::to_string(i) + ":1", refused));
  CHECK(seen.see(session("0:2", in_clear)) == clear_text::none);
  CHECK(seen.see(session("1:2", in_clear)) == clear_text::new_connection);
}

TEST_CASE("A mail is begun in clear by MAIL outside TLS, and by nothing else", "[fake][rfc5321-4.1.1.2]") {
  CHECK(fake::mail_in_clear({.commands = in_clear}));
  CHECK_FALSE(fake::mail_in_clear({.commands = refused}));
  CHECK_FALSE(fake::mail_in_clear({.commands = {{"MAIL", "", layer::tls}, {"NOOP", "MAIL", layer::clear}}}));
}
