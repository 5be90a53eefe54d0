// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <mxtls/smtp/ehlo.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;

namespace {

using keywords = std::vector<ehlo_keyword>;

// The answers of the example in RFC 3207 section 5, before and inside TLS.
reply const before_tls{250, {"mail.imc.org offers a warm hug of welcome", "8BITMIME", "STARTTLS", "DSN"}};
reply const in_tls{250, {"mail.imc.org touches your hand gently for a moment", "8BITMIME", "DSN"}};

} // namespace

TEST_CASE("The first line of an answer to EHLO is the server's name", "[smtp][ehlo][rfc5321-4.1.1.1]") {
  CHECK(parse_ehlo({250, {"foo.com greets bar.com", "8BITMIME"}}).name == "foo.com");
  CHECK(parse_ehlo({250, {"foo.com"}}).name == "foo.com");
  CHECK(parse_ehlo({250, {"[192.0.2.1] hello"}}).name == "[192.0.2.1]");
}

TEST_CASE("The other lines are keywords, with or without parameters", "[smtp][ehlo][rfc5321-4.1.1.1]") {
  auto const said = parse_ehlo({250, {"foo.com greets bar.com", "8BITMIME", "SIZE", "DSN", "HELP"}});
  CHECK(said.keywords == keywords{{"8BITMIME", ""}, {"SIZE", ""}, {"DSN", ""}, {"HELP", ""}});
  auto const more = parse_ehlo({250, {"foo.com", "SIZE 35882577", "AUTH PLAIN LOGIN", "X-a1 b"}});
  CHECK(more.keywords == keywords{{"SIZE", "35882577"}, {"AUTH", "PLAIN LOGIN"}, {"X-A1", "b"}});
}

TEST_CASE("Keywords are the same in any case, parameters are kept as they are", "[smtp][ehlo][rfc5321-2.4]") {
  auto const said = parse_ehlo({250, {"foo.com", "StartTLS", "size 100aB"}});
  CHECK(said.offers("STARTTLS"));
  CHECK(said.offers("starttls"));
  CHECK(said.offers("SIZE"));
  CHECK(said.keywords == keywords{{"STARTTLS", ""}, {"SIZE", "100aB"}});
}

TEST_CASE("What only looks like a keyword is not offered", "[smtp][ehlo][rfc3207-3]") {
  CHECK(!parse_ehlo({250, {"foo.com", "XSTARTTLS", "STARTTLSX", "AUTH STARTTLS"}}).offers("STARTTLS"));
  CHECK(!parse_ehlo({250, {"foo.com", "START TLS"}}).offers("STARTTLS"));
  CHECK(!parse_ehlo({250, {"foo.com", " STARTTLS"}}).offers("STARTTLS"));
}

TEST_CASE("The word STARTTLS in the first line offers nothing", "[smtp][ehlo][rfc3207-3]") {
  CHECK(!parse_ehlo({250, {"STARTTLS"}}).offers("STARTTLS"));
  CHECK(!parse_ehlo({250, {"foo.com STARTTLS"}}).offers("STARTTLS"));
  CHECK(parse_ehlo({250, {"STARTTLS", "STARTTLS"}}).offers("STARTTLS"));
}

TEST_CASE("Spaces about parameters are no part of them", "[smtp][ehlo]") {
  CHECK(parse_ehlo({250, {"foo.com", "SIZE  100  "}}).keywords == keywords{{"SIZE", "100"}});
  CHECK(parse_ehlo({250, {"foo.com", "SIZE "}}).keywords == keywords{{"SIZE", ""}});
}

TEST_CASE("An answer without lines says nothing", "[smtp][ehlo]") {
  auto const said = parse_ehlo({});
  CHECK(said.name.empty());
  CHECK(said.keywords.empty());
  CHECK(!said.offers("STARTTLS"));
  CHECK(parse_ehlo({250, {""}}).name.empty());
}

TEST_CASE("STARTTLS is gone from the answer inside TLS", "[smtp][ehlo][rfc3207-4.2]") {
  auto const change = compare(parse_ehlo(before_tls), parse_ehlo(in_tls));
  CHECK(change.added.empty());
  CHECK(change.removed == keywords{{"STARTTLS", ""}});
}

TEST_CASE("What is offered inside TLS only is found", "[smtp][ehlo][rfc3207-4.2]") {
  auto const before = parse_ehlo({250, {"mx", "STARTTLS"}});
  auto const after = parse_ehlo({250, {"mx", "AUTH PLAIN", "REQUIRETLS"}});
  CHECK(compare(before, after).added == keywords{{"AUTH", "PLAIN"}, {"REQUIRETLS", ""}});
  CHECK(compare(before, after).removed == keywords{{"STARTTLS", ""}});
}

TEST_CASE("Another parameter is a change, another order, case or name is none", "[smtp][ehlo]") {
  auto const before = parse_ehlo({250, {"mx", "SIZE 10", "DSN"}});
  auto const same = compare(before, parse_ehlo({250, {"other", "dsn", "size 10"}}));
  CHECK(same.added.empty());
  CHECK(same.removed.empty());
  auto const other = compare(before, parse_ehlo({250, {"mx", "SIZE 20", "DSN"}}));
  CHECK(other.added == keywords{{"SIZE", "20"}});
  CHECK(other.removed == keywords{{"SIZE", "10"}});
}
