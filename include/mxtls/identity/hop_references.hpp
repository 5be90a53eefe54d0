// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_HOP_REFERENCES_HPP
#define MXTLS_IDENTITY_HOP_REFERENCES_HPP

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/identity/match.hpp>
#include <mxtls/identity/sender.hpp>

namespace mxtls::identity {

/// The names that a mailer meets on its way to one server; views, each empty if not known.
struct hop {
  /// The recipient's domain, or a smart host.
  std::string_view nexthop{};
  std::string_view mx_host{};
  /// Where the MX host is an alias.
  std::string_view cname_target{};
  /// Sent or chosen by the peer, and so never a reference identifier.
  std::string_view greeting{};
  std::string_view ehlo{};
  std::string_view ptr{};
};

/// A reference identifier before it is read: its text, and where that comes from.
struct hop_reference {
  name_source source = name_source::none;
  /// Empty if the hop does not say.
  std::string_view name{};

  friend constexpr bool operator==(hop_reference const&, hop_reference const&) = default;
};

/// Up to two reference identifiers, any of which will do.
struct hop_references {
  std::array<hop_reference, 2> all{};
  std::size_t count = 0;

  constexpr hop_reference const* begin() const noexcept { return all.data(); }
  constexpr hop_reference const* end() const noexcept { return all.data() + count; }
  constexpr bool empty() const noexcept { return count == 0; }
};

/// The reference identifiers that a sender uses for a hop, in its order.
///
/// None for a sender that never compares names. Only the nexthop, the MX host and the CNAME target
/// of the hop are ever used.
///
/// References: RFC 7672 sections 2.2.3 and 3.2.2, RFC 8461 section 4.2, RFC 9525 section 6.1.
inline hop_references references(sender const& from, hop const& over) {
  hop_references out;
  for (name_source const source : from.sources) {
    std::string_view name;
    switch (source) {
    case name_source::none: return out;
    case name_source::nexthop:
    case name_source::below_nexthop: name = over.nexthop; break;
    case name_source::tlsa_base_domain: name = over.cname_target.empty() ? over.mx_host : over.cname_target; break;
    case name_source::mx_host:
    case name_source::typed_host: name = over.mx_host; break;
    }
    // Nothing is below an address, or below a name that is not known.
    if (source == name_source::below_nexthop && (name.empty() || parse_ip_address(name))) continue;
    out.all[out.count++] = {source, name};
  }
  return out;
}

/// The text that is compared: with a leading dot for names below the nexthop.
inline std::string to_text(hop_reference const& r) {
  return (r.source == name_source::below_nexthop ? "." : "") + std::string{r.name};
}

/// Whether whoever can forge an unsigned MX answer chooses this reference identifier.
constexpr bool hangs_on_unsigned_dns(sender const& from, hop_reference const& r, hop const& over) noexcept {
  return r.source == name_source::mx_host && from.answer == mx_answer::as_it_comes &&
         !ascii::equal(r.name, over.nexthop);
}

/// The verdict of a sender on the names of a certificate.
///
/// `unknown` if it never compares names, or if none matches and the hop does not say all its names.
inline verdict decide(sender const& from, hop const& over, std::span<presented const> names,
                      presented_shape const& shape) {
  auto const expected = references(from, over);
  if (from.rules == nullptr || expected.empty()) return verdict::unknown;
  verdict out = verdict::mismatch;
  for (hop_reference const& each : expected) {
    verdict const what =
        each.name.empty() ? verdict::unknown : decide(reference_from_text(to_text(each)), names, shape, *from.rules);
    if (what == verdict::match) return what;
    if (out != verdict::unknown && what != verdict::mismatch) out = what;
  }
  return out;
}

} // namespace mxtls::identity

#endif
