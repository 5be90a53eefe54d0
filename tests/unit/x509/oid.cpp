// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/test/catch.hpp>
#include <mxtls/x509/oid.hpp>

using mxtls::byte_view;
using mxtls::bytes;
using mxtls::x509::oid;
namespace oids = mxtls::x509::oids;

// The octets are those of: openssl asn1parse -genstr OID:NAME -noout -out /dev/stdout | xxd -s 2 -p
TEST_CASE("Well-known object identifiers have the octets that openssl encodes", "[x509][rfc5280-a]") {
  struct known {
    std::string name, dotted, octets;
  };
  static known const table[] = {
      {"CN", "2.5.4.3", "550403"},
      {"SN", "2.5.4.4", "550404"},
      {"serialNumber", "2.5.4.5", "550405"},
      {"C", "2.5.4.6", "550406"},
      {"L", "2.5.4.7", "550407"},
      {"ST", "2.5.4.8", "550408"},
      {"street", "2.5.4.9", "550409"},
      {"O", "2.5.4.10", "55040a"},
      {"OU", "2.5.4.11", "55040b"},
      {"title", "2.5.4.12", "55040c"},
      {"businessCategory", "2.5.4.15", "55040f"},
      {"postalCode", "2.5.4.17", "550411"},
      {"GN", "2.5.4.42", "55042a"},
      {"organizationIdentifier", "2.5.4.97", "550461"},
      {"UID", "0.9.2342.19200300.100.1.1", "0992268993f22c640101"},
      {"DC", "0.9.2342.19200300.100.1.25", "0992268993f22c640119"},
      {"emailAddress", "1.2.840.113549.1.9.1", "2a864886f70d010901"},
      {"md5WithRSAEncryption", "1.2.840.113549.1.1.4", "2a864886f70d010104"},
      {"sha1WithRSAEncryption", "1.2.840.113549.1.1.5", "2a864886f70d010105"},
      {"id-RSASSA-PSS", "1.2.840.113549.1.1.10", "2a864886f70d01010a"},
      {"sha256WithRSAEncryption", "1.2.840.113549.1.1.11", "2a864886f70d01010b"},
      {"sha384WithRSAEncryption", "1.2.840.113549.1.1.12", "2a864886f70d01010c"},
      {"sha512WithRSAEncryption", "1.2.840.113549.1.1.13", "2a864886f70d01010d"},
      {"ecdsa-with-SHA1", "1.2.840.10045.4.1", "2a8648ce3d0401"},
      {"ecdsa-with-SHA256", "1.2.840.10045.4.3.2", "2a8648ce3d040302"},
      {"ecdsa-with-SHA384", "1.2.840.10045.4.3.3", "2a8648ce3d040303"},
      {"ecdsa-with-SHA512", "1.2.840.10045.4.3.4", "2a8648ce3d040304"},
      {"rsaEncryption", "1.2.840.113549.1.1.1", "2a864886f70d010101"},
      {"id-dsa", "1.2.840.10040.4.1", "2a8648ce380401"},
      {"id-ecPublicKey", "1.2.840.10045.2.1", "2a8648ce3d0201"},
      {"Ed25519", "1.3.101.112", "2b6570"},
      {"Ed448", "1.3.101.113", "2b6571"},
      {"P-256", "1.2.840.10045.3.1.7", "2a8648ce3d030107"},
      {"P-384", "1.3.132.0.34", "2b81040022"},
      {"P-521", "1.3.132.0.35", "2b81040023"},
      {"secp256k1", "1.3.132.0.10", "2b8104000a"},
      {"anyExtendedKeyUsage", "2.5.29.37.0", "551d2500"},
      {"serverAuth", "1.3.6.1.5.5.7.3.1", "2b06010505070301"},
      {"clientAuth", "1.3.6.1.5.5.7.3.2", "2b06010505070302"},
      {"codeSigning", "1.3.6.1.5.5.7.3.3", "2b06010505070303"},
      {"emailProtection", "1.3.6.1.5.5.7.3.4", "2b06010505070304"},
      {"timeStamping", "1.3.6.1.5.5.7.3.8", "2b06010505070308"},
      {"OCSPSigning", "1.3.6.1.5.5.7.3.9", "2b06010505070309"},
      {"id-on-xmppAddr", "1.3.6.1.5.5.7.8.5", "2b06010505070805"},
      {"id-on-dnsSRV", "1.3.6.1.5.5.7.8.7", "2b06010505070807"},
      {"id-on-SmtpUTF8Mailbox", "1.3.6.1.5.5.7.8.9", "2b06010505070809"},
      {"subjectKeyIdentifier", "2.5.29.14", "551d0e"},
      {"keyUsage", "2.5.29.15", "551d0f"},
      {"subjectAltName", "2.5.29.17", "551d11"},
      {"issuerAltName", "2.5.29.18", "551d12"},
      {"basicConstraints", "2.5.29.19", "551d13"},
      {"nameConstraints", "2.5.29.30", "551d1e"},
      {"cRLDistributionPoints", "2.5.29.31", "551d1f"},
      {"certificatePolicies", "2.5.29.32", "551d20"},
      {"policyMappings", "2.5.29.33", "551d21"},
      {"authorityKeyIdentifier", "2.5.29.35", "551d23"},
      {"policyConstraints", "2.5.29.36", "551d24"},
      {"extKeyUsage", "2.5.29.37", "551d25"},
      {"inhibitAnyPolicy", "2.5.29.54", "551d36"},
      {"authorityInfoAccess", "1.3.6.1.5.5.7.1.1", "2b06010505070101"},
      {"tlsFeature", "1.3.6.1.5.5.7.1.24", "2b06010505070118"},
      {"SignedCertificateTimestampList", "1.3.6.1.4.1.11129.2.4.2", "2b06010401d679020402"},
  };
  REQUIRE(std::size(table) == oids::all.size());
  for (std::size_t i = 0; i < oids::all.size(); ++i) {
    byte_view const octets = *oids::all[i];
    CHECK(oids::all[i]->name() == table[i].name);
    CHECK(mxtls::to_hex(octets) == table[i].octets);
    CHECK(to_dotted(oid{octets}) == table[i].dotted);
    CHECK(to_text(oid{octets}) == table[i].name);
  }
}

TEST_CASE("Object identifiers are equal if their octets are", "[x509]") {
  oid const common_name{oids::common_name};
  CHECK(common_name == oids::common_name);
  CHECK(common_name == oid{bytes{0x55, 0x04, 0x03}});
  CHECK(common_name != oids::country);
  CHECK(common_name != oid{});
}

TEST_CASE("The first two arcs share one subidentifier", "[x509][x690-8.19]") {
  CHECK(to_dotted(oid{bytes{0x00}}) == "0.0");
  CHECK(to_dotted(oid{bytes{0x27}}) == "0.39");
  CHECK(to_dotted(oid{bytes{0x28}}) == "1.0");
  CHECK(to_dotted(oid{bytes{0x4f}}) == "1.39");
  CHECK(to_dotted(oid{bytes{0x50}}) == "2.0");
  CHECK(to_dotted(oid{bytes{0x88, 0x37, 0x03}}) == "2.999.3"); // the example of X.690 8.19.5
  CHECK(to_text(oid{bytes{0x2a, 0x03, 0x04}}) == "1.2.3.4");
}

TEST_CASE("Arcs as large as a UUID are written out", "[x509][x667]") {
  // openssl asn1parse -genstr OID:2.25.340282366920938463463374607431768211455
  bytes const largest_uuid{0x69, 0x83, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                           0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
  CHECK(to_dotted(oid{largest_uuid}) == "2.25.340282366920938463463374607431768211455");
}

TEST_CASE("Object identifiers that are malformed or absurd are shown as octets", "[x509][x690-8.19.2]") {
  CHECK(to_dotted(oid{}) == "#");
  CHECK(to_dotted(oid{bytes{0x55, 0x84}}) == "#5584");         // unfinished
  CHECK(to_dotted(oid{bytes{0x55, 0x80, 0x01}}) == "#558001"); // not minimal
  CHECK(to_dotted(oid{bytes(1000, 0x01)}) == "#" + mxtls::to_hex(bytes(32, 0x01)));
  bytes huge_arc(31, 0xff);
  huge_arc.push_back(0x01);
  CHECK(to_dotted(oid{huge_arc}) == "#" + mxtls::to_hex(huge_arc));
}
