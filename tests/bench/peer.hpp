// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_BENCH_PEER_HPP
#define MXTLS_BENCH_PEER_HPP

#include <memory>
#include <string>

#include <mxtls/core/bytes.hpp>

namespace mxtls::bench {

/// A certificate that a library has parsed, and what the library says of names.
class parsed {
 public:
  virtual ~parsed() = default;
  virtual bool matches(std::string const& reference) const = 0;
};

/// A library whose headers must not meet those of another: each is a source file of its own.
struct peer {
  /// The function that is timed.
  char const* function = "";
  std::string product{};
  /// The rule set of ours that says the same.
  char const* rules = "";
  /// Parses a certificate. @throws std::runtime_error if the library refuses it
  std::unique_ptr<parsed> (*parse)(byte_view der) = nullptr;
};

peer openssl();
peer gnutls();
peer wolfssl();

} // namespace mxtls::bench

#endif
