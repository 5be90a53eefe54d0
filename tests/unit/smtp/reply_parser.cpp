// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/smtp/line_buffer.hpp>
#include <mxtls/smtp/reply_parser.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;
using mxtls::failure;
using mxtls::result;

namespace {

/// Reads one reply that takes all of the octets.
result<reply> read(std::string_view octets, std::size_t max_lines = 256) {
  line_buffer buffer;
  buffer.append(octets);
  reply_parser parser{max_lines};
  while (true) {
    auto const next = buffer.next_line();
    REQUIRE(next);
    REQUIRE(*next);
    auto const pushed = parser.push(**next);
    if (!pushed) return pushed.failure();
    if (*pushed == reply_parser::progress::more) continue;
    CHECK(buffer.unread().empty());
    return parser.take();
  }
}

failure refusal(std::string_view first_line) { return reply_parser{}.push({std::string{first_line}}).failure(); }

} // namespace

TEST_CASE("A reply of one line is a code and a text", "[smtp][reply_parser][rfc5321-4.2]") {
  CHECK(read("220 mx.example.test ESMTP\r\n").value() == reply{220, {"mx.example.test ESMTP"}});
  CHECK(read("599 \r\n").value() == reply{599, {""}});
}

TEST_CASE("A reply of several lines has a hyphen in all but the last", "[smtp][reply_parser][rfc5321-4.2.1]") {
  CHECK(read("250-First line\r\n"
             "250-Second line\r\n"
             "250-234 Text beginning with numbers\r\n"
             "250 The last line\r\n")
            .value() == reply{250, {"First line", "Second line", "234 Text beginning with numbers", "The last line"}});
}

TEST_CASE("A code alone is a reply with an empty text", "[smtp][reply_parser][rfc5321-4.2]") {
  CHECK(read("250\r\n").value() == reply{250, {""}});
  CHECK(read("250-one\r\n250\r\n").value() == reply{250, {"one", ""}});
  CHECK(read("250-\r\n250 two\r\n").value() == reply{250, {"", "two"}});
}

TEST_CASE("Only the separator is taken from the text", "[smtp][reply_parser][rfc5321-4.2]") {
  CHECK(read("250  two spaces \r\n").value() == reply{250, {" two spaces "}});
  CHECK(read("250--hyphen\r\n250 -\r\n").value() == reply{250, {"-hyphen", "-"}});
  CHECK(read("250 tab\tand \xff\r\n").value() == reply{250, {"tab\tand \xff"}});
}

TEST_CASE("A line feed alone in any line of a reply is remembered", "[smtp][reply_parser][rfc5321-2.3.8]") {
  CHECK(read("250-one\r\n250 two\r\n").value().bare_lf == false);
  CHECK(read("250-one\n250 two\r\n").value() == reply{250, {"one", "two"}, true});
  CHECK(read("250-one\r\n250 two\n").value() == reply{250, {"one", "two"}, true});
}

TEST_CASE("Codes are from 200 to 599", "[smtp][reply_parser][rfc5321-4.2]") {
  CHECK(read("200 x\r\n").value().code == 200);
  CHECK(read("599 x\r\n").value().code == 599);
  for (std::string_view const line : {"000 x", "100 x", "199 x", "600 x", "999 x"}) {
    CAPTURE(line);
    CHECK(refusal(line) == failure{errc::reply_malformed, 0});
  }
}

TEST_CASE("What is no reply is refused where it goes wrong", "[smtp][reply_parser][rfc5321-4.2]") {
  CHECK(refusal("") == failure{errc::reply_malformed, 0});
  CHECK(refusal("2") == failure{errc::reply_malformed, 1});
  CHECK(refusal("25") == failure{errc::reply_malformed, 2});
  CHECK(refusal(" 250 x") == failure{errc::reply_malformed, 0});
  CHECK(refusal("2a0 x") == failure{errc::reply_malformed, 1});
  CHECK(refusal("25O x") == failure{errc::reply_malformed, 2});
  CHECK(refusal("2500 x") == failure{errc::reply_malformed, 3});
  CHECK(refusal("250\tx") == failure{errc::reply_malformed, 3});
  CHECK(refusal("250_x") == failure{errc::reply_malformed, 3});
  CHECK(refusal("SSH-2.0-server") == failure{errc::reply_malformed, 0});
  CHECK(refusal("HTTP/1.1 400 Bad Request") == failure{errc::reply_malformed, 0});
  CHECK(refusal("+250 x") == failure{errc::reply_malformed, 0});
  CHECK(refusal("\xb2\x35\x30 x") == failure{errc::reply_malformed, 0});
}

TEST_CASE("A line that is no reply is refused in the middle of one too", "[smtp][reply_parser][rfc5321-4.2.1]") {
  CHECK(read("250-one\r\n\r\n").failure() == failure{errc::reply_malformed, 0});
  CHECK(read("250-one\r\ntwo\r\n").failure() == failure{errc::reply_malformed, 0});
}

TEST_CASE("The code must be the same in every line", "[smtp][reply_parser][rfc5321-4.2.1]") {
  CHECK(read("250-one\r\n220 two\r\n").failure() == failure{errc::reply_code_changed, 0});
  CHECK(read("250-one\r\n250-two\r\n251-three\r\n").failure() == failure{errc::reply_code_changed, 0});
}

TEST_CASE("A reply may have as many lines as the limit and not one more", "[smtp][reply_parser]") {
  CHECK(read("250-1\r\n250-2\r\n250 3\r\n", 3).value().lines.size() == 3);
  CHECK(read("250-1\r\n250-2\r\n250-3\r\n250 4\r\n", 3).failure() == failure{errc::reply_too_long, 0});
}

TEST_CASE("A reply without an end is refused after 256 lines", "[smtp][reply_parser]") {
  reply_parser parser;
  std::size_t lines = 0;
  while (lines < 100'000) {
    auto const pushed = parser.push({"250-x"});
    if (!pushed) {
      CHECK(pushed.error() == errc::reply_too_long);
      break;
    }
    ++lines;
  }
  CHECK(lines == 256);
}

TEST_CASE("One parser reads reply after reply", "[smtp][reply_parser]") {
  reply_parser parser{2};
  REQUIRE(parser.push({"250-one", line_end::bare_lf}).value() == reply_parser::progress::more);
  REQUIRE(parser.push({"250 two"}).value() == reply_parser::progress::complete);
  CHECK(parser.take() == reply{250, {"one", "two"}, true});
  REQUIRE(parser.push({"354 go"}).value() == reply_parser::progress::complete);
  CHECK(parser.take() == reply{354, {"go"}});
  CHECK(parser.take() == reply{});
}

TEST_CASE("Every SMTP error has words of its own", "[smtp][errc]") {
  std::vector<std::string> seen;
  for (auto const each : {errc::line_too_long, errc::reply_malformed, errc::reply_code_changed, errc::reply_too_long}) {
    std::error_code const ec = each;
    CHECK(ec.category().name() == std::string{"mxtls.smtp"});
    for (auto const& other : seen) CHECK(ec.message() != other);
    seen.push_back(ec.message());
  }
  CHECK(static_cast<int>(errc::line_too_long) == 1);
}
