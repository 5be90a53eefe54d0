// SPDX-License-Identifier: BSL-1.0
// What is expected here is what the programs themselves answered, as tests/oracles asks them; of exim_*, sendmail*,
// postfix_pre36, opensmtpd_6_8, webpki, nss and chromium it is what their sources say.
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/identity/match.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

namespace {

using names = std::vector<presented>;

presented dns(std::string name) { return {presented_kind::dns_id, std::move(name)}; }
presented cn(std::string name) { return {presented_kind::cn_id, std::move(name)}; }
presented ip(std::string octets) { return {presented_kind::ip_id, std::move(octets)}; }
presented other(presented_kind kind, std::string value) { return {kind, std::move(value)}; }

std::string const address{"\xc0\x00\x02\x19", 4};

/// What a program says; its long answer and its short one must agree.
verdict ask(rule_set const& rules, std::string_view reference, names const& given) {
  auto const expected = reference_from_text(reference);
  auto const found = match(expected, given, rules);
  CHECK(found.what == decide(expected, given, shape_of(given), rules));
  return found.what;
}

bool yes(rule_set const& rules, std::string_view reference, names const& given) {
  return ask(rules, reference, given) == verdict::match;
}

reason why(rule_set const& rules, std::string_view reference, names const& given) {
  auto const found = match(reference_from_text(reference), given, rules);
  return found.refused ? *found.refused : found.reasons.at(found.nearest.value());
}

} // namespace

TEST_CASE("Verdicts have words of their own", "[identity][programs]") {
  CHECK(to_text(verdict::match) == "match");
  CHECK(to_text(verdict::mismatch) == "mismatch");
  CHECK(to_text(verdict::error) == "error");
  CHECK(to_text(verdict::unknown) == "unknown");
}

TEST_CASE("Parts of labels: everybody has a rule of their own", "[identity][programs]") {
  auto const covers_part = [](rule_set const& rules, std::string pattern) {
    return yes(rules, "mx.example.test", {dns(std::move(pattern))});
  };
  for (rule_set const* const each : {&rules::openssl, &rules::wolfssl, &rules::node, &rules::java, &rules::urllib3,
                                     &rules::botan, &rules::nss_classic})
    CHECK(covers_part(*each, "m*.example.test"));
  for (rule_set const* const each : {&rules::openssl, &rules::gnutls, &rules::wolfssl, &rules::node, &rules::java})
    CHECK(covers_part(*each, "*x.example.test"));
  for (rule_set const* const each : {&rules::openssl_nopartial, &rules::postfix, &rules::exim_openssl, &rules::python,
                                     &rules::go, &rules::curl, &rules::mbedtls, &rules::opensmtpd, &rules::gnutls})
    CHECK(!covers_part(*each, "m*.example.test"));
  CHECK(!covers_part(rules::openssl, "m*x.example.test"));
  CHECK(covers_part(rules::java, "m*x.example.test"));
  CHECK(!covers_part(rules::nss_classic, "*x.example.test"));
  CHECK(yes(rules::java, "foobar.example.test", {dns("f*o*r.example.test")}));
  CHECK(!yes(rules::java_ldap, "mx.example.test", {dns("mx.*.test")}));
  CHECK(yes(rules::java, "mx.example.test", {dns("mx.*.test")}));
}

TEST_CASE("A star alone, and one right under a top-level domain", "[identity][programs]") {
  CHECK(yes(rules::go, "localhost", {dns("*")}));
  CHECK(yes(rules::wolfssl, "localhost", {dns("*")}));
  CHECK(yes(rules::urllib3, "localhost", {dns("*")}));
  CHECK(!yes(rules::openssl, "localhost", {dns("*")}));
  for (rule_set const* const each : {&rules::go, &rules::mbedtls, &rules::java, &rules::urllib3, &rules::postfix_pre36})
    CHECK(yes(*each, "example.test", {dns("*.test")}));
  for (rule_set const* const each : {&rules::openssl, &rules::gnutls, &rules::node, &rules::curl, &rules::opensmtpd,
                                     &rules::nss_classic, &rules::botan, &rules::webpki, &rules::nss})
    CHECK(!yes(*each, "example.test", {dns("*.test")}));
}

TEST_CASE("OpenSSL's star stands for letters, digits and hyphens", "[identity][programs]") {
  for (rule_set const* const each : {&rules::openssl, &rules::postfix, &rules::exim_openssl, &rules::python})
    CHECK(why(*each, "mx_1.example.test", {dns("*.example.test")}) == reason::wildcard_octet);
  for (rule_set const* const each : {&rules::curl, &rules::go, &rules::gnutls, &rules::opensmtpd, &rules::nss_classic})
    CHECK(yes(*each, "mx_1.example.test", {dns("*.example.test")}));
  CHECK(!yes(rules::openssl, "mx-1.example.test", {dns("mx-*.example.test")}));
}

TEST_CASE("Postfix of old lets a star stand for several labels", "[identity][programs]") {
  CHECK(yes(rules::postfix_pre36, "a.b.example.test", {dns("*.example.test")}));
  CHECK(!yes(rules::postfix, "a.b.example.test", {dns("*.example.test")}));
  CHECK(yes(rules::postfix, ".example.test", {dns("a.b.example.test")}));
  CHECK(!yes(rules::exim_openssl, ".example.test", {dns("a.b.example.test")}));
  CHECK(yes(rules::exim_openssl, ".example.test", {dns("b.example.test")}));
  CHECK(!yes(rules::openssl, ".", {dns("b.example.")}));
}

TEST_CASE("Final dots are dropped, compared or refused", "[identity][programs]") {
  for (rule_set const* const each : {&rules::curl, &rules::node, &rules::go, &rules::opensmtpd})
    CHECK(yes(*each, "mx.example.test.", {dns("mx.example.test")}));
  CHECK(yes(rules::node, "mx.example.test..", {dns("mx.example.test")}));
  for (rule_set const* const each : {&rules::openssl, &rules::gnutls, &rules::mbedtls, &rules::botan})
    CHECK(!yes(*each, "mx.example.test.", {dns("mx.example.test")}));
  CHECK(ask(rules::java, "mx.example.test.", {dns("mx.example.test")}) == verdict::error);
  CHECK(yes(rules::openssl, "mx.example.test.", {dns("mx.example.test.")}));
  CHECK(!yes(rules::botan, "mx.example.test.", {dns("mx.example.test.")}));
  CHECK(!yes(rules::gnutls, "mx.example.test.", {dns("*.example.test.")}));
}

TEST_CASE("What keeps a common name from counting", "[identity][programs]") {
  auto const beside = [](rule_set const& rules, presented name) {
    return yes(rules, "mx.example.test", {std::move(name), cn("mx.example.test")});
  };
  auto const mail = other(presented_kind::mail, "a@b.test");
  auto const uri = other(presented_kind::uri_id, "https://a.test/");
  auto const srv = other(presented_kind::srv_id, "_smtp.a.test");
  CHECK(beside(rules::openssl, mail));
  CHECK(beside(rules::openssl, ip(address)));
  CHECK(!beside(rules::mbedtls, mail));
  CHECK(!beside(rules::botan, mail));
  CHECK(!beside(rules::gnutls, srv));
  CHECK(!beside(rules::gnutls, uri));
  CHECK(beside(rules::gnutls, other(presented_kind::srv_id, "")));
  CHECK(!beside(rules::wolfssl, uri));
  CHECK(!beside(rules::curl, ip(address)));
  CHECK(!beside(rules::opensmtpd, ip(address)));
  CHECK(beside(rules::java, ip(address)));
  CHECK(!beside(rules::openssl, dns("")));
  CHECK(beside(rules::botan, dns("")));
  CHECK(beside(rules::sendmail_cn, dns("a.test")));
  CHECK(!beside(rules::go, mail));
  CHECK(!yes(rules::sendmail_cn, "mx.example.test", {dns("mx.example.test")}));
  CHECK(yes(rules::sendmail_altnames, "mx.example.test", {dns("*.example.test"), cn("a")}));
  CHECK(beside(rules::exim_legacy, dns(std::string{"a\0", 2})));
  CHECK(!beside(rules::exim_legacy, dns("a.test")));
}

TEST_CASE("Which common name counts", "[identity][programs]") {
  names const first{cn("mx.example.test"), cn("a")};
  names const last{cn("a"), cn("mx.example.test")};
  auto const both = [&](rule_set const& rules) {
    return std::pair{yes(rules, "mx.example.test", first), yes(rules, "mx.example.test", last)};
  };
  CHECK(both(rules::openssl) == std::pair{true, true});
  CHECK(both(rules::gnutls) == std::pair{false, false});
  CHECK(both(rules::opensmtpd) == std::pair{true, false});
  CHECK(both(rules::curl) == std::pair{false, true});
  // Both stand in one relative distinguished name here.
  CHECK(both(rules::java) == std::pair{true, false});
}

TEST_CASE("The type of string that a common name is", "[identity][programs][rfc5280-4.1.2.4]") {
  auto const of_type = [](rule_set const& rules, string_type type) {
    return ask(rules, "mx.example.test",
               {{.kind = presented_kind::cn_id, .value = "mx.example.test", .string_type = type}});
  };
  CHECK(of_type(rules::openssl, string_type::bmp) == verdict::match);
  CHECK(of_type(rules::openssl, string_type::visible) == verdict::error);
  CHECK(of_type(rules::wolfssl, string_type::bmp) == verdict::mismatch);
  CHECK(of_type(rules::opensmtpd, string_type::bmp) == verdict::error);
  CHECK(of_type(rules::gnutls, string_type::ia5) == verdict::mismatch);
  CHECK(of_type(rules::go, string_type::universal) == verdict::error);
  CHECK(of_type(rules::mbedtls, string_type::numeric) == verdict::error);
  CHECK(of_type(rules::java, string_type::visible) == verdict::error);
  names const nul{{.kind = presented_kind::cn_id, .value = std::string{"mx\0", 3}, .string_type = string_type::bmp}};
  CHECK(yes(rules::gnutls, "mx", nul));
  CHECK(ask(rules::curl, "mx", nul) == verdict::error);
  CHECK(!yes(rules::gnutls, "+mx", {cn("+mx")}));
}

TEST_CASE("Addresses: text, iPAddress, and forms that only some know", "[identity][programs]") {
  names const id{ip(address)};
  names const text{dns("192.0.2.25")};
  for (rule_set const* const each : {&rules::openssl, &rules::exim_openssl, &rules::mbedtls}) {
    CHECK(!yes(*each, "192.0.2.25", id));
    CHECK(yes(*each, "192.0.2.25", text));
  }
  for (rule_set const* const each : {&rules::postfix, &rules::gnutls, &rules::go, &rules::curl, &rules::java,
                                     &rules::python, &rules::node, &rules::botan, &rules::opensmtpd}) {
    CHECK(yes(*each, "192.0.2.25", id));
    CHECK(!yes(*each, "192.0.2.25", text));
  }
  CHECK(yes(rules::wolfssl, "192.0.2.25", id));
  CHECK(yes(rules::wolfssl, "192.0.2.25", text));
  CHECK(yes(rules::curl, "0300.0.2.031", id));
  CHECK(yes(rules::java, "192.0.2.025", id));
  CHECK(yes(rules::python, "192.0.2.025", id));
  CHECK(!yes(rules::go, "192.0.2.025", id));
  CHECK(!yes(rules::botan, "192.000.002.025", id));
  CHECK(yes(rules::go, "[192.0.2.25]", id));
  CHECK(ask(rules::curl, "[192.0.2.25]", id) == verdict::error);
  CHECK(yes(rules::node, "192.0.2.25.", id));
  CHECK(yes(rules::curl, "0xc0000219", {cn("192.0.2.25")}));
  CHECK(yes(rules::opensmtpd, "192.0.2.25", {cn("192.0.2.25")}));
  CHECK(!yes(rules::python, "192.0.2.25", {cn("192.0.2.25")}));
  CHECK(yes(rules::nss_classic, "192.0.2.25", {dns("b.test"), cn("192.0.2.25")}));
  std::string const six{"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x25", 16};
  CHECK(yes(rules::node, "2001:db8::25%eth0", {ip(six)}));
  CHECK(!yes(rules::urllib3, "2001:db8::25%eth0", {ip(six)}));
  CHECK(!yes(rules::wolfssl, "2001:db8::25", {ip(six)}));
  CHECK(yes(rules::java, "192.0.2.25", {ip(std::string{"\0\0\0\0\0\0\0\0\0\0\xff\xff", 12} + address)}));
}

TEST_CASE("One bad name beside the right one", "[identity][programs]") {
  auto const beside = [](rule_set const& rules, presented bad) {
    return ask(rules, "mx.example.test", {std::move(bad), dns("mx.example.test")});
  };
  presented const nul = dns(std::string{"a\0", 2});
  CHECK(beside(rules::openssl, nul) == verdict::match);
  CHECK(beside(rules::opensmtpd, nul) == verdict::error);
  CHECK(ask(rules::opensmtpd, "mx.example.test", {dns("mx.example.test"), nul}) == verdict::match);
  CHECK(beside(rules::gnutls, dns("")) == verdict::error);
  CHECK(beside(rules::go, dns("\xff.test")) == verdict::error);
  CHECK(beside(rules::go, ip("abc")) == verdict::error);
  CHECK(beside(rules::java, ip("abc")) == verdict::mismatch);
  CHECK(beside(rules::wolfssl, ip("abc")) == verdict::error);
  CHECK(beside(rules::nss, dns("m*.a.test")) == verdict::mismatch);
  CHECK(beside(rules::urllib3, dns("**.a.test")) == verdict::error);
  CHECK(beside(rules::gnutls, dns(std::string(300, 'o'))) == verdict::match);
}

TEST_CASE("References that some programs refuse, and what nobody knows is not guessed", "[identity][programs]") {
  names const given{dns("m\xc3\xbcx.test")};
  for (rule_set const* const each : {&rules::postfix, &rules::exim_openssl, &rules::gnutls, &rules::curl, &rules::java,
                                     &rules::python, &rules::chromium})
    CHECK(why(*each, "m\xc3\xbcx.test", given) == reason::reference_needs_idna);
  CHECK(yes(rules::openssl, "m\xc3\xbcx.test", given));
  CHECK(yes(rules::mbedtls, "m\xc3\xbcx.test", given));
  CHECK(!yes(rules::node, "m\xc3\xbcx.test", given));
  CHECK(ask(rules::webpki, "m\xc3\xbcx.test", given) == verdict::error);
  CHECK(ask(rules::python, "a..test", given) == verdict::error);
  CHECK(ask(rules::curl, "a b.test", given) == verdict::error);
  CHECK(ask(rules::java, "mx_1.test", given) == verdict::error);
  CHECK(ask(rules::openssl, "", given) == verdict::error);
  CHECK(ask(rules::wolfssl, "localhost", {dns("*.")}) == verdict::unknown);
}

TEST_CASE("Java compares a part of an A-label as a U-label, which is known unless it takes IDNA's tables",
          "[identity][programs]") {
  std::string_view const muller = "xn--mller-kva.test";
  for (char const* const pattern : {"m*.test", "*r.test", "m*ller.test", "m*l*r.test", "*.test"})
    CHECK(yes(rules::java, muller, {dns(pattern)}));
  for (char const* const pattern :
       {"xn--*.test", "*a.test", "*-*.test", "*-kva.test", "xn--*-kva.test", "xn--m*-kva.test"})
    CHECK(!yes(rules::java, muller, {dns(pattern)}));
  CHECK(yes(rules::java, "XN--MLLER-KVA.test", {dns("M*.test")}));
  CHECK(yes(rules::java, "mx.xn--mller-kva.test", {dns("*.m*.test")}));
  CHECK(yes(rules::java, "xn--99999999.test", {dns("x*.test")}));
  // It converts neither a sharp s nor a final sigma, but a Cyrillic label.
  for (char const* const label : {"xn--fa-hia.test", "xn--3xab.test", "xn--p1ai.test"}) {
    CHECK(why(rules::java, label, {dns("xn--*.test")}) == reason::a_label_needs_idna);
    CHECK(ask(rules::java, label, {dns("m*.test")}) == verdict::mismatch);
  }
}

TEST_CASE("NSS takes the text of a distinguished name for the name", "[identity][programs][rfc1485-2.3]") {
  for (char const* const name : {"a,b.test", "a+b.test", "a=b.test", "a#b.test", "a;b.test", "a<b.test", "a>b.test",
                                 " a.test", "a.test ", "a  b.test"}) {
    CAPTURE(name);
    CHECK(!yes(rules::nss_classic, name, {dns(name)}));
    CHECK(yes(rules::nss_classic, name, {cn(name)}));
  }
  for (char const* const name : {"a\"b.test", "a\\b.test", "a\tb.test", "a\x7f.test"}) {
    CAPTURE(name);
    CHECK(!yes(rules::nss_classic, name, {dns(name)}));
    CHECK(!yes(rules::nss_classic, name, {cn(name)}));
  }
  CHECK(yes(rules::nss_classic, "a b.test", {dns("a b.test")}));
  CHECK(yes(rules::nss_classic, "m\xc3\xbcx.test", {dns("m\xc3\xbcx.test")}));
  CHECK(yes(rules::nss_classic, "a\tb.example.test", {dns("*.example.test")}));
  CHECK(!yes(rules::nss_classic, "a.b,c.test", {dns("*.b,c.test")}));
  CHECK(!yes(rules::nss_classic, "a,b.test", {dns("a,b.test"), cn("a,b.test")}));
  CHECK(!yes(rules::nss_classic, "mx.test.", {dns("*.test.")}));
}

TEST_CASE("sendmail compares no names by default, which is neither a match nor a mismatch", "[identity][programs]") {
  CHECK(ask(rules::sendmail, "mx.example.test", {dns("mx.example.test")}) == verdict::unknown);
  CHECK(why(rules::sendmail, "mx.example.test", {dns("mx.example.test")}) == reason::names_never_compared);
}

TEST_CASE("Whether a wildcard stands right below a public suffix is asked of a list", "[identity][programs]") {
  names const given{dns("*.co.uk")};
  CHECK(why(rules::chromium, "mx.co.uk", given) == reason::public_suffix_unknown);
  CHECK(ask(rules::chromium, "mx.co.uk", given) == verdict::unknown);
  CHECK(yes(rules::chromium, "mx.example.test", {dns("*.example.test")}));
  CHECK(why(rules::chromium, "example.test", {dns("*.test")}) == reason::wildcard_public_suffix);
  rule_set with_list = rules::chromium;
  with_list.is_public_suffix = [](std::string_view domain) { return domain == "co.uk"; };
  CHECK(why(with_list, "mx.co.uk", given) == reason::wildcard_public_suffix);
  CHECK(why(with_list, "mx.co.uk.", {dns("*.co.uk.")}) == reason::wildcard_public_suffix);
  CHECK(why(with_list, "a.uk", {dns("*.uk")}) == reason::wildcard_public_suffix);
  CHECK(yes(with_list, "mx.a.uk", {dns("*.a.uk")}));
  CHECK(yes(with_list, "mx.a.co.uk", {dns("*.a.co.uk")}));
  // Its source looks for the suffix of the name, and a public suffix has none.
  CHECK(yes(with_list, "co.uk", {dns("*.uk")}));
  CHECK(why(rules::chromium, "co.uk", {dns("*.uk")}) == reason::public_suffix_unknown);
  CHECK(!yes(rules::chromium, ".example.test", {dns("*.example.test")}));
  CHECK(is_public_suffix("test.", nullptr) == certainty::yes);
}

TEST_CASE("Whatever is asked, the long answer is that of the short one", "[identity][programs]") {
  std::vector<std::string> const octets{
      "",           ".",     "*",   "*.",  "..",  "*.*.*",           "m*.example.test",   "\xff.test",
      "192.0.2.25", "[::1]", " a ", "a:b", "::1", "mx.example.test", std::string{"\0", 1}};
  for (rule_set const* const each : rules::all)
    for (std::string const& reference : octets)
      for (std::string const& value : octets)
        for (int kind = 0; kind <= static_cast<int>(presented_kind::constructed_dns); ++kind)
          ask(*each, reference, {other(static_cast<presented_kind>(kind), value), cn(value)});
}
