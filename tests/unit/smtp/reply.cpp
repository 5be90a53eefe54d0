// SPDX-License-Identifier: BSL-1.0
#include <mxtls/smtp/reply.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;

TEST_CASE("The first digit of a reply code says how it went", "[smtp][reply][rfc5321-4.2.1]") {
  CHECK(is_positive(reply{250, {"OK"}}));
  CHECK(is_positive(reply{220, {""}}));
  CHECK(!is_positive(reply{354, {""}}));
  CHECK(is_transient(reply{421, {""}}));
  CHECK(is_transient(reply{454, {""}}));
  CHECK(!is_transient(reply{554, {""}}));
  CHECK(is_permanent(reply{502, {""}}));
  CHECK(!is_permanent(reply{450, {""}}));
}

TEST_CASE("A code of 354 is neither the end nor a refusal", "[smtp][reply][rfc5321-4.2.1]") {
  reply const go_on{354, {"Start mail input"}};
  CHECK(!is_positive(go_on));
  CHECK(!is_transient(go_on));
  CHECK(!is_permanent(go_on));
}

TEST_CASE("A reply is quoted by its code and first line", "[smtp][reply]") {
  CHECK(first_line({454, {"4.7.0 TLS not available", "come back"}}) == "454 4.7.0 TLS not available");
  CHECK(first_line({250, {""}}) == "250");
  CHECK(first_line({250, {}}) == "250");
}

TEST_CASE("Replies are the same if code, lines and line ends are", "[smtp][reply]") {
  reply const one{250, {"a", "b"}};
  CHECK(one == reply{250, {"a", "b"}});
  CHECK(one != reply{251, {"a", "b"}});
  CHECK(one != reply{250, {"a"}});
  CHECK(one != reply{250, {"a", "b"}, true});
}
