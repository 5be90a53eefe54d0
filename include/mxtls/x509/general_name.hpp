// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_GENERAL_NAME_HPP
#define MXTLS_X509_GENERAL_NAME_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/x509/der_reader.hpp>
#include <mxtls/x509/distinguished_name.hpp>
#include <mxtls/x509/errc.hpp>
#include <mxtls/x509/oid.hpp>

namespace mxtls::x509 {

/// More names than this in one extension make a certificate unreadable.
inline constexpr std::size_t max_general_names = 10'000;

/// The choices of GeneralName, numbered by their tags.
///
/// References: RFC 5280 section 4.2.1.6.
enum class general_name_kind {
  other_name = 0,
  rfc822_name = 1,
  dns_name = 2,
  x400_address = 3,
  directory_name = 4,
  ediparty_name = 5,
  uri = 6,
  ip_address = 7,
  registered_id = 8,
};

/// One name of a certificate, its octets exactly as they were sent, valid or not.
struct general_name {
  general_name_kind kind = general_name_kind::dns_name;
  /// The DER content: text without any decoding, address octets, a Name for `directory_name`.
  bytes raw;

  friend bool operator==(general_name const&, general_name const&) = default;
};

/// What a GeneralNames value holds.
struct general_names {
  std::vector<general_name> names;
  /// Not all of the value could be read; `names` are those that could.
  bool malformed = false;
};

/// Reads GeneralNames, keeping every name whose own framing can be made out.
///
/// A broken sibling never hides the others, as far as DER lets one find them: after an element of
/// no known choice reading goes on, after broken framing it cannot.
///
/// @param value the SEQUENCE with its header
/// @param origin offset of `value` in the outermost input
/// Errors: `too_many`.
inline result<general_names> read_general_names(byte_view value, std::size_t origin = 0) {
  general_names out;
  der_reader outer{value, origin};
  auto const sequence = outer.expect(der_tag::sequence);
  out.malformed = !sequence || !outer.empty();
  if (!sequence) return out;
  for (der_reader elements{*sequence}; !elements.empty();) {
    auto const element = elements.read();
    if (!element) {
      out.malformed = true;
      break;
    }
    unsigned const number = element->tag & 0x1fU;
    bool const constructed = number == 0 || (number >= 3 && number <= 5);
    if (number > 8 || element->tag != (constructed ? der_tag::context_constructed(number) : der_tag::context(number))) {
      out.malformed = true;
      continue;
    }
    if (out.names.size() == max_general_names) return failure{errc::too_many, element->where};
    out.names.push_back(
        {.kind = static_cast<general_name_kind>(number), .raw = {element->content.begin(), element->content.end()}});
  }
  return out;
}

namespace detail {

/// Dotted IPv4, or IPv6 in eight upper-case groups; the octets themselves for any other length.
inline std::string address_text(byte_view octets) {
  std::string out;
  if (octets.size() == 4) {
    for (std::uint8_t const octet : octets) (out += out.empty() ? "" : ".") += std::to_string(octet);
    return out;
  }
  if (octets.size() != 16)
    return "<invalid, " + std::to_string(octets.size()) + " octets> " +
           to_hex(octets.first(octets.size() < 32 ? octets.size() : 32), ':');
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (std::size_t i = 0; i < 16; i += 2) {
    unsigned const group = static_cast<unsigned>(octets[i]) << 8 | octets[i + 1];
    if (i != 0) out += ':';
    int shift = 12;
    while (shift > 0 && group >> shift == 0) shift -= 4;
    for (; shift >= 0; shift -= 4) out += digits[group >> shift & 15];
  }
  return out;
}

/// `<type>::<value>` if the value is a string, as with SRVName and SmtpUTF8Mailbox.
inline std::string other_name_text(byte_view raw) {
  der_reader fields{raw};
  auto const type = fields.expect(der_tag::object_identifier);
  if (!type) return "<invalid>";
  std::string const start = to_text(oid{type->content}) + "::";
  auto const wrapped = fields.expect(der_tag::context_constructed(0));
  if (!wrapped) return start + "<invalid>";
  auto const value = der_reader{*wrapped}.read();
  if (!value) return start + "<invalid>";
  auto const text = decode_string(value->tag, value->content);
  return start + (text ? escape(*text) : "<unsupported>");
}

inline std::string directory_name_text(byte_view raw) {
  auto const outer = der_reader{raw}.read();
  if (!outer) return "<invalid>";
  auto const name = read_distinguished_name(*outer);
  return name ? to_text(*name) : "<invalid>";
}

} // namespace detail

/// `DNS:*.example.test`, `IP Address:192.0.2.1`: the words that openssl uses, safe to show.
///
/// The peer's octets are escaped, so that an embedded NUL reads `\x00`.
inline std::string to_text(general_name const& name) {
  switch (name.kind) {
  case general_name_kind::other_name: return "othername:" + detail::other_name_text(name.raw);
  case general_name_kind::rfc822_name: return "email:" + escape(as_text(name.raw));
  case general_name_kind::dns_name: return "DNS:" + escape(as_text(name.raw));
  case general_name_kind::x400_address: return "X400Name:<unsupported>";
  case general_name_kind::directory_name: return "DirName:" + detail::directory_name_text(name.raw);
  case general_name_kind::ediparty_name: return "EdiPartyName:<unsupported>";
  case general_name_kind::uri: return "URI:" + escape(as_text(name.raw));
  case general_name_kind::ip_address: return "IP Address:" + detail::address_text(name.raw);
  case general_name_kind::registered_id: return "Registered ID:" + to_text(oid{name.raw});
  }
  return "<invalid>";
}

} // namespace mxtls::x509

#endif
