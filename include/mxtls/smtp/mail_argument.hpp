// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_MAIL_ARGUMENT_HPP
#define MXTLS_SMTP_MAIL_ARGUMENT_HPP

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include <mxtls/core/ascii.hpp>

namespace mxtls::smtp {

/// What MAIL and RCPT are given: `FROM:<a@example.test> SIZE=10`. Views into the argument.
struct mail_argument {
  /// Without angle brackets and source route; may be empty.
  std::string_view path{};
  std::string_view parameters{};
};

/// Takes the argument apart; nothing if it has not that form.
///
/// A space behind the colon is let pass, as most servers do.
///
/// @param label `FROM:` or `TO:`.
/// References: RFC 5321 sections 4.1.1.2, 4.1.1.3 and 4.1.2.
inline std::optional<mail_argument> parse_mail_argument(std::string_view argument, std::string_view label) noexcept {
  if (!ascii::starts_with(argument, label)) return std::nullopt;
  argument = ascii::trim(argument.substr(label.size()));
  if (!argument.starts_with('<')) return std::nullopt;
  bool quoted = false;
  std::size_t end = 1;
  for (; end < argument.size() && (quoted || argument[end] != '>'); ++end) {
    if (argument[end] == '"') quoted = !quoted;
    else if (quoted && argument[end] == '\\') ++end;
  }
  if (end >= argument.size()) return std::nullopt;
  mail_argument out{argument.substr(1, end - 1), argument.substr(end + 1)};
  if (!out.parameters.empty() && out.parameters.front() != ' ') return std::nullopt;
  out.parameters = ascii::trim(out.parameters);
  // A source route is accepted and ignored.
  if (out.path.starts_with('@')) out.path.remove_prefix(std::min(out.path.find(':'), out.path.size() - 1) + 1);
  return out;
}

namespace detail {

/// Runs of octets that fit, parted by single dots.
template <typename Fits>
constexpr bool is_dotted(std::string_view text, Fits fits) noexcept {
  char before = '.';
  for (char const c : text) {
    if (c == '.' ? before == '.' : !fits(c)) return false;
    before = c;
  }
  return before != '.';
}

constexpr bool is_quoted_local_part(std::string_view text) noexcept {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' || (text[i] == '\\' && ++i == text.size())) return false;
    if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7f) return false;
  }
  return true;
}

} // namespace detail

/// Whether a path is a mailbox, `local@domain`; octets above 0x7f are taken for UTF-8 and let pass.
///
/// References: RFC 5321 sections 4.1.2 and 4.5.3.1.3 (256 octets with the angle brackets), RFC 6531 section 3.3.
constexpr bool is_mailbox(std::string_view path) noexcept {
  auto const at = path.rfind('@');
  if (at == std::string_view::npos || path.size() > 254) return false;
  std::string_view const local = path.substr(0, at);
  std::string_view const domain = path.substr(at + 1);
  auto const is_atom = [](char c) {
    return ascii::is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
  };
  auto const is_label = [](char c) { return ascii::is_alnum(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80; };
  auto const is_literal = [](char c) { return ascii::is_alnum(c) || c == '.' || c == ':' || c == '-'; };
  if (!detail::is_quoted_local_part(local) && !detail::is_dotted(local, is_atom)) return false;
  if (!domain.starts_with('[')) return detail::is_dotted(domain, is_label);
  return domain.size() > 2 && domain.back() == ']' && std::all_of(domain.begin() + 1, domain.end() - 1, is_literal);
}

} // namespace mxtls::smtp

#endif
