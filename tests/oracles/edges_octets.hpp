// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_EDGES_OCTETS_HPP
#define MXTLS_TESTS_EDGES_OCTETS_HPP

#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "draft.hpp"
#include "random.hpp"
#include "words.hpp"

/// Questions about entries that should not be there, beside one that is right.
namespace mxtls::oracle {

inline draft nul_in_name(random& dice) {
  using namespace std::string_literals;
  host const wanted = any_host(dice);
  std::string const name = wanted.text();
  draft made{.kind = "octets/nul", .reference = dice.chance(85) ? name : near_miss(dice, wanted)};
  made.names = {
      dns(dice.pick<std::string>({name + "\0"s, name + "\0.invalid"s, "\0"s + name, wanted.label + "\0."s + wanted.zone,
                                  "*."s + wanted.zone + "\0"s, "*\0."s + wanted.zone, "\0"s, "b.example\0"s + name}))};
  if (dice.chance(35)) made.names.insert(made.names.begin() + dice.pick({0, 1}), dns(name));
  if (dice.chance(30)) made.subject = {common_name(name)};
  return made;
}

namespace detail {

inline bytes malformed_name(random& dice) {
  auto const octets = [](std::size_t count) { return bytes(count, std::uint8_t{0x2a}); };
  switch (dice.below(16)) {
  case 0: return pki::ip_name(octets(dice.pick<std::size_t>({0, 1, 3, 5, 8, 15, 17, 32})));
  case 1: return dns("");
  case 2: return dns(dice.pick<std::string>({"\xff.test", "m\xfcller.test", "m\u00fcller.test", "\x80"}));
  case 3: return dns(dice.pick<std::string>({" ", "mx example.test", " b.example", "b.example "}));
  case 4: return dns(dice.pick<std::string>({".", "..", ".b.example", "b..example", "b.example."}));
  case 5: return mail("");
  case 6: return uri("");
  case 7: return mail("\xff@b.example");
  case 8: return uri("no uri");
  case 9: return der::tlv(0x89, octets(2));
  case 10: return der::tlv(0xa2, der::ia5_string("b.example"));
  case 11: return srv("");
  case 12: return dns("b\n.example");
  case 13: return der::tlv(0xa6, der::ia5_string("https://b.example/"));
  case 14: return der::tlv(0x8b, octets(3));
  default: return dns("-b-.example");
  }
}

} // namespace detail

inline draft malformed_neighbour(random& dice) {
  host const wanted = any_host(dice);
  draft made{.kind = "octets/malformed-neighbour", .reference = reference_to(dice, wanted)};
  made.names = {detail::malformed_name(dice)};
  if (dice.chance(75)) made.names.insert(made.names.begin() + dice.pick({0, 1}), dns(wanted.text()));
  if (dice.chance(35)) made.subject = {common_name(dice.chance(70) ? wanted.text() : other_host(dice, wanted).text())};
  return made;
}

/// A URI that some programs cannot take apart, beside the right name.
inline draft odd_uri(random& dice) {
  host const wanted = any_host(dice);
  std::string const uris[] = {"192.0.2.1:25",
                              "*:0:0:0:0:0:0:1",
                              ".2001:db8::25",
                              "2001:db8::25",
                              "fe80::1%1",
                              "fe80::1%25",
                              ":b",
                              "a:b",
                              "1a:b",
                              "a/b:c",
                              "?",
                              "#",
                              "//",
                              "///b",
                              "https://",
                              "https:b.example",
                              "https:%zz",
                              "mailto:postmaster@b.example",
                              "https://b.example/%zz",
                              "https://b.example/%41",
                              "https://b.example/#%z",
                              "https://b.example/?%z",
                              "https://b.example/a b",
                              "https://b.example:25/",
                              "https://b.example:/",
                              "https://b.example:x/",
                              "https://b.example./",
                              "https://b..example/",
                              "https://.b.example/",
                              "https://b_.example/",
                              "https://b example/",
                              "https://b%20.example/",
                              "https://b%c3%bc.example/",
                              "https://b{}.example/",
                              "https://[2001:db8::25]/",
                              "https://[2001:db8::25]:25/",
                              "https://[2001:db8::25/",
                              "https://a:b@b.example/",
                              "https://a%z@b.example/",
                              "https://a\\@b.example/",
                              "//b.example/",
                              "https://b.example\\",
                              "https://b.example\x7f/",
                              "https://b.example/\t",
                              "https://b.example/<>",
                              "*",
                              "*." + wanted.zone,
                              '.' + wanted.text()};
  draft made{.kind = "octets/odd-uri", .reference = reference_to(dice, wanted)};
  made.names = {uri(uris[dice.below(std::size(uris))])};
  if (dice.chance(75)) made.names.insert(made.names.begin() + dice.pick({0, 1}), dns(wanted.text()));
  if (dice.chance(35)) made.subject = {common_name(wanted.text())};
  return made;
}

/// SubjectAltName that is no GeneralNames at all, or holds one that ends too early.
inline draft broken_extension(random& dice) {
  host const wanted = any_host(dice);
  bytes const right = dns(wanted.text());
  draft made{.kind = "octets/broken-extension", .reference = wanted.text()};
  if (dice.chance(60)) made.subject = {common_name(wanted.text())};
  bytes truncated = right;
  truncated.resize(truncated.size() - 2);
  switch (dice.below(7)) {
  case 0: made.raw_subject_alt_name = bytes{}; break;
  case 1: made.raw_subject_alt_name = der::sequence({truncated}); break;
  case 2: made.raw_subject_alt_name = der::concat({der::sequence({right}), der::null()}); break;
  case 3: made.raw_subject_alt_name = der::octet_string(right); break;
  case 4: made.raw_subject_alt_name = der::set({right}); break;
  case 5: made.raw_subject_alt_name = right; break;
  default:
    made.raw_subject_alt_name =
        der::raw(der::tags::sequence, bytes{0x81, static_cast<std::uint8_t>(right.size())}, right);
  }
  return made;
}

} // namespace mxtls::oracle

#endif
