// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_CHAIN_HPP
#define MXTLS_IO_TLS_CHAIN_HPP

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/wolfcrypt/asn.h>
#include <wolfssl/wolfcrypt/error-crypt.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/io/tls_error.hpp>
#include <mxtls/io/trust_store.hpp>
#include <mxtls/report/chain_verdict.hpp>
#include <mxtls/x509/chain.hpp>

namespace mxtls::io {

namespace detail {

/// wolfCrypt's number for an algorithm of keys; 0 for one that it does not verify with.
inline int key_number(x509::public_key const& key) noexcept {
  if (key.algorithm == x509::oids::rsa_encryption || key.algorithm == x509::oids::rsassa_pss) return RSAk;
  if (key.algorithm == x509::oids::ec_public_key) return ECDSAk;
  if (key.algorithm == x509::oids::ed25519) return ED25519k;
  if (key.algorithm == x509::oids::ed448) return ED448k;
  return 0;
}

/// Asks wolfSSL whether the key of `parent` signed `child`, and nothing else.
/// @returns 0, or wolfSSL's error
inline int check_signature(x509::certificate const& child, x509::certificate const& parent) {
  int const number = key_number(parent.public_key);
  if (number == 0) return ASN_UNKNOWN_OID_E;
  byte_view key = parent.public_key.spki;
  // wolfSSL wants these without what is around them.
  if (number == ED25519k || number == ED448k)
    key = key.last(std::min<std::size_t>(key.size(), number == ED448k ? 57 : 32));
  return wc_CheckCertSigPubKey(child.der.data(), static_cast<word32>(child.der.size()), nullptr, key.data(),
                               static_cast<word32>(key.size()), number);
}

/// What a refusal of wolfSSL's says of the chain; all that is not listed says something of wolfSSL.
inline x509::chain_status status_of(int wolfssl_error) noexcept {
  switch (wolfssl_error) {
  case ASN_SIG_CONFIRM_E:
  case ASN_SIG_HASH_E: return x509::chain_status::bad_signature;
  case ASN_PARSE_E: return x509::chain_status::unreadable;
  default: return x509::chain_status::not_checkable;
  }
}

} // namespace detail

/// Judges the certificates one peer sent: by these anchors, at this moment, and by nothing else.
///
/// Nothing is kept between calls and no peer's certificate helps another's. Names, constraints, dates,
/// flags and purposes are looked at in pure code (`x509::problems`); wolfSSL checks the signatures.
/// Revocation is not looked at.
///
/// @param sent DER, the leaf first, then in any order.
///
/// References: RFC 5280 section 6.1.
inline report::chain_verdict judge_chain(std::span<bytes const> sent, trust_store const& trust, timestamp at) {
  using x509::chain_status;
  report::chain_verdict verdict;
  std::vector<x509::certificate> certificates;
  for (bytes const& der : sent) {
    auto read = x509::parse_certificate(der);
    if (read) certificates.push_back(*std::move(read));
    else if (certificates.empty()) verdict.problems.push_back({chain_status::unreadable, 0});
  }
  if (verdict.problems.empty()) {
    int last_error = 0;
    auto const signed_by = [&last_error](x509::certificate const& child, x509::certificate const& parent) {
      if (!x509::issued_by(child, parent)) return false;
      int const error = detail::check_signature(child, parent);
      if (error != 0) last_error = error;
      return error == 0;
    };
    auto const valid_and_signed_by = [&](x509::certificate const& child, x509::certificate const& parent) {
      return at >= parent.not_before && at <= parent.not_after && signed_by(child, parent);
    };
    // An issuer may have two certificates, of which one has expired.
    auto path = x509::find_path(certificates, trust.anchors(), valid_and_signed_by);
    if (!path.anchored) path = x509::find_path(certificates, trust.anchors(), signed_by);
    verdict.problems = x509::problems(path, at);
    // An issuer was there by name, but had not signed: that is the reason.
    if (last_error != 0 && !path.anchored && !path.certificates.empty()) {
      verdict.problems.front().status = detail::status_of(last_error);
      verdict.wolfssl_says = make_tls_error(last_error).message();
    }
    for (x509::certificate const& each : path.certificates) verdict.path.push_back(x509::to_text(each.subject));
  }
  verdict.status = verdict.problems.empty() ? chain_status::trusted : verdict.problems.front().status;
  return verdict;
}

} // namespace mxtls::io

#endif
