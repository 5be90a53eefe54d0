// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PROBE_SETTINGS_HPP
#define MXTLS_PROBE_SETTINGS_HPP

#include <mxtls/io/limits.hpp>
#include <mxtls/io/tls_context.hpp>
#include <mxtls/io/trust_store.hpp>

namespace mxtls::probe {

/// What many probes share. Make it once; it must outlive them.
///
/// Thread safety: shared between threads if nobody changes it.
struct settings {
  io::tls_context context = io::tls_context::client();
  /// Empty: no chain is trusted.
  io::trust_store trust{};
  /// `limits.total` is replaced by the request's `timeout_milliseconds`.
  io::limits limits{};
};

} // namespace mxtls::probe

#endif
