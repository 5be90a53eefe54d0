// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_CHAIN_VERDICT_HPP
#define MXTLS_REPORT_CHAIN_VERDICT_HPP

#include <string>
#include <vector>

#include <mxtls/x509/chain.hpp>

namespace mxtls::report {

/// What came of judging the certificates of one peer, and of no other, at one moment.
struct chain_verdict {
  /// `trusted`, the first problem, or `not_checked`.
  x509::chain_status status = x509::chain_status::not_checked;
  /// Everything that speaks against it; empty if it is trusted.
  std::vector<x509::chain_problem> problems{};
  /// Subjects from the leaf upwards, safe to show.
  std::vector<std::string> path{};
  /// The TLS library's own words, if it refused a signature.
  std::string wolfssl_says{};
};

} // namespace mxtls::report

#endif
