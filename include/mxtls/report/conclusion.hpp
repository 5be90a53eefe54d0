// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_CONCLUSION_HPP
#define MXTLS_REPORT_CONCLUSION_HPP

#include <algorithm>
#include <string>

#include <mxtls/core/escape.hpp>
#include <mxtls/report/judge.hpp>

namespace mxtls::report {

/// The last line of a report: what would become of the mail, in plain words.
///
/// It is about the server, whatever the policy demands: encryption, chain and name as they are.
/// @param by Says whose name is looked for. @param v Its verdict.
inline std::string conclude(host_report const& of, policy const& by, verdict const& v) {
  using enum summary::answer;
  summary const facts = summarise(of, v.findings);
  std::string expected = escape(looked_for(of.asked, by.expects));
  if (expected.ends_with('.')) expected.pop_back();
  auto const found = [&](finding_type type) {
    return std::any_of(v.findings.begin(), v.findings.end(), [&](finding const& f) { return f.type == type; });
  };
  if (facts.encrypted == unknown)
    return "The test could not be made, so this says nothing about the TLS of " + escape(of.asked.host) + ".";
  if (of.tls && found(finding_type::validation_failure))
    return "No mail should go this way: TLS was agreed on, but then it broke, or it is of a kind that must not be "
           "used.";
  bool const spoke_in_clear = of.tls_failed && !of.tls_failed->first_octets.empty();
  if (facts.encrypted == no && of.asked.start == smtp::tls_start::implicit && spoke_in_clear)
    return "No mail would be encrypted this way: the server does not do TLS from the first octet.";
  if (facts.encrypted == no)
    return found(finding_type::validation_failure)
               ? "No mail would be encrypted: the TLS handshake fails, at least with TLS 1.2 and 1.3 as this checker "
                 "speaks them."
               : "The mail would go in clear text, or not at all: the server does not do TLS.";
  if (found(finding_type::plaintext_after_starttls))
    return "The mail would be encrypted, but somebody spoke in clear text where only TLS may follow.";
  if (of.tls->chain.empty()) return "The mail would be encrypted, but to a server that shows no certificate at all.";
  if (facts.name_matches == unknown && !found(finding_type::reference_unusable))
    return "The mail would be encrypted, but to a server whose certificate cannot be read.";
  if (facts.name_matches == no && facts.chain_trusted == no)
    return "The mail would be encrypted, but to a server that neither is vouched for nor claims to be " + expected +
           ".";
  if (facts.name_matches == no)
    return "The mail would be encrypted, but to a server that cannot prove it is " + expected + ".";
  if (facts.chain_trusted == no)
    return found(finding_type::certificate_not_trusted)
               ? "The mail would be encrypted, but to a server that only says itself that it is " + expected + "."
               : "The mail would be encrypted, to a server whose proof that it is " + expected + " has expired.";
  if (facts.chain_trusted == unknown)
    return "The mail would be encrypted, but this checker cannot tell whether anybody vouches for the server.";
  if (facts.name_matches == unknown) return "The mail would be encrypted, but no name was asked for.";
  if (v.what == outcome::inconclusive)
    return "The mail would be encrypted, to a server that proves it is " + expected +
           ", but the session did not go through.";
  return "The mail would be encrypted, to a server that proves it is " + expected + ".";
}

} // namespace mxtls::report

#endif
