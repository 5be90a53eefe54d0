// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_SIGNATURE_SCHEME_HPP
#define MXTLS_PKI_SIGNATURE_SCHEME_HPP

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/hash_algorithm.hpp>
#include <mxtls/pki/key_kind.hpp>
#include <mxtls/pki/oids.hpp>

namespace mxtls::pki {

/// How an RSA signature is padded. References: RFC 8017 sections 8.1 and 8.2.
enum class rsa_padding { pkcs1, pss };

/// What a signature is made with, besides the key.
struct signature_scheme {
  /// The one that fits the key if absent: SHA-384 for P-384, SHA-512 for P-521, else SHA-256. Must
  /// be absent for Ed25519 and Ed448, which have no choice.
  std::optional<hash_algorithm> hash = {};
  /// For RSA keys only.
  rsa_padding padding = rsa_padding::pkcs1;
};

/// The hash that a key of this kind uses under this scheme; none for Ed25519 and Ed448.
///
/// @throws std::invalid_argument naming the field and the fix, for what no standard has a name for
inline std::optional<hash_algorithm> hash_of(signature_scheme const& scheme, key_kind kind) {
  auto const refuse = [kind](std::string_view field, std::string_view what) {
    throw std::invalid_argument{"signature_scheme." + std::string{field} + ": a " + std::string{to_text(kind)} +
                                " key " + std::string{what}};
  };
  key_family const family = family_of(kind);
  if (family != key_family::rsa && scheme.padding == rsa_padding::pss)
    refuse("padding", "signs without padding; leave it pkcs1, or use an rsa key");
  if (family == key_family::ed) {
    if (scheme.hash) refuse("hash", "brings its own hash; leave it absent, or use another kind of key");
    return std::nullopt;
  }
  if (family == key_family::ec && scheme.hash == hash_algorithm::md5)
    refuse("hash", "cannot sign with md5, as ECDSA has no identifier for it; use sha1, or an rsa key");
  if (scheme.padding == rsa_padding::pss && scheme.hash == hash_algorithm::md5)
    refuse("hash", "cannot sign with md5 and pss, which RFC 4055 does not allow; use sha1, or padding pkcs1");
  if (kind == key_kind::rsa_1024 && scheme.padding == rsa_padding::pss && scheme.hash == hash_algorithm::sha512)
    refuse("hash", "is too short for pss with sha512; use sha384, or rsa-2048");
  if (scheme.hash) return scheme.hash;
  if (kind == key_kind::p384) return hash_algorithm::sha384;
  if (kind == key_kind::p521) return hash_algorithm::sha512;
  return hash_algorithm::sha256;
}

namespace detail {

constexpr std::string_view ecdsa_oid(hash_algorithm hash) noexcept {
  switch (hash) {
  case hash_algorithm::sha1: return oids::ecdsa_with_sha1;
  case hash_algorithm::sha384: return oids::ecdsa_with_sha384;
  case hash_algorithm::sha512: return oids::ecdsa_with_sha512;
  default: return oids::ecdsa_with_sha256;
  }
}

constexpr std::string_view rsa_oid(hash_algorithm hash) noexcept {
  switch (hash) {
  case hash_algorithm::md5: return oids::md5_with_rsa;
  case hash_algorithm::sha1: return oids::sha1_with_rsa;
  case hash_algorithm::sha384: return oids::sha384_with_rsa;
  case hash_algorithm::sha512: return oids::sha512_with_rsa;
  default: return oids::sha256_with_rsa;
  }
}

/// RSASSA-PSS-params with MGF1 over the same hash and a salt of its size.
///
/// References: RFC 8017 appendix A.2.3; the defaults are SHA-1 and 20, and DER omits defaults.
inline bytes pss_parameters(hash_algorithm hash) {
  if (hash == hash_algorithm::sha1) return der::sequence({});
  bytes const algorithm = algorithm_der(hash);
  return der::sequence({der::explicit_tag(0, algorithm),
                        der::explicit_tag(1, der::sequence({der::oid(oids::mgf1), algorithm})),
                        der::explicit_tag(2, der::integer(static_cast<std::int64_t>(digest_size(hash))))});
}

} // namespace detail

/// AlgorithmIdentifier of the signatures that a key of this kind makes under this scheme.
///
/// @throws as `hash_of`
///
/// References: RFC 4055 sections 3.1 and 5, RFC 5758 section 3.2, RFC 8410 section 3.
inline bytes algorithm_der(signature_scheme const& scheme, key_kind kind) {
  auto const hash = hash_of(scheme, kind);
  if (!hash) return der::sequence({der::oid(kind == key_kind::ed25519 ? oids::ed25519 : oids::ed448)});
  if (family_of(kind) == key_family::ec) return der::sequence({der::oid(detail::ecdsa_oid(*hash))});
  if (scheme.padding == rsa_padding::pss)
    return der::sequence({der::oid(oids::rsassa_pss), detail::pss_parameters(*hash)});
  return der::sequence({der::oid(detail::rsa_oid(*hash)), der::null()});
}

} // namespace mxtls::pki

#endif
