// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/smtp/client.hpp>
#include <mxtls/smtp/line_buffer.hpp>
#include <mxtls/smtp/reply_parser.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;
using action = client::action;

namespace {

reply to_reply(std::string_view octets) {
  line_buffer buffer;
  buffer.append(octets);
  reply_parser parser;
  while (parser.push(*buffer.next_line().value()).value() == reply_parser::progress::more) continue;
  return parser.take();
}

/// Plays the server's side and checks at every step what the client does, and in which stage.
class dialogue {
 public:
  explicit dialogue(client_settings settings = {.ehlo_name = "probe.example.test"}) : machine_{std::move(settings)} {}

  /// @param unread What came in the same flight behind the reply.
  dialogue& server(stage in, std::string_view octets, std::string unread = {}) {
    INFO("server: " << octets);
    REQUIRE(machine_.next() == action::read_reply);
    CHECK(machine_.now() == in);
    machine_.replied(to_reply(octets), std::move(unread));
    return *this;
  }

  dialogue& client_says(stage in, std::string const& command) {
    INFO("client: " << command);
    REQUIRE(machine_.next() == action::write);
    CHECK(machine_.now() == in);
    CHECK(machine_.output() == command + "\r\n");
    machine_.written();
    return *this;
  }

  dialogue& handshake() {
    REQUIRE(machine_.next() == action::start_tls);
    CHECK(machine_.now() == stage::handshake);
    machine_.secured();
    return *this;
  }

  /// QUIT is said and answered, and then it is over.
  dialogue& quits() {
    client_says(stage::quit, "QUIT").server(stage::quit, "221 Bye\r\n");
    CHECK(machine_.next() == action::finish);
    CHECK(machine_.now() == stage::done);
    CHECK(machine_.record().quit == reply{221, {"Bye"}});
    return *this;
  }

  client const& machine() const { return machine_; }
  client_record const& record() const { return machine_.record(); }

 private:
  client machine_;
};

constexpr std::string_view offer = "250-mx.example.test\r\n250-SIZE 100\r\n250 STARTTLS\r\n";
constexpr std::string_view offer_in_tls = "250-mx.example.test\r\n250 SIZE 100\r\n";

dialogue greeted() {
  dialogue out;
  out.server(stage::greeting, "220 mx.example.test ESMTP\r\n").client_says(stage::ehlo, "EHLO probe.example.test");
  return out;
}

dialogue offered() {
  dialogue out = greeted();
  out.server(stage::ehlo, offer).client_says(stage::starttls, "STARTTLS");
  return out;
}

} // namespace

TEST_CASE("STARTTLS goes well: greeting, EHLO, STARTTLS, handshake, EHLO again, QUIT", "[smtp][client][rfc3207-5]") {
  dialogue const d = dialogue{{.ehlo_name = "mail.example.com"}}
                         .server(stage::greeting, "220 mail.imc.org SMTP service ready\r\n")
                         .client_says(stage::ehlo, "EHLO mail.example.com")
                         .server(stage::ehlo, "250-mail.imc.org offers a warm hug of welcome\r\n"
                                              "250-8BITMIME\r\n"
                                              "250-STARTTLS\r\n"
                                              "250 DSN\r\n")
                         .client_says(stage::starttls, "STARTTLS")
                         .server(stage::starttls, "220 Go ahead\r\n")
                         .handshake()
                         .client_says(stage::ehlo_in_tls, "EHLO mail.example.com")
                         .server(stage::ehlo_in_tls, "250-mail.imc.org touches your hand gently for a moment\r\n"
                                                     "250-8BITMIME\r\n"
                                                     "250 DSN\r\n")
                         .quits();
  auto const& seen = d.record();
  CHECK(seen.greeting == reply{220, {"mail.imc.org SMTP service ready"}});
  CHECK(seen.ehlo == reply{250, {"mail.imc.org offers a warm hug of welcome", "8BITMIME", "STARTTLS", "DSN"}});
  CHECK(seen.starttls == reply{220, {"Go ahead"}});
  CHECK(seen.unread_plaintext.empty());
  CHECK(seen.secured);
  CHECK(seen.ehlo_in_tls == reply{250, {"mail.imc.org touches your hand gently for a moment", "8BITMIME", "DSN"}});
}

TEST_CASE("With implicit TLS the handshake comes first and EHLO once", "[smtp][client][rfc8314-3]") {
  dialogue const d = dialogue{{.ehlo_name = "probe.example.test", .start = tls_start::implicit}}
                         .handshake()
                         .server(stage::greeting, "220 mx.example.test ESMTP\r\n")
                         .client_says(stage::ehlo_in_tls, "EHLO probe.example.test")
                         .server(stage::ehlo_in_tls, offer_in_tls)
                         .quits();
  CHECK(d.record().secured);
  CHECK(d.record().greeting == reply{220, {"mx.example.test ESMTP"}});
  CHECK(!d.record().ehlo);
  CHECK(!d.record().starttls);
  CHECK(d.record().ehlo_in_tls == reply{250, {"mx.example.test", "SIZE 100"}});
}

TEST_CASE("STARTTLS is not said inside implicit TLS though it is offered", "[smtp][client][rfc3207-4.2]") {
  dialogue{{.start = tls_start::implicit}}
      .handshake()
      .server(stage::greeting, "220 mx\r\n")
      .client_says(stage::ehlo_in_tls, "EHLO localhost")
      .server(stage::ehlo_in_tls, offer)
      .quits();
}

TEST_CASE("A server that greets with 421 or 554 is left with QUIT", "[smtp][client][rfc5321-3.1]") {
  for (std::string_view const greeting :
       {"421 mx.example.test Too many connections\r\n", "554 No SMTP service here\r\n", "450 Greylisted\r\n",
        "521 Does not accept mail\r\n"}) {
    dialogue const d = dialogue{}.server(stage::greeting, greeting).quits();
    CHECK(d.record().greeting == to_reply(greeting));
    CHECK(!d.record().ehlo);
    CHECK(!d.record().secured);
  }
}

TEST_CASE("A server that refuses inside implicit TLS is left with QUIT", "[smtp][client][rfc5321-3.1]") {
  dialogue const d =
      dialogue{{.start = tls_start::implicit}}.handshake().server(stage::greeting, "554 Go away\r\n").quits();
  CHECK(d.record().secured);
  CHECK(d.record().greeting == reply{554, {"Go away"}});
  CHECK(!d.record().ehlo_in_tls);
}

TEST_CASE("Only 220 is a welcome", "[smtp][client][rfc5321-4.3.2]") {
  dialogue{}.server(stage::greeting, "250 mx.example.test\r\n").quits();
  dialogue{}.server(stage::greeting, "354 go on\r\n").quits();
  dialogue{}.server(stage::greeting, "221 Bye\r\n").quits();
}

TEST_CASE("A greeting of several lines is a welcome like any other", "[smtp][client][rfc5321-4.2]") {
  dialogue const d = dialogue{}
                         .server(stage::greeting, "220-mx.example.test\r\n220 No spam, please\r\n")
                         .client_says(stage::ehlo, "EHLO probe.example.test");
  CHECK(d.record().greeting == reply{220, {"mx.example.test", "No spam, please"}});
}

TEST_CASE("A server that does not answer EHLO with 250 is left with QUIT", "[smtp][client][rfc5321-4.3.2]") {
  for (std::string_view const refusal : {"502 Command not implemented\r\n", "550-STARTTLS\r\n550 STARTTLS\r\n",
                                         "421 Closing\r\n", "220-STARTTLS\r\n220 STARTTLS\r\n"}) {
    dialogue const d = greeted().server(stage::ehlo, refusal).quits();
    CHECK(d.record().ehlo == to_reply(refusal));
    CHECK(!d.record().starttls);
    CHECK(!d.record().secured);
  }
}

TEST_CASE("A server that offers no STARTTLS is not asked for it", "[smtp][client][rfc3207-4]") {
  dialogue const d = greeted().server(stage::ehlo, "250-mx.example.test STARTTLS\r\n250 XSTARTTLS\r\n").quits();
  CHECK(d.record().ehlo == reply{250, {"mx.example.test STARTTLS", "XSTARTTLS"}});
  CHECK(!d.record().starttls);
  CHECK(!d.record().secured);
}

TEST_CASE("STARTTLS is understood in any case", "[smtp][client][rfc5321-2.4]") {
  greeted()
      .server(stage::ehlo, "250-mx.example.test\r\n250 StartTls\r\n")
      .client_says(stage::starttls, "STARTTLS")
      .server(stage::starttls, "220 Go ahead\r\n")
      .handshake();
}

TEST_CASE("A server that offers STARTTLS and refuses it is left with QUIT, in clear", "[smtp][client][rfc3207-4]") {
  for (std::string_view const refusal :
       {"454 TLS not available due to temporary reason\r\n", "501 Syntax error\r\n", "250 OK\r\n"}) {
    dialogue const d = offered().server(stage::starttls, refusal).quits();
    CHECK(d.record().starttls == to_reply(refusal));
    CHECK(!d.record().secured);
    CHECK(!d.record().ehlo_in_tls);
  }
}

TEST_CASE("What was received in clear behind the 220 is kept in the record only", "[smtp][client][rfc3207-4.2]") {
  dialogue const d = offered()
                         .server(stage::starttls, "220 Go ahead\r\n", "250-injected\r\n250 AUTH PLAIN\r\n")
                         .handshake()
                         .client_says(stage::ehlo_in_tls, "EHLO probe.example.test")
                         .server(stage::ehlo_in_tls, offer_in_tls)
                         .quits();
  CHECK(d.record().unread_plaintext == "250-injected\r\n250 AUTH PLAIN\r\n");
  CHECK(d.record().ehlo_in_tls == reply{250, {"mx.example.test", "SIZE 100"}});
}

TEST_CASE("What the server says inside TLS, it says before QUIT", "[smtp][client][rfc3207-4.2]") {
  dialogue const d = offered()
                         .server(stage::starttls, "220 Go ahead\r\n")
                         .handshake()
                         .client_says(stage::ehlo_in_tls, "EHLO probe.example.test")
                         .server(stage::ehlo_in_tls, "503 Say HELO first\r\n")
                         .quits();
  CHECK(d.record().secured);
  CHECK(d.record().ehlo_in_tls == reply{503, {"Say HELO first"}});
}

TEST_CASE("Any answer to QUIT is the last word", "[smtp][client][rfc5321-4.1.1.10]") {
  dialogue const d = dialogue{}
                         .server(stage::greeting, "554 No\r\n")
                         .client_says(stage::quit, "QUIT")
                         .server(stage::quit, "500 What?\r\n");
  CHECK(d.machine().next() == action::finish);
  CHECK(d.record().quit == reply{500, {"What?"}});
}

TEST_CASE("A client that has not been told anything waits for the greeting", "[smtp][client][rfc5321-3.1]") {
  client const fresh;
  CHECK(fresh.next() == action::read_reply);
  CHECK(fresh.now() == stage::greeting);
  CHECK(fresh.output().empty());
  CHECK(!fresh.record().greeting);
  client const implicit{{.start = tls_start::implicit}};
  CHECK(implicit.next() == action::start_tls);
  CHECK(implicit.now() == stage::handshake);
}

TEST_CASE("The record can be moved out in the end", "[smtp][client]") {
  client machine;
  machine.replied({554, {"No"}});
  client_record const seen = std::move(machine).record();
  CHECK(seen.greeting == reply{554, {"No"}});
}

TEST_CASE("EHLO gives an address literal where that is the name", "[smtp][client][rfc5321-4.1.3]") {
  dialogue{{.ehlo_name = "[IPv6:2001:db8::1]"}}
      .server(stage::greeting, "220 mx\r\n")
      .client_says(stage::ehlo, "EHLO [IPv6:2001:db8::1]");
}
