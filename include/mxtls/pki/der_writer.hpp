// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_DER_WRITER_HPP
#define MXTLS_PKI_DER_WRITER_HPP

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/timestamp.hpp>

/// Writes DER, and on purpose also what is not DER: contents are never checked against their type.
///
/// Every function returns the octets of one whole element; nest the calls to nest the elements.
/// `integer`, `oid` and the times are right by themselves; `tlv` and `raw` write any mistake.
///
/// References: ITU-T X.690 sections 8, 10 and 11.
namespace mxtls::pki::der {

/// The identifier octets of the universal types, with the constructed bit where DER has it.
namespace tags {
inline constexpr std::uint8_t boolean = 0x01;
inline constexpr std::uint8_t integer = 0x02;
inline constexpr std::uint8_t bit_string = 0x03;
inline constexpr std::uint8_t octet_string = 0x04;
inline constexpr std::uint8_t null = 0x05;
inline constexpr std::uint8_t oid = 0x06;
inline constexpr std::uint8_t enumerated = 0x0a;
inline constexpr std::uint8_t utf8_string = 0x0c;
inline constexpr std::uint8_t numeric_string = 0x12;
inline constexpr std::uint8_t printable_string = 0x13;
inline constexpr std::uint8_t t61_string = 0x14;
inline constexpr std::uint8_t ia5_string = 0x16;
inline constexpr std::uint8_t utc_time = 0x17;
inline constexpr std::uint8_t generalized_time = 0x18;
inline constexpr std::uint8_t visible_string = 0x1a;
inline constexpr std::uint8_t universal_string = 0x1c;
inline constexpr std::uint8_t bmp_string = 0x1e;
inline constexpr std::uint8_t sequence = 0x30;
inline constexpr std::uint8_t set = 0x31;
} // namespace tags

/// The parts one after the other: several elements, or an element and what should not follow it.
inline bytes concat(std::initializer_list<byte_view> parts) {
  bytes out;
  for (byte_view const part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

/// The same for a number of parts that is known only at run time.
inline bytes concat(std::vector<bytes> const& parts) {
  bytes out;
  for (bytes const& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

/// The length octets in the shortest form.
///
/// References: X.690 section 10.1.
inline bytes length(std::size_t count) {
  if (count < 0x80) return {static_cast<std::uint8_t>(count)};
  bytes out;
  for (std::size_t rest = count; rest != 0; rest >>= 8) out.insert(out.begin(), static_cast<std::uint8_t>(rest));
  out.insert(out.begin(), static_cast<std::uint8_t>(0x80 | out.size()));
  return out;
}

/// An element whose length octets are given: too long, too short, indefinite, not minimal.
inline bytes raw(std::uint8_t tag, byte_view length_octets, byte_view content) {
  return concat({byte_view{&tag, 1}, length_octets, content});
}

/// An element of any type with any content and the right length.
inline bytes tlv(std::uint8_t tag, byte_view content) { return raw(tag, length(content.size()), content); }

inline bytes sequence(std::initializer_list<byte_view> elements) { return tlv(tags::sequence, concat(elements)); }
inline bytes sequence(std::vector<bytes> const& elements) { return tlv(tags::sequence, concat(elements)); }

/// A SET in the order given; DER wants the elements of a SET OF sorted, that is for the caller.
inline bytes set(std::initializer_list<byte_view> elements) { return tlv(tags::set, concat(elements)); }

inline bytes boolean_true() { return {tags::boolean, 1, 0xff}; }
inline bytes boolean_false() { return {tags::boolean, 1, 0x00}; }
inline bytes null() { return {tags::null, 0}; }

/// An ENUMERATED. @pre `value < 128`
inline bytes enumerated(std::uint8_t value) {
  assert(value < 0x80);
  return tlv(tags::enumerated, byte_view{&value, 1});
}

inline bytes octet_string(byte_view content) { return tlv(tags::octet_string, content); }
inline bytes utf8_string(std::string_view text) { return tlv(tags::utf8_string, as_bytes(text)); }
inline bytes printable_string(std::string_view text) { return tlv(tags::printable_string, as_bytes(text)); }
inline bytes ia5_string(std::string_view text) { return tlv(tags::ia5_string, as_bytes(text)); }

/// A BIT STRING; `unused_bits` of its last octet (0 to 7) do not count.
inline bytes bit_string(byte_view content, std::uint8_t unused_bits = 0) {
  return tlv(tags::bit_string, concat({byte_view{&unused_bits, 1}, content}));
}

/// An INTEGER in the fewest octets.
inline bytes integer(std::int64_t value) {
  bytes content;
  std::int64_t rest = value;
  do {
    content.insert(content.begin(), static_cast<std::uint8_t>(rest & 0xff));
    rest >>= 8;
  } while ((rest != 0 || (content.front() & 0x80) != 0) && (rest != -1 || (content.front() & 0x80) == 0));
  return tlv(tags::integer, content);
}

/// A non-negative INTEGER in the fewest octets, from its octets with the highest first.
inline bytes unsigned_integer(byte_view magnitude) {
  while (!magnitude.empty() && magnitude.front() == 0) magnitude = magnitude.subspan(1);
  bool const needs_zero = magnitude.empty() || (magnitude.front() & 0x80) != 0;
  return tlv(tags::integer, needs_zero ? concat({bytes{0}, magnitude}) : bytes{magnitude.begin(), magnitude.end()});
}

/// An OBJECT IDENTIFIER from its dotted form: `oid("1.2.840.10045.2.1")`.
///
/// @throws std::invalid_argument if the text is no object identifier, or an arc exceeds 32 bits.
///
/// References: X.690 section 8.19.
inline bytes oid(std::string_view dotted) {
  auto const refuse = [&] {
    throw std::invalid_argument{"\"" + escape(dotted) + "\" is not an object identifier, as 2.5.4.3 is"};
  };
  std::vector<std::uint64_t> arcs(1, 0);
  bool digit_seen = false;
  for (char const c : dotted) {
    if (c == '.' && digit_seen) {
      arcs.push_back(0);
      digit_seen = false;
      continue;
    }
    bool const leading_zero = digit_seen && arcs.back() == 0;
    if (!ascii::is_digit(c) || leading_zero) refuse();
    digit_seen = true;
    arcs.back() = arcs.back() * 10 + static_cast<std::uint64_t>(c - '0');
    if (arcs.back() > 0xffffffffU) refuse();
  }
  if (!digit_seen || arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] >= 40)) refuse();
  arcs[1] += arcs[0] * 40;
  bytes content;
  for (std::size_t i = 1; i < arcs.size(); ++i) {
    bytes base128{static_cast<std::uint8_t>(arcs[i] & 0x7f)};
    for (std::uint64_t rest = arcs[i] >> 7; rest != 0; rest >>= 7)
      base128.insert(base128.begin(), static_cast<std::uint8_t>(0x80 | (rest & 0x7f)));
    content.insert(content.end(), base128.begin(), base128.end());
  }
  return tlv(tags::oid, content);
}

/// A GeneralizedTime, `20500101000000Z`. @throws std::invalid_argument outside the years 0 to 9999
inline bytes generalized_time(timestamp t) {
  constexpr timestamp first = *to_timestamp({0, 1, 1});
  constexpr timestamp last = *to_timestamp({9999, 12, 31, 23, 59, 59});
  if (t < first || t > last) throw std::invalid_argument{"der: a time must lie in the years 0000 to 9999"};
  std::string digits;
  for (char const c : to_text(t))
    if (ascii::is_digit(c) || c == 'Z') digits += c;
  return tlv(tags::generalized_time, as_bytes(digits));
}

/// A UTCTime, `491231235959Z`: the century is lost, whatever it is. @throws as `generalized_time`
inline bytes utc_time(timestamp t) {
  bytes const element = generalized_time(t);
  return tlv(tags::utc_time, byte_view{element}.subspan(4));
}

/// A time as certificates have it: UTCTime for 1950 to 2049, GeneralizedTime for all other years.
///
/// @throws std::invalid_argument outside the years 0 to 9999
///
/// References: RFC 5280 section 4.1.2.5.
inline bytes time(timestamp t) {
  bool const fits = t >= *to_timestamp({1950, 1, 1}) && t < *to_timestamp({2050, 1, 1});
  return fits ? utc_time(t) : generalized_time(t);
}

/// `[number] EXPLICIT`: wraps a whole element. @pre `number <= 30`
inline bytes explicit_tag(unsigned number, byte_view element) {
  assert(number <= 30);
  return tlv(static_cast<std::uint8_t>(0xa0 | number), element);
}

/// `[number] IMPLICIT`: replaces the tag of an element, keeps whether it is constructed.
///
/// @pre `number <= 30`, and `element` is not empty
inline bytes implicit_tag(unsigned number, bytes element) {
  assert(number <= 30 && !element.empty());
  element.front() = static_cast<std::uint8_t>(0x80 | (element.front() & 0x20) | number);
  return element;
}

} // namespace mxtls::pki::der

#endif
