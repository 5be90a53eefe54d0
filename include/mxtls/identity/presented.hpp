// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_PRESENTED_HPP
#define MXTLS_IDENTITY_PRESENTED_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/identity/flag_set.hpp>
#include <mxtls/identity/name_fault.hpp>
#include <mxtls/identity/presented_kind.hpp>

namespace mxtls::identity {

/// Presented identifier: one name that a certificate carries, octet for octet.
struct presented {
  presented_kind kind = presented_kind::dns_id;
  /// The raw octets: a dNSName may hold NULs, an iPAddress any number of octets. UTF-8 for a CN.
  std::string value{};
  /// Of a CN, as which type of string it was written.
  identity::string_type string_type = identity::string_type::utf8;
  /// Of a CN, which relative distinguished name it is in, and how many attributes are there beside it.
  std::size_t rdn = 0;
  std::size_t attributes_beside = 0;

  friend bool operator==(presented const&, presented const&) = default;
};

/// What is odd about one name. Complexity: linear in its octets.
constexpr name_faults faults_of(presented const& name) noexcept {
  return faults_of(name.kind, name.value, name.string_type);
}

/// Whether a common name has to be escaped in the text of a distinguished name, or is empty.
///
/// References: RFC 4514 section 2.4.
constexpr bool is_escaped_in_text(std::string_view text) noexcept {
  if (text.empty() || text.front() == ' ' || text.front() == '#' || text.back() == ' ') return true;
  return std::any_of(text.begin(), text.end(), [](char c) {
    return c < 0x20 || c > 0x7e || std::string_view{",+\"\\<>;"}.find(c) != std::string_view::npos;
  });
}

/// Whether NSS puts a backslash before an octet of a name: a control octet, a quote, another backslash.
constexpr bool is_escaped_by_nss(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '"' || c == '\\'; });
}

/// Whether NSS puts a name in quotes, besides what it escapes.
///
/// References: RFC 1485 section 2.3.
constexpr bool is_quoted_by_nss(std::string_view text) noexcept {
  return text.starts_with(' ') || text.ends_with(' ') || text.find("  ") != std::string_view::npos ||
         text.find_first_of(",+=<>#;") != std::string_view::npos;
}

/// What the names of a certificate have in common, found out once for all verifiers.
struct presented_shape {
  /// Whether there is a subjectAltName, even an empty one. Seen from names alone: any that is no CN-ID.
  bool has_subject_alt_name = false;
  presented_kinds kinds{};
  /// What is odd about any of the names, or about the subjectAltName as a whole.
  name_faults faults{};
  /// Types of string that the common names have.
  string_types common_name_types{};
  /// Names of the subjectAltName from this position on are not seen.
  std::size_t names_seen = std::numeric_limits<std::size_t>::max();
  /// Position at which the subjectAltName holds the first element that is no name in DER.
  std::size_t names_readable = std::numeric_limits<std::size_t>::max();
  /// Positions of the first and the last, most specific, common name; the number of names if there is none.
  std::size_t first_common_name = 0;
  std::size_t last_common_name = 0;
  /// Position of the first common name in the relative distinguished name of the last one.
  std::size_t first_of_last_rdn = 0;
};

/// Complexity: linear in the octets of all names.
constexpr presented_shape shape_of(std::span<presented const> names) noexcept {
  presented_shape shape{
      .first_common_name = names.size(), .last_common_name = names.size(), .first_of_last_rdn = names.size()};
  for (std::size_t i = 0; i < names.size(); ++i) {
    shape.kinds.insert(names[i].kind);
    shape.faults.insert(faults_of(names[i]));
    if (names[i].kind != presented_kind::cn_id) {
      shape.has_subject_alt_name = true;
      continue;
    }
    shape.common_name_types.insert(names[i].string_type);
    shape.first_common_name = std::min(shape.first_common_name, i);
    if (shape.last_common_name == names.size() || names[shape.last_common_name].rdn != names[i].rdn)
      shape.first_of_last_rdn = i;
    shape.last_common_name = i;
  }
  return shape;
}

/// `DNS:*.example.test`, `IP:192.0.2.1`, `CN:mx`, in the words of the tables of truth; escaped, so safe to show.
inline std::string to_text(presented const& name) {
  switch (name.kind) {
  case presented_kind::dns_id: return "DNS:" + escape(name.value);
  case presented_kind::ip_id: return "IP:" + ip_address_to_text(as_bytes(name.value));
  case presented_kind::srv_id: return "SRV:" + escape(name.value);
  case presented_kind::uri_id: return "URI:" + escape(name.value);
  case presented_kind::cn_id: return "CN:" + escape(name.value);
  case presented_kind::mail: return "MAIL:" + escape(name.value);
  case presented_kind::directory: return "DIR:" + escape(name.value);
  case presented_kind::constructed_dns: return "DNS(constructed):" + escape(name.value);
  case presented_kind::other: break;
  }
  return "OTHER:" + escape(name.value);
}

} // namespace mxtls::identity

#endif
