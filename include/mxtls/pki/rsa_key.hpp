// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_RSA_KEY_HPP
#define MXTLS_PKI_RSA_KEY_HPP

#include <cstddef>
#include <string_view>
#include <utility>

#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/asn_public.h>
#include <wolfssl/wolfcrypt/rsa.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/errc.hpp>
#include <mxtls/pki/hash_algorithm.hpp>
#include <mxtls/pki/key_kind.hpp>
#include <mxtls/pki/key_source.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/rsa_encoding.hpp>
#include <mxtls/pki/rsa_primes.hpp>
#include <mxtls/pki/signature_scheme.hpp>
#include <mxtls/pki/wolfcrypt.hpp>
#include <mxtls/pki/wolfcrypt_number.hpp>

namespace mxtls::pki {

/// An RSA private key of two primes, and its public half.
///
/// References: RFC 8017 sections 3, 8 and appendix A.1.
class rsa_key {
 public:
  /// A new one; the time it takes varies, see `make_rsa_prime`.
  ///
  /// @throws std::system_error with errc::random_failed or errc::key_failed
  static rsa_key make(key_kind kind, key_source& source) {
    using wolfcrypt::number;
    std::size_t const size = rsa_size(kind);
    number p = make_rsa_prime(size / 2, source);
    number q = make_rsa_prime(size / 2, source);
    if (p < q) std::swap(p, q);
    number const one{1};
    number const e{rsa_exponent};
    number const p_less = p - one;
    number const q_less = q - one;
    number const lambda = p_less / greatest_common_divisor(p_less, q_less) * q_less;
    number const d = e.inverse(lambda);
    auto const integer = [size](number const& value) { return der::unsigned_integer(value.octets(size)); };
    bytes const n = integer(p * q);
    rsa_key out;
    out.size_ = size;
    out.public_ = der::sequence({n, integer(e)});
    out.private_ = der::sequence({der::integer(0), n, integer(e), integer(d), integer(p), integer(q),
                                  integer(d % p_less), integer(d % q_less), integer(q.inverse(p))});
    return out;
  }

  /// RSAPublicKey. References: RFC 8017 appendix A.1.1.
  bytes const& public_key() const noexcept { return public_; }

  /// AlgorithmIdentifier of the key: rsaEncryption, for all paddings. References: RFC 3279 section 2.3.1.
  bytes algorithm_der() const { return der::sequence({der::oid(oids::rsa_encryption), der::null()}); }

  /// RSAPrivateKey. References: RFC 8017 appendix A.1.2.
  bytes const& private_key_der() const noexcept { return private_; }

  /// A signature, as long as the modulus; the same one every time, with PSS too.
  ///
  /// The salt of PSS follows from key and message, and has the size of the hash.
  ///
  /// @throws std::system_error with errc::signing_failed or errc::random_failed
  bytes sign(hash_algorithm hash, rsa_padding padding, byte_view message) const {
    auto const require = [](int status, char const* call) { wolfcrypt::require(status, errc::signing_failed, call); };
    bytes const hashed = digest(hash, message);
    bytes encoded = padding == rsa_padding::pkcs1 ? emsa_pkcs1(hash, hashed, size_)
                                                  : emsa_pss(hash, hashed, hmac(hash, private_, hashed), size_);
    struct state {
      RsaKey key{};
      ~state() { wc_FreeRsaKey(&key); }
    } with;
    require(wc_InitRsaKey(&with.key, nullptr), "wc_InitRsaKey");
    word32 at = 0;
    require(wc_RsaPrivateKeyDecode(private_.data(), &at, &with.key, wolfcrypt::to_word32(private_.size())),
            "wc_RsaPrivateKeyDecode");
    // The generator only blinds the arithmetic against timing; wolfCrypt insists on having one.
    auto const rng = wolfcrypt::new_rng();
    require(wc_RsaSetRNG(&with.key, rng.get()), "wc_RsaSetRNG");
    word32 const encoded_size = wolfcrypt::to_word32(encoded.size());
    bytes out(size_);
    word32 size = encoded_size;
    int const made =
        wc_RsaDirect(encoded.data(), encoded_size, out.data(), &size, &with.key, RSA_PRIVATE_ENCRYPT, rng.get());
    if (made < 0) require(made, "wc_RsaDirect");
    return out;
  }

 private:
  rsa_key() = default;

  std::size_t size_ = 0;
  bytes public_;
  bytes private_;
};

} // namespace mxtls::pki

#endif
