// SPDX-License-Identifier: BSL-1.0
//
// Chains as peers send them, made here one flaw at a time, judged by what is in them and nothing else.

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <mxtls/io/tls_chain.hpp>
#include <mxtls/io/trust_store.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/test/matchers.hpp>

using namespace mxtls;
using io::judge_chain;
using io::trust_store;
using x509::chain_status;

namespace {

timestamp const now = parse_timestamp("2026-11-23").value();
using chain = std::vector<bytes>;

trust_store trusting(bytes const& der) { return trust_store{{x509::parse_certificate(der).value()}}; }

/// A root, an intermediate, and a leaf below it.
struct lab {
  pki::authority root = pki::authority::create({.seed = "chain", .now = now});
  pki::authority intermediate = root.intermediate();
  pki::leaf leaf = intermediate.issue({.dns = {"mx.example.test"}});
  trust_store trust = trusting(root.der());
};

/// A certificate made field by field, for what no authority here would sign.
struct by_hand {
  std::string subject;
  std::string issuer;
  std::vector<bytes> extensions{};

  bytes sign(pki::private_key const& own, pki::private_key const& issuer_key) const {
    return pki::sign_certificate({.serial_number = pki::der::integer(7),
                                  .issuer = pki::distinguished_name({}, {issuer}),
                                  .validity = pki::validity(now - seconds_per_day, now + seconds_per_day),
                                  .subject = pki::distinguished_name({}, {subject}),
                                  .subject_public_key_info = own.spki_der(),
                                  .extensions = extensions},
                                 issuer_key);
  }
};

pki::private_key key(std::string const& label) { return pki::private_key::from_seed("chain", label); }

std::vector<bytes> const ca_extensions{pki::basic_constraints_ca({}), pki::key_usage({pki::key_use::key_cert_sign})};

bytes with_spoilt_signature(bytes der) {
  der.back() ^= 1;
  return der;
}

} // namespace

TEST_CASE("A chain that leads to an anchor is trusted, whatever its order", "[io][chain][rfc5280-6.1]") {
  lab const l;
  auto const verdict = judge_chain(l.leaf.chain_der(), l.trust, now);
  CHECK(verdict.status == chain_status::trusted);
  CHECK(verdict.problems.empty());
  CHECK(verdict.wolfssl_says.empty());
  CHECK(verdict.path == std::vector<std::string>{"O=mxtls TEST ONLY", "O=mxtls TEST ONLY, CN=intermediate.mxtls.test",
                                                 "O=mxtls TEST ONLY, CN=root.mxtls.test"});

  // The root sent along, a stranger in between, and something that is no certificate.
  chain const untidy{l.leaf.der(), l.root.der(), pki::authority::create({.seed = "other", .now = now}).der(),
                     bytes{1, 2, 3}, l.leaf.chain_der()[1]};
  CHECK(judge_chain(untidy, l.trust, now).status == chain_status::trusted);
}

TEST_CASE("A leaf that is an anchor itself is trusted", "[io][chain]") {
  lab const l;
  auto const own = l.root.self_signed({.dns = {"mx.example.test"}});
  CHECK(judge_chain(chain{own.der()}, trusting(own.der()), now).status == chain_status::trusted);
  CHECK(judge_chain(chain{l.leaf.der()}, trusting(l.leaf.der()), now).status == chain_status::trusted);
}

TEST_CASE("Each way of missing an anchor has a name of its own", "[io][chain][rfc5280-6.1]") {
  lab const l;
  auto const own = l.root.self_signed({.dns = {"mx.example.test"}});
  CHECK(judge_chain(chain{own.der()}, l.trust, now).status == chain_status::self_signed);
  CHECK(judge_chain(chain{l.leaf.der()}, l.trust, now).status == chain_status::incomplete);
  CHECK(judge_chain({}, l.trust, now).status == chain_status::no_certificate);
  CHECK(judge_chain(l.leaf.chain_der(), trust_store{}, now).status == chain_status::unknown_issuer);
  auto const stranger = pki::authority::create({.seed = "other", .name = "stranger", .now = now});
  CHECK(judge_chain(l.leaf.chain_der(), trusting(stranger.der()), now).status == chain_status::unknown_issuer);
}

TEST_CASE("A chain is judged at the moment that was asked for", "[io][chain][rfc5280-4.1.2.5]") {
  lab const l;
  auto const status = [&](char const* date) {
    return judge_chain(l.leaf.chain_der(), l.trust, parse_timestamp(date).value()).status;
  };
  // The leaf is valid from one day before to 90 days after 2026-11-23, authorities for ten years.
  CHECK(status("2026-11-22") == chain_status::trusted);
  CHECK(status("2027-02-21") == chain_status::trusted);
  CHECK(status("2027-02-21T00:00:01Z") == chain_status::expired);
  CHECK(status("2026-11-21T23:59:59Z") == chain_status::not_yet_valid);
  auto const long_after = judge_chain(l.leaf.chain_der(), l.trust, parse_timestamp("2050-01-01").value());
  CHECK(long_after.problems == std::vector<x509::chain_problem>{
                                   {chain_status::expired, 0}, {chain_status::expired, 1}, {chain_status::expired, 2}});
}

TEST_CASE("A signature that is not good breaks the chain where it stands", "[io][chain][rfc5280-6.1.3]") {
  lab const l;
  chain const leaf_spoilt{with_spoilt_signature(l.leaf.der()), l.leaf.chain_der()[1]};
  auto verdict = judge_chain(leaf_spoilt, l.trust, now);
  CHECK(verdict.status == chain_status::bad_signature);
  CHECK(verdict.problems.front().depth == 0);
  CHECK_FALSE(verdict.wolfssl_says.empty());

  chain const intermediate_spoilt{l.leaf.der(), with_spoilt_signature(l.leaf.chain_der()[1])};
  verdict = judge_chain(intermediate_spoilt, l.trust, now);
  CHECK(verdict.status == chain_status::bad_signature);
  CHECK(verdict.problems.front().depth == 1);

  // An impostor with the authority's name and another key.
  by_hand const mx{.subject = "mx.example.test", .issuer = "the authority"};
  by_hand const authority{.subject = "the authority", .issuer = "the authority", .extensions = ca_extensions};
  bytes const anchor = authority.sign(key("authority"), key("authority"));
  CHECK(judge_chain(chain{mx.sign(key("mx"), key("authority"))}, trusting(anchor), now).status ==
        chain_status::trusted);
  CHECK(judge_chain(chain{mx.sign(key("mx"), key("impostor"))}, trusting(anchor), now).status ==
        chain_status::bad_signature);
}

TEST_CASE("A certificate that may not sign others makes no chain", "[io][chain][rfc5280-4.2.1.9]") {
  by_hand const root{.subject = "root", .issuer = "root", .extensions = ca_extensions};
  bytes const anchor = root.sign(key("root"), key("root"));
  by_hand const mx{.subject = "mx.example.test", .issuer = "middle"};
  bytes const leaf = mx.sign(key("mx"), key("middle"));
  auto const status_below = [&](std::vector<bytes> extensions) {
    by_hand const middle{.subject = "middle", .issuer = "root", .extensions = std::move(extensions)};
    return judge_chain(chain{leaf, middle.sign(key("middle"), key("root"))}, trusting(anchor), now).status;
  };
  CHECK(status_below(ca_extensions) == chain_status::trusted);
  CHECK(status_below({}) == chain_status::not_a_ca); // a leaf that plays the authority
  CHECK(status_below({pki::key_usage({pki::key_use::digital_signature})}) == chain_status::not_a_ca);
  CHECK(status_below({pki::basic_constraints_ca({}), pki::key_usage({pki::key_use::digital_signature})}) ==
        chain_status::not_a_ca);
}

TEST_CASE("An authority that is none by its own word makes no chain either", "[io][chain][rfc5280-4.2.1.9]") {
  lab const l;
  for (auto const flaw : {pki::flaw::ca_false, pki::flaw::no_basic_constraints}) {
    auto const middle = l.root.intermediate({.name = "middle.mxtls.test", .flaws = {flaw}});
    CHECK(judge_chain(middle.issue({.dns = {"mx.example.test"}}).chain_der(), l.trust, now).status ==
          chain_status::not_a_ca);
  }
}

TEST_CASE("Of an authority's two certificates the one that is valid counts", "[io][chain][rfc5280-6.1]") {
  lab const l;
  auto const middle = l.root.intermediate({.name = "middle.mxtls.test", .not_after = pki::days_from_now(-1)});
  auto const leaf = middle.issue({.dns = {"mx.example.test"}});
  chain const expired{leaf.der(), middle.der()};
  CHECK(judge_chain(expired, l.trust, now).status == chain_status::expired);
  chain const both{leaf.der(), middle.der(), l.root.certify(middle, {})};
  CHECK(judge_chain(both, l.trust, now).status == chain_status::trusted);
}

TEST_CASE("Every kind of key that authorities have can be checked", "[io][chain]") {
  for (auto const kind : {pki::key_kind::p256, pki::key_kind::p384, pki::key_kind::p521, pki::key_kind::ed25519,
                          pki::key_kind::ed448, pki::key_kind::rsa_2048}) {
    auto const root = pki::authority::create({.seed = "kinds", .now = now}, {.path_length = {}, .key = kind});
    auto const leaf = root.issue({.dns = {"mx.example.test"}});
    CHECK(judge_chain(chain{leaf.der()}, trusting(root.der()), now).status == chain_status::trusted);
    CHECK(judge_chain(chain{with_spoilt_signature(leaf.der())}, trusting(root.der()), now).status ==
          chain_status::bad_signature);
  }
}

TEST_CASE("A chain longer than its authority permits is not trusted", "[io][chain][rfc5280-4.2.1.9]") {
  by_hand const root{.subject = "root", .issuer = "root", .extensions = ca_extensions};
  by_hand const upper{.subject = "upper", .issuer = "root", .extensions = {pki::basic_constraints_ca(0)}};
  by_hand const lower{.subject = "lower", .issuer = "upper", .extensions = {pki::basic_constraints_ca({})}};
  by_hand const mx{.subject = "mx.example.test", .issuer = "lower"};
  chain const sent{mx.sign(key("mx"), key("lower")), lower.sign(key("lower"), key("upper")),
                   upper.sign(key("upper"), key("root"))};
  CHECK(judge_chain(sent, trusting(root.sign(key("root"), key("root"))), now).status == chain_status::path_too_long);
}

TEST_CASE("A critical extension that nobody knows and a wrong purpose are told", "[io][chain][rfc5280-4.2]") {
  by_hand const root{.subject = "root", .issuer = "root", .extensions = ca_extensions};
  trust_store const trust = trusting(root.sign(key("root"), key("root")));
  auto const status_with = [&](bytes extension) {
    by_hand const mx{.subject = "mx.example.test", .issuer = "root", .extensions = {std::move(extension)}};
    return judge_chain(chain{mx.sign(key("mx"), key("root"))}, trust, now).status;
  };
  using pki::criticality;
  CHECK(status_with(pki::extension("2.999.1", criticality::non_critical, bytes{5, 0})) == chain_status::trusted);
  CHECK(status_with(pki::extension("2.999.1", criticality::critical, bytes{5, 0})) ==
        chain_status::unknown_critical_extension);
  CHECK(status_with(pki::extended_key_usage({pki::oids::client_auth})) == chain_status::wrong_purpose);
}

TEST_CASE("A leaf that cannot be read is told, and nothing more is said", "[io][chain]") {
  lab const l;
  auto const verdict = judge_chain(chain{bytes{0x30, 0x03, 0x02, 0x01, 0x00}, l.leaf.der()}, l.trust, now);
  CHECK(verdict.status == chain_status::unreadable);
  CHECK(verdict.problems == std::vector<x509::chain_problem>{{chain_status::unreadable, 0}});
  CHECK(verdict.path.empty());
}

TEST_CASE("Judging one peer's chain teaches nothing about another's", "[io][chain][isolation]") {
  lab const l;
  for (int round = 0; round < 3; ++round) {
    CHECK(judge_chain(chain{l.leaf.der()}, l.trust, now).status == chain_status::incomplete);
    CHECK(judge_chain(l.leaf.chain_der(), l.trust, now).status == chain_status::trusted);
  }
}

namespace {

/// A file that is gone after the test.
struct temporary_file {
  explicit temporary_file(std::string const& content)
      : path{(std::filesystem::temp_directory_path() / ("mxtls-trust-" + to_hex(pki::wolfcrypt::random_bytes(8))))
                 .string()} {
    std::ofstream{path, std::ios::binary} << content;
  }
  ~temporary_file() { std::filesystem::remove(path); }
  temporary_file(temporary_file const&) = delete;
  temporary_file& operator=(temporary_file const&) = delete;

  std::string path;
};

} // namespace

TEST_CASE("Trust anchors are read from PEM, one or more, and from DER", "[io][trust-store]") {
  lab const l;
  temporary_file const one{l.root.pem()};
  CHECK(trust_store::from_file(one.path).anchors().size() == 1);
  CHECK(judge_chain(l.leaf.chain_der(), trust_store::from_file(one.path), now).status == chain_status::trusted);
  temporary_file const two{"a remark\n" + l.root.pem() + "\nanother\n" + l.intermediate.pem()};
  CHECK(trust_store::from_file(two.path).anchors().size() == 2);
  temporary_file const der{std::string{as_text(l.root.der())}};
  CHECK(trust_store::from_file(der.path).anchors().size() == 1);
  CHECK(trust_store{}.anchors().empty());
}

TEST_CASE("A trust store that cannot be read names the file and what is wrong", "[io][trust-store][errors]") {
  CHECK_THROWS_WITH(trust_store::from_file("/nonexistent/ca.pem"),
                    test::contains("/nonexistent/ca.pem") && test::contains("PEM"));
  std::string const folder = std::filesystem::temp_directory_path().string();
  CHECK_THROWS_WITH(trust_store::from_file(folder), test::contains(folder + ": ") && test::contains("PEM"));

  lab const l;
  std::string const pem = l.root.pem();
  for (std::string const& content :
       {std::string{}, std::string{"hello\n"}, pem.substr(0, pem.size() / 2), l.leaf.key().pkcs8_pem(),
        std::string{"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}}) {
    temporary_file const file{content};
    CHECK_THROWS_WITH(trust_store::from_file(file.path), test::contains(file.path + ": "));
  }
}
