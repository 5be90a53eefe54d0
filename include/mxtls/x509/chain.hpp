// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_CHAIN_HPP
#define MXTLS_X509_CHAIN_HPP

#include <cstddef>
#include <span>
#include <vector>

#include <mxtls/core/timestamp.hpp>
#include <mxtls/x509/certificate.hpp>
#include <mxtls/x509/chain_status.hpp>
#include <mxtls/x509/name_constraints.hpp>

namespace mxtls::x509 {

/// How many of the certificates that a server sent are considered; the rest is ignored.
inline constexpr std::size_t max_sent_certificates = 100;

/// Whether the names and key identifiers say that `parent` issued `child`.
///
/// Only they: the signature may still be another's. Names are compared octet by octet, as issuers
/// copy them; key identifiers only if both certificates have one.
///
/// References: RFC 5280 sections 6.1.3 (a)(4), 4.2.1.1 and 4.2.1.2.
inline bool issued_by(certificate const& child, certificate const& parent) noexcept {
  if (child.issuer.der != parent.subject.der) return false;
  return !child.authority_key_id || !parent.subject_key_id || *child.authority_key_id == *parent.subject_key_id;
}

/// A path from the leaf upwards, a value of its own.
struct chain_path {
  /// The leaf first, each issued by the next. Never empty but for an empty `sent`.
  std::vector<certificate> certificates;
  /// The last one is a trust anchor, by its octets.
  bool anchored = false;
};

/// The shortest path from the leaf to an anchor; without one, the longest that was found.
///
/// The order in which the server sent its certificates does not matter, nor do certificates that
/// do not belong. Each certificate is used at most once, so that cross-signing never makes a cycle.
///
/// @param sent the leaf first; the first `max_sent_certificates` are considered
/// @param anchors certificates that are trusted because they are in this list
/// @param issued `bool(child, parent)`; one that checks signatures too tells apart issuers that
/// share a name
/// Complexity: at most 100 × (100 + anchors) calls of `issued`.
template <typename Issued>
chain_path find_path(std::span<certificate const> sent, std::span<certificate const> anchors, Issued issued) {
  if (sent.empty()) return {};
  if (sent.size() > max_sent_certificates) sent = sent.first(max_sent_certificates);
  struct step {
    std::size_t index; // in sent
    std::size_t below; // the step it was reached from
  };
  std::vector<step> steps{{.index = 0, .below = 0}};
  std::vector<char> used(sent.size(), 0);
  used[0] = 1;
  auto const path_of = [&](std::size_t at) {
    chain_path out;
    for (;; at = steps[at].below) {
      out.certificates.insert(out.certificates.begin(), sent[steps[at].index]);
      if (at == 0) return out;
    }
  };
  // Breadth first: all ways of one length before any longer one.
  for (std::size_t at = 0; at < steps.size(); ++at) {
    certificate const& here = sent[steps[at].index];
    for (certificate const& anchor : anchors) {
      bool const is_anchor = here == anchor;
      if (!is_anchor && !issued(here, anchor)) continue;
      chain_path out = path_of(at);
      if (!is_anchor) out.certificates.push_back(anchor);
      out.anchored = true;
      return out;
    }
    for (std::size_t i = 0; i < sent.size(); ++i) {
      if (used[i] != 0 || !issued(here, sent[i])) continue;
      used[i] = 1;
      steps.push_back({.index = i, .below = at});
    }
  }
  return path_of(steps.size() - 1);
}

/// `find_path` by names and key identifiers alone.
inline chain_path find_path(std::span<certificate const> sent, std::span<certificate const> anchors) {
  return find_path(sent, anchors, issued_by);
}

/// One thing that keeps a path from being trusted, and where in it.
struct chain_problem {
  chain_status status = chain_status::not_checked;
  /// Which certificate of the path, 0 is the leaf.
  std::size_t depth = 0;

  friend bool operator==(chain_problem const&, chain_problem const&) = default;
};

/// Everything that can be held against a path without checking a signature.
///
/// The first entry is about trust if trust is missing; then by depth; then name constraints. Empty
/// means that only the signatures are left to check. The purposes of an anchor above the leaf do not
/// matter, as it is trusted by being in the list; its dates and a CA flag that says no do, as
/// verifiers check them.
///
/// Statuses: `no_certificate`, `self_signed`, `unknown_issuer`, `incomplete`, `expired`,
/// `not_yet_valid`, `malformed`, `not_a_ca`, `path_too_long`, `wrong_purpose`, `unknown_critical_extension`,
/// `name_constraint_violated`. References: RFC 5280 sections 4.2.1.3, 6.1.3 and 6.1.4, RFC 8446 section 4.4.2.2.
inline std::vector<chain_problem> problems(chain_path const& path, timestamp at) {
  std::size_t const count = path.certificates.size();
  if (count == 0) return {{.status = chain_status::no_certificate}};
  std::vector<chain_problem> out;
  if (!path.anchored) {
    certificate const& last = path.certificates.back();
    bool const root = issued_by(last, last);
    auto const status = count > 1 ? chain_status::unknown_issuer
                        : root    ? chain_status::self_signed
                                  : chain_status::incomplete;
    out.push_back({.status = status, .depth = count - 1});
  }
  std::size_t intermediates = 0; // below the certificate at hand, self-issued ones not counted
  for (std::size_t depth = 0; depth < count; ++depth) {
    certificate const& each = path.certificates[depth];
    auto const hold = [&](bool wrong, chain_status status) {
      if (wrong) out.push_back({.status = status, .depth = depth});
    };
    hold(at < each.not_before, chain_status::not_yet_valid);
    hold(at > each.not_after, chain_status::expired);
    if (path.anchored && depth > 0 && depth + 1 == count) {
      hold(each.basic_constraints && !each.basic_constraints->ca, chain_status::not_a_ca);
      break;
    }
    hold(!each.duplicate_extensions.empty() || !each.signature_algorithms_agree(), chain_status::malformed);
    hold(!each.unknown_critical_extensions().empty(), chain_status::unknown_critical_extension);
    // A server signs the handshake: RFC 8446 section 4.4.2.2.
    bool const may_not_sign =
        depth == 0 && each.key_usage && !each.key_usage->permits(key_usage_bit::digital_signature);
    hold(may_not_sign || !each.permits_server_auth(), chain_status::wrong_purpose);
    if (depth == 0) continue;
    bool const may_sign = !each.key_usage || each.key_usage->permits(key_usage_bit::key_cert_sign);
    bool const ca = each.basic_constraints && each.basic_constraints->ca && may_sign;
    hold(!ca, chain_status::not_a_ca);
    hold(ca && each.basic_constraints->path_length && intermediates > *each.basic_constraints->path_length,
         chain_status::path_too_long);
    if (!each.is_self_issued()) ++intermediates;
  }
  if (auto const depth = name_constraint_violation(path.certificates))
    out.push_back({.status = chain_status::name_constraint_violated, .depth = *depth});
  return out;
}

} // namespace mxtls::x509

#endif
