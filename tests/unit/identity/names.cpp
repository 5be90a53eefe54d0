// SPDX-License-Identifier: BSL-1.0
// Runs the tables of truth in fixtures/identity; its README.md has the format.
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

#include <mxtls/identity/match.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

#include "../../vectors.hpp"

#ifndef MXTLS_FIXTURES
#error "MXTLS_FIXTURES must be a string literal: the path of the folder fixtures"
#endif

using namespace mxtls::identity;
using mxtls::vectors::answer;
using mxtls::vectors::read_vector;
using mxtls::vectors::read_vectors;
using mxtls::vectors::test_vector;

namespace {

constexpr char const* standards = MXTLS_FIXTURES "/identity/names.vec";
constexpr char const* programs = MXTLS_FIXTURES "/identity/programs.vec";

match_result ask(test_vector const& v, rule_set const& rules) { return match(v.expected, v.names, v.shape, rules); }

void check(test_vector const& v, answer const& truth) {
  INFO("rules: " << truth.rules->id);
  auto const found = ask(v, *truth.rules);
  CHECK(to_text(found.what) == to_text(truth.what));
  CHECK(to_text(decide(v.expected, v.names, v.shape, *truth.rules)) == to_text(truth.what));
  CHECK(found.reasons.size() == v.names.size());
  if (truth.why.empty()) return;
  CHECK(matches(v.expected, v.names, *truth.rules) == found.is_match());
  CHECK(to_text(found.why()) == truth.why);
  for (std::size_t i = 0; i < v.names.size(); ++i)
    CHECK(compare(v.expected, v.names[i], i, v.shape, *truth.rules) == found.reasons[i]);
}

/// Checks every line of a table. @returns how many it has
std::size_t check_table(char const* path) {
  auto const vectors = read_vectors(path);
  for (test_vector const& v : vectors) {
    INFO(path << ", line " << v.line);
    for (answer const& truth : v.answers) check(v, truth);
  }
  return vectors.size();
}

} // namespace

TEST_CASE("The table of truth holds under every standard",
          "[identity][names][rfc2818-3.1][rfc6125-6.4][rfc9525-6.3][rfc9525-6.4]") {
  CHECK(check_table(standards) >= 120);
}

TEST_CASE("The table of truth holds for every program", "[identity][names][programs]") {
  CHECK(check_table(programs) >= 200);
}

TEST_CASE("Every reason decides a line of the tables of truth", "[identity][names]") {
  std::set<std::string_view> seen;
  for (char const* const path : {standards, programs})
    for (test_vector const& v : read_vectors(path))
      for (answer const& truth : v.answers) seen.insert(to_text(ask(v, *truth.rules).why()));
  for (int i = 0; to_text(static_cast<reason>(i)) != "unknown"; ++i) {
    CAPTURE(to_text(static_cast<reason>(i)));
    // Whether a domain is a public suffix is known for all that are reserved for tests.
    if (static_cast<reason>(i) != reason::public_suffix_unknown)
      CHECK(seen.count(to_text(static_cast<reason>(i))) == 1);
  }
}

TEST_CASE("A line says the same of every rule set, or names them", "[identity][names]") {
  auto const said = [](std::string_view line, std::string_view id) {
    for (answer const& each : read_vector(line).answers)
      if (each.rules->id == id) return std::string{to_text(each.what)};
    return std::string{"nothing"};
  };
  CHECK(said("a.test | DNS:a.test | yes: rest", "go") == "match");
  CHECK(said("a.test | DNS:a.test | yes: rest", "sendmail") == "unknown");
  CHECK(said("a.test | DNS:a.test | error: rest | no: java*", "java_ldap") == "mismatch");
  CHECK(said("a.test | DNS:a.test | error: rest | no: java*", "go") == "error");
  CHECK(said("a.test | DNS:a.test | open: go | yes: rest", "go") == "nothing");
}

TEST_CASE("A line has the names as a certificate has them", "[identity][names]") {
  auto const v = read_vector("a.test | CN(bmp):a.test +CN:b.test MAIL:p@a.test IP:192.0.2.1 CN:\\x00 | no: rest");
  REQUIRE(v.names.size() == 5);
  CHECK(v.names[0] == presented{presented_kind::mail, "p@a.test"});
  CHECK(v.names[1] == presented{presented_kind::ip_id, "\xc0" + std::string{"\0\2\1", 3}});
  CHECK(v.names[2] == presented{presented_kind::cn_id, "a.test", string_type::bmp, 0, 1});
  CHECK(v.names[3] == presented{presented_kind::cn_id, "b.test", string_type::utf8, 0, 1});
  CHECK(v.names[4] == presented{presented_kind::cn_id, std::string(1, '\0'), string_type::utf8, 1, 0});
  CHECK(read_vector("a.test | SAN: CN:a | no: rest").shape.has_subject_alt_name);
  CHECK(!read_vector("a.test | CN:a | no: rest").shape.has_subject_alt_name);
}

TEST_CASE("A malformed line of a table is not passed over", "[identity][names]") {
  CHECK_NOTHROW(read_vector("mx.example.test | DNS:mx.example.test CN:\\x00 | yes same-name"));
  CHECK_THROWS_AS(read_vectors(MXTLS_FIXTURES "/identity/nothing.vec"), std::invalid_argument);
  for (std::string_view const line : {
           "mx.example.test",
           "mx.example.test | DNS:a",
           "mx.example.test | DNS:a | yes same-name | yes same-name",
           "mx.example.test | DNS:a | yes same-name | yes same-name | no different-name | no different-name",
           "mx example | DNS:a | no different-name",
           " | DNS:a | no different-name",
           "mx.example.test | | no none",
           "mx.example.test | a | no different-name",
           "mx.example.test | dns:a | no different-name",
           "mx.example.test | DNS:a\\x0 | no different-name",
           "mx.example.test | DNS:a\\n00 | no different-name",
           "mx.example.test | DNS:a\\xgg | no different-name",
           "mx.example.test | IP:192.0.2 | no other-kind",
           "mx.example.test | CN(no):a | no different-name",
           "mx.example.test | +CN:a | no different-name",
           "mx.example.test | DNS:a +CN:a | no different-name",
           "mx.example.test | CN:a +DNS:a | no different-name",
           "mx.example.test | DNS:a | same-name",
           "mx.example.test | DNS:a | maybe same-name",
           "mx.example.test | DNS:a | error same-name",
           "mx.example.test | DNS:a | no such-reason",
           "mx.example.test | DNS:a | no unknown",
           "mx.example.test | DNS:a | no different-name really",
           " | DNS:a | no: rest",
           "mx.example.test | DNS:a | no: go",
           "mx.example.test | DNS:a | no: rest | yes:",
           "mx.example.test | DNS:a | no: rest | yes same-name",
           "mx.example.test | DNS:a | maybe: rest",
           "mx.example.test | DNS:a | no: rest | yes: rest",
           "mx.example.test | DNS:a | no: go rest | yes: go",
           "mx.example.test | DNS:a | no: go* go rest",
           "mx.example.test | DNS:a | no: rest | yes: nobody",
           "mx.example.test | DNS:a | no: rest | yes: sendmail",
       }) {
    CAPTURE(line);
    CHECK_THROWS_AS(read_vector(line), std::invalid_argument);
  }
}
