// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_UNIT_PKI_REVOCATION_PARTIES_HPP
#define MXTLS_TESTS_UNIT_PKI_REVOCATION_PARTIES_HPP

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/hash_algorithm.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/pki/key_kind.hpp>
#include <mxtls/pki/oids.hpp>
#include <mxtls/pki/pem.hpp>

#include "programs.hpp"

/// Who takes part in revocation.
namespace revocation {

namespace pki = mxtls::pki;
namespace der = mxtls::pki::der;
using mxtls::bytes;
using programs::folder;
using programs::outcome;

struct party {
  bytes der;
  bytes name;
  pki::private_key key;
  std::string pem() const { return pki::to_pem(pki::certificate_label, der); }
};

/// SHA-1 of the public key: wolfSSL finds the issuer of an OCSP response by no other identifier.
///
/// References: RFC 5280 section 4.2.1.2, method 1.
inline bytes key_identifier(pki::private_key const& key) {
  return pki::digest(pki::hash_algorithm::sha1, key.public_key());
}

/// Made from fields: of `authority`'s rules and defaults nothing is needed here.
///
/// @param issuer none for a root
inline party make_party(std::string const& name, mxtls::timestamp now, std::vector<bytes> extensions,
                        party const* issuer, pki::key_kind kind = pki::key_kind::p256) {
  pki::private_key key = pki::private_key::from_seed("revocation", name, kind);
  bytes const subject =
      der::sequence({der::set({der::sequence({der::oid(pki::oids::common_name), der::utf8_string(name)})})});
  extensions.push_back(pki::subject_key_identifier(key_identifier(key)));
  extensions.push_back(pki::authority_key_identifier(key_identifier(issuer ? issuer->key : key)));
  bytes made = pki::sign_certificate(
      {.serial_number = der::unsigned_integer(key_identifier(key)),
       .issuer = issuer ? issuer->name : subject,
       .validity = pki::validity(now - 30 * mxtls::seconds_per_day, now + 30 * mxtls::seconds_per_day),
       .subject = subject,
       .subject_public_key_info = key.spki_der(),
       .extensions = std::move(extensions)},
      issuer ? issuer->key : key);
  return {std::move(made), subject, std::move(key)};
}

inline std::vector<bytes> authority_extensions() {
  return {pki::basic_constraints_ca(std::nullopt),
          pki::key_usage({pki::key_use::key_cert_sign, pki::key_use::crl_sign})};
}

inline std::vector<bytes> leaf_extensions(std::string_view purpose) {
  return {pki::key_usage({pki::key_use::digital_signature}), pki::extended_key_usage({purpose})};
}

} // namespace revocation

#endif
