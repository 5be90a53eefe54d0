// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_HASH_ALGORITHM_HPP
#define MXTLS_PKI_HASH_ALGORITHM_HPP

#include <cstddef>
#include <string_view>

#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/hash.h>
#include <wolfssl/wolfcrypt/hmac.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/errc.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/wolfcrypt.hpp>

namespace mxtls::pki {

/// The hash functions of signatures; the first two are there to be refused.
enum class hash_algorithm { md5, sha1, sha256, sha384, sha512 };

constexpr std::string_view to_text(hash_algorithm hash) noexcept {
  switch (hash) {
  case hash_algorithm::md5: return "md5";
  case hash_algorithm::sha1: return "sha1";
  case hash_algorithm::sha256: return "sha256";
  case hash_algorithm::sha384: return "sha384";
  case hash_algorithm::sha512: return "sha512";
  }
  return "unknown";
}

/// Octets of a digest.
constexpr std::size_t digest_size(hash_algorithm hash) noexcept {
  switch (hash) {
  case hash_algorithm::md5: return 16;
  case hash_algorithm::sha1: return 20;
  case hash_algorithm::sha256: return 32;
  case hash_algorithm::sha384: return 48;
  case hash_algorithm::sha512: return 64;
  }
  return 0;
}

/// AlgorithmIdentifier of a hash, with the NULL that RSA signatures want.
///
/// References: RFC 8017 appendices A.2.1 and B.1.
inline bytes algorithm_der(hash_algorithm hash) {
  auto const oid = [hash] {
    switch (hash) {
    case hash_algorithm::md5: return oids::md5;
    case hash_algorithm::sha1: return oids::sha1;
    case hash_algorithm::sha256: return oids::sha256;
    case hash_algorithm::sha384: return oids::sha384;
    case hash_algorithm::sha512: break;
    }
    return oids::sha512;
  };
  return der::sequence({der::oid(oid()), der::null()});
}

/// DigestInfo: a digest with the name of its hash. References: RFC 8017 section 9.2.
inline bytes digest_info(hash_algorithm hash, byte_view hashed) {
  return der::sequence({algorithm_der(hash), der::octet_string(hashed)});
}

namespace wolfcrypt {

constexpr wc_HashType hash_type(hash_algorithm hash) noexcept {
  switch (hash) {
  case hash_algorithm::md5: return WC_HASH_TYPE_MD5;
  case hash_algorithm::sha1: return WC_HASH_TYPE_SHA;
  case hash_algorithm::sha256: return WC_HASH_TYPE_SHA256;
  case hash_algorithm::sha384: return WC_HASH_TYPE_SHA384;
  case hash_algorithm::sha512: return WC_HASH_TYPE_SHA512;
  }
  return WC_HASH_TYPE_NONE;
}

} // namespace wolfcrypt

/// The hash of a message.
///
/// @throws std::system_error(errc::signing_failed) if this wolfCrypt was built without the hash
inline bytes digest(hash_algorithm hash, byte_view message) {
  bytes out(digest_size(hash));
  wolfcrypt::require(wc_Hash(wolfcrypt::hash_type(hash), message.data(), wolfcrypt::to_word32(message.size()),
                             out.data(), wolfcrypt::to_word32(out.size())),
                     errc::signing_failed, "wc_Hash");
  return out;
}

/// HMAC. @throws as `digest`. References: RFC 2104.
inline bytes hmac(hash_algorithm hash, byte_view key, byte_view message) {
  struct state {
    Hmac hmac{};
    ~state() { wc_HmacFree(&hmac); }
  } with;
  auto const require = [](int status, char const* call) { wolfcrypt::require(status, errc::signing_failed, call); };
  require(wc_HmacInit(&with.hmac, nullptr, INVALID_DEVID), "wc_HmacInit");
  require(wc_HmacSetKey(&with.hmac, wolfcrypt::hash_type(hash), key.data(), wolfcrypt::to_word32(key.size())),
          "wc_HmacSetKey");
  require(wc_HmacUpdate(&with.hmac, message.data(), wolfcrypt::to_word32(message.size())), "wc_HmacUpdate");
  bytes out(digest_size(hash));
  require(wc_HmacFinal(&with.hmac, out.data()), "wc_HmacFinal");
  return out;
}

} // namespace mxtls::pki

#endif
