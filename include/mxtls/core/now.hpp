// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_NOW_HPP
#define MXTLS_CORE_NOW_HPP

#include <ctime>

#include <mxtls/core/timestamp.hpp>

namespace mxtls {

/// The moment that this machine takes for the present one, in whole seconds.
///
/// The only place where the library reads a clock for a date: programs call it, and hand the moment
/// down, so that everything below can be tried with any date.
inline timestamp now() noexcept { return {static_cast<std::int64_t>(std::time(nullptr))}; }

} // namespace mxtls

#endif
