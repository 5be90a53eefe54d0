// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_RULES_STANDARDS_HPP
#define MXTLS_IDENTITY_RULES_STANDARDS_HPP

#include <array>

#include <mxtls/identity/rule_set.hpp>

/// How the standards compare names, as data.
namespace mxtls::identity::rules {

/// References: RFC 2818 section 3.1.
inline constexpr rule_set rfc2818{
    .id = "rfc2818",
    .title = "RFC 2818 (2000), HTTP over TLS",
    .product = "RFC 2818",
    .versions = "2000 to 2022",
    .common_name = common_name_when::unless_blocked,
    .which_common_name = common_name_which::last,
    .wildcard = wildcard_place::any_label,
    .partial = partial_wildcard::any,
    .empty_star = permission::allowed,
    .name_clause = "RFC 2818 section 3.1",
    .wildcard_clause = "RFC 2818 section 3.1",
    .common_name_clause = "RFC 2818 section 3.1",
    .address_clause = "RFC 2818 section 3.1",
};

/// References: RFC 6125 sections 6.4.1 to 6.4.4; addresses: section 1.7.2.
inline constexpr rule_set rfc6125{
    .id = "rfc6125",
    .title = "RFC 6125 (2011), names in PKIX certificates",
    .product = "RFC 6125",
    .versions = "2011 to 2023",
    .common_name = common_name_when::unless_blocked,
    .common_name_blockers = {presented_kind::dns_id, presented_kind::srv_id, presented_kind::uri_id},
    .partial = partial_wildcard::any,
    .empty_star = permission::allowed,
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
    .product = "RFC 9525",
    .versions = "since 2023",
    .name_clause = "RFC 9525 section 6.3",
    .wildcard_clause = "RFC 9525 section 6.3",
    .common_name_clause = "RFC 9525 section 2",
    .address_clause = "RFC 9525 section 6.4",
};

/// The rules of the standards, oldest first.
inline constexpr std::array<rule_set const*, 3> standards{&rfc2818, &rfc6125, &rfc9525};

} // namespace mxtls::identity::rules

#endif
