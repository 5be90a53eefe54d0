// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_TRANSCRIPT_HPP
#define MXTLS_REPORT_TRANSCRIPT_HPP

#include <cstdint>
#include <string>

namespace mxtls::report {

/// One line of what happened, as it happened.
struct event {
  enum class kind {
    /// Our own words: `Connected`.
    note,
    /// A line we sent, without its end.
    sent,
    /// A line the peer sent, raw: escape it before showing.
    received,
  };
  enum class layer { clear, tls };

  /// Since the probe began.
  std::int64_t microseconds = 0;
  kind what = kind::note;
  layer in = layer::clear;
  std::string text{};
};

} // namespace mxtls::report

#endif
