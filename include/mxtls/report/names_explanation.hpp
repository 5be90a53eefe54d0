// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_NAMES_EXPLANATION_HPP
#define MXTLS_REPORT_NAMES_EXPLANATION_HPP

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include <mxtls/core/escape.hpp>
#include <mxtls/identity/hop_references.hpp>
#include <mxtls/identity/senders.hpp>
#include <mxtls/report/palette.hpp>

namespace mxtls::report {

namespace detail {

/// `mx.example.test (MX host, from DNS)`, or what to give to know it.
inline std::string reference_text(identity::sender const& from, identity::hop const& over) {
  if (from.rules == nullptr) return "none";
  std::string out;
  for (auto const& each : identity::references(from, over)) {
    if (!out.empty()) out += ", ";
    out += each.name.empty() ? fmt::format("{} not given", identity::to_text(each.source))
                             : fmt::format("{} ({}{})", escape(identity::to_text(each)), identity::to_text(each.source),
                                           identity::hangs_on_unsigned_dns(from, each, over) ? ", from DNS" : "");
  }
  return out;
}

inline std::string_view consequence_text(identity::sender const& from, identity::verdict what) {
  using identity::consequence;
  bool const mails = from.on_mismatch != consequence::goes_on && from.on_mismatch != consequence::stops;
  if (what == identity::verdict::match) return mails ? "the mail goes" : "it goes on";
  if (what == identity::verdict::unknown && from.rules != nullptr) return "not known";
  return identity::to_text(from.on_mismatch);
}

/// What the peer says of itself, and that nobody looks for it, whether the certificate matches it or not.
inline std::string never_used_text(identity::hop const& over, std::span<identity::presented const> names) {
  struct unused {
    std::string_view what;
    std::string_view name;
    std::string_view why;
  };
  std::array<unused, 3> const all{
      {{"greeting", over.greeting, "the peer writes it, in clear text, before TLS"},
       {"EHLO name", over.ehlo, "the peer writes it about itself"},
       {"PTR name", over.ptr, "whoever has the address writes it, and DNS is rarely signed"}}};
  std::string out;
  for (auto const& [what, name, why] : all) {
    if (name.empty()) continue;
    bool const matches = identity::matches(identity::reference_from_text(name), names, identity::rules::rfc9525);
    out += fmt::format(
        "  {:<10} {}: {}; {}\n", what, escape(name),
        matches ? "the certificate would match it, which proves nothing" : "the certificate does not match it", why);
  }
  if (out.empty())
    return "Never used by any of them: the names in the greeting, in the answer to EHLO and in the PTR record. The "
           "peer chooses them.\n";
  return "Never used by any of them:\n" + out;
}

} // namespace detail

/// Two lines for each sender: the reference identifiers it uses for this hop with verdict and
/// consequence, and why; then the names that are never used. For a person; names are escaped.
inline std::string names_explanation(identity::hop const& over, std::span<identity::presented const> names,
                                     identity::presented_shape const& shape, palette colours = {}) {
  using identity::verdict;
  std::size_t width = 23;
  for (auto const& from : identity::senders)
    width = std::max(width, std::min<std::size_t>(detail::reference_text(from, over).size(), 60));
  std::string out = "Who looks for which name on this hop, and what follows if nothing else is wrong:\n\n";
  out += colours.strong(
      fmt::format("{:<18} {:<9} {:<{}} {}", "mailer", "verdict", "reference identifier", width, "what follows"));
  out += '\n';
  bool hangs = false;
  bool lacks = false;
  for (auto const& from : identity::senders) {
    auto const what = identity::decide(from, over, names, shape);
    std::string const word = fmt::format("{:<9}", from.rules == nullptr ? "-" : identity::to_text(what));
    out += fmt::format("{:<18} {} {:<{}} {}\n", from.id,
                       what == verdict::match      ? colours.good(word)
                       : what == verdict::mismatch ? colours.bad(word)
                                                   : word,
                       detail::reference_text(from, over), width, detail::consequence_text(from, what));
    out += colours.faint(fmt::format("  {}, {}: {} ({}; {})", from.product, from.setting, from.why, from.clause,
                                     identity::to_text(from.basis)));
    out += '\n';
    for (auto const& each : identity::references(from, over)) {
      hangs = hangs || identity::hangs_on_unsigned_dns(from, each, over);
      lacks = lacks || each.name.empty();
    }
  }
  out += '\n';
  if (lacks)
    out += "nexthop not given: it is the recipient's domain, or a smart host, and cannot be told from the MX host.\n";
  if (hangs)
    out += "from DNS: unless the MX answer is signed (DNSSEC), whoever forges it chooses the name that is looked for, "
           "and a match proves little.\n";
  if (!over.cname_target.empty())
    out += "CNAME target: looked for with DANE only, where the alias is signed; unsigned DNS must not choose the name. "
           "Postfix does so with smtp_cname_overrides_servername = yes.\n";
  if (lacks || hangs || !over.cname_target.empty()) out += '\n';
  return out + detail::never_used_text(over, names);
}

} // namespace mxtls::report

#endif
