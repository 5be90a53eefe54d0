// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_CHAIN_HPP
#define MXTLS_IO_TLS_CHAIN_HPP

#include <memory>
#include <new>
#include <span>
#include <string>
#include <vector>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/wolfcrypt/error-crypt.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/io/tls_error.hpp>
#include <mxtls/io/trust_store.hpp>
#include <mxtls/report/chain_verdict.hpp>
#include <mxtls/x509/chain.hpp>

namespace mxtls::io {

namespace detail {

/// Asks wolfSSL, in a manager of its own that knows nothing but `parent`, whether it signed `child`.
/// Dates and name constraints are looked at elsewhere.
/// @returns 0, or wolfSSL's error
inline int check_signature(x509::certificate const& child, x509::certificate const& parent) {
  struct free_context {
    void operator()(WOLFSSL_CTX* handle) const noexcept { wolfSSL_CTX_free(handle); }
  };
  std::unique_ptr<WOLFSSL_CTX, free_context> const context{wolfSSL_CTX_new(wolfTLS_client_method())};
  if (!context) throw std::bad_alloc{};
  int const loaded =
      wolfSSL_CTX_load_verify_buffer_ex(context.get(), parent.der.data(), static_cast<long>(parent.der.size()),
                                        WOLFSSL_FILETYPE_ASN1, 0, WOLFSSL_LOAD_FLAG_DATE_ERR_OKAY);
  if (loaded != WOLFSSL_SUCCESS) return loaded;
  int const answer = wolfSSL_CertManagerVerifyBuffer(wolfSSL_CTX_GetCertManager(context.get()), child.der.data(),
                                                     static_cast<long>(child.der.size()), WOLFSSL_FILETYPE_ASN1);
  // wolfSSL looks at these after the signature: they mean that the signature is good. Its own name
  // constraints are those of the direct issuer alone, and refuse every IP-ID beside a DNS constraint.
  bool const signature_good = answer == WOLFSSL_SUCCESS || answer == ASN_NAME_INVALID_E ||
                              answer == ASN_BEFORE_DATE_E || answer == ASN_AFTER_DATE_E;
  return signature_good ? 0 : answer;
}

/// What a refusal of wolfSSL's says of the chain; all that is not listed says something of wolfSSL.
inline x509::chain_status status_of(int wolfssl_error) noexcept {
  switch (wolfssl_error) {
  case ASN_SIG_CONFIRM_E:
  case ASN_SIG_HASH_E:
  case ASN_NO_SIGNER_E: return x509::chain_status::bad_signature;
  case ASN_PATHLEN_INV_E:
  case ASN_PATHLEN_SIZE_E: return x509::chain_status::path_too_long;
  case ASN_CRIT_EXT_E: return x509::chain_status::unknown_critical_extension;
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
/// @throws std::bad_alloc
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
    auto const path = x509::find_path(certificates, trust.anchors(), signed_by);
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
