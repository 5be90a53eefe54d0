// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_CERTAINTY_HPP
#define MXTLS_IDENTITY_CERTAINTY_HPP

namespace mxtls::identity {

/// Whether something is so, as far as that can be known.
enum class certainty { no, yes, unknown };

} // namespace mxtls::identity

#endif
