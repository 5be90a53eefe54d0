// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_COMMAND_READER_HPP
#define MXTLS_SMTP_COMMAND_READER_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace mxtls::smtp {

/// Cuts commands out of octets as they come; copies only a line that comes in pieces.
///
/// A line feed alone ends a command too. Unlike a `line_buffer` it goes on behind a line that is too long.
class command_reader {
 public:
  /// @param limit Octets in a command without its end.
  explicit command_reader(std::size_t limit) noexcept : limit_{limit} {}

  /// Takes octets up to the end of a command, all if there is none; whether there is one now.
  bool take(std::string_view& octets) {
    if (std::exchange(whole_, false)) begun_.clear();
    std::size_t const end = octets.find('\n');
    whole_ = end != std::string_view::npos;
    line_ = octets.substr(0, end);
    octets.remove_prefix(whole_ ? end + 1 : octets.size());
    if (!whole_ || !begun_.empty()) {
      // One octet more than the limit may be the CR of the end.
      std::size_t const room = limit_ + 1 - begun_.size();
      cut_ = cut_ || line_.size() > room;
      begun_ += line_.substr(0, room);
      if (!whole_) return false;
      line_ = begun_;
    }
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    too_long_ = cut_ || line_.size() > limit_;
    cut_ = false;
    line_ = line_.substr(0, limit_);
    return true;
  }

  /// The command, as far as it is within the limit; until octets are taken again.
  std::string_view line() const noexcept { return line_; }
  bool is_too_long() const noexcept { return too_long_; }

 private:
  std::size_t limit_;
  std::string begun_; // a line whose end has not come
  std::string_view line_;
  bool whole_ = false;
  bool cut_ = false;
  bool too_long_ = false;
};

} // namespace mxtls::smtp

#endif
