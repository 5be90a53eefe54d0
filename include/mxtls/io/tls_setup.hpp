// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_SETUP_HPP
#define MXTLS_IO_TLS_SETUP_HPP

#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/wolfcrypt/asn_public.h>
#include <wolfssl/wolfcrypt/dh.h>

#include <mxtls/core/timestamp.hpp>
#include <mxtls/io/tls_error.hpp>
#include <mxtls/io/tls_server_settings.hpp>

/// The settings of a server, told to the library. All functions throw std::system_error naming the setting.
namespace mxtls::io::detail {

inline unsigned char const* octets_of(std::string_view text) noexcept {
  return reinterpret_cast<unsigned char const*>(text.data());
}

/// What the library is told to be the present by the handshake that this thread is in; empty for the truth.
inline std::optional<timestamp>& time_to_tell() noexcept {
  thread_local std::optional<timestamp> told;
  return told;
}

inline std::time_t library_time(std::time_t* into) noexcept {
  std::time_t const is = time_to_tell() ? static_cast<std::time_t>(time_to_tell()->unix_seconds) : std::time(nullptr);
  if (into != nullptr) *into = is;
  return is;
}

inline word16 number_of(tls_group group) noexcept {
  switch (group) {
  case tls_group::x25519: return WOLFSSL_ECC_X25519;
  case tls_group::x448: return WOLFSSL_ECC_X448;
  case tls_group::secp256r1: return WOLFSSL_ECC_SECP256R1;
  case tls_group::secp384r1: return WOLFSSL_ECC_SECP384R1;
  case tls_group::secp521r1: return WOLFSSL_ECC_SECP521R1;
  }
  return 0;
}

inline std::string_view name_of(tls_group group) noexcept {
  switch (group) {
  case tls_group::x25519: return "X25519";
  case tls_group::x448: return "X448";
  case tls_group::secp256r1: return "P-256";
  case tls_group::secp384r1: return "P-384";
  case tls_group::secp521r1: return "P-521";
  }
  return {};
}

/// Groups to offer, or to prefer.
inline void offer_groups(WOLFSSL_CTX* context, std::vector<tls_group> const& groups) {
  for (tls_group const group : groups)
    check_tls_setting(wolfSSL_CTX_UseSupportedCurve(context, number_of(group)), "the key exchange groups");
}

/// Groups that a server takes, and no others; nor plain Diffie-Hellman.
inline void use_groups_only(WOLFSSL_CTX* context, std::vector<tls_group> const& groups) {
  std::string list;
  for (tls_group const group : groups) (list += list.empty() ? "" : ":") += name_of(group);
  check_tls_setting(list.empty() ? 0 : wolfSSL_CTX_set1_curves_list(context, list.c_str()), "the key exchange groups");
}

inline void use_certificate(WOLFSSL_CTX* context, std::string_view chain_pem, std::string_view key_pem) {
  check_tls_setting(
      wolfSSL_CTX_use_certificate_chain_buffer(context, octets_of(chain_pem), static_cast<long>(chain_pem.size())),
      "the server's certificate chain (PEM, leaf first)");
  check_tls_setting(wolfSSL_CTX_use_PrivateKey_buffer(context, octets_of(key_pem), static_cast<long>(key_pem.size()),
                                                      WOLFSSL_FILETYPE_PEM),
                    "the server's private key (PEM)");
}

inline void use_ciphers(WOLFSSL_CTX* context, std::vector<std::string> const& names) {
  std::string list;
  for (std::string const& name : names) (list += list.empty() ? "" : ":") += name;
  wolfSSL_CTX_allow_anon_cipher(context);
  check_tls_setting(wolfSSL_CTX_set_cipher_list(context, list.c_str()), "the cipher suites (IANA names)");
  // The library takes a tenth of a second to see that the group is a good one.
  if (list.find("_DH") == std::string::npos) return;
  DhParams const& dh = *wc_Dh_ffdhe2048_Get();
  check_tls_setting(wolfSSL_CTX_SetTmpDH(context, dh.p, static_cast<int>(dh.p_len), dh.g, static_cast<int>(dh.g_len)),
                    "the Diffie-Hellman group");
}

/// Tells clients whose certificates are wanted.
inline void name_client_authorities(WOLFSSL_CTX* context, std::string const& pem) {
  std::unique_ptr<WOLFSSL_BIO, decltype(&wolfSSL_BIO_free)> const from{
      wolfSSL_BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &wolfSSL_BIO_free};
  int count = 0;
  while (from) {
    std::unique_ptr<WOLFSSL_X509, decltype(&wolfSSL_X509_free)> const one{
        wolfSSL_PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr), &wolfSSL_X509_free};
    if (!one) break;
    check_tls_setting(wolfSSL_CTX_add_client_CA(context, one.get()), "the authorities of client certificates");
    ++count;
  }
  if (count == 0) check_tls_setting(0, "the authorities of client certificates (PEM)");
}

/// All that is not about certificates of the server.
inline void apply(WOLFSSL_CTX* context, tls_server_settings const& settings) {
  if (settings.least > settings.most) check_tls_setting(0, "the versions of TLS: the least is above the most");
  long without = 0;
  auto const leave_out = [&](tls_version version, long option) {
    if (version < settings.least || version > settings.most) without |= option;
  };
  leave_out(tls_version::tls_1_1, WOLFSSL_OP_NO_TLSv1_1);
  leave_out(tls_version::tls_1_2, WOLFSSL_OP_NO_TLSv1_2);
  leave_out(tls_version::tls_1_3, WOLFSSL_OP_NO_TLSv1_3);
  if (without != 0) wolfSSL_CTX_set_options(context, without);
  if (settings.groups != tls_server_settings{}.groups) use_groups_only(context, settings.groups);
  if (!settings.ciphers.empty()) use_ciphers(context, settings.ciphers);
  using from = tls_server_settings::client_certificate;
  if (settings.from_client != from::none) {
    int const strict = settings.from_client == from::require ? WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_PEER | strict, nullptr);
    if (!settings.client_authorities_pem.empty()) name_client_authorities(context, settings.client_authorities_pem);
  }
}

} // namespace mxtls::io::detail

#endif
