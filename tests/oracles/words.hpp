// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_WORDS_HPP
#define MXTLS_TESTS_WORDS_HPP

#include <array>
#include <string>
#include <string_view>

#include "random.hpp"

/// Names to make questions of. All lie in domains that belong to nobody.
namespace mxtls::oracle {

/// A host in two parts, so that both can be bent.
struct host {
  std::string label;
  std::string zone;

  std::string text() const { return label + '.' + zone; }
};

inline constexpr std::array<std::string_view, 9> labels{"mx",  "mx1",   "mail",  "smtp-in", "a",
                                                        "foo", "inbox", "25-in", "relay"};
inline constexpr std::array<std::string_view, 8> zones{"example.test",  "b.example",    "corp.invalid",
                                                       "a.b.test",      "test",         "xn--mller-kva.test",
                                                       "lab.localhost", "d-e.c.example"};

inline host any_host(random& dice) { return {std::string{dice.pick(labels)}, std::string{dice.pick(zones)}}; }

/// A host that is another one.
inline host other_host(random& dice, host const& than) {
  host other = any_host(dice);
  while (other.text() == than.text()) other = any_host(dice);
  return other;
}

/// Some letters in the other case.
inline std::string mixed_case(random& dice, std::string text) {
  for (char& c : text) {
    bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter && dice.chance(50)) c = static_cast<char>(c ^ 0x20);
  }
  return text;
}

/// A name that is nearly this host's: what a sloppy comparison takes for it.
inline std::string near_miss(random& dice, host const& of) {
  std::string const name = of.text();
  switch (dice.below(13)) {
  case 0: return mixed_case(dice, name);
  case 1: return name + '.';
  case 2: return '.' + name;
  case 3: return "deep." + name;
  case 4: return of.zone;
  case 5: return 'x' + name;
  case 6: return name + ".invalid";
  case 7: return of.label + ".." + of.zone;
  case 8: return '.' + of.zone;
  case 9: return name.substr(1);
  case 10: return name + ' ';
  case 11: return of.label + "_1." + of.zone;
  default: return other_host(dice, of).text();
  }
}

/// The host itself, or three times in ten a near miss.
inline std::string reference_to(random& dice, host const& wanted) {
  return dice.chance(30) ? near_miss(dice, wanted) : wanted.text();
}

} // namespace mxtls::oracle

#endif
