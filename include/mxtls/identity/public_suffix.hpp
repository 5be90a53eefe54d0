// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_PUBLIC_SUFFIX_HPP
#define MXTLS_IDENTITY_PUBLIC_SUFFIX_HPP

#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/certainty.hpp>
#include <mxtls/identity/rule_set.hpp>

namespace mxtls::identity {

/// Whether a domain is a public suffix, as far as that is known without a list of them.
///
/// A single label is one: the list's rule for what it does not name. Below the top-level domains that
/// are reserved for tests there are none.
///
/// References: RFC 2606 section 2, RFC 6761 section 6.
constexpr certainty is_public_suffix(std::string_view domain, public_suffix_test by_list) noexcept {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  std::size_t const dot = domain.rfind('.');
  if (dot == std::string_view::npos) return certainty::yes;
  if (by_list != nullptr) return by_list(domain) ? certainty::yes : certainty::no;
  std::string_view const top = domain.substr(dot + 1);
  for (std::string_view const reserved : {"test", "example", "invalid", "localhost"})
    if (ascii::equal(top, reserved)) return certainty::no;
  return certainty::unknown;
}

} // namespace mxtls::identity

#endif
