// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_EDGES_WILDCARD_HPP
#define MXTLS_TESTS_EDGES_WILDCARD_HPP

#include <string>
#include <string_view>

#include "draft.hpp"
#include "random.hpp"
#include "words.hpp"

/// Questions about stars.
namespace mxtls::oracle {

namespace detail {

/// The pattern as dNSName, or one time in five as common name.
inline draft present(random& dice, draft made, std::string_view pattern) {
  if (dice.chance(20)) made.subject = {common_name(pattern)};
  else made.names = {dns(pattern)};
  return made;
}

/// The name without its last label.
inline std::string but_last_label(std::string const& name) {
  std::size_t const dot = name.rfind('.');
  return dot == std::string::npos ? std::string{} : name.substr(0, dot);
}

} // namespace detail

/// `*.zone` against the zone, one label, two, and odd ones.
inline draft wildcard_depth(random& dice) {
  host const wanted = any_host(dice);
  std::string const reference = dice.pick<std::string>(
      {wanted.text(), wanted.text(), wanted.zone, "deep." + wanted.text(), '.' + wanted.zone, "_25." + wanted.zone,
       "m_x." + wanted.zone, "xn--mller-kva." + wanted.zone, wanted.text() + '.', "..." + wanted.zone,
       wanted.label + ".." + wanted.zone, "-." + wanted.zone, " ." + wanted.zone, "*." + wanted.zone,
       "m\u00fcller." + wanted.zone, mixed_case(dice, wanted.text()), wanted.label + '-' + wanted.zone});
  return detail::present(dice, {.kind = "wildcard/depth", .reference = reference}, "*." + wanted.zone);
}

/// Stars that stand for a part of the left-most label.
inline draft wildcard_partial(random& dice) {
  host wanted = any_host(dice);
  if (dice.chance(50))
    wanted.label = dice.pick<std::string>({"mail-in", "foobar", "foo", "abab", "m-x", "mx-1", "aaab"});
  std::string const& label = wanted.label;
  std::string const head = label.substr(0, 1);
  std::string const tail = label.substr(label.size() - 1);
  std::string const stars = dice.pick<std::string>(
      {head + '*', '*' + tail, head + '*' + tail, label + '*', '*' + label, head + '*' + label.substr(1), head + "**",
       "**" + tail, "**", '*' + head + '*', head + '*' + tail + '*', label + "*x", "x*" + label, head + '*' + head,
       '*' + label.substr(1), label.substr(0, label.size() - 1) + '*', "*-*", "f*o", "*ab"});
  std::string const reference = dice.chance(75) ? wanted.text() : near_miss(dice, wanted);
  return detail::present(dice, {.kind = "wildcard/partial", .reference = reference}, stars + '.' + wanted.zone);
}

/// Stars in other labels than the left-most, several of them, and too few labels after them.
inline draft wildcard_place(random& dice) {
  host const wanted = any_host(dice);
  std::string const name = wanted.text();
  std::size_t const dot = wanted.zone.find('.');
  std::string const after_zone_label = dot == std::string::npos ? wanted.zone : wanted.zone.substr(dot + 1);
  std::string const tld = name.substr(name.rfind('.') + 1);
  std::string const pattern = dice.pick<std::string>({wanted.label + ".*." + after_zone_label,
                                                      "*.*." + after_zone_label,
                                                      detail::but_last_label(name) + ".*",
                                                      "*." + detail::but_last_label(wanted.zone) + ".*",
                                                      "*",
                                                      "*." + tld,
                                                      "*.",
                                                      "*." + wanted.zone + '.',
                                                      ".*." + wanted.zone,
                                                      '*' + wanted.zone,
                                                      "*." + name,
                                                      "*.*." + wanted.zone,
                                                      "*." + wanted.zone + ".*",
                                                      wanted.label + "*." + wanted.zone,
                                                      "*.*",
                                                      "*.*.*",
                                                      "*.*." + tld,
                                                      "*.." + wanted.zone,
                                                      "**." + wanted.zone,
                                                      wanted.label + ".*" + wanted.zone,
                                                      "*." + wanted.zone + "..",
                                                      "?." + wanted.zone,
                                                      wanted.label + ".*",
                                                      "*. " + wanted.zone,
                                                      "\\*." + wanted.zone});
  std::string const reference = dice.pick<std::string>(
      {name, name, name, wanted.zone, wanted.label + '.' + tld, "deep." + name, name + '.', "localhost", tld});
  return detail::present(dice, {.kind = "wildcard/place", .reference = reference}, pattern);
}

/// Stars in the reference, and behind the one that may be a wildcard.
inline draft wildcard_behind(random& dice) {
  host const wanted = any_host(dice);
  std::string const label = dice.pick<std::string>({wanted.label, "m*", "*x", "*", "**", "*a*", "xn--*", "x%", ""});
  std::string const middle = dice.pick<std::string>({"*", "*a*", "m*", "*x", "xn--*", "", "-", "b"});
  std::string const reference = label + '.' + middle + '.' + wanted.zone;
  std::string const left = dice.pick<std::string>({"*", "*", label, '*' + label, label + '*', "**", "m*", "*x"});
  std::string const middle_too = dice.chance(80) ? middle : dice.chance(50) ? "*" : mixed_case(dice, middle);
  return detail::present(dice, {.kind = "wildcard/behind", .reference = dice.chance(10) ? '\t' + reference : reference},
                         left + '.' + middle_too + '.' +
                             (dice.chance(80) ? wanted.zone : mixed_case(dice, wanted.zone)));
}

/// Empty labels behind the star, and few of any.
inline draft wildcard_empty_labels(random& dice) {
  std::string const zone = dice.pick<std::string>({".test", "..test", ".example.test", "test.", "test..", "test...",
                                                   "b.test.", "b..test", "b.test..", "", ".", ".."});
  std::string const reference = dice.pick<std::string>({"mx", "k", "a:b", "a_b", "xn--a", "m*"}) + '.' + zone;
  std::string const star = dice.pick<std::string>({"*", "*", "*", "m*", "a_b*", "*x", "a:b*", "k*"});
  return detail::present(dice,
                         {.kind = "wildcard/empty-labels", .reference = dice.chance(15) ? reference + '.' : reference},
                         star + '.' + (dice.chance(90) ? zone : zone + '.'));
}

/// Stars over, inside and above A-labels.
inline draft wildcard_a_label(random& dice) {
  std::string const zone = dice.pick<std::string>({"example.test", "test", "b.example"});
  std::string const label = dice.pick<std::string>({"xn--mller-kva", "xn--bcher-kva", "XN--MLLER-KVA"});
  std::string const pattern = dice.pick<std::string>({"*", "xn--*", "x*", "*-kva", "xn--m*", "xn--*-kva", "xn-*",
                                                      "*xn--mller-kva", "xn--mller-kva*", "XN--*", "m*", "xn*", "*a"});
  bool const above = dice.chance(20);
  std::string const reference = above             ? "mx." + label + '.' + zone
                                : dice.chance(85) ? label + '.' + zone
                                                  : "mx." + zone;
  return detail::present(dice, {.kind = "wildcard/a-label", .reference = reference},
                         above ? (dice.chance(70) ? "*." + label + '.' + zone : "mx." + pattern + '.' + zone)
                               : pattern + '.' + zone);
}

/// Underscores under the star and elsewhere in the pattern.
inline draft wildcard_underscore(random& dice) {
  host wanted = any_host(dice);
  wanted.label = dice.pick<std::string>({"mx_1", "_mx", "mx_", "_", "mx"});
  bool const in_zone = dice.chance(35);
  if (in_zone) wanted.zone = "a_b." + wanted.zone;
  std::string const pattern = dice.pick<std::string>({"*", "*", "*", "m*", "*_1", "mx_*", "_*"}) + '.' + wanted.zone;
  return detail::present(dice, {.kind = "wildcard/underscore", .reference = wanted.text()}, pattern);
}

} // namespace mxtls::oracle

#endif
