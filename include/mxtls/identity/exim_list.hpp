// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_EXIM_LIST_HPP
#define MXTLS_IDENTITY_EXIM_LIST_HPP

#include <array>
#include <cstddef>
#include <string_view>

namespace mxtls::identity {

/// One of Exim's lists, which is what Exim takes a host name for: items between separators, blanks
/// around them cut, and two separators for one that is meant.
///
/// Nothing is allocated: an item that has a doubled separator is cut after `longest_item` octets.
class exim_list {
 public:
  static constexpr std::size_t longest_item = 256;

  /// A list whose separator is a colon, or named by itself: `<;a;b`.
  explicit constexpr exim_list(std::string_view text) noexcept : rest_{text} {
    skip_blanks();
    if (rest_.size() < 2 || rest_[0] != '<' || !is_punctuation(rest_[1])) return;
    separator_ = rest_[1];
    rest_.remove_prefix(2);
  }
  constexpr exim_list(std::string_view text, char separator) noexcept : rest_{text}, separator_{separator} {}

  /// Whether `test` holds for any item that is left; it may be called for each of them.
  template <typename Test>
  constexpr bool any(Test&& test) noexcept {
    while (true) {
      skip_blanks();
      if (rest_.empty()) return false;
      if (test(next())) return true;
    }
  }

 private:
  static constexpr bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
  static constexpr bool is_punctuation(char c) noexcept {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
  }

  constexpr void skip_blanks() noexcept {
    while (!rest_.empty() && is_blank(rest_.front()) && rest_.front() != separator_) rest_.remove_prefix(1);
  }

  constexpr std::string_view next() noexcept {
    std::size_t end = 0;
    bool doubled = false;
    for (; end < rest_.size(); ++end) {
      if (rest_[end] != separator_) continue;
      if (end + 1 == rest_.size() || rest_[end + 1] != separator_) break;
      doubled = true;
      ++end;
    }
    std::string_view item = rest_.substr(0, end);
    rest_.remove_prefix(end == rest_.size() ? end : end + 1);
    if (doubled) item = single(item);
    while (!item.empty() && is_blank(item.back())) item.remove_suffix(1);
    return item;
  }

  constexpr std::string_view single(std::string_view item) noexcept {
    std::size_t size = 0;
    for (std::size_t i = 0; i < item.size() && size < item_.size(); ++i) {
      item_[size++] = item[i];
      if (item[i] == separator_) ++i;
    }
    return {item_.data(), size};
  }

  std::string_view rest_;
  char separator_ = ':';
  std::array<char, longest_item> item_{};
};

} // namespace mxtls::identity

#endif
