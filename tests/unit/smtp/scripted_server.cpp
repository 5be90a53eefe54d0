// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/smtp/scripted_server.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;
using action = scripted_server::action;

namespace {

/// Plays the client's side and checks at every step what the server does.
class visit {
 public:
  explicit visit(script played = {}, tls_start start = tls_start::starttls)
      : script_{std::move(played)}, machine_{script_, start} {}
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

  /// @param unread What was sent in the same flight behind the line.
  visit& says(std::string_view line, std::string_view unread = {}) {
    INFO("client: " << line);
    REQUIRE(machine_.next() == action::read_line);
    machine_.received(line, unread);
    return *this;
  }

  visit& sends_octets() {
    REQUIRE(machine_.next() == action::read_octets);
    machine_.received_octets();
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
  scripted_server const& machine() const { return machine_; }

 private:
  script script_;
  scripted_server machine_;
};

constexpr std::string_view greeting = "220 mx.example.test ESMTP\r\n";
constexpr std::string_view ehlo_in_clear =
    "250-mx.example.test\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n"
    "250-ENHANCEDSTATUSCODES\r\n250 STARTTLS\r\n";
constexpr std::string_view ehlo_in_tls =
    "250-mx.example.test\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n";

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
  visit{bare}.hears(greeting).says("EHLO x").hears("250 mx.example.test\r\n").says("STARTTLS").hears_code("500");
}

TEST_CASE("Mail is taken up to the dot, and none of it is a command", "[smtp][scripted_server][rfc5321-4.1.1.4]") {
  visit v;
  v.hears(greeting)
      .says("DATA")
      .hears_code("354")
      .says("Subject: test")
      .sees(action::read_line)
      .says("")
      .says("QUIT")
      .says("..")
      .says(". ")
      .says(".x")
      .sees(action::read_line);
  CHECK(v.record().messages == 0);
  v.says(".").hears_code("250");
  CHECK(v.record().messages == 1);
  v.says("DATA").hears_code("354").says(".").hears_code("250");
  CHECK(v.record().messages == 2);
  CHECK(v.record().commands == std::vector<seen_command>{{"DATA", ""}, {"DATA", ""}});
  v.says("QUIT").hears_code("221").sees(action::close);
}

TEST_CASE("A dot outside of a mail ends none", "[smtp][scripted_server][rfc5321-4.1.1.4]") {
  visit v;
  v.hears(greeting).says(".").hears_code("500");
  CHECK(v.record().messages == 0);
}

TEST_CASE("What follows a refused DATA are commands", "[smtp][scripted_server][rfc5321-4.1.1.4]") {
  visit v{with({{.on = "DATA", .respond = {"554 No\r\n"}}})};
  v.hears(greeting).says("DATA").hears("554 No\r\n").says("RSET").hears_code("250");
  CHECK(v.record().messages == 0);
}

TEST_CASE("The end of a mail can be answered by a rule", "[smtp][scripted_server][rfc5321-4.2.5]") {
  visit v{with({{.on = "message", .respond = {"452 Full\r\n"}}})};
  v.hears(greeting).says("DATA").hears_code("354").says(".").hears("452 Full\r\n").says("QUIT").hears_code("221");
  CHECK(v.record().messages == 1);
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
      .hears_code("500")
      .sees(action::read_line);
}

TEST_CASE("With implicit TLS the handshake comes first, and STARTTLS is not offered",
          "[smtp][scripted_server][rfc8314-3]") {
  visit v{{}, tls_start::implicit};
  v.shakes_hands().hears(greeting).says("EHLO a").hears(ehlo_in_tls).says("STARTTLS").hears_code("500");
  CHECK(v.record().secured);
  CHECK(v.record().commands.front() == seen_command{"EHLO", "a", layer::tls});
}

TEST_CASE("What was sent in clear behind STARTTLS is recorded", "[smtp][scripted_server][rfc3207-4.2]") {
  visit v;
  v.hears(greeting).says("EHLO a", "STARTTLS\r\n");
  CHECK(v.record().unread_plaintext.empty());
  CHECK(!v.machine().leaves_lines());
  v.hears(ehlo_in_clear);
  v.says("STARTTLS", "EHLO injected\r\nMAIL FROM:<>\r\n");
  CHECK(v.machine().leaves_lines());
  v.hears_code("220").shakes_hands();
  CHECK(v.record().unread_plaintext == "EHLO injected\r\nMAIL FROM:<>\r\n");
  CHECK(v.record().commands.size() == 2);
}

TEST_CASE("What was sent behind a refused STARTTLS are commands still", "[smtp][scripted_server][rfc3207-4]") {
  visit v{with({{.on = "STARTTLS", .respond = {"454 4.7.0 Not now\r\n"}}})};
  v.hears(greeting).says("STARTTLS", "QUIT\r\n");
  CHECK(!v.machine().leaves_lines());
  CHECK(v.record().unread_plaintext.empty());
  v.hears("454 4.7.0 Not now\r\n").says("QUIT").hears_code("221");
}

TEST_CASE("A rule replaces the answer to a verb in any case, and to no other verb", "[smtp][scripted_server]") {
  visit{with({{.on = "RCPT", .respond = {"550 5.1.1 Nobody here\r\n"}}})}
      .hears(greeting)
      .says("rcpt TO:<a@b>")
      .hears("550 5.1.1 Nobody here\r\n")
      .says("MAIL FROM:<a@b>")
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
  visit{played, tls_start::implicit}.shakes_hands().hears("554 Not here\r\n");
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
  v.hears(greeting).says("STARTTLS", "\x16\x03\x01").hears("220 Go ahead\r\n").sees(action::read_octets);
  CHECK(v.machine().leaves_lines());
  CHECK(v.record().unread_plaintext == "\x16\x03\x01");
  v.sends_octets().hears("500 What is that?\r\n").sees(action::close);
  CHECK(!v.record().secured);
}

TEST_CASE("A server that waits for octets and has no rule for them holds", "[smtp][scripted_server]") {
  visit{with({{.on = "STARTTLS", .respond = {"220 Go ahead\r\n", then::await_octets}}})}
      .hears(greeting)
      .says("STARTTLS")
      .hears("220 Go ahead\r\n")
      .sends_octets()
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
