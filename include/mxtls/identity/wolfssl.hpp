// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_WOLFSSL_HPP
#define MXTLS_IDENTITY_WOLFSSL_HPP

#include <cstddef>
#include <string_view>

#include <mxtls/core/ascii.hpp>

/// wolfSSL's own comparison: a `*` anywhere, which takes as little as it can and never takes more.
///
/// References: wolfSSL 5.5.4 src/internal.c, MatchDomainName().
namespace mxtls::identity::wolfssl {

enum class answer {
  no,
  yes,
  /// It reads on behind the end of what is looked for (CVE-2024-5991): what is there decides.
  beyond,
};

/// Complexity: linear in both.
constexpr answer covers(std::string_view pattern, std::string_view name) noexcept {
  if (pattern.empty() || pattern.find('\0') != std::string_view::npos) return answer::no;
  std::size_t at = 0;
  auto const lower = [name](std::size_t i) { return i < name.size() ? ascii::to_lower(name[i]) : '\0'; };
  for (std::size_t i = 0; i < pattern.size(); ++i, ++at) {
    char wanted = ascii::to_lower(pattern[i]);
    if (at > name.size()) {
      // What is there would have to be the rest of the pattern; another star takes all of it.
      if (wanted != '*') return answer::no;
      at = name.size();
    }
    if (wanted != '*') {
      if (wanted != lower(at)) return answer::no;
      continue;
    }
    while (i < pattern.size() && pattern[i] == '*') ++i;
    wanted = i < pattern.size() ? ascii::to_lower(pattern[i]) : '\0';
    while (at < name.size() && lower(at) != wanted) {
      if (name[at] == '.') return answer::no;
      ++at;
    }
    // Its last star leaves nothing to step over.
    if (i == pattern.size()) break;
  }
  if (at > name.size()) return answer::beyond;
  return at == name.size() ? answer::yes : answer::no;
}

} // namespace mxtls::identity::wolfssl

#endif
