// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>

#include <mxtls/smtp/mail_argument.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;

namespace {

void check_taken(std::string_view argument, std::string_view path, std::string_view parameters = {}) {
  INFO(argument);
  auto const taken = parse_mail_argument(argument, "FROM:");
  REQUIRE(taken);
  CHECK(taken->path == path);
  CHECK(taken->parameters == parameters);
}

} // namespace

TEST_CASE("The argument of MAIL is a path and parameters", "[smtp][mail_argument][rfc5321-4.1.1.2]") {
  check_taken("FROM:<a@example.test>", "a@example.test");
  check_taken("from:<a@example.test> SIZE=10 BODY=8BITMIME", "a@example.test", "SIZE=10 BODY=8BITMIME");
  check_taken("FROM:<>", "");
  check_taken("FROM: <a@example.test>", "a@example.test");
}

TEST_CASE("An angle bracket in quotes does not end a path", "[smtp][mail_argument][rfc5321-4.1.2]") {
  check_taken(R"(FROM:<"a>b"@example.test>)", R"("a>b"@example.test)");
  check_taken(R"(FROM:<"a\">b"@example.test> X)", R"("a\">b"@example.test)", "X");
}

TEST_CASE("A source route is ignored", "[smtp][mail_argument][rfc5321-4.1.2]") {
  check_taken("FROM:<@a.test,@b.test:c@example.test>", "c@example.test");
  check_taken("FROM:<@a.test>", "");
  check_taken("FROM:<@>", "");
}

TEST_CASE("What is no path is refused", "[smtp][mail_argument][rfc5321-4.1.1.2]") {
  for (std::string_view const wrong : {"", "FROM", "FROM:", "FROM:a@example.test", "TO:<a@example.test>", "FROM:<a",
                                       "FROM:<a@b.test>SIZE=1", R"(FROM:<"a>)", R"(FROM:<"\)"}) {
    INFO(wrong);
    CHECK(!parse_mail_argument(wrong, "FROM:"));
  }
}

TEST_CASE("A mailbox has a local part and a domain", "[smtp][mail_argument][rfc5321-4.1.2]") {
  for (std::string_view const right : {"a@example.test", "a.b+c=d@x", "!#$%&'*+-/=?^_`{|}~@example.test",
                                       R"("a b"@example.test)", R"("a@b"@example.test)", R"("a\"b"@example.test)",
                                       R"(""@example.test)", "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]",
                                       "caf\xc3\xa9@b\xc3\xbc"
                                       "cher.test"}) {
    INFO(right);
    CHECK(is_mailbox(right));
  }
  for (std::string_view const wrong : {"",
                                       "a",
                                       "@",
                                       "a@",
                                       "@example.test",
                                       ".a@example.test",
                                       "a.@example.test",
                                       "a..b@example.test",
                                       "a b@example.test",
                                       "a@example..test",
                                       "a@example.test.",
                                       "a@exa_mple.test",
                                       "a@b@example.test",
                                       R"("a"b@example.test)",
                                       R"("a"b"@example.test)",
                                       R"("a\"@example.test)",
                                       R"("@example.test)",
                                       "a@[]",
                                       "a@[192.0.2.1",
                                       "a@[x]y",
                                       "a\x01@example.test",
                                       "\"\x01\"@example.test",
                                       "a@exam\x7fple.test"}) {
    INFO(wrong);
    CHECK(!is_mailbox(wrong));
  }
}

TEST_CASE("A path has at most 256 octets with its brackets", "[smtp][mail_argument][rfc5321-4.5.3.1.3]") {
  CHECK(is_mailbox(std::string(252, 'a') + "@x"));
  CHECK(!is_mailbox(std::string(253, 'a') + "@x"));
}
