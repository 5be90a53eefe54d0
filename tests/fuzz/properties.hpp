// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FUZZ_PROPERTIES_HPP
#define MXTLS_FUZZ_PROPERTIES_HPP

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/identity/explain.hpp>
#include <mxtls/identity/match.hpp>
#include <mxtls/identity/rules.hpp>

/// What must hold whatever the octets are; a fuzzer ends where it does not.
namespace mxtls::fuzz {

/// Ends the fuzzer with a finding. @param what the property, as a sentence
inline void require(bool holds, char const* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

/// Text for a person: UTF-8 in which nothing acts on a terminal.
inline void require_safe(std::string_view text) {
  while (!text.empty()) {
    std::uint32_t code_point = 0;
    std::size_t const length = mxtls::detail::utf8_sequence(text, code_point);
    require(length != 0, "text for a person is UTF-8");
    require(code_point >= 0x20 && (code_point < 0x7f || code_point > 0x9f), "text for a person has no control octet");
    text.remove_prefix(length);
  }
}

/// What escape() was given, read back by its documentation.
inline std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (text.substr(i).starts_with("\\\\")) {
      out += '\\';
      ++i;
    } else {
      require(text.size() - i >= 4 && text[i + 1] == 'x', "a backslash of escape() begins \\\\ or \\xNN");
      out += static_cast<char>(ascii::hex_value(text[i + 2]) * 16 + ascii::hex_value(text[i + 3]));
      i += 3;
    }
  }
  return out;
}

inline void check_escape(std::string_view octets) {
  std::string const text = escape(octets);
  require_safe(text);
  require(text.size() <= 4 * octets.size(), "escape() makes four octets of one at most");
  require(unescape(text) == octets, "the original octets can be had back from escape()");
}

inline std::vector<std::string_view> labels_of(std::string_view name) {
  std::vector<std::string_view> out;
  for (std::size_t dot = 0; (dot = name.find('.')) != std::string_view::npos; name.remove_prefix(dot + 1))
    out.push_back(name.substr(0, dot));
  out.push_back(name);
  return out;
}

/// RFC 9525 section 6.3 once more, from its text and label by label: nothing of the matcher is used.
inline bool covers_by_the_book(std::string_view pattern, std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || pattern.empty() || pattern.ends_with('.') || pattern.find('\0') != std::string_view::npos)
    return false;
  auto const same = [](std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return ascii::to_lower(x) == ascii::to_lower(y); });
  };
  if (same(pattern, name)) return true;
  auto const wanted = labels_of(pattern);
  auto const given = labels_of(name);
  if (wanted.size() < 2 || wanted.size() != given.size() || wanted[0] != "*" || given[0].empty()) return false;
  if (pattern.find('*', 1) != std::string_view::npos) return false;
  for (std::size_t i = 1; i < wanted.size(); ++i)
    if (!same(wanted[i], given[i])) return false;
  return true;
}

/// A pair of a host name and a presented name, by every rule set.
inline void check_pair(std::string_view name, std::string_view pattern) {
  using identity::reason;
  require(identity::covers(pattern, name, identity::rules::rfc9525) == covers_by_the_book(pattern, name),
          "covers() by rfc9525 is what RFC 9525 says");
  for (identity::rule_set const* const rules : identity::rules::all) {
    if (rules->matching != identity::matching::by_rules) continue;
    bool const covered = identity::covers(pattern, name, *rules);
    reason const why = identity::compare_host_name(name, pattern, *rules);
    bool const refused = why == reason::wildcard_public_suffix || why == reason::public_suffix_unknown;
    require(covered == (is_match(why) || refused), "covers() agrees with compare_host_name()");
  }
}

/// The same letters, in the other case.
inline std::string in_other_case(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = ascii::is_alpha(c) ? (ascii::to_lower(c) == c ? ascii::to_upper(c) : ascii::to_lower(c)) : c;
  return out;
}

/// A reference identifier and all names of a certificate, by every rule set.
inline void check_match(std::string_view text, std::span<identity::presented const> names,
                        identity::presented_shape const& shape) {
  using namespace identity;
  reference const expected = reference_from_text(text);
  for (rule_set const* const rules : rules::all) {
    match_result const answer = match(expected, names, shape, *rules);
    require(decide(expected, names, shape, *rules) == answer.what, "decide() agrees with match()");
    require(answer.reasons.size() == names.size(), "match() has a reason for each name");
    require(!answer.nearest || *answer.nearest < names.size(), "the nearest name is one of the certificate's");
    require(answer.refused || answer.nearest.has_value() == !names.empty(), "match() says which name was nearest");
    require(answer.is_match() == (!answer.refused && is_match(answer.why())), "what matched is nearest");
    require(!answer.fault || (answer.nearest ? faults_of(names[*answer.nearest]) : shape.faults).has(*answer.fault),
            "the fault is one of the name that match() says");
    require(answer.refused != reason::malformed_name || answer.nearest, "the name that ends a search is said");
    require_safe(explain(answer, expected, names));
    require(answer.refused || !clause(answer.why(), *rules).empty(), "every rule has its clause");
  }
  reference const other = reference_from_text(in_other_case(text));
  for (rule_set const* const rules : rules::standards)
    require(!ascii::is_ascii(text) || decide(expected, names, shape, *rules) == decide(other, names, shape, *rules),
            "by the standards the case of a letter makes no difference");
  std::vector<presented> const backwards{names.rbegin(), names.rend()};
  require(decide(expected, names, shape, rules::rfc9525) ==
              decide(expected, backwards, shape_of(backwards), rules::rfc9525),
          "by RFC 9525 the order of the names makes no difference");
}

} // namespace mxtls::fuzz

#endif
