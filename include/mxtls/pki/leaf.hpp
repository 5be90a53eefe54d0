// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_LEAF_HPP
#define MXTLS_PKI_LEAF_HPP

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/pki/pem.hpp>
#include <mxtls/pki/pkcs12.hpp>
#include <mxtls/pki/tlsa_record.hpp>
#include <mxtls/pki/write_file.hpp>

namespace mxtls::pki {

/// A certificate with its private key, and the intermediates a server has to send with it.
class leaf {
 public:
  /// @param der the certificate
  /// @param key the key in it
  /// @param intermediates issuer first; without the root, which nobody needs to be sent
  leaf(bytes der, private_key key, std::vector<bytes> const& intermediates) : key_{std::move(key)} {
    chain_.push_back(std::move(der));
    chain_.insert(chain_.end(), intermediates.begin(), intermediates.end());
  }

  bytes const& der() const noexcept { return chain_.front(); }
  std::string pem() const { return to_pem(certificate_label, der()); }

  private_key const& key() const noexcept { return key_; }

  /// The certificate, then each one's issuer, down to the one that the root has issued.
  std::vector<bytes> const& chain_der() const noexcept { return chain_; }

  /// The same as one text, which is what most servers want as their certificate file.
  std::string chain_pem() const { return to_pem(certificate_label, chain_); }

  /// Key and chain as a PKCS #12 file, which mail clients, Java and Windows want.
  ///
  /// @param password printable ASCII
  /// @throws as `pki::pkcs12`
  bytes pkcs12(std::string_view password) const { return pki::pkcs12(key_.pkcs8_der(), chain_, password); }

  /// The TLSA record that this certificate matches, `3 1 1` by default.
  ///
  /// @throws as `make_tlsa_record`
  tlsa_record tlsa(tlsa_usage usage = tlsa_usage::dane_ee, tlsa_selector selector = tlsa_selector::spki,
                   tlsa_matching matching = tlsa_matching::sha2_256) const {
    return make_tlsa_record(usage, selector, matching, der());
  }

  /// Writes `cert.pem`, `chain.pem` (the certificate included) and `key.pem` (mode 0600).
  ///
  /// The folder is made if need be; files of these names are replaced.
  ///
  /// @throws std::system_error with the system's error and the path
  void write_to(std::filesystem::path const& folder) const {
    std::filesystem::create_directories(folder);
    write_file(folder / "cert.pem", pem(), file_access::everybody);
    write_file(folder / "chain.pem", chain_pem(), file_access::everybody);
    write_file(folder / "key.pem", key_.pkcs8_pem(), file_access::owner_only);
  }

 private:
  std::vector<bytes> chain_;
  private_key key_;
};

} // namespace mxtls::pki

#endif
