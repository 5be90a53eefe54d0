// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_URI_REFERENCE_HPP
#define MXTLS_IDENTITY_URI_REFERENCE_HPP

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <mxtls/core/ascii.hpp>

namespace mxtls::identity {

namespace detail {

/// Whether every percent sign stands before two hexadecimal digits.
constexpr bool has_whole_escapes(std::string_view text) noexcept {
  for (std::size_t at = 0; (at = text.find('%', at)) != std::string_view::npos; at += 3)
    if (at + 2 >= text.size() || ascii::hex_value(text[at + 1]) < 0 || ascii::hex_value(text[at + 2]) < 0) return false;
  return true;
}

constexpr bool is_one_of(char c, std::string_view set) noexcept { return set.find(c) != std::string_view::npos; }

/// The scheme before a colon; empty if there is none, or if the colon is the first octet.
constexpr std::string_view uri_scheme(std::string_view text) noexcept {
  if (text.empty() || !ascii::is_alpha(text.front())) return {};
  std::size_t const end = static_cast<std::size_t>(
      std::find_if_not(text.begin(), text.end(), [](char c) { return ascii::is_alnum(c) || is_one_of(c, "+-."); }) -
      text.begin());
  return end < text.size() && text[end] == ':' ? text.substr(0, end) : std::string_view{};
}

/// A colon and digits, or nothing.
constexpr bool is_optional_port(std::string_view text) noexcept {
  return text.empty() || (text.front() == ':' && std::all_of(text.begin() + 1, text.end(), ascii::is_digit));
}

/// Escapes stand for octets beyond ASCII, or for the percent sign before a zone (RFC 6874).
constexpr bool is_uri_host(std::string_view host) noexcept {
  if (!has_whole_escapes(host)) return false;
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (host[i] == '%') {
      if (ascii::hex_value(host[i + 1]) < 8 && host.substr(i, 3) != "%25") return false;
      i += 2;
    } else if (static_cast<unsigned char>(host[i]) < 0x80 && !ascii::is_alnum(host[i]) &&
               !is_one_of(host[i], "!$&'()*+,;=:[]<>\"-_.~")) {
      return false;
    }
  }
  return true;
}

/// Labels of visible ASCII, with a port; the first one may be empty, no other one may.
constexpr bool has_domain_labels(std::string_view host) noexcept {
  if (host.ends_with('.') || host.find("..") != std::string_view::npos) return false;
  // What an escape stands for is seen here: octets beyond ASCII, or a percent sign.
  for (std::size_t i = 0; i < host.size(); ++i)
    if (host[i] <= ' ' || host[i] > '~' || (host[i] == '%' && ascii::hex_value(host[i + 1]) >= 8)) return false;
  return true;
}

constexpr bool is_uri_authority(std::string_view authority) noexcept {
  if (std::size_t const at = authority.rfind('@'); at != std::string_view::npos) {
    std::string_view const user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
    bool const octets = std::all_of(user.begin(), user.end(),
                                    [](char c) { return ascii::is_alnum(c) || is_one_of(c, "-._:~!$&'()*+,;=%@"); });
    std::size_t const colon = std::min(user.find(':'), user.size());
    if (!octets || !has_whole_escapes(user.substr(0, colon)) || !has_whole_escapes(user.substr(colon))) return false;
  }
  std::size_t const colon = authority.rfind(':');
  std::size_t const bracket = authority.rfind(']');
  if (authority.starts_with('[')) {
    if (bracket == std::string_view::npos || !is_optional_port(authority.substr(bracket + 1))) return false;
  } else if (colon != std::string_view::npos && !is_optional_port(authority.substr(colon))) {
    return false;
  }
  return is_uri_host(authority) && has_domain_labels(authority);
}

} // namespace detail

/// Whether a URI reference can be taken apart, and its host, if any, has labels of a domain.
///
/// That is how a lenient parser does it, which leaves the octets of paths and queries alone.
///
/// References: RFC 3986 sections 3 and 4.1, RFC 6874; net/url of Go.
constexpr bool is_uri_reference(std::string_view text) noexcept {
  if (std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; })) return false;
  std::size_t const fragment = std::min(text.find('#'), text.size());
  if (!detail::has_whole_escapes(text.substr(fragment))) return false;
  text = text.substr(0, fragment);
  if (text.starts_with(':')) return false;
  std::string_view const scheme = detail::uri_scheme(text);
  if (!scheme.empty()) text.remove_prefix(scheme.size() + 1);
  text = text.substr(0, text.find('?'));
  if (!text.starts_with('/')) {
    if (!scheme.empty()) return true;
    if (text.substr(0, text.find('/')).find(':') != std::string_view::npos) return false;
  }
  if (text.starts_with("//") && (!scheme.empty() || !text.starts_with("///"))) {
    text.remove_prefix(2);
    std::string_view const authority = text.substr(0, text.find('/'));
    if (!detail::is_uri_authority(authority)) return false;
    text.remove_prefix(authority.size());
  }
  return detail::has_whole_escapes(text);
}

} // namespace mxtls::identity

#endif
