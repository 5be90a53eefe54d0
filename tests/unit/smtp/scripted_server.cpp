// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/smtp/scripted_server.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;
using action = scripted_server::action;

namespace {

constexpr std::string_view greeting = "220 mx.example.test ESMTP\r\n";
constexpr std::string_view ehlo_in_clear =
    "250-mx.example.test\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n"
    "250-ENHANCEDSTATUSCODES\r\n250-SMTPUTF8\r\n250-CHUNKING\r\n250 STARTTLS\r\n";
constexpr std::string_view ehlo_in_tls =
    "250-mx.example.test\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n"
    "250-ENHANCEDSTATUSCODES\r\n250-SMTPUTF8\r\n250 CHUNKING\r\n";

/// Plays the client's side and checks at every step what the server does.
class visit {
 public:
  explicit visit(script played = {}, scripted_server_settings settings = {})
      : script_{std::move(played)}, machine_{script_, settings} {}
  visit(visit const&) = delete;
  visit& operator=(visit const&) = delete;

  visit& hears(std::string_view octets) {
    INFO("server: " << octets);
    REQUIRE(machine_.next() == action::write);
    CHECK(machine_.output() == octets);
    machine_.written();
    return *this;
  }

  /// Only the code is checked; the words are the server's own.
  visit& hears_code(std::string_view code) {
    INFO("server: " << code << " expected, " << machine_.output());
    REQUIRE(machine_.next() == action::write);
    CHECK(machine_.output().substr(0, 4) == std::string{code} + ' ');
    CHECK(machine_.output().substr(machine_.output().size() - 2) == "\r\n");
    machine_.written();
    return *this;
  }

  /// @param behind What was sent in the same flight behind the line.
  visit& says(std::string_view line, std::string_view behind = {}) {
    return sends(std::string{line} + "\r\n" + std::string{behind});
  }

  visit& sends(std::string octets) {
    INFO("client: " << octets);
    REQUIRE(machine_.next() == action::read);
    flight_ = std::move(octets);
    machine_.received(flight_);
    return *this;
  }

  visit& waits(std::uint32_t milliseconds) {
    REQUIRE(machine_.next() == action::wait);
    CHECK(machine_.wait_milliseconds() == milliseconds);
    machine_.waited();
    return *this;
  }

  /// Says EHLO and opens a mail to so many recipients.
  visit& begins_mail(int recipients = 1) {
    hears(greeting).says("EHLO probe.example.test").hears(ehlo_in_clear);
    return goes_on_to_data(recipients);
  }

  visit& goes_on_to_data(int recipients = 1) {
    says("MAIL FROM:<a@example.test>").hears_code("250");
    for (int i = 0; i < recipients; ++i) says("RCPT TO:<b" + std::to_string(i) + "@example.test>").hears_code("250");
    return *this;
  }

  visit& shakes_hands() {
    REQUIRE(machine_.next() == action::start_tls);
    machine_.secured();
    return *this;
  }

  visit& sees(action expected) {
    CHECK(machine_.next() == expected);
    return *this;
  }

  server_record const& record() const { return machine_.record(); }
  scripted_server& machine() { return machine_; }

 private:
  script script_;
  scripted_server machine_;
  std::string flight_;
};

script with(std::vector<rule> rules) {
  script out;
  out.rules = std::move(rules);
  return out;
}

} // namespace

TEST_CASE("A server without rules behaves well", "[smtp][scripted_server][rfc5321-4.1.1]") {
  visit v;
  v.hears(greeting)
      .says("EHLO probe.example.test")
      .hears(ehlo_in_clear)
      .says("MAIL FROM:<a@example.test>")
      .hears_code("250")
      .says("RCPT TO:<b@example.test>")
      .hears_code("250")
      .says("NOOP")
      .hears_code("250")
      .says("RSET")
      .hears_code("250")
      .says("QUIT")
      .hears_code("221")
      .sees(action::close);
  CHECK(v.record().commands == std::vector<seen_command>{{"EHLO", "probe.example.test"},
                                                         {"MAIL", "FROM:<a@example.test>"},
                                                         {"RCPT", "TO:<b@example.test>"},
                                                         {"NOOP", ""},
                                                         {"RSET", ""},
                                                         {"QUIT", ""}});
  CHECK(v.record().commands_left_out == 0);
  CHECK(v.record().messages == 0);
  CHECK(!v.record().secured);
}

TEST_CASE("HELO is answered with the name and no keywords", "[smtp][scripted_server][rfc5321-4.1.1.1]") {
  visit{}.hears(greeting).says("helo x").hears("250 mx.example.test\r\n");
}

TEST_CASE("A command that is not known is answered with 500", "[smtp][scripted_server][rfc5321-4.2.4]") {
  visit{}.hears(greeting).says("WHATEVER now").hears_code("500").says("").hears_code("500").says("EHLO x");
}

TEST_CASE("The greeting, the name and the keywords are the script's", "[smtp][scripted_server]") {
  script own;
  own.greeting = "other.example.test ready";
  own.ehlo_name = "third.example.test";
  own.keywords = {"DSN"};
  visit{own}
      .hears("220 other.example.test ready\r\n")
      .says("EHLO x")
      .hears("250-third.example.test\r\n250-DSN\r\n250 STARTTLS\r\n");
}

TEST_CASE("A server that offers nothing answers EHLO in one line", "[smtp][scripted_server][rfc5321-4.1.1.1]") {
  script bare;
  bare.keywords.clear();
  bare.starttls = script::offer::no;
  visit{bare}.hears(greeting).says("EHLO x").hears("250 mx.example.test\r\n").says("STARTTLS").hears_code("502");
}

TEST_CASE("Mail is taken up to the dot, and none of it is a command", "[smtp][scripted_server][rfc5321-4.1.1.4]") {
  visit v;
  v.begins_mail()
      .says("DATA")
      .hears_code("354")
      .says("Subject: test")
      .sees(action::read)
      .says("")
      .says("QUIT")
      .says("..")
      .says(". ")
      .says(".x")
      .sees(action::read);
  CHECK(v.record().messages == 0);
  v.says(".").hears_code("250");
  CHECK(v.record().messages == 1);
  v.goes_on_to_data().says("DATA").hears_code("354").says(".").hears_code("250");
  CHECK(v.record().messages == 2);
  CHECK(v.record().commands.size() == 7);
  v.says("QUIT").hears_code("221").sees(action::close);
}

TEST_CASE("A dot outside of a mail ends none", "[smtp][scripted_server][rfc5321-4.1.1.4]") {
  visit v;
  v.hears(greeting).says(".").hears_code("500");
  CHECK(v.record().messages == 0);
}

TEST_CASE("What follows a refused DATA are commands", "[smtp][scripted_server][rfc5321-4.1.1.4]") {
  visit v{with({{.on = "DATA", .respond = {"554 No\r\n"}}})};
  v.begins_mail().says("DATA").hears("554 No\r\n").says("RSET").hears_code("250");
  CHECK(v.record().messages == 0);
}

TEST_CASE("The end of a mail can be answered by a rule", "[smtp][scripted_server][rfc5321-4.2.5]") {
  visit v{with({{.on = "message", .respond = {"452 Full\r\n"}}})};
  v.begins_mail().says("DATA").hears_code("354").says(".").hears("452 Full\r\n").says("QUIT").hears_code("221");
  CHECK(v.record().messages == 1);
  CHECK(v.record().accepted.empty());
}

TEST_CASE("TLS begins at STARTTLS, and the server then waits for a command", "[smtp][scripted_server][rfc3207-4.2]") {
  visit v;
  v.hears(greeting).says("EHLO a").hears(ehlo_in_clear);
  v.says("STARTTLS").hears_code("220").sees(action::start_tls);
  CHECK(!v.record().secured);
  v.shakes_hands().says("EHLO b").hears(ehlo_in_tls);
  CHECK(v.record().secured);
  CHECK(v.record().commands == std::vector<seen_command>{{"EHLO", "a", layer::clear},
                                                         {"STARTTLS", "", layer::clear},
                                                         {"EHLO", "b", layer::tls}});
}

TEST_CASE("TLS begins only once", "[smtp][scripted_server][rfc3207-4.2]") {
  visit{}
      .hears(greeting)
      .says("STARTTLS")
      .hears_code("220")
      .shakes_hands()
      .says("STARTTLS")
      .hears_code("503")
      .sees(action::read);
}

TEST_CASE("With implicit TLS the handshake comes first, and STARTTLS is not offered",
          "[smtp][scripted_server][rfc8314-3]") {
  visit v{{}, {.start = tls_start::implicit}};
  v.shakes_hands().hears(greeting).says("EHLO a").hears(ehlo_in_tls).says("STARTTLS").hears_code("503");
  CHECK(v.record().secured);
  CHECK(v.record().commands.front() == seen_command{"EHLO", "a", layer::tls});
}

TEST_CASE("What was sent in clear behind STARTTLS is recorded, and never read",
          "[smtp][scripted_server][rfc3207-4.2]") {
  visit v;
  v.hears(greeting).says("EHLO a").hears(ehlo_in_clear);
  v.says("STARTTLS", "EHLO injected\r\nMAIL FROM:<>\r\n").hears_code("220").shakes_hands().sees(action::read);
  CHECK(v.record().unread_plaintext == "EHLO injected\r\nMAIL FROM:<>\r\n");
  CHECK(v.record().commands.size() == 2);
}

TEST_CASE("Of what was sent in clear behind STARTTLS the first 4 KiB are kept", "[smtp][scripted_server][bounds]") {
  visit v;
  v.hears(greeting).says("STARTTLS", std::string(10'000, 'x')).hears_code("220").shakes_hands();
  CHECK(v.record().unread_plaintext == std::string(4096, 'x'));
}

TEST_CASE("TLS makes the server forget who the client was", "[smtp][scripted_server][rfc3207-4.2]") {
  visit v;
  v.begins_mail().says("STARTTLS").hears_code("220").shakes_hands();
  v.says("RCPT TO:<b@example.test>").hears_code("503").says("MAIL FROM:<a@example.test>").hears_code("503");
}

TEST_CASE("What was sent behind a refused STARTTLS are commands still", "[smtp][scripted_server][rfc3207-4]") {
  visit v{with({{.on = "STARTTLS", .respond = {"454 4.7.0 Not now\r\n"}}})};
  v.hears(greeting).says("STARTTLS", "QUIT\r\n");
  CHECK(v.record().unread_plaintext.empty());
  v.hears("454 4.7.0 Not now\r\n221 2.0.0 Bye\r\n").sees(action::close);
}

TEST_CASE("A rule replaces the answer to a verb in any case, and to no other verb", "[smtp][scripted_server]") {
  visit{with({{.on = "RCPT", .respond = {"550 5.1.1 Nobody here\r\n"}}})}
      .hears(greeting)
      .says("rcpt TO:<a@b>")
      .hears("550 5.1.1 Nobody here\r\n")
      .says("NOOP")
      .hears_code("250");
}

TEST_CASE("A rule sends its octets as they stand, wrong ones too", "[smtp][scripted_server]") {
  visit{with({{.on = "connect", .respond = {"220-mx\n220 \xff"}}, {.on = "EHLO", .respond = {"banana"}}})}
      .hears("220-mx\n220 \xff")
      .says("EHLO a")
      .hears("banana")
      .says("QUIT");
}

TEST_CASE("The first rule that fits is applied", "[smtp][scripted_server]") {
  visit{with({{.on = "NOOP", .respond = {"250 first\r\n"}}, {.on = "NOOP", .respond = {"250 second\r\n"}}})}
      .hears(greeting)
      .says("NOOP")
      .hears("250 first\r\n")
      .says("NOOP")
      .hears("250 first\r\n");
}

TEST_CASE("A rule may be for clear text or for TLS only", "[smtp][scripted_server]") {
  visit{with({{.on = "EHLO", .respond = {"250-mx\r\n250 STARTTLS\r\n"}, .in = layer::clear},
              {.on = "EHLO", .respond = {"550 Not in TLS\r\n"}, .in = layer::tls},
              {.on = "EHLO", .respond = {"never"}}})}
      .hears(greeting)
      .says("EHLO a")
      .hears("250-mx\r\n250 STARTTLS\r\n")
      .says("STARTTLS")
      .hears_code("220")
      .shakes_hands()
      .says("EHLO a")
      .hears("550 Not in TLS\r\n");
}

TEST_CASE("A rule for the greeting in TLS is for implicit TLS only", "[smtp][scripted_server][rfc8314-3]") {
  script const played = with({{.on = "connect", .respond = {"554 Not here\r\n"}, .in = layer::tls}});
  visit{played}.hears(greeting);
  visit{played, {.start = tls_start::implicit}}.shakes_hands().hears("554 Not here\r\n");
}

TEST_CASE("A verb cannot be taken for an event that is none", "[smtp][scripted_server]") {
  visit{with({{.on = "octets", .respond = {"no"}},
              {.on = "connect", .respond = {"220 x\r\n"}},
              {.on = "message", .respond = {"no"}}})}
      .hears("220 x\r\n")
      .says("octets")
      .hears_code("500")
      .says("connect")
      .hears_code("500")
      .says("message")
      .hears_code("500");
}

TEST_CASE("A server may say something and hold, close or reset", "[smtp][scripted_server]") {
  visit{with({{.on = "connect", .respond = {"421 Busy\r\n", then::close}}})}.hears("421 Busy\r\n").sees(action::close);
  visit{with({{.on = "EHLO", .respond = {"250-half\r\n", then::hold}}})}
      .hears(greeting)
      .says("EHLO a")
      .hears("250-half\r\n")
      .sees(action::hold);
  visit{with({{.on = "QUIT", .respond = {"221 Bye\r\n", then::reset}}})}
      .hears(greeting)
      .says("QUIT")
      .hears("221 Bye\r\n")
      .sees(action::reset);
}

TEST_CASE("A server may hold, close, reset or read on without a word", "[smtp][scripted_server]") {
  visit{with({{.on = "connect", .respond = {{}, then::hold}}})}.sees(action::hold);
  visit{with({{.on = "connect", .respond = {{}, then::close}}})}.sees(action::close);
  visit{with({{.on = "connect", .respond = {{}, then::reset}}})}.sees(action::reset);
  visit{with({{.on = "connect", .respond = {{}, then::go_on}}})}.says("EHLO a").hears(ehlo_in_clear);
}

TEST_CASE("TLS may begin where no client expects it", "[smtp][scripted_server]") {
  visit v{with({{.on = "NOOP", .respond = {{}, then::start_tls}}})};
  v.hears(greeting).says("NOOP", "rest").shakes_hands().says("QUIT").hears_code("221").sees(action::close);
  CHECK(v.record().unread_plaintext == "rest");
  CHECK(v.record().secured);
}

TEST_CASE("A server may wait for the ClientHello and answer it in clear", "[smtp][scripted_server]") {
  visit v{with({{.on = "STARTTLS", .respond = {"220 Go ahead\r\n", then::await_octets}},
                {.on = "octets", .respond = {"500 What is that?\r\n", then::close}}})};
  v.hears(greeting).says("STARTTLS", "\x16\x03\x01").hears("220 Go ahead\r\n").sees(action::read);
  CHECK(v.record().unread_plaintext == "\x16\x03\x01");
  v.sends("QUIT\r\n").hears("500 What is that?\r\n").sees(action::close);
  CHECK(!v.record().secured);
}

TEST_CASE("A server that waits for octets and has no rule for them holds", "[smtp][scripted_server]") {
  visit{with({{.on = "STARTTLS", .respond = {"220 Go ahead\r\n", then::await_octets}}})}
      .hears(greeting)
      .says("STARTTLS")
      .hears("220 Go ahead\r\n")
      .sends("\x16")
      .sees(action::hold);
}

TEST_CASE("A thousand commands are kept, and those beyond are counted", "[smtp][scripted_server]") {
  visit v;
  v.hears(greeting);
  for (int i = 0; i < 1000; ++i) v.says("NOOP").hears_code("250");
  CHECK(v.record().commands.size() == 1000);
  CHECK(v.record().commands_left_out == 0);
  v.says("RSET").hears_code("250");
  CHECK(v.record().commands.size() == 1000);
  CHECK(v.record().commands.back() == seen_command{"NOOP", ""});
  CHECK(v.record().commands_left_out == 1);
  // It still behaves.
  v.says("QUIT").hears_code("221").sees(action::close);
  CHECK(v.record().commands_left_out == 2);
}

TEST_CASE("Of what is said in very long commands 256 KiB are kept", "[smtp][scripted_server][bounds]") {
  visit v;
  v.hears(greeting);
  for (int i = 0; i < 200; ++i) v.says("NOOP " + std::string(2000, 'x')).hears_code("250");
  std::size_t octets = 0;
  for (auto const& each : v.record().commands) octets += each.verb.size() + each.argument.size();
  CHECK(octets <= 262'144);
  CHECK(octets > 262'144 - 2004);
  CHECK(v.record().commands.size() + v.record().commands_left_out == 200);
}

TEST_CASE("A rule applies so many times in a session, and then the server behaves", "[smtp][scripted_server][times]") {
  visit{with({{.on = "NOOP", .respond = {"450 first\r\n"}, .times = 2},
              {.on = "NOOP", .respond = {"451 next\r\n"}, .times = 1}})}
      .hears(greeting)
      .says("NOOP")
      .hears("450 first\r\n")
      .says("NOOP")
      .hears("450 first\r\n")
      .says("RSET")
      .hears_code("250")
      .says("NOOP")
      .hears("451 next\r\n")
      .says("NOOP")
      .hears_code("250");
}

TEST_CASE("Only an event that a rule was for counts", "[smtp][scripted_server][times]") {
  visit{with({{.on = "EHLO", .respond = {"450 Not yet\r\n"}, .in = layer::tls, .times = 1}})}
      .hears(greeting)
      .says("EHLO a")
      .hears(ehlo_in_clear)
      .says("STARTTLS")
      .hears_code("220")
      .shakes_hands()
      .says("EHLO a")
      .hears("450 Not yet\r\n")
      .says("EHLO a")
      .hears(ehlo_in_tls);
}

TEST_CASE("A rule applies in the first sessions only, and then the server behaves", "[smtp][scripted_server][times]") {
  script const played = with({{.on = "connect", .respond = {"421 Later\r\n", then::close}, .sessions = 2}});
  visit{played, {.session = 1}}.hears("421 Later\r\n").sees(action::close);
  visit{played, {.session = 2}}.hears("421 Later\r\n").sees(action::close);
  visit{played, {.session = 3}}.hears(greeting).sees(action::read);
}

TEST_CASE("A server may wait before it speaks, or before it falls silent", "[smtp][scripted_server][wait]") {
  visit{with({{.on = "connect", .respond = {.octets = "220 late\r\n", .wait_milliseconds = 1500}}})}
      .waits(1500)
      .hears("220 late\r\n")
      .says("QUIT")
      .hears_code("221");
  visit{with({{.on = "NOOP", .respond = {.after = then::reset, .wait_milliseconds = 1}}})}
      .hears(greeting)
      .says("NOOP")
      .waits(1)
      .sees(action::reset);
}

TEST_CASE("What was said before a wait is not held back by it", "[smtp][scripted_server][wait][rfc2920-3.2]") {
  visit{with({{.on = "NOOP", .respond = {.octets = "250 late\r\n", .wait_milliseconds = 10}}})}
      .hears(greeting)
      .sends("RSET\r\nNOOP\r\nQUIT\r\n")
      .hears("250 2.0.0 OK\r\n")
      .waits(10)
      .hears("250 late\r\n221 2.0.0 Bye\r\n")
      .sees(action::close);
}

TEST_CASE("A flood is as long as it says, in pieces that fit into memory", "[smtp][scripted_server][flood][bounds]") {
  script const played =
      with({{.on = "EHLO", .respond = {.octets = "250-x\r\n", .after = then::hold, .flood = 1'000'000}}});
  scripted_server machine{played};
  machine.written();
  machine.received("EHLO a\r\n");
  std::size_t octets = 0;
  while (machine.next() == action::write) {
    REQUIRE(machine.output().size() <= scripted_server::batch + 7);
    REQUIRE(machine.output().size() % 7 == 0);
    octets += machine.output().size();
    machine.written();
  }
  CHECK(octets == 7'000'000);
  CHECK(machine.next() == action::hold);
}

TEST_CASE("A flood of nothing is nothing", "[smtp][scripted_server][flood]") {
  visit{with({{.on = "connect", .respond = {.after = then::close, .flood = 4'000'000'000}}})}.sees(action::close);
}

TEST_CASE("Commands that come together have their replies in order, written together",
          "[smtp][scripted_server][rfc2920-3.2]") {
  visit v;
  v.hears(greeting).says("EHLO a").hears(ehlo_in_clear);
  v.sends("MAIL FROM:<a@example.test>\r\nRCPT TO:<bad>\r\nRCPT TO:<b@example.test>\r\nDATA\r\n")
      .hears("250 2.1.0 Sender taken\r\n501 5.1.3 That is no mailbox\r\n250 2.1.5 Recipient taken\r\n"
             "354 End with a dot on a line of its own\r\n");
  v.sends("a\r\n.\r\nMAIL FROM:<>\r\nQUIT\r\n")
      .hears("250 2.0.0 Taken, and passed on to nobody\r\n250 2.1.0 Sender taken\r\n221 2.0.0 Bye\r\n")
      .sees(action::close);
}

TEST_CASE("A command that comes in pieces is one command", "[smtp][scripted_server][rfc5321-2.3.8]") {
  visit v;
  v.hears(greeting);
  for (std::string const piece : {"N", "OO", "P x", "\r"}) v.sends(piece).sees(action::read);
  v.sends("\nQU").hears_code("250").sends("IT\r\n").hears_code("221");
  CHECK(v.record().commands == std::vector<seen_command>{{"NOOP", "x"}, {"QUIT", ""}});
}

TEST_CASE("Whether a reply is the last one is known before it is written", "[smtp][scripted_server]") {
  auto const quit = [](response const& with, std::string_view flight) {
    script const played{.rules = {{.on = "QUIT", .respond = with}}};
    scripted_server machine{played};
    CHECK_FALSE(machine.output_is_last()); // the greeting
    machine.written();
    machine.received(flight);
    REQUIRE(machine.next() == action::write);
    return machine.output_is_last();
  };
  CHECK(quit({"221 Bye\r\n", then::close}, "QUIT\r\n"));
  CHECK_FALSE(quit({"221 Bye\r\n", then::close}, "NOOP\r\n"));
  CHECK_FALSE(quit({"221 Bye\r\n", then::hold}, "QUIT\r\n"));
  CHECK_FALSE(quit({"221 Bye\r\n", then::reset}, "QUIT\r\n"));
  CHECK_FALSE(quit({.octets = "221 Bye\r\n", .after = then::close, .flood = 10'000}, "QUIT\r\n"));
  CHECK_FALSE(quit({.octets = "221 Bye\r\n", .after = then::close, .wait_milliseconds = 1}, "NOOP\r\nQUIT\r\n"));
}

TEST_CASE("What is behind QUIT is not read", "[smtp][scripted_server][rfc5321-4.1.1.10]") {
  visit v;
  v.hears(greeting).sends("QUIT\r\nNOOP\r\n").hears("221 2.0.0 Bye\r\n").sees(action::close);
  CHECK(v.record().commands.size() == 1);
}

TEST_CASE("Commands of a mail out of order are refused with 503", "[smtp][scripted_server][rfc5321-4.1.4]") {
  visit v;
  v.hears(greeting).says("MAIL FROM:<a@example.test>").hears_code("503").says("EHLO a").hears(ehlo_in_clear);
  v.says("RCPT TO:<b@example.test>").hears_code("503").says("DATA").hears_code("503");
  v.says("BDAT 2", "xx").hears_code("503"); // RFC 3030 section 2: its octets are still taken
  v.says("MAIL FROM:<a@example.test>").hears_code("250").says("MAIL FROM:<a@example.test>").hears_code("503");
  v.says("DATA").hears_code("503").says("RSET").hears_code("250").says("RCPT TO:<b@example.test>").hears_code("503");
  v.goes_on_to_data().says("EHLO a").hears(ehlo_in_clear).says("DATA").hears_code("503");
}

TEST_CASE("Arguments that are wrong are refused", "[smtp][scripted_server][rfc5321-4.3.2]") {
  visit v;
  v.hears(greeting).says("EHLO").hears_code("501").says("HELO").hears_code("501").says("EHLO a").hears(ehlo_in_clear);
  v.says("STARTTLS now").hears_code("501"); // RFC 3207 section 4
  v.says("MAIL a@example.test").hears_code("501").says("MAIL FROM:<a>").hears_code("501");
  v.says("MAIL FROM:<a@example.test>").hears_code("250");
  v.says("RCPT <b@example.test>").hears_code("501").says("RCPT TO:<>").hears_code("501");
  v.says("RCPT TO:<PostMaster>").hears_code("250"); // RFC 5321 section 4.5.1
  v.says("DATA now").hears_code("501");
  v.says("BDAT").hears_code("501").says("BDAT x").hears_code("501").says("BDAT -1").hears_code("501");
  v.says("BDAT 99999999999999999999").hears_code("501").says("BDAT 1 FIRST").hears_code("501");
}

TEST_CASE("Commands that are known and not done are told from those that are not known",
          "[smtp][scripted_server][rfc5321-4.2.4]") {
  visit{}
      .hears(greeting)
      .says("EXPN list")
      .hears_code("502")
      .says("ETRN x")
      .hears_code("502")
      .says("XYZZY")
      .hears_code("500");
  visit{}.hears(greeting).says("VRFY a").hears_code("252").says("HELP").hears_code("214");
}

TEST_CASE("Parameters of MAIL are taken if they were offered", "[smtp][scripted_server][rfc5321-4.1.1.11]") {
  auto const answer = [](std::string const& parameters, std::vector<std::string> keywords) {
    script played;
    played.keywords = std::move(keywords);
    scripted_server machine{played};
    machine.written();
    machine.received("EHLO a\r\n");
    machine.written();
    std::string const line = "MAIL FROM:<a@example.test> " + parameters + "\r\n";
    machine.received(line);
    return std::string{machine.output().substr(0, 4)};
  };
  CHECK(answer("SIZE=10485760", {"SIZE 10485760"}) == "250 ");
  CHECK(answer("SIZE=10485761", {"SIZE 10485760"}) == "552 "); // RFC 1870 section 6.1
  CHECK(answer("SIZE=18446744073709551616", {"SIZE"}) == "552 ");
  CHECK(answer("SIZE=99999999999999999999", {"size"}) == "552 ");
  CHECK(answer("SIZE=100000000000000000000", {"SIZE"}) == "501 ");
  CHECK(answer("SIZE=", {"SIZE"}) == "501 ");
  CHECK(answer("SIZE=1x", {"SIZE"}) == "501 ");
  CHECK(answer("SIZE=1", {"SIZEABLE"}) == "555 ");
  CHECK(answer("BODY=7BIT", {"8BITMIME"}) == "250 "); // RFC 6152 section 3
  CHECK(answer("body=8bitmime", {"8BITMIME"}) == "250 ");
  CHECK(answer("BODY=BINARYMIME", {"8BITMIME"}) == "501 ");
  CHECK(answer("BODY=BINARYMIME", {"8BITMIME", "BINARYMIME"}) == "250 "); // RFC 3030 section 3
  CHECK(answer("BODY=8BITMIME", {}) == "555 ");
  CHECK(answer("SMTPUTF8", {"SMTPUTF8"}) == "250 "); // RFC 6531 section 3.4
  CHECK(answer("SMTPUTF8=yes", {"SMTPUTF8"}) == "501 ");
  CHECK(answer("SMTPUTF8", {}) == "555 ");
  CHECK(answer("RET=HDRS ENVID=x", {"DSN"}) == "250 "); // RFC 3461 section 4
  CHECK(answer("RET=HDRS", {}) == "555 ");
  CHECK(answer("REQUIRETLS", {"REQUIRETLS"}) == "250 "); // RFC 8689 section 2
  CHECK(answer("SIZE=1  BODY=7BIT   NONSENSE", {"SIZE", "8BITMIME"}) == "555 ");
}

TEST_CASE("Parameters of RCPT are taken if they were offered", "[smtp][scripted_server][rfc3461-4]") {
  visit{}
      .hears(greeting)
      .says("EHLO a")
      .hears(ehlo_in_clear)
      .says("MAIL FROM:<>")
      .hears_code("250")
      .says("RCPT TO:<b@example.test> NOTIFY=NEVER")
      .hears_code("555");
  script dsn;
  dsn.keywords = {"DSN"};
  visit v{dsn};
  v.hears(greeting).says("HELO a").hears_code("250").says("MAIL FROM:<>").hears_code("250");
  v.says("RCPT TO:<b@example.test> NOTIFY=NEVER ORCPT=rfc822;b@example.test").hears_code("250");
  v.says("RCPT TO:<b@example.test> SIZE=1").hears_code("555");
}

TEST_CASE("An address beyond ASCII needs SMTPUTF8", "[smtp][scripted_server][rfc6531-3.5]") {
  visit v;
  v.hears(greeting).says("EHLO a").hears(ehlo_in_clear);
  v.says("MAIL FROM:<\xc3\xa9@example.test>").hears_code("553");
  v.says("MAIL FROM:<a@example.test>").hears_code("250").says("RCPT TO:<\xc3\xa9@example.test>").hears_code("553");
  v.says("RSET").hears_code("250").says("MAIL FROM:<\xc3\xa9@example.test> SMTPUTF8").hears_code("250");
  v.says("RCPT TO:<\xc3\xa9@example.test>").hears_code("250");
}

TEST_CASE("An accepted mail is recorded with its envelope and size", "[smtp][scripted_server][record]") {
  visit v{{}, {.keep_messages = 12}};
  v.hears(greeting).says("EHLO a").hears(ehlo_in_clear);
  v.says("MAIL FROM:<a@example.test> SIZE=20").hears_code("250");
  v.says("RCPT TO:<b@example.test>").hears_code("250").says("RCPT TO:<no>").hears_code("501");
  v.says("RCPT TO:<c@example.test>").hears_code("250").says("DATA").hears_code("354");
  v.sends("a: b\r\n\r\n..\r\n").sends("x\r\n.\r\n").hears_code("250");
  REQUIRE(v.record().accepted.size() == 1);
  accepted_message const& first = v.record().accepted[0];
  CHECK(first.envelope == envelope{"a@example.test", "SIZE=20", {"b@example.test", "c@example.test"}});
  CHECK(first.size == 14);
  CHECK(first.content == "a: b\r\n\r\n.\r\nx");
  CHECK(first.in == layer::clear);

  v.says("STARTTLS").hears_code("220").shakes_hands().says("EHLO a").hears(ehlo_in_tls);
  v.says("MAIL FROM:<>").hears_code("250").says("RCPT TO:<b@example.test>").hears_code("250");
  v.says("DATA").hears_code("354").sends("y\r\n.\r\n").hears_code("250");
  REQUIRE(v.record().accepted.size() == 2);
  CHECK(v.record().accepted[1].envelope.sender.empty());
  CHECK(v.record().accepted[1].in == layer::tls);
  CHECK(v.record().accepted[1].size == 3);
  CHECK(v.record().accepted[1].content.empty()); // the 12 octets of the session are used up
}

TEST_CASE("No content is kept unless it was asked for", "[smtp][scripted_server][record]") {
  visit v;
  v.begins_mail().says("DATA").hears_code("354").sends("x\r\n.\r\n").hears_code("250");
  REQUIRE(v.record().accepted.size() == 1);
  CHECK(v.record().accepted[0].size == 3);
  CHECK(v.record().accepted[0].content.empty());
}

TEST_CASE("A mail may come in chunks", "[smtp][scripted_server][rfc3030-2]") {
  visit v{{}, {.keep_messages = 100}};
  v.begins_mail().says("BDAT 7", "a: b\r\n.").hears_code("250");
  CHECK(v.record().messages == 0);
  v.says("DATA").hears_code("503").says("RCPT TO:<c@example.test>").hears_code("503");
  v.sends("BDAT 5\r\n\r\nQ").sees(action::read).sends("UI").hears_code("250");
  v.sends("BDAT 3 LAST\r\nT\r\nQUIT\r\n").hears("250 2.0.0 Taken, and passed on to nobody\r\n221 2.0.0 Bye\r\n");
  REQUIRE(v.record().accepted.size() == 1);
  CHECK(v.record().messages == 1);
  CHECK(v.record().accepted[0].content == "a: b\r\n.\r\nQUIT\r\n");
  CHECK(v.record().accepted[0].size == 15);
}

TEST_CASE("The last chunk may be empty, or the only one", "[smtp][scripted_server][rfc3030-2]") {
  visit v;
  v.begins_mail().says("BDAT 2", "xx").hears_code("250").says("BDAT 0 LAST").hears_code("250");
  v.goes_on_to_data().says("bdat 2 last", "xx").hears_code("250");
  v.says("BDAT 0 LAST").hears_code("503");
  CHECK(v.record().messages == 2);
  CHECK(v.record().accepted.size() == 2);
}

TEST_CASE("RSET takes back chunks", "[smtp][scripted_server][rfc3030-2]") {
  visit v{{}, {.keep_messages = 100}};
  v.begins_mail().says("BDAT 2", "xx").hears_code("250").says("RSET").hears_code("250");
  v.says("BDAT 2 LAST", "yy").hears_code("503");
  v.goes_on_to_data().says("BDAT 2 LAST", "zz").hears_code("250");
  REQUIRE(v.record().accepted.size() == 1);
  CHECK(v.record().accepted[0].content == "zz");
}

TEST_CASE("A chunk that is not offered is taken and refused", "[smtp][scripted_server][rfc3030-2]") {
  script plain;
  plain.keywords.clear();
  visit v{plain};
  v.hears(greeting).says("HELO a").hears_code("250").goes_on_to_data();
  v.says("BDAT 6 LAST", "QUIT\r\n").hears_code("502").sees(action::read);
  CHECK(v.record().messages == 0);
}

TEST_CASE("A rule may answer a chunk, the last one too", "[smtp][scripted_server][rfc3030-2]") {
  visit v{with({{.on = "BDAT", .respond = {"554 No\r\n"}, .times = 1}, {.on = "BDAT", .respond = {"250 Yes\r\n"}}})};
  v.begins_mail().says("BDAT 2 LAST", "xx").hears("554 No\r\n");
  v.says("BDAT 2 LAST", "xx").hears("250 Yes\r\n"); // to no recipients: so it is only said
  v.goes_on_to_data().says("BDAT 2 LAST", "xx").hears("250 Yes\r\n");
  CHECK(v.record().messages == 2);
  CHECK(v.record().accepted.size() == 1);
}

TEST_CASE("BODY=BINARYMIME needs chunks", "[smtp][scripted_server][rfc3030-3]") {
  script binary;
  binary.keywords = {"8BITMIME", "BINARYMIME", "CHUNKING"};
  visit v{binary};
  v.hears(greeting).says("HELO a").hears_code("250").says("MAIL FROM:<> BODY=BINARYMIME").hears_code("250");
  v.says("RCPT TO:<b@example.test>").hears_code("250").says("DATA").hears_code("503");
  v.says("BDAT 1 LAST", std::string(1, '\0')).hears_code("250");
}

TEST_CASE("LMTP greets with LHLO and has a reply for each recipient", "[smtp][scripted_server][lmtp][rfc2033-4]") {
  script local;
  local.speaks = script::protocol::lmtp;
  visit v{local};
  v.hears(greeting).says("EHLO a").hears_code("500").says("HELO a").hears_code("500");
  v.says("LHLO a").hears(ehlo_in_clear).says("MAIL FROM:<>").hears_code("250").says("DATA").hears_code("503");
  v.says("RCPT TO:<b@example.test>").hears_code("250").says("RCPT TO:<c@example.test>").hears_code("250");
  v.says("DATA").hears_code("354").sends("x\r\n.\r\n");
  v.hears("250 2.0.0 Taken, and passed on to nobody\r\n250 2.0.0 Taken, and passed on to nobody\r\n")
      .sees(action::read);
  v.goes_on_to_data(3).says("BDAT 1 LAST", "x");
  v.hears("250 2.0.0 Taken, and passed on to nobody\r\n250 2.0.0 Taken, and passed on to nobody\r\n"
          "250 2.0.0 Taken, and passed on to nobody\r\n");
  CHECK(v.record().messages == 2);
  CHECK(v.record().accepted.size() == 2);
}

TEST_CASE("LHLO is no command of SMTP", "[smtp][scripted_server][lmtp][rfc2033-4.1]") {
  visit{}.hears(greeting).says("LHLO a").hears_code("500");
}

TEST_CASE("With LMTP a mail may be refused for some recipients", "[smtp][scripted_server][lmtp][rfc2033-4.2]") {
  script local = with({{.on = "message", .respond = {"250 Yes\r\n"}, .times = 1},
                       {.on = "message", .respond = {.octets = "452 Full\r\n", .wait_milliseconds = 5}, .times = 1}});
  local.speaks = script::protocol::lmtp;
  visit v{local};
  v.hears(greeting).says("LHLO a").hears(ehlo_in_clear).goes_on_to_data(3);
  v.says("DATA").hears_code("354").sends("x\r\n.\r\n").hears("250 Yes\r\n").waits(5);
  v.hears("452 Full\r\n250 2.0.0 Taken, and passed on to nobody\r\n").sees(action::read);
  REQUIRE(v.record().accepted.size() == 1);
  CHECK(v.record().accepted[0].envelope.recipients == std::vector<std::string>{"b0@example.test", "b2@example.test"});
  CHECK(v.record().messages == 1);
}

TEST_CASE("A line that is too long is refused, and the session goes on",
          "[smtp][scripted_server][rfc5321-4.5.3.1.10]") {
  script tight;
  tight.limits.line = 10;
  visit v{tight};
  v.hears(greeting).says("NOOP 67890").hears_code("250").says("NOOP 678901").hears_code("500");
  v.sends("NOOP 6789").sends("0").sends("\r").sends("\n").hears_code("250");
  v.sends("NOOP 6789")
      .sends("01")
      .sees(action::read)
      .sends("\r\nRSET\r\n")
      .hears("500 5.5.2 Line too long\r\n250 2.0.0 OK\r\n");
  v.sends("NOOP 67890\rx").sends("y").sends("\r\n").hears_code("500");
  CHECK(v.record().commands.size() == 6);
  CHECK(v.record().commands[1] == seen_command{"NOOP", "67890"});
}

TEST_CASE("A line without an end is the end of the session", "[smtp][scripted_server][bounds][rfc5321-3.8]") {
  visit v;
  v.hears(greeting);
  for (int i = 0; i < 16; ++i) v.sends(std::string(4096, 'x')).sees(action::read);
  v.sends("x").hears_code("421").sees(action::close);
}

TEST_CASE("Replies make room for more commands", "[smtp][scripted_server][bounds][rfc2920-3.2]") {
  visit v;
  v.hears(greeting);
  std::string flight;
  for (int i = 0; i < 500; ++i) flight += "NOOP\r\n";
  for (int i = 0; i < 100; ++i) v.sends(flight).hears_code("250");
  v.sees(action::read);
  CHECK(v.record().commands_left_out == 49'000);
}

TEST_CASE("A mail that is too big is taken to its end and refused", "[smtp][scripted_server][bounds][rfc1870-6.3]") {
  script small;
  small.limits.message = 10;
  visit v{small};
  v.begins_mail().says("DATA").hears_code("354").sends("\r\n345678\r\n.\r\n").hears_code("250");
  v.goes_on_to_data().says("DATA").hears_code("354").sends("\r\n3456789\r\n.\r\n").hears_code("552");
  v.goes_on_to_data().says("BDAT 9", "\r\n3456789").hears_code("250").says("BDAT 2", "xx").hears_code("552");
  v.says("BDAT 2 LAST", "xx").hears_code("503");
  CHECK(v.record().messages == 2);
  CHECK(v.record().accepted.size() == 1);
}

TEST_CASE("A mail without an end is the end of the session", "[smtp][scripted_server][bounds][rfc5321-3.8]") {
  script small;
  small.limits.message = 1000;
  visit data{small};
  data.begins_mail().says("DATA").hears_code("354").sends(std::string(2001, 'x')).sees(action::read);
  data.sends("x").hears_code("421").sees(action::close);
  visit chunk{small};
  chunk.begins_mail().says("BDAT 2000").sends(std::string(2000, 'x')).hears_code("552");
  chunk.goes_on_to_data().says("BDAT 18446744073709551615 LAST").hears_code("421").sees(action::close);
}

TEST_CASE("A header that is too big is refused", "[smtp][scripted_server][bounds]") {
  script small;
  small.limits.header = 10;
  visit v{small};
  v.begins_mail().says("DATA").hears_code("354").sends("a: 456\r\n\r\nlonger body\r\n.\r\n").hears_code("250");
  v.goes_on_to_data().says("DATA").hears_code("354").sends("a: 4567\r\n\r\n.\r\n").hears_code("552");
}

TEST_CASE("Recipients beyond the limit are refused for now", "[smtp][scripted_server][bounds][rfc5321-4.5.3.1.10]") {
  script small;
  small.limits.recipients = 2;
  visit v{small};
  v.begins_mail(2)
      .says("RCPT TO:<c@example.test>")
      .hears_code("452")
      .says("DATA")
      .hears_code("354")
      .says(".")
      .hears_code("250");
  CHECK(v.record().accepted.at(0).envelope.recipients.size() == 2);
}

TEST_CASE("Too many errors end the session, but those of rules do not count", "[smtp][scripted_server][bounds]") {
  script played = with({{.on = "NOOP", .respond = {"550 No\r\n"}}});
  played.limits.errors = 2;
  visit v{played};
  v.hears(greeting);
  for (int i = 0; i < 5; ++i) v.says("NOOP").hears_code("550");
  v.says("A").hears_code("500").says("B").hears_code("500").says("C", "D\r\n").hears_code("421").sees(action::close);
}

TEST_CASE("A client that is idle is told so", "[smtp][scripted_server][rfc5321-4.5.3.2]") {
  visit v;
  v.hears(greeting);
  v.machine().idle();
  v.hears_code("421").sees(action::close);
  visit octets{with({{.on = "NOOP", .respond = {"220 Go ahead\r\n", then::await_octets}}})};
  octets.hears(greeting).says("NOOP").hears("220 Go ahead\r\n");
  octets.machine().idle();
  octets.sees(action::close);
}

TEST_CASE("Octets that complete nothing are no progress", "[smtp][scripted_server]") {
  visit v;
  v.hears(greeting);
  auto const progresses = [&](std::string const& octets) {
    std::size_t const before = v.machine().progress();
    v.sends(octets);
    return v.machine().progress() != before;
  };
  CHECK(!progresses("NOO"));
  CHECK(progresses("P\r\n"));
  v.hears_code("250").says("EHLO a").hears(ehlo_in_clear).goes_on_to_data().says("DATA").hears_code("354");
  CHECK(!progresses("x"));
  CHECK(!progresses("y\r"));
  CHECK(progresses("\n"));
}

TEST_CASE("A rule may have TLS begin over and over", "[smtp][scripted_server]") {
  visit v{with({{.on = "connect", .respond = {"220 x\r\n", then::start_tls}}})};
  v.hears("220 x\r\n").shakes_hands().says("NOOP").hears_code("250");
}

TEST_CASE("What a rule accepts is taken as it was given", "[smtp][scripted_server]") {
  visit v{with({{.on = "MAIL", .respond = {"250 Whatever\r\n"}}, {.on = "RCPT", .respond = {"250 Whatever\r\n"}}})};
  v.hears(greeting).says("MAIL me").hears("250 Whatever\r\n").says("RCPT you").hears("250 Whatever\r\n");
  v.says("DATA").hears_code("354").says(".").hears_code("250");
  CHECK(v.record().accepted.at(0).envelope == envelope{"me", "", {"you"}});
}
