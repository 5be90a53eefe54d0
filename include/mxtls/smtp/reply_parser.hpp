// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_REPLY_PARSER_HPP
#define MXTLS_SMTP_REPLY_PARSER_HPP

#include <cstddef>
#include <string>
#include <utility>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/smtp/errc.hpp>
#include <mxtls/smtp/line_buffer.hpp>
#include <mxtls/smtp/reply.hpp>

namespace mxtls::smtp {

/// Puts the lines of a reply together, one line at a time.
///
/// References: RFC 5321 sections 4.2 and 4.2.1.
class reply_parser {
 public:
  enum class progress { more, complete };

  /// @param max_lines Lines one reply may have; more is `errc::reply_too_long`.
  explicit reply_parser(std::size_t max_lines = 256) noexcept : max_lines_{max_lines} {}

  /// Takes the next line.
  ///
  /// Errors: `errc::reply_malformed`, `errc::reply_code_changed`, `errc::reply_too_long`.
  /// After an error the parser is of no further use: where the next reply begins is unknown.
  [[nodiscard]] result<progress> push(line const& next) {
    std::string_view const text = next.text;
    for (std::size_t i = 0; i < 3; ++i)
      if (i >= text.size() || !ascii::is_digit(text[i])) return failure{errc::reply_malformed, i};
    int const code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
    if (code < 200 || code > 599) return failure{errc::reply_malformed, 0};
    if (text.size() > 3 && text[3] != ' ' && text[3] != '-') return failure{errc::reply_malformed, 3};
    if (!reply_.lines.empty() && code != reply_.code) return failure{errc::reply_code_changed, 0};
    if (reply_.lines.size() == max_lines_) return errc::reply_too_long;
    reply_.code = code;
    reply_.lines.emplace_back(text.size() > 4 ? text.substr(4) : std::string_view{});
    reply_.bare_lf = reply_.bare_lf || next.end == line_end::bare_lf;
    return text.size() > 3 && text[3] == '-' ? progress::more : progress::complete;
  }

  /// The reply so far; the parser is ready for the next one.
  reply take() noexcept { return std::exchange(reply_, {}); }

 private:
  reply reply_;
  std::size_t max_lines_;
};

} // namespace mxtls::smtp

#endif
