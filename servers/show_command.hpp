// SPDX-License-Identifier: BSL-1.0
//
// mxtls-lab show: the whole of a scenario, for a person and as JSON.
#ifndef MXTLS_SERVERS_SHOW_COMMAND_HPP
#define MXTLS_SERVERS_SHOW_COMMAND_HPP

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/fake/scenario.hpp>

#include "catalogue.hpp"
#include "scenario_words.hpp"

namespace mxtls::program {

using nlohmann::ordered_json;

/// A fact about a scenario: the label for a person, the key for a program, and the value.
struct fact {
  char const* label;
  char const* key;
  ordered_json value;
};

struct facts {
  char const* heading;
  char const* key;
  std::vector<fact> all;
};

inline std::vector<std::string> common_names(pki::recipe const& leaf) {
  std::vector<std::string> out;
  for (pki::common_name const& name : leaf.common_names) out.push_back(name.value);
  return out;
}

/// The names of a certificate that mail servers have no use for.
inline std::vector<std::string> other_names(pki::recipe const& leaf) {
  std::vector<std::string> out;
  for (auto const* const names : {&leaf.mail, &leaf.utf8_mail, &leaf.uri, &leaf.srv})
    out.insert(out.end(), names->begin(), names->end());
  for (bytes const& octets : leaf.raw_names) out.push_back(to_hex(octets));
  if (leaf.raw_subject_alt_name) out.push_back(to_hex(*leaf.raw_subject_alt_name));
  return out;
}

inline std::string describe_tls(fake::scenario const& s) {
  if (s.start == smtp::tls_start::implicit) return "implicit";
  return s.script.starttls == smtp::script::offer::yes ? "STARTTLS" : "STARTTLS is not offered";
}

inline std::vector<fact> facts_of(pki::certificate_case const& c) {
  pki::recipe const& leaf = c.leaf;
  std::vector<fact> out;
  if (!c.id.empty()) out.push_back({"case", "case", c.id});
  if (!c.says.empty()) out.push_back({"says", "says", c.says});
  out.push_back({"common names", "common_names", common_names(leaf)});
  out.push_back({"DNS names", "dns", leaf.dns});
  out.push_back({"IP addresses", "ip", leaf.ip});
  auto const unless = [&](bool usual, fact what) {
    if (!usual) out.push_back(std::move(what));
  };
  unless(other_names(leaf).empty(), {"other names", "other", other_names(leaf)});
  out.push_back({"flaws", "flaws", words(leaf.flaws)});
  out.push_back({"issued by", "issued_by", c.issuer});
  std::vector<std::string> own;
  for (pki::authority_entry const& each : c.authorities)
    own.push_back(each.id + (each.issuer.empty() ? " (a root)" : " (issued by " + each.issuer + ')'));
  unless(own.empty(), {"authorities", "authorities", own});
  unless(c.send.empty(), {"is sent", "sends", c.send});
  out.push_back({"valid from", "not_before", to_text(leaf.not_before)});
  out.push_back({"valid until", "not_after", to_text(leaf.not_after)});
  pki::recipe const usual;
  unless(leaf.key == usual.key, {"key", "key", to_text(leaf.key)});
  if (leaf.signature.hash) out.push_back({"hash", "hash", to_text(*leaf.signature.hash)});
  unless(leaf.signature.padding == usual.signature.padding, {"padding", "padding", "pss"});
  unless(leaf.uses == usual.uses, {"key usage", "uses", words(leaf.uses)});
  unless(leaf.purposes == usual.purposes, {"purposes", "purposes", words(leaf.purposes)});
  unless(leaf.features.empty(), {"TLS features", "features", {"status-request"}});
  unless(leaf.policies.empty(), {"policies", "policies", leaf.policies});
  unless(c.crls.empty(), {"revoked by", "crls", revoked_by(c)});
  if (c.staple) out.push_back({"OCSP staple", "staple", describe(*c.staple)});
  return out;
}

/// Everything there is to say, in the order of a report.
inline std::vector<facts> all_facts(fake::scenario const& s) {
  std::vector<std::string> rules;
  for (smtp::rule const& each : s.script.rules) rules.push_back(describe(each));
  bool const lmtp = s.script.speaks == smtp::script::protocol::lmtp;
  std::vector<facts> out{{"Server",
                          "server",
                          {{"protocol", "protocol", lmtp ? "lmtp" : "smtp"},
                           {"TLS", "tls", describe_tls(s)},
                           {"greeting", "greeting", s.script.greeting},
                           {"EHLO name", "ehlo_name", s.script.ehlo_name},
                           {"keywords", "keywords", s.script.keywords},
                           {"rules", "rules", rules}}}};
  std::vector<fact> tls;
  io::tls_server_settings const usual;
  auto const unless = [&](bool as_usual, fact what) {
    if (!as_usual) tls.push_back(std::move(what));
  };
  unless(s.tls.least == usual.least, {"least", "least", word(s.tls.least)});
  unless(s.tls.most == usual.most, {"most", "most", word(s.tls.most)});
  unless(s.tls.ciphers.empty(), {"ciphers", "ciphers", s.tls.ciphers});
  unless(s.tls.groups == usual.groups, {"groups", "groups", words(s.tls.groups)});
  unless(s.tls.from_client == usual.from_client, {"client cert", "client_certificate", word(s.tls.from_client)});
  unless(s.client_authorities.empty(), {"client roots", "client_authorities", s.client_authorities});
  unless(s.tls.other_name == usual.other_name, {"other name", "other_name", word(s.tls.other_name)});
  unless(s.tls.no_name == usual.no_name, {"without name", "without_name", word(s.tls.no_name)});
  if (!tls.empty()) out.push_back({"TLS", "tls", std::move(tls)});
  if (!s.wire.empty()) {
    std::vector<std::string> faults;
    for (io::wire_fault const& each : s.wire) faults.push_back(describe(each));
    out.push_back({"Wire", "wire", {{"faults", "faults", std::move(faults)}}});
  }
  out.push_back({"Certificate; days are counted from now", "certificate", facts_of(s.certificate)});
  return out;
}

inline ordered_json to_json(std::vector<fact> const& all) {
  ordered_json out = ordered_json::object();
  for (fact const& each : all) out[each.key] = each.value;
  return out;
}

/// A rule with the keys of its file.
inline ordered_json to_json(smtp::rule const& rule) {
  return {{"on", rule.on},
          {"in", word(rule.in)},
          {"send", escape(rule.respond.octets)},
          {"then", word(rule.respond.after)},
          {"wait", rule.respond.wait_milliseconds},
          {"flood", rule.respond.flood},
          {"times", rule.times},
          {"sessions", rule.sessions}};
}

inline ordered_json to_json(io::wire_fault const& fault) {
  return {{"fault", word(fault.what)},    {"side", word(fault.side)},
          {"from", word(fault.from)},     {"at", fault.at},
          {"pause", fault.pause.count()}, {"piece", fault.piece},
          {"mask", fault.mask},           {"octets", escape(fault.octets)}};
}

template <typename Value>
ordered_json list_to_json(std::vector<Value> const& all) {
  ordered_json out = ordered_json::array();
  for (Value const& each : all) out.push_back(to_json(each));
  return out;
}

inline ordered_json to_json(fake::scenario const& s) {
  ordered_json out{{"id", s.id},         {"group", s.group},   {"title", s.title}, {"teaches", s.teaches},
                   {"source", s.source}, {"domain", s.domain}, {"mx", s.mx_host}};
  for (facts const& each : all_facts(s)) out[each.key] = to_json(each.all);
  out["server"]["rules"] = list_to_json(s.script.rules);
  out["wire"] = list_to_json(s.wire);
  for (fake::named_certificate const& each : s.by_name)
    out["certificates_by_name"][each.name] = to_json(facts_of(each.certificate));
  out["expected"] = {{"findings", s.expected_findings}, {"verdicts", s.expected_verdicts}};
  return out;
}

/// Text of a file is escaped; a list that is long has a line for each item.
inline void print_fact(char const* label, ordered_json const& value) {
  auto const line = [](char const* name, std::string const& text) { std::printf("  %-14s %s\n", name, text.c_str()); };
  if (value.is_string()) return line(label, escape(value.get<std::string>(), 2000));
  std::string joined;
  std::vector<std::string> items;
  for (ordered_json const& each : value) {
    items.push_back(escape(each.get<std::string>(), 2000));
    (joined += joined.empty() ? "" : ", ") += items.back();
  }
  if (joined.size() <= 100) return line(label, joined.empty() ? "none" : joined);
  for (std::string const& each : items) line(&each == items.data() ? label : "", each);
}

inline void print_facts(std::string const& heading, std::vector<fact> const& all) {
  std::printf("\n%s\n", escape(heading).c_str());
  for (fact const& each : all) print_fact(each.label, each.value);
}

inline void show(wanted_scenarios const& wanted, format as) {
  fake::scenario const s = choose(wanted).front();
  if (as == format::json) return print(to_json(s), 2);
  std::printf("%s: %s\n\n%s\n\n", escape(s.id).c_str(), escape(s.title).c_str(), escape(s.teaches).c_str());
  print_fact("group", s.group);
  print_fact("source", s.source);
  print_fact("domain", s.domain);
  print_fact("MX host", s.mx_host);
  for (facts const& each : all_facts(s)) print_facts(each.heading, each.all);
  for (fake::named_certificate const& each : s.by_name)
    print_facts("Certificate for who asks for " + each.name, facts_of(each.certificate));
  std::printf("\nExpected\n");
  print_fact("findings", s.expected_findings);
  for (std::string_view const policy : fake::sender_policies)
    if (auto const found = s.expected_verdicts.find(std::string{policy}); found != s.expected_verdicts.end())
      print_fact(found->first.c_str(), found->second);
}

} // namespace mxtls::program

#endif
