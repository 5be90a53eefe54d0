// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/smtp/command.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;
using namespace std::string_view_literals;

static_assert(is_ehlo_name("localhost"));
static_assert(!is_ehlo_name("a\r\nQUIT"));

TEST_CASE("A command is a verb and the rest of the line", "[smtp][command][rfc5321-2.4]") {
  CHECK(parse_command("QUIT") == command{"QUIT", ""});
  CHECK(parse_command("EHLO mx.example.test") == command{"EHLO", "mx.example.test"});
  CHECK(parse_command("MAIL FROM:<a@b>") == command{"MAIL", "FROM:<a@b>"});
  CHECK(parse_command("RCPT TO:<a@b> NOTIFY=NEVER") == command{"RCPT", "TO:<a@b> NOTIFY=NEVER"});
}

TEST_CASE("A verb is the same in any case, its argument is kept as it is", "[smtp][command][rfc5321-2.4]") {
  CHECK(parse_command("eHlO Mx.Example") == command{"EHLO", "Mx.Example"});
  CHECK(parse_command("starttls") == command{"STARTTLS", ""});
}

TEST_CASE("Spaces behind a command are no part of it", "[smtp][command][rfc5321-4.1.1]") {
  CHECK(parse_command("QUIT ") == command{"QUIT", ""});
  CHECK(parse_command("EHLO  mx \t") == command{"EHLO", "mx"});
}

TEST_CASE("Any line is a command", "[smtp][command]") {
  CHECK(parse_command("") == command{"", ""});
  CHECK(parse_command(" ") == command{"", ""});
  CHECK(parse_command(" QUIT") == command{"", "QUIT"});
  CHECK(parse_command("a\0b c"sv) == command{std::string("A\0B", 3), "c"});
  CHECK(parse_command("\x16\x03\x01") == command{"\x16\x03\x01", ""});
}

TEST_CASE("A host name and an address literal can be said in EHLO", "[smtp][command][rfc5321-4.1.1.1]") {
  CHECK(is_ehlo_name("mx.example.test"));
  CHECK(is_ehlo_name("[192.0.2.1]"));
  CHECK(is_ehlo_name("[IPv6:2001:db8::1]"));
  CHECK(is_ehlo_name(std::string(255, 'a')));
}

TEST_CASE("What would end the command or begin another cannot", "[smtp][command][rfc5321-4.5.3.1.2]") {
  CHECK(!is_ehlo_name(""));
  CHECK(!is_ehlo_name(std::string(256, 'a')));
  for (int octet = 0; octet <= 0x20; ++octet) {
    CAPTURE(octet);
    CHECK(!is_ehlo_name(std::string("a") + static_cast<char>(octet)));
  }
  CHECK(!is_ehlo_name("a\x7f"));
  CHECK(!is_ehlo_name("a\0b"sv));
}
