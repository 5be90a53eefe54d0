// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_REFERENCE_FAULT_HPP
#define MXTLS_IDENTITY_REFERENCE_FAULT_HPP

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/address_forms.hpp>
#include <mxtls/identity/flag_set.hpp>
#include <mxtls/identity/uri_reference.hpp>

namespace mxtls::identity {

/// What may be odd about a host name that is looked for.
enum class reference_fault {
  empty,
  /// Nothing but a dot.
  dot_alone,
  leading_dot,
  final_dot,
  /// Two dots side by side.
  empty_label,
  star,
  underscore,
  /// An ASCII octet that is none of letter, digit, hyphen, underscore, dot and star.
  odd_octet,
  /// An octet that no host in a URL has, by curl.
  not_in_url,
  not_ascii,
  /// A label of more than 63 octets.
  long_label,
  /// More than 253 octets, a final dot among them.
  longer_than_253,
  /// More than 255 octets, which is too long for server name indication; a final dot counts, or does not.
  longer_than_255,
  longer_than_255_and_dot,
  /// A label that begins or ends with a hyphen.
  hyphen_at_edge,
  /// A last label of digits only.
  numeric_last_label,
  /// A last label that is a number as C has it: decimal, octal, or hexadecimal after `0x`.
  number_last_label,
  /// A last label that begins with a hyphen or an underscore.
  odd_last_label,
  /// A percent sign before two hexadecimal digits.
  escape,
  /// An IPv4 address whose numbers have zeros before them.
  padded_address,
};

using reference_faults = flag_set<reference_fault>;

namespace detail {

/// The last label, whether or not a final dot follows.
constexpr std::string_view last_label(std::string_view name) noexcept {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name.substr(name.rfind('.') + 1);
}

/// Whether a label is a number as C has it, or begins as a hexadecimal one and ends there.
constexpr bool is_number(std::string_view label) noexcept {
  bool const hexadecimal = ascii::starts_with(label, "0x");
  if (hexadecimal) label.remove_prefix(2);
  else if (label.empty()) return false;
  return std::all_of(label.begin(), label.end(),
                     [hexadecimal](char c) { return hexadecimal ? ascii::hex_value(c) >= 0 : ascii::is_digit(c); });
}

} // namespace detail

/// What is odd about a host name. Complexity: linear in its octets.
constexpr reference_faults faults_of(std::string_view name) noexcept {
  reference_faults out;
  if (name.empty()) return {reference_fault::empty};
  if (name == ".") out.insert(reference_fault::dot_alone);
  if (name.front() == '.') out.insert(reference_fault::leading_dot);
  if (name.back() == '.') out.insert(reference_fault::final_dot);
  if (name.size() > 253) out.insert(reference_fault::longer_than_253);
  if (name.size() > 255) out.insert(reference_fault::longer_than_255);
  if (name.size() > (name.back() == '.' ? 256U : 255U)) out.insert(reference_fault::longer_than_255_and_dot);
  if (name.find_first_not_of("0123456789.") == std::string_view::npos && loose_decimal_address(name))
    out.insert(reference_fault::padded_address);
  std::string_view const last = detail::last_label(name);
  if (!last.empty() && last.find_first_not_of("0123456789") == std::string_view::npos)
    out.insert(reference_fault::numeric_last_label);
  if (detail::is_number(last)) out.insert(reference_fault::number_last_label);
  if (last.starts_with('-') || last.starts_with('_')) out.insert(reference_fault::odd_last_label);
  std::size_t start = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    char const c = i == name.size() ? '.' : name[i];
    if (ascii::is_alnum(c)) continue;
    if (c == '.') {
      if (i == start && i > 0 && i < name.size()) out.insert(reference_fault::empty_label);
      if (i - start > 63) out.insert(reference_fault::long_label);
      if (i > start && (name[start] == '-' || name[i - 1] == '-')) out.insert(reference_fault::hyphen_at_edge);
      start = i + 1;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      out.insert(reference_fault::not_ascii);
    } else if (c == '*') {
      out.insert({reference_fault::star, reference_fault::not_in_url});
    } else if (c == '_') {
      out.insert(reference_fault::underscore);
    } else if (c != '-') {
      out.insert(reference_fault::odd_octet);
      constexpr std::string_view only_odd = "|~";
      if (only_odd.find(c) == std::string_view::npos) out.insert(reference_fault::not_in_url);
      if (c == '%' && detail::has_whole_escapes(name.substr(i, 3))) out.insert(reference_fault::escape);
    }
  }
  return out;
}

} // namespace mxtls::identity

#endif
