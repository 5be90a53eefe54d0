// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/test/catch.hpp>
#include <mxtls/x509/chain.hpp>

#include "der_builder.hpp"
#include "openssl_certificates.hpp"

using mxtls::bytes;
using namespace mxtls::x509;
namespace der = der_builder;

namespace {

using certificates = std::vector<certificate>;

bytes name(std::string_view common_name) {
  return der::make(0x30, {der::attribute(oids::common_name, der::make(0x0c, common_name))});
}

/// A certificate of which only what matters here is stated; no signature is ever looked at.
struct recipe {
  std::string_view subject;
  std::string_view issuer;
  std::string_view key = {};
  std::string_view issuer_key = {};
  bytes extensions = {};
  bytes validity = der::parts{}.validity;
};

bytes const ca = der::extension(oids::basic_constraints, {0x30, 0x03, 0x01, 0x01, 0xff});
bytes const ca_path_0 = der::extension(oids::basic_constraints, {0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00});
bytes const ca_path_1 = der::extension(oids::basic_constraints, {0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x01});

certificate make(recipe const& r) {
  der::parts parts;
  parts.subject = name(r.subject);
  parts.issuer = name(r.issuer);
  parts.validity = r.validity;
  parts.extensions = r.extensions;
  auto const add = [&](bytes const& extension) { parts.extensions = der::join({parts.extensions, extension}); };
  if (!r.key.empty()) add(der::extension(oids::subject_key_identifier, der::make(0x04, r.key)));
  if (!r.issuer_key.empty())
    add(der::extension(oids::authority_key_identifier, der::make(0x30, {der::make(0x80, r.issuer_key)})));
  return parse_certificate(der::certificate(parts)).value();
}

mxtls::timestamp at(std::string_view text) { return mxtls::parse_timestamp(text).value(); }

std::string names(chain_path const& path) {
  std::string out;
  for (auto const& each : path.certificates) (out += out.empty() ? "" : " < ") += to_text(each.subject).substr(3);
  return out + (path.anchored ? " !" : "");
}

std::string found(chain_path const& path, std::string_view date = "2026-07-01") {
  std::string out;
  for (auto const& problem : problems(path, at(date)))
    (out += out.empty() ? "" : " ").append(to_text(problem.status)) += "@" + std::to_string(problem.depth);
  return out;
}

} // namespace

TEST_CASE("openssl's chain is found in any order, with strangers in it", "[x509][chain][rfc5280-6.1]") {
  auto const leaf = openssl_made::read(openssl_made::leaf);
  auto const middle = openssl_made::read(openssl_made::intermediate);
  auto const root = openssl_made::read(openssl_made::root);
  auto const stranger = openssl_made::read(openssl_made::rsa_names);
  CHECK(issued_by(leaf, middle));
  CHECK(issued_by(middle, root));
  CHECK(issued_by(root, root));
  CHECK(!issued_by(leaf, root));
  CHECK(!issued_by(middle, leaf));

  certificates const anchors{stranger, root};
  certificates const sent{leaf, stranger, root, middle};
  auto const path = find_path(sent, anchors);
  CHECK(path.anchored);
  CHECK(path.certificates == certificates{leaf, middle, root});
  CHECK(problems(path, at("2030-01-01")).empty());
}

TEST_CASE("Key identifiers tell apart issuers of one name", "[x509][chain][rfc5280-4.2.1.1]") {
  auto const child = make({.subject = "leaf", .issuer = "ca", .issuer_key = "new"});
  CHECK(issued_by(child, make({.subject = "ca", .issuer = "root", .key = "new"})));
  CHECK(issued_by(child, make({.subject = "ca", .issuer = "root"})));
  CHECK(!issued_by(child, make({.subject = "ca", .issuer = "root", .key = "old"})));
  CHECK(!issued_by(child, make({.subject = "CA", .issuer = "root", .key = "new"})));
  CHECK(issued_by(make({.subject = "leaf", .issuer = "ca"}), make({.subject = "ca", .issuer = "root", .key = "old"})));
}

TEST_CASE("The shortest way to an anchor is taken, cross-signing makes no cycle", "[x509][chain][rfc5280-6.1]") {
  auto const leaf = make({.subject = "leaf", .issuer = "a"});
  auto const a_by_b = make({.subject = "a", .issuer = "b"});
  auto const b_by_a = make({.subject = "b", .issuer = "a"});
  auto const a_by_root = make({.subject = "a", .issuer = "root"});
  auto const root = make({.subject = "root", .issuer = "root"});
  CHECK(names(find_path(certificates{leaf, a_by_b, b_by_a, a_by_root}, certificates{root})) == "leaf < a < root !");
  CHECK(names(find_path(certificates{leaf, a_by_b, b_by_a}, certificates{root})) == "leaf < a < b");
  CHECK(names(find_path(certificates{leaf, leaf, leaf}, certificates{})) == "leaf");
  CHECK(names(find_path(certificates{root, root}, certificates{})) == "root < root");
}

TEST_CASE("A certificate that was sent and is an anchor ends the path", "[x509][chain][rfc5280-6.1]") {
  auto const leaf = make({.subject = "leaf", .issuer = "ca"});
  auto const middle = make({.subject = "ca", .issuer = "root", .extensions = ca});
  CHECK(names(find_path(certificates{leaf, middle}, certificates{middle})) == "leaf < ca !");
  CHECK(names(find_path(certificates{leaf}, certificates{leaf})) == "leaf !");
  CHECK(found(find_path(certificates{leaf}, certificates{leaf})).empty());
}

TEST_CASE("A caller may ask for more than names of an issuer", "[x509][chain]") {
  auto const leaf = make({.subject = "leaf", .issuer = "ca"});
  auto const wrong = make({.subject = "ca", .issuer = "elsewhere"});
  auto const right = make({.subject = "ca", .issuer = "root"});
  auto const root = make({.subject = "root", .issuer = "root"});
  auto const path = find_path(certificates{leaf, wrong, right}, certificates{root},
                              [&](certificate const& child, certificate const& parent) {
                                return issued_by(child, parent) && !(parent == wrong);
                              });
  CHECK(names(path) == "leaf < ca < root !");
}

TEST_CASE("A path that ends without an anchor says how", "[x509][chain][rfc5280-6.1]") {
  auto const leaf = make({.subject = "leaf", .issuer = "ca"});
  auto const middle = make({.subject = "ca", .issuer = "root", .extensions = ca});
  auto const root = make({.subject = "root", .issuer = "root", .extensions = ca});
  auto const of = [](certificates const& sent) { return found(find_path(sent, {})); };
  CHECK(of({}) == "no-certificate@0");
  CHECK(of({leaf}) == "incomplete@0");
  CHECK(of({leaf, root}) == "incomplete@0");
  CHECK(of({leaf, middle}) == "unknown-issuer@1");
  CHECK(of({leaf, middle, root}) == "unknown-issuer@2");
  CHECK(of({root}) == "self-signed@0");
  CHECK(of({make({.subject = "x", .issuer = "x", .key = "mine", .issuer_key = "yours"})}) == "incomplete@0");
}

TEST_CASE("Dates are checked on the whole path", "[x509][chain][rfc5280-6.1.3]") {
  auto const later = der::make(0x30, {der::make(0x17, "260601000000Z"), der::make(0x17, "280101000000Z")});
  certificates const sent{make({.subject = "leaf", .issuer = "ca"}),
                          make({.subject = "ca", .issuer = "root", .extensions = ca, .validity = later})};
  certificates const anchors{make({.subject = "root", .issuer = "root", .extensions = ca})};
  auto const path = find_path(sent, anchors);
  CHECK(found(path, "2026-05-01") == "not-yet-valid@1");
  CHECK(found(path, "2026-07-01").empty());
  CHECK(found(path, "2027-06-01") == "expired@0 expired@2");
  CHECK(found(path, "2025-01-01") == "not-yet-valid@0 not-yet-valid@1 not-yet-valid@2");
}

TEST_CASE("Only authorities may issue, an anchor needs no such word", "[x509][chain][rfc5280-6.1.4]") {
  auto const leaf = make({.subject = "leaf", .issuer = "ca"});
  certificates const anchors{make({.subject = "root", .issuer = "root"})};
  auto const with = [&](bytes const& extensions) {
    certificates const sent{leaf, make({.subject = "ca", .issuer = "root", .extensions = extensions})};
    return found(find_path(sent, anchors));
  };
  auto const usage = [](std::uint8_t bits) { return der::extension(oids::key_usage, {0x03, 0x02, 0x00, bits}); };
  CHECK(with({}) == "not-a-ca@1");
  CHECK(with(der::extension(oids::basic_constraints, {0x30, 0x00})) == "not-a-ca@1");
  CHECK(with(der::extension(oids::basic_constraints, {0xff})) == "not-a-ca@1");
  CHECK(with(ca).empty());
  CHECK(with(der::join({ca, usage(0x80)})) == "not-a-ca@1");
  CHECK(with(der::join({ca, usage(0x04)})).empty());
}

TEST_CASE("An anchor that says it is no authority vouches for nobody", "[x509][chain][rfc5280-4.2.1.9]") {
  // openssl verify: error 79, invalid CA certificate. Without the extension, as in version 1, it is content.
  bytes const not_ca = der::extension(oids::basic_constraints, {0x30, 0x00});
  std::vector const sent{make({.subject = "leaf", .issuer = "root"})};
  std::vector const says_no{make({.subject = "root", .issuer = "root", .extensions = not_ca})};
  std::vector const says_nothing{make({.subject = "root", .issuer = "root"})};
  CHECK(found(find_path(sent, says_no)) == "not-a-ca@1");
  CHECK(found(find_path(sent, says_nothing)).empty());
}

TEST_CASE("An extension that stands twice makes a certificate malformed", "[x509][chain][rfc5280-4.2]") {
  std::vector const roots{make({.subject = "root", .issuer = "root", .extensions = ca})};
  std::vector const twice{make({.subject = "leaf", .issuer = "root", .extensions = der::join({ca, ca})})};
  CHECK(found(find_path(twice, roots)) == "malformed@0");
}

TEST_CASE("Path lengths count intermediates that are not self-issued", "[x509][chain][rfc5280-4.2.1.9]") {
  auto const leaf = make({.subject = "leaf", .issuer = "low"});
  auto const low = make({.subject = "low", .issuer = "high", .extensions = ca});
  auto const high = [](bytes const& extensions) {
    return make({.subject = "high", .issuer = "root", .extensions = extensions});
  };
  certificates const anchors{make({.subject = "root", .issuer = "root", .extensions = ca})};
  CHECK(found(find_path(certificates{leaf, low, high(ca_path_0)}, anchors)) == "path-too-long@2");
  CHECK(found(find_path(certificates{leaf, low, high(ca_path_1)}, anchors)).empty());

  // low's key is rolled over by a certificate that low issued to itself
  auto const new_leaf = make({.subject = "leaf", .issuer = "low", .issuer_key = "new"});
  auto const rolled = make({.subject = "low", .issuer = "low", .key = "new", .issuer_key = "old", .extensions = ca});
  auto const old_low = make({.subject = "low", .issuer = "root", .key = "old", .extensions = ca_path_0});
  auto const path = find_path(certificates{new_leaf, rolled, old_low}, anchors);
  CHECK(names(path) == "leaf < low < low < root !");
  CHECK(found(path).empty());
}

TEST_CASE("Purposes and critical extensions are checked below the anchor", "[x509][chain][rfc5280-6.1.4]") {
  auto const mail_only =
      der::extension(oids::extended_key_usage, der::make(0x30, der::object_id(oids::email_protection)));
  auto const strange = der::critical_extension(bytes{0x2a, 0x03}, {0x05, 0x00});
  certificates const anchors{
      make({.subject = "root", .issuer = "root", .extensions = der::join({mail_only, strange})})};
  certificates const sent{make({.subject = "leaf", .issuer = "ca", .extensions = mail_only}),
                          make({.subject = "ca", .issuer = "root", .extensions = der::join({ca, mail_only, strange})})};
  CHECK(found(find_path(sent, anchors)) == "wrong-purpose@0 unknown-critical-extension@1 wrong-purpose@1");
}

TEST_CASE("The server's key has to be one that may sign", "[x509][chain][rfc8446-4.4.2.2]") {
  certificates const anchors{make({.subject = "root", .issuer = "root"})};
  auto const found_with = [&](std::uint8_t bits) {
    auto const usage = der::extension(oids::key_usage, bytes{0x03, 0x02, 0x00, bits});
    return found(find_path(certificates{make({.subject = "leaf", .issuer = "root", .extensions = usage})}, anchors));
  };
  CHECK(found_with(0x80).empty()); // digitalSignature
  CHECK(found_with(0xa0).empty()); // and keyEncipherment
  CHECK(found_with(0x20) == "wrong-purpose@0");
  CHECK(found_with(0x08) == "wrong-purpose@0"); // keyAgreement
  CHECK(found_with(0x02) == "wrong-purpose@0"); // cRLSign
}

TEST_CASE("Of very many certificates only the first hundred are considered", "[x509][chain][limits]") {
  certificates sent;
  for (int i = 0; i < 1'000; ++i)
    sent.push_back(make({.subject = std::to_string(i), .issuer = std::to_string(i + 1), .extensions = ca}));
  CHECK(find_path(sent, {}).certificates.size() == max_sent_certificates);
  // all of one name: each issued every other
  certificates const same(300, make({.subject = "x", .issuer = "x", .extensions = ca}));
  CHECK(find_path(same, {}).certificates.size() == 2);
}
