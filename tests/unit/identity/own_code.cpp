// SPDX-License-Identifier: BSL-1.0
// The two verifiers whose comparison is no data: Exim's lists and wolfSSL's loop.
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/identity/exim_legacy.hpp>
#include <mxtls/identity/exim_list.hpp>
#include <mxtls/identity/wolfssl.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

namespace {

std::vector<std::string> items(exim_list list) {
  std::vector<std::string> out;
  list.any([&out](std::string_view item) {
    out.emplace_back(item);
    return false;
  });
  return out;
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("One of Exim's lists is split at colons, and blanks are cut", "[identity][exim]") {
  CHECK(items(exim_list{"mx.test"}) == texts{"mx.test"});
  CHECK(items(exim_list{" mx.test : b "}) == texts{"mx.test", "b"});
  CHECK(items(exim_list{"2001:db8::25"}) == texts{"2001", "db8:25"});
  CHECK(items(exim_list{"<;a;b:c"}) == texts{"a", "b:c"});
  CHECK(items(exim_list{""}).empty());
  CHECK(items(exim_list{"  "}).empty());
  CHECK(items(exim_list{"a\n b\nc", '\n'}) == texts{"a", "b", "c"});
  CHECK(items(exim_list{"a::" + std::string(1000, 'b')})[0].size() == exim_list::longest_item);
}

TEST_CASE("Exim's own comparison knows whole wildcards with two labels behind", "[identity][exim]") {
  using exim_legacy::covers_item;
  CHECK(covers_item("MX.a.test", "mx.A.test"));
  CHECK(covers_item("*.a.test", "mx.a.test"));
  CHECK(!covers_item("*.a.test", "b.mx.a.test"));
  CHECK(!covers_item("*.test", "a.test"));
  CHECK(!covers_item("*", "a"));
  CHECK(!covers_item("*.*.test", "a.b.test"));
  CHECK(!covers_item("m*.a.test", "mx.a.test"));
  CHECK(!covers_item("*.a.test", "mx."));
  CHECK(!covers_item("", ""));
  CHECK(!covers_item("m*.a.test", "m*.a.test"));
}

TEST_CASE("Exim reads a name of a certificate as a list of lines, and a common name as text", "[identity][exim]") {
  using exim_legacy::covers;
  CHECK(covers({presented_kind::dns_id, "a.test \n mx.a.test "}, "mx.a.test"));
  CHECK(covers({presented_kind::cn_id, "mx.a.test"}, "mx.a.test"));
  CHECK(!covers({presented_kind::cn_id, "mx.a.test "}, "mx.a.test"));
  CHECK(!covers({.kind = presented_kind::cn_id, .value = "mx.a.test", .attributes_beside = 1}, "mx.a.test"));
}

TEST_CASE("wolfSSL's star takes as little as it can, in any label", "[identity][wolfssl]") {
  using wolfssl::answer;
  CHECK(wolfssl::covers("MX.a.test", "mx.A.test") == answer::yes);
  CHECK(wolfssl::covers("*.a.test", "mx.a.test") == answer::yes);
  CHECK(wolfssl::covers("mx.*.test", "mx.a.test") == answer::yes);
  CHECK(wolfssl::covers("mx.a.*", "mx.a.test") == answer::yes);
  CHECK(wolfssl::covers("m*x.a.test", "mailx.a.test") == answer::yes);
  CHECK(wolfssl::covers("f*o", "foo") == answer::no);
  CHECK(wolfssl::covers("*", "localhost") == answer::yes);
  CHECK(wolfssl::covers("*", "a.b") == answer::no);
  CHECK(wolfssl::covers("*.a.test", "a.test") == answer::no);
  CHECK(wolfssl::covers("*.a.test", "localhost") == answer::no);
  CHECK(wolfssl::covers("*.", "localhost") == answer::beyond);
  CHECK(wolfssl::covers("*.*", "localhost") == answer::yes);
  CHECK(wolfssl::covers("", "") == answer::no);
  CHECK(wolfssl::covers({"a\0", 2}, "a") == answer::no);
  CHECK(wolfssl::covers("a", "ab") == answer::no);
  CHECK(wolfssl::covers("ab", "a") == answer::no);
}

TEST_CASE("No pattern and no list makes them read too far or for long", "[identity][wolfssl][exim]") {
  std::string stars;
  for (int i = 0; i < 100'000; ++i) stars += "*.";
  for (std::string const& text :
       {stars, std::string(200'000, '*'), std::string(200'000, ':'), std::string(200'000, ' ')}) {
    CHECK(wolfssl::covers(text, "mx.example.test") != wolfssl::answer::yes);
    CHECK(!exim_legacy::covers({presented_kind::dns_id, text}, "mx.example.test"));
    CHECK(!exim_legacy::covers({presented_kind::dns_id, "mx.example.test"}, text));
  }
}
