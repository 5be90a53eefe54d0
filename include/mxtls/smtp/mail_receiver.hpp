// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_MAIL_RECEIVER_HPP
#define MXTLS_SMTP_MAIL_RECEIVER_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace mxtls::smtp {

/// Takes the content of one mail as it comes: measures it, undoes dot-stuffing, keeps what is to be kept.
///
/// Only CR LF ends a line, and only CR LF dot CR LF ends a mail: who takes a line feed alone for an
/// end lets a client smuggle a second mail into the first.
///
/// References: RFC 5321 sections 2.3.8, 4.1.1.4 and 4.5.2, RFC 3030 section 2.
class mail_receiver {
 public:
  /// How the end is told.
  enum class framing {
    /// DATA: by a dot on a line of its own.
    dots,
    /// BDAT: by a count, which is the caller's; dots mean nothing.
    counted,
  };

  /// @param keep Octets of the content to keep.
  explicit mail_receiver(std::size_t keep = 0) noexcept : keep_{keep} {}

  /// Takes what belongs to the mail. Complexity: linear; nothing is copied that is not kept.
  ///
  /// @returns Octets taken: all, unless the mail has ended before.
  /// @pre `!ended()`
  std::size_t take(std::string_view octets, framing how = framing::dots) {
    std::size_t i = 0;
    while (i < octets.size() && !ended()) {
      char const c = octets[i];
      switch (at_) {
      case place::text: {
        std::size_t const cr = octets.find('\r', i);
        std::size_t const end = cr == std::string_view::npos ? octets.size() : cr + 1;
        put(octets.substr(i, end - i));
        i = end;
        if (cr != std::string_view::npos) at_ = place::cr;
        break;
      }
      case place::line_start:
        blank_ = c == '\r';
        if (c == '.' && how == framing::dots) {
          at_ = place::dot;
          ++i;
        } else {
          at_ = place::text;
        }
        break;
      case place::cr:
        if (c == '\n') {
          put("\n");
          ++i;
          at_ = place::line_start;
          if (std::exchange(blank_, false)) in_header_ = false;
        } else {
          blank_ = false;
          at_ = place::text;
        }
        break;
      case place::dot:
        // The dot is there for stuffing, unless the line ends here.
        at_ = c == '\r' ? place::dot_cr : place::text;
        if (c == '\r') ++i;
        break;
      case place::dot_cr:
        at_ = c == '\n' ? place::end : place::cr;
        if (c == '\n') ++i;
        else put("\r");
        break;
      case place::end: break;
      }
    }
    return i;
  }

  /// Whether the final dot has come.
  bool ended() const noexcept { return at_ == place::end; }
  std::uint64_t size() const noexcept { return size_; }
  /// Octets up to the end of the first empty line; all, as long as there is none.
  std::uint64_t header_size() const noexcept { return header_; }
  /// What was kept.
  std::string content() && noexcept { return std::move(content_); }

 private:
  enum class place { text, cr, line_start, dot, dot_cr, end };

  void put(std::string_view octets) {
    size_ += octets.size();
    if (in_header_) header_ = size_;
    if (content_.size() < keep_) content_ += octets.substr(0, keep_ - content_.size());
  }

  std::size_t keep_;
  std::uint64_t size_ = 0;
  std::uint64_t header_ = 0;
  std::string content_;
  place at_ = place::line_start;
  bool blank_ = false;
  bool in_header_ = true;
};

} // namespace mxtls::smtp

#endif
