// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_KEY_HPP
#define MXTLS_PKI_KEY_HPP

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/ec_key.hpp>
#include <mxtls/pki/ed_key.hpp>
#include <mxtls/pki/foreign_key.hpp>
#include <mxtls/pki/key_kind.hpp>
#include <mxtls/pki/key_source.hpp>
#include <mxtls/pki/pem.hpp>
#include <mxtls/pki/rsa_key.hpp>
#include <mxtls/pki/signature_scheme.hpp>

namespace mxtls::pki {

/// A private key of any kind, and its public half.
///
/// The same key signs the same message the same way for ever, in every scheme, and a seed gives the
/// same key with every version of wolfCrypt: that makes a seeded PKI reproducible to the octet. A
/// value: copies are the same key, and any number of threads may sign with one.
///
/// For tests: the arithmetic of ECDSA is not hardened against timing.
///
/// References: RFC 5958, RFC 6979, RFC 8017, RFC 8032.
class private_key {
 public:
  /// A key nobody can guess. RSA takes its time: some 40 ms for 2048 bits, a second for 4096.
  ///
  /// @throws std::system_error with errc::random_failed or errc::key_failed
  static private_key generate(key_kind kind = key_kind::p256) {
    key_source source;
    return private_key{kind, source};
  }

  /// The key that belongs to a seed, a label and a kind; whoever knows them has it, so it guards
  /// nothing.
  ///
  /// @throws std::invalid_argument if the seed is empty; std::system_error(errc::key_failed)
  static private_key from_seed(std::string_view seed, std::string_view label, key_kind kind = key_kind::p256) {
    if (seed.empty()) throw std::invalid_argument{"private_key::from_seed: seed is empty; use generate() for no seed"};
    key_source source{"mxtls " + std::string{to_text(kind)} + " key", seed, label};
    return private_key{kind, source};
  }

  /// The P-256 key that an RFC publishes for tests, as testECCP256: everybody has it.
  ///
  /// References: RFC 9500 section 2.3.
  static private_key published() {
    return private_key{key_kind::p256, ec_key{key_kind::p256, parse_hex(detail::published_p256).value()}};
  }

  key_kind kind() const noexcept { return kind_; }

  /// The content of the BIT STRING: an uncompressed point, an RSAPublicKey, the octets of Ed25519.
  bytes const& public_key() const noexcept {
    return std::visit([](auto const& key) -> bytes const& { return key.public_key(); }, key_);
  }

  /// SubjectPublicKeyInfo. References: RFC 5280 section 4.1.2.7.
  bytes spki_der() const { return der::sequence({algorithm(), der::bit_string(public_key())}); }

  /// OneAsymmetricKey version 1, not encrypted. References: RFC 5958 section 2.
  bytes pkcs8_der() const {
    bytes const inner = std::visit([](auto const& key) -> bytes { return key.private_key_der(); }, key_);
    return der::sequence({der::integer(0), algorithm(), der::octet_string(inner)});
  }

  /// The same as `-----BEGIN PRIVATE KEY-----`. References: RFC 7468 section 10.
  std::string pkcs8_pem() const { return to_pem(private_key_label, pkcs8_der()); }

  /// AlgorithmIdentifier of the signatures. @throws std::invalid_argument as `hash_of`
  bytes signature_algorithm_der(signature_scheme const& scheme = {}) const { return algorithm_der(scheme, kind_); }

  /// The signature of a whole message, as it stands in the BIT STRING of a certificate.
  ///
  /// @throws std::invalid_argument as `hash_of`; std::system_error with errc::signing_failed,
  /// errc::key_failed or errc::random_failed
  bytes sign(byte_view message, signature_scheme const& scheme = {}) const {
    auto const hash = hash_of(scheme, kind_);
    if (auto const* const key = std::get_if<rsa_key>(&key_)) return key->sign(*hash, scheme.padding, message);
    if (auto const* const key = std::get_if<ec_key>(&key_)) return key->sign(*hash, message);
    return std::get<ed_key>(key_).sign(message);
  }

 private:
  using any_key = std::variant<ec_key, ed_key, rsa_key>;

  private_key(key_kind kind, any_key key) : kind_{kind}, key_{std::move(key)} {}
  private_key(key_kind kind, key_source& source) : private_key{kind, make(kind, source)} {}

  static any_key make(key_kind kind, key_source& source) {
    switch (family_of(kind)) {
    case key_family::ec: return ec_key::make(kind, source);
    case key_family::ed: return ed_key::make(kind, source);
    case key_family::rsa: break;
    }
    return rsa_key::make(kind, source);
  }

  bytes algorithm() const {
    return std::visit([](auto const& key) { return key.algorithm_der(); }, key_);
  }

  key_kind kind_;
  any_key key_;
};

} // namespace mxtls::pki

#endif
