// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_WIRE_FAULTS_HPP
#define MXTLS_IO_WIRE_FAULTS_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mxtls::io {

/// Which octets of a connection, as a server sees them.
enum class wire_side { sent, received };

/// Something wrong with the octets of a connection, below TLS. Data only.
struct wire_fault {
  enum class kind {
    /// Close the connection with FIN.
    cut,
    /// Drop it with RST.
    reset,
    /// Let nothing more through; neither close.
    stall,
    /// Wait for `pause`, once.
    delay,
    /// From here on, let through `piece` octets at a time, with a `pause` before each.
    split,
    /// Flip the bits of `mask` in the octet at `at`.
    corrupt,
    /// Put `octets` in.
    insert,
  };

  kind what = kind::cut;
  wire_side side = wire_side::sent;
  enum class origin { connection, tls };
  /// Where counting starts. A fault counted from TLS does nothing before that.
  origin from = origin::connection;
  /// So many octets go through before it; what was put in does not count.
  std::uint64_t at = 0;
  std::chrono::milliseconds pause{0};
  std::size_t piece = 1;
  std::uint8_t mask = 0xff;
  std::string octets{};
};

} // namespace mxtls::io

#endif
