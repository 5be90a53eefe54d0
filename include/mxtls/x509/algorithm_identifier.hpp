// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_ALGORITHM_IDENTIFIER_HPP
#define MXTLS_X509_ALGORITHM_IDENTIFIER_HPP

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/x509/der_reader.hpp>
#include <mxtls/x509/errc.hpp>
#include <mxtls/x509/oid.hpp>

namespace mxtls::x509 {

/// An algorithm and its parameters. Equal if both are, octet by octet.
///
/// References: RFC 5280 section 4.1.1.2.
struct algorithm_identifier {
  oid algorithm;
  /// The parameters with their DER header; empty if there are none.
  bytes parameters;

  friend bool operator==(algorithm_identifier const&, algorithm_identifier const&) = default;
};

/// Reads an AlgorithmIdentifier from its SEQUENCE.
///
/// Errors: those of `der_reader`, and `trailing_octets`.
inline result<algorithm_identifier> read_algorithm_identifier(tlv const& sequence) {
  if (sequence.tag != der_tag::sequence) return failure{errc::unexpected_tag, sequence.where};
  der_reader fields{sequence};
  auto const algorithm = fields.expect(der_tag::object_identifier);
  if (!algorithm) return algorithm.failure();
  algorithm_identifier out{.algorithm = oid{algorithm->content}, .parameters = {}};
  if (fields.empty()) return out;
  auto const parameters = fields.read();
  if (!parameters) return parameters.failure();
  if (!fields.empty()) return failure{errc::trailing_octets, fields.where()};
  out.parameters.assign(parameters->whole.begin(), parameters->whole.end());
  return out;
}

/// The octets of a BIT STRING, without the octet that counts the unused bits.
///
/// Errors: `unexpected_tag`, `bad_bit_string`.
inline result<byte_view> read_bit_string(tlv const& bits) {
  if (bits.tag != der_tag::bit_string) return failure{errc::unexpected_tag, bits.where};
  byte_view const content = bits.content;
  bool const sound = !content.empty() && content[0] <= 7 && (content.size() > 1 || content[0] == 0);
  if (!sound) return failure{errc::bad_bit_string, bits.content_where()};
  return content.subspan(1);
}

} // namespace mxtls::x509

#endif
