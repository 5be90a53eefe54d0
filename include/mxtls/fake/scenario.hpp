// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_SCENARIO_HPP
#define MXTLS_FAKE_SCENARIO_HPP

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/io/tls_server_settings.hpp>
#include <mxtls/io/wire_faults.hpp>
#include <mxtls/pki/certificate_case.hpp>
#include <mxtls/smtp/script.hpp>
#include <mxtls/smtp/tls_start.hpp>

namespace mxtls::fake {

/// A certificate that a scenario's server has for those who ask for a name.
struct named_certificate {
  std::string name{};
  pki::certificate_case certificate{};
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
  /// What it shows, for `mx_host` and `domain`; what programs are expected to say of it does not count here.
  pki::certificate_case certificate{};
  /// How it does TLS; whatever is a certificate or a staple there is made from the cases here.
  io::tls_server_settings tls{};
  std::vector<named_certificate> by_name{};
  /// Ids of the authorities whose certificates it asks clients for.
  std::vector<std::string> client_authorities{};
  /// What goes wrong below TLS, in every connection.
  std::vector<io::wire_fault> wire{};
  /// The findings that a checker must have, by name, in any order.
  std::vector<std::string> expected_findings{};
  /// Sender policy to verdict, `pkix-hostname` to `fail`; every one of `sender_policies`.
  ///
  /// With `mta-sts` the domain has a policy in mode enforce that lists `mx_host`; with `dane` there is one TLSA
  /// record, `3 1 1` of the key of `certificate`, and all of it is signed.
  std::map<std::string, std::string> expected_verdicts{};
};

/// What senders may want of a server, weakest first; `report::policies` judges all but `dane`.
inline constexpr std::array<std::string_view, 6> sender_policies{"opportunistic", "require-tls",  "pkix-hostname",
                                                                 "mta-sts",       "pkix-nexthop", "dane"};

} // namespace mxtls::fake

#endif
