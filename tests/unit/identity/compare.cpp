// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/compare.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

// The examples of RFC 2818 section 3.1.
static_assert(compare_host_name("foo.a.com", "*.a.com", rules::rfc2818) == reason::wildcard_label);
static_assert(!is_match(compare_host_name("bar.foo.a.com", "*.a.com", rules::rfc2818)));
static_assert(compare_host_name("foo.com", "f*.com", rules::rfc2818) == reason::partial_wildcard_label);
static_assert(!is_match(compare_host_name("bar.com", "f*.com", rules::rfc2818)));
// Those of RFC 6125 section 6.4.3.
static_assert(!is_match(compare_host_name("bar.foo.example.net", "bar.*.example.net", rules::rfc6125)));
static_assert(is_match(compare_host_name("foo.example.com", "*.example.com", rules::rfc6125)));
static_assert(!is_match(compare_host_name("bar.foo.example.com", "*.example.com", rules::rfc6125)));
static_assert(!is_match(compare_host_name("example.com", "*.example.com", rules::rfc6125)));
static_assert(is_match(compare_host_name("baz1.example.net", "baz*.example.net", rules::rfc6125)));
static_assert(is_match(compare_host_name("foobaz.example.net", "*baz.example.net", rules::rfc6125)));
static_assert(is_match(compare_host_name("buzz.example.net", "b*z.example.net", rules::rfc6125)));
// RFC 9525 section 6.3: the complete content of the left-most label.
static_assert(is_match(compare_host_name("foo.example.com", "*.example.com", rules::rfc9525)));
static_assert(!is_match(compare_host_name("baz1.example.net", "baz*.example.net", rules::rfc9525)));
static_assert(compare_host_name("mx.example.test", {"mx.example.test\0.evil.test", 26}, rules::rfc9525) ==
              reason::embedded_nul);

namespace {

std::vector<std::string> labels(std::string_view name) {
  std::vector<std::string> out(1);
  for (char const c : name) {
    if (c == '.') out.emplace_back();
    else out.back() += mxtls::ascii::to_lower(c);
  }
  return out;
}

/// Whether a label with at most one `*` stands for another.
bool fits(std::string const& pattern, std::string const& label) {
  auto const star = pattern.find('*');
  if (star == std::string::npos) return pattern == label;
  return label.size() + 1 >= pattern.size() && label.substr(0, star) == pattern.substr(0, star) &&
         label.ends_with(pattern.substr(star + 1));
}

/// The words of RFC 9525 section 6.3 once more, label by label.
bool rfc9525_says(std::string_view name, std::string_view pattern) {
  auto const expected = labels(name);
  auto const given = labels(pattern);
  auto const stars = std::count(pattern.begin(), pattern.end(), '*');
  if (stars > 1 || (stars == 1 && given.front() != "*")) return false;
  if (expected.size() != given.size() || (stars == 1 && given.size() == 1)) return false;
  return std::equal(expected.begin() + stars, expected.end(), given.begin() + stars);
}

/// RFC 6125 section 6.4.3 with all that a client MAY do: one `*`, in the left-most label.
bool rfc6125_says(std::string_view name, std::string_view pattern) {
  auto const expected = labels(name);
  auto const given = labels(pattern);
  auto const stars = std::count(pattern.begin(), pattern.end(), '*');
  if (stars > 1 || (stars == 1 && given.front().find('*') == std::string::npos)) return false;
  if (expected.size() != given.size() || (stars == 1 && given.size() == 1)) return false;
  return fits(given.front(), expected.front()) && std::equal(expected.begin() + 1, expected.end(), given.begin() + 1);
}

/// RFC 2818 section 3.1: a `*` is a component or a fragment of one; here one a component, none in the last.
bool rfc2818_says(std::string_view name, std::string_view pattern) {
  auto const expected = labels(name);
  auto const given = labels(pattern);
  if (expected.size() != given.size() || given.back().find('*') != std::string::npos) return false;
  for (std::size_t i = 0; i < given.size(); ++i)
    if (std::count(given[i].begin(), given[i].end(), '*') > 1 || !fits(given[i], expected[i])) return false;
  return true;
}

constexpr rule_set two_labels_after{
    .id = "strict",
    .title = "as RFC 9525, but never right under a top-level domain",
    .labels_after_wildcard = 2,
};

} // namespace

TEST_CASE("A second reading of the RFCs comes to the same verdicts for random names",
          "[identity][compare][rfc2818-3.1][rfc6125-6.4.3][rfc9525-6.3]") {
  std::mt19937 random{9525};
  auto const text = [&](std::string_view alphabet, std::size_t longest) {
    std::string out(1 + random() % longest, '\0');
    for (char& c : out) c = alphabet[random() % alphabet.size()];
    return out;
  };
  std::size_t matches = 0;
  for (int round = 0; round < 100'000; ++round) {
    std::string const name = text("aAb.", 7);
    std::string const pattern = text("aab.*", 7);
    // Only what `parse_reference` accepts is a name; a pattern's final dot is no part of the grammar.
    if (name.front() == '.' || name.back() == '.' || name.find("..") != std::string::npos) continue;
    if (pattern.ends_with('.')) continue;
    bool const by_2818 = is_match(compare_host_name(name, pattern, rules::rfc2818));
    bool const by_6125 = is_match(compare_host_name(name, pattern, rules::rfc6125));
    bool const by_9525 = is_match(compare_host_name(name, pattern, rules::rfc9525));
    if (by_2818 != rfc2818_says(name, pattern) || by_6125 != rfc6125_says(name, pattern) ||
        by_9525 != rfc9525_says(name, pattern)) {
      CAPTURE(name, pattern, by_2818, by_6125, by_9525);
      FAIL_CHECK("the two readings differ");
    }
    // Each newer RFC only takes away.
    if ((by_9525 && !by_6125) || (by_6125 && !by_2818)) {
      CAPTURE(name, pattern);
      FAIL_CHECK("a newer RFC allows more than an older one");
    }
    matches += by_9525 ? 1 : 0;
  }
  CHECK(matches > 500);
}

TEST_CASE("Any octets may be presented", "[identity][compare]") {
  std::mt19937 random{2818};
  for (int round = 0; round < 20'000; ++round) {
    std::string pattern(random() % 24, '\0');
    for (char& c : pattern) c = random() % 3 == 0 ? static_cast<char>(random() % 256) : ".*x-"[random() % 4];
    for (rule_set const* const each : rules::standards) {
      reason const why = compare_host_name("x.-xx.x", pattern, *each);
      if (is_match(why) && pattern.find('\0') != std::string::npos) FAIL_CHECK("a name with a NUL matched");
    }
  }
}

TEST_CASE("A name of many labels or octets is compared in time", "[identity][compare]") {
  std::string many;
  for (int i = 0; i < 500'000; ++i) many += "*.";
  for (rule_set const* const each : rules::standards) {
    CHECK(!is_match(compare_host_name("mx.example.test", many + "test", *each)));
    CHECK(!is_match(compare_host_name("mx.example.test", std::string(1'000'000, '*'), *each)));
    CHECK(!is_match(compare_host_name("mx.example.test", std::string(1'000'000, '.'), *each)));
    CHECK(!is_match(compare_host_name("mx.example.test", std::string(1'000'000, '\0'), *each)));
    CHECK(!is_match(compare_host_name(std::string(1'000'000, 'a'), many, *each)));
  }
}

TEST_CASE("A rule set can want two labels behind the wildcard", "[identity][compare][rfc9525-7.1]") {
  CHECK(compare_host_name("foo.test", "*.test", two_labels_after) == reason::wildcard_too_wide);
  CHECK(compare_host_name("foo.example.test", "*.example.test", two_labels_after) == reason::wildcard_label);
  CHECK(compare_host_name("foo.invalid", "*.test", two_labels_after) == reason::different_name);
}

TEST_CASE("A common name is judged by where it stands among the names", "[identity][compare][rfc6125-6.4.4]") {
  auto const expected = parse_reference("mx.example.test").value();
  presented const cn{presented_kind::cn_id, "mx.example.test"};
  auto const why = [&](presented_shape const& shape, rule_set const& rules) {
    return compare(expected, cn, 0, shape, rules);
  };
  CHECK(why({}, rules::rfc2818) == reason::same_name);
  CHECK(why({.kinds = {presented_kind::dns_id}}, rules::rfc2818) == reason::common_name_beside_dns_id);
  CHECK(why({.kinds = {presented_kind::srv_id}}, rules::rfc2818) == reason::same_name);
  CHECK(why({.kinds = {presented_kind::srv_id}}, rules::rfc6125) == reason::common_name_beside_dns_id);
  CHECK(why({.kinds = {presented_kind::uri_id}}, rules::rfc6125) == reason::common_name_beside_dns_id);
  CHECK(why({.last_common_name = 1}, rules::rfc2818) == reason::common_name_not_the_one);
  CHECK(why({.last_common_name = 1}, rules::rfc6125) == reason::same_name);
  CHECK(why({}, rules::rfc9525) == reason::common_name_never);
}
