// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_DRAFT_HPP
#define MXTLS_TESTS_DRAFT_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/safe_names.hpp>

namespace mxtls::oracle {

namespace der = pki::der;

/// A question before there is a certificate for it.
struct draft {
  /// Which edge it is at: `group/edge`.
  std::string kind;
  std::string reference;
  /// The RelativeDistinguishedNames that follow the organization.
  std::vector<bytes> subject = {};
  /// The GeneralNames of SubjectAltName; none, and no `raw_subject_alt_name`: no extension.
  std::vector<bytes> names = {};
  /// What the extension holds instead, to be wrong as a whole.
  std::optional<bytes> raw_subject_alt_name = {};
  /// An empty subject, and a critical SubjectAltName.
  bool without_subject = false;
};

/// Whether a text holds no host of somebody's; octets beyond ASCII count as letters.
inline bool is_safe(std::string_view text) {
  // An IPv4 address in IPv6 clothes is as safe as it is without them, and a link's address is everybody's.
  std::string_view const address = text.substr(0, text.find('%'));
  if (auto const octets = parse_ip_address(address); octets && octets->size() == 16)
    if ((octets->front() == 0 && pki::is_safe_ip_address(byte_view{*octets}.last(4))) || octets->front() == 0xfe)
      return true;
  std::string plain{text};
  constexpr std::string_view ideographic_stop = "\u3002";
  for (std::size_t at = 0; (at = plain.find(ideographic_stop, at)) != std::string::npos;)
    plain.replace(at, ideographic_stop.size(), 1, '.');
  for (char& c : plain) {
    if (static_cast<unsigned char>(c) >= 0x80) c = 'x';
    // `mx.example.*` is an edge to ask about, and what it could stand for is no host that is named.
    if (c == '*') c = '_';
  }
  return !pki::unsafe_host_in(plain);
}

/// The same text, which is safe.
///
/// @throws std::logic_error: an edge has forgotten it
inline std::string_view safe(std::string_view text) {
  if (!is_safe(text)) throw std::logic_error{"\"" + escape(text) + "\" may be somebody's"};
  return text;
}

/// ASCII text as a string type has it: four octets a character, two, or one.
inline bytes encoded(std::string_view ascii, std::uint8_t type) {
  std::size_t const zeros = type == pki::der::tags::universal_string ? 3 : type == pki::der::tags::bmp_string ? 1 : 0;
  bytes out;
  for (char const c : ascii) {
    out.insert(out.end(), zeros, std::uint8_t{0});
    out.push_back(static_cast<std::uint8_t>(c));
  }
  return out;
}

inline bytes attribute(std::string_view type, std::string_view text,
                       std::uint8_t string_type = pki::der::tags::utf8_string) {
  return der::sequence({der::oid(type), der::tlv(string_type, encoded(safe(text), string_type))});
}

inline bytes common_name(std::string_view text, std::uint8_t string_type = pki::der::tags::utf8_string) {
  return der::set({attribute(pki::oids::common_name, text, string_type)});
}

// GeneralName, choice by choice: RFC 5280 section 4.2.1.6.

inline bytes dns(std::string_view name) { return pki::dns_name(safe(name)); }
inline bytes mail(std::string_view address) { return der::implicit_tag(1, der::ia5_string(safe(address))); }
inline bytes uri(std::string_view text) { return der::implicit_tag(6, der::ia5_string(safe(text))); }
inline bytes ip(std::string_view text) { return pki::ip_name(*parse_ip_address(text)); }
inline bytes registered_id() { return der::implicit_tag(8, der::oid("1.3.6.1.4.1.99999.1")); }
inline bytes directory(std::string_view cn) { return der::explicit_tag(4, der::sequence({common_name(cn)})); }

inline bytes other_name(std::string_view type, byte_view value) {
  return der::implicit_tag(0, der::sequence({der::oid(type), der::explicit_tag(0, value)}));
}
/// References: RFC 4985 section 2.
inline bytes srv(std::string_view service_and_name) {
  return other_name("1.3.6.1.5.5.7.8.7", der::ia5_string(safe(service_and_name)));
}
/// References: RFC 6120 section 13.7.1.4.
inline bytes xmpp_address(std::string_view text) {
  return other_name("1.3.6.1.5.5.7.8.5", der::utf8_string(safe(text)));
}

} // namespace mxtls::oracle

#endif
