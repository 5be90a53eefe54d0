// SPDX-License-Identifier: BSL-1.0
// What is expected here is what `openssl x509 -text` prints of the certificates; see their header.
#include <string>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/identity/presented_identifiers.hpp>
#include <mxtls/test/catch.hpp>

#include "../x509/openssl_certificates.hpp"

using namespace mxtls::identity;
using mxtls::bytes;

namespace {

using kind = presented_kind;
using names = std::vector<presented>;

/// Kinds and octets, without how a common name was written.
names plain(names seen) {
  for (presented& each : seen) each = {each.kind, each.value};
  return seen;
}

names of(std::string_view certificate) { return plain(presented_identifiers(openssl_made::read(certificate))); }

/// A certificate of this one otherName.
names of_other_name(bytes raw) {
  mxtls::x509::certificate certificate;
  certificate.subject_alt_names.push_back({mxtls::x509::general_name_kind::other_name, std::move(raw)});
  return presented_identifiers(certificate);
}

} // namespace

TEST_CASE("The subjectAltName comes first and in its order, then the common name", "[identity][rfc9525-1.8]") {
  CHECK(of(openssl_made::leaf) ==
        names{{kind::dns_id, "mx.example.test"},
              {kind::dns_id, "*.example.test"},
              {kind::ip_id, mxtls::to_text(bytes{192, 0, 2, 1})},
              {kind::ip_id, mxtls::to_text(bytes{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})},
              {kind::mail, "postmaster@example.test"},
              {kind::uri_id, "https://example.test/"},
              {kind::cn_id, "mx.example.test"}});
}

TEST_CASE("Common names come in the order of the subject, other attributes not at all", "[identity][rfc6125-1.8]") {
  CHECK(of(openssl_made::rsa_names) ==
        names{{kind::cn_id, "first.example.test"}, {kind::cn_id, "second.example.test"}});
}

TEST_CASE("A common name in another string type is presented as UTF-8", "[identity][rfc5280-4.1.2.4]") {
  CHECK(of(openssl_made::ed25519_bmp) == names{{kind::cn_id, "m\xc3\xa4x\xe2\x86\x92.example.test"}});
}

TEST_CASE("A common name that does not decode is presented as its octets", "[identity][rfc5280-4.1.2.4]") {
  auto certificate = openssl_made::read(openssl_made::version_1);
  REQUIRE(certificate.subject.attributes.size() == 1);
  certificate.subject.attributes[0].string_tag = mxtls::x509::der_tag::utf8_string;
  certificate.subject.attributes[0].value = {0xff, 'x'};
  CHECK(plain(presented_identifiers(certificate)) == names{{kind::cn_id, "\xffx"}});
}

TEST_CASE("Odd names are kept octet for octet", "[identity][rfc5280-4.2.1.6]") {
  CHECK(of(openssl_made::odd_san) == names{{kind::dns_id, ""},
                                           {kind::ip_id, std::string("\xc0\x00\x02\x01\x63", 5)},
                                           {kind::dns_id, std::string("a.test\0.example.xy", 18)},
                                           {kind::dns_id, "m\xc3\xa4x."},
                                           {kind::dns_id, "good.example.xyz"},
                                           {kind::cn_id, "odd.example.test"}});
}

TEST_CASE("A broken subjectAltName presents what can be read of it", "[identity][rfc5280-4.2.1.6]") {
  auto const seen = of(openssl_made::broken_san);
  REQUIRE(!seen.empty());
  CHECK(seen.back() == presented{kind::cn_id, "odd.example.test"});
}

TEST_CASE("Only an SRVName among the other names is an SRV-ID", "[identity][rfc4985-2]") {
  auto const seen = of(openssl_made::other_names);
  REQUIRE(seen.size() == 6);
  CHECK(seen[0].kind == kind::other); // SmtpUTF8Mailbox
  CHECK(seen[1] == presented{kind::srv_id, "_smtp.example.test"});
  CHECK(seen[2].kind == kind::other); // 1.2.3
  CHECK(seen[3].kind == kind::directory);
  CHECK(seen[4].kind == kind::other); // registeredID
  CHECK(seen[5] == presented{kind::cn_id, "odd.example.test"});
}

TEST_CASE("An SRVName that is framed wrongly is an SRV-ID of all its octets", "[identity][rfc4985-2]") {
  bytes const id{0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x07};
  for (bytes const& rest : {bytes{}, bytes{0xa0}, bytes{0xa0, 0x05, 0x16, 0x01, 'x'},
                            bytes{0xa0, 0x03, 0x0c, 0x01, 'x'}, bytes{0xa0, 0x00}, bytes{0x16, 0x01, 'x'}}) {
    bytes raw = id;
    raw.insert(raw.end(), rest.begin(), rest.end());
    CHECK(of_other_name(raw) == names{{kind::srv_id, mxtls::to_text(raw)}});
  }
  bytes good = id;
  for (std::uint8_t const octet : bytes{0xa0, 0x03, 0x16, 0x01, 'x'}) good.push_back(octet);
  CHECK(of_other_name(good) == names{{kind::srv_id, "x"}});
  CHECK(of_other_name({})[0].kind == kind::other);
  CHECK(of_other_name({0x06, 0x08, 0x2b})[0].kind == kind::other);
}

TEST_CASE("A common name comes with its string type and where it stands", "[identity][rfc5280-4.1.2.4]") {
  auto const seen = presented_identifiers(openssl_made::read(openssl_made::ed25519_bmp));
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].string_type == string_type::bmp);
  auto const two = presented_identifiers(openssl_made::read(openssl_made::rsa_names));
  REQUIRE(two.size() == 2);
  CHECK(two[0].rdn < two[1].rdn);
}

namespace {

/// What is made of this as the value of a subjectAltName.
struct reading {
  names seen;
  presented_shape shape;
};

reading of_extension(bytes value) {
  mxtls::x509::certificate certificate;
  certificate.has_subject_alt_name = true;
  certificate.san_malformed = true;
  mxtls::x509::extension extension;
  extension.id = mxtls::x509::oid{mxtls::byte_view{mxtls::x509::oids::subject_alt_name}};
  extension.value = std::move(value);
  certificate.extensions.push_back(std::move(extension));
  reading out;
  out.seen = presented_identifiers(certificate);
  out.shape = shape_of(certificate, out.seen);
  return out;
}

} // namespace

TEST_CASE("A subjectAltName that is no DER is read as lenient programs do", "[identity][rfc5280-4.2.1.6]") {
  names const a{{kind::dns_id, "a.b"}};
  auto const longer = of_extension({0x30, 0x81, 0x05, 0x82, 0x03, 'a', '.', 'b'});
  CHECK(longer.seen == a);
  CHECK(longer.shape.faults.has(name_fault::names_long_length));
  auto const trailing = of_extension({0x30, 0x05, 0x82, 0x03, 'a', '.', 'b', 0x05, 0x00});
  CHECK(trailing.seen == a);
  CHECK(trailing.shape.faults.has(name_fault::names_trailing));
  auto const unknown = of_extension({0x30, 0x08, 0x89, 0x01, 'x', 0x82, 0x03, 'a', '.', 'b'});
  CHECK(unknown.seen == a);
  CHECK(unknown.shape.faults.has(name_fault::names_unknown_tag));
  auto const constructed = of_extension({0x30, 0x07, 0xa2, 0x05, 0x16, 0x03, 'a', '.', 'b'});
  CHECK(constructed.seen == names{{kind::constructed_dns, "a.b"}});
  CHECK(constructed.shape.faults.has(name_fault::names_constructed));
  auto const none = of_extension({0x30, 0x00});
  CHECK(none.seen.empty());
  CHECK(none.shape.faults == name_faults{name_fault::names_none});
  CHECK(none.shape.has_subject_alt_name);
  for (bytes const& broken :
       {bytes{}, bytes{0x30}, bytes{0x30, 0x05, 0x82}, bytes{0x31, 0x00}, bytes{0x30, 0x80, 0x00, 0x00},
        bytes{0x30, 0x84, 0xff, 0xff, 0xff, 0xff}, bytes{0x30, 0x02, 0x82, 0x05}})
    CHECK(of_extension(broken).shape.faults.has(name_fault::names_unreadable));
}

TEST_CASE("A certificate without names presents none", "[identity]") { CHECK(presented_identifiers({}).empty()); }
