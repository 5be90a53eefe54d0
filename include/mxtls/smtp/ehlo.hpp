// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_EHLO_HPP
#define MXTLS_SMTP_EHLO_HPP

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/smtp/reply.hpp>

namespace mxtls::smtp {

/// A service extension as offered: `SIZE 35882577` is keyword `SIZE`, parameters `35882577`.
struct ehlo_keyword {
  /// Upper case.
  std::string keyword{};
  std::string parameters{};

  friend bool operator==(ehlo_keyword const&, ehlo_keyword const&) = default;
};

/// What a server says of itself in its answer to EHLO.
///
/// References: RFC 5321 section 4.1.1.1.
struct ehlo_response {
  /// The name the server gives itself: unauthenticated, and never compared with a certificate.
  std::string name{};
  std::vector<ehlo_keyword> keywords{};

  bool offers(std::string_view keyword) const noexcept {
    return std::any_of(keywords.begin(), keywords.end(),
                       [&](ehlo_keyword const& k) { return ascii::equal(k.keyword, keyword); });
  }
};

inline ehlo_response parse_ehlo(reply const& answer) {
  ehlo_response out;
  for (std::string_view const text : answer.lines) {
    auto const space = std::min(text.find(' '), text.size());
    out.keywords.push_back({ascii::to_upper(text.substr(0, space)), std::string{ascii::trim(text.substr(space))}});
  }
  if (out.keywords.empty()) return out;
  // The first line is the name and a greeting, not a keyword.
  out.name = answer.lines.front().substr(0, answer.lines.front().find(' '));
  out.keywords.erase(out.keywords.begin());
  return out;
}

/// How the offer changed between two answers to EHLO, before and inside TLS.
struct ehlo_difference {
  std::vector<ehlo_keyword> added{};
  std::vector<ehlo_keyword> removed{};
};

/// Compares keyword and parameters; the order of the keywords means nothing.
inline ehlo_difference compare(ehlo_response const& before, ehlo_response const& after) {
  auto const missing = [](auto const& from, auto const& in) {
    std::vector<ehlo_keyword> out;
    for (auto const& keyword : from)
      if (std::find(in.begin(), in.end(), keyword) == in.end()) out.push_back(keyword);
    return out;
  };
  return {missing(after.keywords, before.keywords), missing(before.keywords, after.keywords)};
}

} // namespace mxtls::smtp

#endif
