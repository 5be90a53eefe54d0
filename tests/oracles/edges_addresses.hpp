// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_EDGES_ADDRESSES_HPP
#define MXTLS_TESTS_EDGES_ADDRESSES_HPP

#include <string>
#include <vector>

#include "draft.hpp"
#include "random.hpp"
#include "words.hpp"

/// Questions whose reference is an IP address, or looks like one.
namespace mxtls::oracle {

inline draft address_v4(random& dice) {
  std::string const address = dice.pick<std::string>({"192.0.2.25", "198.51.100.7", "127.0.0.1"});
  std::string const other = "203.0.113.9";
  std::string const after_dot = address.substr(address.find('.') + 1);
  std::string const before_dot = address.substr(0, address.rfind('.'));
  draft made{.kind = "addresses/v4", .reference = dice.chance(85) ? address : other};
  switch (dice.below(15)) {
  case 0:
  case 1: made.names = {ip(address)}; break;
  case 2: made.names = {dns(address)}; break;
  case 3: made.subject = {common_name(address)}; break;
  case 4: made.names = {pki::ip_name(*parse_ip_address("::ffff:" + address))}; break;
  case 5: made.names = {dns("*." + after_dot)}; break;
  case 6: made.names = {dns(before_dot + ".*")}; break;
  case 7: made.subject = {common_name("*." + after_dot)}; break;
  case 8: made.names = {dns("*")}; break;
  case 9: made.names = {uri(dice.chance(50) ? address : "https://" + address + "/")}; break;
  case 10: made.names = {ip(other)}, made.subject = {common_name(address)}; break;
  case 11: made.names = {dns("b.example")}, made.subject = {common_name(address)}; break;
  case 12: made.names = {ip(other), dns(address)}; break;
  case 13: made.names = {dns("b.example"), ip(other), ip(address)}; break;
  default: made.names = {pki::ip_name(to_bytes(address))};
  }
  return made;
}

inline draft address_v6(random& dice) {
  std::string const address = "2001:db8::25";
  draft made{.kind = "addresses/v6",
             .reference =
                 dice.pick<std::string>({address, address, address, "2001:DB8::25", "2001:0db8:0:0:0:0:0:25",
                                         "2001:db8::0:25", "2001:db8::26", "[2001:db8::25]", "IPv6:2001:db8::25",
                                         "[IPv6:2001:db8::25]", "2001:db8::25%eth0", "::1", "2001:db8::0.0.0.37"})};
  switch (dice.below(11)) {
  case 0:
  case 1:
  case 2: made.names = {ip(address)}; break;
  case 3: made.names = {dns(made.reference)}; break;
  case 4: made.subject = {common_name(made.reference)}; break;
  case 5: made.names = {ip("::1")}; break;
  case 6: made.names = {ip("::1")}, made.subject = {common_name(made.reference)}; break;
  case 7: made.names = {dns("b.example"), ip("192.0.2.25"), ip(address)}; break;
  case 8: made.names = {dns(mixed_case(dice, made.reference))}; break;
  case 9: made.subject = {common_name(mixed_case(dice, made.reference))}; break;
  default: made.names = {dns(address)};
  }
  return made;
}

/// An address of a link, or another one, with a zone: a number, the name of an interface, or neither.
inline draft address_zone(random& dice) {
  std::string const address = dice.pick<std::string>({"fe80::1", "fe80::1", "2001:db8::25", "::1", "192.0.2.25"});
  std::string const zone =
      dice.pick<std::string>({"1", "01", "4294967295", "4294967296", "eth0", "lo", "no such", "0x1", "", "*", "%1"});
  draft made{.kind = "addresses/zone", .reference = address + '%' + zone};
  switch (dice.below(6)) {
  case 0:
  case 1: made.names = {ip(address)}; break;
  case 2: made.names = {dns(made.reference)}; break;
  case 3: made.subject = {common_name(mixed_case(dice, made.reference))}; break;
  case 4: made.names = {dns("b.example"), ip(address)}, made.subject = {common_name(made.reference)}; break;
  default: made.names = {dns(address)};
  }
  if (dice.chance(15)) made.names.push_back(uri(made.reference));
  return made;
}

/// One address as the other family has it.
inline draft address_mapped(random& dice) {
  draft made{.kind = "addresses/mapped",
             .reference = dice.pick<std::string>(
                 {"::ffff:192.0.2.25", "::ffff:c000:219", "192.0.2.25", "::192.0.2.25", "0:0:0:0:0:ffff:192.0.2.25"})};
  made.names = {dice.chance(50) ? ip("192.0.2.25") : pki::ip_name(*parse_ip_address("::ffff:192.0.2.25"))};
  if (dice.chance(15)) made.names = {dns(made.reference)};
  return made;
}

/// Texts that inet_aton reads as 192.0.2.25, or that only look like it.
inline draft address_forms(random& dice) {
  draft made{.kind = "addresses/forms",
             .reference = dice.pick<std::string>({"192.0.537",     "192.537",     "3221225997",      "0300.0.2.031",
                                                  "0xc0.0.2.0x19", "0xc0000219",  "192.000.002.025", "192.0.2.025",
                                                  "[192.0.2.25]",  "192.0.2.25.", "192.0.2",         "192.0.2.25.1",
                                                  "192.0.2.256",   " 192.0.2.25", "192.0.2.25 ",     "192.0.2.25:25",
                                                  "+192.0.2.25",   "192.0.2.-25", "192..2.25",       "1.2.3.4.test"})};
  switch (dice.below(6)) {
  case 0:
  case 1: made.names = {ip("192.0.2.25")}; break;
  case 2: made.names = {dns(made.reference)}; break;
  case 3: made.subject = {common_name(made.reference)}; break;
  case 4: made.names = {dns("192.0.2.25")}; break;
  default: made.subject = {common_name("192.0.2.25")};
  }
  return made;
}

} // namespace mxtls::oracle

#endif
