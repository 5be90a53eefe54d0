// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_EDGES_NAMES_HPP
#define MXTLS_TESTS_EDGES_NAMES_HPP

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "draft.hpp"
#include "random.hpp"
#include "words.hpp"

/// Questions about dNSName entries without wildcards.
namespace mxtls::oracle {

inline draft exact(random& dice) {
  host const wanted = any_host(dice);
  return {.kind = "names/exact", .reference = reference_to(dice, wanted), .names = {dns(wanted.text())}};
}

inline draft letter_case(random& dice) {
  host const wanted = any_host(dice);
  return {.kind = "names/case",
          .reference = mixed_case(dice, reference_to(dice, wanted)),
          .names = {dns(mixed_case(dice, wanted.text()))}};
}

inline draft dots(random& dice) {
  host const wanted = any_host(dice);
  std::string const name = wanted.text();
  auto const dotted = [&] {
    return dice.pick<std::string>({name, name + '.', '.' + name, '.' + wanted.zone, name + "..",
                                   wanted.label + ".." + wanted.zone, wanted.zone, ".", '.' + name + '.'});
  };
  return {.kind = "names/dots", .reference = dice.chance(40) ? name : dotted(), .names = {dns(dotted())}};
}

/// Subdomains of a leading-dot reference, and of a leading-dot entry.
inline draft leading_dot(random& dice) {
  host const wanted = any_host(dice);
  std::string const reference = '.' + wanted.zone;
  std::string const presented =
      dice.pick<std::string>({wanted.text(), "deep." + wanted.text(), wanted.zone, reference, 'x' + wanted.zone,
                              "*." + wanted.zone, "*." + wanted.text(), wanted.text() + '.', '.' + wanted.text()});
  if (dice.chance(25))
    return {.kind = "names/leading-dot-presented", .reference = wanted.text(), .names = {dns(reference)}};
  draft made{.kind = "names/leading-dot", .reference = reference};
  if (dice.chance(30)) made.subject = {common_name(presented)};
  else made.names = {dns(presented)};
  return made;
}

inline draft several(random& dice) {
  host const wanted = any_host(dice);
  draft made{.kind = "names/several", .reference = reference_to(dice, wanted)};
  std::size_t const count = 2 + dice.below(4);
  for (std::size_t i = 0; i < count; ++i) made.names.push_back(dns(other_host(dice, wanted).text()));
  made.names[dice.pick({std::size_t{0}, count / 2, count - 1})] = dns(wanted.text());
  return made;
}

inline draft hundred(random& dice) {
  host const wanted = any_host(dice);
  draft made{.kind = "names/hundred", .reference = wanted.text()};
  for (int i = 0; i < 100; ++i) made.names.push_back(dns("host" + std::to_string(i) + "." + wanted.zone));
  if (dice.chance(80)) made.names[dice.pick<std::size_t>({0, 50, 99})] = dns(wanted.text());
  return made;
}

/// Labels and names at and beyond the limits of DNS, 63 and 253 characters.
inline draft long_names(random& dice) {
  host wanted = any_host(dice);
  if (dice.chance(50)) {
    wanted.label.assign(dice.pick<std::size_t>({62, 63, 64, 70, 255}), 'l');
  } else {
    std::size_t const size = dice.pick<std::size_t>({252, 253, 254, 255, 256, 257, 300, 1000});
    std::string front;
    while (front.size() + wanted.text().size() < size) front += front.size() % 50 == 49 ? '.' : 'n';
    if (front.ends_with('.')) front.back() = 'n';
    wanted.label = front + wanted.label;
  }
  draft made{.kind = "names/long", .reference = wanted.text()};
  bool const wildcard = dice.chance(20);
  if (dice.chance(15)) made.subject = {common_name(wanted.text())};
  else made.names = {dns(wildcard ? "*." + wanted.zone : wanted.text())};
  return made;
}

/// An entry too long for some buffer, beside the right one or a right common name.
inline draft oversized_neighbour(random& dice) {
  host const wanted = any_host(dice);
  draft made{.kind = "names/oversized-neighbour", .reference = reference_to(dice, wanted)};
  std::string big(dice.pick<std::size_t>({200, 255, 256, 257, 300, 1000, 5000}), 'o');
  for (std::size_t i = 49; i < big.size(); i += 50) big[i] = '.';
  made.names = {dns(big + ".test")};
  if (dice.chance(70)) made.names.insert(made.names.begin() + dice.pick({0, 1}), dns(wanted.text()));
  if (dice.chance(50)) made.subject = {common_name(dice.chance(70) ? wanted.text() : other_host(dice, wanted).text())};
  return made;
}

inline draft odd_labels(random& dice) {
  std::string const zone{dice.pick(zones)};
  std::string const label = dice.pick<std::string>(
      {"mx_1", "_mx", "mx_", "_25._tcp", "-mx", "mx-", "1", "25", "m--x", "1.2.3.4", "a b", "mx!", "m\tx", "_"});
  std::string const name = label + '.' + zone;
  draft made{.kind = "names/odd-labels", .reference = dice.chance(80) ? name : "mx." + zone};
  if (dice.chance(15)) made.subject = {common_name(name)};
  else made.names = {dns(name)};
  return made;
}

inline draft single_label(random& dice) {
  std::string const name = dice.pick<std::string>({"localhost", "test", "example"});
  std::string const presented =
      dice.pick<std::string>({name, name + '.', "*", "*.", '.' + name, "*." + name, "l*", "LOCALHOST"});
  draft made{.kind = "names/single-label", .reference = dice.chance(20) ? name + '.' : name};
  if (dice.chance(25)) made.subject = {common_name(presented)};
  else made.names = {dns(presented)};
  return made;
}

/// A reference with a star, which is no wildcard there.
inline draft star_reference(random& dice) {
  host const wanted = any_host(dice);
  auto const one_of = [&] {
    return dice.pick<std::string>({"*." + wanted.zone, "*", "m*." + wanted.zone, "*." + wanted.text()});
  };
  draft made{.kind = "names/star-reference", .reference = one_of()};
  std::string const presented = dice.chance(50) ? made.reference : dice.chance(50) ? one_of() : wanted.text();
  if (dice.chance(25)) made.subject = {common_name(presented)};
  else made.names = {dns(presented)};
  return made;
}

/// The same label as people write it and as DNS has it, and pairs that only some take for the same.
inline draft international(random& dice) {
  using pair = std::pair<std::string, std::string>;
  auto const spellings = dice.pick<pair>({{"m\u00fcller", "xn--mller-kva"},
                                          {"b\u00fccher", "xn--bcher-kva"},
                                          {"M\u00dcLLER", "xn--mller-kva"},
                                          {"mu\u0308ller", "xn--mller-kva"},
                                          {"fa\u00df", "xn--fa-hia"},
                                          {"fa\u00df", "fass"},
                                          {"\uff4d\uff58", "mx"},
                                          {"\u212a", "k"},
                                          {"m\u00adx", "mx"},
                                          {"\u4f8b", "xn--fsq"}});
  std::string const& unicode = spellings.first;
  std::string const& ascii = spellings.second;
  std::string const zone = dice.pick<std::string>({"test", "example", "b.example"});
  std::string const under = dice.chance(60) ? "" : "mx.";
  std::string const as_unicode = under + unicode + '.' + zone;
  std::string const as_ascii = under + ascii + '.' + zone;
  auto const written = [&] {
    std::string latin = as_unicode;
    if (auto const at = latin.find("\u00fc"); at != std::string::npos) latin.replace(at, 2, "\xfc");
    return dice.pick<std::string>({as_unicode, as_unicode, as_ascii, as_ascii, mixed_case(dice, as_ascii),
                                   "*." + (under.empty() ? zone : unicode + '.' + zone), latin});
  };
  draft made{.kind = "names/international",
             .reference = dice.pick<std::string>({as_unicode, as_unicode, as_unicode, as_ascii,
                                                  mixed_case(dice, as_ascii), under + unicode + "\u3002" + zone})};
  if (dice.chance(25)) made.subject = {common_name(written())};
  else made.names = {dns(written())};
  return made;
}

} // namespace mxtls::oracle

#endif
