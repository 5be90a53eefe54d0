// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_SESSION_RECORD_HPP
#define MXTLS_FAKE_SESSION_RECORD_HPP

#include <cstddef>
#include <string>
#include <system_error>

#include <mxtls/io/server_session.hpp>

namespace mxtls::fake {

/// Whether a mail was begun in clear after TLS had come to nothing: refused, or its handshake failed.
enum class clear_text { none, same_connection, new_connection };

/// What one connection to a fake server came to.
struct session_record {
  /// 1 for the first connection to this server.
  std::size_t number = 0;
  /// What the server played; empty if nobody gave it a name.
  std::string scenario{};
  /// The client's address and port; empty if it was gone before it could be asked.
  std::string peer{};
  io::server_outcome seen{};
  clear_text after_tls_failure = clear_text::none;
  /// Why the session ended before the script did, if it did.
  std::error_code error{};
};

} // namespace mxtls::fake

#endif
