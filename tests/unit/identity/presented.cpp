// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include <mxtls/identity/presented.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

namespace {

using names = std::vector<presented>;

} // namespace

TEST_CASE("The shape says which kinds of name there are", "[identity][presented][rfc6125-6.4.4]") {
  auto const shape = [](presented_kind kind) { return shape_of(names{{kind, "x"}}); };
  CHECK(shape(presented_kind::dns_id).has_dns_id);
  CHECK(!shape(presented_kind::dns_id).has_srv_id);
  CHECK(!shape(presented_kind::dns_id).has_uri_id);
  CHECK(shape(presented_kind::srv_id).has_srv_id);
  CHECK(shape(presented_kind::uri_id).has_uri_id);
  for (auto const kind : {presented_kind::ip_id, presented_kind::cn_id, presented_kind::other}) {
    CHECK(!shape(kind).has_dns_id);
    CHECK(!shape(kind).has_srv_id);
    CHECK(!shape(kind).has_uri_id);
  }
}

TEST_CASE("The most specific common name is the last one", "[identity][presented][rfc2818-3.1]") {
  presented const cn{presented_kind::cn_id, "a"};
  presented const dns{presented_kind::dns_id, "a"};
  CHECK(shape_of(names{dns, cn, dns, cn, dns}).last_common_name == 3);
  CHECK(shape_of(names{cn}).last_common_name == 0);
  CHECK(shape_of(names{dns, dns}).last_common_name == 2);
  CHECK(shape_of({}).last_common_name == 0);
}

TEST_CASE("A presented identifier is shown with its kind", "[identity][presented][rfc9525-1.8]") {
  CHECK(to_text(presented{presented_kind::dns_id, "*.example.test"}) == "DNS:*.example.test");
  CHECK(to_text(presented{presented_kind::cn_id, "mx"}) == "CN:mx");
  CHECK(to_text(presented{presented_kind::uri_id, "https://example.test/"}) == "URI:https://example.test/");
  CHECK(to_text(presented{presented_kind::srv_id, "_smtp.example.test"}) == "SRV:_smtp.example.test");
  CHECK(to_text(presented{presented_kind::other, "a@example.test"}) == "other:a@example.test");
}

TEST_CASE("An address is shown as text, one of a wrong length as octets", "[identity][presented][rfc5952-4]") {
  CHECK(to_text(presented{presented_kind::ip_id, "\xc0\x01\x02\x01"}) == "IP:192.1.2.1");
  CHECK(to_text(presented{presented_kind::ip_id,
                          std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + "\x01"}) == "IP:2001:db8::1");
  CHECK(to_text(presented{presented_kind::ip_id, "\x01\x02\xff"}) == "IP:01:02:ff");
  CHECK(to_text(presented{presented_kind::ip_id, ""}) == "IP:");
}

TEST_CASE("What a peer presents is shown escaped", "[identity][presented]") {
  CHECK(to_text(presented{presented_kind::dns_id, std::string("mx\0.evil\n", 9)}) == "DNS:mx\\x00.evil\\x0a");
  CHECK(to_text(presented{presented_kind::cn_id, "\x1b[2J"}) == "CN:\\x1b[2J");
  CHECK(to_text(presented{presented_kind::uri_id, "\\"}) == "URI:\\\\");
  CHECK(to_text(presented{presented_kind::srv_id, "\xff"}) == "SRV:\\xff");
  CHECK(to_text(presented{presented_kind::other, "\x30\x00"}) == "other:0");
}
