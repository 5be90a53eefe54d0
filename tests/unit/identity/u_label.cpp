// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/identity/u_label.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

TEST_CASE("An A-label of small letters of Latin-1 is compared as a U-label", "[identity][u_label][rfc3490-4.2]") {
  auto const muller = to_u_label("xn--mller-kva");
  CHECK(muller.is_compared == certainty::yes);
  CHECK(muller.forms("xn--mller-kva")[0] == "m\xfcller");
  CHECK(muller.forms("xn--mller-kva")[1] == "m\xfcller");
  CHECK(to_u_label("XN--MLLER-KVA").forms("XN--MLLER-KVA")[0] == "M\xfcLLER");
}

TEST_CASE("Other labels are compared as they stand", "[identity][u_label]") {
  for (std::string_view const label : {"mx", "", "xn-", "xn--99999999", "xn--mller-kv", "xn--*"}) {
    CAPTURE(label);
    CHECK(to_u_label(label).is_compared == certainty::no);
    CHECK(to_u_label(label).forms(label)[1] == label);
  }
}

TEST_CASE("Whether IDNA keeps a character is not guessed", "[identity][u_label]") {
  // sharp s, Cyrillic, a capital, a control character
  for (std::string_view const label : {"xn--fa-hia", "xn--p1ai", "xn--x-6ea", "xn--a"}) {
    CAPTURE(label);
    auto const converted = to_u_label(label);
    CHECK(converted.is_compared == certainty::unknown);
    CHECK(converted.forms(label)[0] == label);
    CHECK(converted.forms(label)[1] != label);
  }
}
