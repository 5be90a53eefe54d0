// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/smtp/line_buffer.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;
using namespace std::string_view_literals;

namespace {

/// A line with its end made visible: `text` for CR LF, `text (LF)` for a line feed alone.
std::string seen(line const& l) { return l.end == line_end::crlf ? l.text : l.text + " (LF)"; }

/// Takes every whole line; the last one is `!` if the buffer refuses.
std::vector<std::string> take(line_buffer& from) {
  std::vector<std::string> out;
  while (true) {
    auto const next = from.next_line();
    if (!next) {
      out.emplace_back("!");
      return out;
    }
    if (!*next) return out;
    out.push_back(seen(**next));
  }
}

using texts = std::vector<std::string>;

/// Every kind of line, and the beginning of one more.
constexpr auto sample = "220 mx\r\n\r\nbare\n\n\0mid\0dle\0\r\n\r\r\n250-x\r\r\na\rb\r\nlast\r"sv;
texts const sample_lines = {"220 mx", "",        "bare (LF)", " (LF)", std::string("\0mid\0dle\0", 9),
                            "\r",     "250-x\r", "a\rb"};

} // namespace

TEST_CASE("A line ends with CR LF, which is not part of it", "[smtp][line_buffer][rfc5321-2.3.8]") {
  line_buffer buffer;
  buffer.append("220 mx.example.test ESMTP\r\n250 ");
  auto const first = buffer.next_line();
  REQUIRE(first);
  REQUIRE(*first);
  CHECK((*first)->text == "220 mx.example.test ESMTP");
  CHECK((*first)->end == line_end::crlf);
  CHECK(buffer.unread() == "250 ");
}

TEST_CASE("No octets are no line yet, and no error", "[smtp][line_buffer]") {
  line_buffer buffer;
  CHECK(take(buffer).empty());
  buffer.append("");
  CHECK(take(buffer).empty());
  CHECK(buffer.unread().empty());
}

TEST_CASE("A line feed alone ends a line too, and is told apart", "[smtp][line_buffer][rfc5321-2.3.8]") {
  line_buffer buffer;
  buffer.append("one\ntwo\r\n");
  CHECK(take(buffer) == texts{"one (LF)", "two"});
}

TEST_CASE("A CR alone ends no line", "[smtp][line_buffer][rfc5321-2.3.8]") {
  line_buffer buffer;
  buffer.append("one\rtwo\r");
  CHECK(take(buffer).empty());
  buffer.append("\r\n");
  CHECK(take(buffer) == texts{"one\rtwo\r"});
}

TEST_CASE("A NUL is kept", "[smtp][line_buffer]") {
  line_buffer buffer;
  buffer.append("a\0b\r\n"sv);
  CHECK(take(buffer) == texts{std::string("a\0b", 3)});
}

TEST_CASE("Octets that come one at a time make the same lines", "[smtp][line_buffer]") {
  line_buffer buffer;
  texts got;
  for (char const c : sample) {
    buffer.append({&c, 1});
    for (auto& each : take(buffer)) got.push_back(std::move(each));
  }
  CHECK(got == sample_lines);
  CHECK(buffer.unread() == "last\r");
}

TEST_CASE("Octets that come in three pieces, split anywhere, make the same lines", "[smtp][line_buffer]") {
  for (std::size_t i = 0; i <= sample.size(); ++i) {
    for (std::size_t k = i; k <= sample.size(); ++k) {
      line_buffer buffer;
      texts got;
      for (auto const piece : {sample.substr(0, i), sample.substr(i, k - i), sample.substr(k)}) {
        buffer.append(piece);
        for (auto& each : take(buffer)) got.push_back(std::move(each));
      }
      if (got != sample_lines || buffer.unread() != "last\r") {
        CAPTURE(i, k);
        CHECK(got == sample_lines);
        CHECK(buffer.unread() == "last\r");
      }
    }
  }
}

TEST_CASE("A CR that comes before its line feed is not left in the line", "[smtp][line_buffer][rfc5321-2.3.8]") {
  line_buffer buffer;
  buffer.append("250 ok\r");
  CHECK(take(buffer).empty());
  CHECK(buffer.unread() == "250 ok\r");
  buffer.append("\n");
  CHECK(take(buffer) == texts{"250 ok"});
  CHECK(buffer.unread().empty());
}

TEST_CASE("A line may be as long as the limit and not one octet longer", "[smtp][line_buffer][rfc5321-4.5.3.1.5]") {
  std::string const fits(510, 'x');
  for (std::string const end : {"\r\n", "\n"}) {
    line_buffer good{510};
    good.append(fits + end);
    auto const taken = good.next_line();
    REQUIRE(taken);
    REQUIRE(*taken);
    CHECK((*taken)->text == fits);

    line_buffer bad{510};
    bad.append(fits + "x" + end);
    auto const refused = bad.next_line();
    REQUIRE(!refused);
    CHECK(refused.failure() == mxtls::failure{errc::line_too_long, 510});
  }
}

TEST_CASE("A line as long as the limit is not refused while its end may still come", "[smtp][line_buffer]") {
  line_buffer buffer{4};
  buffer.append("abcd");
  CHECK(take(buffer).empty());
  buffer.append("\r");
  CHECK(take(buffer).empty());
  buffer.append("\n");
  CHECK(take(buffer) == texts{"abcd"});
}

TEST_CASE("A CR beyond the limit with no line feed behind it is refused", "[smtp][line_buffer]") {
  line_buffer buffer{4};
  buffer.append("abcd\rx");
  CHECK(take(buffer) == texts{"!"});
}

TEST_CASE("The limit is one line's, not that of all lines", "[smtp][line_buffer]") {
  line_buffer buffer{4};
  for (int i = 0; i < 1000; ++i) {
    buffer.append("abcd\r\n");
    REQUIRE(take(buffer) == texts{"abcd"});
  }
  buffer.append("ab\r\nabcde\r\n");
  CHECK(take(buffer) == texts{"ab", "!"});
}

TEST_CASE("A limit of nothing allows empty lines only", "[smtp][line_buffer]") {
  line_buffer buffer{0};
  buffer.append("\r\n\nx\r\n");
  CHECK(take(buffer) == texts{"", " (LF)", "!"});
}

TEST_CASE("A flood without a line end is refused long before it is all there", "[smtp][line_buffer]") {
  std::string const piece(1'000, 'x');
  line_buffer buffer{2'048};
  std::size_t fed = 0;
  while (fed < 10'000'000) {
    buffer.append(piece);
    fed += piece.size();
    auto const next = buffer.next_line();
    if (!next) {
      CHECK(next.error() == errc::line_too_long);
      break;
    }
  }
  CHECK(fed == 3'000);
  CHECK(buffer.unread().size() == fed);
  // It does not get better by asking again.
  CHECK(take(buffer) == texts{"!"});
}

TEST_CASE("A flood that comes all at once is refused too", "[smtp][line_buffer]") {
  line_buffer buffer;
  buffer.append(std::string(10'000'000, 'x') + "\r\n");
  CHECK(take(buffer) == texts{"!"});
}

TEST_CASE("Many lines in pieces that end anywhere are all taken", "[smtp][line_buffer]") {
  // Pieces of a prime length hardly ever end where a line does.
  std::string octets;
  for (int i = 0; i < 20'000; ++i) octets += std::to_string(i) + "\r\n";
  line_buffer buffer;
  int expected = 0;
  bool in_order = true;
  for (std::size_t at = 0; at < octets.size(); at += 97) {
    buffer.append(std::string_view{octets}.substr(at, 97));
    for (auto const& text : take(buffer)) in_order = in_order && text == std::to_string(expected++);
    REQUIRE(buffer.unread().size() < 97);
  }
  CHECK(in_order);
  CHECK(expected == 20'000);
  CHECK(buffer.unread().empty());
}

TEST_CASE("What is unread is known before and after a line is taken", "[smtp][line_buffer][rfc3207-4.2]") {
  line_buffer buffer;
  buffer.append("220 Go ahead\r\n250 injected\r\n\x16\x03");
  CHECK(buffer.unread() == "220 Go ahead\r\n250 injected\r\n\x16\x03");
  REQUIRE(buffer.next_line());
  CHECK(buffer.unread() == "250 injected\r\n\x16\x03");
}

TEST_CASE("Dropping forgets what is unread, returns it, and lets a new start be made", "[smtp][line_buffer]") {
  line_buffer buffer;
  buffer.append("220 Go ahead\r\n250 inj");
  REQUIRE(buffer.next_line());
  CHECK(take(buffer).empty());
  CHECK(buffer.drop_unread() == "250 inj");
  CHECK(buffer.unread().empty());
  CHECK(buffer.drop_unread().empty());
  buffer.append("250 clean\r\n");
  CHECK(take(buffer) == texts{"250 clean"});
}

TEST_CASE("A line that nobody could use can be put back", "[smtp][line_buffer]") {
  line_buffer buffer;
  buffer.append("220-a\r\nGARBAGE\r\nmore");
  REQUIRE(buffer.next_line().value().value().text == "220-a");
  REQUIRE(buffer.next_line().value().value().text == "GARBAGE");
  buffer.put_back();
  CHECK(buffer.unread() == "GARBAGE\r\nmore");
  CHECK(buffer.next_line().value().value().text == "GARBAGE");
  buffer.append("\n");
  CHECK(buffer.next_line().value().value().text == "more");
  buffer.put_back();
  CHECK(buffer.drop_unread() == "more\n");
}
