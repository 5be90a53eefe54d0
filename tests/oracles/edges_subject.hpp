// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_EDGES_SUBJECT_HPP
#define MXTLS_TESTS_EDGES_SUBJECT_HPP

#include <string>
#include <vector>

#include "draft.hpp"
#include "random.hpp"
#include "words.hpp"

/// Questions about common names, and what keeps them from counting.
namespace mxtls::oracle {

inline draft common_name_only(random& dice) {
  host const wanted = any_host(dice);
  draft made{.kind = "subject/only", .reference = reference_to(dice, wanted)};
  made.subject = {common_name(dice.chance(20) ? mixed_case(dice, wanted.text()) : wanted.text())};
  if (dice.chance(10)) made.subject = {};
  return made;
}

/// A common name beside one entry of each kind that may keep it from counting.
inline draft common_name_beside(random& dice) {
  host const wanted = any_host(dice);
  host const other = other_host(dice, wanted);
  draft made{.kind = "", .reference = reference_to(dice, wanted)};
  made.subject = {common_name(dice.chance(85) ? wanted.text() : other.text())};
  std::string what;
  auto const beside = [&](char const* called, std::vector<bytes> names) {
    what = called;
    made.names = std::move(names);
  };
  switch (dice.below(13)) {
  case 0: beside("dns", {dns(other.text())}); break;
  case 1: beside("ip", {ip("192.0.2.25")}); break;
  case 2: beside("mail", {mail("postmaster@" + other.text())}); break;
  case 3: beside("uri", {uri("https://" + other.text() + "/")}); break;
  case 4: beside("srv", {srv("_smtp." + other.text())}); break;
  case 5: beside("registered-id", {registered_id()}); break;
  case 6: beside("directory", {directory(other.text())}); break;
  case 7: beside("xmpp", {xmpp_address(other.text())}); break;
  case 8: beside("empty-dns", {dns("")}); break;
  case 9: beside("ip6", {ip("2001:db8::25")}); break;
  case 10:
    beside("two-kinds",
           {mail("postmaster@" + other.text()), dice.chance(50) ? dns(other.text()) : srv("_smtp." + other.text())});
    break;
  case 11: beside("dns-nothing-like-it", {dns(dice.pick<std::string>({"*", ".", " ", "localhost"}))}); break;
  default: what = "empty-sequence"; made.raw_subject_alt_name = der::sequence(std::vector<bytes>{});
  }
  made.kind = "subject/beside-" + what;
  return made;
}

/// The right host in a kind of entry where nobody, or not everybody, looks for it.
inline draft right_name_in_wrong_kind(random& dice) {
  host const wanted = any_host(dice);
  std::string const name = wanted.text();
  draft made{.kind = "subject/wrong-kind", .reference = name};
  switch (dice.below(12)) {
  case 0: made.names = {mail("postmaster@" + name)}; break;
  case 1: made.names = {mail(name)}; break;
  case 2: made.names = {uri("https://" + name + "/")}; break;
  case 3: made.names = {uri(name)}; break;
  case 4: made.names = {srv("_smtp." + name)}; break;
  case 5: made.names = {srv(name)}; break;
  case 6: made.names = {xmpp_address(name)}; break;
  case 7: made.names = {directory(name)}; break;
  case 8: made.names = {dns("https://" + name)}; break;
  case 9: made.names = {dns(name + ":25")}; break;
  case 10: made.subject = {der::set({attribute("2.5.4.11", name)})}; break;
  default: made.subject = {der::set({attribute("1.2.840.113549.1.9.1", name, pki::der::tags::ia5_string)})};
  }
  if (dice.chance(25)) made.subject.push_back(common_name(other_host(dice, wanted).text()));
  return made;
}

inline draft several_common_names(random& dice) {
  host const wanted = any_host(dice);
  auto const wrong = [&] { return other_host(dice, wanted).text(); };
  draft made{.kind = "subject/several", .reference = reference_to(dice, wanted)};
  std::size_t const count = 2 + dice.below(2);
  for (std::size_t i = 0; i < count; ++i) made.subject.push_back(common_name(wrong()));
  made.subject[dice.below(count)] = common_name(wanted.text());
  if (dice.chance(20)) made.subject.push_back(der::set({attribute("2.5.4.11", "mail")}));
  if (dice.chance(20)) made.names = {dice.chance(50) ? mail("postmaster@b.example") : ip("192.0.2.25")};
  return made;
}

/// One RelativeDistinguishedName with two attributes, in the order that DER wants or in the other.
inline draft multi_valued(random& dice) {
  host const wanted = any_host(dice);
  bytes const right = attribute(pki::oids::common_name, wanted.text());
  bytes const beside = dice.chance(50) ? attribute("2.5.4.11", "mail")
                                       : attribute(pki::oids::common_name, other_host(dice, wanted).text());
  bool const right_first = dice.chance(50) ? right < beside : dice.chance(50);
  draft made{.kind = "subject/multi-valued", .reference = reference_to(dice, wanted)};
  made.subject = {right_first ? der::set({right, beside}) : der::set({beside, right})};
  if (dice.chance(25)) made.subject.insert(made.subject.begin(), common_name(other_host(dice, wanted).text()));
  return made;
}

inline draft string_type(random& dice) {
  host const wanted = any_host(dice);
  draft made{.kind = "subject/string-type", .reference = reference_to(dice, wanted)};
  std::uint8_t const type =
      dice.pick({pki::der::tags::printable_string, pki::der::tags::t61_string, pki::der::tags::ia5_string,
                 pki::der::tags::universal_string, pki::der::tags::bmp_string, pki::der::tags::bmp_string,
                 pki::der::tags::t61_string, std::uint8_t{0x1a}, std::uint8_t{0x12}});
  made.kind += '-' + std::to_string(type);
  made.subject = {common_name(dice.chance(15) ? "*." + wanted.zone : wanted.text(), type)};
  if (dice.chance(20)) made.subject.push_back(common_name(other_host(dice, wanted).text()));
  return made;
}

/// Octets that end a C string, a line or a field, and blanks.
inline draft odd_octets(random& dice) {
  using namespace std::string_literals;
  host const wanted = any_host(dice);
  std::string const name = wanted.text();
  std::string const odd = dice.pick<std::string>({name + "\0"s,
                                                  name + "\0.invalid"s,
                                                  "\0"s + name,
                                                  name + "\0\0"s,
                                                  wanted.label + "\0."s + wanted.zone,
                                                  name + ' ',
                                                  ' ' + name,
                                                  wanted.label + " ." + wanted.zone,
                                                  name + '\n',
                                                  "x\n" + name,
                                                  name + "\nx",
                                                  name + '\t',
                                                  name + ",CN=b.example",
                                                  "/CN=" + name,
                                                  name + "\r\n",
                                                  "",
                                                  " ",
                                                  "\0"s,
                                                  name + "\\",
                                                  "\"" + name + "\""});
  draft made{.kind = "subject/odd-octets", .reference = dice.chance(85) ? name : near_miss(dice, wanted)};
  made.subject = {common_name(odd, dice.chance(80) ? pki::der::tags::utf8_string : pki::der::tags::bmp_string)};
  if (dice.chance(15)) made.subject.insert(made.subject.begin() + dice.pick({0, 1}), common_name(name));
  return made;
}

/// At and beyond ub-common-name, 64 characters.
inline draft long_common_name(random& dice) {
  host wanted = any_host(dice);
  std::size_t const size = dice.pick<std::size_t>({63, 64, 65, 66, 100, 200, 256, 300});
  while (wanted.text().size() < size) wanted.label += wanted.label.size() % 40 == 39 ? ".c" : "c";
  if (wanted.text().size() > size) wanted.label.erase(0, wanted.text().size() - size);
  draft made{.kind = "subject/long", .reference = reference_to(dice, wanted)};
  made.subject = {common_name(wanted.text())};
  if (dice.chance(20)) made.names = {mail("postmaster@b.example")};
  return made;
}

inline draft no_subject(random& dice) {
  host const wanted = any_host(dice);
  return {.kind = "subject/none",
          .reference = reference_to(dice, wanted),
          .names = {dns(wanted.text())},
          .without_subject = true};
}

} // namespace mxtls::oracle

#endif
