// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_LINE_BUFFER_HPP
#define MXTLS_SMTP_LINE_BUFFER_HPP

#include <cassert>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mxtls/core/result.hpp>
#include <mxtls/smtp/errc.hpp>

namespace mxtls::smtp {

/// How a line ended on the wire.
enum class line_end {
  crlf,
  /// A line feed alone, which RFC 5321 section 2.3.8 forbids.
  bare_lf,
};

/// One line as received, without its end.
struct line {
  std::string text{};
  line_end end = line_end::crlf;
};

/// Octets received and not yet consumed, cut into lines; it always knows what is unread.
///
/// What is unread after the reply to STARTTLS was sent before TLS by somebody who is not
/// authenticated: it must be looked at, reported and dropped, never read as if it came in TLS.
///
/// References: RFC 3207 section 4.2, RFC 5321 section 2.3.8.
class line_buffer {
 public:
  /// @param max_line Octets one line may have without its end; more is `errc::line_too_long`.
  explicit line_buffer(std::size_t max_line = 2048) noexcept : max_line_{max_line} {}

  void append(std::string_view octets) {
    // What has been taken is forgotten once it is the larger part, so that memory stays bounded.
    if (start_ > octets_.size() / 2) {
      octets_.erase(0, start_);
      scanned_ -= start_;
      start_ = 0;
    }
    octets_ += octets;
    taken_ = start_;
  }

  /// The next whole line, nothing if more octets are needed.
  ///
  /// Errors: `errc::line_too_long`, as soon as the limit is passed, long before an end is seen.
  /// Complexity: each octet is looked at once, however often this is called.
  [[nodiscard]] result<std::optional<line>> next_line() {
    std::size_t const end = octets_.find('\n', scanned_);
    std::size_t const length = (end == std::string::npos ? octets_.size() : end) - start_;
    // One octet more than the limit may be the CR of an end still to come.
    if (length > max_line_ + 1) return failure{errc::line_too_long, max_line_};
    if (end == std::string::npos) {
      scanned_ = octets_.size();
      return std::optional<line>{};
    }
    line found{octets_.substr(start_, length), line_end::bare_lf};
    if (!found.text.empty() && found.text.back() == '\r') {
      found.text.pop_back();
      found.end = line_end::crlf;
    }
    if (found.text.size() > max_line_) return failure{errc::line_too_long, max_line_};
    taken_ = start_;
    start_ = scanned_ = end + 1;
    return std::optional<line>{std::move(found)};
  }

  /// Makes the line just taken unread again, so that what nobody could use can be shown.
  /// @pre `next_line` has just given a line
  void put_back() noexcept {
    assert(taken_ < start_);
    start_ = scanned_ = taken_;
  }

  /// What has been received and belongs to no line yet taken.
  std::string_view unread() const noexcept { return std::string_view{octets_}.substr(start_); }

  /// Forgets what is unread and returns it.
  std::string drop_unread() {
    std::string dropped{unread()};
    octets_.clear();
    start_ = scanned_ = taken_ = 0;
    return dropped;
  }

 private:
  std::string octets_;
  std::size_t max_line_;
  std::size_t taken_ = 0;   // first octet of the line before it
  std::size_t start_ = 0;   // first octet of the line to come
  std::size_t scanned_ = 0; // no line feed between start_ and here
};

} // namespace mxtls::smtp

#endif
