// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <mxtls/pki/tlsa_record.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::bytes;
using namespace mxtls::pki;

namespace {

// A certificate that OpenSSL made, with a key on P-256.
constexpr std::string_view certificate =
    "308201da3082017fa003020102021444db4aa8f6d2ef521a1251b2aa49af3d9efaf58c300a06082a8648ce3d0403023034311830160603"
    "55040a0c0f6d78746c732054455354204f4e4c593118301606035504030c0f6d782e6578616d706c652e74657374301e170d3236313132"
    "333136333735325a170d3237313132333136333735325a303431183016060355040a0c0f6d78746c732054455354204f4e4c5931183016"
    "06035504030c0f6d782e6578616d706c652e746573743059301306072a8648ce3d020106082a8648ce3d03010703420004b12c6fb04510"
    "0a7e1bf9200c768705ee8926448f567b439b5816eb1128c1d8b2082eaffd0e8bca71fb665edd8ed6ff2b872e0da1abdf6b75bb68af9acc"
    "1688fca36f306d301d0603551d0e04160414ff26f47230bf77c6ecd0317c7d375eaf66f1f97f301f0603551d23041830168014ff26f472"
    "30bf77c6ecd0317c7d375eaf66f1f97f300f0603551d130101ff040530030101ff301a0603551d1104133011820f6d782e6578616d706c"
    "652e74657374300a06082a8648ce3d0403020349003046022100cb00349a0fa3a4f18420487705858597f828444bf88bf582e7bacb9cd4"
    "4a9f70022100ecfe21fc6e3482708f997365193b3edb1805535974239dff42ffa9baaba17bad";

std::string text(tlsa_selector selector, tlsa_matching matching) {
  return to_text(make_tlsa_record(tlsa_usage::dane_ee, selector, matching, *mxtls::parse_hex(certificate)));
}

/// The words with which numbers are refused.
std::string refusal(tlsa_usage usage, tlsa_selector selector, tlsa_matching matching) {
  try {
    (void)make_tlsa_record(usage, selector, matching, *mxtls::parse_hex(certificate));
  } catch (std::invalid_argument const& error) {
    return error.what();
  }
  return {};
}

} // namespace

TEST_CASE("A TLSA record holds the certificate or its key, whole or hashed", "[pki][tlsa][rfc6698-2.1]") {
  // openssl x509 -in C -outform DER | openssl dgst -sha256, and
  // openssl x509 -in C -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256
  std::string const key =
      "3059301306072a8648ce3d020106082a8648ce3d03010703420004b12c6fb045100a7e1bf9200c768705ee8926448f567b439b5816eb11"
      "28c1d8b2082eaffd0e8bca71fb665edd8ed6ff2b872e0da1abdf6b75bb68af9acc1688fc";
  CHECK(text(tlsa_selector::cert, tlsa_matching::full) == "3 0 0 " + std::string{certificate});
  CHECK(text(tlsa_selector::spki, tlsa_matching::full) == "3 1 0 " + key);
  CHECK(text(tlsa_selector::cert, tlsa_matching::sha2_256) ==
        "3 0 1 "
        "25bd851bd283774a1321ff0edb695cdb4a92a13617de51ddbc544899a35cf93e");
  CHECK(text(tlsa_selector::spki, tlsa_matching::sha2_256) ==
        "3 1 1 "
        "010f9cc6347343ccb670f8b0865b1a1aed76de35b3225abde9014c22546662bd");
  CHECK(text(tlsa_selector::cert, tlsa_matching::sha2_512) ==
        "3 0 2 "
        "68bebe040147d14772b97e263d6caa204234189513f294770f2a43a7dae29427df9cd9bbaae79e8549ce6f4b6676a0c413ed7459b399ee"
        "4dbaf67dc56aad9147");
  CHECK(text(tlsa_selector::spki, tlsa_matching::sha2_512) ==
        "3 1 2 "
        "403b002a7bd9baf7c2312266bd7db02b6bc62037d8e30dc6a9980ea18de81a1475fcd903593ef45df675351b085b3ed1573fe30e58f909"
        "c89658b5f492600f1a");
}

TEST_CASE("The usages of a TLSA record have the numbers of the RFC", "[pki][tlsa][rfc7218-2.1]") {
  auto const number = [](tlsa_usage usage) {
    return to_text(make_tlsa_record(usage, tlsa_selector::cert, tlsa_matching::sha2_256, {})).front();
  };
  CHECK(number(tlsa_usage::pkix_ta) == '0');
  CHECK(number(tlsa_usage::pkix_ee) == '1');
  CHECK(number(tlsa_usage::dane_ta) == '2');
  CHECK(number(tlsa_usage::dane_ee) == '3');
}

TEST_CASE("Numbers that the RFC does not define are refused with those it does", "[pki][tlsa][rfc6698-2.1]") {
  CHECK(refusal(tlsa_usage{4}, {}, {}).find("usage must be 0 (PKIX-TA)") != std::string::npos);
  CHECK(refusal({}, tlsa_selector{2}, {}).find("selector must be 0 (Cert)") != std::string::npos);
  CHECK(refusal({}, {}, tlsa_matching{3}).find("matching must be 0 (Full)") != std::string::npos);
  CHECK(refusal({}, {}, {}).empty());
}

TEST_CASE("What is no certificate has no key to select", "[pki][tlsa]") {
  bytes const text{'n', 'o', 'n', 'e'};
  CHECK_THROWS_AS(make_tlsa_record(tlsa_usage::dane_ee, tlsa_selector::spki, tlsa_matching::full, text),
                  std::system_error);
  CHECK(make_tlsa_record(tlsa_usage::dane_ee, tlsa_selector::cert, tlsa_matching::full, text).data == text);
}
