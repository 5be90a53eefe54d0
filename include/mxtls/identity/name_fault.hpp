// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_NAME_FAULT_HPP
#define MXTLS_IDENTITY_NAME_FAULT_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/identity/flag_set.hpp>
#include <mxtls/identity/presented_kind.hpp>
#include <mxtls/identity/uri_reference.hpp>

namespace mxtls::identity {

/// What may be odd about the names of a certificate, and what verifiers stumble over.
enum class name_fault {
  dns_empty,
  /// One space, which RFC 5280 section 4.2.1.6 forbids.
  dns_blank,
  dns_nul,
  dns_not_ascii,
  /// Octets above 0x7f that are no UTF-8.
  dns_not_utf8,
  /// No host name by mozpkix: other octets than letters, digits, hyphens, underscores, or a wildcard
  /// elsewhere than before two labels.
  dns_not_host_name,
  /// More than one `*` in the left-most label.
  dns_stars,
  ip_empty,
  /// None of 4, 16, 0, 8 and 32 octets.
  ip_length,
  /// 8 or 32 octets, an address and a mask, which are for name constraints.
  ip_range4,
  ip_range6,
  /// An IPv6 address, which some programs do not know.
  ip_v6,
  mail_empty,
  mail_not_ascii,
  mail_not_utf8,
  uri_empty,
  /// No scheme, an octet that no URI has, an escape that is none, or an authority that breaks off.
  uri_malformed,
  /// No URI reference, or with a host that is no domain, see uri_reference.hpp.
  uri_no_reference,
  uri_not_ascii,
  srv_empty,
  cn_nul,
  /// No UTF-8, though it should be.
  cn_not_utf8,
  /// NumericString with other octets than digits and spaces.
  cn_not_numeric,
  /// The subjectAltName holds no name.
  names_none,
  /// The subjectAltName has a length that is not as short as DER wants.
  names_long_length,
  /// Octets follow the names in the subjectAltName.
  names_trailing,
  /// A name has a tag that no GeneralName has.
  names_unknown_tag,
  /// A name is in constructed form, though it is a string.
  names_constructed,
  /// The subjectAltName is not GeneralNames, or breaks off.
  names_unreadable,
};

using name_faults = flag_set<name_fault>;

namespace detail {

/// Labels of 1 to 63 letters, digits, hyphens and underscores, 253 octets at most, no final dot, and
/// not all digits in the last one.
constexpr bool is_strict_host_name(std::string_view text) noexcept {
  if (text.empty() || text.size() > 253) return false;
  std::size_t start = 0;
  bool digits = true;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || text[i] == '.') {
      std::size_t const size = i - start;
      if (size == 0 || size > 63 || text[start] == '-' || text[i - 1] == '-') return false;
      if (i == text.size()) return !digits;
      start = i + 1;
      digits = true;
      continue;
    }
    if (!ascii::is_alnum(text[i]) && text[i] != '-' && text[i] != '_') return false;
    digits = digits && ascii::is_digit(text[i]);
  }
  return false;
}

/// The same, or a `*` before at least two such labels.
constexpr bool is_strict_pattern(std::string_view text) noexcept {
  if (!text.starts_with("*.") || text.size() > 253) return is_strict_host_name(text);
  text.remove_prefix(2);
  return text.find('.') != std::string_view::npos && is_strict_host_name(text);
}

constexpr bool is_utf8(std::string_view text) noexcept {
  std::uint32_t c = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t const length = mxtls::detail::utf8_sequence(text.substr(i), c);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

/// Whether what follows a scheme has no authority, or one with both brackets and no final dot behind a host name.
constexpr bool has_whole_authority(std::string_view rest) noexcept {
  if (!rest.starts_with("//")) return true;
  rest.remove_prefix(2);
  std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  if (host.empty()) return !rest.empty();
  if (std::size_t const at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (host.starts_with('[')) return host.find(']') != std::string_view::npos;
  host = host.substr(0, host.find(':'));
  return !host.ends_with('.') ||
         !std::all_of(host.begin(), host.end(), [](char c) { return ascii::is_alnum(c) || c == '-' || c == '.'; });
}

/// A scheme, and octets and escapes that a URI may have. References: RFC 3986 sections 2 and 3.1.
constexpr bool is_uri(std::string_view text) noexcept {
  if (text.empty() || !ascii::is_alpha(text.front()) || text.find(':') == std::string_view::npos) return false;
  for (char const c : text.substr(0, text.find(':')))
    if (!ascii::is_alnum(c) && c != '+' && c != '-' && c != '.') return false;
  for (char const c : text)
    if (c <= ' ' || c > '~' || is_one_of(c, "\"<>\\^`{|}")) return false;
  return has_whole_escapes(text) && has_whole_authority(text.substr(text.find(':') + 1));
}

constexpr bool has_stars(std::string_view text) noexcept {
  std::string_view const label = text.substr(0, text.find('.'));
  std::size_t const star = label.find('*');
  return star != std::string_view::npos && label.find('*', star + 1) != std::string_view::npos;
}

constexpr name_faults dns_faults(std::string_view octets) noexcept {
  name_faults out;
  if (is_strict_pattern(octets)) return out;
  out.insert(name_fault::dns_not_host_name);
  if (octets.empty()) out.insert(name_fault::dns_empty);
  if (octets == " ") out.insert(name_fault::dns_blank);
  if (octets.find('\0') != std::string_view::npos) out.insert(name_fault::dns_nul);
  if (!ascii::is_ascii(octets)) out.insert(name_fault::dns_not_ascii);
  if (!is_utf8(octets)) out.insert(name_fault::dns_not_utf8);
  if (has_stars(octets)) out.insert(name_fault::dns_stars);
  return out;
}

constexpr name_faults common_name_faults(std::string_view octets, string_type type) noexcept {
  name_faults out;
  if (octets.find('\0') != std::string_view::npos) out.insert(name_fault::cn_nul);
  if (type == string_type::utf8 && !is_utf8(octets)) out.insert(name_fault::cn_not_utf8);
  if (type == string_type::numeric && octets.find_first_not_of("0123456789 ") != std::string_view::npos)
    out.insert(name_fault::cn_not_numeric);
  return out;
}

} // namespace detail

/// What is odd about one name. Complexity: linear in its octets.
constexpr name_faults faults_of(presented_kind kind, std::string_view octets, string_type type) noexcept {
  name_faults out;
  switch (kind) {
  case presented_kind::dns_id: return detail::dns_faults(octets);
  case presented_kind::cn_id: return detail::common_name_faults(octets, type);
  case presented_kind::ip_id:
    switch (octets.size()) {
    case 0: return {name_fault::ip_empty};
    case 4: return {};
    case 8: return {name_fault::ip_range4};
    case 16: return {name_fault::ip_v6};
    case 32: return {name_fault::ip_range6};
    default: return {name_fault::ip_length};
    }
  case presented_kind::mail:
    if (octets.empty()) out.insert(name_fault::mail_empty);
    if (!ascii::is_ascii(octets)) out.insert(name_fault::mail_not_ascii);
    if (!detail::is_utf8(octets)) out.insert(name_fault::mail_not_utf8);
    break;
  case presented_kind::uri_id:
    if (octets.empty()) out.insert(name_fault::uri_empty);
    if (!detail::is_uri(octets)) out.insert(name_fault::uri_malformed);
    if (!is_uri_reference(octets)) out.insert(name_fault::uri_no_reference);
    if (!ascii::is_ascii(octets)) out.insert(name_fault::uri_not_ascii);
    break;
  case presented_kind::srv_id:
    if (octets.empty()) out.insert(name_fault::srv_empty);
    break;
  case presented_kind::constructed_dns:
  case presented_kind::directory:
  case presented_kind::other: break;
  }
  return out;
}

} // namespace mxtls::identity

#endif
