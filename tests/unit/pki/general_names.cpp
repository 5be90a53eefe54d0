// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>

#include <mxtls/core/ip_address.hpp>
#include <mxtls/pki/common_name.hpp>
#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/general_names.hpp>
#include <mxtls/x509/general_name.hpp>

#include "made.hpp"

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using mxtls::bytes;
using mxtls::parse_ip_address;
using mxtls::to_hex;

TEST_CASE("Every kind of GeneralName has the octets that openssl gives it", "[pki][san][openssl][rfc5280-4.2.1.6]") {
  SKIP_WITHOUT("openssl");
  struct {
    char const* asked;
    bytes made;
  } const table[]{
      {"email:postmaster@example.test", pki::mail_name("postmaster@example.test")},
      {"DNS:mx.example.test", pki::dns_name("mx.example.test")},
      {"DNS:*.example.test", pki::dns_name("*.example.test")},
      {"URI:smtp://mx.example.test/", pki::uri_name("smtp://mx.example.test/")},
      {"IP:192.0.2.25", pki::ip_name(*parse_ip_address("192.0.2.25"))},
      {"IP:2001:db8::25", pki::ip_name(*parse_ip_address("2001:db8::25"))},
      {"RID:2.999.3", pki::registered_id("2.999.3")},
      {"dirName:dir", pki::directory_name(pki::distinguished_name("mxtls TEST ONLY", {"mx.example.test"}))},
      {"otherName:2.999.3;UTF8:text", pki::other_name("2.999.3", der::utf8_string("text"))},
      {"otherName:1.3.6.1.5.5.7.8.7;IA5:_smtp.example.test", pki::srv_name("_smtp.example.test")},
      {"otherName:1.3.6.1.5.5.7.8.9;FORMAT:UTF8,UTF8:m\xc3\xbc@example.test",
       pki::utf8_mail_name("m\xc3\xbc@example.test")},
  };
  std::string lines = "subjectAltName=@san\n[san]\n";
  std::vector<bytes> names;
  int number = 0;
  for (auto const& [asked, made] : table) {
    std::string const kind{asked, std::string{asked}.find(':')};
    lines += kind + "." + std::to_string(++number) + "=" + std::string{asked}.substr(kind.size() + 1) + "\n";
    names.push_back(made);
  }
  bytes const theirs = made::openssl_certificate(lines + "[dir]\nO=mxtls TEST ONLY\nCN=mx.example.test\n");
  for (auto const& [asked, made] : table) {
    INFO(asked << " " << to_hex(made));
    CHECK(made::holds(theirs, made));
  }
  CHECK(made::holds(theirs,
                    pki::extension(pki::oids::subject_alt_name, pki::criticality::non_critical, der::sequence(names))));
}

TEST_CASE("An SRV-ID is an otherName that holds an IA5String", "[pki][san][rfc4985-2]") {
  // [0] { id-on-dnsSRV 1.3.6.1.5.5.7.8.7, [0] EXPLICIT IA5String }
  CHECK(to_hex(pki::srv_name("_smtp.a")) == "a01506082b06010505070807a00916075f736d74702e61");
}

TEST_CASE("An international mail address is an otherName that holds a UTF8String", "[pki][san][rfc9598-3]") {
  // [0] { id-on-SmtpUTF8Mailbox 1.3.6.1.5.5.7.8.9, [0] EXPLICIT UTF8String }
  CHECK(to_hex(pki::utf8_mail_name("\xc3\xbc@a")) == "a01206082b06010505070809a0060c04c3bc4061");
}

TEST_CASE("The reader names each kind as it was meant", "[pki][san][rfc5280-4.2.1.6]") {
  auto const read = mxtls::x509::read_general_names(
      der::sequence({pki::srv_name("_smtp.a.test"), pki::mail_name("a@b.test"), pki::dns_name("c.test"),
                     pki::directory_name(pki::distinguished_name(std::nullopt, {"d"})), pki::uri_name("e:f"),
                     pki::ip_name(*parse_ip_address("::1")), pki::registered_id("2.999.3")}));
  REQUIRE(read);
  CHECK_FALSE(read->malformed);
  std::string texts;
  for (auto const& each : read->names) texts += to_text(each) + "; ";
  CHECK(texts == "othername:id-on-dnsSRV::_smtp.a.test; email:a@b.test; DNS:c.test; DirName:CN=d; URI:e:f; "
                 "IP Address:0:0:0:0:0:0:0:1; Registered ID:2.999.3; ");
}

TEST_CASE("Odd octets stand in a name as they are given", "[pki][san]") {
  CHECK(to_hex(pki::dns_name({"a\0b", 3})) == "8203610062");
  CHECK(to_hex(pki::dns_name("")) == "8200");
  CHECK(to_hex(pki::ip_name(bytes{1, 2, 3})) == "8703010203");
}

TEST_CASE("An otherName needs an object identifier for its type", "[pki][san]") {
  CHECK_THROWS_AS(pki::other_name("srv", der::null()), std::invalid_argument);
  CHECK_THROWS_AS(pki::registered_id("x"), std::invalid_argument);
}
