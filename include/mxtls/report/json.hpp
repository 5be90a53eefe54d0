// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_JSON_HPP
#define MXTLS_REPORT_JSON_HPP

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include <mxtls/core/base64.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/identity/explain.hpp>
#include <mxtls/report/conclusion.hpp>
#include <mxtls/report/judge.hpp>
#include <mxtls/report/name_report.hpp>
#include <mxtls/smtp/ehlo.hpp>

namespace mxtls::report {

namespace detail {

using json = nlohmann::ordered_json;

inline json text_or_null(std::optional<std::string> const& text) { return text ? json(escape(*text)) : json(); }

inline json to_json(std::optional<smtp::reply> const& answer) {
  if (!answer) return nullptr;
  json lines = json::array();
  for (std::string const& line : answer->lines) lines.push_back(escape(line, 2000));
  return {{"code", answer->code}, {"lines", std::move(lines)}};
}

inline json request_to_json(host_request const& asked) {
  return {{"host", escape(asked.host)},
          {"port", asked.port},
          {"address", asked.address.empty() ? json() : json(escape(asked.address))},
          {"tls", asked.start == smtp::tls_start::starttls ? "starttls" : "implicit"},
          {"ehlo", escape(asked.ehlo_name)},
          {"sni", text_or_null(asked.server_name)},
          {"reference", escape(asked.reference)},
          {"nexthop", asked.nexthop.empty() ? json() : json(escape(asked.nexthop))},
          {"trust", escape(asked.trust)},
          {"at", mxtls::to_text(asked.at)},
          {"timeout_seconds", static_cast<double>(asked.timeout_milliseconds) / 1000},
          {"defaulted", asked.defaulted}};
}

inline json transcript_to_json(std::vector<event> const& transcript) {
  json out = json::array();
  for (event const& e : transcript)
    out.push_back({{"seconds", static_cast<double>(e.microseconds) / 1e6},
                   {"what", e.what == event::kind::note   ? "note"
                            : e.what == event::kind::sent ? "sent"
                                                          : "received"},
                   {"layer", e.in == event::layer::tls ? "tls" : "clear"},
                   {"text", escape(e.text, 2000)}});
  return out;
}

inline json certificate_to_json(bytes const& der) {
  json out{{"der", to_base64(der)}};
  auto const read = x509::parse_certificate(der);
  if (!read) {
    out["unreadable"] = read.error().message();
    return out;
  }
  out["subject"] = x509::to_text(read->subject);
  out["issuer"] = x509::to_text(read->issuer);
  out["serial"] = to_hex(read->serial);
  out["not_before"] = mxtls::to_text(read->not_before);
  out["not_after"] = mxtls::to_text(read->not_after);
  out["key"] = read->public_key.name;
  out["signature_algorithm"] = x509::to_text(read->outer_signature_algorithm.algorithm);
  out["sha256"] = to_hex(x509::fingerprint_sha256(*read));
  return out;
}

inline json tls_to_json(host_report const& of) {
  if (!of.tls) return nullptr;
  json certificates = json::array();
  for (bytes const& der : of.tls->chain) certificates.push_back(certificate_to_json(der));
  return {{"version", of.tls->version},
          {"cipher_suite", of.tls->cipher_suite},
          {"group", of.tls->group},
          {"certificates", std::move(certificates)}};
}

inline json tls_failure_to_json(std::optional<tls_failure> const& failed) {
  if (!failed) return nullptr;
  auto const alert = [](std::optional<tls_alert> const& a) { return a ? json(a->description) : json(); };
  return {{"alert_received", alert(failed->alert_received)},
          {"alert_sent", alert(failed->alert_sent)},
          {"wolfssl_says", failed->wolfssl_says},
          {"first_octets", escape(failed->first_octets)}};
}

inline json chain_to_json(host_report const& of) {
  json problems = json::array();
  for (auto const& problem : of.chain.problems)
    problems.push_back({{"status", x509::to_text(problem.status)}, {"depth", problem.depth}});
  return {{"status", x509::to_text(of.chain.status)},
          {"problems", std::move(problems)},
          {"path", of.chain.path},
          {"wolfssl_says", of.chain.wolfssl_says}};
}

inline json names_to_json(host_report const& of, policy const& by) {
  identity::rule_set const& rules = *by.rules;
  name_report const names = compare_names(of, rules, by.expects);
  json compared = json::array();
  for (std::size_t i = 0; names.result && i < names.presented.size(); ++i) {
    identity::reason const why = names.result->reasons[i];
    compared.push_back({{"presented", identity::to_text(names.presented[i])},
                        {"match", identity::is_match(why)},
                        {"reason", identity::to_text(why)},
                        {"because", identity::explain(why, *names.expected, names.presented[i])},
                        {"clause", identity::clause(why, rules)}});
  }
  json others = json::object();
  for (identity::rule_set const* const each : identity::rules::standards)
    if (auto const result = compare_names(of, *each, by.expects).result)
      others[std::string{each->id}] = result->is_match() ? "match" : "mismatch";
  return {{"reference", escape(names.expected ? names.expected->name : of.asked.reference)},
          {"rules", rules.id},
          {"compared", std::move(compared)},
          {"by_rules", std::move(others)}};
}

inline json informational_to_json(host_report const& of) {
  json out{{"greeting", to_json(of.dialogue.greeting)},
           {"ehlo", to_json(of.dialogue.ehlo)},
           {"starttls", to_json(of.dialogue.starttls)},
           {"ehlo_in_tls", to_json(of.dialogue.ehlo_in_tls)},
           {"quit", to_json(of.dialogue.quit)}};
  auto const name = [](std::optional<smtp::reply> const& answer) {
    return answer && is_positive(*answer) ? json(escape(smtp::parse_ehlo(*answer).name, 2000)) : json();
  };
  out["ehlo_name"] = name(of.dialogue.ehlo);
  out["ehlo_name_in_tls"] = name(of.dialogue.ehlo_in_tls);
  return out;
}

} // namespace detail

/// The version of the shape that `to_json` writes; see fixtures/report/host-report.schema.json.
inline constexpr char const* host_report_schema = "mxtls.host-report/1";

/// A report for a program: always valid JSON in UTF-8. Text from the peer is escaped as in the text
/// report (`\xNN`), so that its octets can be had back.
inline nlohmann::ordered_json to_json(host_report const& of, policy const& by) {
  using detail::json;
  verdict const v = judge(of, by);
  auto const answer = [](summary::answer a) {
    return a == summary::answer::unknown ? json() : json(a == summary::answer::yes);
  };
  summary const s = summarise(of, v.findings);
  json findings = json::array();
  for (finding const& f : v.findings)
    findings.push_back({{"type", to_text(f.type)}, {"refused", refuses(by, f)}, {"sentence", f.sentence}});
  return {{"schema", host_report_schema},
          {"asked", detail::request_to_json(of.asked)},
          {"policy", by.id},
          {"verdict", to_text(v.what)},
          {"conclusion", conclude(of, by, v)},
          {"findings", std::move(findings)},
          {"encrypted", answer(s.encrypted)},
          {"chain_trusted", answer(s.chain_trusted)},
          {"name_matches", answer(s.name_matches)},
          {"names", detail::names_to_json(of, by)},
          {"peer", of.peer.empty() ? json() : json(of.peer)},
          {"reached", smtp::to_text(of.reached)},
          {"error", of.error ? json(of.error.message()) : json()},
          {"tls", detail::tls_to_json(of)},
          {"tls_failure", detail::tls_failure_to_json(of.tls_failed)},
          {"chain", detail::chain_to_json(of)},
          {"informational", detail::informational_to_json(of)},
          {"transcript", detail::transcript_to_json(of.transcript)},
          {"seconds", static_cast<double>(of.microseconds) / 1e6}};
}

} // namespace mxtls::report

#endif
