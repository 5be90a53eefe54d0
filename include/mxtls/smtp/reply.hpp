// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_REPLY_HPP
#define MXTLS_SMTP_REPLY_HPP

#include <string>
#include <vector>

namespace mxtls::smtp {

/// A reply of an SMTP server: its code and the text of its lines, as sent.
///
/// References: RFC 5321 section 4.2.
struct reply {
  /// 200 to 599.
  int code = 0;
  /// The text of each line, after the code and its separator; never empty in a parsed reply.
  std::vector<std::string> lines{};
  /// Whether a line ended in a line feed alone.
  bool bare_lf = false;

  friend bool operator==(reply const&, reply const&) = default;
};

constexpr bool is_positive(reply const& r) noexcept { return r.code / 100 == 2; }
/// Whether the server asks to come back later (4yz).
constexpr bool is_transient(reply const& r) noexcept { return r.code / 100 == 4; }
constexpr bool is_permanent(reply const& r) noexcept { return r.code / 100 == 5; }

/// Code and first line, as it stood on the wire: `454 4.7.0 TLS not available`.
inline std::string first_line(reply const& r) {
  std::string out = std::to_string(r.code);
  if (!r.lines.empty() && !r.lines.front().empty()) (out += ' ') += r.lines.front();
  return out;
}

} // namespace mxtls::smtp

#endif
