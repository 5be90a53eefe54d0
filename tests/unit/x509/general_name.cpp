// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include <mxtls/test/catch.hpp>
#include <mxtls/x509/general_name.hpp>

#include "der_builder.hpp"
#include "openssl_certificates.hpp"

using mxtls::bytes;
using namespace mxtls::x509;
namespace der = der_builder;

namespace {

std::vector<std::string> texts(std::vector<general_name> const& names) {
  std::vector<std::string> out;
  for (auto const& name : names) out.push_back(to_text(name));
  return out;
}

} // namespace

// openssl x509 -ext subjectAltName
TEST_CASE("General names read as openssl prints them", "[x509][rfc5280-4.2.1.6]") {
  CHECK(texts(openssl_made::read(openssl_made::leaf).subject_alt_names) ==
        std::vector<std::string>{"DNS:mx.example.test", "DNS:*.example.test", "IP Address:192.0.2.1",
                                 "IP Address:2001:DB8:0:0:0:0:0:1", "email:postmaster@example.test",
                                 "URI:https://example.test/"});
}

// openssl prints SmtpUTF8Mailbox::, SRVName:: and /C=GB/CN=dir; the identifiers here are the RFCs' words.
TEST_CASE("Other names, directory names and registered identifiers have a text", "[x509][rfc5280-4.2.1.6]") {
  auto const names = openssl_made::read(openssl_made::other_names).subject_alt_names;
  CHECK(texts(names) == std::vector<std::string>{"othername:id-on-SmtpUTF8Mailbox::b\xc3\xb6"
                                                 "b@example.test",
                                                 "othername:id-on-dnsSRV::_smtp.example.test",
                                                 "othername:1.2.3::<unsupported>", "DirName:C=GB, CN=dir",
                                                 "Registered ID:1.2.3.4"});
  CHECK(names[0].kind == general_name_kind::other_name);
  CHECK(names[3].kind == general_name_kind::directory_name);
  CHECK(names[4] == general_name{.kind = general_name_kind::registered_id, .raw = {0x2a, 0x03, 0x04}});
}

TEST_CASE("The octets of every name are kept exactly", "[x509][rfc5280-4.2.1.6]") {
  auto const odd = openssl_made::read(openssl_made::odd_san);
  CHECK(!odd.san_malformed);
  REQUIRE(odd.subject_alt_names.size() == 5);
  auto const& names = odd.subject_alt_names;
  CHECK(names[0] == general_name{.kind = general_name_kind::dns_name, .raw = {}});
  CHECK(names[1] == general_name{.kind = general_name_kind::ip_address, .raw = {0xc0, 0x00, 0x02, 0x01, 0x63}});
  CHECK(names[2].raw == mxtls::to_bytes(std::string("a.test\0.example.xy", 18)));
  CHECK(names[3].raw == mxtls::to_bytes("m\xc3\xa4x."));
  CHECK(names[4].raw == mxtls::to_bytes("good.example.xyz"));
  CHECK(texts(names) == std::vector<std::string>{"DNS:", "IP Address:<invalid, 5 octets> c0:00:02:01:63",
                                                 "DNS:a.test\\x00.example.xy", "DNS:m\xc3\xa4x.",
                                                 "DNS:good.example.xyz"});
}

TEST_CASE("Every kind is told by its tag", "[x509][rfc5280-4.2.1.6]") {
  auto const names =
      read_general_names(der::make(0x30, {der::make(0xa0, bytes{}), der::make(0x81, "m"), der::make(0x82, "d"),
                                          der::make(0xa3, bytes{}), der::make(0xa4, bytes{}), der::make(0xa5, bytes{}),
                                          der::make(0x86, "u"), der::make(0x87, bytes{}), der::make(0x88, bytes{})}))
          .value();
  CHECK(!names.malformed);
  REQUIRE(names.names.size() == 9);
  for (std::size_t i = 0; i < 9; ++i) CHECK(static_cast<std::size_t>(names.names[i].kind) == i);
  CHECK(texts(names.names) == std::vector<std::string>{"othername:<invalid>", "email:m", "DNS:d",
                                                       "X400Name:<unsupported>", "DirName:<invalid>",
                                                       "EdiPartyName:<unsupported>", "URI:u",
                                                       "IP Address:<invalid, 0 octets> ", "Registered ID:#"});
  CHECK(to_text(general_name{.kind = static_cast<general_name_kind>(9), .raw = {}}) == "<invalid>");
}

TEST_CASE("Broken other names and directory names have a text too", "[x509]") {
  auto const type = der::object_id(oids::on_dns_srv);
  auto const shown = [](general_name_kind kind, bytes const& raw) {
    return to_text(general_name{.kind = kind, .raw = raw});
  };
  CHECK(shown(general_name_kind::other_name, type) == "othername:id-on-dnsSRV::<invalid>");
  CHECK(shown(general_name_kind::other_name, der::join({type, der::make(0xa0, bytes{})})) ==
        "othername:id-on-dnsSRV::<invalid>");
  CHECK(shown(general_name_kind::other_name, der::join({type, der::make(0xa0, der::make(0x16, "\x1b[m"))})) ==
        "othername:id-on-dnsSRV::\\x1b[m");
  CHECK(shown(general_name_kind::directory_name, der::make(0x31, bytes{})) == "DirName:<invalid>");
}

TEST_CASE("An element of no known choice is passed over and remarked", "[x509][rfc5280-4.2.1.6]") {
  for (bytes const& stranger : {der::make(0x8f, "x"), der::make(0xa2, "constructed"), der::make(0x84, "primitive"),
                                der::make(0x0c, "universal"), der::make(0x89, "nine")}) {
    auto const names = read_general_names(der::make(0x30, {der::make(0x82, "a"), stranger, der::make(0x82, "b")}));
    CHECK(names.value().malformed);
    CHECK(texts(names.value().names) == std::vector<std::string>{"DNS:a", "DNS:b"});
  }
}

TEST_CASE("Names before broken framing are kept", "[x509][rfc5280-4.2.1.6]") {
  bytes broken = der::make(0x30, {der::make(0x82, "a"), bytes{0x82, 0x20, 'b'}});
  CHECK(read_general_names(broken).value().malformed);
  CHECK(texts(read_general_names(broken).value().names) == std::vector<std::string>{"DNS:a"});

  bytes const trailing = der::join({der::make(0x30, {der::make(0x82, "a")}), bytes{0x05, 0x00}});
  CHECK(read_general_names(trailing).value().malformed);
  CHECK(texts(read_general_names(trailing).value().names) == std::vector<std::string>{"DNS:a"});

  CHECK(read_general_names(bytes{}).value().malformed);
  CHECK(read_general_names(der::make(0x04, "a")).value().malformed);
  auto const empty = read_general_names(der::make(0x30, bytes{})).value();
  CHECK((!empty.malformed && empty.names.empty()));
}

TEST_CASE("Ten thousand names are read, more refused", "[x509][limits]") {
  bytes names;
  for (std::size_t i = 0; i < max_general_names; ++i) names.insert(names.end(), {0x82, 0x01, 'a'});
  CHECK(read_general_names(der::make(0x30, names)).value().names.size() == max_general_names);
  names.insert(names.end(), {0x82, 0x01, 'a'});
  // header of four octets, 10,000 names of three
  CHECK(read_general_names(der::make(0x30, names), 7).failure() == mxtls::failure{errc::too_many, 7 + 4 + 30'000});
}
