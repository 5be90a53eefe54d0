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

inline names_question read_names_question(nlohmann::ordered_json const& in) {
  names_question out;
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

} // namespace detail

/// Answers one line of NDJSON with another: the verdict of every rule set, and its reason.
///
/// In: `{"id": …, "reference": "…", "certificate": "<base64 DER>"}`, or `san_dns`, `san_ip` and `cn`
/// (lists of texts) in place of the certificate. Out: `{"id": …, "verdicts": {"rfc9525": {"verdict":
/// "match", "reason": "same-name"}, …}}`. `verdict` is match, mismatch, error or unknown.
///
/// @throws std::runtime_error saying what is wrong with the line
inline std::string answer_names_line(std::string_view line, std::span<identity::rule_set const* const> rules) {
  using json = nlohmann::ordered_json;
  // A value of `id` may be anything, but the library that writes it back calls itself for each level.
  auto const shallow = [](int depth, json::parse_event_t, json const&) {
    if (depth > 100) throw std::runtime_error{"the line is nested deeper than 100 levels"};
    return true;
  };
  json const in = json::parse(line, shallow, false);
  if (!in.is_object()) throw std::runtime_error{"the line is no JSON object"};
  auto const asked = detail::read_names_question(in);
  json verdicts = json::object();
  for (identity::rule_set const* const each : rules) {
    auto const answer = identity::match(asked.expected, asked.names, asked.shape, *each);
    std::string_view const why = answer.refused   ? identity::to_text(*answer.refused)
                                 : answer.nearest ? identity::to_text(answer.reasons[*answer.nearest])
                                                  : std::string_view{"no-name"};
    verdicts[std::string{each->id}] = {{"verdict", identity::to_text(answer.what)}, {"reason", why}};
  }
  return json{{"id", in.contains("id") ? in.at("id") : json()}, {"verdicts", std::move(verdicts)}}.dump(
      -1, ' ', false, json::error_handler_t::replace);
}

} // namespace mxtls::report

#endif
