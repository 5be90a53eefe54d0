// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/fake/case_reader.hpp>
#include <mxtls/test/matchers.hpp>

using namespace mxtls;
using namespace mxtls::fake;
using test::contains;
using texts = std::vector<std::string>;

namespace {

/// One case with these lines, from the fourth line of its file on.
std::string with(std::string const& lines) { return "[[case]]\nid = \"one\"\nsays = \"Something.\"\n" + lines; }

pki::certificate_case read(std::string const& lines) {
  auto cases = read_cases(with(lines), "own.toml", "own");
  REQUIRE(cases.size() == 1);
  return cases.front();
}

void check_refused(std::string const& lines, std::string const& message) {
  INFO(lines);
  CHECK_THROWS_AS(read(lines), file_error);
  CHECK_THROWS_WITH(read(lines), contains(message));
}

} // namespace

TEST_CASE("What a case does not say is what the defaults of the library are", "[fake][case]") {
  pki::certificate_case const one = read("");
  pki::certificate_case const plain;
  CHECK(one.id == "one");
  CHECK(one.group == "own");
  CHECK(one.says == "Something.");
  CHECK(one.source.empty());
  CHECK(one.reference == "{host}");
  CHECK(one.issuer == "intermediate");
  CHECK(one.trust == "root");
  CHECK(one.send.empty());
  CHECK(one.authorities.empty());
  CHECK(one.crls.empty());
  CHECK_FALSE(one.staple);
  CHECK(one.expect.openssl == 0);
  CHECK(one.expect.gnutls.empty());
  CHECK(one.expect.wolfssl == 0);
  CHECK(one.leaf.uses == plain.leaf.uses);
  CHECK(one.leaf.purposes == plain.leaf.purposes);
  CHECK(one.leaf.key == plain.leaf.key);
  CHECK(to_text(one.leaf.not_before) == "-1d");
  CHECK(to_text(one.leaf.not_after) == "90d");
  CHECK(read_cases("", "none.toml", "none").empty());
}

TEST_CASE("Everything a leaf can have is read", "[fake][case]") {
  pki::recipe const leaf = read(R"([case.leaf]
common_names = ["a.test", { text = "b.test", type = "bmp", level = "shared" }]
dns = ["c.test"]
ip = ["192.0.2.1"]
mail = ["a@d.test"]
utf8_mail = ["ä@e.test"]
uri = ["smtp://f.test"]
srv = ["_smtp.g.test"]
raw_names = ["8200", "82ff"]
subject_organization = "absent"
uses = ["key-agreement", "crl-sign"]
purposes = ["client-auth", "any"]
features = ["status-request"]
policies = ["2.23.140.1.2.1"]
crl_urls = ["http://h.test/crl"]
ocsp_urls = ["http://i.test/"]
issuer_urls = ["http://j.test/ca"]
key = "rsa-2048"
hash = "sha1"
padding = "pss"
not_before = "2020-02-29"
not_after = "-1s"
flaws = ["bad-signature", "serial-zero"]
)")
                               .leaf;
  REQUIRE(leaf.common_names.size() == 2);
  CHECK(leaf.common_names[0].value == "a.test");
  CHECK(leaf.common_names[0].type == pki::text_type::utf8);
  CHECK(leaf.common_names[0].level == pki::name_level::own);
  CHECK(leaf.common_names[1].value == "b.test");
  CHECK(leaf.common_names[1].type == pki::text_type::bmp);
  CHECK(leaf.common_names[1].level == pki::name_level::shared);
  CHECK(leaf.dns == texts{"c.test"});
  CHECK(leaf.ip == texts{"192.0.2.1"});
  CHECK(leaf.mail == texts{"a@d.test"});
  CHECK(leaf.utf8_mail == texts{"\xc3\xa4@e.test"});
  CHECK(leaf.uri == texts{"smtp://f.test"});
  CHECK(leaf.srv == texts{"_smtp.g.test"});
  CHECK(leaf.raw_names == std::vector<bytes>{{0x82, 0x00}, {0x82, 0xff}});
  CHECK_FALSE(leaf.raw_subject_alt_name);
  CHECK(leaf.subject_organization == pki::organization::absent);
  CHECK(leaf.uses == std::vector{pki::key_use::key_agreement, pki::key_use::crl_sign});
  CHECK(leaf.purposes == std::vector{pki::purpose::client_auth, pki::purpose::any});
  CHECK(leaf.features == std::vector{pki::tls_feature::status_request});
  CHECK(leaf.policies == texts{"2.23.140.1.2.1"});
  CHECK(leaf.crl_urls == texts{"http://h.test/crl"});
  CHECK(leaf.ocsp_urls == texts{"http://i.test/"});
  CHECK(leaf.issuer_urls == texts{"http://j.test/ca"});
  CHECK(leaf.key == pki::key_kind::rsa_2048);
  CHECK(leaf.signature.hash == pki::hash_algorithm::sha1);
  CHECK(leaf.signature.padding == pki::rsa_padding::pss);
  CHECK(to_text(leaf.not_before) == "2020-02-29T00:00:00Z");
  CHECK(to_text(leaf.not_after) == "-1s");
  CHECK(leaf.flaws == std::vector{pki::flaw::bad_signature, pki::flaw::serial_zero});

  CHECK(read("leaf = { raw_subject_alt_name = \"3000\" }").leaf.raw_subject_alt_name == bytes{0x30, 0x00});
  CHECK(read("leaf = { uses = [], purposes = [] }").leaf.uses.empty());
  // TOML can write a NUL.
  CHECK(read("leaf = { dns = [\"a\\u0000b.test\"] }").leaf.dns == texts{std::string("a\0b.test", 8)});
}

TEST_CASE("The rest of a case is read too", "[fake][case]") {
  pki::certificate_case const one = read(R"(source = "RFC 9525 section 6.3"
reference = "a.b.{domain}"
issuer = "own"
trust = "own-root"
send = ["leaf", "own by root"]
crl = { revoked = ["leaf", "own"], this_update = "-8d", next_update = "-1d" }
staple = { about = "own", status = "revoked", signer = "intermediate", delegated = ["ocsp-signing"], this_update = "-3d", next_update = "now", instead = "try-later" }
expect = { openssl = 62, openssl_strict = 0, gnutls = ["expired", "unexpected-owner"], wolfssl = -322, why = "Tests." }

[[case.authority]]
id = "own-root"

[[case.authority]]
id = "own"
issuer = "own-root"
name = "A name"
path_length = 3
constraints = "names-and-addresses"
permitted_dns = ["p.test"]
excluded_dns = ["x.test"]
key = "p384"
not_after = "-1d"
uses = ["crl-sign"]
flaws = ["ca-false"]
)");
  CHECK(one.source == "RFC 9525 section 6.3");
  CHECK(one.reference == "a.b.{domain}");
  CHECK(one.issuer == "own");
  CHECK(one.trust == "own-root");
  CHECK(one.send == texts{"leaf", "own by root"});
  REQUIRE(one.crls.size() == 1);
  CHECK(one.crls[0].issuer == "own");
  CHECK(one.crls[0].signer == "own");
  CHECK(one.crls[0].revoked == texts{"leaf", "own"});
  CHECK(to_text(one.crls[0].this_update) == "-8d");
  CHECK(to_text(one.crls[0].next_update) == "-1d");
  REQUIRE(one.staple);
  CHECK(one.staple->about == "own");
  CHECK(one.staple->status == pki::ocsp_status::revoked);
  CHECK(one.staple->signer == "intermediate");
  CHECK(one.staple->delegated == std::vector{pki::purpose::ocsp_signing});
  CHECK(to_text(one.staple->this_update) == "-3d");
  CHECK(to_text(one.staple->next_update) == "now");
  CHECK(one.staple->instead == pki::no_answer::try_later);
  CHECK(one.expect.openssl == 62);
  CHECK(one.expect.openssl_strict == 0);
  CHECK(one.expect.gnutls == texts{"expired", "unexpected-owner"});
  CHECK(one.expect.wolfssl == -322);
  CHECK(one.expect.why == "Tests.");
  REQUIRE(one.authorities.size() == 2);
  CHECK(one.authorities[0].id == "own-root");
  CHECK(one.authorities[0].issuer.empty());
  CHECK(one.authorities[0].recipe.name == "own-root.mxtls-lab.test");
  CHECK_FALSE(one.authorities[0].recipe.path_length);
  pki::authority_recipe const& own = one.authorities[1].recipe;
  CHECK(one.authorities[1].issuer == "own-root");
  CHECK(own.name == "A name");
  CHECK(own.path_length == 3U);
  CHECK(own.constraints == pki::safe_constraints::names_and_addresses);
  CHECK(own.permitted_dns == texts{"p.test"});
  CHECK(own.excluded_dns == texts{"x.test"});
  CHECK(own.key == pki::key_kind::p384);
  CHECK(to_text(own.not_after) == "-1d");
  CHECK(own.uses == std::vector{pki::key_use::crl_sign});
  CHECK(own.flaws == std::vector{pki::flaw::ca_false});

  CHECK(read("expect = { openssl = \"unreadable\" }").expect.openssl == pki::unreadable);
  CHECK(read("expect = { openssl = 0, wolfssl = 0 }").expect.wolfssl == 0);
  CHECK(read("trust = \"top\"\nissuer = \"self\"\ncrl = {}").crls.at(0).signer == "top");
}

TEST_CASE("Authorities are read in their order", "[fake][case]") {
  auto const all = read_authorities("[[authority]]\nid = \"top\"\n[[authority]]\nid = \"below\"\nissuer = \"top\"\n"
                                    "[[authority]]\nid = \"any\"\nissuer = \"top\"\npath_length = -1\n",
                                    "authorities.toml");
  REQUIRE(all.size() == 3);
  CHECK(all[0].id == "top");
  CHECK_FALSE(all[0].recipe.path_length);
  CHECK(all[1].recipe.path_length == 0U);
  CHECK_FALSE(all[2].recipe.path_length);
}

TEST_CASE("A range in a name stands for as many names", "[fake][case]") {
  CHECK(read("leaf = { dns = [\"a.test\", \"n{8..11}.{domain}\", \"{host}\"] }").leaf.dns ==
        texts{"a.test", "n8.{domain}", "n9.{domain}", "n10.{domain}", "n11.{domain}", "{host}"});
  CHECK(read("leaf = { ip = [\"192.0.2.{1..2}\"] }").leaf.ip == texts{"192.0.2.1", "192.0.2.2"});
  CHECK(read("leaf = { dns = [\"{7..7}.test\"] }").leaf.dns == texts{"7.test"});
  CHECK(read("leaf = { dns = [\"n{1..9999}.{domain}\", \"{host}\"] }").leaf.dns.size() == 10'000);
  check_refused("leaf = { dns = [\"n{1..9999}.{domain}\", \"{host}\", \"a.test\"] }",
                "own.toml:4: case.leaf.dns holds more than 10000 names");
  check_refused("leaf = { dns = [\"n{0..4294967295}.test\"] }", "holds more than 10000 names");
  CHECK(read("leaf = { crl_urls = [\"http://{1..2}.{domain}/\"] }").leaf.crl_urls ==
        texts{"http://1.{domain}/", "http://2.{domain}/"});
  auto const common =
      read("leaf = { common_names = [\"{host}\", { text = \"n{1..2}.test\", type = \"bmp\" }] }").leaf.common_names;
  REQUIRE(common.size() == 3);
  CHECK(common[0].value == "{host}");
  CHECK(common[1].value == "n1.test");
  CHECK(common[2].value == "n2.test");
  CHECK(common[2].type == pki::text_type::bmp);
  CHECK(read("leaf = { common_names = [\"\"] }").leaf.common_names.at(0).value.empty());
  for (std::string const key :
       {"ip", "mail", "utf8_mail", "uri", "srv", "crl_urls", "ocsp_urls", "issuer_urls", "common_names"})
    check_refused("leaf = { " + key + " = [\"{hots}\"] }", "own.toml:4: case.leaf." + key + " holds \"{hots}\"");
  check_refused("leaf = { common_names = [{ text = \"{hots}\" }] }",
                "own.toml:4: case.leaf.common_names.text holds \"{hots}\"");
  check_refused("authority = [{ id = \"a\", permitted_dns = [\"{hots}\"] }]",
                "own.toml:4: case.authority.permitted_dns holds \"{hots}\"");
  check_refused("authority = [{ id = \"a\", excluded_dns = [\"{hots}\"] }]", "case.authority.excluded_dns holds");
  check_refused("authority = [{ id = \"a\", name = \"{host}\" }]",
                "own.toml:4: case.authority.name is \"{host}\"; write it out, as nothing is filled in there");
  check_refused("reference = \"{hots}\"", "own.toml:4: case.reference holds \"{hots}\"");
  check_refused("reference = \"\"", "own.toml:4: case.reference must be one name; it is \"\"");
  check_refused("reference = \"{1..2}.test\"", "own.toml:4: case.reference must be one name; it is");
  for (std::string const wrong : {"{", "{}", "{hots}.test", "n{9..8}.test", "{1...2}.test", "{1..}.test", "{..2}.test",
                                  "{1..2.test", "{-1..2}.test", "{1..99999999999}.test", "{1..2}.{1..2}.test"})
    check_refused("leaf = { dns = [\"" + wrong + "\"] }",
                  "own.toml:4: case.leaf.dns holds \"" + wrong + "\"; allowed in braces are host, domain, and");
}

TEST_CASE("A mistake in a case is told with file, line, key, and what is allowed", "[fake][case][errors]") {
  check_refused("title = \"a\"", "own.toml:4: case.title is not a key here; allowed are id, says, source, reference, "
                                 "trust, expect, issuer, send, leaf, authority, crl, staple");
  check_refused("leaf = { dnss = [] }", "own.toml:4: case.leaf.dnss is not a key here; allowed are common_names, dns,");
  check_refused("\"\\u001b[31m\" = 1", "own.toml:4: case.\\x1b[31m is not a key here");
  check_refused("leaf = [\"a.test\"]", "own.toml:4: case.leaf must be a table, [case.leaf]");
  check_refused("leaf = { dns = \"a.test\" }", "own.toml:4: case.leaf.dns must be a list of texts");
  check_refused("leaf = { common_names = [\n1] }",
                "own.toml:5: case.leaf.common_names must be a list of texts and tables");
  check_refused("leaf = { common_names = [{ type = \"bmp\" }] }", "own.toml:4: case.leaf.common_names.text is missing");
  check_refused("leaf = { common_names = [{ text = \"a\", type = \"ucs2\" }] }",
                "case.leaf.common_names.type is \"ucs2\"; allowed are utf8, numeric, printable, t61, ia5, visible, "
                "universal, bmp");
  for (std::string const wrong : {"\"820\"", "\"8g\"", "82"})
    check_refused("leaf = { raw_names = [" + wrong + "] }",
                  "own.toml:4: case.leaf.raw_names must be octets in hexadecimal, two digits each");
  check_refused("leaf = { raw_subject_alt_name = \"0x\" }",
                "case.leaf.raw_subject_alt_name must be octets in hexadecimal");
  check_refused("leaf = { uses = [\"everything\"] }",
                "own.toml:4: case.leaf.uses is \"everything\"; allowed are digital-signature,");
  check_refused("leaf = { purposes = [1] }", "own.toml:4: case.leaf.purposes must be a list of texts");
  for (std::string const wrong : {"1.2.x", "", "1", "3.1", "1.40", "1.2.4294967296"})
    check_refused("leaf = { policies = [\"" + wrong + "\"] }",
                  "own.toml:4: case.leaf.policies holds \"" + wrong + "\", which is no object identifier");
  check_refused("expect = { gnutls = [\"nope\"] }", "own.toml:4: case.expect.gnutls is \"nope\"; allowed are revoked,");
  check_refused("leaf = { key = \"dsa\" }", "case.leaf.key is \"dsa\"; allowed are p256, p384, p521, ed25519, ed448, "
                                            "rsa-1024, rsa-2048, rsa-3072, rsa-4096");
  check_refused("leaf = { hash = \"sha3\" }",
                "case.leaf.hash is \"sha3\"; allowed are md5, sha1, sha256, sha384, sha512");
  check_refused("leaf = { flaws = [\"ugly\"] }", "case.leaf.flaws is \"ugly\"; allowed are odd-octets,");
  check_refused(
      "leaf = { not_after = \"soon\" }",
      "own.toml:4: case.leaf.not_after is \"soon\"; give days or seconds from now (-92d, 7d, -1s, now) or a date");
  check_refused("leaf = { not_after = 7 }", "own.toml:4: case.leaf.not_after must be a text in quotes");
  check_refused("staple = { status = \"bad\" }", "case.staple.status is \"bad\"; allowed are good, revoked, unknown");
  check_refused("staple = { instead = \"silence\" }",
                "case.staple.instead is \"silence\"; allowed are try-later, internal-error, malformed");
  check_refused("crl = 1", "own.toml:4: case.crl must be a table, [case.crl]");
  check_refused("expect = { openssl = \"62\" }", "case.expect.openssl is \"62\"; allowed are unreadable");
  check_refused("expect = { wolfssl = 1.5 }", "case.expect.wolfssl must be a whole number from -100000 to 100000");
  check_refused("authority = [{ issuer = \"root\" }]", "own.toml:4: case.authority.id is missing");
  check_refused("authority = [{ id = \"leaf\" }]", "case.authority.id is \"leaf\", which means something else");
  check_refused("authority = [{ id = \"a\", path_length = -2 }]",
                "case.authority.path_length must be a whole number from -1 to 2147483647");
  check_refused("[[case]]\nid = \"one\"\nsays = \"Again.\"",
                "own.toml:5: case.id is \"one\", as that of a case before it");
  check_refused("[[case]]\nid = \"two\"", "own.toml:4: case.says is missing");
  check_refused("[[case]]\nid = \"two\"\nsays = \"\"", "own.toml:6: case.says is empty; say in a sentence");
  CHECK_THROWS_WITH(read_cases("id = \"one\"", "own.toml", "own"),
                    contains("own.toml:1: id is not a key here; allowed are case"));
  CHECK_THROWS_WITH(read_cases("\n[[case]", "own.toml", "own"), contains("own.toml:2: "));
  CHECK_THROWS_WITH(read_cases("case = [1]", "own.toml", "own"),
                    contains("own.toml:1: case must be a list of tables, [[case]]"));
}

TEST_CASE("A word for an authority names one that is there", "[fake][case][errors]") {
  std::vector<pki::authority_entry> const shared{{.id = "root"}, {.id = "intermediate", .issuer = "root"}};
  auto const read_with = [&](std::string const& lines) { return read_cases(with(lines), "own.toml", "own", shared); };
  auto const refused = [&](std::string const& line, std::string const& message) {
    INFO(line);
    CHECK_THROWS_AS(read_with(line), file_error);
    CHECK_THROWS_WITH(read_with(line), contains(message));
  };
  CHECK(read_with("").size() == 1);
  std::string const own = "\n[[case.authority]]\nid = \"top\"\n[[case.authority]]\nid = \"below\"\nissuer = \"top\"";
  CHECK(read_with("issuer = \"below\"\ntrust = \"top\"\nsend = [\"leaf\", \"below by root\", \"intermediate\"]\n"
                  "crl = { issuer = \"top\", revoked = [\"leaf\", \"below\"] }\n"
                  "staple = { about = \"below\", signer = \"root\" }" +
                  own)
            .size() == 1);
  std::string const list = " is \"nope\", which is none of the authorities so far: root, intermediate";
  for (auto const& [key, line] : {std::pair{"issuer", "issuer = \"nope\""},
                                  {"trust", "trust = \"nope\""},
                                  {"send", "send = [\"leaf\", \"nope\"]"},
                                  {"send", "send = [\"nope by root\"]"},
                                  {"send", "send = [\"root by nope\"]"},
                                  {"crl.issuer", "crl = { issuer = \"nope\" }"},
                                  {"crl.signer", "crl = { signer = \"nope\" }"},
                                  {"crl.revoked", "crl = { revoked = [\"nope\"] }"},
                                  {"staple.about", "staple = { about = \"nope\" }"},
                                  {"staple.signer", "staple = { signer = \"nope\" }"},
                                  {"authority.issuer", "authority = [{ id = \"a\", issuer = \"nope\" }]"}})
    refused(line, std::string{"own.toml:4: case."} + key + list);
  refused("authority = [{ id = \"a\", issuer = \"a\" }]", "case.authority.issuer is \"a\", which is none of");
  refused("authority = [{ id = \"root\" }]",
          "own.toml:4: case.authority.id is \"root\", as that of an authority before it; take another");
  refused("authority = [{ id = \"a\" }, { id = \"a\" }]", "case.authority.id is \"a\", as that of");
  refused("trust = \"intermediate\"", "own.toml:4: case.trust is \"intermediate\", which root has issued; name a root");
  refused("trust = \"below\"" + own, "own.toml:4: case.trust is \"below\", which top has issued; name a root");
  // One case knows nothing of the authorities of another.
  refused("[[case]]\nid = \"two\"\nsays = \"Two.\"\nissuer = \"a\"\n[[case]]\nid = \"three\"\nsays = \"Three.\"\n"
          "authority = [{ id = \"a\" }]",
          "own.toml:7: case.issuer is \"a\", which is none of");
  // Where the others are not known, those of the case are.
  CHECK(read("issuer = \"somebody\"").issuer == "somebody");
  check_refused("trust = \"below\"" + own, "own.toml:4: case.trust is \"below\", which top has issued; name a root");
  CHECK_THROWS_WITH(read_authorities("[[authority]]\nid = \"a\"\nissuer = \"b\"", "authorities.toml"),
                    contains("authorities.toml:3: authority.issuer is \"b\", which is none of the authorities so far: "
                             "there are none"));
}

TEST_CASE("An id can be a folder and a label of a host, and nothing else", "[fake][case][errors]") {
  auto const read_id = [](std::string const& id) {
    return read_cases("[[case]]\nsays = \"A.\"\nid = \"" + id + "\"", "own.toml", "own").front().id;
  };
  CHECK(read_id("a-1") == "a-1");
  CHECK(read_id(std::string(63, 'a')) == std::string(63, 'a'));
  for (std::string const id : {"", "..", "a/b", "/a", "A", "a b", "-a", "a-", "a.b", "\xc3\xa4", "a_b"})
    CHECK_THROWS_WITH(read_id(id),
                      contains("own.toml:3: case.id is \"" + id + "\"; use small letters, digits and hyphens"));
  CHECK_THROWS_AS(read_id(std::string(64, 'a')), file_error);
}
