// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_REFERENCE_HPP
#define MXTLS_IDENTITY_REFERENCE_HPP

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/identity/address_forms.hpp>
#include <mxtls/identity/errc.hpp>

namespace mxtls::identity {

enum class reference_kind { dns, ip };

/// What a text that is no address in its standard form is to programs that read others too.
///
/// Each is empty if the text is none of that.
struct address_readings {
  bytes loose_decimal{};
  bytes short_decimal{};
  bytes inet_aton{};
  bytes inet_aton_and_blanks{};
  /// `[192.0.2.1]`, `[2001:db8::1]`.
  bytes bracketed{};
  /// `fe80::1%eth0`, without its zone.
  bytes zoned{};
  std::string zone{};
  /// `192.0.2.1.`, without its final dot.
  bytes dotted{};

  friend bool operator==(address_readings const&, address_readings const&) = default;
};

/// Reference identifier: the name a client was told and expects to find in the certificate.
///
/// For a mail exchanger it is the MX host; it never comes from the greeting, the answer to EHLO or
/// a PTR record, which the peer chooses.
///
/// References: RFC 9525 sections 1.8 and 6.1.
struct reference {
  reference_kind kind = reference_kind::dns;
  /// A host name as given (case and final dot kept), or the text of an address.
  std::string name{};
  /// 4 or 16 octets for `reference_kind::ip`, else empty.
  bytes address{};
  /// Empty for what is no address in any form.
  std::optional<address_readings> readings{};

  friend bool operator==(reference const&, reference const&) = default;
};

/// Reads a host name, or an IP address (bare, or in brackets as in RFC 5321 address literals).
///
/// A host name is LDH labels and underscores, A-labels for internationalized names, and may have a
/// final dot. Errors: every `errc`, with the offset of the octet.
///
/// References: RFC 9525 section 6.1.1, RFC 1123 section 2.1, RFC 5321 section 4.1.3.
inline result<reference> parse_reference(std::string_view text) {
  std::string_view literal = text;
  bool const bracketed = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  if (bracketed) {
    literal = text.substr(1, text.size() - 2);
    bool const tagged = ascii::starts_with(literal, "IPv6:");
    if (tagged) literal.remove_prefix(5);
    if (tagged && literal.find(':') == std::string_view::npos) return errc::bad_address;
  }
  if (auto address = parse_ip_address(literal))
    return reference{reference_kind::ip, std::string{literal}, *address, {}};

  bool numeric = text.find_first_not_of('.') != std::string_view::npos;
  for (char const c : text) {
    if (c == ':' || c == '[' || c == ']') return errc::bad_address;
    numeric = numeric && (ascii::is_digit(c) || c == '.');
  }
  if (numeric) return errc::bad_address;
  if (text.size() > 253 + (text.ends_with('.') ? 1U : 0U)) return errc::name_too_long;
  std::size_t label_start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || text[i] == '.') {
      bool const root = i == text.size() && i == label_start && i > 0;
      if (!root && (i == label_start || i - label_start > 63)) return failure{errc::bad_label, label_start};
      label_start = i + 1;
    } else if (static_cast<unsigned char>(text[i]) >= 0x80) {
      return failure{errc::not_ascii, i};
    } else if (!ascii::is_alnum(text[i]) && text[i] != '-' && text[i] != '_') {
      return failure{errc::bad_octet, i};
    }
  }
  return reference{reference_kind::dns, std::string{text}, {}, {}};
}

/// Takes any text as it stands, as the programs do that check nothing: an IP address in its standard
/// text form, or else a host name, whatever it holds.
inline reference reference_from_text(std::string_view text) {
  // As nearly all are: no form of an address begins with a letter and has no colon.
  if (!text.empty() && ascii::is_alpha(text.front()) && text.find(':') == std::string_view::npos)
    return {reference_kind::dns, std::string{text}, {}, {}};
  if (auto address = parse_ip_address(text)) return {reference_kind::ip, std::string{text}, *address, {}};
  address_readings as;
  auto const keep = [](bytes& where, std::optional<ipv4_octets> const& found) {
    if (found) where.assign(found->begin(), found->end());
  };
  keep(as.loose_decimal, loose_decimal_address(text));
  if (std::size_t const colon = text.rfind(':'); colon != std::string_view::npos && as.loose_decimal.empty())
    if (auto const end = loose_decimal_address(text.substr(colon + 1)))
      as.loose_decimal =
          parse_ip_address(std::string{text.substr(0, colon + 1)} + std::string{detail::text_of_address(*end).view()})
              .value_or(bytes{});
  keep(as.short_decimal, short_decimal_address(text));
  keep(as.inet_aton, inet_aton_address(text));
  keep(as.inet_aton_and_blanks, inet_aton_address(text.substr(0, text.find_last_not_of(" \t\r\n") + 1)));
  if (text.starts_with('[') && text.ends_with(']'))
    as.bracketed = parse_ip_address(text.substr(1, text.size() - 2)).value_or(bytes{});
  if (text.ends_with('.')) as.dotted = parse_ip_address(text.substr(0, text.size() - 1)).value_or(bytes{});
  if (auto const zone = text.find('%'); zone != std::string_view::npos && text.find(':') < zone) {
    as.zoned = parse_ip_address(text.substr(0, zone)).value_or(bytes{});
    if (!as.zoned.empty()) as.zone = text.substr(zone + 1);
  }
  reference out{reference_kind::dns, std::string{text}, {}, {}};
  if (as != address_readings{}) out.readings = std::move(as);
  return out;
}

} // namespace mxtls::identity

#endif
