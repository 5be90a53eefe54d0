// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_COMPARE_ADDRESS_HPP
#define MXTLS_IDENTITY_COMPARE_ADDRESS_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/address_forms.hpp>
#include <mxtls/identity/covers.hpp>
#include <mxtls/identity/presented.hpp>
#include <mxtls/identity/reason.hpp>
#include <mxtls/identity/reference.hpp>
#include <mxtls/identity/rule_set.hpp>

namespace mxtls::identity {

/// What is an address to a verifier, and how it looks for one.
namespace detail {

constexpr bool same_octets(std::string_view a, bytes const& b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, std::uint8_t y) { return static_cast<std::uint8_t>(x) == y; });
}

/// Whether `octets` is the IPv4-mapped form of `address`, or the other way round. References: RFC 4291 section 2.5.5.2.
constexpr bool is_mapped(std::string_view octets, bytes const& address) noexcept {
  constexpr std::string_view prefix{"\0\0\0\0\0\0\0\0\0\0\xff\xff", 12};
  if (octets.size() == 16 && address.size() == 4)
    return octets.starts_with(prefix) && same_octets(octets.substr(12), address);
  if (octets.size() != 4 || address.size() != 16) return false;
  for (std::size_t i = 0; i < 16; ++i) {
    char const expected = i < 12 ? prefix[i] : octets[i - 12];
    if (static_cast<std::uint8_t>(expected) != address[i]) return false;
  }
  return true;
}

/// What an address with a zone is to a verifier.
enum class zoned_reading { text, address, matches_none, depends_on_machine };

constexpr bool is_link_local(bytes const& address) noexcept {
  return address.size() == 16 &&
         ((address[0] == 0xfe && (address[1] & 0xc0) == 0x80) || (address[0] == 0xff && (address[1] & 0x0f) == 0x02));
}

constexpr zoned_reading read_zone(address_readings const& as, zone_rule rule) noexcept {
  if (as.zoned.empty() || as.zone.empty()) return zoned_reading::text;
  auto const index = zone_index(as.zone);
  switch (rule) {
  case zone_rule::part_of_text: break;
  case zone_rule::index_or_name_of_link:
    if (index) return zoned_reading::address;
    return is_link_local(as.zoned) ? zoned_reading::depends_on_machine : zoned_reading::text;
  case zone_rule::index_or_name:
    return index && *index <= 0x7fffffff ? zoned_reading::address : zoned_reading::depends_on_machine;
  case zone_rule::word: return is_label(as.zone, ".:") ? zoned_reading::address : zoned_reading::text;
  case zone_rule::matches_none:
    return as.zone.find('%') == std::string::npos ? zoned_reading::matches_none : zoned_reading::text;
  }
  return zoned_reading::text;
}

/// The octets of the address that a reference identifier is to a verifier; null if it is a host name.
constexpr bytes const* address_of(reference const& expected, rule_set const& rules) noexcept {
  if (rules.address == address_rule::as_text) return nullptr;
  if (rules.address == address_rule::ipv4_id && expected.address.size() != 4) return nullptr;
  if (expected.kind == reference_kind::ip) return &expected.address;
  auto const found = [](bytes const& octets) { return octets.empty() ? nullptr : &octets; };
  if (!expected.readings) return nullptr;
  address_readings const& as = *expected.readings;
  if (rules.brackets != brackets::part_of_text && as.bracketed.size() >= (rules.brackets == brackets::ipv6 ? 16U : 4U))
    return &as.bracketed;
  if (rules.zone != zone_rule::part_of_text && read_zone(as, rules.zone) != zoned_reading::text) return &as.zoned;
  if (rules.address_final_dot == permission::allowed && !as.dotted.empty()) return &as.dotted;
  switch (rules.address_forms) {
  case address_forms::standard: break;
  case address_forms::loose_decimal: return found(as.loose_decimal);
  case address_forms::short_decimal: return found(as.short_decimal);
  case address_forms::inet_aton: return found(as.inet_aton);
  case address_forms::inet_aton_and_blanks: return found(as.inet_aton_and_blanks);
  }
  return nullptr;
}

constexpr reason compare_address(bytes const& address, presented const& name, rule_set const& rules) noexcept {
  if (name.kind != presented_kind::ip_id) return reason::address_needs_ip_id;
  if (name.value.size() != 4 && name.value.size() != 16) return reason::address_length;
  bool const same = same_octets(name.value, address) ||
                    (rules.mapped_address == permission::allowed && is_mapped(name.value, address));
  return same ? reason::same_address : reason::different_address;
}

/// The text that an iPAddress is to a program that compares it as text; empty if it is none.
constexpr address_text as_text_of_address(std::string_view octets) noexcept {
  if (octets.size() != 16) return text_of_address(octets);
  address_text out;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i > 0 && i % 2 == 0) out.put(':');
    auto const octet = static_cast<unsigned>(static_cast<std::uint8_t>(octets[i]));
    out.put_number(octet >> 4, 16);
    out.put_number(octet & 15U, 16);
  }
  return out;
}

/// A common name that may hold an address is compared as it stands.
constexpr reason compare_address_text(reference const& expected, bytes const& address, std::string_view value,
                                      rule_set const& rules) noexcept {
  std::string_view given = expected.name;
  if (expected.readings && &address == &expected.readings->dotted) given.remove_suffix(1);
  bool same = false;
  switch (rules.address_spelling) {
  case address_spelling::as_given: same = ascii::equal(given, value); break;
  case address_spelling::exactly_as_given: same = given == value; break;
  case address_spelling::standard_form: same = ascii::equal(text_of_address(address).view(), value); break;
  }
  return same ? reason::same_name : reason::different_name;
}

} // namespace detail

} // namespace mxtls::identity

#endif
