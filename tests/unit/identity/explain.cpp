// SPDX-License-Identifier: BSL-1.0
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/identity/explain.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

namespace {

/// Compares a DNS-ID and explains what came of it.
std::string story(std::string_view name, std::string pattern, rule_set const& rules) {
  auto const expected = parse_reference(name).value();
  presented const given{presented_kind::dns_id, std::move(pattern)};
  return explain(compare(expected, given, 0, presented_shape{.kinds = {presented_kind::dns_id}}, rules), expected,
                 given);
}

} // namespace

TEST_CASE("Too many or too few labels under a wildcard are counted", "[identity][explain][rfc9525-6.3]") {
  CHECK(story("bar.foo.a.com", "*.a.com", rules::rfc9525) ==
        "the * stands for exactly one label; bar.foo.a.com has 2 there");
  CHECK(story("a.com", "*.a.com", rules::rfc9525) == "the * must stand for a label; a.com has none there");
  CHECK(story("bar.foo.a.com.", "*.a.com", rules::rfc9525) ==
        "the * stands for exactly one label; bar.foo.a.com has 2 there");
}

TEST_CASE("A wildcard for a part of a label names the label", "[identity][explain][rfc2818-3.1]") {
  CHECK(story("foo.com", "f*.com", rules::rfc2818) == "the * stands for a part of foo");
  CHECK(story("foo.com.", "f*.com", rules::rfc6125) == "the * stands for a part of foo");
  CHECK(story("foo.bar.com", "foo.b*.com", rules::rfc2818) == "the * stands for a part of bar");
  CHECK(story("foo.bar.com", "*.*r.com", rules::rfc2818) == "the * stands for a part of bar");
}

TEST_CASE("An address of a wrong length is counted", "[identity][explain][rfc5280-4.2.1.6]") {
  auto const expected = parse_reference("192.0.2.1").value();
  CHECK(explain(reason::address_length, expected, {presented_kind::ip_id, "abc"}) ==
        "an iPAddress has 4 or 16 octets, this one has 3");
}

TEST_CASE("Every reason has an explanation of its own, which is one clause", "[identity][explain]") {
  auto const expected = parse_reference("bar.foo.a.com").value();
  presented const given{presented_kind::dns_id, "*.a.com"};
  std::set<std::string> seen;
  int reasons = 0;
  for (int i = 0; to_text(static_cast<reason>(i)) != "unknown"; ++i, ++reasons) {
    auto const text = explain(static_cast<reason>(i), expected, given);
    CAPTURE(text);
    CHECK(text != "unknown");
    CHECK(text.back() != '.');
    CHECK(text.find('\n') == std::string::npos);
    seen.insert(text);
  }
  CHECK(seen.size() == static_cast<std::size_t>(reasons));
}

TEST_CASE("The clause is that of the rule that decided", "[identity][explain]") {
  CHECK(clause(reason::different_name, rules::rfc9525) == "RFC 9525 section 6.3");
  CHECK(clause(reason::same_name, rules::rfc6125) == "RFC 6125 section 6.4.1");
  CHECK(clause(reason::embedded_nul, rules::rfc6125) == "RFC 6125 section 6.4.1");
  CHECK(clause(reason::wildcard_partial, rules::rfc9525) == "RFC 9525 section 6.3");
  CHECK(clause(reason::partial_wildcard_label, rules::rfc6125) == "RFC 6125 section 6.4.3");
  CHECK(clause(reason::common_name_never, rules::rfc9525) == "RFC 9525 section 2");
  CHECK(clause(reason::common_name_beside_dns_id, rules::rfc6125) == "RFC 6125 section 6.4.4");
  CHECK(clause(reason::common_name_not_the_one, rules::rfc2818) == "RFC 2818 section 3.1");
  CHECK(clause(reason::address_out_of_scope, rules::rfc6125) == "RFC 6125 section 1.7.2");
  CHECK(clause(reason::different_address, rules::rfc9525) == "RFC 9525 section 6.4");
  for (rule_set const* const each : rules::standards)
    for (int i = static_cast<int>(reason::no_name); to_text(static_cast<reason>(i)) != "unknown"; ++i)
      CHECK(!clause(static_cast<reason>(i), *each).empty());
}

TEST_CASE("Every fault has an explanation, which is one clause", "[identity][explain]") {
  int faults = 0;
  for (; explain(static_cast<name_fault>(faults)) != "unknown"; ++faults) {
    auto const text = explain(static_cast<name_fault>(faults));
    CAPTURE(text);
    CHECK(text.back() != '.');
  }
  CHECK(faults == static_cast<int>(name_fault::names_unreadable) + 1);
}

TEST_CASE("Who cannot read a name says what is wrong with it", "[identity][explain][programs]") {
  auto const expected = parse_reference("mx.example.test").value();
  auto const told = [&expected](std::vector<presented> const& names, rule_set const& rules) {
    return explain(match(expected, names, rules), expected, names);
  };
  rule_set const strict{.refused_common_names = {string_type::visible},
                        .stopping_faults = {name_fault::dns_nul, name_fault::dns_not_host_name}};
  CHECK(told({{presented_kind::dns_id, std::string("a\0b", 3)}}, strict) ==
        "the program stops here: the name holds a NUL octet");
  CHECK(told({{presented_kind::dns_id, "a b"}}, strict) ==
        "the program stops here: the name is neither a host name nor a wildcard before one");
  CHECK(told({{.kind = presented_kind::cn_id, .value = "a", .string_type = string_type::visible}}, strict) ==
        "the program cannot read this certificate: the name is in a type of string that the program does not take");
  rule_set const parser{.certificate_errors = {name_fault::mail_empty}};
  CHECK(told({{presented_kind::mail, ""}}, parser) == "the program cannot read this certificate: the name is empty");
  CHECK(told({{presented_kind::dns_id, "a.test"}}, parser) == "it is another name");
  CHECK(told({}, parser) == "the certificate presents no name");
}

TEST_CASE("Whatever the reason and the octets, an explanation can be asked for", "[identity][explain]") {
  auto const expected = parse_reference("a").value();
  for (std::string const pattern : {"", "*", "*.", "*.*.*.*", ".", "x", "\x1b[2J*.\n"}) {
    for (int i = 0; to_text(static_cast<reason>(i)) != "unknown"; ++i) {
      auto const text = explain(static_cast<reason>(i), expected, {presented_kind::dns_id, pattern});
      for (char const c : text) CHECK(static_cast<unsigned char>(c) >= 0x20);
    }
  }
}
