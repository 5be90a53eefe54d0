// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_PKCS12_HPP
#define MXTLS_PKI_PKCS12_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/aes.h>
#include <wolfssl/wolfcrypt/pwdbased.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/derive.hpp>
#include <mxtls/pki/errc.hpp>
#include <mxtls/pki/hash_algorithm.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/wolfcrypt.hpp>

namespace mxtls::pki {

namespace detail {

inline constexpr int pkcs12_iterations = 2048;
/// Octets of a block of AES, of its initial vector and, by choice, of the salts.
inline constexpr std::size_t pkcs12_block = 16;

/// EncryptedPrivateKeyInfo: PBES2 with PBKDF2, HMAC-SHA-256 and AES-256-CBC.
///
/// References: RFC 5958 section 3, RFC 8018 section 6.2.
inline bytes encrypted_private_key_info(byte_view pkcs8, std::string_view password, byte_view salt, byte_view iv) {
  auto const require = [](int status, char const* call) { wolfcrypt::require(status, errc::key_failed, call); };
  std::array<std::uint8_t, 32> key{};
  require(wc_PBKDF2(key.data(), as_bytes(password).data(), static_cast<int>(password.size()), salt.data(),
                    static_cast<int>(salt.size()), pkcs12_iterations, static_cast<int>(key.size()),
                    wolfcrypt::hash_type(hash_algorithm::sha256)),
          "wc_PBKDF2");
  std::size_t const padding = pkcs12_block - pkcs8.size() % pkcs12_block;
  bytes const clear = der::concat({pkcs8, bytes(padding, static_cast<std::uint8_t>(padding))});
  bytes encrypted(clear.size());
  struct state {
    Aes aes{};
    ~state() { wc_AesFree(&aes); }
  } with;
  require(wc_AesInit(&with.aes, nullptr, INVALID_DEVID), "wc_AesInit");
  require(wc_AesSetKey(&with.aes, key.data(), wolfcrypt::to_word32(key.size()), iv.data(), AES_ENCRYPTION),
          "wc_AesSetKey");
  require(wc_AesCbcEncrypt(&with.aes, encrypted.data(), clear.data(), wolfcrypt::to_word32(clear.size())),
          "wc_AesCbcEncrypt");
  bytes const derivation = der::sequence(
      {der::oid(oids::pbkdf2), der::sequence({der::octet_string(salt), der::integer(pkcs12_iterations),
                                              der::sequence({der::oid(oids::hmac_with_sha256), der::null()})})});
  bytes const encryption = der::sequence({der::oid(oids::aes256_cbc), der::octet_string(iv)});
  return der::sequence(
      {der::sequence({der::oid(oids::pbes2), der::sequence({derivation, encryption})}), der::octet_string(encrypted)});
}

/// MacData with HMAC-SHA-256. References: RFC 7292 section 4 and appendix B.
inline bytes pkcs12_mac(byte_view content, std::string_view password, byte_view salt) {
  // The password as a BMPString with its end, as this derivation wants it.
  bytes wide;
  for (char const c : password) wide.insert(wide.end(), {0, static_cast<std::uint8_t>(c)});
  wide.insert(wide.end(), {0, 0});
  constexpr int for_mac = 3;
  std::array<std::uint8_t, 32> key{};
  wolfcrypt::require(wc_PKCS12_PBKDF(key.data(), wide.data(), static_cast<int>(wide.size()), salt.data(),
                                     static_cast<int>(salt.size()), pkcs12_iterations, static_cast<int>(key.size()),
                                     wolfcrypt::hash_type(hash_algorithm::sha256), for_mac),
                     errc::key_failed, "wc_PKCS12_PBKDF");
  return der::sequence({digest_info(hash_algorithm::sha256, hmac(hash_algorithm::sha256, key, content)),
                        der::octet_string(salt), der::integer(pkcs12_iterations)});
}

} // namespace detail

/// A PKCS #12 file: the key, encrypted, and the certificates, which are no secret and stay readable.
///
/// Salts follow from all that goes in, so the same key, chain and password give the same octets.
///
/// @param pkcs8 the private key
/// @param chain the certificate of the key first
/// @param password ASCII without controls; may be empty
/// @throws std::invalid_argument for any other password; std::system_error(errc::key_failed)
///
/// References: RFC 7292 section 4.
inline bytes pkcs12(byte_view pkcs8, std::vector<bytes> const& chain, std::string_view password) {
  for (char const c : password)
    if (c < ' ' || c > '~')
      throw std::invalid_argument{"pkcs12: password holds a control or a character beyond ASCII, which programs "
                                  "encode in different ways; take printable ASCII"};
  bytes const all_certificates = der::concat(chain);
  auto const salt = [&](std::string_view purpose) {
    auto const whole = derive({as_bytes(purpose), pkcs8, as_bytes(password), all_certificates});
    return bytes{whole.begin(), whole.begin() + detail::pkcs12_block};
  };
  // By this attribute programs tell the certificate of the key from its issuers.
  bytes const is_pair =
      der::set({der::sequence({der::oid(oids::local_key_id), der::set({der::octet_string(bytes{1})})})});
  auto const bag = [](std::string_view type, bytes const& value, bytes const& attributes) {
    return der::sequence({der::oid(type), der::explicit_tag(0, value), attributes});
  };
  auto const data = [](bytes const& content) {
    return der::sequence({der::oid(oids::cms_data), der::explicit_tag(0, der::octet_string(content))});
  };
  std::vector<bytes> certificates;
  for (bytes const& certificate : chain)
    certificates.push_back(bag(oids::certificate_bag,
                               der::sequence({der::oid(oids::x509_certificate_bag_value),
                                              der::explicit_tag(0, der::octet_string(certificate))}),
                               certificates.empty() ? is_pair : bytes{}));
  bytes const key =
      bag(oids::shrouded_key_bag,
          detail::encrypted_private_key_info(pkcs8, password, salt("mxtls PKCS #12 key"), salt("mxtls PKCS #12 iv")),
          is_pair);
  bytes const content = der::sequence({data(der::sequence(certificates)), data(der::sequence({key}))});
  return der::sequence(
      {der::integer(3), data(content), detail::pkcs12_mac(content, password, salt("mxtls PKCS #12 mac"))});
}

} // namespace mxtls::pki

#endif
