// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_KEY_SOURCE_HPP
#define MXTLS_PKI_KEY_SOURCE_HPP

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/derive.hpp>
#include <mxtls/pki/errc.hpp>
#include <mxtls/pki/wolfcrypt.hpp>

namespace mxtls::pki {

/// Where the octets of a key come from: the system's random source, or a seed.
class key_source {
 public:
  /// Octets nobody can guess.
  key_source() = default;

  /// Octets that follow from these three texts: always the same ones, in the same order.
  key_source(std::string_view purpose, std::string_view seed, std::string_view label)
      : from_{{std::string{purpose}, std::string{seed}, std::string{label}}} {}

  /// The next octets.
  ///
  /// @throws std::system_error with errc::random_failed, or errc::key_failed after 8160 seeded octets
  bytes take(std::size_t count) {
    if (!from_) return wolfcrypt::random_bytes(count);
    while (ready_.size() < count) {
      if (next_ == std::numeric_limits<std::uint8_t>::max())
        throw std::system_error{errc::key_failed, "no key belongs to this seed and label; take another label"};
      auto const block = derive({as_bytes(from_->purpose), as_bytes(from_->seed), as_bytes(from_->label), {&next_, 1}});
      ready_.insert(ready_.end(), block.begin(), block.end());
      ++next_;
    }
    bytes rest(ready_.begin() + static_cast<std::ptrdiff_t>(count), ready_.end());
    ready_.resize(count);
    return std::exchange(ready_, std::move(rest));
  }

 private:
  struct texts {
    std::string purpose;
    std::string seed;
    std::string label;
  };

  std::optional<texts> from_;
  bytes ready_;
  std::uint8_t next_ = 0;
};

} // namespace mxtls::pki

#endif
