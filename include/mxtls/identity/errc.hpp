// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_ERRC_HPP
#define MXTLS_IDENTITY_ERRC_HPP

#include <string_view>

#include <mxtls/core/error.hpp>

namespace mxtls::identity {

/// Why a text cannot be a reference identifier.
enum class errc {
  /// The text is empty, or holds a label that is empty or longer than 63 octets.
  bad_label = 1,
  /// The name is longer than 253 octets.
  name_too_long,
  /// The text holds a space, a control octet, a `*` or another octet no host name has.
  bad_octet,
  /// The name has octets above 0x7f: give its A-labels (`xn--…`) instead.
  not_ascii,
  /// Digits and dots, or colons, that are no IP address.
  bad_address,
};

constexpr char const* category_name(errc) noexcept { return "mxtls.identity"; }

constexpr std::string_view describe(errc value) noexcept {
  switch (value) {
  case errc::bad_label: return "a label of the name is empty or longer than 63 octets";
  case errc::name_too_long: return "the name is longer than 253 octets";
  case errc::bad_octet: return "the name holds an octet that no host name has, such as a space or a *";
  case errc::not_ascii: return "the name is not ASCII; give its A-labels (xn--...) instead";
  case errc::bad_address: return "this looks like an IP address and is none";
  }
  return "unknown identity error";
}

} // namespace mxtls::identity

MXTLS_ERROR_ENUM(identity);

#endif
