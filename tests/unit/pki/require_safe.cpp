// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/pki/leaf_extensions.hpp>
#include <mxtls/pki/require_safe.hpp>

#include "made.hpp"

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using made::says;
using mxtls::bytes;
using pki::flaw;

namespace {

/// What is said of octets in hexadecimal; empty if they pass.
std::string refusal(std::string_view hex, std::vector<flaw> const& flaws = {}) {
  return made::refusal([&] {
    pki::detail::octets_check{"recipe.raw_names", flaws}(mxtls::parse_hex(hex).value());
    return 0;
  });
}

/// The digits of text.
std::string hex(std::string_view text) { return mxtls::to_hex(mxtls::as_bytes(text)); }

} // namespace

TEST_CASE("A name in several parts is looked at as one", "[pki][safe][x690-8.21]") {
  // dNSName as a constructed string: "www." "google." "com"
  std::string const parts = "16047777772e1607676f6f676c652e1603636f6d";
  CHECK(says(refusal("a214" + parts), "recipe.raw_names: \"www.google.com\" may be somebody's"));
  CHECK(says(refusal("3016a214" + parts), "www.google.com"));
  CHECK(says(refusal("a216"
                     "3614" +
                     parts),
             "www.google.com")); // parts of a part
  CHECK(says(refusal("a11b"
                     "1605726f6f7440" +
                     parts),
             "www.google.com")); // rfc822Name
  CHECK(says(refusal("a4"
                     "20"
                     "301e311c301a0603550403"
                     "3413"
                     "1604777777"
                     "2e"
                     "1607676f6f676c652e"
                     "1602"
                     "6465"),
             "www.google.de"));
  CHECK(says(refusal("a280" + parts + "0000"), "may be somebody's")); // up to an end that is marked
  CHECK(says(refusal("3080a280" + parts + "00000000"), "may be somebody's"));
  CHECK(says(refusal("a28114" + parts), "www.google.com"));         // a length longer than need be
  CHECK(says(refusal("a215" + parts + "16"), "may be somebody's")); // no elements to the end
  CHECK(says(refusal("a7"
                     "0c"
                     "0401080401080401080401"
                     "08"),
             "\"8.8.8.8\""));
  CHECK(refusal("a20c"
                "16036d782e"
                "1605" +
                hex(".test"))
            .empty());
  // Names beside each other are no parts of one.
  CHECK(refusal("3010"
                "8206" +
                hex("a.test") + "8206" + hex("b.test"))
            .empty());
}

TEST_CASE("Nothing hides behind the name before it", "[pki][safe]") {
  std::string const name = "820e" + hex("www.google.com");
  // The next element has a tag and a length that read as "-.", and letters that end in .test.
  std::string const rest = "2d2e" + hex(std::string(41, 'a') + ".test");
  CHECK(says(refusal(name + rest), "\"www.google.com\""));
  CHECK(says(refusal("3040" + name + rest), "\"www.google.com\""));
  CHECK(says(refusal("82810e" + name.substr(4) + rest), "\"www.google.com\""));
  // What is before it cannot be read: a long tag, an open length.
  CHECK(says(refusal("9f00" + name + rest), "\"www.google.com\""));
  CHECK(says(refusal("3080" + name + rest), "\"www.google.com\""));
  CHECK(says(refusal("9f00"
                     "870408080808"),
             "\"8.8.8.8\""));
}

TEST_CASE("An address in octets is somebody's unless it is meant", "[pki][safe]") {
  CHECK(says(refusal("870408080808"), "recipe.raw_names: \"8.8.8.8\""));
  CHECK(says(refusal("87810408080808"), "\"8.8.8.8\""));
  CHECK(says(refusal("871020010db9000000000000000000000001"), "\"2001:db9::1\""));
  CHECK(refusal("870408080808", {flaw::outside_constraints}).empty());
  for (char const* safe : {"87047f000001", "8703010203", "8708c0000219ffffffff"}) CHECK(refusal(safe).empty());
}

TEST_CASE("Octets that are no elements pass if no name is in them", "[pki][safe]") {
  for (char const* octets : {"", "30", "3080ff", "82ff", "8200", "9f", "ff8001", "84ffffffffffffffffff"})
    CHECK(refusal(octets).empty());
  CHECK(refusal("300682"
                "0a" +
                hex("test"))
            .empty());
  std::string deep;
  for (int i = 0; i < 40; ++i) deep = "30" + mxtls::to_hex(bytes{static_cast<std::uint8_t>(deep.size() / 2)}) + deep;
  CHECK(says(refusal(deep), "recipe.raw_names"));
}

TEST_CASE("A recipe's octets are looked at as they will stand in the certificate", "[pki][recipe][safe]") {
  auto const why = [](pki::recipe const& wanted) {
    return made::refusal([&] {
      (void)pki::subject_of(wanted);
      return pki::extensions_of(wanted);
    });
  };
  auto const raw = [](std::string_view digits) { return mxtls::parse_hex(digits).value(); };
  // Two halves of one name.
  CHECK(says(why({.raw_names = {raw("820e7777772e"), raw(hex("google.com"))}}), "recipe.raw_names"));
  CHECK(says(why({.raw_names = {raw("a2141604"), raw("7777772e1607676f6f676c652e1603636f6d")}}), "recipe.raw_names"));
  CHECK(says(why({.raw_subject_alt_name = raw("3006870408080808")}), "recipe.raw_subject_alt_name: \"8.8.8.8\""));
  // Sixteen bits a character, which read as "www.google.com" with eight.
  pki::common_name const wide{"\u7777\u772e\u676f\u6f67\u6c65\u2e63\u6f6d", pki::text_type::bmp};
  CHECK(says(why({.common_names = {wide}}), "recipe.common_names: \"www.google.com\""));
}
