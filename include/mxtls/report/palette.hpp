// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_PALETTE_HPP
#define MXTLS_REPORT_PALETTE_HPP

#include <string>
#include <string_view>

namespace mxtls::report {

/// How emphasis is shown: not at all, or with a terminal's colours.
///
/// References: ECMA-48 section 8.3.117 (SGR).
class palette {
 public:
  enum class kind { plain, terminal };

  palette() = default;
  explicit palette(kind k) noexcept : kind_{k} {}

  std::string strong(std::string_view text) const { return wrap("1", text); }
  std::string faint(std::string_view text) const { return wrap("2", text); }
  std::string good(std::string_view text) const { return wrap("32", text); }
  std::string bad(std::string_view text) const { return wrap("31", text); }

 private:
  std::string wrap(std::string_view code, std::string_view text) const {
    if (kind_ == kind::plain || text.empty()) return std::string{text};
    return "\x1b[" + std::string{code} + "m" + std::string{text} + "\x1b[0m";
  }

  kind kind_ = kind::plain;
};

} // namespace mxtls::report

#endif
