// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/test/catch.hpp>
#include <mxtls/x509/chain_status.hpp>

using namespace mxtls::x509;

TEST_CASE("Every chain status has a stable word", "[x509][chain]") {
  struct row {
    chain_status status;
    std::string_view word;
  };
  static constexpr row rows[] = {{chain_status::trusted, "trusted"},
                                 {chain_status::self_signed, "self-signed"},
                                 {chain_status::unknown_issuer, "unknown-issuer"},
                                 {chain_status::incomplete, "incomplete"},
                                 {chain_status::expired, "expired"},
                                 {chain_status::not_yet_valid, "not-yet-valid"},
                                 {chain_status::bad_signature, "bad-signature"},
                                 {chain_status::not_a_ca, "not-a-ca"},
                                 {chain_status::path_too_long, "path-too-long"},
                                 {chain_status::wrong_purpose, "wrong-purpose"},
                                 {chain_status::unknown_critical_extension, "unknown-critical-extension"},
                                 {chain_status::name_constraint_violated, "name-constraint-violated"},
                                 {chain_status::unreadable, "unreadable"},
                                 {chain_status::no_certificate, "no-certificate"},
                                 {chain_status::not_checked, "not-checked"}};
  for (auto const& [status, word] : rows) CHECK(to_text(status) == word);
  CHECK(to_text(static_cast<chain_status>(99)) == "invalid");
}

TEST_CASE("Every chain status has one sentence of its own", "[x509][chain]") {
  for (int i = 0; i <= static_cast<int>(chain_status::not_checked); ++i) {
    std::string const sentence{describe(static_cast<chain_status>(i))};
    CAPTURE(sentence);
    CHECK(sentence.find('.') == sentence.size() - 1);
    for (int other = 0; other < i; ++other) CHECK(sentence != describe(static_cast<chain_status>(other)));
  }
  CHECK(describe(static_cast<chain_status>(99)) == "The status is invalid.");
}
