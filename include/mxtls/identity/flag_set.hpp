// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_FLAG_SET_HPP
#define MXTLS_IDENTITY_FLAG_SET_HPP

#include <cstdint>
#include <initializer_list>

namespace mxtls::identity {

/// A set of the values of an enumeration with at most 32 of them, 0 to 31.
template <typename Enum>
class flag_set {
 public:
  constexpr flag_set() = default;
  constexpr flag_set(std::initializer_list<Enum> members) noexcept {
    for (Enum const each : members) insert(each);
  }

  constexpr void insert(Enum member) noexcept { bits_ |= bit(member); }
  constexpr void insert(flag_set const& members) noexcept { bits_ |= members.bits_; }
  constexpr bool has(Enum member) const noexcept { return (bits_ & bit(member)) != 0; }
  constexpr bool has_any_of(flag_set const& members) const noexcept { return (bits_ & members.bits_) != 0; }
  constexpr bool empty() const noexcept { return bits_ == 0; }

  friend constexpr bool operator==(flag_set const&, flag_set const&) = default;

 private:
  static constexpr std::uint32_t bit(Enum member) noexcept { return std::uint32_t{1} << static_cast<unsigned>(member); }

  std::uint32_t bits_ = 0;
};

} // namespace mxtls::identity

#endif
