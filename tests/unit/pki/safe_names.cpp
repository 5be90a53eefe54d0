// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/safe_names.hpp>
#include <mxtls/test/catch.hpp>

namespace pki = mxtls::pki;
using mxtls::parse_ip_address;

TEST_CASE("Names under the domains set aside are safe", "[pki][safe][rfc6761-6]") {
  for (std::string_view const name :
       {"test", "mx.example.test", "MX.EXAMPLE.TEST", "mx.example", "example", "a.invalid", "localhost", "mx.localhost",
        "*.example.test", "*.test", "mx.example.test.", "xn--bcher-kva.example"}) {
    INFO(name);
    CHECK(pki::is_safe_dns_name(name));
  }
}

TEST_CASE("All other names are somebody's", "[pki][safe][rfc6761-6]") {
  for (std::string_view const name : {"", ".", "*", "com", "example.com", "mx.example.org", "mytest", "test.com",
                                      "latest", "mx.test..", "mx.test.x", "1.2.3.4"}) {
    INFO(name);
    CHECK_FALSE(pki::is_safe_dns_name(name));
  }
  CHECK_FALSE(pki::is_safe_dns_name(std::string_view{"test\0.com", 9}));
}

TEST_CASE("A plain name is of printing ASCII", "[pki][safe]") {
  for (std::string_view const name : {"mx.example.test", "*.test", "_a-b.test.", ""})
    CHECK(pki::is_plain_dns_name(name));
  for (std::string_view const name : {"a b", " ", "a\n", "a\x7f", "\xc3\xbc"})
    CHECK_FALSE(pki::is_plain_dns_name(name));
  CHECK_FALSE(pki::is_plain_dns_name(std::string_view{"a\0b", 3}));
}

TEST_CASE("Addresses in the networks set aside are safe, their neighbours are not", "[pki][safe][rfc5737-3]") {
  for (char const* text : {"127.0.0.1", "127.255.255.255", "192.0.2.0", "192.0.2.255", "198.51.100.7", "203.0.113.7",
                           "::1", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"}) {
    INFO(text);
    CHECK(pki::is_safe_ip_address(*parse_ip_address(text)));
  }
  for (char const* text : {"126.255.255.255", "128.0.0.0", "192.0.1.255", "192.0.3.0", "10.0.0.1", "0.0.0.0", "8.8.8.8",
                           "::", "::2", "2001:db7:ffff::", "2001:db9::", "::ffff:127.0.0.1"}) {
    INFO(text);
    CHECK_FALSE(pki::is_safe_ip_address(*parse_ip_address(text)));
  }
  CHECK_FALSE(pki::is_safe_ip_address({}));
  CHECK_FALSE(pki::is_safe_ip_address(mxtls::bytes{127, 0, 0}));
}

TEST_CASE("Text without anybody's host is safe", "[pki][safe]") {
  for (std::string_view const text :
       {"", "mx.example.test", "Mail server of the test", "mx", "version v1.2", "192.0.2.1", "192.0.2.-25", "::1",
        "2001:db8::10.0.0.1", "No. 5", "etc.", "see mx.example.test.", "...", "a . b"}) {
    INFO(text);
    CHECK_FALSE(pki::unsafe_host_in(text).has_value());
  }
}

TEST_CASE("A host of somebody is found wherever it stands in a text", "[pki][safe]") {
  using std::string;
  CHECK(pki::unsafe_host_in("www.example.com") == string{"www.example.com"});
  CHECK(pki::unsafe_host_in(" www.example.com ") == string{"www.example.com"});
  CHECK(pki::unsafe_host_in("server www.example.com.") == string{"www.example.com"});
  CHECK(pki::unsafe_host_in("www.example.com..") == string{"www.example.com"});
  CHECK(pki::unsafe_host_in("*.example.com") == string{"*.example.com"});
  CHECK(pki::unsafe_host_in(std::string_view{"www.example.com\0.test", 21}) == string{"www.example.com"});
  CHECK(pki::unsafe_host_in(std::string_view{"mx.test\0www.example.com", 23}) == string{"www.example.com"});
  CHECK(pki::unsafe_host_in("10.0.0.1") == string{"10.0.0.1"});
  CHECK(pki::unsafe_host_in("[10.0.0.1]") == string{"10.0.0.1"});
  CHECK(pki::unsafe_host_in("2001:db9::1") == string{"2001:db9::1"});
}

TEST_CASE("International letters make a host with a dot, and hide none", "[pki][safe]") {
  using std::string;
  string const china = "\xe4\xb8\xad\xe5\x9b\xbd"; // a top-level domain
  CHECK(pki::unsafe_host_in("m\xc3\xbcller." + china) == "m\xc3\xbcller." + china);
  CHECK(pki::unsafe_host_in(china + "." + china) == china + "." + china);
  CHECK(pki::unsafe_host_in("www.example.com" + china + ".test") == string{"www.example.com"});
  CHECK_FALSE(pki::unsafe_host_in("m\xc3\xbcller.test"));
  CHECK_FALSE(pki::unsafe_host_in(china));
  // No UTF-8, as the tags and lengths of DER are.
  CHECK_FALSE(pki::unsafe_host_in("\x82\x07mx.test\x82\x07mx.test\x87"));
}

TEST_CASE("An address is found in brackets and beside other words", "[pki][safe]") {
  using std::string;
  CHECK(pki::unsafe_host_in("http://[2001:db9::1]:80/") == string{"2001:db9::1"});
  CHECK(pki::unsafe_host_in("[IPv6:2001:db9::1].") == string{"IPv6:2001:db9::1"});
  CHECK(pki::unsafe_host_in("at ::ffff:10.0.0.1 it is") == string{"10.0.0.1"});
  CHECK_FALSE(pki::unsafe_host_in("http://[2001:db8::1]:80/ and ::1"));
  CHECK_FALSE(pki::unsafe_host_in("root@[IPv6:2001:db8::1]"));
  CHECK_FALSE(pki::unsafe_host_in("mxtls::pki at 12:30:15"));
}

TEST_CASE("The constraints of a root permit the safe names only", "[pki][safe][rfc5280-4.2.1.10]") {
  // nameConstraints=critical,permitted;DNS:test,...,permitted;IP:... of openssl req -x509
  CHECK(mxtls::to_hex(pki::name_constraints(pki::safe_subtrees(pki::safe_constraints::names_and_addresses))) ==
        "3081b40603551d1e0101ff0481a93081a6a081a330068204746573743009820765"
        "78616d706c6530098207696e76616c6964300b82096c6f63616c686f7374300a87"
        "087f000000ff000000302287200000000000000000000000000000000"
        "1ffffffffffffffffffffffffffffffff300a8708c0000200ffffff00300a8708c6336400ffffff00"
        "300a8708cb007100ffffff003022872020010db8000000000000000000000000ffffffff000000000000000000000000");
}

TEST_CASE("The constraints of an intermediate may permit the networks only", "[pki][safe][rfc5280-4.2.1.10]") {
  std::string const hex = mxtls::to_hex(pki::name_constraints(pki::safe_subtrees(pki::safe_constraints::addresses)));
  CHECK(hex.find("7f000000ff000000") != std::string::npos);
  CHECK(hex.find("8204"
                 "74657374") == std::string::npos);
}
