// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_SCENARIO_READER_HPP
#define MXTLS_FAKE_SCENARIO_READER_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include <mxtls/core/escape.hpp>
#include <mxtls/fake/case_reader.hpp>
#include <mxtls/fake/connection_reader.hpp>
#include <mxtls/fake/scenario.hpp>
#include <mxtls/fake/toml_table.hpp>
#include <mxtls/pki/make_case.hpp>

namespace mxtls::fake {

namespace detail {

inline smtp::rule read_rule(table_reader const& in) {
  smtp::rule out{.on = in.required("on"),
                 .respond = {.octets = in.text("send", ""),
                             .after = in.choice<smtp::then>("then", smtp::then::go_on,
                                                            {{"go-on", smtp::then::go_on},
                                                             {"start-tls", smtp::then::start_tls},
                                                             {"await-octets", smtp::then::await_octets},
                                                             {"hold", smtp::then::hold},
                                                             {"close", smtp::then::close},
                                                             {"reset", smtp::then::reset}}),
                             .wait_milliseconds = static_cast<std::uint32_t>(in.number("wait", 0, 0, 3'600'000)),
                             .flood = static_cast<std::uint32_t>(in.number("flood", 1, 1, 10'000'000))},
                 .in = in.choice<smtp::layer>(
                     "in", smtp::layer::any,
                     {{"any", smtp::layer::any}, {"clear", smtp::layer::clear}, {"tls", smtp::layer::tls}}),
                 .times = static_cast<std::size_t>(in.number("times", 0, 0, 1'000'000)),
                 .sessions = static_cast<std::size_t>(in.number("sessions", 0, 0, 1'000'000))};
  if (in.has("flood") && out.respond.octets.empty()) in.fail("flood", "has nothing to send; give send too");
  return out;
}

/// The keys of a scenario's certificate.
inline std::vector<std::string_view> scenario_certificate_keys() {
  std::vector<std::string_view> keys{"case"};
  keys.insert(keys.end(), certificate_keys.begin(), certificate_keys.end());
  return keys;
}

/// Refuses a staple that would not be sent: the TLS library reads them first.
inline void check_staple(table_reader const& in, pki::certificate_case const& wanted) {
  if (!wanted.staple) return;
  std::string const& authority = wanted.issuer == "self" ? wanted.trust : wanted.issuer;
  if (wanted.staple->instead || wanted.staple->signer != authority)
    in.fail(in.has("case") ? "case" : "staple",
            "has a staple that the TLS library would not send; let it be signed by " + authority +
                ", or by a responder that " + authority + " has appointed");
}

/// A shipped case, `case = "ID"`, or one of the scenario's own, for this host and domain.
inline pki::certificate_case read_scenario_certificate(table_reader const& in, std::string const& host,
                                                       std::string const& domain,
                                                       std::vector<pki::certificate_case> const& cases) {
  pki::certificate_case out;
  if (!in.has("case")) {
    read_certificate(in, known_authorities{nullptr}, out);
    return pki::fill_in(out, host, domain);
  }
  for (std::string_view const key : certificate_keys)
    if (in.has(key)) in.fail(key, "stands beside certificate.case; leave one of them out");
  std::string const id = in.text("case", "");
  auto const found = std::find_if(cases.begin(), cases.end(), [&](auto const& each) { return each.id == id; });
  if (found == cases.end())
    in.fail("case", "is \"" + escape(id) + "\", which there is not; mxtls-certs --list shows those there are");
  out = pki::fill_in(*found, host, domain);
  if (out.trust != pki::certificate_case{}.trust)
    in.fail("case",
            "is for clients that trust " + out.trust + "; a scenario has to be judged by those that trust root");
  if (out.reference != host) in.fail("case", "is for clients that expect " + out.reference + "; make that the mx_host");
  return out;
}

} // namespace detail

/// Reads a scenario from the text of its file.
///
/// @param file Name for messages. @param group Name of its folder.
/// @param cases Those that it can name as its certificate.
/// @throws file_error
inline scenario read_scenario(std::string_view text, std::string const& file, std::string const& group,
                              std::vector<pki::certificate_case> const& cases = {}) {
  toml::table const parsed = detail::parse_file(text, file);
  detail::table_reader const top{
      parsed,
      file,
      "",
      {"id", "title", "teaches", "source", "domain", "server", "certificate", "tls", "rule", "wire", "expect"}};
  scenario out{.id = top.required("id"),
               .group = group,
               .teaches = top.required("teaches"),
               .domain = top.text("domain", top.required("id") + ".test")};

  detail::table_reader const server =
      top.inside("server", {"mx_host", "greeting", "ehlo_name", "keywords", "starttls", "tls", "protocol"});
  out.mx_host = server.text("mx_host", "mx." + out.domain);
  out.script.greeting = server.text("greeting", out.mx_host + " ESMTP");
  out.script.ehlo_name = server.text("ehlo_name", out.mx_host);
  out.script.keywords = server.texts("keywords", out.script.keywords);
  out.script.starttls = server.choice<smtp::script::offer>(
      "starttls", smtp::script::offer::yes,
      {{"offered", smtp::script::offer::yes}, {"not-offered", smtp::script::offer::no}});
  out.start = server.choice<smtp::tls_start>(
      "tls", smtp::tls_start::starttls,
      {{"starttls", smtp::tls_start::starttls}, {"implicit", smtp::tls_start::implicit}});
  out.script.speaks = server.choice<smtp::script::protocol>(
      "protocol", smtp::script::protocol::smtp,
      {{"smtp", smtp::script::protocol::smtp}, {"lmtp", smtp::script::protocol::lmtp}});
  for (detail::table_reader const& rule :
       top.each("rule", {"on", "in", "send", "then", "wait", "flood", "times", "sessions"}))
    out.script.rules.push_back(detail::read_rule(rule));
  std::vector<std::string_view> keys = detail::scenario_certificate_keys();
  detail::table_reader const certificate = top.inside("certificate", keys);
  out.certificate = detail::read_scenario_certificate(certificate, out.mx_host, out.domain, cases);
  detail::check_staple(certificate, out.certificate);
  // A fault of the certificate is told of where the certificate is.
  bool const is_case = certificate.has("case");
  out.title = is_case && !top.has("title") ? out.certificate.says : top.required("title");
  out.source = is_case && !top.has("source") ? out.certificate.source : top.required("source");
  detail::table_reader const tls = top.inside("tls", {detail::tls_keys.begin(), detail::tls_keys.end()});
  out.tls = detail::read_tls(tls);
  out.tls.own_names = {out.mx_host};
  out.client_authorities = tls.texts("client_authorities");
  keys.emplace_back("name");
  for (detail::table_reader const& each : tls.each("certificate", keys)) {
    std::string const name = each.required("name");
    out.by_name.push_back({name, detail::read_scenario_certificate(each, name, out.domain, cases)});
    if (out.by_name.back().certificate.staple)
      each.fail(each.has("case") ? "case" : "staple", "has a staple; only the first certificate can have one");
  }
  for (detail::table_reader const& fault :
       top.each("wire", {"fault", "side", "from", "at", "pause", "piece", "mask", "octets"}))
    out.wire.push_back(detail::read_wire_fault(fault));

  std::vector<std::string_view> expectations{"findings"};
  expectations.insert(expectations.end(), sender_policies.begin(), sender_policies.end());
  detail::table_reader const expect = top.inside("expect", expectations);
  out.expected_findings = expect.texts("findings");
  for (std::string_view const policy : sender_policies) {
    expect.required(policy);
    out.expected_verdicts[std::string{policy}] =
        expect.choice<std::string>(policy, "", {{"pass", "pass"}, {"fail", "fail"}, {"inconclusive", "inconclusive"}});
  }
  return out;
}

} // namespace mxtls::fake

#endif
