// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <stdexcept>
#include <string>

#include <mxtls/pki/authority.hpp>
#include <mxtls/test/catch.hpp>

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using mxtls::bytes;
using mxtls::parse_timestamp;
using mxtls::to_hex;
using pki::authority;

namespace {

mxtls::timestamp const now = *parse_timestamp("2031-05-04");

authority seeded_root() { return authority::create({.seed = "seed", .now = now}); }

bool holds(bytes const& whole, bytes const& part) {
  return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end();
}

/// The message of the std::invalid_argument that `call` throws; empty if it throws none.
template <typename Call>
std::string refusal(Call call) {
  try {
    (void)call();
  } catch (std::invalid_argument const& error) {
    return error.what();
  }
  return {};
}

bool says(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("With a seed the same calls give the same octets", "[pki][authority][seed]") {
  auto const all = [] {
    authority const root = seeded_root();
    authority const between = root.intermediate();
    pki::leaf const leaf = between.issue({.common_names = {"mx.example.test"},
                                          .dns = {"mx.example.test", "*.example.test"},
                                          .ip = {"127.0.0.1", "2001:db8::25"}});
    pki::leaf const own = root.self_signed({.dns = {"mx.example.test"}});
    return root.pem() + leaf.chain_pem() + leaf.key().pkcs8_pem() + own.pem() + own.key().pkcs8_pem();
  };
  CHECK(all() == all());
  // Recorded from programs built by g++ 12 and by clang++ 14; whoever has to change it changes
  // every seeded certificate that is in use somewhere.
  CHECK(to_hex(mxtls::sha256(mxtls::as_bytes(all()))) ==
        "33ae72e6fdbc13072ea13cc85e5c9629beb38369a8b90fee448e529b570d0f66");
}

TEST_CASE("Without a seed no two authorities share anything", "[pki][authority]") {
  authority const one = authority::create({.now = now});
  authority const two = authority::create({.now = now});
  CHECK(one.der() != two.der());
  CHECK(one.key().spki_der() != two.key().spki_der());
  CHECK(one.issue({.dns = {"mx.test"}}).key().spki_der() != one.issue({.dns = {"mx.test"}}).key().spki_der());
}

TEST_CASE("Seeds, names and recipes lead to keys of their own", "[pki][authority][seed]") {
  authority const root = seeded_root();
  std::vector<bytes> keys{root.key().spki_der(),
                          authority::create({.seed = "other", .now = now}).key().spki_der(),
                          authority::create({.seed = "seed", .name = "mxtls other root", .now = now}).key().spki_der(),
                          root.intermediate().key().spki_der(),
                          root.intermediate({.name = "mxtls second"}).key().spki_der(),
                          root.issue({.dns = {"a.test"}}).key().spki_der(),
                          root.issue({.dns = {"b.test"}}).key().spki_der(),
                          root.self_signed({.dns = {"a.test"}}).key().spki_der(),
                          root.intermediate().issue({.dns = {"a.test"}}).key().spki_der()};
  std::sort(keys.begin(), keys.end());
  CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
}

TEST_CASE("A seeded key outlives a change of the moment, the certificate does not", "[pki][authority][seed]") {
  authority const later = authority::create({.seed = "seed", .now = now + mxtls::seconds_per_day});
  CHECK(later.key().spki_der() == seeded_root().key().spki_der());
  CHECK(later.der() != seeded_root().der());
}

TEST_CASE("An authority's certificate has what RFC 5280 wants of it", "[pki][authority][rfc5280-4.2.1]") {
  authority const root = seeded_root();
  authority const between = root.intermediate();
  bytes const usage = pki::key_usage({pki::key_use::key_cert_sign, pki::key_use::crl_sign});
  CHECK(holds(root.der(), pki::basic_constraints_ca({})));
  CHECK(holds(between.der(), pki::basic_constraints_ca(0)));
  CHECK(holds(root.intermediate({.path_length = std::nullopt}).der(), pki::basic_constraints_ca({})));
  for (authority const* each : {&root, &between}) {
    CHECK(holds(each->der(), usage));
    CHECK(holds(each->der(), mxtls::to_bytes("mxtls TEST ONLY")));
    CHECK(holds(each->der(), pki::validity(*parse_timestamp("2021-05-06"), *parse_timestamp("2041-05-01"))));
    CHECK(each->pem() == pki::to_pem("CERTIFICATE", each->der()));
  }
}

TEST_CASE("Authorities carry the constraints that keep them harmless", "[pki][authority][safe][rfc5280-4.2.1.10]") {
  authority const root = seeded_root();
  bytes const all = pki::safe_name_constraints(pki::safe_constraints::names_and_addresses);
  CHECK(holds(root.der(), all));
  CHECK(holds(root.intermediate({.constraints = pki::safe_constraints::names_and_addresses}).der(), all));
  CHECK(holds(root.intermediate().der(), pki::safe_name_constraints(pki::safe_constraints::addresses)));
}

TEST_CASE("A leaf is valid from the day before to 90 days after, or as asked", "[pki][authority][rfc5280-4.1.2.5]") {
  authority const root = seeded_root();
  CHECK(holds(root.issue({}).der(), pki::validity(*parse_timestamp("2031-05-03"), *parse_timestamp("2031-08-02"))));
  auto const from = *parse_timestamp("2030-01-01");
  auto const to = *parse_timestamp("2030-02-01");
  CHECK(holds(root.issue({.not_before = from, .not_after = to}).der(), pki::validity(from, to)));
  CHECK(says(refusal([&] { return root.issue({.not_after = from}); }),
             "recipe.not_after: 2030-01-01T00:00:00Z is before not_before, 2031-05-03T00:00:00Z"));
}

TEST_CASE("A chain goes from the leaf to the last intermediate", "[pki][authority][rfc5246-7.4.2]") {
  authority const root = seeded_root();
  authority const upper = root.intermediate({.name = "mxtls upper", .path_length = 1});
  authority const lower = upper.intermediate();
  pki::leaf const leaf = lower.issue({.dns = {"mx.test"}});
  CHECK(leaf.chain_der() == std::vector{leaf.der(), lower.der(), upper.der()});
  CHECK(root.issue({}).chain_der().size() == 1);
  CHECK(root.self_signed({}).chain_der().size() == 1);
}

TEST_CASE("An authority whose path length is used up makes no authority", "[pki][authority][rfc5280-4.2.1.9]") {
  authority const last = seeded_root().intermediate();
  CHECK(says(refusal([&] { return last.intermediate(); }), "intermediate_settings.path_length"));
  authority const upper = seeded_root().intermediate({.path_length = 1});
  CHECK(says(refusal([&] { return upper.intermediate({.path_length = 1}); }), "smaller than the issuer's, which is 1"));
  CHECK(says(refusal([&] { return upper.intermediate({.path_length = std::nullopt}); }), "path_length"));
}

TEST_CASE("Settings that are missing or unsafe are refused by name", "[pki][authority][safe]") {
  CHECK(says(refusal([] { return authority::create({}); }), "authority_settings.now"));
  CHECK(says(refusal([] { return authority::create({.seed = "", .now = now}); }), "authority_settings.seed"));
  CHECK(says(refusal([] { return authority::create({.name = "www.example.com", .now = now}); }),
             "authority_settings.name: \"www.example.com\""));
  CHECK(says(refusal([] { return seeded_root().intermediate({.name = "www.example.com"}); }),
             "intermediate_settings.name: \"www.example.com\""));
}

TEST_CASE("No leaf is made for a name that may be somebody's", "[pki][authority][safe]") {
  authority const root = seeded_root();
  CHECK(says(refusal([&] { return root.issue({.dns = {"www.example.com"}}); }), "recipe.dns"));
  CHECK(says(refusal([&] { return root.self_signed({.dns = {"www.example.com"}}); }), "recipe.dns"));
}

TEST_CASE("A self-signed leaf has no host of somebody's in its raw names either", "[pki][authority][safe]") {
  authority const root = seeded_root();
  auto const raw = [](std::string_view name) { return der::sequence({pki::dns_name(name)}); };
  CHECK_NOTHROW(root.self_signed({.raw_subject_alt_name = raw("mx.example.test")}));
  CHECK(says(refusal([&] { return root.self_signed({.raw_subject_alt_name = raw("www.example.com")}); }),
             "recipe.raw_subject_alt_name"));
  CHECK_NOTHROW(root.issue({.raw_subject_alt_name = raw("www.example.com")}));
}
