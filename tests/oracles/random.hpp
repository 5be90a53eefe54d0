// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_RANDOM_HPP
#define MXTLS_TESTS_RANDOM_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace mxtls::oracle {

/// Numbers that follow from a seed, with every compiler the same; <random> promises less.
///
/// The generator is SplitMix64: one addition, and a mixing of its bits.
class random {
 public:
  /// @param stream gives every line numbers of its own, whatever the lines before it used
  random(std::uint64_t seed, std::uint64_t stream) : state_{mixed(seed) ^ mixed(~stream)} {}

  std::uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15U); }

  /// From 0 to `count - 1`. @pre `count > 0`
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

  bool chance(unsigned percent) { return below(100) < percent; }

  template <typename T>
  T pick(std::initializer_list<T> from) {
    return from.begin()[below(from.size())];
  }

  template <typename Range>
  auto const& pick(Range const& from) {
    return from[below(from.size())];
  }

 private:
  static constexpr std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

} // namespace mxtls::oracle

#endif
