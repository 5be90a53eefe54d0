// SPDX-License-Identifier: BSL-1.0
//
// What becomes of the octets of a connection: the decision alone.

#include <string>
#include <string_view>
#include <vector>

#include <mxtls/io/wire_plan.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::io;
using namespace std::chrono_literals;
using kind = wire_fault::kind;
using step = wire_plan::step::kind;

namespace {

constexpr wire_side sent = wire_side::sent;
constexpr wire_side received = wire_side::received;
constexpr auto from_tls = wire_fault::origin::tls;

/// What the other end sees of these octets, with a mark for each thing that is done: `[wait]`, `[stall]`, `[end]`.
std::string seen(wire_plan& plan, std::string text, wire_side side = sent) {
  std::string out;
  for (int steps = 0; steps < 1000; ++steps) {
    auto const next = plan.next(side, text.size());
    switch (next.what) {
    case step::wait: out += "[wait " + std::to_string(next.pause.count()) + "]"; break;
    case step::insert: out += next.insert; break;
    case step::stall: return out + "[stall]";
    case step::end: return out + "[end]";
    case step::pass:
      if (text.empty()) return out;
      REQUIRE(next.octets > 0);
      REQUIRE(next.octets <= text.size());
      plan.pass(side, text.data(), next.octets);
      out += "(" + text.substr(0, next.octets) + ")";
      text.erase(0, next.octets);
    }
  }
  return out + " for ever";
}

std::string seen(wire_fault const& fault, std::string const& text = "abcdef") {
  wire_plan plan{{fault}};
  return seen(plan, text);
}

} // namespace

TEST_CASE("A cut, a reset and a stall let through the octets before them, and none after", "[io][wire]") {
  CHECK(seen({.what = kind::cut, .at = 0}) == "[end]");
  CHECK(seen({.what = kind::cut, .at = 2}) == "(ab)[end]");
  CHECK(seen({.what = kind::cut, .at = 6}) == "(abcdef)[end]");
  CHECK(seen({.what = kind::cut, .at = 7}) == "(abcdef)");
  CHECK(seen({.what = kind::reset, .at = 5}) == "(abcde)[end]");
  CHECK(seen({.what = kind::stall, .at = 5}) == "(abcde)[stall]");

  wire_plan plan{{{.what = kind::reset, .at = 3}}};
  CHECK(plan.ended_by() == nullptr);
  CHECK(seen(plan, "abcd") == "(abc)[end]");
  REQUIRE(plan.ended_by() != nullptr);
  CHECK(plan.ended_by()->what == kind::reset);
  CHECK(seen(plan, "d", sent) == "[end]");
  CHECK(seen(plan, "x", received) == "[end]");
}

TEST_CASE("Octets are counted over any number of writes", "[io][wire]") {
  wire_plan plan{{{.what = kind::cut, .at = 5}}};
  CHECK(seen(plan, "ab") == "(ab)");
  CHECK(seen(plan, "cd") == "(cd)");
  CHECK(seen(plan, "ef") == "(e)[end]");
}

TEST_CASE("A delay waits once, and pieces may each have their pause", "[io][wire]") {
  CHECK(seen({.what = kind::delay, .at = 3, .pause = 7ms}) == "(abc)[wait 7](def)");
  CHECK(seen({.what = kind::split, .at = 2, .piece = 1}) == "(ab)(c)(d)(e)(f)");
  CHECK(seen({.what = kind::split, .piece = 4}) == "(abcd)(ef)");
  CHECK(seen({.what = kind::split, .at = 4, .pause = 1ms}) == "(abcd)[wait 1](e)[wait 1](f)");
  CHECK(seen({.what = kind::split, .piece = 0}, "ab") == "(a)(b)"); // never for ever
}

TEST_CASE("Corruption changes one octet wherever the writes end", "[io][wire]") {
  wire_fault const flip{.what = kind::corrupt, .at = 2, .mask = 0x20};
  CHECK(seen(flip) == "(abCdef)");
  wire_plan plan{{flip}};
  CHECK(seen(plan, "ab") == "(ab)");
  CHECK(seen(plan, "cd") == "(Cd)");
  CHECK(seen(plan, "cd") == "(cd)");
  CHECK(seen({.what = kind::corrupt, .at = 0, .mask = 0}) == "(abcdef)");
}

TEST_CASE("What is put in stands between the octets and does not count", "[io][wire]") {
  CHECK(seen({.what = kind::insert, .at = 0, .octets = "XY"}) == "XY(abcdef)");
  CHECK(seen({.what = kind::insert, .at = 4, .octets = "XY"}) == "(abcd)XY(ef)");
  CHECK(seen({.what = kind::insert, .at = 6, .octets = "XY"}) == "(abcdef)XY"); // right behind, in the same write
  wire_plan then_cut{{{.what = kind::insert, .at = 2, .octets = "XY"}, {.what = kind::cut, .at = 2}}};
  CHECK(seen(then_cut, "abc") == "(ab)XY[end]");
  wire_plan later{{{.what = kind::insert, .at = 1, .octets = "XYZ"}, {.what = kind::cut, .at = 2}}};
  CHECK(seen(later, "abc") == "(a)XYZ(b)[end]");
}

TEST_CASE("A fault counted from TLS does nothing before TLS, and nothing without it", "[io][wire]") {
  wire_plan plan{{{.what = kind::cut, .from = from_tls, .at = 2}}};
  CHECK(seen(plan, "220 in clear") == "(220 in clear)");
  plan.tls_begins();
  CHECK(seen(plan, "hello") == "(he)[end]");

  wire_plan first{{{.what = kind::insert, .from = from_tls, .octets = "500 no\r\n"}}};
  CHECK(seen(first, "220 go\r\n") == "(220 go\r\n)");
  first.tls_begins();
  CHECK(seen(first, "") == "500 no\r\n");
}

TEST_CASE("Each side is counted by itself, and a cut on one ends the other", "[io][wire]") {
  wire_plan plan{{{.what = kind::cut, .side = received, .at = 4}}};
  CHECK(seen(plan, "a long greeting") == "(a long greeting)");
  CHECK(seen(plan, "EHLO", received) == "(EHLO)[end]");
  CHECK(seen(plan, "250 ok") == "[end]");

  wire_plan exact{{{.what = kind::reset, .side = received, .at = 4}}};
  std::string read = "EHLO";
  CHECK(exact.next(received, 100).octets == 4);
  exact.pass(received, read.data(), 4);
  CHECK(seen(exact, "250 ok") == "[end]"); // at once, not with the next read
  CHECK(exact.ended_by()->what == kind::reset);
}

TEST_CASE("An offset near the end of the numbers is out of reach and does no harm", "[io][wire]") {
  wire_plan plan{{{.what = kind::cut, .from = from_tls, .at = ~std::uint64_t{0}},
                  {.what = kind::corrupt, .from = from_tls, .at = ~std::uint64_t{0} - 1}}};
  CHECK(seen(plan, "abc") == "(abc)");
  plan.tls_begins();
  CHECK(seen(plan, "abc") == "(abc)");
}
