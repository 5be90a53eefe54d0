// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_CORE_ERROR_HPP
#define MXTLS_CORE_ERROR_HPP

#include <string>
#include <system_error>
#include <type_traits>

/// What every part's error enumeration has in common.
///
/// A part declares, in its own `errc.hpp`, an `enum class errc` that starts at 1 and is never
/// renumbered, and beside it two functions found by argument-dependent lookup:
/// `category_name(errc)` and `describe(errc)`. MXTLS_ERROR_ENUM then makes the enumeration usable
/// wherever a `std::error_code` is.
namespace mxtls {

/// The `std::error_category` of one part's `errc`.
template <typename Errc>
class error_category final : public std::error_category {
 public:
  char const* name() const noexcept override { return category_name(Errc{}); }
  std::string message(int value) const override { return std::string{describe(static_cast<Errc>(value))}; }

  static error_category const& instance() noexcept {
    static error_category const category;
    return category;
  }
};

} // namespace mxtls

/// Registers `errc` (an enumeration with `category_name` and `describe`) as an error code.
/// Use it at global scope, after the enumeration's namespace is closed.
#define MXTLS_ERROR_ENUM(part)                                                                                         \
  template <>                                                                                                          \
  struct std::is_error_code_enum<mxtls::part::errc> : std::true_type {};                                               \
  namespace mxtls::part {                                                                                              \
  inline std::error_code make_error_code(errc value) noexcept {                                                        \
    return {static_cast<int>(value), ::mxtls::error_category<errc>::instance()};                                       \
  }                                                                                                                    \
  }                                                                                                                    \
  static_assert(true, "takes the semicolon")

#endif
