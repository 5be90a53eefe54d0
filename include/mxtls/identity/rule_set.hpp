// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_RULE_SET_HPP
#define MXTLS_IDENTITY_RULE_SET_HPP

#include <array>
#include <cstddef>
#include <string_view>

namespace mxtls::identity {

/// When the common name of the subject may stand in for a DNS-ID.
enum class common_name_when {
  never,
  /// Only if there is no DNS-ID.
  no_dns_id,
  /// Only if there is no DNS-ID, SRV-ID or URI-ID.
  no_service_id,
};

/// Which common name counts if there are several.
enum class common_name_which { any, most_specific };

/// Labels in which a `*` is a wildcard.
enum class wildcard_place { left_most_label, any_label };

/// Whether a `*` may stand for a part of a label (`mx*.example.test`).
enum class partial_wildcard { refused, allowed };

/// How an IP address is looked for.
enum class address_rule { ip_id, out_of_scope };

/// How one verifier compares names: a value that the matcher follows, and where each rule stands.
struct rule_set {
  /// Stable name: `rfc9525`.
  std::string_view id{};
  std::string_view title{};
  common_name_when common_name = common_name_when::never;
  common_name_which which_common_name = common_name_which::any;
  wildcard_place wildcard = wildcard_place::left_most_label;
  partial_wildcard partial = partial_wildcard::refused;
  /// Labels that must follow the label with the `*`.
  std::size_t labels_after_wildcard = 1;
  address_rule address = address_rule::ip_id;
  /// Clauses: for names compared as a whole, for wildcards, for the common name, for addresses.
  std::string_view name_clause{};
  std::string_view wildcard_clause{};
  std::string_view common_name_clause{};
  std::string_view address_clause{};
};

/// The rules of the standards.
namespace rules {

/// References: RFC 2818 section 3.1.
inline constexpr rule_set rfc2818{
    .id = "rfc2818",
    .title = "RFC 2818 (2000), HTTP over TLS",
    .common_name = common_name_when::no_dns_id,
    .which_common_name = common_name_which::most_specific,
    .wildcard = wildcard_place::any_label,
    .partial = partial_wildcard::allowed,
    .labels_after_wildcard = 1,
    .address = address_rule::ip_id,
    .name_clause = "RFC 2818 section 3.1",
    .wildcard_clause = "RFC 2818 section 3.1",
    .common_name_clause = "RFC 2818 section 3.1",
    .address_clause = "RFC 2818 section 3.1",
};

/// References: RFC 6125 sections 6.4.1 to 6.4.4; addresses: section 1.7.2.
inline constexpr rule_set rfc6125{
    .id = "rfc6125",
    .title = "RFC 6125 (2011), names in PKIX certificates",
    .common_name = common_name_when::no_service_id,
    .which_common_name = common_name_which::any,
    .wildcard = wildcard_place::left_most_label,
    .partial = partial_wildcard::allowed,
    .labels_after_wildcard = 1,
    .address = address_rule::out_of_scope,
    .name_clause = "RFC 6125 section 6.4.1",
    .wildcard_clause = "RFC 6125 section 6.4.3",
    .common_name_clause = "RFC 6125 section 6.4.4",
    .address_clause = "RFC 6125 section 1.7.2",
};

/// References: RFC 9525 sections 2 and 6.3 to 6.5.
inline constexpr rule_set rfc9525{
    .id = "rfc9525",
    .title = "RFC 9525 (2023), names in TLS",
    .common_name = common_name_when::never,
    .which_common_name = common_name_which::any,
    .wildcard = wildcard_place::left_most_label,
    .partial = partial_wildcard::refused,
    .labels_after_wildcard = 1,
    .address = address_rule::ip_id,
    .name_clause = "RFC 9525 section 6.3",
    .wildcard_clause = "RFC 9525 section 6.3",
    .common_name_clause = "RFC 9525 section 2",
    .address_clause = "RFC 9525 section 6.4",
};

/// Every rule set, oldest first.
inline constexpr std::array<rule_set const*, 3> all{&rfc2818, &rfc6125, &rfc9525};

} // namespace rules

} // namespace mxtls::identity

#endif
