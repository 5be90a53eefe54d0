// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/identity/presented.hpp>
#include <mxtls/identity/reference_fault.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;
using namespace std::string_view_literals;

namespace {

name_faults of(presented_kind kind, std::string_view octets, string_type type = string_type::utf8) {
  return faults_of(kind, octets, type);
}

} // namespace

TEST_CASE("A host name, and a wildcard before two labels, has no fault", "[identity][name_fault][rfc5280-4.2.1.6]") {
  for (std::string_view const name :
       {"mx.example.test", "*.example.test", "MX_1.xn--mller-kva.test", "localhost", "1.a"})
    CHECK(of(presented_kind::dns_id, name).empty());
  for (std::string_view const name :
       {"*", "*.test", "*.*.a.test", "mx.*.test", "m*.a.test", "a..b", ".a.b", "a.b.", "-a.b", "a b.c", "1.2.3.4"}) {
    CAPTURE(name);
    CHECK(of(presented_kind::dns_id, name).has(name_fault::dns_not_host_name));
  }
}

TEST_CASE("Each odd name has its fault", "[identity][name_fault][rfc5280-4.2.1.6]") {
  using kind = presented_kind;
  CHECK(of(kind::dns_id, "").has(name_fault::dns_empty));
  CHECK(of(kind::dns_id, " ").has(name_fault::dns_blank));
  CHECK(of(kind::dns_id, "a\0b"sv).has(name_fault::dns_nul));
  CHECK(of(kind::dns_id, "m\xc3\xbcx.test").has(name_fault::dns_not_ascii));
  CHECK(!of(kind::dns_id, "m\xc3\xbcx.test").has(name_fault::dns_not_utf8));
  CHECK(of(kind::dns_id, "m\xfcx.test").has(name_fault::dns_not_utf8));
  CHECK(of(kind::dns_id, "**.a.test").has(name_fault::dns_stars));
  CHECK(!of(kind::dns_id, "*.*.a.test").has(name_fault::dns_stars));
  CHECK(of(kind::ip_id, "") == name_faults{name_fault::ip_empty});
  CHECK(of(kind::ip_id, "abcd").empty());
  CHECK(of(kind::ip_id, "abc") == name_faults{name_fault::ip_length});
  CHECK(of(kind::ip_id, std::string(8, 'a')) == name_faults{name_fault::ip_range4});
  CHECK(of(kind::ip_id, std::string(16, 'a')) == name_faults{name_fault::ip_v6});
  CHECK(of(kind::ip_id, std::string(32, 'a')) == name_faults{name_fault::ip_range6});
  CHECK(of(kind::mail, "") == name_faults{name_fault::mail_empty});
  CHECK(of(kind::mail, "\xff") == name_faults{name_fault::mail_not_ascii, name_fault::mail_not_utf8});
  CHECK(of(kind::mail, "a@b.test").empty());
  CHECK(of(kind::uri_id, "") == name_faults{name_fault::uri_empty, name_fault::uri_malformed});
  CHECK(of(kind::uri_id, "no uri") == name_faults{name_fault::uri_malformed});
  CHECK(of(kind::uri_id, "a.b.test") == name_faults{name_fault::uri_malformed});
  CHECK(of(kind::uri_id, "https://a.b.test/?x#y").empty());
  CHECK(of(kind::srv_id, "") == name_faults{name_fault::srv_empty});
  CHECK(of(kind::other, "").empty());
  CHECK(of(kind::directory, "").empty());
  CHECK(of(kind::constructed_dns, "").empty());
  CHECK(of(kind::cn_id, "a\0"sv) == name_faults{name_fault::cn_nul});
  CHECK(of(kind::cn_id, "\xff") == name_faults{name_fault::cn_not_utf8});
  CHECK(of(kind::cn_id, "\xff", string_type::t61).empty());
  CHECK(of(kind::cn_id, "12 3", string_type::numeric).empty());
  CHECK(of(kind::cn_id, "a1", string_type::numeric) == name_faults{name_fault::cn_not_numeric});
  CHECK(faults_of(presented{presented_kind::dns_id, "a.test"}).empty());
}

TEST_CASE("A URI reference can be taken apart, and has labels for its host", "[identity][name_fault][rfc3986-4.1]") {
  for (char const* const good :
       {"", "*", "?", "#", "//", "///b", "a:b", "a/b:c", "https:%zz", "https://", "//b.example/",
        "https://b.example:25/", "https://[fe80::1%25eth0]/", "https://a:b@b.example/%41"}) {
    CAPTURE(good);
    CHECK(is_uri_reference(good));
  }
  for (char const* const bad : {"192.0.2.1:25", ":b", "1a:b", "*:0", "%", "#%z", "https://b.example/%zz", "a\tb",
                                "https://b..example/", "https://b.example./", "https://b.example:x/",
                                "https://[2001:db8::25/", "https://b%20.example/", "https://a%z@b.example/"}) {
    CAPTURE(bad);
    CHECK(!is_uri_reference(bad));
  }
}

TEST_CASE("Each odd host name has its fault", "[identity][reference_fault][rfc1034-3.1]") {
  using fault = reference_fault;
  CHECK(faults_of("mx.example.test").empty());
  CHECK(faults_of("") == reference_faults{fault::empty});
  CHECK(faults_of(".").has(fault::dot_alone));
  CHECK(faults_of(".a.test") == reference_faults{fault::leading_dot});
  CHECK(faults_of("a.test.") == reference_faults{fault::final_dot});
  CHECK(faults_of("a..test") == reference_faults{fault::empty_label});
  CHECK(faults_of("a.test..").has(fault::empty_label));
  CHECK(faults_of("*.a.test") == reference_faults{fault::star, fault::not_in_url});
  CHECK(faults_of("a_b.test") == reference_faults{fault::underscore});
  CHECK(faults_of("a b.test") == reference_faults{fault::odd_octet, fault::not_in_url});
  CHECK(faults_of("a|b.test") == reference_faults{fault::odd_octet});
  CHECK(faults_of("m\xc3\xbcx.test") == reference_faults{fault::not_ascii});
  CHECK(faults_of(std::string(63, 'a') + ".b").empty());
  CHECK(faults_of(std::string(64, 'a') + ".b") == reference_faults{fault::long_label});
  std::string longest = std::string(63, 'a') + '.' + std::string(63, 'b') + '.' + std::string(63, 'c') + '.';
  CHECK(faults_of(longest + std::string(61, 'd')).empty());
  CHECK(faults_of(longest + std::string(62, 'd')) == reference_faults{fault::longer_than_253});
  CHECK(faults_of(longest + std::string(60, 'd') + '.') == reference_faults{fault::final_dot});
  CHECK(faults_of(longest + std::string(61, 'd') + '.') == reference_faults{fault::final_dot, fault::longer_than_253});
  CHECK(faults_of(std::string(256, 'a')).has(fault::longer_than_255_and_dot));
  CHECK(faults_of(std::string(255, 'a') + '.').has(fault::longer_than_255));
  CHECK(!faults_of(std::string(255, 'a') + '.').has(fault::longer_than_255_and_dot));
  CHECK(faults_of("-a.test") == reference_faults{fault::hyphen_at_edge});
  CHECK(faults_of("a-.test") == reference_faults{fault::hyphen_at_edge});
  CHECK(faults_of("mx.513") == reference_faults{fault::numeric_last_label, fault::number_last_label});
  CHECK(faults_of("mx.513.") ==
        reference_faults{fault::final_dot, fault::numeric_last_label, fault::number_last_label});
  CHECK(faults_of("513.mx").empty());
  CHECK(faults_of("mx.0x1f") == reference_faults{fault::number_last_label});
  CHECK(faults_of("mx.0xg").empty());
  CHECK(faults_of("192.0.2.01") ==
        reference_faults{fault::padded_address, fault::numeric_last_label, fault::number_last_label});
  CHECK(faults_of("a.-b") == reference_faults{fault::hyphen_at_edge, fault::odd_last_label});
  CHECK(faults_of("a._b.") == reference_faults{fault::final_dot, fault::underscore, fault::odd_last_label});
  CHECK(faults_of("m%78.test") == reference_faults{fault::odd_octet, fault::not_in_url, fault::escape});
  CHECK(!faults_of("m%7.test").has(fault::escape));
}
