// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_FINDING_HPP
#define MXTLS_REPORT_FINDING_HPP

#include <string>
#include <string_view>

namespace mxtls::report {

/// What can be true of a peer. The first five are result types of RFC 8460 section 4.3.
enum class finding_type {
  starttls_not_supported,
  certificate_host_mismatch,
  certificate_expired,
  certificate_not_trusted,
  /// TLS was begun and failed for a reason that is none of the above.
  validation_failure,

  /// The host has no address, or it could not be looked up.
  host_not_found,
  /// No connection: nothing was learnt.
  connection_failed,
  /// The connection ended in the middle of the dialogue.
  connection_lost,
  timeout,
  /// The peer does not speak SMTP, or not as far as the standard goes.
  not_smtp,
  /// Our TLS library gave up for a reason of its own: another one might not.
  tls_not_testable,
  /// 4yz: come back later.
  temporary_refusal,
  /// 5yz: this client is not welcome.
  permanent_refusal,
  /// The reference identifier is no host name and no address.
  reference_unusable,

  /// Octets in clear followed the 220 to STARTTLS.
  plaintext_after_starttls,
  /// STARTTLS is offered again inside TLS.
  starttls_offered_in_tls,
  /// EHLO is not answered with 250 inside TLS.
  ehlo_refused_in_tls,
  /// Lines end in a line feed alone.
  bare_line_feed,
  /// A carriage return stands alone within a line.
  bare_carriage_return,
  /// A reply holds a NUL octet.
  nul_octet,
};

/// The stable word: RFC 8460's where it has one, else our own in the same manner.
constexpr std::string_view to_text(finding_type type) noexcept {
  switch (type) {
  case finding_type::starttls_not_supported: return "starttls-not-supported";
  case finding_type::certificate_host_mismatch: return "certificate-host-mismatch";
  case finding_type::certificate_expired: return "certificate-expired";
  case finding_type::certificate_not_trusted: return "certificate-not-trusted";
  case finding_type::validation_failure: return "validation-failure";
  case finding_type::host_not_found: return "host-not-found";
  case finding_type::connection_failed: return "connection-failed";
  case finding_type::connection_lost: return "connection-lost";
  case finding_type::timeout: return "timeout";
  case finding_type::not_smtp: return "not-smtp";
  case finding_type::tls_not_testable: return "tls-not-testable";
  case finding_type::temporary_refusal: return "temporary-refusal";
  case finding_type::permanent_refusal: return "permanent-refusal";
  case finding_type::reference_unusable: return "reference-unusable";
  case finding_type::plaintext_after_starttls: return "plaintext-after-starttls";
  case finding_type::starttls_offered_in_tls: return "starttls-offered-in-tls";
  case finding_type::ehlo_refused_in_tls: return "ehlo-refused-in-tls";
  case finding_type::bare_line_feed: return "bare-line-feed";
  case finding_type::bare_carriage_return: return "bare-carriage-return";
  case finding_type::nul_octet: return "nul-octet";
  }
  return "unknown";
}

/// What a finding is about; a policy demands some of these and not others.
enum class aspect {
  /// Whether the test could be made at all.
  session,
  encryption,
  chain,
  name,
  /// Against a standard, but no reason to withhold mail.
  manners,
};

constexpr aspect aspect_of(finding_type type) noexcept {
  switch (type) {
  case finding_type::starttls_not_supported:
  case finding_type::validation_failure:
  case finding_type::plaintext_after_starttls: return aspect::encryption;
  case finding_type::certificate_expired:
  case finding_type::certificate_not_trusted: return aspect::chain;
  case finding_type::certificate_host_mismatch: return aspect::name;
  case finding_type::host_not_found:
  case finding_type::connection_failed:
  case finding_type::connection_lost:
  case finding_type::timeout:
  case finding_type::not_smtp:
  case finding_type::tls_not_testable:
  case finding_type::temporary_refusal:
  case finding_type::permanent_refusal:
  case finding_type::reference_unusable: return aspect::session;
  case finding_type::starttls_offered_in_tls:
  case finding_type::ehlo_refused_in_tls:
  case finding_type::bare_line_feed:
  case finding_type::bare_carriage_return:
  case finding_type::nul_octet: break;
  }
  return aspect::manners;
}

/// One thing that is true of the peer, with its evidence in words.
struct finding {
  finding_type type = finding_type::validation_failure;
  /// A sentence for a person; the peer's octets in it are escaped.
  std::string sentence{};
};

} // namespace mxtls::report

#endif
