// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_RESULT_HPP
#define MXTLS_CORE_RESULT_HPP

#include <cassert>
#include <cstddef>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

namespace mxtls {

/// Why some input did not parse, and where in it.
struct failure {
  std::error_code code{};
  /// Offset into the input, in octets, at which it stopped making sense.
  std::size_t where = 0;

  friend bool operator==(failure const&, failure const&) = default;
};

/// A value, or the reason why there is none. For input that may not parse; never for a mismatch.
///
/// It is not an alias of `std::expected`: it would be another type in a C++23 program.
template <typename T>
class [[nodiscard]] result {
 public:
  using value_type = T;

  result(T value) : state_{std::in_place_index<0>, std::move(value)} {}
  result(mxtls::failure why) : state_{std::in_place_index<1>, why} {}
  template <typename Errc>
  requires std::is_error_code_enum_v<Errc> result(Errc code) : result(mxtls::failure{code, 0}) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  /// @pre `has_value()`
  T& operator*() & noexcept {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  T const& operator*() const& noexcept {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  T&& operator*() && noexcept { return std::move(**this); }
  T* operator->() noexcept { return &**this; }
  T const* operator->() const noexcept { return &**this; }

  /// @throws std::system_error if there is no value: for set-up code that wants to stop there.
  T& value() & {
    if (!has_value()) throw std::system_error{error()};
    return **this;
  }
  T const& value() const& {
    if (!has_value()) throw std::system_error{error()};
    return **this;
  }
  T value() && {
    if (!has_value()) throw std::system_error{error()};
    return std::move(**this);
  }

  /// @pre `!has_value()`
  mxtls::failure const& failure() const noexcept {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }
  /// The reason; a cleared code if there is a value.
  std::error_code error() const noexcept { return has_value() ? std::error_code{} : failure().code; }

 private:
  std::variant<T, mxtls::failure> state_;
};

} // namespace mxtls

#endif
