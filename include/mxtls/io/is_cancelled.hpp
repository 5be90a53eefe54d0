// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_IS_CANCELLED_HPP
#define MXTLS_IO_IS_CANCELLED_HPP

#include <asio/cancellation_type.hpp>

namespace mxtls::io {

/// Whether a composed operation was cancelled: a cancel between two steps is seen only here.
///
/// @param self What `asio::async_compose` hands to the operation.
template <typename Self>
bool is_cancelled(Self& self) {
  return self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
}

} // namespace mxtls::io

#endif
