// SPDX-License-Identifier: BSL-1.0
//
// What every flaw does: the same draft with it and without, made with the same key, number and issuer.

#include <algorithm>
#include <cstddef>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mxtls/pki/origin.hpp>
#include <mxtls/pki/spoil.hpp>
#include <mxtls/x509/certificate.hpp>

#include "made.hpp"

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using made::holds;
using made::inside;
using made::now;
using made::refusal;
using made::says;
using mxtls::byte_view;
using mxtls::bytes;
using mxtls::parse_timestamp;
using pki::flaw;

namespace {

pki::private_key const& key_of(std::string const& label, pki::key_kind kind = pki::key_kind::p256) {
  static std::map<std::string, pki::private_key> keys;
  return keys.try_emplace(label + std::string{to_text(kind)}, pki::private_key::from_seed("seed", label, kind))
      .first->second;
}

/// A certificate of what a recipe, or that of an authority, asks for.
template <typename Recipe>
bytes certificate(Recipe const& wanted, pki::key_kind key = pki::key_kind::p256) {
  pki::detail::origin const from{"seed", now};
  bytes const issuer = pki::distinguished_name(pki::test_only_organization, {"the issuer"});
  return from.certify(pki::detail::draft_of(wanted, now), key_of("leaf", key), issuer, key_of("issuer"), bytes{1});
}

pki::recipe host() { return {.common_names = {"mx.example.test"}, .dns = {"mx.example.test"}}; }

pki::recipe with(pki::recipe wanted, std::vector<flaw> flaws) {
  wanted.flaws = std::move(flaws);
  return wanted;
}

/// The elements of a certificate by name; an extension's is its number in the list and its identifier.
std::map<std::string, bytes> parts_of(byte_view octets) {
  auto const outer = inside(octets);
  REQUIRE(outer.size() == 3);
  std::map<std::string, bytes> out{{"outer algorithm", outer[1]}, {"signature", outer[2]}};
  auto fields = inside(outer[0]);
  auto next = fields.begin();
  if (next->front() == 0xa0) out["version"] = *next++;
  for (char const* name : {"serial", "inner algorithm", "issuer", "validity", "subject", "key"}) {
    REQUIRE(next != fields.end());
    out[name] = *next++;
  }
  if (next == fields.end()) return out;
  std::map<bytes, int> count;
  for (bytes const& each : inside(inside(*next).front())) {
    bytes const id = inside(each).front();
    mxtls::x509::oid const dotted{byte_view{id}.subspan(2)};
    out["extension " + to_dotted(dotted) + std::string(static_cast<std::size_t>(count[id]++), '+')] = each;
  }
  return out;
}

std::string joined(std::set<std::string> const& names) {
  std::string out;
  for (std::string const& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

/// The names of the parts that differ, or that only one has. A signature differs if anything else does.
std::string differences(byte_view one, byte_view other) {
  auto const a = parts_of(one);
  auto const b = parts_of(other);
  std::set<std::string> names;
  for (auto const& [from, to] : {std::pair{&a, &b}, std::pair{&b, &a}})
    for (auto const& [name, element] : *from)
      if (auto const found = to->find(name); found == to->end() || found->second != element) names.insert(name);
  if (names.size() > 1) names.erase("signature");
  return joined(names);
}

/// What a flaw changes in a recipe's certificate.
std::string changed_by(flaw what, pki::recipe const& wanted = host()) {
  return differences(certificate(wanted), certificate(with(wanted, {what})));
}

std::string text_of(byte_view octets) { return made::openssl("x509 -noout -text", octets); }
std::string tree_of(byte_view octets) { return made::openssl("asn1parse", octets); }

std::size_t count(std::string const& text, std::string const& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

} // namespace

TEST_CASE("A certificate without flaws is what openssl calls sound", "[pki][flaw][openssl]") {
  SKIP_WITHOUT("openssl");
  programs::folder const files;
  auto const root = made::seeded_root();
  files.write("root.pem", root.pem());
  files.write("leaf.pem", root.issue(host()).pem());
  auto const verdict = files.run("openssl verify -x509_strict -attime " + std::to_string(now.unix_seconds) +
                                 " -purpose sslserver -CAfile root.pem leaf.pem");
  INFO(verdict.output);
  CHECK(verdict.status == 0);
}

TEST_CASE("Version 1 takes version and extensions away and nothing else", "[pki][flaw][rfc5280-4.1.2.1]") {
  CHECK(changed_by(flaw::version_1) == "extension 2.5.29.14, extension 2.5.29.15, extension 2.5.29.17, "
                                       "extension 2.5.29.35, extension 2.5.29.37, version");
  bytes const made = certificate(with(host(), {flaw::version_1}));
  auto const read = mxtls::x509::parse_certificate(made);
  REQUIRE(read);
  CHECK(read->version == 1);
  CHECK(read->extensions.empty());
  SKIP_WITHOUT("openssl");
  CHECK(says(text_of(made), "Version: 1 (0x0)"));
  CHECK_FALSE(says(text_of(made), "extensions"));
}

TEST_CASE("Serial numbers can be zero, negative and too long", "[pki][flaw][rfc5280-4.1.2.2]") {
  struct {
    flaw what;
    char const* words;
  } const table[]{{flaw::serial_zero, "Serial Number: 0 (0x0)"},
                  {flaw::serial_negative, "Serial Number: -25 (-0x19)"},
                  {flaw::serial_too_long, "2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a:2a\n"}};
  for (auto const& each : table) {
    INFO(to_text(each.what));
    CHECK(changed_by(each.what) == "serial");
  }
  SKIP_WITHOUT("openssl");
  for (auto const& each : table) {
    std::string const text = text_of(certificate(with(host(), {each.what})));
    INFO(text);
    CHECK(says(text, each.words));
  }
}

TEST_CASE("Times can have a fraction, no zone, and two digits for any year", "[pki][flaw][rfc5280-4.1.2.5]") {
  // Numbers follow the validity, so that a renewed certificate has another one.
  for (flaw const each : {flaw::fractional_seconds, flaw::no_time_zone}) CHECK(changed_by(each) == "serial, validity");
  auto late = host();
  late.not_after = *parse_timestamp("2060-02-01");
  CHECK(changed_by(flaw::two_digit_year) == "");
  CHECK(changed_by(flaw::two_digit_year, late) == "serial, validity");
  SKIP_WITHOUT("openssl");
  std::string const fraction = tree_of(certificate(with(host(), {flaw::fractional_seconds})));
  CHECK(says(fraction, "UTCTIME           :310503120000Z"));
  CHECK(says(fraction, "GENERALIZEDTIME   :20310802120000.5Z"));
  std::string const zone = tree_of(certificate(with(host(), {flaw::no_time_zone})));
  CHECK(says(zone, "UTCTIME           :310503120000Z"));
  CHECK(says(zone, "UTCTIME           :310802120000\n"));
  std::string const right = text_of(certificate(late));
  CHECK(says(right, "Not After : Feb  1 00:00:00 2060 GMT"));
  std::string const short_year = text_of(certificate(with(late, {flaw::two_digit_year})));
  CHECK(says(short_year, "Not After : Feb  1 00:00:00 1960 GMT"));
}

TEST_CASE("The issuer can be named wrongly, by name and by key", "[pki][flaw][rfc5280-4.1.2.4]") {
  CHECK(changed_by(flaw::wrong_issuer_name) == "issuer");
  CHECK(changed_by(flaw::wrong_authority_key_identifier) == "extension 2.5.29.35");
  SKIP_WITHOUT("openssl");
  auto const root = made::seeded_root();
  auto const verdict = [&](flaw what) {
    programs::folder const files;
    files.write("root.pem", root.pem());
    files.write("leaf.pem", root.issue(with(host(), {what})).pem());
    return files.run("openssl verify -attime " + std::to_string(now.unix_seconds) + " -CAfile root.pem leaf.pem")
        .output;
  };
  CHECK(says(verdict(flaw::wrong_issuer_name), "error 20 "));
  CHECK(says(verdict(flaw::wrong_authority_key_identifier), "error 20 "));
  CHECK(says(text_of(root.issue(with(host(), {flaw::wrong_issuer_name})).der()),
             "Issuer: O=mxtls TEST ONLY, CN=mxtls authority that is not the issuer"));
}

TEST_CASE("The key can be the issuer's", "[pki][flaw]") {
  auto const root = made::seeded_root();
  auto const leaf = root.issue(with(host(), {flaw::key_of_issuer}));
  CHECK(leaf.key().spki_der() == root.key().spki_der());
  CHECK(parts_of(leaf.der()).at("key") == root.key().spki_der());
  CHECK(parts_of(root.issue(host()).der()).at("key") != root.key().spki_der());
}

TEST_CASE("The key can be one that everybody has", "[pki][flaw]") {
  auto const leaf = made::seeded_root().issue(with(host(), {flaw::published_key}));
  CHECK(leaf.key().pkcs8_der() == pki::private_key::published().pkcs8_der());
  CHECK(parts_of(leaf.der()).at("key") == pki::private_key::published().spki_der());
}

TEST_CASE("A curve can be written out, as openssl does it", "[pki][flaw][rfc3279-2.3.5]") {
  CHECK(changed_by(flaw::explicit_curve) == "key");
  SKIP_WITHOUT("openssl");
  programs::folder const files;
  files.write("key.pem", key_of("leaf").pkcs8_pem());
  files.write("spki", parts_of(certificate(with(host(), {flaw::explicit_curve}))).at("key"));
  // OpenSSL adds the seed of the curve, which is optional: compare all the rest as it prints it.
  auto const lines = files.run("(openssl ec -in key.pem -pubout -param_enc explicit -outform DER -out theirs && "
                               "openssl pkey -pubin -inform DER -in theirs -text -noout | sed '/^Seed/,$d' > a && "
                               "openssl pkey -pubin -inform DER -in spki -text -noout > b && cmp a b && cat b)");
  INFO(lines.output);
  CHECK(lines.status == 0);
  CHECK(lines.says("Field Type: prime-field"));
}

TEST_CASE("Only a key on P-256 has a curve that can be written out", "[pki][flaw][rfc3279-2.3.5]") {
  auto const wanted = with(host(), {flaw::explicit_curve});
  for (auto const kind : {pki::key_kind::p384, pki::key_kind::ed25519}) {
    std::string const why = refusal([&] { return certificate(wanted, kind); });
    INFO(why);
    CHECK(says(why, "explicit-curve"));
    CHECK(says(why, "p256"));
  }
  // An algorithm nobody knows has no curve either way round.
  for (auto const& both : {with(host(), {flaw::unknown_key_algorithm, flaw::explicit_curve}),
                           with(host(), {flaw::explicit_curve, flaw::unknown_key_algorithm})})
    CHECK(parts_of(certificate(both)).at("key") ==
          parts_of(certificate(with(host(), {flaw::unknown_key_algorithm}))).at("key"));
}

TEST_CASE("The key can be of an algorithm nobody knows", "[pki][flaw]") {
  CHECK(changed_by(flaw::unknown_key_algorithm) == "key");
  SKIP_WITHOUT("openssl");
  std::string const text = text_of(certificate(with(host(), {flaw::unknown_key_algorithm})));
  INFO(text);
  CHECK(says(text, "Public Key Algorithm: 2.999.1"));
}

TEST_CASE("The key in the certificate can be one of nobody's, of kinds that cannot be made",
          "[pki][flaw][rfc3279-2.3]") {
  struct {
    flaw what;
    char const* words;
  } const table[]{{flaw::other_key, "NIST CURVE: P-256"},
                  {flaw::rsa_512_key, "Public-Key: (512 bit)"},
                  {flaw::rsa_2047_key, "Public-Key: (2047 bit)"},
                  {flaw::rsa_exponent_3_key, "Exponent: 3 (0x3)"},
                  {flaw::p192_key, "ASN1 OID: prime192v1"},
                  {flaw::secp256k1_key, "ASN1 OID: secp256k1"},
                  {flaw::brainpool_p256_key, "ASN1 OID: brainpoolP256r1"},
                  {flaw::dsa_key, "Public Key Algorithm: dsaEncryption"}};
  for (auto const& each : table) {
    INFO(to_text(each.what));
    CHECK(changed_by(each.what) == "key");
  }
  SKIP_WITHOUT("openssl");
  for (auto const& each : table) {
    bytes const made = certificate(with(host(), {each.what}));
    std::string const text = text_of(made);
    INFO(text);
    CHECK(says(text, each.words));
    // Sound keys, all of them: it is their kind that is at issue.
    CHECK(says(made::openssl("pkey -pubin -noout -pubcheck", parts_of(made).at("key")), "Key is valid"));
  }
}

TEST_CASE("SubjectAltName can be empty, double, and of the wrong criticality", "[pki][flaw][rfc5280-4.2.1.6]") {
  std::string const san = "extension 2.5.29.17";
  pki::recipe const common_name{.common_names = {"mx.example.test"}};
  CHECK(changed_by(flaw::empty_subject_alt_name, common_name) == san);
  CHECK(parts_of(certificate(with(common_name, {flaw::empty_subject_alt_name}))).at(san) ==
        der::sequence({der::oid("2.5.29.17"), der::octet_string(der::sequence(std::vector<bytes>{}))}));
  CHECK(changed_by(flaw::two_subject_alt_names) == san + "+");
  auto const twice = parts_of(certificate(with(host(), {flaw::two_subject_alt_names})));
  CHECK(twice.at(san) == twice.at(san + "+"));
  CHECK(changed_by(flaw::critical_subject_alt_name) == san);
  CHECK(changed_by(flaw::uncritical_subject_alt_name) == "");
  pki::recipe const no_subject{.dns = {"mx.example.test"}, .subject_organization = pki::organization::absent};
  CHECK(changed_by(flaw::uncritical_subject_alt_name, no_subject) == san);
  CHECK(changed_by(flaw::critical_subject_alt_name, no_subject) == "");
  SKIP_WITHOUT("openssl");
  std::string const critical = "Subject Alternative Name: critical";
  CHECK_FALSE(says(text_of(certificate(host())), critical));
  CHECK(says(text_of(certificate(with(host(), {flaw::critical_subject_alt_name}))), critical));
  CHECK(says(text_of(certificate(no_subject)), critical));
  CHECK_FALSE(says(text_of(certificate(with(no_subject, {flaw::uncritical_subject_alt_name}))), critical));
  CHECK(count(text_of(certificate(with(host(), {flaw::two_subject_alt_names}))), "Subject Alternative Name") == 2);
  CHECK(says(text_of(certificate(with(common_name, {flaw::empty_subject_alt_name}))), "Subject Alternative Name"));
}

TEST_CASE("Extensions can be double or unknown and critical", "[pki][flaw][rfc5280-4.2]") {
  CHECK(changed_by(flaw::duplicate_extension) == "extension 2.5.29.15+");
  CHECK(changed_by(flaw::unknown_critical_extension) == "extension 2.999.1");
  // Something stands there twice in any case.
  auto no_use = host();
  no_use.uses = {};
  CHECK(changed_by(flaw::duplicate_extension, no_use) == "extension 2.5.29.37+");
  auto const read = mxtls::x509::parse_certificate(certificate(with(host(), {flaw::unknown_critical_extension})));
  REQUIRE(read);
  REQUIRE(read->unknown_critical_extensions().size() == 1);
  CHECK(to_dotted(read->unknown_critical_extensions().front()) == "2.999.1");
  SKIP_WITHOUT("openssl");
  CHECK(count(text_of(certificate(with(host(), {flaw::duplicate_extension}))), "X509v3 Key Usage: critical") == 2);
  CHECK(says(text_of(certificate(with(host(), {flaw::unknown_critical_extension}))), "2.999.1: critical"));
}

TEST_CASE("An authority can deny that it is one, or say nothing of it", "[pki][flaw][rfc5280-4.2.1.9]") {
  std::string const basic = "extension 2.5.29.19";
  pki::authority_recipe const sound;
  CHECK(differences(certificate(sound), certificate(pki::authority_recipe{.flaws = {flaw::ca_false}})) == basic);
  CHECK(differences(certificate(sound), certificate(pki::authority_recipe{.flaws = {flaw::no_basic_constraints}})) ==
        basic);
  SKIP_WITHOUT("openssl");
  CHECK(says(text_of(certificate(sound)), "CA:TRUE, pathlen:0"));
  CHECK(says(text_of(certificate(pki::authority_recipe{.flaws = {flaw::ca_false}})), "CA:FALSE"));
  CHECK_FALSE(
      says(text_of(certificate(pki::authority_recipe{.flaws = {flaw::no_basic_constraints}})), "Basic Constraints"));
}

TEST_CASE("A leaf that says it is an authority says that its names are constrained too",
          "[pki][flaw][safe][rfc5280-4.2.1.9]") {
  CHECK(says(refusal([] { return certificate(with(host(), {flaw::ca_true})); }), "key-cert-sign"));
  auto signer = host();
  signer.uses.push_back(pki::key_use::key_cert_sign);
  CHECK(changed_by(flaw::ca_true, signer) == "extension 2.5.29.19");
  SKIP_WITHOUT("openssl");
  auto const root = made::seeded_root();
  signer.flaws = {flaw::ca_true};
  CHECK(says(text_of(root.issue(signer).der()), "CA:TRUE\n"));
  // Above that one stand the constraints of the root, above its own issuer nothing.
  std::string const text = text_of(root.self_signed(signer).der());
  CHECK(says(text, "CA:TRUE\n"));
  CHECK(says(text, "Name Constraints: critical\n                Permitted:\n                  DNS:test\n"));
}

TEST_CASE("The algorithm inside is never the one outside", "[pki][flaw][rfc5280-4.1.1.2]") {
  CHECK(changed_by(flaw::mismatched_algorithms) == "inner algorithm");
  auto sha1 = host();
  sha1.signature.hash = pki::hash_algorithm::sha1;
  CHECK(changed_by(flaw::mismatched_algorithms, sha1) == "inner algorithm");
  for (auto const& wanted : {host(), sha1}) {
    CHECK(mxtls::x509::parse_certificate(certificate(wanted))->signature_algorithms_agree());
    CHECK_FALSE(mxtls::x509::parse_certificate(certificate(with(wanted, {flaw::mismatched_algorithms})))
                    ->signature_algorithms_agree());
  }
  SKIP_WITHOUT("openssl");
  std::string const text = text_of(certificate(with(host(), {flaw::mismatched_algorithms})));
  CHECK(says(text, "Signature Algorithm: ecdsa-with-SHA1"));
  CHECK(says(text, "Signature Algorithm: ecdsa-with-SHA256"));
}

TEST_CASE("A bad signature differs in one bit, and openssl sees it", "[pki][flaw][rfc5280-6.1.3]") {
  CHECK(changed_by(flaw::bad_signature) == "signature");
  bytes const sound = certificate(host());
  bytes const bad = certificate(with(host(), {flaw::bad_signature}));
  REQUIRE(bad.size() == sound.size());
  CHECK(std::equal(bad.begin(), bad.end() - 1, sound.begin()));
  CHECK((bad.back() ^ sound.back()) == 1);
  SKIP_WITHOUT("openssl");
  auto const root = made::seeded_root();
  programs::folder const files;
  files.write("root.pem", root.pem());
  files.write("leaf.pem", root.issue(with(host(), {flaw::bad_signature})).pem());
  CHECK(files.run("openssl verify -attime " + std::to_string(now.unix_seconds) + " -CAfile root.pem leaf.pem")
            .says("error 7 "));
}

TEST_CASE("Octets can be missing, wrong, too many, or text", "[pki][flaw][x690-10.1]") {
  bytes const sound = certificate(host());
  bytes const truncated = certificate(with(host(), {flaw::truncated}));
  CHECK(truncated == bytes(sound.begin(), sound.end() - 16));
  CHECK(mxtls::x509::parse_certificate(truncated).error() == mxtls::x509::errc::truncated);
  bytes const trailing = certificate(with(host(), {flaw::trailing_octets}));
  CHECK(trailing.size() > sound.size());
  CHECK(std::equal(sound.begin(), sound.end(), trailing.begin()));
  CHECK(mxtls::x509::parse_certificate(trailing).error() == mxtls::x509::errc::trailing_octets);
  bytes const corrupted = certificate(with(host(), {flaw::corrupted}));
  REQUIRE(corrupted.size() == sound.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) different += corrupted[i] != sound[i];
  CHECK(different == 1);
  CHECK_FALSE(mxtls::x509::parse_certificate(corrupted));
  bytes const text = certificate(with(host(), {flaw::not_a_certificate}));
  CHECK_FALSE(mxtls::x509::parse_certificate(text));
  CHECK(std::all_of(text.begin(), text.end(), [](std::uint8_t octet) { return octet >= ' ' && octet < 0x7f; }));
  SKIP_WITHOUT("openssl");
  for (bytes const& each : {truncated, corrupted, text}) CHECK_FALSE(says(text_of(each), "Certificate:"));
}

TEST_CASE("Flaws stand beside each other", "[pki][flaw]") {
  // One flaw of each group, and where it shows; in a certificate with all of them each has to.
  struct shown {
    flaw what;
    char const* where;
  };
  std::vector<std::vector<shown>> const groups{
      {{flaw::serial_zero, "serial"}, {flaw::serial_negative, "serial"}, {flaw::serial_too_long, "serial"}},
      {{flaw::fractional_seconds, "validity"}, {flaw::no_time_zone, "validity"}},
      {{flaw::wrong_issuer_name, "issuer"}},
      {{flaw::wrong_authority_key_identifier, "extension 2.5.29.35"}},
      {{flaw::explicit_curve, "key"}, {flaw::unknown_key_algorithm, "key"}, {flaw::rsa_512_key, "key"}},
      {{flaw::two_subject_alt_names, "extension 2.5.29.17+"}},
      {{flaw::critical_subject_alt_name, "extension 2.5.29.17"}},
      {{flaw::duplicate_extension, "extension 2.5.29.15+"}},
      {{flaw::unknown_critical_extension, "extension 2.999.1"}},
      {{flaw::mismatched_algorithms, "inner algorithm"}},
      {{flaw::bad_signature, "signature"}}};
  bytes const sound = certificate(host());
  std::mt19937 dice{2031};
  for (int round = 0; round < 40; ++round) {
    std::vector<shown> chosen;
    for (auto const& group : groups)
      if (dice() % 2 == 0) chosen.push_back(group[dice() % group.size()]);
    std::shuffle(chosen.begin(), chosen.end(), dice);
    std::vector<flaw> wanted;
    std::set<std::string> places;
    std::string names;
    for (auto const& each : chosen) {
      wanted.push_back(each.what);
      names += std::string{to_text(each.what)} + ' ';
      places.insert(each.where);
    }
    if (places.count("validity") != 0) places.insert("serial");
    if (places.size() > 1) places.erase("signature");
    INFO(names);
    bytes const both = certificate(with(host(), wanted));
    CHECK(differences(sound, both) == joined(places));
    // Each alone leaves the same element where the combination has it.
    for (auto const& each : chosen) {
      std::string const where = each.where;
      // The signature follows all the rest, and a second SubjectAltName is critical with the first.
      if (where == "signature" || where.starts_with("extension 2.5.29.17")) continue;
      CHECK(parts_of(certificate(with(host(), {each.what}))).at(where) == parts_of(both).at(where));
    }
  }
}

TEST_CASE("Flaws of the octets come in turn: signature, length, end, tail, text", "[pki][flaw]") {
  bytes const sound = certificate(host());
  auto const spoiled = [&](std::vector<flaw> const& wanted) { return pki::spoil_octets(sound, wanted); };
  bytes expected = spoiled({flaw::corrupted});
  expected.resize(expected.size() - 16);
  CHECK(spoiled({flaw::truncated, flaw::corrupted}) == expected);
  expected.insert(expected.end(), 4, 0x2a);
  CHECK(spoiled({flaw::trailing_octets, flaw::truncated, flaw::bad_signature, flaw::corrupted}) == expected);
  CHECK(spoiled({flaw::not_a_certificate, flaw::truncated}) == spoiled({flaw::not_a_certificate}));
}

TEST_CASE("A validity the wrong way round is refused unless it is meant", "[pki][flaw][rfc5280-4.1.2.5]") {
  auto wanted = host();
  wanted.not_after = *parse_timestamp("2030-01-01");
  std::string const why = refusal([&] { return certificate(wanted); });
  CHECK(says(why, "recipe.not_after: 2030-01-01T00:00:00Z is before not_before, 2031-05-03T12:00:00Z"));
  CHECK(says(why, "inverted-validity"));
  auto const read = mxtls::x509::parse_certificate(certificate(with(wanted, {flaw::inverted_validity})));
  REQUIRE(read);
  CHECK(read->not_after == *parse_timestamp("2030-01-01"));
  CHECK(read->not_before == *parse_timestamp("2031-05-03T12:00:00Z"));
  wanted.not_after = wanted.not_before;
  CHECK(refusal([&] { return certificate(wanted); }).empty());
}

TEST_CASE("A year that no certificate can say is refused by field", "[pki][rfc5280-4.1.2.5]") {
  for (auto const moment : {pki::days_from_now(999'999'999), pki::days_from_now(-999'999'999)}) {
    auto wanted = host();
    wanted.not_after = moment;
    CHECK(says(refusal([&] { return certificate(wanted); }), "recipe.not_after is outside the years 0 to 9999"));
    CHECK(says(refusal([&] { return certificate(pki::authority_recipe{.not_before = moment}); }),
               "authority_recipe.not_before is outside the years 0 to 9999"));
  }
}
