// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/test/catch.hpp>

namespace ascii = mxtls::ascii;
using namespace std::string_view_literals;

static_assert(ascii::equal("EHLO", "ehlo"));
static_assert(!ascii::equal("EHLO", "HELO"));
static_assert(ascii::to_lower('Q') == 'q' && ascii::to_upper('q') == 'Q');

namespace {

constexpr auto upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"sv;
constexpr auto lower = "abcdefghijklmnopqrstuvwxyz"sv;
constexpr auto digits = "0123456789"sv;

bool holds(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

} // namespace

TEST_CASE("Letters and digits are those of ASCII and no other octet", "[core][ascii][rfc20-5.2]") {
  for (int octet = 0; octet < 256; ++octet) {
    CAPTURE(octet);
    char const c = static_cast<char>(octet);
    bool const letter = holds(upper, c) || holds(lower, c);
    CHECK(ascii::is_alpha(c) == letter);
    CHECK(ascii::is_digit(c) == holds(digits, c));
    CHECK(ascii::is_alnum(c) == (letter || holds(digits, c)));
  }
}

TEST_CASE("Folding changes A to Z and a to z and no other octet", "[core][ascii][rfc4343-3]") {
  for (int octet = 0; octet < 256; ++octet) {
    CAPTURE(octet);
    char const c = static_cast<char>(octet);
    CHECK(ascii::to_lower(c) == (holds(upper, c) ? lower[upper.find(c)] : c));
    CHECK(ascii::to_upper(c) == (holds(lower, c) ? upper[lower.find(c)] : c));
  }
  CHECK(ascii::to_lower("MX-1.Example.TEST\xc4") == "mx-1.example.test\xc4");
  CHECK(ascii::to_upper("StartTLS=x_\xe4") == "STARTTLS=X_\xe4");
  CHECK(ascii::to_lower("").empty());
}

TEST_CASE("A hexadecimal digit has its value in either case, all else has none", "[core][ascii][rfc4648-8]") {
  constexpr auto values = "0123456789abcdef"sv;
  for (int octet = 0; octet < 256; ++octet) {
    CAPTURE(octet);
    char const c = static_cast<char>(octet);
    auto const at = values.find(octet >= 'A' && octet <= 'F' ? static_cast<char>(octet + 32) : c);
    CHECK(ascii::hex_value(c) == (at == values.npos ? -1 : static_cast<int>(at)));
  }
}

TEST_CASE("Texts are equal whatever the case of their letters", "[core][ascii][rfc4343-3]") {
  CHECK(ascii::equal("", ""));
  CHECK(ascii::equal(upper, lower));
  CHECK(!ascii::equal("mx", "mx."));
  CHECK(!ascii::equal("mx", "m"));
}

TEST_CASE("Octets that differ by the case bit alone are not equal unless they are letters", "[core][ascii]") {
  CHECK(!ascii::equal("@", "`"));
  CHECK(!ascii::equal("[", "{"));
  CHECK(!ascii::equal("-", "\r"));
  CHECK(!ascii::equal(" ", "\0"sv));
  CHECK(!ascii::equal("\xc4", "\xe4"));      // the umlauts of ISO 8859-1
  CHECK(!ascii::equal("\xe2\x84\xaa", "k")); // KELVIN SIGN
}

TEST_CASE("A NUL is an octet like any other in a comparison", "[core][ascii]") {
  CHECK(ascii::equal("a\0B"sv, "A\0b"sv));
  CHECK(!ascii::equal("a\0b"sv, "a\0c"sv));
}

TEST_CASE("A prefix is found whatever its case, and never in a shorter text", "[core][ascii]") {
  CHECK(ascii::starts_with("XN--bcher-kva", "xn--"));
  CHECK(ascii::starts_with("anything", ""));
  CHECK(ascii::starts_with("", ""));
  CHECK(!ascii::starts_with("xn-", "xn--"));
  CHECK(!ascii::starts_with("axn--", "xn--"));
}

TEST_CASE("Text is ASCII up to 0x7f", "[core][ascii][rfc20-2]") {
  CHECK(ascii::is_ascii(""));
  CHECK(ascii::is_ascii("\0 ~\x7f"sv));
  CHECK(!ascii::is_ascii("a\x80"));
  CHECK(!ascii::is_ascii("\xff"));
}

TEST_CASE("Spaces and tabs at either end are trimmed, nothing else", "[core][ascii]") {
  CHECK(ascii::trim(" \t a b\t ") == "a b");
  CHECK(ascii::trim("a") == "a");
  CHECK(ascii::trim(" \t ").empty());
  CHECK(ascii::trim("").empty());
  CHECK(ascii::trim("\r\n a \v") == "\r\n a \v");
}
