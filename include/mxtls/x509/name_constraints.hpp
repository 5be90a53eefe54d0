// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_NAME_CONSTRAINTS_HPP
#define MXTLS_X509_NAME_CONSTRAINTS_HPP

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/x509/certificate.hpp>
#include <mxtls/x509/der_reader.hpp>
#include <mxtls/x509/distinguished_name.hpp>
#include <mxtls/x509/errc.hpp>
#include <mxtls/x509/general_name.hpp>
#include <mxtls/x509/oid.hpp>

namespace mxtls::x509 {

/// A path whose names and constraints need more octets compared than this counts as a violation.
inline constexpr std::size_t max_constraint_octets = std::size_t{1} << 25;

/// Which names an authority may certify: the bases of the subtrees, in their order.
///
/// References: RFC 5280 section 4.2.1.10.
struct name_constraints {
  std::vector<general_name> permitted;
  std::vector<general_name> excluded;

  friend bool operator==(name_constraints const&, name_constraints const&) = default;
};

namespace detail {

/// The base of one GeneralSubtree; a minimum of 0 may be written out, as BER has it.
inline result<general_name> read_subtree(tlv const& subtree) {
  der_reader fields{subtree};
  auto const base = fields.read();
  if (!base) return base.failure();
  unsigned const number = base->tag & 0x1fU;
  bool const constructed = number == 0 || (number >= 3 && number <= 5);
  if (number > 8 || base->tag != (constructed ? der_tag::context_constructed(number) : der_tag::context(number)))
    return failure{errc::unexpected_tag, base->where};
  general_name out{.kind = static_cast<general_name_kind>(number), .raw = {base->content.begin(), base->content.end()}};
  std::size_t const size = base->content.size();
  if (out.kind == general_name_kind::ip_address && size != 8 && size != 32)
    return failure{size > 32 ? errc::trailing_octets : errc::truncated, base->where};
  if (out.kind == general_name_kind::directory_name) {
    der_reader inside{*base};
    auto const name = inside.expect(der_tag::sequence);
    if (!name) return name.failure();
    if (!inside.empty()) return failure{errc::trailing_octets, inside.where()};
    if (auto const read = read_distinguished_name(*name); !read) return read.failure();
  }
  auto const minimum = fields.optional(der_tag::context(0));
  if (!minimum) return minimum.failure();
  if (*minimum && ((*minimum)->content.size() != 1 || (*minimum)->content[0] != 0))
    return failure{errc::trailing_octets, (*minimum)->where};
  if (!fields.empty()) return failure{errc::trailing_octets, fields.where()};
  return out;
}

} // namespace detail

/// Reads the value of a nameConstraints extension, all of it or nothing.
///
/// Subtrees with a minimum other than 0 or with a maximum are refused, as RFC 5280 has no use for
/// them, and so is a list without elements, of which nobody knows what it permits. A value without
/// either list constrains nothing.
///
/// @param value the SEQUENCE with its header
/// @param origin offset of `value` in the outermost input
/// Errors: those of `der_reader`; `trailing_octets` at a minimum or maximum, or after the value;
/// `truncated` at an empty list; either at an address of other than 8 or 32 octets; `too_many`.
/// References: RFC 5280 section 4.2.1.10.
inline result<name_constraints> read_name_constraints(byte_view value, std::size_t origin = 0) {
  der_reader outer{value, origin};
  auto const sequence = outer.expect(der_tag::sequence);
  if (!sequence) return sequence.failure();
  if (!outer.empty()) return failure{errc::trailing_octets, outer.where()};
  name_constraints out;
  der_reader lists{*sequence};
  for (unsigned const number : {0U, 1U}) {
    auto const list = lists.optional(der_tag::context_constructed(number));
    if (!list) return list.failure();
    if (!*list) continue;
    der_reader subtrees{**list};
    if (subtrees.empty()) return failure{errc::truncated, subtrees.where()};
    auto& bases = number == 0 ? out.permitted : out.excluded;
    while (!subtrees.empty()) {
      auto const subtree = subtrees.expect(der_tag::sequence);
      if (!subtree) return subtree.failure();
      if (bases.size() == max_general_names) return failure{errc::too_many, subtree->where};
      auto base = detail::read_subtree(*subtree);
      if (!base) return base.failure();
      bases.push_back(*std::move(base));
    }
  }
  if (!lists.empty()) return failure{errc::unexpected_tag, lists.where()};
  return out;
}

namespace detail {

/// How much of what a name stands for lies in a subtree; what nobody can tell is `some`.
///
/// To be permitted takes `all`, to be excluded takes `some`: so doubt is never in the name's favour.
enum class coverage { none, some, all };

/// Cuts the last label off, and the dot before it.
inline std::string_view take_last_label(std::string_view& name) noexcept {
  std::size_t const dot = name.rfind('.');
  std::string_view const label = name.substr(dot + 1); // npos + 1 is 0
  name = name.substr(0, dot == std::string_view::npos ? 0 : dot);
  return label;
}

/// Neither an empty label nor NUL in it: what two programs could read as two names.
inline bool is_unambiguous(std::string_view host) noexcept {
  bool const dots = host.empty() || host.front() == '.' || host.back() == '.' || host.find("..") != host.npos;
  return !dots && host.find('\0') == host.npos;
}

/// Whether a label with `*` somewhere may stand for this one.
inline bool wildcard_may_be(std::string_view pattern, std::string_view label) noexcept {
  std::size_t const first = pattern.find('*');
  if (first == std::string_view::npos) return false;
  std::string_view const after = pattern.substr(pattern.rfind('*') + 1);
  return label.size() >= first + after.size() && ascii::starts_with(label, pattern.substr(0, first)) &&
         ascii::equal(label.substr(label.size() - after.size()), after);
}

inline coverage dns_coverage(std::string_view base, std::string_view name) noexcept {
  bool const only_below = base.starts_with('.');
  if (only_below) base.remove_prefix(1);
  if (!is_unambiguous(name) || !(base.empty() || is_unambiguous(base))) return coverage::some;
  auto out = coverage::all;
  while (!base.empty()) {
    if (name.empty()) return coverage::none;
    std::string_view const wanted = take_last_label(base);
    std::string_view const label = take_last_label(name);
    if (ascii::equal(wanted, label)) continue;
    if (!wildcard_may_be(label, wanted)) return coverage::none;
    out = coverage::some;
  }
  return only_below && name.empty() ? coverage::none : out;
}

/// Hosts of mail addresses and URIs: the base itself, or with a leading dot only what is below it.
inline coverage host_coverage(std::string_view base, std::string_view host) noexcept {
  if (!is_unambiguous(host)) return coverage::some;
  if (base.empty()) return coverage::all;
  if (!base.starts_with('.')) return ascii::equal(base, host) ? coverage::all : coverage::none;
  bool const below = host.size() > base.size() && ascii::equal(host.substr(host.size() - base.size()), base);
  return below ? coverage::all : coverage::none;
}

inline coverage mailbox_coverage(std::string_view base, std::string_view mailbox) noexcept {
  std::size_t const at = mailbox.rfind('@');
  if (at == std::string_view::npos || mailbox.find('\0') != std::string_view::npos) return coverage::some;
  std::size_t const base_at = base.rfind('@');
  if (base_at == std::string_view::npos) return host_coverage(base, mailbox.substr(at + 1));
  bool const same = base.substr(0, base_at) == mailbox.substr(0, at); // local parts are case-sensitive
  return same ? host_coverage(base.substr(base_at + 1), mailbox.substr(at + 1)) : coverage::none;
}

/// A URI without a host name is in doubt, as RFC 5280 rejects it wherever URIs are constrained.
inline coverage uri_coverage(std::string_view base, std::string_view uri) noexcept {
  std::size_t const slashes = uri.find("//");
  if (slashes == std::string_view::npos || slashes == 0 || uri.find_first_of(":/?#") != slashes - 1 ||
      uri.find('\\') != std::string_view::npos)
    return coverage::some;
  std::string_view host = uri.substr(slashes + 2);
  host = host.substr(0, host.find_first_of("/?#"));
  host = host.substr(host.rfind('@') + 1); // npos + 1 is 0
  host = host.substr(0, host.find(':'));
  if (host.starts_with('[') || parse_ip_address(host)) return coverage::some;
  return host_coverage(base, host);
}

/// `base` is an address and a mask; addresses of the other family are outside.
inline coverage address_coverage(byte_view base, byte_view address) noexcept {
  if (address.size() != 4 && address.size() != 16) return coverage::some;
  if (base.size() != 2 * address.size()) return coverage::none;
  for (std::size_t i = 0; i < address.size(); ++i)
    if (((base[i] ^ address[i]) & base[address.size() + i]) != 0) return coverage::none;
  return coverage::all;
}

/// Letters A to Z in lower case, no blanks at either end, one for each run of them.
inline std::string fold(std::string_view text) {
  std::string out;
  for (char const c : text) {
    bool const blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank) out += ascii::to_lower(c);
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

inline bool same_attribute(name_attribute const& a, name_attribute const& b) {
  if (a.type != b.type || a.rdn != b.rdn) return false;
  if (a.string_tag == b.string_tag && a.value == b.value) return true;
  auto const left = decode_string(a.string_tag, a.value);
  auto const right = decode_string(b.string_tag, b.value);
  return left && right && fold(*left) == fold(*right);
}

/// Whether the base's relative distinguished names are the first ones of the name.
///
/// References: RFC 5280 section 7.1.
inline coverage directory_coverage(byte_view base, byte_view name) {
  auto const read = [](byte_view der) {
    auto const sequence = der_reader{der}.read();
    return sequence ? read_distinguished_name(*sequence) : result<distinguished_name>{sequence.failure()};
  };
  auto const outer = read(base);
  auto const inner = read(name);
  if (!outer || !inner) return coverage::some;
  std::size_t const count = outer->attributes.size();
  if (inner->attributes.size() < count) return coverage::none;
  for (std::size_t i = 0; i < count; ++i)
    if (!same_attribute(outer->attributes[i], inner->attributes[i])) return coverage::none;
  bool const cut = count > 0 && inner->attributes.size() > count && // in the midst of one that has several attributes
                   inner->attributes[count].rdn == inner->attributes[count - 1].rdn;
  return cut ? coverage::none : coverage::all;
}

/// @pre both are of the same kind
inline coverage coverage_of(general_name const& base, general_name const& name) {
  switch (base.kind) {
  case general_name_kind::dns_name: return dns_coverage(as_text(base.raw), as_text(name.raw));
  case general_name_kind::rfc822_name: return mailbox_coverage(as_text(base.raw), as_text(name.raw));
  case general_name_kind::uri: return uri_coverage(as_text(base.raw), as_text(name.raw));
  case general_name_kind::ip_address: return address_coverage(base.raw, name.raw);
  case general_name_kind::directory_name: return directory_coverage(base.raw, name.raw);
  default: return coverage::some;
  }
}

/// At least two labels of what host names are made of, or of what could pass for one.
inline bool looks_like_host(std::string_view text) noexcept {
  for (char const c : text)
    if (!ascii::is_alnum(c) && std::string_view{"-_.*\0", 5}.find(c) == std::string_view::npos) return false;
  return text.find('.') < text.size() - 1;
}

enum class place_in_path { leaf, above };

/// Every name of a certificate to which constraints apply.
inline std::vector<general_name> constrained_names(certificate const& of, place_in_path place) {
  std::vector<general_name> out = of.subject_alt_names;
  if (!of.subject.attributes.empty()) out.push_back({.kind = general_name_kind::directory_name, .raw = of.subject.der});
  for (name_attribute const& each : of.subject.attributes)
    if (each.type == oids::email_address) {
      auto const text = decode_string(each.string_tag, each.value);
      out.push_back({.kind = general_name_kind::rfc822_name, .raw = text ? to_bytes(*text) : each.value});
    }
  bool names_host = place == place_in_path::above; // of those nobody takes a common name for a host
  for (general_name const& each : of.subject_alt_names)
    names_host = names_host || each.kind == general_name_kind::dns_name;
  if (names_host) return out;
  for (common_name const& each : common_names(of.subject)) {
    bytes raw = each.text ? to_bytes(*each.text) : each.raw;
    if (looks_like_host(as_text(raw))) out.push_back({.raw = std::move(raw)});
  }
  return out;
}

/// Whether all names are permitted and none is excluded; false too if `octets_left` runs out.
inline bool satisfies(std::span<general_name const> names, name_constraints const& limits, std::size_t& octets_left) {
  auto const compare = [&octets_left](general_name const& base, general_name const& name) {
    bool const same_kind = base.kind == name.kind;
    std::size_t const cost = 1 + (same_kind ? base.raw.size() + name.raw.size() : 0);
    octets_left -= cost < octets_left ? cost : octets_left;
    return same_kind && octets_left > 0 ? coverage_of(base, name) : coverage::none;
  };
  for (general_name const& name : names) {
    bool constrained = false;
    bool permitted = false;
    for (general_name const& base : limits.permitted) {
      constrained = constrained || base.kind == name.kind;
      permitted = permitted || compare(base, name) == coverage::all;
    }
    if (constrained && !permitted) return false;
    for (general_name const& base : limits.excluded)
      if (compare(base, name) != coverage::none) return false;
    if (octets_left == 0) return false;
  }
  return true;
}

} // namespace detail

/// The depth of the first certificate that has a name outside of what those above it may certify.
///
/// Constraints of every certificate of the path, the anchor's included, apply to all below it; to
/// intermediates that are self-issued they do not, to the leaf always. Only names of a kind that is
/// constrained matter. One of a kind that is not supported (neither dNSName, rfc822Name, URI,
/// iPAddress nor directoryName), one that is malformed, and any subjectAltName that cannot be read
/// under constraints, is outside. So is all that is below a critical extension that cannot be read.
///
/// Where RFC 5280 is silent: an empty base covers every name; a leading dot in a dNSName base means
/// proper subdomains only; a wildcard is excluded if anything it may stand for is (CVE-2025-61727),
/// and permitted only if everything is; the leaf's common names that look like hosts, wildcards
/// included, count as dNSName if it has none.
///
/// @param path the leaf first, each issued by the next, the anchor last
/// @returns 0 for the leaf; empty if there is nothing to complain about
/// Complexity: linear in the octets of the names times those of the constraints, with
/// `max_constraint_octets` as the limit.
/// References: RFC 5280 sections 4.2.1.10, 6.1.3 (b) and (c), 6.1.4 (g), 7.1; RFC 5937 for anchors.
inline std::optional<std::size_t> name_constraint_violation(std::span<certificate const> path) {
  std::optional<std::size_t> out;
  std::size_t octets_left = max_constraint_octets;
  std::vector<std::vector<general_name>> names; // of each certificate below the one at hand
  for (std::size_t issuer = 0; issuer < path.size(); ++issuer) {
    for (extension const& each : path[issuer].extensions) {
      if (each.id != oids::name_constraints) continue;
      auto const limits = read_name_constraints(each.value);
      if (!limits && !each.critical) continue;
      for (std::size_t depth = 0; depth < out.value_or(issuer); ++depth) {
        certificate const& below = path[depth];
        if (depth > 0 && below.is_self_issued()) continue;
        if (!limits || below.san_malformed || !detail::satisfies(names[depth], *limits, octets_left)) out = depth;
      }
    }
    names.push_back(detail::constrained_names(path[issuer], issuer == 0 ? detail::place_in_path::leaf
                                                                        : detail::place_in_path::above));
  }
  return out;
}

} // namespace mxtls::x509

#endif
