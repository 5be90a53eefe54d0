// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_REASON_HPP
#define MXTLS_IDENTITY_REASON_HPP

#include <string_view>

namespace mxtls::identity {

/// The one rule that decided a comparison, the farthest from a match first.
///
/// The order is used to tell which refused name came nearest; the text codes are stable.
enum class reason {
  // the verifier does not get as far as comparing
  names_never_compared,
  reference_refused,
  reference_needs_idna,
  reference_ambiguous,
  certificate_refused,
  malformed_name,
  no_name,
  // refused: the two are not comparable
  other_kind,
  name_not_seen,
  common_name_type,
  address_out_of_scope,
  address_needs_ip_id,
  address_length,
  different_address,
  // refused: the names differ
  not_a_name,
  no_host_name,
  different_name,
  // refused: would be near, but for one rule
  embedded_nul,
  final_dot,
  reference_final_dot,
  wildcard_never,
  wildcard_octet,
  wildcard_empty,
  wildcard_repeated,
  wildcard_too_wide,
  wildcard_in_a_label,
  wildcard_not_left_most,
  wildcard_label_count,
  wildcard_partial,
  wildcard_public_suffix,
  common_name_not_the_one,
  common_name_beside_dns_id,
  common_name_never,
  // not known
  a_label_needs_idna,
  reads_beyond_reference,
  public_suffix_unknown,
  // matches
  partial_wildcard_label,
  wildcard_label,
  name_below,
  same_address,
  same_name,
};

constexpr bool is_match(reason why) noexcept { return why >= reason::partial_wildcard_label; }

/// Whether it is not known what the verifier would say.
constexpr bool is_unknown(reason why) noexcept {
  return why >= reason::a_label_needs_idna && why < reason::partial_wildcard_label;
}

/// Stable code for machines: `wildcard-label-count`.
constexpr std::string_view to_text(reason why) noexcept {
  switch (why) {
  case reason::names_never_compared: return "names-never-compared";
  case reason::reference_refused: return "reference-refused";
  case reason::reference_needs_idna: return "reference-needs-idna";
  case reason::reference_ambiguous: return "reference-ambiguous";
  case reason::certificate_refused: return "certificate-refused";
  case reason::malformed_name: return "malformed-name";
  case reason::no_name: return "no-name";
  case reason::other_kind: return "other-kind";
  case reason::name_not_seen: return "name-not-seen";
  case reason::common_name_type: return "common-name-type";
  case reason::address_out_of_scope: return "address-out-of-scope";
  case reason::address_needs_ip_id: return "address-needs-ip-id";
  case reason::address_length: return "address-length";
  case reason::different_address: return "different-address";
  case reason::not_a_name: return "not-a-name";
  case reason::no_host_name: return "no-host-name";
  case reason::different_name: return "different-name";
  case reason::embedded_nul: return "embedded-nul";
  case reason::final_dot: return "final-dot";
  case reason::reference_final_dot: return "reference-final-dot";
  case reason::wildcard_never: return "wildcard-never";
  case reason::wildcard_octet: return "wildcard-octet";
  case reason::wildcard_empty: return "wildcard-empty";
  case reason::wildcard_repeated: return "wildcard-repeated";
  case reason::wildcard_too_wide: return "wildcard-too-wide";
  case reason::wildcard_in_a_label: return "wildcard-in-a-label";
  case reason::wildcard_not_left_most: return "wildcard-not-left-most";
  case reason::wildcard_label_count: return "wildcard-label-count";
  case reason::wildcard_partial: return "wildcard-partial";
  case reason::wildcard_public_suffix: return "wildcard-public-suffix";
  case reason::common_name_not_the_one: return "common-name-not-the-one";
  case reason::common_name_beside_dns_id: return "common-name-beside-dns-id";
  case reason::common_name_never: return "common-name-never";
  case reason::a_label_needs_idna: return "a-label-needs-idna";
  case reason::reads_beyond_reference: return "reads-beyond-reference";
  case reason::public_suffix_unknown: return "public-suffix-unknown";
  case reason::partial_wildcard_label: return "partial-wildcard-label";
  case reason::wildcard_label: return "wildcard-label";
  case reason::name_below: return "name-below";
  case reason::same_address: return "same-address";
  case reason::same_name: return "same-name";
  }
  return "unknown";
}

} // namespace mxtls::identity

#endif
