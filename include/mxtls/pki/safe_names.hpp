// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_SAFE_NAMES_HPP
#define MXTLS_PKI_SAFE_NAMES_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/pki/extension.hpp>

/// The names that belong to nobody. Certificates are made for these only, so that a test authority
/// which somebody has come to trust, or whose seed everybody knows, cannot impersonate a real host.
namespace mxtls::pki {

/// The domains set aside, each with everything below it.
///
/// References: RFC 2606 section 2, RFC 6761 section 6.
inline constexpr std::array<std::string_view, 4> safe_domains{"test", "example", "invalid", "localhost"};

/// A network in CIDR notation, in two parts.
struct safe_network {
  std::string_view address;
  std::size_t prefix_length = 0;
};

/// The networks set aside: loopback and documentation.
///
/// References: RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3, RFC 5737 section 3, RFC 3849.
inline constexpr std::array<safe_network, 6> safe_networks{
    {{"127.0.0.0", 8}, {"::1", 128}, {"192.0.2.0", 24}, {"198.51.100.0", 24}, {"203.0.113.0", 24}, {"2001:db8::", 32}}};

/// Whether a DNS name, a wildcard or a final dot included, is a safe domain or lies below one.
constexpr bool is_safe_dns_name(std::string_view name) noexcept {
  if (name.ends_with('.')) name.remove_suffix(1);
  for (std::string_view const domain : safe_domains) {
    if (name.size() < domain.size() || !ascii::equal(name.substr(name.size() - domain.size()), domain)) continue;
    if (name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.') return true;
  }
  return false;
}

/// Whether an address of 4 or 16 octets lies in a safe network.
inline bool is_safe_ip_address(byte_view octets) {
  for (safe_network const& network : safe_networks) {
    bytes const base = *parse_ip_address(network.address);
    bool inside = base.size() == octets.size();
    for (std::size_t bit = 0; inside && bit < network.prefix_length; ++bit)
      inside = ((base[bit / 8] ^ octets[bit / 8]) >> (7 - bit % 8) & 1) == 0;
    if (inside) return true;
  }
  return false;
}

/// The first thing in a free text that reads as a host of somebody: a name or an address.
///
/// Programs that fall back to common names take such text for the name of a host, some of them
/// after cutting it at a NUL, so every run of host name characters is looked at. Words without a
/// dot and versions (`v1.2`) are no hosts.
inline std::optional<std::string> unsafe_host_in(std::string_view text) {
  if (auto const address = parse_ip_address(text)) {
    if (is_safe_ip_address(*address)) return std::nullopt;
    return std::string{text};
  }
  auto const in_host = [](char c) { return ascii::is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '*'; };
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size() && in_host(text[length])) ++length;
    std::string_view run = text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
    while (run.ends_with('.')) run.remove_suffix(1);
    std::size_t const dot = run.rfind('.');
    if (dot == std::string_view::npos || dot + 1 == run.size()) continue;
    auto const address = parse_ip_address(run);
    bool const named = ascii::is_alpha(run[dot + 1]);
    if (address ? !is_safe_ip_address(*address) : (named && !is_safe_dns_name(run))) return std::string{run};
  }
  return std::nullopt;
}

/// Which of the safe names an authority's own NameConstraints speak of.
enum class safe_constraints {
  /// Domains and networks.
  names_and_addresses,
  /// Networks only; the domains are left to the authorities above.
  addresses,
};

/// The safe names as critical NameConstraints.
inline bytes safe_name_constraints(safe_constraints which) {
  std::vector<bytes> permitted;
  if (which == safe_constraints::names_and_addresses)
    for (std::string_view const domain : safe_domains) permitted.push_back(dns_name(domain));
  for (safe_network const& network : safe_networks) {
    bytes address_and_mask = *parse_ip_address(network.address);
    std::size_t const size = address_and_mask.size();
    address_and_mask.resize(2 * size);
    for (std::size_t bit = 0; bit < network.prefix_length; ++bit)
      address_and_mask[size + bit / 8] |= static_cast<std::uint8_t>(0x80 >> bit % 8);
    permitted.push_back(ip_name(address_and_mask));
  }
  return name_constraints(permitted);
}

} // namespace mxtls::pki

#endif
