// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_PUBLIC_KEY_HPP
#define MXTLS_X509_PUBLIC_KEY_HPP

#include <bit>
#include <cstddef>
#include <string>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/x509/algorithm_identifier.hpp>
#include <mxtls/x509/der_reader.hpp>
#include <mxtls/x509/errc.hpp>
#include <mxtls/x509/oid.hpp>

namespace mxtls::x509 {

/// The subject's public key as the certificate states it; nobody has used it yet.
struct public_key {
  oid algorithm;
  /// For people: `EC P-256`, `RSA 2048`, `Ed25519`; the algorithm's dotted form if it is unknown.
  std::string name;
  /// Size as cryptographers count it; 0 if unknown.
  std::size_t bits = 0;
  /// The whole SubjectPublicKeyInfo, the input of TLSA selector 1.
  bytes spki;

  friend bool operator==(public_key const&, public_key const&) = default;
};

namespace detail {

/// Bits of an RSA modulus; 0 if the key is malformed.
inline std::size_t rsa_bits(byte_view key) {
  auto const sequence = der_reader{key}.expect(der_tag::sequence);
  if (!sequence) return 0;
  auto const modulus = der_reader{*sequence}.expect(der_tag::integer);
  if (!modulus) return 0;
  byte_view digits = modulus->content;
  while (!digits.empty() && digits.front() == 0) digits = digits.subspan(1);
  return digits.empty() ? 0 : (digits.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(digits.front()));
}

struct curve_size {
  known_oid const& curve;
  std::size_t bits;
};

/// Fills in name and size of an elliptic curve key.
inline void name_curve(public_key& key, byte_view parameters) {
  static constexpr curve_size sizes[] = {
      {oids::p256, 256}, {oids::p384, 384}, {oids::p521, 521}, {oids::secp256k1, 256}};
  auto const named = der_reader{parameters}.expect(der_tag::object_identifier);
  if (!named) {
    key.name = "EC with explicit parameters";
    return;
  }
  oid const curve{named->content};
  key.name = "EC " + to_text(curve);
  for (curve_size const& known : sizes)
    if (curve == known.curve) key.bits = known.bits;
}

} // namespace detail

/// Reads a SubjectPublicKeyInfo from its SEQUENCE; a key of no use in it is a fact, not an error.
///
/// Errors: those of `der_reader`, `trailing_octets`, `bad_bit_string`.
/// References: RFC 5280 section 4.1.2.7, RFC 8017 appendix A.1.1, RFC 5480 section 2.1.1, RFC 8410
/// section 4, RFC 8032 sections 5.1 and 5.2 (sizes).
inline result<public_key> read_public_key(tlv const& spki) {
  if (spki.tag != der_tag::sequence) return failure{errc::unexpected_tag, spki.where};
  der_reader fields{spki};
  auto const sequence = fields.read();
  if (!sequence) return sequence.failure();
  auto const algorithm = read_algorithm_identifier(*sequence);
  if (!algorithm) return algorithm.failure();
  auto const bits = fields.read();
  if (!bits) return bits.failure();
  auto const key = read_bit_string(*bits);
  if (!key) return key.failure();
  if (!fields.empty()) return failure{errc::trailing_octets, fields.where()};

  public_key out{.algorithm = algorithm->algorithm,
                 .name = to_text(algorithm->algorithm),
                 .bits = 0,
                 .spki = {spki.whole.begin(), spki.whole.end()}};
  bool const pss = out.algorithm == oids::rsassa_pss;
  if (pss || out.algorithm == oids::rsa_encryption) {
    out.bits = detail::rsa_bits(*key);
    out.name = (pss ? "RSA-PSS " : "RSA ") + (out.bits == 0 ? "malformed" : std::to_string(out.bits));
  } else if (out.algorithm == oids::ec_public_key) {
    detail::name_curve(out, algorithm->parameters);
  } else if (out.algorithm == oids::ed25519) {
    out.bits = 256;
  } else if (out.algorithm == oids::ed448) {
    out.bits = 456;
  }
  return out;
}

} // namespace mxtls::x509

#endif
