// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_NAMES_JSON_HPP
#define MXTLS_REPORT_NAMES_JSON_HPP

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <mxtls/core/base64.hpp>
#include <mxtls/identity/match.hpp>
#include <mxtls/identity/presented_identifiers.hpp>

namespace mxtls::report {

namespace detail {

struct names_question {
  identity::reference expected;
  std::vector<identity::presented> names;
  identity::presented_shape shape;
};

inline std::string text_of(nlohmann::ordered_json const& in, char const* key) {
  if (!in.at(key).is_string()) throw std::runtime_error{std::string{"\""} + key + "\" must be a text"};
  return in.at(key).get<std::string>();
}

/// A line may have members of its own, but not in place of names, and none that looks like a misspelt one.
inline void check_members(nlohmann::ordered_json const& in) {
  bool names = false;
  std::string stray;
  for (auto const& [key, value] : in.items()) {
    if (key == "certificate" || key == "san_dns" || key == "san_ip" || key == "cn") names = true;
    else if (key != "id" && key != "reference" && (stray.empty() || key.starts_with("san_"))) stray = key;
  }
  if (!names || stray.starts_with("san_"))
    throw std::runtime_error{(stray.empty() ? "there are no names" : "\"" + stray + "\" is not read") +
                             "; names stand in \"certificate\", or in \"san_dns\", \"san_ip\" and \"cn\""};
}

inline names_question read_names_question(nlohmann::ordered_json const& in) {
  names_question out;
  check_members(in);
  if (!in.contains("reference")) throw std::runtime_error{"\"reference\" is missing"};
  out.expected = identity::reference_from_text(text_of(in, "reference"));
  if (in.contains("certificate")) {
    auto const der = from_base64(text_of(in, "certificate"));
    if (!der)
      throw std::runtime_error{"\"certificate\" is no base64, at character " + std::to_string(der.failure().where)};
    auto const read = x509::parse_certificate(*der);
    if (!read)
      throw std::runtime_error{"\"certificate\": " + read.error().message() + ", at octet " +
                               std::to_string(read.failure().where)};
    out.names = identity::presented_identifiers(*read);
    out.shape = identity::shape_of(*read, out.names);
    return out;
  }
  using identity::presented_kind;
  auto const each = [&](char const* key, auto const& add) {
    if (!in.contains(key)) return;
    if (!in.at(key).is_array()) throw std::runtime_error{std::string{"\""} + key + "\" must be a list of texts"};
    for (auto const& item : in.at(key)) {
      if (!item.is_string()) throw std::runtime_error{std::string{"\""} + key + "\" must be a list of texts"};
      add(item.template get<std::string>());
    }
  };
  each("san_dns", [&](std::string name) { out.names.push_back({presented_kind::dns_id, std::move(name)}); });
  each("san_ip", [&](std::string const& text) {
    auto const address = parse_ip_address(text);
    if (!address) throw std::runtime_error{"\"san_ip\": \"" + text + "\" is no IP address"};
    out.names.push_back({presented_kind::ip_id, std::string{as_text(*address)}});
  });
  each("cn", [&](std::string name) { out.names.push_back({presented_kind::cn_id, std::move(name)}); });
  out.shape = identity::shape_of(out.names);
  return out;
}

inline nlohmann::ordered_json read_names_line(std::string_view line) {
  using nlohmann::ordered_json;
  // A value of `id` may be anything, but the library that writes it back calls itself for each level.
  auto const shallow = [](int depth, ordered_json::parse_event_t, ordered_json const&) {
    if (depth > 100) throw std::runtime_error{"the line is nested deeper than 100 levels"};
    return true;
  };
  auto in = ordered_json::parse(line, shallow, false);
  if (!in.is_object()) throw std::runtime_error{"the line is no JSON object"};
  return in;
}

inline nlohmann::ordered_json names_verdicts(names_question const& asked,
                                             std::span<identity::rule_set const* const> rules) {
  auto verdicts = nlohmann::ordered_json::object();
  for (identity::rule_set const* const each : rules) {
    auto const answer = identity::match(asked.expected, asked.names, asked.shape, *each);
    verdicts[std::string{each->id}] = {{"verdict", identity::to_text(answer.what)},
                                       {"reason", identity::to_text(answer.why())}};
  }
  return verdicts;
}

} // namespace detail

/// What came of one line of NDJSON: another line, without its line end.
struct names_answer {
  std::string line;
  /// Whether there was no answer, but an error.
  bool is_error = false;
};

/// Answers one line of NDJSON with another: the verdict of every rule set, and its reason.
///
/// In: `{"id": …, "reference": "…", "certificate": "<base64 DER>"}`, or `san_dns`, `san_ip` and `cn`
/// (lists of texts) in place of the certificate. Out: `{"id": …, "verdicts": {"rfc9525": {"verdict":
/// "match", "reason": "same-name"}, …}}`. `verdict` is match, mismatch, error or unknown.
/// A line that makes no sense is answered with `{"id": …, "line": 7, "error": "…"}`; `id` is null if
/// it could not be read, too.
///
/// @param number of the line, for the error
inline names_answer answer_names_line(std::string_view line, std::size_t number,
                                      std::span<identity::rule_set const* const> rules) {
  nlohmann::ordered_json out{{"id", nullptr}};
  bool is_error = false;
  try {
    auto const in = detail::read_names_line(line);
    if (in.contains("id")) out["id"] = in.at("id");
    out["verdicts"] = detail::names_verdicts(detail::read_names_question(in), rules);
  } catch (std::runtime_error const& error) {
    is_error = true;
    out["line"] = number;
    out["error"] = error.what();
  }
  return {out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace), is_error};
}

} // namespace mxtls::report

#endif
