// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_KEY_HPP
#define MXTLS_PKI_KEY_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/sha256.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/derive.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/pem.hpp>
#include <mxtls/pki/wolfcrypt.hpp>

namespace mxtls::pki {

/// A private key on P-256, and its public half.
///
/// Signatures take their nonce from key and message, so the same key signs the same message the
/// same way for ever: that is what makes a seeded PKI reproducible to the octet.
///
/// One key must not sign in two threads at once. A moved-from key may only be assigned to.
///
/// References: FIPS 186-4 appendix D.1.2.3, RFC 6979, RFC 5480, RFC 5915, RFC 5958.
class private_key {
 public:
  /// A key nobody can guess.
  ///
  /// @throws std::system_error with errc::random_failed or errc::key_failed
  static private_key generate() {
    for (int attempt = 0; attempt < attempts; ++attempt)
      if (bytes const scalar = wolfcrypt::random_bytes(scalar_size); in_range(scalar)) return private_key{scalar};
    throw std::system_error{errc::random_failed, "the random source repeats values that cannot be keys"};
  }

  /// The key that belongs to a seed and a label; whoever knows both has it, so it guards nothing.
  ///
  /// @throws std::invalid_argument if the seed is empty; std::system_error(errc::key_failed)
  static private_key from_seed(std::string_view seed, std::string_view label) {
    if (seed.empty()) throw std::invalid_argument{"private_key::from_seed: seed is empty; use generate() for no seed"};
    for (std::uint8_t attempt = 0; attempt < attempts; ++attempt) {
      // One digest in 2^32 lies outside the range; the next one is taken then.
      auto const scalar = derive({as_bytes("mxtls P-256 key"), as_bytes(seed), as_bytes(label), {&attempt, 1}});
      if (in_range(scalar)) return private_key{scalar};
    }
    throw std::system_error{errc::key_failed, "no key belongs to this seed"};
  }

  /// The key with a given scalar, 32 octets with the highest first.
  ///
  /// @throws std::invalid_argument if it is not from 1 to n - 1; std::system_error(errc::key_failed)
  static private_key from_scalar(byte_view scalar) {
    if (!in_range(scalar))
      throw std::invalid_argument{"private_key::from_scalar: scalar must have 32 octets and lie in 1 to n - 1"};
    return private_key{scalar};
  }

  /// The uncompressed point: 0x04, x, y.
  byte_view public_point() const noexcept { return public_point_; }

  /// SubjectPublicKeyInfo. References: RFC 5480 section 2.
  bytes spki_der() const { return der::sequence({algorithm(), der::bit_string(public_point_)}); }

  /// AlgorithmIdentifier of the signatures: ecdsa-with-SHA256. References: RFC 5758 section 3.2.
  bytes signature_algorithm_der() const { return der::sequence({der::oid(oids::ecdsa_with_sha256)}); }

  /// OneAsymmetricKey version 1 around an ECPrivateKey with its public key, not encrypted.
  ///
  /// @throws std::system_error(errc::key_failed)
  bytes pkcs8_der() const {
    bytes scalar(scalar_size);
    word32 size = scalar_size;
    wolfcrypt::require(wc_ecc_export_private_only(key_.get(), scalar.data(), &size), errc::key_failed,
                       "wc_ecc_export_private_only");
    bytes const ec_private_key = der::sequence(
        {der::integer(1), der::octet_string(scalar), der::explicit_tag(1, der::bit_string(public_point_))});
    return der::sequence({der::integer(0), algorithm(), der::octet_string(ec_private_key)});
  }

  /// The same as `-----BEGIN PRIVATE KEY-----`. References: RFC 7468 section 10.
  std::string pkcs8_pem() const { return to_pem(private_key_label, pkcs8_der()); }

  /// ECDSA with SHA-256 over the whole message: Ecdsa-Sig-Value as DER.
  ///
  /// @throws std::system_error with errc::signing_failed or errc::random_failed
  ///
  /// References: RFC 3279 section 2.2.3, RFC 6979 section 3.2.
  bytes sign(byte_view message) const {
    auto const digest = sha256(message);
    bytes signature(ECC_MAX_SIG_SIZE);
    word32 size = ECC_MAX_SIG_SIZE;
    // The generator only blinds the arithmetic against timing; wolfCrypt insists on having one.
    auto const rng = wolfcrypt::new_rng();
    wolfcrypt::require(wc_ecc_sign_hash(digest.data(), digest.size(), signature.data(), &size, rng.get(), key_.get()),
                       errc::signing_failed, "wc_ecc_sign_hash");
    signature.resize(size);
    return signature;
  }

 private:
  static constexpr std::size_t scalar_size = 32;
  static constexpr std::size_t point_size = 65;
  static constexpr int attempts = 8;

  static bool in_range(byte_view scalar) {
    static constexpr std::array<std::uint8_t, scalar_size> order{
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
    bool const positive = std::any_of(scalar.begin(), scalar.end(), [](std::uint8_t octet) { return octet != 0; });
    return scalar.size() == scalar_size && positive &&
           std::lexicographical_compare(scalar.begin(), scalar.end(), order.begin(), order.end());
  }

  static bytes algorithm() { return der::sequence({der::oid(oids::ec_public_key), der::oid(oids::prime256v1)}); }

  explicit private_key(byte_view scalar) : key_{wc_ecc_key_new(nullptr)}, public_point_(point_size) {
    using wolfcrypt::require;
    if (!key_) throw std::system_error{errc::key_failed, "wc_ecc_key_new of wolfCrypt gave nothing"};
    require(wc_ecc_import_private_key_ex(scalar.data(), scalar_size, nullptr, 0, key_.get(), ECC_SECP256R1),
            errc::key_failed, "wc_ecc_import_private_key_ex");
    require(wc_ecc_make_pub(key_.get(), nullptr), errc::key_failed, "wc_ecc_make_pub");
    require(wc_ecc_set_deterministic(key_.get(), 1), errc::key_failed, "wc_ecc_set_deterministic");
    word32 size = point_size;
    require(wc_ecc_export_x963(key_.get(), public_point_.data(), &size), errc::key_failed, "wc_ecc_export_x963");
  }

  wolfcrypt::ecc_owner key_;
  bytes public_point_;
};

} // namespace mxtls::pki

#endif
