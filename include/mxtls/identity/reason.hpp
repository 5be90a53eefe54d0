// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_REASON_HPP
#define MXTLS_IDENTITY_REASON_HPP

#include <string_view>

namespace mxtls::identity {

/// The one rule that decided a comparison, the farthest from a match first.
///
/// The order is used to tell which refused name came nearest; the text codes are stable.
enum class reason {
  // refused: the two are not comparable
  other_kind,
  address_out_of_scope,
  address_needs_ip_id,
  address_length,
  different_address,
  // refused: the names differ
  not_a_name,
  different_name,
  // refused: would be near, but for one rule
  embedded_nul,
  final_dot,
  wildcard_repeated,
  wildcard_too_wide,
  wildcard_in_a_label,
  wildcard_not_left_most,
  wildcard_label_count,
  wildcard_partial,
  common_name_not_most_specific,
  common_name_beside_dns_id,
  common_name_never,
  // matches
  partial_wildcard_label,
  wildcard_label,
  same_address,
  same_name,
};

constexpr bool is_match(reason why) noexcept { return why >= reason::partial_wildcard_label; }

/// Stable code for machines: `wildcard-label-count`.
constexpr std::string_view to_text(reason why) noexcept {
  switch (why) {
  case reason::other_kind: return "other-kind";
  case reason::address_out_of_scope: return "address-out-of-scope";
  case reason::address_needs_ip_id: return "address-needs-ip-id";
  case reason::address_length: return "address-length";
  case reason::different_address: return "different-address";
  case reason::not_a_name: return "not-a-name";
  case reason::different_name: return "different-name";
  case reason::embedded_nul: return "embedded-nul";
  case reason::final_dot: return "final-dot";
  case reason::wildcard_repeated: return "wildcard-repeated";
  case reason::wildcard_too_wide: return "wildcard-too-wide";
  case reason::wildcard_in_a_label: return "wildcard-in-a-label";
  case reason::wildcard_not_left_most: return "wildcard-not-left-most";
  case reason::wildcard_label_count: return "wildcard-label-count";
  case reason::wildcard_partial: return "wildcard-partial";
  case reason::common_name_not_most_specific: return "common-name-not-most-specific";
  case reason::common_name_beside_dns_id: return "common-name-beside-dns-id";
  case reason::common_name_never: return "common-name-never";
  case reason::partial_wildcard_label: return "partial-wildcard-label";
  case reason::wildcard_label: return "wildcard-label";
  case reason::same_address: return "same-address";
  case reason::same_name: return "same-name";
  }
  return "unknown";
}

} // namespace mxtls::identity

#endif
