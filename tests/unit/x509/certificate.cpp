// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/test/catch.hpp>
#include <mxtls/x509/certificate.hpp>

#include "der_builder.hpp"
#include "openssl_certificates.hpp"

using mxtls::bytes;
using mxtls::to_hex;
using namespace mxtls::x509;
namespace der = der_builder;

namespace {

bytes with_extensions(bytes const& extensions) {
  der::parts parts;
  parts.extensions = extensions;
  return der::certificate(parts);
}

/// Everything that can be asked of a certificate, so that sanitizers see it.
std::size_t use(certificate const& c) {
  std::string text = to_text(c.subject) + to_text(c.issuer) + to_text(c.not_before) + to_text(c.not_after) +
                     c.public_key.name + to_text(c.inner_signature_algorithm.algorithm);
  for (auto const& name : c.subject_alt_names) text += to_text(name);
  for (auto const& id : c.unknown_critical_extensions()) text += to_text(id);
  for (auto const& id : c.extended_key_usages) text += to_text(id);
  for (auto const& name : common_names(c.subject)) text += name.text.value_or("");
  if (c.key_usage) text += to_text(*c.key_usage);
  return text.size() + (c.is_self_issued() ? 1U : 0U) + (c.permits_server_auth() ? 1U : 0U) +
         (c.signature_algorithms_agree() ? 1U : 0U);
}

} // namespace

// openssl x509 -text; openssl asn1parse -strparse 4 (tbs) and 502 (signature), each through openssl sha256
TEST_CASE("A certificate's facts are those that openssl prints", "[x509][rfc5280-4.1]") {
  auto const leaf = openssl_made::read(openssl_made::leaf);
  CHECK(leaf.version == 3);
  CHECK(to_hex(leaf.serial) == "00e1f2a3b4c5d6e7f8");
  CHECK(to_text(leaf.issuer) == "O=Example Trust, CN=Example Intermediate");
  CHECK(to_text(leaf.subject) == "CN=mx.example.test");
  CHECK(to_text(leaf.not_before) == "2026-11-23T13:30:19Z");
  CHECK(to_text(leaf.not_after) == "2126-10-30T13:30:19Z");
  CHECK(leaf.inner_signature_algorithm.algorithm == oids::ecdsa_with_sha256);
  CHECK(leaf.outer_signature_algorithm.algorithm == oids::ecdsa_with_sha256);
  CHECK(leaf.signature_algorithms_agree());
  CHECK(leaf.der == openssl_made::der(openssl_made::leaf));
  CHECK(to_hex(mxtls::sha256(leaf.tbs)) == "cce27fe67d8c840d6786898f252f6ac2fe5b2660b6a0acdbe7b7730f9001b76e");
  CHECK(to_hex(mxtls::sha256(leaf.signature)) == "412429572684de7425c3a2b9f965c91189e147b159c15cd2e9794557c942a48e");
  CHECK(!leaf.is_self_issued());
  CHECK(leaf.permits_server_auth());
  CHECK(leaf.unknown_critical_extensions().empty());
  CHECK(leaf.duplicate_extensions.empty());
  CHECK(leaf.has_subject_alt_name);
  CHECK(!leaf.subject_alt_name_critical);
  CHECK(!leaf.san_malformed);

  REQUIRE(leaf.extensions.size() == 6);
  CHECK(leaf.extensions[1] ==
        extension{.id = oid{oids::key_usage}, .critical = true, .value = {0x03, 0x02, 0x07, 0x80}, .malformed = false});
  CHECK(!leaf.extensions[0].critical);
}

// openssl x509 -fingerprint -sha256
TEST_CASE("Fingerprints are those that openssl prints", "[x509][rfc5280-4.1]") {
  auto const print = [](std::string_view base64) { return to_hex(fingerprint_sha256(openssl_made::read(base64))); };
  CHECK(print(openssl_made::leaf) == "763daa7fc65892ff2e98ad99f634344c5bafb93a9135df082a9104b558016afc");
  CHECK(print(openssl_made::root) == "6fef95202dba12bd10acae3ab2299e256ac1129cfb8ed8a8d0c44a50db1e47dd");
  CHECK(print(openssl_made::ed25519_bmp) == "dfdeccf3f2cb7ac9abb9b1855c88ae81a293df4d68dfedd1b05677ceaa025df1");
}

TEST_CASE("Certificates are equal if their octets are", "[x509]") {
  auto const root = openssl_made::read(openssl_made::root);
  CHECK(root == openssl_made::read(openssl_made::root));
  CHECK(root != openssl_made::read(openssl_made::leaf));
  CHECK(root.is_self_issued());
}

TEST_CASE("A certificate of version 1 has no extensions", "[x509][rfc5280-4.1.2.1]") {
  auto const old = openssl_made::read(openssl_made::version_1);
  CHECK(old.version == 1);
  CHECK(to_hex(old.serial) == "0a");
  CHECK(old.extensions.empty());
  CHECK(!old.has_subject_alt_name);
  CHECK(!old.has_extended_key_usage);
  CHECK(old.permits_server_auth());
}

TEST_CASE("The validity period includes both its ends", "[x509][rfc5280-4.1.2.5]") {
  auto const leaf = openssl_made::read(openssl_made::leaf);
  CHECK(leaf.valid_at(leaf.not_before));
  CHECK(leaf.valid_at(leaf.not_after));
  CHECK(!leaf.valid_at(leaf.not_before - 1));
  CHECK(!leaf.valid_at(leaf.not_after + 1));
}

TEST_CASE("Server authentication needs its purpose, any purpose, or none stated", "[x509][rfc5280-4.2.1.12]") {
  CHECK(!openssl_made::read(openssl_made::odd_san).permits_server_auth());    // clientAuth
  CHECK(openssl_made::read(openssl_made::other_names).permits_server_auth()); // anyExtendedKeyUsage
  CHECK(openssl_made::read(openssl_made::broken_san).permits_server_auth());  // none
  auto const broken = parse_certificate(with_extensions(der::extension(oids::extended_key_usage, {0x05, 0x00})));
  CHECK(broken.value().has_extended_key_usage);
  CHECK(broken.value().extensions[0].malformed);
  CHECK(!broken.value().permits_server_auth());
}

TEST_CASE("A broken subjectAltName does not hide the certificate", "[x509][rfc5280-4.2.1.6]") {
  auto const broken = openssl_made::read(openssl_made::broken_san);
  CHECK(broken.has_subject_alt_name);
  CHECK(broken.san_malformed);
  CHECK(broken.extensions[0].malformed);
  // the outer length already runs over the end, so there is no list to read names from
  CHECK(broken.subject_alt_names.empty());
  CHECK(to_text(broken.subject) == "CN=odd.example.test");
  CHECK(openssl_made::read(openssl_made::odd_san).subject_alt_name_critical);
}

TEST_CASE("Critical extensions that nobody need recognise are listed", "[x509][rfc5280-4.2]") {
  auto const unknown = openssl_made::read(openssl_made::other_names).unknown_critical_extensions();
  REQUIRE(unknown.size() == 1);
  CHECK(to_text(unknown[0]) == "1.2.3.4");

  bytes all;
  for (auto const* id : {&oids::name_constraints, &oids::policy_constraints, &oids::crl_distribution_points})
    all = der::join({all, der::critical_extension(*id, {0x05, 0x00})});
  auto const listed = parse_certificate(with_extensions(all)).value().unknown_critical_extensions();
  REQUIRE(listed.size() == 1);
  CHECK(listed[0] == oids::crl_distribution_points);
}

TEST_CASE("Of duplicate extensions the first counts, and the others are recorded", "[x509][rfc5280-4.2]") {
  auto const san = [](std::string_view name) {
    return der::extension(oids::subject_alt_name, der::make(0x30, {der::make(0x82, name)}));
  };
  auto const twice = parse_certificate(with_extensions(der::join({san("first"), san("second"), san("third")}))).value();
  REQUIRE(twice.subject_alt_names.size() == 1);
  CHECK(to_text(twice.subject_alt_names[0]) == "DNS:first");
  CHECK(twice.extensions.size() == 3);
  CHECK(twice.duplicate_extensions == std::vector<oid>{oid{oids::subject_alt_name}, oid{oids::subject_alt_name}});
}

TEST_CASE("Malformed extensions that are known are marked, unknown ones never", "[x509][rfc5280-4.2]") {
  bytes all;
  for (auto const* id : {&oids::basic_constraints, &oids::key_usage, &oids::extended_key_usage,
                         &oids::subject_key_identifier, &oids::authority_key_identifier, &oids::tls_feature})
    all = der::join({all, der::extension(*id, {0xff})});
  auto const c = parse_certificate(with_extensions(all)).value();
  REQUIRE(c.extensions.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) CHECK(c.extensions[i].malformed == (i < 5));
  CHECK(!c.basic_constraints);
  CHECK(!c.key_usage);
  CHECK(!c.subject_key_id);
  CHECK(!c.authority_key_id);
}

TEST_CASE("Signature algorithms that disagree are a fact", "[x509][rfc5280-4.1.1.2]") {
  der::parts parts;
  parts.outer_algorithm = der::make(0x30, {der::object_id(oids::ed25519), bytes{0x05, 0x00}});
  CHECK(!parse_certificate(der::certificate(parts)).value().signature_algorithms_agree());
  parts.outer_algorithm = parts.inner_algorithm;
  CHECK(parse_certificate(der::certificate(parts)).value().signature_algorithms_agree());
}

TEST_CASE("Versions beyond 3 and unique identifiers are read", "[x509][rfc5280-4.1.2.1][rfc5280-4.1.2.8]") {
  der::parts parts;
  parts.version = der::make(0xa0, {bytes{0x02, 0x01, 0x7f}});
  parts.unique_ids = der::join({bytes{0x81, 0x02, 0x00, 0x01}, bytes{0x82, 0x02, 0x00, 0x02}});
  CHECK(parse_certificate(der::certificate(parts)).value().version == 128);
}

TEST_CASE("What has not the shape of a certificate is refused, and why is told", "[x509][rfc5280-4.1]") {
  auto const why = [](auto change) {
    der::parts parts;
    change(parts);
    return parse_certificate(der::certificate(parts)).error();
  };
  CHECK(why([](der::parts&) {}) == std::error_code{});
  CHECK(why([](auto& p) { p.version = bytes{0xa0, 0x03, 0x02, 0x01, 0xff}; }) == errc::bad_version);
  CHECK(why([](auto& p) { p.version = bytes{0xa0, 0x02, 0x02, 0x00}; }) == errc::bad_version);
  CHECK(why([](auto& p) { p.version = bytes{0xa0, 0x07, 0x02, 0x05, 1, 0, 0, 0, 0}; }) == errc::bad_version);
  CHECK(why([](auto& p) { p.version = bytes{0xa0, 0x05, 0x02, 0x01, 0x02, 0x05, 0x00}; }) == errc::trailing_octets);
  CHECK(why([](auto& p) { p.version = bytes{0xa0, 0x02, 0x05, 0x00}; }) == errc::unexpected_tag);
  CHECK(why([](auto& p) { p.serial = bytes{0x02, 0x00}; }) == errc::bad_serial_number);
  CHECK(why([](auto& p) { p.serial = bytes{0x05, 0x00}; }) == errc::unexpected_tag);
  CHECK(why([](auto& p) { p.inner_algorithm = bytes{0x30, 0x00}; }) == errc::truncated);
  CHECK(why([](auto& p) { p.outer_algorithm = bytes{0x30, 0x00}; }) == errc::truncated);
  CHECK(why([](auto& p) { p.issuer = bytes{0x31, 0x00}; }) == errc::unexpected_tag);
  CHECK(why([](auto& p) { p.subject = bytes{0x30, 0x02, 0x31, 0x01}; }) == errc::truncated);
  CHECK(why([](auto& p) { p.validity = der::make(0x30, {der::make(0x17, "260101000000Z")}); }) == errc::truncated);
  CHECK(why([](auto& p) {
          p.validity = der::make(0x30, {der::make(0x17, "260101000000Z"), der::make(0x17, "yesterday")});
        }) == errc::bad_time);
  CHECK(why([](auto& p) { p.validity = der::join({p.validity, bytes{0x05, 0x00}}); }) == errc::unexpected_tag);
  CHECK(why([](auto& p) { p.spki = bytes{0x30, 0x00}; }) == errc::truncated);
  CHECK(why([](auto& p) { p.unique_ids = bytes{0x84, 0x00}; }) == errc::trailing_octets);
  CHECK(why([](auto& p) { p.signature = bytes{0x03, 0x00}; }) == errc::bad_bit_string);
  CHECK(why([](auto& p) { p.signature = bytes{0x04, 0x01, 0x00}; }) == errc::unexpected_tag);
  CHECK(why([](auto& p) { p.signature = bytes{0x03, 0x01, 0x00, 0x05, 0x00}; }) == errc::trailing_octets);

  auto const id = der::object_id(oids::subject_alt_name);
  auto const san = der::make(0x04, bytes{});
  CHECK(why([&](auto& p) { p.extensions = id; }) == errc::unexpected_tag);
  CHECK(why([&](auto& p) { p.extensions = der::make(0x30, id); }) == errc::truncated);
  CHECK(why([&](auto& p) { p.extensions = der::make(0x30, {id, bytes{0x01, 0x00}, san}); }) == errc::bad_boolean);
  CHECK(why([&](auto& p) { p.extensions = der::make(0x30, {id, san, san}); }) == errc::trailing_octets);

  CHECK(parse_certificate({}).failure() == mxtls::failure{errc::truncated, 0});
  CHECK(parse_certificate(mxtls::as_bytes("-----BEGIN")).failure() == mxtls::failure{errc::unexpected_tag, 0});
}

TEST_CASE("Octets after a certificate are refused where they begin", "[x509][rfc5280-4.1]") {
  auto octets = openssl_made::der(openssl_made::leaf);
  octets.push_back(0x0a);
  CHECK(parse_certificate(octets).failure() == mxtls::failure{errc::trailing_octets, 607});
}

TEST_CASE("A thousand names are read, and limits end the rest", "[x509][limits]") {
  bytes names;
  for (int i = 0; i < 1'000; ++i)
    names = der::join({std::move(names), der::make(0x82, "host" + std::to_string(i) + ".example.test")});
  auto const many =
      parse_certificate(with_extensions(der::extension(oids::subject_alt_name, der::make(0x30, names)))).value();
  REQUIRE(many.subject_alt_names.size() == 1'000);
  CHECK(to_text(many.subject_alt_names[999]) == "DNS:host999.example.test");

  bytes short_names;
  for (std::size_t i = 0; i <= max_general_names; ++i) short_names.insert(short_names.end(), {0x82, 0x00});
  CHECK(parse_certificate(with_extensions(der::extension(oids::subject_alt_name, der::make(0x30, short_names))))
            .error() == errc::too_many);

  bytes extensions;
  for (std::size_t i = 0; i < max_extensions; ++i)
    extensions = der::join({std::move(extensions), der::extension(oids::tls_feature, {})});
  CHECK(parse_certificate(with_extensions(extensions)).value().duplicate_extensions.size() == max_extensions - 1);
  extensions = der::join({std::move(extensions), der::extension(oids::tls_feature, {})});
  CHECK(parse_certificate(with_extensions(extensions)).error() == errc::too_many);

  CHECK(parse_certificate(bytes(max_certificate_octets + 1, 0x30)).error() == errc::too_large);
}

TEST_CASE("A certificate cut off anywhere is refused within what is there", "[x509][robustness]") {
  for (std::string_view const base64 : openssl_made::all) {
    bytes const whole = openssl_made::der(base64);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      bytes const part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      auto const c = parse_certificate(part);
      if (c || c.error() != errc::truncated || c.failure().where != length) FAIL("cut after " << length);
    }
  }
  SUCCEED();
}

TEST_CASE("A certificate with any octet changed gives facts or a code, never a crash", "[x509][robustness]") {
  std::size_t read = 0;
  for (std::string_view const base64 : openssl_made::all) {
    bytes octets = openssl_made::der(base64);
    for (auto& octet : octets) {
      for (int const change : {0x01, 0x20, 0x80, 0xff}) {
        auto const before = octet;
        octet = static_cast<std::uint8_t>(octet ^ change);
        auto const c = parse_certificate(octets);
        if (c) read += use(*c) > 0 ? 1U : 0U;
        else if (!c.error() || c.failure().where > octets.size()) FAIL("no reason, or none within the input");
        octet = before;
      }
    }
  }
  CHECK(read > 0);
}
