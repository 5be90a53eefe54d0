// SPDX-License-Identifier: BSL-1.0
//
// The list of public suffixes that libpsl has, for the rule sets that ask for one.
#ifndef MXTLS_EXAMPLES_LIBPSL_HPP
#define MXTLS_EXAMPLES_LIBPSL_HPP

#ifdef MXTLS_LIBPSL
#include <libpsl.h>
#endif

#include <algorithm>
#include <array>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/rules.hpp>

namespace mxtls::program {

#ifdef MXTLS_LIBPSL
/// Whether the list names a domain among those of registries, as Chromium asks: hosting companies' domains
/// (the list's private part) are none, nor is a top-level domain that it does not name.
inline bool is_registry(std::string_view domain) noexcept {
  std::array<char, 254> text{}; // a longer one is no domain
  if (domain.size() >= text.size()) return false;
  std::transform(domain.begin(), domain.end(), text.begin(), [](char c) { return ascii::to_lower(c); });
  return psl_is_public_suffix2(psl_builtin(), text.data(), PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) == 1;
}
#endif

/// A rule set, with the list if it asks for one and there is one.
inline identity::rule_set const* with_public_suffixes(identity::rule_set const* rules) {
#ifdef MXTLS_LIBPSL
  static identity::rule_set const chromium = [] {
    identity::rule_set out = identity::rules::chromium;
    if (psl_builtin() != nullptr) out.is_public_suffix = is_registry;
    return out;
  }();
  if (rules == &identity::rules::chromium) return &chromium;
#endif
  return rules;
}

} // namespace mxtls::program

#endif
