// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_FINDINGS_HPP
#define MXTLS_REPORT_FINDINGS_HPP

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/escape.hpp>
#include <mxtls/identity/explain.hpp>
#include <mxtls/report/finding.hpp>
#include <mxtls/report/name_report.hpp>
#include <mxtls/report/tls_alert_text.hpp>
#include <mxtls/smtp/ehlo.hpp>

namespace mxtls::report {

namespace detail {

/// Reads a record from its beginning to its end and says what is true of the peer.
class finder {
 public:
  finder(host_report const& of, identity::rule_set const& rules, name_sources const& sources)
      : of_{of}, rules_{rules}, sources_{sources} {}

  std::vector<finding> find() {
    greeting();
    ehlo();
    starttls();
    ended_early();
    protection();
    certificate();
    inside_tls();
    manners();
    return std::move(out_);
  }

 private:
  void add(finding_type type, std::string sentence) { out_.push_back({type, std::move(sentence)}); }

  static std::string said(smtp::reply const& answer) { return "\"" + escape(first_line(answer), 200) + "\""; }

  /// 4yz and 5yz are refusals; anything else here is out of place.
  void refused(std::string_view what, smtp::reply const& answer) {
    auto const type = is_transient(answer)   ? finding_type::temporary_refusal
                      : is_permanent(answer) ? finding_type::permanent_refusal
                                             : finding_type::not_smtp;
    add(type, std::string{what} + " was answered with " + said(answer) +
                  (of_.tls ? ", so the session did not go through." : ", so its TLS could not be tested."));
  }

  void greeting() {
    if (of_.dialogue.greeting && of_.dialogue.greeting->code != 220) refused("The connection", *of_.dialogue.greeting);
  }

  void ehlo() {
    if (!of_.dialogue.ehlo) return;
    smtp::reply const& answer = *of_.dialogue.ehlo;
    // 500, 502 and 504 say that the command is not known, so there are no extensions at all.
    bool const unknown = answer.code == 500 || answer.code == 502 || answer.code == 504;
    if (answer.code != 250 && !unknown) return refused("EHLO", answer);
    if (unknown) return add(finding_type::starttls_not_supported, "EHLO is not known there: " + said(answer) + ".");
    if (!smtp::parse_ehlo(answer).offers("STARTTLS"))
      add(finding_type::starttls_not_supported, "STARTTLS is not among the EHLO keywords.");
  }

  void starttls() {
    if (!of_.dialogue.starttls) return;
    smtp::reply const& answer = *of_.dialogue.starttls;
    if (is_permanent(answer))
      add(finding_type::starttls_not_supported, "STARTTLS was offered, and refused with " + said(answer) + ".");
    else if (answer.code != 220) refused("STARTTLS", answer);
    std::string const& unread = of_.dialogue.unread_plaintext;
    if (answer.code == 220 && !unread.empty())
      add(finding_type::plaintext_after_starttls,
          std::to_string(unread.size()) + " octets in clear followed the 220 to STARTTLS and were dropped: \"" +
              escape(unread, 80) + "\". Somebody may have put them there.");
  }

  void ended_early() {
    std::string const why = of_.error.message() + ".";
    std::string const at_step = "At the " + std::string{smtp::to_text(of_.reached)} + " step: " + why;
    std::string const whom = escape(of_.asked.address.empty() ? of_.asked.host : of_.asked.address) + " port " +
                             std::to_string(of_.asked.port);
    switch (of_.ended) {
    case ending::completed: return;
    case ending::not_found:
      return add(finding_type::host_not_found, "No address for " + escape(of_.asked.host) + ": " + why);
    case ending::no_connection: return add(finding_type::connection_failed, "No connection to " + whom + ": " + why);
    case ending::timed_out: return add(finding_type::timeout, at_step);
    case ending::lost: return add(finding_type::connection_lost, at_step);
    case ending::not_smtp: return add(finding_type::not_smtp, at_step);
    case ending::tls_failed: return add(finding_type::validation_failure, handshake_failure());
    case ending::tls_not_testable:
      return add(finding_type::tls_not_testable, "The TLS library of this checker gave up, another might not: " + why);
    }
  }

  std::string handshake_failure() const {
    if (!of_.tls_failed) return "TLS failed: " + of_.error.message() + ".";
    tls_failure const& failed = *of_.tls_failed;
    std::string out = "The TLS handshake failed";
    if (!failed.first_octets.empty())
      return out + ": in place of a ServerHello the server sent \"" + escape(failed.first_octets, 80) + "\".";
    if (failed.alert_received) return out + ": the server sent the alert " + to_text(*failed.alert_received) + ".";
    return out + ": " + failed.wolfssl_says + ".";
  }

  /// Versions and ciphers that must not be agreed on; the certificate says nothing about them.
  void protection() {
    if (!of_.tls) return;
    std::string const& version = of_.tls->version;
    std::string const& cipher = of_.tls->cipher_suite;
    if (version == "TLSv1" || version == "TLSv1.1")
      add(finding_type::validation_failure, version + " was agreed on, which must not be used (RFC 8996).");
    if (cipher.find("_WITH_NULL_") != std::string::npos)
      add(finding_type::validation_failure, cipher + " was agreed on, which encrypts nothing (RFC 9325 section 4.1).");
    if (cipher.find("_RC4_") != std::string::npos)
      add(finding_type::validation_failure, cipher + " was agreed on, which must not be used (RFC 7465).");
  }

  void certificate() {
    if (!of_.tls) return;
    for (x509::chain_problem const& problem : of_.chain.problems) {
      auto const type = problem.status == x509::chain_status::expired         ? finding_type::certificate_expired
                        : problem.status == x509::chain_status::not_checkable ? finding_type::tls_not_testable
                                                                              : finding_type::certificate_not_trusted;
      std::string sentence{x509::describe(problem.status)};
      if (problem.depth < of_.chain.path.size())
        sentence.insert(sentence.size() - 1, " (" + of_.chain.path[problem.depth] + ")");
      add(type, std::move(sentence));
    }
    name_report const names = compare_names(of_, rules_, sources_);
    if (!names.expected)
      return add(finding_type::reference_unusable,
                 "\"" + escape(looked_for(of_.asked, sources_)) +
                     "\" is no host name and no IP address, so nothing can match it.");
    if (names.result && !names.result->is_match()) add(finding_type::certificate_host_mismatch, mismatch(names));
  }

  std::string mismatch(name_report const& names) const {
    std::string const expected = escape(names.expected->name);
    if (names.presented.empty()) return "The certificate presents no name; " + expected + " was expected.";
    auto const& nearest = names.presented[*names.result->nearest];
    auto const why = names.result->reasons[*names.result->nearest];
    std::string const by = " (" + std::string{identity::clause(why, rules_)} + ").";
    std::string out = expected + " is not among the names of the certificate";
    if (why != identity::reason::different_name)
      return out + ". The nearest is " + identity::to_text(nearest) + ": " +
             identity::explain(why, *names.expected, nearest) + by;
    constexpr std::size_t shown = 3;
    for (std::size_t i = 0; i < std::min(names.presented.size(), shown); ++i)
      out += (i == 0 ? ": " : ", ") + identity::to_text(names.presented[i]);
    if (names.presented.size() > shown) out += " and " + std::to_string(names.presented.size() - shown) + " more";
    return out + by;
  }

  void inside_tls() {
    if (!of_.dialogue.ehlo_in_tls) return;
    smtp::reply const& answer = *of_.dialogue.ehlo_in_tls;
    if (answer.code != 250)
      return add(finding_type::ehlo_refused_in_tls, "EHLO inside TLS was answered with " + said(answer) + ".");
    if (smtp::parse_ehlo(answer).offers("STARTTLS"))
      add(finding_type::starttls_offered_in_tls, "STARTTLS is offered again inside TLS, against RFC 3207 section 4.2.");
  }

  void manners() {
    bool bare_lf = false;
    bool bare_cr = false;
    bool nul = false;
    auto const look = [&](std::optional<smtp::reply> const& answer) {
      if (!answer) return;
      bare_lf = bare_lf || answer->bare_lf;
      for (std::string const& line : answer->lines) {
        bare_cr = bare_cr || line.find('\r') != std::string::npos;
        nul = nul || line.find('\0') != std::string::npos;
      }
    };
    for (auto const* const each : {&of_.dialogue.greeting, &of_.dialogue.ehlo, &of_.dialogue.starttls,
                                   &of_.dialogue.ehlo_in_tls, &of_.dialogue.quit})
      look(*each);
    if (bare_lf) add(finding_type::bare_line_feed, "Lines end in a line feed alone, against RFC 5321 section 2.3.8.");
    if (bare_cr)
      add(finding_type::bare_carriage_return,
          "A carriage return stands alone within a line, against RFC 5321 section 2.3.8.");
    if (nul) add(finding_type::nul_octet, "A reply holds a NUL octet, against RFC 5321 section 4.2.");
  }

  host_report const& of_;
  identity::rule_set const& rules_;
  name_sources const& sources_;
  std::vector<finding> out_;
};

} // namespace detail

/// Everything that speaks against a session, in the order of its steps; empty if nothing does.
/// Pure: the same record under the same rules gives the same findings.
inline std::vector<finding> findings_of(host_report const& of, identity::rule_set const& rules,
                                        name_sources const& sources = as_asked) {
  return detail::finder{of, rules, sources}.find();
}

} // namespace mxtls::report

#endif
