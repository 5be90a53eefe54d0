// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_JUDGE_HPP
#define MXTLS_REPORT_JUDGE_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include <mxtls/identity/rules.hpp>
#include <mxtls/report/findings.hpp>

namespace mxtls::report {

/// Whether a policy insists on something.
enum class demand { no, yes };

/// What a sender wants of a server before it hands over mail, as a value.
struct policy {
  /// Stable name: `pkix-hostname`.
  std::string_view id;
  std::string_view title;
  demand encryption = demand::yes;
  demand chain = demand::yes;
  demand name = demand::yes;
  identity::rule_set const* rules = &identity::rules::rfc9525;
  name_sources expects = as_asked;
};

namespace policies {

/// Encrypt if the server can, and look at nothing (RFC 3207; Postfix `may`).
inline constexpr policy opportunistic{.id = "opportunistic",
                                      .title = "TLS if it can be had, and any certificate",
                                      .encryption = demand::no,
                                      .chain = demand::no,
                                      .name = demand::no};
/// Encrypt or do not send, with any certificate (Postfix `encrypt`).
inline constexpr policy require_tls{
    .id = "require-tls", .title = "TLS, and any certificate", .chain = demand::no, .name = demand::no};
/// A trusted chain and the MX host among its names (Postfix `verify`).
inline constexpr policy pkix_hostname{.id = "pkix-hostname",
                                      .title = "TLS, a trusted chain, and the reference identifier by RFC 9525"};
/// A trusted chain and the recipient's domain, or a name below it, among its names (Postfix `secure`).
inline constexpr policy pkix_nexthop{
    .id = "pkix-nexthop",
    .title = "TLS, a trusted chain, and the nexthop or a name below it, as Postfix's secure",
    .rules = &identity::rules::postfix,
    .expects = {identity::name_source::nexthop, identity::name_source::below_nexthop}};
/// What a policy of the recipient's domain that lists this MX host demands (RFC 8461 section 4.2).
inline constexpr policy mta_sts{.id = "mta-sts", .title = "an MTA-STS policy in mode enforce that lists this MX host"};

/// Weakest first.
inline constexpr std::array<policy const*, 5> all{&opportunistic, &require_tls, &pkix_hostname, &mta_sts,
                                                  &pkix_nexthop};

} // namespace policies

enum class outcome { pass, fail, inconclusive };

constexpr std::string_view to_text(outcome o) noexcept {
  switch (o) {
  case outcome::pass: return "pass";
  case outcome::fail: return "fail";
  case outcome::inconclusive: return "inconclusive";
  }
  return "unknown";
}

/// What a policy makes of a session.
struct verdict {
  outcome what = outcome::inconclusive;
  /// All of them, in the order of the session.
  std::vector<finding> findings{};
  /// Those that decided, as positions in `findings`; empty for `pass`.
  std::vector<std::size_t> decided_by{};
};

/// Whether a policy refuses a server for what a finding is about.
constexpr bool refuses(policy const& p, finding const& f) noexcept {
  switch (aspect_of(f.type)) {
  case aspect::encryption: return p.encryption == demand::yes;
  case aspect::chain: return p.chain == demand::yes;
  case aspect::name: return p.name == demand::yes;
  case aspect::session:
  case aspect::manners: break;
  }
  return false;
}

/// Judges a session by a policy. Pure: a saved record can be judged again by another one.
///
/// What the policy refuses decides; else, if the test could not be made to its end, it is
/// inconclusive and says nothing about the server.
inline verdict judge(host_report const& of, policy const& by) {
  verdict out{.what = outcome::pass, .findings = findings_of(of, *by.rules, by.expects)};
  auto const decide = [&](outcome what, auto const& decides) {
    for (std::size_t i = 0; i < out.findings.size(); ++i)
      if (decides(out.findings[i])) out.decided_by.push_back(i);
    if (!out.decided_by.empty()) out.what = what;
    return !out.decided_by.empty();
  };
  if (!decide(outcome::fail, [&](finding const& f) { return refuses(by, f); }))
    decide(outcome::inconclusive, [](finding const& f) { return aspect_of(f.type) == aspect::session; });
  return out;
}

/// The three facts that are so often taken for one, each by itself.
struct summary {
  enum class answer { unknown, no, yes };
  answer encrypted = answer::unknown;
  answer chain_trusted = answer::unknown;
  answer name_matches = answer::unknown;
};

/// Reads the three facts off a record and its findings.
inline summary summarise(host_report const& of, std::vector<finding> const& findings) {
  summary out;
  auto const found = [&](aspect about) {
    for (finding const& f : findings)
      if (aspect_of(f.type) == about) return true;
    return false;
  };
  using enum summary::answer;
  bool const in_clear_all_the_same = of.tls && of.tls->cipher_suite.find("_WITH_NULL_") != std::string::npos;
  if (of.tls && !in_clear_all_the_same) out.encrypted = yes;
  else if (found(aspect::encryption)) out.encrypted = no;
  if (!of.tls || of.tls->chain.empty()) return out;
  if (found(aspect::chain)) out.chain_trusted = no;
  else if (of.chain.status == x509::chain_status::trusted) out.chain_trusted = yes;
  bool const unusable = std::any_of(findings.begin(), findings.end(),
                                    [](finding const& f) { return f.type == finding_type::reference_unusable; });
  if (found(aspect::name)) out.name_matches = no;
  else if (!unusable && compare_names(of, identity::rules::rfc9525).has_certificate) out.name_matches = yes;
  return out;
}

} // namespace mxtls::report

#endif
