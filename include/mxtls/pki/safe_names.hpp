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
#include <mxtls/core/escape.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/pki/general_names.hpp>

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

/// Whether a name has no blank, no control and no octet beyond ASCII.
constexpr bool is_plain_dns_name(std::string_view name) noexcept {
  for (char const c : name)
    if (c <= ' ' || c >= 0x7f) return false;
  return true;
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

namespace detail {

/// The first run of characters that is unsafe, without final dots.
///
/// @param length_at Octets of the character that a text begins with, 0 if it ends the run.
template <typename Length, typename Unsafe>
std::optional<std::string> unsafe_run_in(std::string_view text, Length length_at, Unsafe is_unsafe) {
  while (!text.empty()) {
    std::size_t length = 0;
    for (std::size_t more = 1; more != 0 && length < text.size(); length += more) more = length_at(text.substr(length));
    std::string_view run = text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
    while (run.ends_with('.')) run.remove_suffix(1);
    if (is_unsafe(run)) return std::string{run};
  }
  return std::nullopt;
}

inline bool is_unsafe_host(std::string_view run) {
  std::size_t const dot = run.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == run.size()) return false;
  if (auto const address = parse_ip_address(run)) return !is_safe_ip_address(*address);
  // No top-level domain begins with a digit, a hyphen or an underscore.
  char const first = run[dot + 1];
  bool const named = ascii::is_alpha(first) || first == '*' || static_cast<unsigned char>(first) >= 0x80;
  return named && !is_safe_dns_name(run);
}

} // namespace detail

/// The first thing in a free text that reads as a host of somebody: a name or an address.
///
/// Programs that fall back to common names take such text for the name of a host, some of them
/// after cutting it at a NUL or at an octet beyond ASCII, so every run of host name characters is
/// looked at, with international letters and without. Words without a dot and versions (`v1.2`) are
/// no hosts.
inline std::optional<std::string> unsafe_host_in(std::string_view text) {
  if (auto const address = parse_ip_address(text); address && is_safe_ip_address(*address)) return std::nullopt;
  auto const in_host = [](std::string_view rest) -> std::size_t {
    return ascii::is_alnum(rest[0]) || std::string_view{"-_.*"}.find(rest[0]) != std::string_view::npos;
  };
  auto const in_international_host = [in_host](std::string_view rest) {
    std::uint32_t character = 0;
    std::size_t const length = mxtls::detail::utf8_sequence(rest, character);
    return length > 1 ? length : in_host(rest);
  };
  auto const in_address = [](std::string_view rest) -> std::size_t {
    return ascii::is_alnum(rest[0]) || rest[0] == ':' || rest[0] == '.';
  };
  auto const is_unsafe_address = [](std::string_view run) {
    constexpr std::string_view of_mail = "IPv6:"; // RFC 5321 section 4.1.3
    if (ascii::equal(run.substr(0, of_mail.size()), of_mail)) run.remove_prefix(of_mail.size());
    auto const address = parse_ip_address(run);
    return address && run != "::" && !is_safe_ip_address(*address);
  };
  if (auto found = detail::unsafe_run_in(text, in_host, detail::is_unsafe_host)) return found;
  if (auto found = detail::unsafe_run_in(text, in_international_host, detail::is_unsafe_host)) return found;
  return detail::unsafe_run_in(text, in_address, is_unsafe_address);
}

/// Which of the safe names an authority's own NameConstraints speak of.
enum class safe_constraints {
  /// Domains and networks.
  names_and_addresses,
  /// Networks only; the domains are left to the authorities above.
  addresses,
};

/// The safe names as bases of NameConstraints.
inline std::vector<bytes> safe_subtrees(safe_constraints which) {
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
  return permitted;
}

} // namespace mxtls::pki

#endif
