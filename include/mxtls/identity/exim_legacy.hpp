// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_EXIM_LEGACY_HPP
#define MXTLS_IDENTITY_EXIM_LEGACY_HPP

#include <cstddef>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/identity/exim_list.hpp>
#include <mxtls/identity/presented.hpp>

/// Exim's own comparison, which it uses where the library has none: everything is text, and lists.
///
/// References: Exim src/tls.c, tls_is_name_for_cert() and is_name_match().
namespace mxtls::identity::exim_legacy {

/// Whether a name of the certificate, one item of a list, covers a host name.
constexpr bool covers_item(std::string_view pattern, std::string_view name) noexcept {
  if (!pattern.starts_with('*'))
    return !name.empty() && pattern.find('*') == std::string_view::npos && ascii::equal(pattern, name);
  if (!pattern.starts_with("*.")) return false;
  pattern.remove_prefix(2);
  std::size_t const dot = name.find('.');
  return pattern.find('*') == std::string_view::npos && pattern.find('.') != std::string_view::npos &&
         dot != std::string_view::npos && dot + 1 < name.size() && ascii::equal(pattern, name.substr(dot + 1));
}

/// Whether a common name stands in the text of the subject as `CN=` and itself, nothing escaped.
constexpr bool stands_as_text(presented const& name) noexcept {
  return name.kind == presented_kind::cn_id && name.attributes_beside == 0 && !is_escaped_in_text(name.value);
}

/// Whether one name of a certificate covers any item of what is looked for.
constexpr bool covers(presented const& name, std::string_view reference) noexcept {
  return exim_list{reference}.any([&name](std::string_view wanted) {
    if (name.kind == presented_kind::cn_id) return stands_as_text(name) && covers_item(name.value, wanted);
    return exim_list{name.value, '\n'}.any([wanted](std::string_view item) { return covers_item(item, wanted); });
  });
}

} // namespace mxtls::identity::exim_legacy

#endif
