// SPDX-License-Identifier: BSL-1.0
//
// How long all the shipped certificate cases take to make, in memory, beside the signatures they need
// at least, and beside openssl with a process for each. All of one run, in CPU seconds, medians.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <sys/resource.h>

#include <mxtls/pki/make_case.hpp>

#include "mxtls_catalogue.hpp"

namespace {

using namespace mxtls;

constexpr timestamp made_for{1'800'000'000};

double own_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Of the programs that were run.
double children_seconds() {
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  auto const seconds = [](timeval const& of) {
    return static_cast<double>(of.tv_sec) + static_cast<double>(of.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Seconds of `work`, the median of `rounds`.
template <class Clock, class Work>
double median(int rounds, Clock seconds, Work work) {
  std::vector<double> all;
  for (int round = 0; round < rounds; ++round) {
    double const begin = seconds();
    work();
    all.push_back(seconds() - begin);
  }
  std::nth_element(all.begin(), all.begin() + rounds / 2, all.end());
  return all[static_cast<std::size_t>(rounds / 2)];
}

struct shipped_pki {
  std::vector<pki::authority_entry> authorities = mxtls_authorities();
  std::vector<pki::certificate_case> cases = mxtls_cases();

  /// Leaves and authorities; responders and cross-certificates come on top.
  std::size_t certificates() const {
    std::size_t count = authorities.size() + cases.size();
    for (pki::certificate_case const& each : cases) count += each.authorities.size();
    return count;
  }

  void make() const {
    pki::authority_set const shared{"bench", made_for, authorities};
    for (pki::certificate_case const& each : cases) {
      std::string const domain = each.id + ".test";
      (void)pki::make_case(pki::fill_in(each, "mx." + domain, domain), shared, made_for);
    }
  }
};

/// The same with P-256 for RSA, which takes seconds to make keys, and no scheme that only RSA knows.
shipped_pki without_rsa(shipped_pki made) {
  auto const change = [](auto& recipe) {
    if (pki::family_of(recipe.key) == pki::key_family::rsa) recipe.key = pki::key_kind::p256;
    recipe.signature.padding = {};
    if (recipe.signature.hash == pki::hash_algorithm::md5) recipe.signature.hash = {};
  };
  for (pki::authority_entry& each : made.authorities) change(each.recipe);
  for (pki::certificate_case& each : made.cases) {
    for (pki::authority_entry& below : each.authorities) change(below.recipe);
    change(each.leaf);
  }
  return made;
}

void print(char const* what, double seconds, double of) {
  fmt::print("  {:<48} {:9.0f}   ratio {:.3f}\n", what, 1 / seconds, of / seconds);
}

} // namespace

int main() {
  constexpr int rounds = 5;
  constexpr int many = 1000;
  constexpr int processes = 20;
  shipped_pki const as_shipped;
  shipped_pki const ec = without_rsa(as_shipped);
  auto const count = static_cast<double>(ec.certificates());
  double const ec_seconds = median(rounds, own_seconds, [&] { ec.make(); });
  double const all_seconds = median(1, own_seconds, [&] { as_shipped.make(); });

  auto const key = pki::private_key::from_seed("bench", "signer");
  bytes const message(300, 0x61); // a certificate without its signature
  double const signing = median(rounds, own_seconds,
                                [&] {
                                  for (int i = 0; i < many; ++i) (void)key.sign(message);
                                }) /
                         many;
  double const keys = median(rounds, own_seconds,
                             [&] {
                               for (int i = 0; i < many; ++i)
                                 (void)pki::private_key::from_seed("bench", std::to_string(i));
                             }) /
                      many;
  constexpr char const* request =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=mx.example.test "
      "-addext subjectAltName=DNS:mx.example.test -keyout /dev/null -out /dev/null 2>/dev/null";
  bool const has_openssl = std::system("openssl version >/dev/null 2>&1") == 0;
  double const openssl = median(has_openssl ? processes : 1, children_seconds, [&] {
    if (has_openssl && std::system(request) != 0) std::abort();
  });

  fmt::print("The shipped PKI in memory: {} cases, {} certificates, each with a key of its own\n", ec.cases.size(),
             ec.certificates());
  fmt::print("  {:<48} {:9.3f} s\n", "all of it with P-256 for RSA", ec_seconds);
  fmt::print("  {:<48} {:9.3f} s\n", "all of it as shipped", all_seconds);
  fmt::print("Per CPU-second:\n");
  print("signatures in memory, P-256", signing, signing);
  print("keys from a seed, P-256", keys, signing);
  print("certificates of the shipped PKI", ec_seconds / count, signing);
  if (has_openssl) print("certificates by openssl req, a process for each", openssl, signing);
  else fmt::print("  openssl is not installed\n");
}
