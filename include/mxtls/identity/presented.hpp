// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_PRESENTED_HPP
#define MXTLS_IDENTITY_PRESENTED_HPP

#include <span>
#include <string>
#include <string_view>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/ip_address.hpp>

namespace mxtls::identity {

/// Where in a certificate a name stands.
///
/// References: RFC 9525 section 1.8 (DNS-ID, IP-ID, SRV-ID, URI-ID), RFC 6125 section 1.8 (CN-ID).
enum class presented_kind { dns_id, ip_id, srv_id, uri_id, cn_id, other };

/// Presented identifier: one name that a certificate carries, octet for octet.
struct presented {
  presented_kind kind = presented_kind::dns_id;
  /// The raw octets: a dNSName may hold NULs, an iPAddress any number of octets. UTF-8 for a CN.
  std::string value{};

  friend bool operator==(presented const&, presented const&) = default;
};

/// Which kinds of name a certificate has; they switch the common name on and off.
struct presented_shape {
  bool has_dns_id = false;
  bool has_srv_id = false;
  bool has_uri_id = false;
  /// Position of the last, most specific, common name; the number of names if there is none.
  std::size_t last_common_name = 0;
};

constexpr presented_shape shape_of(std::span<presented const> names) noexcept {
  presented_shape shape{.last_common_name = names.size()};
  for (std::size_t i = 0; i < names.size(); ++i) {
    shape.has_dns_id = shape.has_dns_id || names[i].kind == presented_kind::dns_id;
    shape.has_srv_id = shape.has_srv_id || names[i].kind == presented_kind::srv_id;
    shape.has_uri_id = shape.has_uri_id || names[i].kind == presented_kind::uri_id;
    if (names[i].kind == presented_kind::cn_id) shape.last_common_name = i;
  }
  return shape;
}

/// `DNS:*.example.test`, `IP:192.0.2.1`, `CN:mx`; the name is escaped, so it is safe to show.
inline std::string to_text(presented const& name) {
  switch (name.kind) {
  case presented_kind::dns_id: return "DNS:" + escape(name.value);
  case presented_kind::ip_id: return "IP:" + ip_address_to_text(as_bytes(name.value));
  case presented_kind::srv_id: return "SRV:" + escape(name.value);
  case presented_kind::uri_id: return "URI:" + escape(name.value);
  case presented_kind::cn_id: return "CN:" + escape(name.value);
  case presented_kind::other: break;
  }
  return "other:" + escape(name.value);
}

} // namespace mxtls::identity

#endif
