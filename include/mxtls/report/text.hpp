// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_TEXT_HPP
#define MXTLS_REPORT_TEXT_HPP

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include <mxtls/core/escape.hpp>
#include <mxtls/identity/explain.hpp>
#include <mxtls/report/conclusion.hpp>
#include <mxtls/report/judge.hpp>
#include <mxtls/report/name_report.hpp>
#include <mxtls/report/palette.hpp>
#include <mxtls/smtp/ehlo.hpp>

namespace mxtls::report {

namespace detail {

/// Writes one report for a person, section by section.
class text_writer {
 public:
  text_writer(host_report const& of, policy const& by, palette colours)
      : of_{of}, policy_{by}, colours_{colours}, verdict_{judge(of, by)}, names_{compare_names(of, *by.rules,
                                                                                               by.expects)} {}

  std::string write() {
    head();
    transcript();
    chain();
    names();
    said_by_peer();
    keywords();
    findings();
    facts();
    conclusion();
    return std::move(out_);
  }

 private:
  template <typename... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }

  void heading(std::string_view text) { line("\n{}", colours_.strong(text)); }

  void setting(std::string const& name, std::string_view value) {
    auto const found = of_.asked.defaulted.find(name);
    std::string origin;
    if (found != of_.asked.defaulted.end())
      origin = found->second.empty() ? "  (default)" : "  (default: " + found->second + ")";
    line("  {:<10} {}{}", name, value, colours_.faint(origin));
  }

  void head() {
    host_request const& asked = of_.asked;
    line("{}", colours_.strong(fmt::format("{} port {}", escape(asked.host), asked.port)));
    setting("host", escape(asked.host));
    setting("port", std::to_string(asked.port));
    setting("address", asked.address.empty() ? "looked up" : escape(asked.address));
    setting("TLS", asked.start == smtp::tls_start::starttls ? "STARTTLS" : "implicit");
    setting("EHLO", escape(asked.ehlo_name));
    setting("SNI", asked.server_name ? escape(*asked.server_name) : "none");
    setting("reference", escape(asked.reference));
    if (!asked.nexthop.empty()) setting("nexthop", escape(asked.nexthop));
    setting("trust", escape(asked.trust));
    setting("at", mxtls::to_text(asked.at));
    setting("timeout", fmt::format("{:g} s", static_cast<double>(asked.timeout_milliseconds) / 1000));
    setting("policy", fmt::format("{}: {}", policy_.id, policy_.title));
  }

  void transcript() {
    heading(of_.peer.empty() ? "Session" : "Session with " + of_.peer);
    constexpr std::size_t shown = 400;
    for (std::size_t i = 0; i < std::min(of_.transcript.size(), shown); ++i) {
      event const& e = of_.transcript[i];
      bool const tls = e.in == event::layer::tls;
      std::string_view const arrow = e.what == event::kind::note   ? "   "
                                     : e.what == event::kind::sent ? (tls ? "~~>" : "-->")
                                                                   : (tls ? "<~~" : "<--");
      line("[{:07.3f}] {} {}", static_cast<double>(e.microseconds) / 1e6, arrow, escape(e.text, 500));
    }
    if (of_.transcript.size() > shown) line("          [{} more lines]", of_.transcript.size() - shown);
  }

  void chain() {
    if (!of_.tls) return;
    heading("Certificates, as the server sent them");
    if (of_.tls->chain.empty()) line("  none");
    for (std::size_t i = 0; i < of_.tls->chain.size(); ++i) {
      bytes const& der = of_.tls->chain[i];
      auto const read = x509::parse_certificate(der);
      if (!read) {
        line("  {}  cannot be read: {} (at octet {} of {})", i, read.error().message(), read.failure().where,
             der.size());
        continue;
      }
      line("  {}  {}", i, or_empty(x509::to_text(read->subject)));
      line("     issued by  {}", or_empty(x509::to_text(read->issuer)));
      line("     valid      {} to {}", mxtls::to_text(read->not_before), mxtls::to_text(read->not_after));
      line("     key        {}, signed with {}", read->public_key.name,
           x509::to_text(read->outer_signature_algorithm.algorithm));
      line("     SHA-256    {}", to_hex(x509::fingerprint_sha256(*read), ':'));
    }
  }

  static std::string or_empty(std::string text) { return text.empty() ? "(empty)" : std::move(text); }

  void names() {
    if (!of_.tls || of_.tls->chain.empty()) return;
    heading(fmt::format("Names, compared by {}", policy_.rules->title));
    if (!names_.expected)
      return line("  {} is no reference identifier", escape(looked_for(of_.asked, policy_.expects)));
    if (!names_.result) return line("  the certificate cannot be read, so there is nothing to compare");
    if (names_.presented.empty()) line("  the certificate presents no name");
    std::size_t width = 0;
    for (auto const& name : names_.presented) width = std::max(width, identity::to_text(name).size());
    for (std::size_t i = 0; i < names_.presented.size(); ++i) {
      auto const& name = names_.presented[i];
      identity::reason const why = names_.result->reasons[i];
      // Where one name matches, that another does not is nothing to worry about.
      std::string const sign = identity::is_match(why)     ? colours_.good("==")
                               : names_.result->is_match() ? colours_.faint("!=")
                                                           : colours_.bad("!=");
      line("  {} {} {:<{}}  {} ({})", escape(names_.expected->name), sign, identity::to_text(name), width,
           identity::explain(why, *names_.expected, name), identity::clause(why, *policy_.rules));
    }
    std::string others;
    for (identity::rule_set const* const rules : identity::rules::standards) {
      if (rules == policy_.rules) continue;
      bool const same = compare_names(of_, *rules, policy_.expects).result->is_match();
      others += fmt::format("{}{} {}", others.empty() ? "" : ", ", rules->id, same ? "match" : "mismatch");
    }
    line("  {}", colours_.faint("by the older standards: " + others));
  }

  void said_by_peer() {
    bool const ehlo = of_.dialogue.ehlo || of_.dialogue.ehlo_in_tls;
    if (!of_.dialogue.greeting && !ehlo) return;
    heading("Informational: sent by the peer, never compared");
    if (of_.dialogue.greeting) {
      std::string const text = first_line(*of_.dialogue.greeting);
      std::string const rest = text.size() > 4 ? text.substr(4) : "";
      line("  {:<12} {}", "greeting", escape(rest.substr(0, rest.find(' ')), 200));
    }
    auto const name = [&](std::string_view what, std::optional<smtp::reply> const& answer) {
      if (answer && is_positive(*answer)) line("  {:<12} {}", what, escape(smtp::parse_ehlo(*answer).name, 200));
    };
    name("EHLO name", of_.dialogue.ehlo);
    name("... in TLS", of_.dialogue.ehlo_in_tls);
  }

  void keywords() {
    if (!of_.dialogue.ehlo || !of_.dialogue.ehlo_in_tls) return;
    auto const change = compare(smtp::parse_ehlo(*of_.dialogue.ehlo), smtp::parse_ehlo(*of_.dialogue.ehlo_in_tls));
    heading("EHLO keywords, before TLS and inside it");
    auto const list = [&](std::string_view what, std::vector<smtp::ehlo_keyword> const& keywords) {
      std::string text;
      for (auto const& k : keywords) {
        text += text.empty() ? "" : ", ";
        text += escape(k.parameters.empty() ? k.keyword : k.keyword + " " + k.parameters, 100);
      }
      line("  {:<12} {}", what, text.empty() ? "none" : text);
    };
    list("only before", change.removed);
    list("only in TLS", change.added);
  }

  void findings() {
    heading("Findings");
    if (verdict_.findings.empty()) line("  none");
    for (std::size_t i = 0; i < verdict_.findings.size(); ++i) {
      bool const decides =
          std::find(verdict_.decided_by.begin(), verdict_.decided_by.end(), i) != verdict_.decided_by.end();
      std::string const type{to_text(verdict_.findings[i].type)};
      line("  {}\n      {}", decides ? colours_.bad(type) : type, verdict_.findings[i].sentence);
    }
  }

  void fact(std::string_view name, summary::answer answer, std::string_view more) {
    bool const yes = answer == summary::answer::yes;
    bool const no = answer == summary::answer::no;
    std::string const word = yes ? colours_.good("yes") : no ? colours_.bad("NO") : "?";
    line("  {:<12} {}{}{}", name, word, more.empty() ? "" : yes ? " " : no ? "  " : "   ", more);
  }

  void facts() {
    heading("Three facts, each by itself");
    summary const s = summarise(of_, verdict_.findings);
    std::string how;
    if (of_.tls)
      how = of_.tls->version + ", " + of_.tls->cipher_suite + (of_.tls->group.empty() ? "" : ", " + of_.tls->group);
    fact("encrypted", s.encrypted, how);
    fact("chain", s.chain_trusted, of_.tls ? x509::describe(of_.chain.status) : "");
    std::string decided;
    if (s.name_matches == summary::answer::yes)
      decided = escape(names_.expected->name) + " by " + identity::to_text(names_.presented[*names_.result->nearest]);
    if (s.name_matches == summary::answer::no)
      decided = escape(names_.expected->name) + " is not among the " + std::to_string(names_.presented.size()) +
                " names of the certificate.";
    fact("name", s.name_matches, decided);
  }

  void conclusion() {
    std::string const word = fmt::format("{}", verdict_.what == outcome::pass   ? "PASS"
                                               : verdict_.what == outcome::fail ? "FAIL"
                                                                                : "INCONCLUSIVE");
    line("\n{}: {}",
         verdict_.what == outcome::pass   ? colours_.good(word)
         : verdict_.what == outcome::fail ? colours_.bad(word)
                                          : colours_.strong(word),
         conclude(of_, policy_, verdict_));
  }

  host_report const& of_;
  policy const& policy_;
  palette colours_;
  verdict verdict_;
  name_report names_;
  std::string out_;
};

} // namespace detail

/// A report for a person, in CheckTLS's manner: settings, time-stamped transcript (`-->` `<--` in
/// clear, `~~>` `<~~` inside TLS), chain, every pair of names with the rule that decided, the three
/// facts, and a conclusion in plain words. UTF-8; everything the peer sent is escaped.
inline std::string to_text(host_report const& of, policy const& by, palette colours = {}) {
  return detail::text_writer{of, by, colours}.write();
}

} // namespace mxtls::report

#endif
