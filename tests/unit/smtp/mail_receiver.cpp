// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

#include <mxtls/smtp/mail_receiver.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;

namespace {

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

struct received {
  std::string content;
  std::string behind;
  bool ended;
  std::uint64_t size;
};

/// Takes the octets in pieces of one length.
received receive(std::string_view octets, std::size_t piece = all) {
  mail_receiver receiver{all};
  while (!octets.empty() && !receiver.ended()) {
    std::string const copy{octets.substr(0, piece)}; // so that a reader can see what is read beyond it
    octets.remove_prefix(receiver.take(copy));
  }
  std::uint64_t const size = receiver.size();
  bool const ended = receiver.ended();
  return {std::move(receiver).content(), std::string{octets}, ended, size};
}

} // namespace

TEST_CASE("A mail ends with a dot on a line of its own, however it is cut", "[smtp][mail_receiver][rfc5321-4.1.1.4]") {
  struct {
    std::string_view sent;
    std::string_view content;
  } const cases[] = {
      {".\r\n", ""},
      {"a\r\n.\r\n", "a\r\n"},
      {"a: b\r\n\r\nc\r\n.\r\n", "a: b\r\n\r\nc\r\n"},
      // RFC 5321 section 4.5.2: the first dot of a line that has more is taken away.
      {"..\r\n.\r\n", ".\r\n"},
      {"..a\r\n.b\r\n...\r\n.\r\n", ".a\r\nb\r\n..\r\n"},
      {"a.b\r\n.\r\n", "a.b\r\n"},
      {"\r\r\n.\r\n", "\r\r\n"},
      {"\n\r\n.\r\n", "\n\r\n"},
      {".\rx\r\n.\r\n", "\rx\r\n"},
      {".\r\r\n.\r\n", "\r\r\n"},
      {". \r\n.\r\n", " \r\n"},
  };
  for (auto const& each : cases)
    for (std::size_t const piece : {all, std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
      INFO(each.sent << " in pieces of " << piece);
      received const got = receive(std::string{each.sent} + "QUIT\r\n", piece);
      CHECK(got.ended);
      CHECK(got.content == each.content);
      CHECK(got.size == each.content.size());
      CHECK(got.behind == "QUIT\r\n");
    }
}

TEST_CASE("Nothing but CR LF dot CR LF ends a mail", "[smtp][mail_receiver][rfc5321-2.3.8]") {
  for (std::string_view const smuggled :
       {"a\n.\n", "a\r\n.\n", "a\n.\r\n", "a\r.\r", "a\r\n.\r", "a\r.\r\n", "a\r\n.\r\r"})
    for (std::size_t const piece : {all, std::size_t{1}}) {
      INFO(smuggled);
      received const got = receive(std::string{smuggled} + "MAIL FROM:<b@example.test>\r\n", piece);
      CHECK(!got.ended);
      CHECK(got.behind.empty());
      CHECK(got.content.find("MAIL FROM") != std::string::npos);
    }
}

TEST_CASE("A chunk is taken as it is", "[smtp][mail_receiver][rfc3030-2]") {
  mail_receiver receiver{all};
  CHECK(receiver.take("..\r\n.\r\n", mail_receiver::framing::counted) == 7);
  CHECK(receiver.take(".\r\nQUIT", mail_receiver::framing::counted) == 7);
  CHECK(!receiver.ended());
  CHECK(receiver.size() == 14);
  CHECK(std::move(receiver).content() == "..\r\n.\r\n.\r\nQUIT");
}

TEST_CASE("A header goes up to the first empty line", "[smtp][mail_receiver][rfc5322-2.1]") {
  auto const header_of = [](std::string_view mail) {
    mail_receiver receiver;
    for (char const c : mail) receiver.take({&c, 1});
    return receiver.header_size();
  };
  CHECK(header_of("a: b\r\nc: d\r\n\r\nbody\r\n\r\n.\r\n") == 14);
  CHECK(header_of("\r\nbody\r\n.\r\n") == 2);
  CHECK(header_of("a: b\r\nc: d\r\n.\r\n") == 12);
  CHECK(header_of("a: b\r\rc\r\n\n\r\n\r\nx\r\n") == 14);
}

TEST_CASE("No more is kept than was asked for", "[smtp][mail_receiver][bounds]") {
  mail_receiver some{5};
  some.take("ab\r\ncdef\r\n.\r\n");
  CHECK(some.size() == 10);
  CHECK(std::move(some).content() == "ab\r\nc");
  mail_receiver none;
  none.take("ab\r\n.\r\n");
  CHECK(none.ended());
  CHECK(none.size() == 4);
  CHECK(std::move(none).content().empty());
}
