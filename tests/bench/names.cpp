// SPDX-License-Identifier: BSL-1.0
//
// What one decision on a name costs, ours beside those of the libraries, on the same certificates in
// one run. Compare the ratios, never the figures of two machines.

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include <mxtls/identity/match.hpp>
#include <mxtls/identity/presented_identifiers.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/pki/authority.hpp>

#include "peer.hpp"

namespace {

using namespace mxtls;

/// Nanoseconds of CPU time of the calling thread, which other programs on the machine do not change.
double cpu_nanoseconds() {
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Something to be timed: does its work `count` times over, and returns how often the answer was yes.
struct contestant {
  std::function<std::size_t(std::size_t count)> work{};
  /// What the answer must be.
  bool yes = false;
  std::size_t count = 1;
  std::vector<double> rounds{};
};

void run_round(contestant& one) {
  double const begin = cpu_nanoseconds();
  std::size_t const yes = one.work(one.count);
  double const spent = cpu_nanoseconds() - begin;
  if (yes != (one.yes ? one.count : 0)) throw std::runtime_error{"an answer is not what it should be"};
  one.rounds.push_back(spent / static_cast<double>(one.count));
}

/// Medians in nanoseconds. The contestants take turns, so that a slow moment of the machine meets all.
std::vector<double> race(std::vector<contestant> all) {
  constexpr double round = 4e6;
  constexpr int rounds = 15;
  for (contestant& one : all) {
    run_round(one);
    while (one.rounds.back() * static_cast<double>(one.count) < round / 4) {
      one.count *= 2;
      run_round(one);
    }
    one.count = std::max<std::size_t>(1, static_cast<std::size_t>(round / one.rounds.back()));
    one.rounds.clear();
  }
  for (int i = 0; i < rounds; ++i)
    for (contestant& one : all) run_round(one);
  std::vector<double> medians;
  for (contestant& one : all) {
    std::sort(one.rounds.begin(), one.rounds.end());
    medians.push_back(one.rounds[rounds / 2]);
  }
  return medians;
}

/// What a library says, through the same kind of call as ours.
contestant of_peer(bench::parsed const& certificate, std::string const& reference, bool yes) {
  return {.work =
              [&certificate, &reference](std::size_t count) {
                std::size_t matched = 0;
                for (; count > 0; --count) matched += certificate.matches(reference) ? 1U : 0U;
                return matched;
              },
          .yes = yes};
}

/// A certificate as ours: its names, once and for all.
class ours final : public bench::parsed {
 public:
  ours(byte_view der, identity::rule_set const& rules) : rules_{rules} {
    x509::certificate const read = x509::parse_certificate(der).value();
    names_ = identity::presented_identifiers(read);
    shape_ = identity::shape_of(read, names_);
  }
  bool matches(std::string const& reference) const override { return decide(identity::reference_from_text(reference)); }
  bool decide(identity::reference const& expected) const {
    return identity::decide(expected, names_, shape_, rules_) == identity::verdict::match;
  }
  identity::verdict decide(identity::reference const& expected, identity::rule_set const& rules) const {
    return identity::decide(expected, names_, shape_, rules);
  }

 private:
  identity::rule_set const& rules_;
  std::vector<identity::presented> names_;
  identity::presented_shape shape_;
};

struct question {
  char const* what;
  std::vector<std::string> names;
  std::string reference;
  bool match;
};

std::vector<std::string> numbered(int count) {
  std::vector<std::string> out;
  for (int i = 1; i <= count; ++i) out.push_back(fmt::format("mx{}.mail.example.test", i));
  return out;
}

/// What people ask of a certificate day by day.
std::vector<question> questions() {
  auto const three = numbered(3);
  auto const hundred = numbered(100);
  return {{"match, 1 name", {"mx1.mail.example.test"}, "mx1.mail.example.test", true},
          {"match, last of 3", three, "mx3.mail.example.test", true},
          {"match, wildcard", {"*.mail.example.test"}, "mx1.mail.example.test", true},
          {"mismatch, 3 names", three, "mx4.mail.example.test", false},
          {"match, last of 100", hundred, "mx100.mail.example.test", true},
          {"mismatch, 100 names", hundred, "mx101.mail.example.test", false}};
}

void print_row(std::string_view what, std::string_view rules, std::string const& theirs, double ours,
               double ours_from_text, std::string const& ratio) {
  fmt::print("  {:<31} {:>9}   {:<8} {:>9.0f} {:>10.0f} {:>8}\n", what, theirs, rules, ours, ours_from_text, ratio);
}

void decisions(question const& asked, pki::authority const& authority, std::vector<bench::peer> const& peers) {
  bytes const der = authority.issue({.dns = asked.names}).der();
  identity::reference const expected = identity::reference_from_text(asked.reference);
  auto const by_ours = [&](ours const& mine) {
    return contestant{.work =
                          [&mine, &expected](std::size_t count) {
                            std::size_t matched = 0;
                            for (; count > 0; --count) matched += mine.decide(expected) ? 1U : 0U;
                            return matched;
                          },
                      .yes = asked.match};
  };
  fmt::print("\n{}\n", asked.what);
  for (bench::peer const& peer : peers) {
    ours const mine{der, *identity::rules::find(peer.rules)};
    if (peer.parse == nullptr) {
      auto const cost = race({by_ours(mine), of_peer(mine, asked.reference, asked.match)});
      print_row(peer.function, peer.rules, peer.product, cost[0], cost[1], "");
      continue;
    }
    auto const theirs = peer.parse(der);
    if (theirs->matches(asked.reference) != asked.match || mine.matches(asked.reference) != asked.match)
      throw std::runtime_error{fmt::format("{}: {} and ours do not agree", asked.what, peer.function)};
    auto const cost = race(
        {by_ours(mine), of_peer(mine, asked.reference, asked.match), of_peer(*theirs, asked.reference, asked.match)});
    print_row(peer.function, peer.rules, fmt::format("{:.0f}", cost[2]), cost[0], cost[1],
              fmt::format("{:.1f}", cost[2] / cost[0]));
  }
}

contestant parse_with(bench::peer const& peer, bytes const& der) {
  return {.work =
              [&peer, &der](std::size_t count) {
                std::size_t parsed = 0;
                for (; count > 0; --count) parsed += peer.parse(der) != nullptr ? 1U : 0U;
                return parsed;
              },
          .yes = true};
}

/// Every rule set over one certificate of 100 names, beside what parsing that certificate costs.
void all_rule_sets(pki::authority const& authority, std::vector<bench::peer> const& peers) {
  bytes const der = authority.issue({.dns = numbered(100)}).der();
  ours const mine{der, identity::rules::rfc9525};
  auto const expected = identity::reference_from_text("mx101.mail.example.test");
  std::vector<contestant> all;
  all.push_back({.work = [&](std::size_t count) {
    std::size_t matched = 0;
    for (; count > 0; --count)
      for (identity::rule_set const* const each : identity::rules::all)
        matched += mine.decide(expected, *each) == identity::verdict::match ? 1U : 0U;
    return matched;
  }});
  bench::peer const our_parser{.parse = [](byte_view octets) -> std::unique_ptr<bench::parsed> {
    return std::make_unique<ours>(octets, identity::rules::rfc9525);
  }};
  all.push_back(parse_with(our_parser, der));
  for (bench::peer const& peer : peers)
    if (peer.parse != nullptr) all.push_back(parse_with(peer, der));
  auto const cost = race(std::move(all));
  fmt::print("\none certificate of 100 names, {} octets, none of which matches {:>17} {:>8}\n", der.size(), "ns",
             "ratio");
  auto const row = [&](std::string_view what, double ns) {
    fmt::print("  {:<62} {:>9.0f} {:>8.2f}\n", what, ns, ns / cost[0]);
  };
  row(fmt::format("ours, all {} rule sets", identity::rules::all.size()), cost[0]);
  row("ours, parsing it, its names and what they have in common", cost[1]);
  std::size_t at = 2;
  for (bench::peer const& peer : peers)
    if (peer.parse != nullptr) row(fmt::format("{}, parsing it", peer.product), cost[at++]);
}

} // namespace

int main() try {
  std::vector<bench::peer> const peers{
#ifdef MXTLS_BENCH_OPENSSL
      bench::openssl(),
#else
      {.function = "X509_check_host", .product = "not here", .rules = "openssl"},
#endif
#ifdef MXTLS_BENCH_GNUTLS
      bench::gnutls(),
#else
      {.function = "gnutls_x509_crt_check_hostname", .product = "not here", .rules = "gnutls"},
#endif
      bench::wolfssl(),
      {.function = "(none follows it)", .product = "-", .rules = "rfc9525"},
  };
  fmt::print("CPU nanoseconds of one decision, the certificate already parsed; medians of one run.\n"
             "ours: with the reference identifier read before; from text: reading it each time, as the others do.\n");
  for (bench::peer const& peer : peers)
    if (peer.parse != nullptr) fmt::print("{}: {}\n", peer.function, peer.product);
  fmt::print("\n  {:<31} {:>9}   {:<8} {:>9} {:>10} {:>8}\n", "their function", "theirs", "rules", "ours", "from text",
             "ratio");
  auto const authority = pki::authority::create({.seed = "bench", .now = mxtls::timestamp{1'800'000'000}});
  for (question const& each : questions()) decisions(each, authority, peers);
  all_rule_sets(authority, peers);
  return EXIT_SUCCESS;
} catch (std::exception const& failed) {
  fmt::print(stderr, "mxtls-bench-names: {}\n", failed.what());
  return EXIT_FAILURE;
}
