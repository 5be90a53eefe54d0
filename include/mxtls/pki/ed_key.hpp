// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_ED_KEY_HPP
#define MXTLS_PKI_ED_KEY_HPP

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/ed25519.h>
#include <wolfssl/wolfcrypt/ed448.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/errc.hpp>
#include <mxtls/pki/key_kind.hpp>
#include <mxtls/pki/key_source.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/wolfcrypt.hpp>

namespace mxtls::pki {

/// A private key for Ed25519 or Ed448, and its public half.
///
/// References: RFC 8032 sections 5.1 and 5.2, RFC 8410.
class ed_key {
 public:
  /// The key with given octets, 32 for Ed25519, 57 for Ed448.
  ///
  /// @throws std::invalid_argument if there are more or less; std::system_error(errc::key_failed)
  ed_key(key_kind kind, byte_view secret) : kind_{kind}, secret_{secret.begin(), secret.end()} {
    if (secret.size() != size_of(kind))
      throw std::invalid_argument{"ed_key: secret must have " + std::to_string(size_of(kind)) + " octets"};
    public_ = is_ed25519() ? public_of<calls_25519>() : public_of<calls_448>();
  }

  /// A new one. @throws std::system_error with errc::random_failed or errc::key_failed
  static ed_key make(key_kind kind, key_source& source) { return ed_key{kind, source.take(size_of(kind))}; }

  bytes const& public_key() const noexcept { return public_; }

  /// AlgorithmIdentifier of the key. References: RFC 8410 section 3.
  bytes algorithm_der() const { return der::sequence({der::oid(is_ed25519() ? oids::ed25519 : oids::ed448)}); }

  /// CurvePrivateKey. References: RFC 8410 section 7.
  bytes private_key_der() const { return der::octet_string(secret_); }

  /// The signature of a whole message. @throws std::system_error(errc::signing_failed)
  bytes sign(byte_view message) const { return is_ed25519() ? sign<calls_25519>(message) : sign<calls_448>(message); }

 private:
  /// What wolfCrypt calls by two names.
  struct calls_25519 {
    ed25519_key key{};
    static constexpr std::size_t signature_size = ED25519_SIG_SIZE;

    int init() { return wc_ed25519_init(&key); }
    ~calls_25519() { wc_ed25519_free(&key); }
    int import_secret(std::uint8_t const* secret, word32 size) {
      return wc_ed25519_import_private_only(secret, size, &key);
    }
    int import_pair(std::uint8_t const* secret, word32 size, std::uint8_t const* point) {
      return wc_ed25519_import_private_key(secret, size, point, size, &key);
    }
    int make_public(std::uint8_t* out, word32 size) { return wc_ed25519_make_public(&key, out, size); }
    int sign(std::uint8_t const* message, word32 size, std::uint8_t* out, word32* out_size) {
      return wc_ed25519_sign_msg(message, size, out, out_size, &key);
    }
  };

  struct calls_448 {
    ed448_key key{};
    static constexpr std::size_t signature_size = ED448_SIG_SIZE;

    int init() { return wc_ed448_init(&key); }
    ~calls_448() { wc_ed448_free(&key); }
    int import_secret(std::uint8_t const* secret, word32 size) {
      return wc_ed448_import_private_only(secret, size, &key);
    }
    int import_pair(std::uint8_t const* secret, word32 size, std::uint8_t const* point) {
      return wc_ed448_import_private_key(secret, size, point, size, &key);
    }
    int make_public(std::uint8_t* out, word32 size) { return wc_ed448_make_public(&key, out, size); }
    int sign(std::uint8_t const* message, word32 size, std::uint8_t* out, word32* out_size) {
      return wc_ed448_sign_msg(message, size, out, out_size, &key, nullptr, 0);
    }
  };

  static std::size_t size_of(key_kind kind) { return kind == key_kind::ed25519 ? ED25519_KEY_SIZE : ED448_KEY_SIZE; }

  bool is_ed25519() const { return kind_ == key_kind::ed25519; }

  template <typename Calls>
  bytes public_of() const {
    Calls with;
    bytes out(secret_.size());
    word32 const size = wolfcrypt::to_word32(out.size());
    wolfcrypt::require(with.init(), errc::key_failed, "wc_ed*_init");
    wolfcrypt::require(with.import_secret(secret_.data(), size), errc::key_failed, "wc_ed*_import_private_only");
    wolfcrypt::require(with.make_public(out.data(), size), errc::key_failed, "wc_ed*_make_public");
    return out;
  }

  template <typename Calls>
  bytes sign(byte_view message) const {
    Calls with;
    wolfcrypt::require(with.init(), errc::signing_failed, "wc_ed*_init");
    wolfcrypt::require(with.import_pair(secret_.data(), wolfcrypt::to_word32(secret_.size()), public_.data()),
                       errc::signing_failed, "wc_ed*_import_private_key");
    bytes out(Calls::signature_size);
    word32 size = wolfcrypt::to_word32(out.size());
    // An empty message has no address, which wolfCrypt does not accept.
    std::uint8_t const none = 0;
    wolfcrypt::require(
        with.sign(message.empty() ? &none : message.data(), wolfcrypt::to_word32(message.size()), out.data(), &size),
        errc::signing_failed, "wc_ed*_sign_msg");
    return out;
  }

  key_kind kind_;
  bytes secret_;
  bytes public_;
};

} // namespace mxtls::pki

#endif
