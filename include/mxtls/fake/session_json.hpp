// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_SESSION_JSON_HPP
#define MXTLS_FAKE_SESSION_JSON_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <mxtls/core/escape.hpp>
#include <mxtls/fake/session_record.hpp>
#include <mxtls/fake/tls_failures.hpp>
#include <mxtls/report/tls_alert_text.hpp>
#include <mxtls/report/tls_names.hpp>

namespace mxtls::fake {

namespace detail {

using json = nlohmann::ordered_json;

inline json or_null(std::string const& text) { return text.empty() ? json() : json(escape(text)); }

inline json or_null(std::optional<std::chrono::milliseconds> const& time) {
  return time ? json(time->count()) : json();
}

inline json or_null(std::optional<report::tls_alert> const& alert) {
  return alert ? json(report::to_text(*alert)) : json();
}

inline char const* to_text(smtp::layer in) { return in == smtp::layer::tls ? "tls" : "clear"; }

inline json names_of(std::vector<std::uint16_t> const& numbers, std::string (*name)(std::uint16_t)) {
  json out = json::array();
  for (std::uint16_t const number : numbers) out.push_back(name(number));
  return out;
}

inline json escaped(std::vector<std::string> const& texts) {
  json out = json::array();
  for (std::string const& text : texts) out.push_back(escape(text));
  return out;
}

inline json hello_to_json(std::optional<report::client_hello> const& hello) {
  if (!hello) return nullptr;
  return {{"sni", hello->server_name ? json(escape(*hello->server_name)) : json()},
          {"legacy_version", report::version_name(hello->legacy_version)},
          {"versions", names_of(hello->versions, report::version_name)},
          {"cipher_suites", names_of(hello->cipher_suites, report::cipher_suite_name)},
          {"groups", names_of(hello->groups, report::group_name)},
          {"key_shares", names_of(hello->key_shares, report::group_name)},
          {"signature_algorithms", names_of(hello->signature_algorithms, report::signature_scheme_name)},
          {"alpn", escaped(hello->alpn)},
          {"status_request", hello->status_request},
          {"resumes", hello->resumes},
          {"extensions", hello->extensions}};
}

inline json tls_to_json(io::server_outcome const& seen) {
  return {{"outcome", seen.tls          ? "completed"
                      : seen.tls_failed ? "failed"
                                        : "none"},
          {"client_hello", hello_to_json(seen.hello)},
          {"version", or_null(seen.tls ? seen.tls->version : std::string{})},
          {"cipher_suite", or_null(seen.tls ? seen.tls->cipher_suite : std::string{})},
          {"group", or_null(seen.tls ? seen.tls->group : std::string{})},
          {"wolfssl_says", or_null(seen.tls_failed ? seen.tls_failed->wolfssl_says : std::string{})},
          {"first_octets", or_null(seen.tls_failed ? seen.tls_failed->first_octets : std::string{})},
          {"alert_received", or_null(seen.alerts.received)},
          {"alert_sent", or_null(seen.alerts.sent)}};
}

inline json commands_to_json(smtp::server_record const& dialogue) {
  json out = json::array();
  for (smtp::seen_command const& each : dialogue.commands)
    out.push_back({{"verb", escape(each.verb)}, {"argument", escape(each.argument)}, {"layer", to_text(each.in)}});
  return out;
}

inline json messages_to_json(smtp::server_record const& dialogue) {
  json out = json::array();
  for (smtp::accepted_message const& each : dialogue.accepted)
    out.push_back({{"sender", escape(each.envelope.sender)},
                   {"recipients", escaped(each.envelope.recipients)},
                   {"layer", to_text(each.in)},
                   {"octets", each.size}});
  return out;
}

inline json clear_text_to_json(clear_text what) {
  switch (what) {
  case clear_text::same_connection: return "same-connection";
  case clear_text::new_connection: return "new-connection";
  case clear_text::none: break;
  }
  return nullptr;
}

} // namespace detail

/// The version of the shape that `to_json` writes; see fixtures/session/session-record.schema.json.
inline constexpr char const* session_record_schema = "mxtls.session-record/1";

/// A session as one line of JSON, without the line end; text from the client is escaped.
inline std::string to_json(session_record const& of) {
  using detail::json;
  auto const& dialogue = of.seen.dialogue;
  json const out{{"schema", session_record_schema},
                 {"scenario", detail::or_null(of.scenario)},
                 {"number", of.number},
                 {"peer", detail::or_null(of.peer)},
                 {"tls", detail::tls_to_json(of.seen)},
                 {"commands", detail::commands_to_json(dialogue)},
                 {"commands_left_out", dialogue.commands_left_out},
                 {"unread_plaintext", escape(dialogue.unread_plaintext)},
                 {"messages", detail::messages_to_json(dialogue)},
                 {"mail_in_clear", mail_in_clear(dialogue)},
                 {"clear_text_after_tls_failure", detail::clear_text_to_json(of.after_tls_failure)},
                 {"end", of.seen.end == io::server_outcome::ending::reset ? "reset" : "close"},
                 {"error", of.error ? json(of.error.message()) : json()},
                 {"milliseconds",
                  {{"greeted", detail::or_null(of.seen.after.greeted)},
                   {"tls_begun", detail::or_null(of.seen.after.tls_begun)},
                   {"tls_ended", detail::or_null(of.seen.after.tls_ended)},
                   {"ended", of.seen.after.ended.count()}}}};
  // Lines may be any octets, and error messages are the system's.
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace mxtls::fake

#endif
