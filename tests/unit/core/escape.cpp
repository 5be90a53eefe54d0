// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::escape;
using namespace std::string_view_literals;

namespace {

/// The code points of strictly valid UTF-8, after the grammar of RFC 3629 section 4; empty if it is not.
std::optional<std::vector<std::uint32_t>> code_points(std::string_view text) {
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < text.size();) {
    auto const octet = [&](std::size_t at) -> unsigned {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    auto const within = [&](std::size_t at, unsigned low, unsigned high) {
      return octet(at) >= low && octet(at) <= high;
    };
    auto const tail = [&](std::size_t at) { return within(at, 0x80, 0xbf); };
    std::size_t length = 0;
    if (i < text.size() && octet(i) <= 0x7f) length = 1;
    if (within(i, 0xc2, 0xdf) && tail(i + 1)) length = 2;
    if (octet(i) == 0xe0 && within(i + 1, 0xa0, 0xbf) && tail(i + 2)) length = 3;
    if ((within(i, 0xe1, 0xec) || within(i, 0xee, 0xef)) && tail(i + 1) && tail(i + 2)) length = 3;
    if (octet(i) == 0xed && within(i + 1, 0x80, 0x9f) && tail(i + 2)) length = 3;
    if (octet(i) == 0xf0 && within(i + 1, 0x90, 0xbf) && tail(i + 2) && tail(i + 3)) length = 4;
    if (within(i, 0xf1, 0xf3) && tail(i + 1) && tail(i + 2) && tail(i + 3)) length = 4;
    if (octet(i) == 0xf4 && within(i + 1, 0x80, 0x8f) && tail(i + 2) && tail(i + 3)) length = 4;
    if (length == 0) return std::nullopt;
    std::uint32_t c = length == 1 ? octet(i) : octet(i) & (0x3fU >> (length - 1));
    for (std::size_t k = 1; k < length; ++k) c = c * 64 + (octet(i + k) - 0x80);
    out.push_back(c);
    i += length;
  }
  return out;
}

/// General category Cc, and the explicit direction characters of UAX #9.
bool is_control(std::uint32_t c) { return c <= 0x1f || (c >= 0x7f && c <= 0x9f); }
bool is_direction(std::uint32_t c) {
  return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

bool is_safe(std::string_view text) {
  auto const read = code_points(text);
  if (!read) return false;
  for (std::uint32_t const c : *read)
    if (is_control(c) || is_direction(c)) return false;
  return true;
}

/// What `escape` was given.
std::optional<std::string> unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (text.substr(i, 2) == "\\\\") {
      out += '\\';
      i += 1;
    } else {
      if (text.size() - i < 4 || text[i + 1] != 'x') return std::nullopt;
      int const high = mxtls::ascii::hex_value(text[i + 2]);
      int const low = mxtls::ascii::hex_value(text[i + 3]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 3;
    }
  }
  return out;
}

/// Nothing in it acts on a terminal, it is UTF-8, not too long, and the original can be had back.
bool holds_its_promise(std::string_view original) {
  std::string const shown = escape(original);
  return is_safe(shown) && shown.size() <= 4 * original.size() && unescape(shown) == original;
}

std::string utf8(std::uint32_t c) {
  auto const octet = [](std::uint32_t value) { return std::string(1, static_cast<char>(value)); };
  if (c < 0x80) return octet(c);
  if (c < 0x800) return octet(0xc0 + c / 64) + octet(0x80 + c % 64);
  if (c < 0x10000) return octet(0xe0 + c / 4096) + octet(0x80 + c / 64 % 64) + octet(0x80 + c % 64);
  return octet(0xf0 + c / 262144) + octet(0x80 + c / 4096 % 64) + octet(0x80 + c / 64 % 64) + octet(0x80 + c % 64);
}

} // namespace

TEST_CASE("Printable text stays as it is", "[core][escape]") {
  CHECK(escape("").empty());
  std::string printable;
  for (char c = 0x20; c < 0x7f; ++c)
    if (c != '\\') printable += c;
  CHECK(escape(printable) == printable);
}

TEST_CASE("The examples of RFC 3629 stay as they are", "[core][escape][rfc3629-7]") {
  for (auto const text : {"\x41\xE2\x89\xA2\xCE\x91\x2E", "\xED\x95\x9C\xEA\xB5\xAD\xEC\x96\xB4",
                          "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", "\xF0\xA3\x8E\xB4"}) {
    CHECK(escape(text) == text);
  }
  // The last one's byte order mark cannot be seen, so it is shown.
  CHECK(escape("\xEF\xBB\xBF\xF0\xA3\x8E\xB4") == "\\xef\\xbb\\xbf\xF0\xA3\x8E\xB4");
}

TEST_CASE("Every C0 control and DEL becomes its hexadecimal", "[core][escape]") {
  CHECK(escape("\0\t\n\r\x1b\x7f"sv) == "\\x00\\x09\\x0a\\x0d\\x1b\\x7f");
  for (int octet = 0; octet < 0x20; ++octet) {
    std::string const text(1, static_cast<char>(octet));
    CAPTURE(octet);
    CHECK(escape(text).size() == 4);
    CHECK(holds_its_promise(text));
  }
}

TEST_CASE("Every C1 control becomes its hexadecimal, alone and as UTF-8", "[core][escape]") {
  CHECK(escape("\x9b") == "\\x9b");
  CHECK(escape("\xc2\x9b") == "\\xc2\\x9b");
  for (std::uint32_t c = 0x80; c <= 0x9f; ++c) {
    CAPTURE(c);
    CHECK(escape(utf8(c)).size() == 8);
    CHECK(escape(std::string(1, static_cast<char>(c))).size() == 4);
    CHECK(holds_its_promise(utf8(c)));
  }
}

TEST_CASE("Terminal sequences are disarmed", "[core][escape]") {
  CHECK(escape("\x1b[2J\x1b[31mred") == "\\x1b[2J\\x1b[31mred");
  CHECK(escape("\x1b]0;title\x07") == "\\x1b]0;title\\x07");
  CHECK(escape("\x1bP+q\x1b\\") == "\\x1bP+q\\x1b\\\\");
  CHECK(escape("250 ok\r\n250 more") == "250 ok\\x0d\\x0a250 more");
}

TEST_CASE("A backslash is doubled, so that an escape of the peer's is told from ours", "[core][escape]") {
  CHECK(escape("\\") == "\\\\");
  CHECK(escape("\\x1b") == "\\\\x1b");
  CHECK(escape("\x1b") == "\\x1b");
  CHECK(unescape(escape("\\x1b\x1b\\\\")) == "\\x1b\x1b\\\\");
}

TEST_CASE("What makes text read otherwise than it is becomes its hexadecimal", "[core][escape]") {
  CHECK(escape("\xe2\x80\xae") == "\\xe2\\x80\\xae"); // U+202E RIGHT-TO-LEFT OVERRIDE
  CHECK(escape("moc.\xe2\x80\xae"
               "a") == "moc.\\xe2\\x80\\xae"
                       "a");
  CHECK(escape("\xe2\x81\xa6") == "\\xe2\\x81\\xa6");          // U+2066 LEFT-TO-RIGHT ISOLATE
  CHECK(escape("\xe2\x80\x8b") == "\\xe2\\x80\\x8b");          // U+200B ZERO WIDTH SPACE
  CHECK(escape("\xe2\x80\xa8") == "\\xe2\\x80\\xa8");          // U+2028 LINE SEPARATOR
  CHECK(escape("\xc2\xad") == "\\xc2\\xad");                   // U+00AD SOFT HYPHEN
  CHECK(escape("\xf3\xa0\x81\x81") == "\\xf3\\xa0\\x81\\x81"); // U+E0041 TAG LATIN CAPITAL LETTER A
}

TEST_CASE("Octets that are no UTF-8 become their hexadecimal, one by one", "[core][escape][rfc3629-4]") {
  struct example {
    std::string_view what, octets, shown;
  };
  for (auto const& [what, octets, shown] : {
           example{"a tail without a lead", "a\x80z", "a\\x80z"},
           example{"a lead without a tail", "a\xc3", "a\\xc3"},
           example{"a lead before ASCII", "\xc3z", "\\xc3z"},
           example{"three octets cut short", "\xe2\x82", "\\xe2\\x82"},
           example{"four octets cut short", "\xf0\xa3\x8e!", "\\xf0\\xa3\\x8e!"},
           example{"an overlong slash", "\xc0\xaf", "\\xc0\\xaf"},
           example{"an overlong NUL", "\xc0\x80", "\\xc0\\x80"},
           example{"an overlong NUL of three", "\xe0\x80\x80", "\\xe0\\x80\\x80"},
           example{"an overlong NUL of four", "\xf0\x80\x80\x80", "\\xf0\\x80\\x80\\x80"},
           example{"the first surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
           example{"the last surrogate", "\xed\xbf\xbf", "\\xed\\xbf\\xbf"},
           example{"above U+10FFFF", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
           example{"a lead of five octets", "\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80"},
           example{"octets that never occur", "\xfe\xff", "\\xfe\\xff"},
           example{"a good character behind a bad octet", "\xff\xc3\xa4", "\\xff\xc3\xa4"},
           example{"a lead before a good character", "\xe2\xc3\xa4", "\\xe2\xc3\xa4"},
       }) {
    CAPTURE(what);
    CHECK(escape(octets) == shown);
    CHECK(holds_its_promise(octets));
  }
}

TEST_CASE("The ends of every range of UTF-8 stay as they are", "[core][escape][rfc3629-3]") {
  for (auto const text : {"\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbd",
                          "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(escape(text) == text);
  }
}

TEST_CASE("Every character either stays or is escaped as a whole, and no control stays", "[core][escape]") {
  std::size_t wrong = 0;
  for (std::uint32_t c = 0; c <= 0x10ffff; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    std::string const text = utf8(c);
    std::string const shown = escape(text);
    bool const stays = shown == text;
    bool const whole = c == '\\' ? shown == "\\\\" : shown.size() == 4 * text.size();
    if (!(stays || whole) || (stays && (is_control(c) || is_direction(c) || c == '\\'))) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("No two octets get past the escaping", "[core][escape]") {
  std::size_t wrong = 0;
  for (int i = 0; i < 65'536; ++i) {
    char const octets[] = {static_cast<char>(i / 256), static_cast<char>(i % 256)};
    if (!holds_its_promise({octets, 2})) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("No random octets get past the escaping", "[core][escape]") {
  std::mt19937 random{20261123};
  std::size_t wrong = 0;
  for (int round = 0; round < 5'000; ++round) {
    std::string octets(random() % 40, '\0');
    // Half of the octets from where sequences begin and go on, for more of them to be nearly right.
    for (char& c : octets) c = static_cast<char>(random() % 2 == 0 ? random() % 256 : 0x80 + random() % 0x80);
    if (!holds_its_promise(octets)) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("A long text is cut, and says how much was left out", "[core][escape]") {
  CHECK(escape("abcdef", 6) == "abcdef");
  CHECK(escape("abcdef", 4) == "abcd [2 more octets]");
  CHECK(escape("abcdef", 0) == " [6 more octets]");
  CHECK(escape("", 0).empty());
  CHECK(escape("\x1b\x1b\x1b", 2) == "\\x1b\\x1b [1 more octets]");
  CHECK(escape(std::string(1'000'000, 'x'), 3) == "xxx [999997 more octets]");
}

TEST_CASE("A character cut in two is shown as octets", "[core][escape]") {
  CHECK(escape("\xc3\xa4\xc3\xa4", 3) == "\xc3\xa4\\xc3 [1 more octets]");
}
