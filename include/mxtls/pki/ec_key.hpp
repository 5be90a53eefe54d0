// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_EC_KEY_HPP
#define MXTLS_PKI_EC_KEY_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/ecc.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/errc.hpp>
#include <mxtls/pki/hash_algorithm.hpp>
#include <mxtls/pki/key_kind.hpp>
#include <mxtls/pki/key_nonce.hpp>
#include <mxtls/pki/key_source.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/wolfcrypt.hpp>
#include <mxtls/pki/wolfcrypt_number.hpp>

namespace mxtls::pki {

/// A private key on one of the NIST curves, and its public half.
///
/// References: FIPS 186-4 appendix D.1.2, RFC 5480, RFC 5915, RFC 6979.
class ec_key {
 public:
  /// The key with a given scalar, as many octets as the curve has, the highest first.
  ///
  /// @throws std::invalid_argument if it is not from 1 to n - 1; std::system_error(errc::key_failed)
  ec_key(key_kind kind, byte_view scalar) : curve_{curve_of(kind)}, scalar_{scalar.begin(), scalar.end()} {
    if (!in_range(curve_, scalar))
      throw std::invalid_argument{"ec_key: scalar must have " + std::to_string(curve_.size) +
                                  " octets and lie in 1 to n - 1"};
    point_ = point_of(curve_, scalar);
  }

  /// A new one. @throws std::system_error with errc::random_failed or errc::key_failed
  static ec_key make(key_kind kind, key_source& source) {
    curve const on = curve_of(kind);
    for (int attempt = 0; attempt < attempts; ++attempt) {
      bytes scalar = source.take(on.size);
      // Of the first octet only what belongs to the order counts: one bit on P-521.
      scalar.front() = static_cast<std::uint8_t>(scalar.front() & (0xff >> (8 * on.size - on.bits)));
      if (in_range(on, scalar)) return ec_key{kind, scalar};
    }
    throw std::system_error{errc::key_failed, "the source of an EC key leads to no scalar of the curve"};
  }

  /// The uncompressed point: 0x04, x, y.
  bytes const& public_key() const noexcept { return point_; }

  /// AlgorithmIdentifier of the key. References: RFC 5480 section 2.1.
  bytes algorithm_der() const { return der::sequence({der::oid(oids::ec_public_key), der::oid(curve_.oid)}); }

  /// ECPrivateKey with its public key, without the curve. References: RFC 5915 section 3.
  bytes private_key_der() const {
    return der::sequence({der::integer(1), der::octet_string(scalar_), der::explicit_tag(1, der::bit_string(point_))});
  }

  /// ECDSA: Ecdsa-Sig-Value as DER, the same one every time.
  ///
  /// Not done by wolfCrypt's own call, which is deterministic with SHA-256 only.
  ///
  /// @throws std::system_error with errc::signing_failed or errc::key_failed
  ///
  /// References: RFC 3279 section 2.2.3, RFC 6979 section 2.4.
  bytes sign(hash_algorithm hash, byte_view message) const {
    using wolfcrypt::number;
    number const order = order_of(curve_);
    bytes const hashed = digest(hash, message);
    number const k = key_nonce(hash, scalar_, hashed, order);
    bytes const point = point_of(curve_, k.octets(curve_.size));
    number const r = number{byte_view{point}.subspan(1, curve_.size)} % order;
    number const s = k.inverse(order) * (bits_to_number(hashed, order) + r * number{scalar_}) % order;
    if (r.is_zero() || s.is_zero()) throw std::system_error{errc::signing_failed, "ECDSA gave a zero"};
    return der::sequence({der::unsigned_integer(r.octets(curve_.size)), der::unsigned_integer(s.octets(curve_.size))});
  }

 private:
  struct curve {
    int id;
    std::size_t size;
    std::size_t bits;
    std::string_view oid;
  };

  static constexpr int attempts = 8;

  /// @pre `family_of(kind) == key_family::ec`
  static curve curve_of(key_kind kind) {
    if (kind == key_kind::p384) return {ECC_SECP384R1, 48, 384, oids::secp384r1};
    if (kind == key_kind::p521) return {ECC_SECP521R1, 66, 521, oids::secp521r1};
    return {ECC_SECP256R1, 32, 256, oids::prime256v1};
  }

  static wolfcrypt::number order_of(curve const& on) {
    ecc_set_type const* const parameters = wc_ecc_get_curve_params(wc_ecc_get_curve_idx(on.id));
    if (parameters == nullptr)
      throw std::system_error{errc::key_failed, "this wolfCrypt was built without the curve " + std::string{on.oid}};
    return wolfcrypt::number::from_hex(parameters->order);
  }

  static bool in_range(curve const& on, byte_view scalar) {
    if (scalar.size() != on.size) return false;
    wolfcrypt::number const value{scalar};
    return !value.is_zero() && value < order_of(on);
  }

  /// The base point times a scalar.
  static bytes point_of(curve const& on, byte_view scalar) {
    struct deleter {
      void operator()(ecc_key* key) const noexcept { wc_ecc_key_free(key); }
    };
    auto const require = [](int status, char const* call) { wolfcrypt::require(status, errc::key_failed, call); };
    std::unique_ptr<ecc_key, deleter> const key{wc_ecc_key_new(nullptr)};
    if (!key) throw std::system_error{errc::key_failed, "wc_ecc_key_new of wolfCrypt gave nothing"};
    require(
        wc_ecc_import_private_key_ex(scalar.data(), wolfcrypt::to_word32(scalar.size()), nullptr, 0, key.get(), on.id),
        "wc_ecc_import_private_key_ex");
    require(wc_ecc_make_pub(key.get(), nullptr), "wc_ecc_make_pub");
    bytes point(1 + 2 * on.size);
    word32 size = wolfcrypt::to_word32(point.size());
    require(wc_ecc_export_x963(key.get(), point.data(), &size), "wc_ecc_export_x963");
    return point;
  }

  curve curve_;
  bytes scalar_;
  bytes point_;
};

} // namespace mxtls::pki

#endif
