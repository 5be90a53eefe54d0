// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_SENDER_HPP
#define MXTLS_IDENTITY_SENDER_HPP

#include <array>
#include <string_view>

#include <mxtls/identity/rule_set.hpp>

namespace mxtls::identity {

/// Where a reference identifier comes from.
///
/// The greeting, the answer to EHLO and the PTR record are no sources: the peer chooses them.
enum class name_source {
  none,
  /// The recipient's domain, or the smart host that the administrator named.
  nexthop,
  /// Any name below it.
  below_nexthop,
  /// What the MX record names, before any CNAME.
  mx_host,
  /// The CNAME target of the MX host, or the MX host itself if it is no alias.
  tlsa_base_domain,
  /// The host that a person typed, which is the MX host here.
  typed_host,
};

constexpr std::string_view to_text(name_source s) noexcept {
  switch (s) {
  case name_source::none: return "none";
  case name_source::nexthop: return "nexthop";
  case name_source::below_nexthop: return "below the nexthop";
  case name_source::mx_host: return "MX host";
  case name_source::tlsa_base_domain: return "TLSA base domain";
  case name_source::typed_host: return "host typed";
  }
  return "none";
}

/// Whether the answer that names the MX host must be signed, or confirmed by a policy, to be used.
enum class mx_answer { as_it_comes, vouched_for };

/// What happens if no reference identifier is in the certificate.
enum class consequence {
  mail_goes,
  /// In clear text, after the TLS session was given up.
  mail_goes_in_clear,
  /// It waits for another try, and bounces in the end.
  mail_deferred,
  /// A client that sends no mail by itself: it goes on, at most with a word about it.
  goes_on,
  stops,
};

constexpr std::string_view to_text(consequence c) noexcept {
  switch (c) {
  case consequence::mail_goes: return "the mail goes anyway";
  case consequence::mail_goes_in_clear: return "the mail goes anyway, in clear text";
  case consequence::mail_deferred: return "the mail is deferred";
  case consequence::goes_on: return "it goes on";
  case consequence::stops: return "it stops";
  }
  return "unknown";
}

/// A program that sends mail or tries a server, under one setting: a value, and where it stands.
struct sender {
  /// Stable name: `postfix-secure`.
  std::string_view id{};
  std::string_view product{};
  std::string_view setting{};
  /// How it compares names; null if it never does.
  rule_set const* rules = nullptr;
  /// Any of these names will do; in order, `none` behind the last.
  std::array<name_source, 2> sources{};
  mx_answer answer = mx_answer::as_it_comes;
  consequence on_mismatch = consequence::mail_goes;
  std::string_view why{};
  /// Clause of a standard, manual page or source function.
  std::string_view clause{};
  identity::basis basis = identity::basis::standard;
};

} // namespace mxtls::identity

#endif
