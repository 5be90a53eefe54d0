// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_EXTENSION_HPP
#define MXTLS_X509_EXTENSION_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/x509/algorithm_identifier.hpp>
#include <mxtls/x509/der_reader.hpp>
#include <mxtls/x509/errc.hpp>
#include <mxtls/x509/oid.hpp>

namespace mxtls::x509 {

/// More extensions, or more purposes in one, make a certificate unreadable.
inline constexpr std::size_t max_extensions = 1'000;

/// One extension as the certificate has it.
struct extension {
  oid id;
  bool critical = false;
  /// What the OCTET STRING holds.
  bytes value;
  /// This library reads this extension, and the value is not what RFC 5280 says it must be.
  bool malformed = false;

  friend bool operator==(extension const&, extension const&) = default;
};

/// Whether the subject may sign certificates, and how deep a path may go below it.
///
/// References: RFC 5280 section 4.2.1.9.
struct basic_constraints {
  bool ca = false;
  /// How many intermediates that are not self-issued may follow before the leaf.
  std::optional<std::uint32_t> path_length;

  friend bool operator==(basic_constraints const&, basic_constraints const&) = default;
};

/// Purposes of a key, numbered by their bits.
///
/// References: RFC 5280 section 4.2.1.3.
enum class key_usage_bit {
  digital_signature = 0,
  non_repudiation = 1,
  key_encipherment = 2,
  data_encipherment = 3,
  key_agreement = 4,
  key_cert_sign = 5,
  crl_sign = 6,
  encipher_only = 7,
  decipher_only = 8,
};

/// What the key may be used for.
struct key_usage {
  /// Bit n, counted from the least significant, is `key_usage_bit` n.
  std::uint16_t bits = 0;

  constexpr bool permits(key_usage_bit bit) const noexcept { return (bits >> static_cast<int>(bit) & 1) != 0; }

  friend bool operator==(key_usage const&, key_usage const&) = default;
};

/// `digitalSignature, keyCertSign`: the words of RFC 5280.
inline std::string to_text(key_usage usage) {
  constexpr std::array<std::string_view, 9> words{"digitalSignature", "nonRepudiation", "keyEncipherment",
                                                  "dataEncipherment", "keyAgreement",   "keyCertSign",
                                                  "cRLSign",          "encipherOnly",   "decipherOnly"};
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (usage.permits(static_cast<key_usage_bit>(i))) (out += out.empty() ? "" : ", ") += words[i];
  return out;
}

/// A BOOLEAN; any octet but 0 is true, as BER has it and verifiers accept.
///
/// Errors: `bad_boolean`.
inline result<bool> read_boolean(tlv const& boolean) {
  if (boolean.content.size() != 1) return failure{errc::bad_boolean, boolean.content_where()};
  return boolean.content[0] != 0;
}

/// The value of a basicConstraints extension; empty if it is malformed.
inline std::optional<basic_constraints> read_basic_constraints(byte_view value) {
  der_reader outer{value};
  auto const sequence = outer.expect(der_tag::sequence);
  if (!sequence || !outer.empty()) return std::nullopt;
  der_reader fields{*sequence};
  basic_constraints out;
  auto const ca = fields.optional(der_tag::boolean);
  if (!ca) return std::nullopt;
  if (*ca) {
    auto const flag = read_boolean(**ca);
    if (!flag) return std::nullopt;
    out.ca = *flag;
  }
  if (fields.empty()) return out;
  auto const length = fields.expect(der_tag::integer);
  if (!length || !fields.empty()) return std::nullopt;
  byte_view const digits = length->content;
  if (digits.empty() || digits.size() > 4 || digits[0] >= 0x80) return std::nullopt;
  out.path_length = 0;
  for (std::uint8_t const digit : digits) out.path_length = *out.path_length << 8 | digit;
  return out;
}

/// The value of a keyUsage extension; empty if it is malformed.
inline std::optional<key_usage> read_key_usage(byte_view value) {
  der_reader outer{value};
  auto const bits = outer.read();
  if (!bits || !outer.empty()) return std::nullopt;
  auto const octets = read_bit_string(*bits);
  if (!octets || octets->size() > 2) return std::nullopt;
  key_usage out;
  for (std::size_t i = 0; i < 9 && i / 8 < octets->size(); ++i)
    if (((*octets)[i / 8] >> (7 - i % 8) & 1) != 0) out.bits = static_cast<std::uint16_t>(out.bits | 1U << i);
  return out;
}

/// The value of an extKeyUsage extension; empty if it is malformed or has over `max_extensions`.
///
/// References: RFC 5280 section 4.2.1.12.
inline std::optional<std::vector<oid>> read_extended_key_usage(byte_view value) {
  der_reader outer{value};
  auto const sequence = outer.expect(der_tag::sequence);
  if (!sequence || !outer.empty()) return std::nullopt;
  std::vector<oid> out;
  for (der_reader elements{*sequence}; !elements.empty();) {
    auto const purpose = elements.expect(der_tag::object_identifier);
    if (!purpose || out.size() == max_extensions) return std::nullopt;
    out.emplace_back(purpose->content);
  }
  return out;
}

/// The value of a subjectKeyIdentifier extension; empty if it is malformed.
inline std::optional<bytes> read_subject_key_id(byte_view value) {
  der_reader outer{value};
  auto const id = outer.expect(der_tag::octet_string);
  if (!id || !outer.empty()) return std::nullopt;
  return bytes{id->content.begin(), id->content.end()};
}

/// What an authorityKeyIdentifier extension says of the issuer's key.
struct authority_key {
  /// Empty if the extension names the issuer in another way only.
  std::optional<bytes> id;
};

/// The value of an authorityKeyIdentifier extension; empty if it is malformed.
///
/// References: RFC 5280 section 4.2.1.1.
inline std::optional<authority_key> read_authority_key(byte_view value) {
  der_reader outer{value};
  auto const sequence = outer.expect(der_tag::sequence);
  if (!sequence || !outer.empty()) return std::nullopt;
  auto const id = der_reader{*sequence}.optional(der_tag::context(0));
  if (!id) return std::nullopt;
  authority_key out;
  if (*id) out.id.emplace((*id)->content.begin(), (*id)->content.end());
  return out;
}

} // namespace mxtls::x509

#endif
