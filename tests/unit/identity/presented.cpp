// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include <mxtls/identity/presented.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

namespace {

using names = std::vector<presented>;

} // namespace

TEST_CASE("The shape says which kinds of name there are", "[identity][presented][rfc6125-6.4.4]") {
  for (auto const kind : {presented_kind::dns_id, presented_kind::ip_id, presented_kind::srv_id, presented_kind::uri_id,
                          presented_kind::cn_id, presented_kind::mail, presented_kind::directory, presented_kind::other,
                          presented_kind::constructed_dns}) {
    auto const shape = shape_of(names{{kind, "x"}});
    CHECK(shape.kinds == presented_kinds{kind});
    CHECK(shape.has_subject_alt_name == (kind != presented_kind::cn_id));
  }
  CHECK(shape_of({}).kinds.empty());
}

TEST_CASE("The shape says what is odd about any name, and how common names are written",
          "[identity][presented][rfc5280-4.2.1.6]") {
  auto const shape = shape_of(names{{presented_kind::dns_id, ""},
                                    {presented_kind::dns_id, "a.test"},
                                    {.kind = presented_kind::cn_id, .value = "a", .string_type = string_type::bmp}});
  CHECK(shape.faults == name_faults{name_fault::dns_empty, name_fault::dns_not_host_name});
  CHECK(shape.common_name_types == string_types{string_type::bmp});
}

TEST_CASE("The first common name beside the last one is known", "[identity][presented]") {
  auto const cn = [](std::size_t rdn) { return presented{.kind = presented_kind::cn_id, .value = "a", .rdn = rdn}; };
  CHECK(shape_of(names{cn(1), cn(2), cn(2)}).first_of_last_rdn == 1);
  CHECK(shape_of(names{cn(1), cn(1), cn(2)}).first_of_last_rdn == 2);
  CHECK(shape_of(names{cn(1), cn(1)}).first_of_last_rdn == 0);
  CHECK(shape_of(names{{presented_kind::dns_id, "a"}}).first_of_last_rdn == 1);
}

TEST_CASE("Text with what separates attributes is escaped in a distinguished name",
          "[identity][presented][rfc4514-2.4]") {
  for (std::string_view const text :
       {"a,b", "a+b", "a\"", "a\\", "<a", "a>", "a;b", " a", "a ", "#a", "", "\xc3\xbc", "a\t"}) {
    CAPTURE(text);
    CHECK(is_escaped_in_text(text));
  }
  for (std::string_view const text : {"a", "a b", "a#b", "*.a-1_.test", "a=b"}) CHECK(!is_escaped_in_text(text));
}

TEST_CASE("NSS escapes control octets, quotes and backslashes, and puts other text in quotes",
          "[identity][presented][rfc1485-2.3]") {
  for (std::string_view const text : {"a\"b", "a\\b", "a\tb", "\x7f"}) CHECK(is_escaped_by_nss(text));
  for (std::string_view const text : {"", "a,b", " a", "\xc3\xbc", "*.a-1_.test"}) CHECK(!is_escaped_by_nss(text));
  for (std::string_view const text : {" a", "a ", "a  b", "a,b", "a+b", "a=b", "<a", "a>", "#a", "a;b"})
    CHECK(is_quoted_by_nss(text));
  for (std::string_view const text : {"", "a b", "a\"b", "!$%&'()*-./:?@[]^_`{|}~", "\xc3\xbc"})
    CHECK(!is_quoted_by_nss(text));
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
  CHECK(to_text(presented{presented_kind::mail, "a@example.test"}) == "MAIL:a@example.test");
  CHECK(to_text(presented{presented_kind::directory, "mx"}) == "DIR:mx");
  CHECK(to_text(presented{presented_kind::constructed_dns, "mx"}) == "DNS(constructed):mx");
  CHECK(to_text(presented{presented_kind::other, "a@example.test"}) == "OTHER:a@example.test");
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
  CHECK(to_text(presented{presented_kind::other, "\x30\x00"}) == "OTHER:0");
}
