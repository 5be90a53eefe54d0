// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_CERTIFICATE_HPP
#define MXTLS_X509_CERTIFICATE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/core/sha256.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/x509/algorithm_identifier.hpp>
#include <mxtls/x509/der_reader.hpp>
#include <mxtls/x509/der_time.hpp>
#include <mxtls/x509/distinguished_name.hpp>
#include <mxtls/x509/errc.hpp>
#include <mxtls/x509/extension.hpp>
#include <mxtls/x509/general_name.hpp>
#include <mxtls/x509/oid.hpp>
#include <mxtls/x509/public_key.hpp>

namespace mxtls::x509 {

/// A larger certificate is refused: 1 MiB is some hundred times what servers send.
inline constexpr std::size_t max_certificate_octets = 1'048'576;

/// What a certificate says, and nothing about whether it is true.
///
/// A plain value: it keeps its own copy of everything, so it may outlive the connection. Equal
/// certificates have equal DER.
///
/// References: RFC 5280 section 4.1.
struct certificate {
  bytes der;
  /// The part that is signed.
  bytes tbs;
  /// 1, 2 or 3 as people count them; larger numbers are kept.
  std::uint32_t version = 1;
  /// The INTEGER's octets, a sign octet included.
  bytes serial;
  distinguished_name issuer;
  distinguished_name subject;
  timestamp not_before;
  timestamp not_after;
  x509::public_key public_key;

  /// The algorithm inside the signed part.
  algorithm_identifier inner_signature_algorithm;
  /// The algorithm beside the signature, which nobody signed.
  algorithm_identifier outer_signature_algorithm;
  bytes signature;

  /// In their order, duplicates included. The members below come from the first of each kind.
  std::vector<extension> extensions;
  /// One entry for each extension whose kind had been there already.
  std::vector<oid> duplicate_extensions;

  bool has_subject_alt_name = false;
  bool subject_alt_name_critical = false;
  /// Part of the subjectAltName could not be read; `subject_alt_names` holds what could.
  bool san_malformed = false;
  std::vector<general_name> subject_alt_names;

  /// Empty if the extension is absent or malformed, as all that follow.
  std::optional<x509::basic_constraints> basic_constraints;
  std::optional<x509::key_usage> key_usage;
  bool has_extended_key_usage = false;
  std::vector<oid> extended_key_usages;
  std::optional<bytes> subject_key_id;
  std::optional<bytes> authority_key_id;

  /// Whether issuer and subject are the same name; says nothing about who signed.
  bool is_self_issued() const noexcept { return issuer.der == subject.der; }

  /// Whether both statements of the signature algorithm are the same, as RFC 5280 4.1.1.2 wants.
  bool signature_algorithms_agree() const noexcept { return inner_signature_algorithm == outer_signature_algorithm; }

  /// Whether `at` is within the validity period, both ends included.
  bool valid_at(timestamp at) const noexcept { return not_before <= at && at <= not_after; }

  /// Whether the extKeyUsage is absent, or has serverAuth or anyExtendedKeyUsage.
  ///
  /// References: RFC 5280 section 4.2.1.12.
  bool permits_server_auth() const noexcept {
    for (oid const& purpose : extended_key_usages)
      if (purpose == oids::server_auth || purpose == oids::any_extended_key_usage) return true;
    return !has_extended_key_usage;
  }

  /// Critical extensions that a verifier according to RFC 5280 section 4.2 need not recognise.
  ///
  /// It must reject the certificate for each of them that it does not process.
  std::vector<oid> unknown_critical_extensions() const;

  friend bool operator==(certificate const& a, certificate const& b) noexcept { return a.der == b.der; }
};

inline std::vector<oid> certificate::unknown_critical_extensions() const {
  static constexpr std::array recognised{
      &oids::key_usage,          &oids::certificate_policies,  &oids::subject_alt_name,
      &oids::basic_constraints,  &oids::name_constraints,      &oids::policy_constraints,
      &oids::extended_key_usage, &oids::inhibit_any_policy,    &oids::authority_key_identifier,
      &oids::policy_mappings,    &oids::subject_key_identifier};
  std::vector<oid> out;
  for (extension const& each : extensions) {
    bool known = !each.critical;
    for (known_oid const* const one : recognised) known = known || each.id == *one;
    if (!known) out.push_back(each.id);
  }
  return out;
}

/// SHA-256 of the whole DER, the fingerprint that every tool prints.
inline std::array<std::uint8_t, 32> fingerprint_sha256(certificate const& of) noexcept { return sha256(of.der); }

namespace detail {

/// Takes a certificate apart; the first failure sticks, and what is read after it is empty.
class certificate_parser {
 public:
  result<certificate> parse(byte_view der) {
    der_reader outermost{der};
    tlv const whole = take(outermost, der_tag::sequence);
    end(outermost);
    der_reader parts{whole};
    tlv const tbs = take(parts, der_tag::sequence);
    read_tbs(tbs);
    keep(out_.outer_signature_algorithm, read_algorithm_identifier, take(parts, der_tag::sequence));
    byte_view signature;
    keep(signature, read_bit_string, take(parts, der_tag::bit_string));
    end(parts);
    if (why_) return *why_;
    out_.der.assign(der.begin(), der.end());
    out_.tbs.assign(tbs.whole.begin(), tbs.whole.end());
    out_.signature.assign(signature.begin(), signature.end());
    return std::move(out_);
  }

 private:
  void fail(failure why) {
    if (!why_) why_ = why;
  }

  tlv take(der_reader& from, std::uint8_t tag) {
    if (why_) return {};
    auto const value = from.expect(tag);
    if (value) return *value;
    fail(value.failure());
    return {};
  }

  std::optional<tlv> take_optional(der_reader& from, std::uint8_t tag) {
    if (from.peek_tag() != tag) return std::nullopt;
    tlv const value = take(from, tag);
    return why_ ? std::nullopt : std::optional{value};
  }

  void end(der_reader const& of) {
    if (!of.empty()) fail({errc::trailing_octets, of.where()});
  }

  template <typename T, typename Read>
  void keep(T& member, Read read, tlv const& from) {
    if (why_) return;
    auto value = read(from);
    if (value) member = *std::move(value);
    else fail(value.failure());
  }

  void read_tbs(tlv const& tbs) {
    der_reader fields{tbs};
    if (auto const wrapped = take_optional(fields, der_tag::context_constructed(0))) read_version(*wrapped);
    tlv const serial = take(fields, der_tag::integer);
    if (serial.content.empty()) fail({errc::bad_serial_number, serial.where});
    out_.serial.assign(serial.content.begin(), serial.content.end());
    keep(out_.inner_signature_algorithm, read_algorithm_identifier, take(fields, der_tag::sequence));
    keep(out_.issuer, read_distinguished_name, take(fields, der_tag::sequence));
    read_validity(take(fields, der_tag::sequence));
    keep(out_.subject, read_distinguished_name, take(fields, der_tag::sequence));
    keep(out_.public_key, read_public_key, take(fields, der_tag::sequence));
    take_optional(fields, der_tag::context(1)); // issuerUniqueID, which means nothing to anybody
    take_optional(fields, der_tag::context(2)); // subjectUniqueID
    if (auto const wrapped = take_optional(fields, der_tag::context_constructed(3))) read_extensions(*wrapped);
    if (!why_) end(fields);
  }

  void read_version(tlv const& wrapped) {
    der_reader inside{wrapped};
    tlv const number = take(inside, der_tag::integer);
    if (why_) return;
    byte_view const digits = number.content;
    if (digits.empty() || digits.size() > 4 || digits[0] >= 0x80) return fail({errc::bad_version, number.where});
    std::uint32_t value = 0;
    for (std::uint8_t const digit : digits) value = value << 8 | digit;
    out_.version = value + 1;
    end(inside);
  }

  void read_validity(tlv const& validity) {
    der_reader times{validity};
    for (timestamp* const member : {&out_.not_before, &out_.not_after}) {
      auto const time = times.read();
      if (!time) return fail(time.failure());
      keep(*member, read_time, *time);
    }
    end(times);
  }

  void read_extensions(tlv const& wrapped) {
    der_reader inside{wrapped};
    tlv const list = take(inside, der_tag::sequence);
    for (der_reader each{list}; !why_ && !each.empty();) read_extension(take(each, der_tag::sequence));
    end(inside);
  }

  void read_extension(tlv const& sequence) {
    if (out_.extensions.size() == max_extensions) return fail({errc::too_many, sequence.where});
    der_reader fields{sequence};
    extension one;
    one.id = oid{take(fields, der_tag::object_identifier).content};
    if (auto const critical = take_optional(fields, der_tag::boolean)) keep(one.critical, read_boolean, *critical);
    tlv const value = take(fields, der_tag::octet_string);
    end(fields);
    if (why_) return;
    one.value.assign(value.content.begin(), value.content.end());
    bool first = true;
    for (extension const& before : out_.extensions) first = first && before.id != one.id;
    if (first) interpret(one, value);
    else out_.duplicate_extensions.push_back(one.id);
    out_.extensions.push_back(std::move(one));
  }

  /// Turns an extension that this library knows into facts; what does not parse is marked.
  void interpret(extension& one, tlv const& value) {
    auto const fact = [&one](auto& member, auto read) {
      if (auto read_value = read(one.value)) member = *std::move(read_value);
      else one.malformed = true;
    };
    if (one.id == oids::subject_alt_name) {
      auto names = read_general_names(value.content, value.content_where());
      if (!names) return fail(names.failure());
      out_.has_subject_alt_name = true;
      out_.subject_alt_name_critical = one.critical;
      out_.san_malformed = one.malformed = names->malformed;
      out_.subject_alt_names = std::move(names->names);
    } else if (one.id == oids::basic_constraints) {
      fact(out_.basic_constraints, read_basic_constraints);
    } else if (one.id == oids::key_usage) {
      fact(out_.key_usage, read_key_usage);
    } else if (one.id == oids::extended_key_usage) {
      out_.has_extended_key_usage = true;
      fact(out_.extended_key_usages, read_extended_key_usage);
    } else if (one.id == oids::subject_key_identifier) {
      fact(out_.subject_key_id, read_subject_key_id);
    } else if (one.id == oids::authority_key_identifier) {
      authority_key key;
      fact(key, read_authority_key);
      out_.authority_key_id = std::move(key.id);
    }
  }

  certificate out_;
  std::optional<failure> why_;
};

} // namespace detail

/// Reads one DER certificate; refuses only what has no certificate's shape.
///
/// What is odd within that shape is kept as a fact: names of the wrong length, a broken extension
/// (`extension::malformed`), duplicates, two signature algorithms, a version that does not exist.
/// Nothing is verified.
///
/// Limits: 1 MiB, `max_name_attributes` in a name, `max_extensions`, `max_general_names`.
/// Errors: `truncated`, `bad_length`, `bad_tag`, `unexpected_tag`, `trailing_octets`, `too_large`,
/// `too_many`, `bad_version`, `bad_serial_number`, `bad_bit_string`, `bad_boolean`, `bad_time`.
/// Complexity: linear in the octets, and quadratic in the number of extensions.
/// References: RFC 5280 section 4.1.
inline result<certificate> parse_certificate(byte_view der) {
  if (der.size() > max_certificate_octets) return failure{errc::too_large, max_certificate_octets};
  return detail::certificate_parser{}.parse(der);
}

} // namespace mxtls::x509

#endif
