// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <mxtls/identity/punycode.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::identity::decode_punycode;

namespace {

std::optional<std::u32string> decoded(std::string_view text) {
  std::array<char32_t, 63> out{};
  auto const count = decode_punycode(text, out);
  if (!count) return std::nullopt;
  return std::u32string{out.data(), *count};
}

} // namespace

TEST_CASE("The sample strings of the RFC are decoded", "[identity][punycode][rfc3492-7.1]") {
  // (A) Arabic, (B) and (C) Chinese, (D) Czech, (E) Hebrew, (G) Japanese, (I) Russian, (J) Spanish, (K) Vietnamese
  CHECK(decoded("egbpdaj6bu4bxfgehfvwxn") == U"\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644\u0645\u0648\u0634"
                                             U"\u0639\u0631\u0628\u064A\u061F");
  CHECK(decoded("ihqwcrb4cv8a8dqg056pqjye") == U"\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587");
  CHECK(decoded("ihqwctvzc91f659drss3x8bo0yb") == U"\u4ED6\u5011\u7232\u4EC0\u9EBD\u4E0D\u8AAA\u4E2D\u6587");
  CHECK(decoded("Proprostnemluvesky-uyb24dma41a") == U"Pro\u010Dprost\u011Bnemluv\u00ED\u010Desky");
  CHECK(decoded("4dbcagdahymbxekheh6e0a7fei0b") ==
        U"\u05DC\u05DE\u05D4\u05D4\u05DD\u05E4\u05E9\u05D5\u05D8\u05DC\u05D0\u05DE\u05D3\u05D1\u05E8\u05D9\u05DD\u05E2"
        U"\u05D1\u05E8\u05D9\u05EA");
  CHECK(decoded("n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa") ==
        U"\u306A\u305C\u307F\u3093\u306A\u65E5\u672C\u8A9E\u3092\u8A71\u3057\u3066\u304F\u308C\u306A\u3044\u306E"
        U"\u304B");
  CHECK(decoded("b1abfaaepdrnnbgefbaDotcwatmq2g4l") ==
        U"\u043F\u043E\u0447\u0435\u043C\u0443\u0436\u0435\u043E\u043D\u0438\u043D\u0435\u0433\u043E\u0432\u043E\u0440"
        U"\u044F\u0442\u043F\u043E\u0440\u0443\u0441\u0441\u043A\u0438");
  CHECK(decoded("PorqunopuedensimplementehablarenEspaol-fmd56a") ==
        U"Porqu\u00E9nopuedensimplementehablarenEspa\u00F1ol");
  CHECK(decoded("TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g") ==
        U"T\u1EA1isaoh\u1ECDkh\u00F4ngth\u1EC3ch\u1EC9n\u00F3iti\u1EBFngVi\u1EC7t");
  // (L) to (S): names of songs and of people, ASCII among others, and nothing but ASCII
  CHECK(decoded("3B-ww4c5e180e575a65lsy2b") == U"3\u5E74B\u7D44\u91D1\u516B\u5148\u751F");
  CHECK(decoded("-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n") == U"\u5B89\u5BA4\u5948\u7F8E\u6075-with-SUPER-MONKEYS");
  CHECK(decoded("Hello-Another-Way--fc4qua05auwb3674vfr0b") ==
        U"Hello-Another-Way-\u305D\u308C\u305E\u308C\u306E\u5834\u6240");
  CHECK(decoded("2-u9tlzr9756bt3uc0v") == U"\u3072\u3068\u3064\u5C4B\u6839\u306E\u4E0B2");
  CHECK(decoded("MajiKoi5-783gue6qz075azm5e") == U"Maji\u3067Koi\u3059\u308B5\u79D2\u524D");
  CHECK(decoded("de-jg4avhby1noc0d") == U"\u30D1\u30D5\u30A3\u30FCde\u30EB\u30F3\u30D0");
  CHECK(decoded("d9juau41awczczp") == U"\u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067");
  CHECK(decoded("-> $1.00 <--") == U"-> $1.00 <-");
}

TEST_CASE("Malformed Punycode is no text", "[identity][punycode][rfc3492-6.2]") {
  CHECK(decoded("") == U"");
  CHECK(decoded("mller-kva") == U"m\u00FCller");
  CHECK(decoded("MLLER-KVA") == U"M\u00FCLLER");
  CHECK(decoded("*-kva") != std::nullopt);
  for (std::string_view const text : {"mller-kv", "mller-k*a", "z", "99999999", "999999999999a", "m\xc3\xbcller-kva"}) {
    CAPTURE(text);
    CHECK(decoded(text) == std::nullopt);
  }
}

TEST_CASE("What has no room is refused", "[identity][punycode]") {
  std::array<char32_t, 5> out{};
  CHECK(decode_punycode("mller-kva", out) == std::nullopt);
  CHECK(decode_punycode("mllerx-kva", out) == std::nullopt);
  CHECK(decode_punycode("mlle-kva", out).has_value());
  std::string const long_text(100'000, 'a');
  CHECK(decode_punycode(long_text, out) == std::nullopt);
}
