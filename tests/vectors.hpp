// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_VECTORS_HPP
#define MXTLS_TESTS_VECTORS_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/identity/match.hpp>
#include <mxtls/identity/reference.hpp>
#include <mxtls/identity/rules.hpp>

/// Reads the tables of truth, fixtures/identity/*.vec; the README.md there has the format.
namespace mxtls::vectors {

/// What one rule set must answer.
struct answer {
  identity::rule_set const* rules = nullptr;
  identity::verdict what = identity::verdict::unknown;
  /// The reason's text; empty where the table does not say.
  std::string why{};
};

/// One line of a table.
struct test_vector {
  std::size_t line = 0;
  identity::reference expected{};
  /// As a certificate has them: those of the subjectAltName, then the common names.
  std::vector<identity::presented> names{};
  identity::presented_shape shape{};
  std::vector<answer> answers{};
};

namespace detail {

using identity::presented_kind;
using identity::rule_set;
using identity::string_type;
using identity::verdict;

[[noreturn]] inline void malformed(std::string const& what) { throw std::invalid_argument{what}; }

template <typename Value>
struct word {
  std::string_view text;
  Value value;
};

/// The value that a word stands for.
template <typename Value, std::size_t Size>
Value meaning(std::array<word<Value>, Size> const& words, std::string_view text, char const* what) {
  for (auto const& each : words)
    if (each.text == text) return each.value;
  malformed(std::string{"no such "} + what + ": " + escape(text));
}

inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (true) {
    auto const end = std::min(text.find(separator), text.size());
    out.push_back(ascii::trim(text.substr(0, end)));
    if (end == text.size()) return out;
    text.remove_prefix(end + 1);
  }
}

inline std::string octets_of(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 4 || text[i + 1] != 'x') malformed("a backslash begins \\xNN");
    int const high = ascii::hex_value(text[i + 2]);
    int const low = ascii::hex_value(text[i + 3]);
    if (high < 0 || low < 0) malformed("a backslash begins \\xNN");
    out += static_cast<char>(high * 16 + low);
    i += 3;
  }
  return out;
}

inline constexpr std::array<word<presented_kind>, 8> kinds{{{"DNS", presented_kind::dns_id},
                                                            {"IP", presented_kind::ip_id},
                                                            {"CN", presented_kind::cn_id},
                                                            {"URI", presented_kind::uri_id},
                                                            {"SRV", presented_kind::srv_id},
                                                            {"MAIL", presented_kind::mail},
                                                            {"DIR", presented_kind::directory},
                                                            {"OTHER", presented_kind::other}}};

inline constexpr std::array<word<string_type>, 7> string_types{{{"numeric", string_type::numeric},
                                                                {"printable", string_type::printable},
                                                                {"t61", string_type::t61},
                                                                {"ia5", string_type::ia5},
                                                                {"visible", string_type::visible},
                                                                {"universal", string_type::universal},
                                                                {"bmp", string_type::bmp}}};

inline constexpr std::array<word<verdict>, 4> verdicts{
    {{"yes", verdict::match}, {"no", verdict::mismatch}, {"error", verdict::error}, {"unknown", verdict::unknown}}};

/// `DNS:mx.example.test`, `CN(bmp):mx`, `+CN:mx` in the same level of the subject as the one before.
inline void read_presented(std::string_view text, test_vector& into) {
  if (text == "SAN:") {
    into.shape.has_subject_alt_name = true;
    into.shape.faults.insert(identity::name_fault::names_none);
    return;
  }
  std::size_t const colon = text.find(':');
  if (colon == std::string_view::npos) malformed("no kind of name: " + escape(text));
  std::string_view const rest = text.substr(colon + 1);
  std::string_view kind = text.substr(0, colon);
  identity::presented name;
  bool const beside = kind.starts_with('+');
  if (beside) kind.remove_prefix(1);
  if (kind.starts_with("CN(") && kind.ends_with(')')) {
    name.string_type = meaning(string_types, kind.substr(3, kind.size() - 4), "type of string");
    kind = "CN";
  }
  name.kind = meaning(kinds, kind, "kind of name");
  name.value = octets_of(rest);
  if (name.kind == presented_kind::ip_id && !rest.empty() && rest.front() != '\\') {
    auto const address = parse_ip_address(rest);
    if (!address) malformed("no IP address: " + escape(rest));
    name.value = as_text(*address);
  }
  auto const common = [](identity::presented const& each) { return each.kind == presented_kind::cn_id; };
  if (beside && (!common(name) || into.names.empty() || !common(into.names.back())))
    malformed("+CN: stands behind CN:");
  auto const before = std::find_if(into.names.rbegin(), into.names.rend(), common);
  if (common(name) && before != into.names.rend()) name.rdn = before->rdn + (beside ? 0U : 1U);
  into.names.push_back(std::move(name));
}

inline void read_names(std::string_view text, test_vector& into) {
  if (text != "-")
    for (std::string_view const name : split(text, ' '))
      if (!name.empty()) read_presented(name, into);
  if (into.names.empty() && text != "-" && text != "SAN:") malformed("no presented identifiers are written as -");
  auto const is_common = [](auto const& name) { return name.kind == presented_kind::cn_id; };
  std::stable_partition(into.names.begin(), into.names.end(), [&](auto const& name) { return !is_common(name); });
  for (auto& name : into.names)
    if (is_common(name))
      name.attributes_beside = static_cast<std::size_t>(
          std::count_if(into.names.begin(), into.names.end(),
                        [&](auto const& each) { return is_common(each) && each.rdn == name.rdn; }) -
          1);
  auto const empty_extension = into.shape;
  into.shape = identity::shape_of(into.names);
  into.shape.has_subject_alt_name = into.shape.has_subject_alt_name || empty_extension.has_subject_alt_name;
  into.shape.faults.insert(empty_extension.faults);
}

/// `yes same-name`, of a standard.
inline answer read_reasoned(std::string_view text, rule_set const& rules) {
  auto const words = split(text, ' ');
  if (words.size() != 2 || (words[0] != "yes" && words[0] != "no")) malformed("no verdict and reason: " + escape(text));
  bool known = false;
  for (int i = 0; !known && to_text(static_cast<identity::reason>(i)) != "unknown"; ++i)
    known = to_text(static_cast<identity::reason>(i)) == words[1];
  if (!known) malformed("no such reason: " + escape(words[1]));
  return {&rules, meaning(verdicts, words[0], "verdict"), std::string{words[1]}};
}

/// `yes: rfc* go`, `no: rest`, `open: java`: every rule set that compares names has one verdict, or is open.
inline void read_grouped(std::vector<std::string_view> const& fields, test_vector& into) {
  struct place {
    bool taken = false;
    std::optional<verdict> what{};
  };
  std::array<place, identity::rules::all.size()> found{};
  place rest;
  auto const take = [](place& one, place const& with, std::string_view id) {
    if (one.taken) malformed("two verdicts of " + std::string{id});
    one = with;
  };
  for (std::size_t i = 2; i < fields.size(); ++i) {
    std::size_t const colon = fields[i].find(':');
    if (colon == std::string_view::npos) malformed("no verdict and rule sets: " + escape(fields[i]));
    std::string_view const said = fields[i].substr(0, colon);
    place const with{true, said == "open" ? std::nullopt : std::optional{meaning(verdicts, said, "verdict")}};
    for (std::string_view id : split(ascii::trim(fields[i].substr(colon + 1)), ' ')) {
      if (id == "rest") {
        take(rest, with, id);
        continue;
      }
      bool const family = id.ends_with('*');
      if (family) id.remove_suffix(1);
      bool any = false;
      for (std::size_t n = 0; n < found.size(); ++n) {
        rule_set const& each = *identity::rules::all[n];
        if (each.matching == identity::matching::never || !(family ? each.id.starts_with(id) : each.id == id)) continue;
        take(found[n], with, each.id);
        any = true;
      }
      if (!any) malformed("no such rule set: " + escape(id));
    }
  }
  for (std::size_t n = 0; n < found.size(); ++n) {
    rule_set const& each = *identity::rules::all[n];
    if (each.matching == identity::matching::never) found[n] = {true, verdict::unknown};
    place const& settled = found[n].taken ? found[n] : rest;
    if (!settled.taken) malformed("no verdict of " + std::string{each.id});
    if (settled.what) into.answers.push_back({&each, *settled.what});
  }
}

} // namespace detail

/// Reads one line that is no comment.
///
/// @throws std::invalid_argument saying what is wrong with it
inline test_vector read_vector(std::string_view line) {
  auto const fields = detail::split(line, '|');
  if (fields.size() < 3) detail::malformed("a reference, names and verdicts are wanted");
  test_vector out;
  detail::read_names(fields[1], out);
  std::string const reference = detail::octets_of(fields[0]);
  if (reference.empty()) detail::malformed("the reference identifier is empty");
  if (fields[2].find(':') != std::string_view::npos) {
    out.expected = identity::reference_from_text(reference);
    detail::read_grouped(fields, out);
    return out;
  }
  if (fields.size() != 3 && fields.size() != 5) detail::malformed("one verdict or three are wanted");
  auto const expected = identity::parse_reference(reference);
  if (!expected) detail::malformed("no reference identifier: " + expected.error().message());
  out.expected = *expected;
  for (std::size_t i = 0; i < identity::rules::standards.size(); ++i)
    out.answers.push_back(
        detail::read_reasoned(fields[fields.size() == 3 ? 2 : 2 + i], *identity::rules::standards[i]));
  return out;
}

/// Reads a whole table.
///
/// @throws std::invalid_argument naming the file and the line that does not fit
inline std::vector<test_vector> read_vectors(std::string const& path) {
  std::ifstream file{path};
  if (!file) throw std::invalid_argument{path + " cannot be read"};
  std::vector<test_vector> out;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    try {
      out.push_back(read_vector(line));
      out.back().line = number;
    } catch (std::invalid_argument const& wrong) {
      throw std::invalid_argument{path + ", line " + std::to_string(number) + ": " + wrong.what()};
    }
  }
  return out;
}

} // namespace mxtls::vectors

#endif
