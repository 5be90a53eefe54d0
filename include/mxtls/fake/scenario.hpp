// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_SCENARIO_HPP
#define MXTLS_FAKE_SCENARIO_HPP

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/smtp/script.hpp>
#include <mxtls/smtp/tls_start.hpp>

namespace mxtls::fake {

/// Who signs a scenario's certificate.
enum class issuer {
  /// The lab's intermediate, below the root that is written as the trust anchor.
  intermediate,
  /// The certificate itself.
  self,
  /// An authority that nobody trusts; its own chain is complete.
  unknown_authority,
};

/// A certificate, by what is to stand in it.
struct certificate_recipe {
  std::vector<std::string> common_names{};
  std::vector<std::string> dns{};
  std::vector<std::string> ip{};
  fake::issuer issuer = fake::issuer::intermediate;
  /// First and last day of validity, counted from the moment the lab is for.
  int first_day = -1;
  int last_day = 90;
};

/// One case: how a server behaves, what it shows, and what must be made of it.
///
/// Servers, certificates, documentation and tests are all derived from this one record. The format
/// of its file is described in fixtures/scenarios/README.md.
struct scenario {
  /// Stable and self-explaining: `wrong-name`.
  std::string id{};
  /// Folder of the file: `names`, `chain`, `time`, `starttls`.
  std::string group{};
  std::string title{};
  /// What is to be learnt from it, in a sentence or two.
  std::string teaches{};
  /// Where the rule is written down.
  std::string source{};
  /// The recipient domain; its only MX host is `mx_host`.
  std::string domain{};
  /// What a mailer looks up and connects to, and so the reference identifier.
  std::string mx_host{};
  smtp::tls_start start = smtp::tls_start::starttls;
  smtp::script script{};
  certificate_recipe certificate{};
  /// The findings that a checker must have, by name, in any order.
  std::vector<std::string> expected_findings{};
  /// Policy id to verdict: `pkix-hostname` to `fail`.
  std::map<std::string, std::string> expected_verdicts{};
};

} // namespace mxtls::fake

#endif
