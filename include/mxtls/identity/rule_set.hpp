// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_RULE_SET_HPP
#define MXTLS_IDENTITY_RULE_SET_HPP

#include <cstddef>
#include <limits>
#include <string_view>

#include <mxtls/identity/name_fault.hpp>
#include <mxtls/identity/presented_kind.hpp>
#include <mxtls/identity/reference_fault.hpp>

namespace mxtls::identity {

/// What a verifier answers.
enum class verdict {
  mismatch,
  match,
  /// It refuses to answer: the certificate or the reference identifier is not to its taste.
  error,
  /// It is not known what it would answer, or it answers nothing at all.
  unknown,
};

/// How two names are compared.
enum class matching {
  /// By the rules that follow.
  by_rules,
  /// By wolfSSL's own loop, see wolfssl.hpp; the rules that follow still say which names.
  wolfssl,
  /// By the rules that follow, for each item of a list as Exim splits it, see exim_list.hpp.
  exim_items,
  /// By what Exim makes of text, see exim_legacy.hpp.
  exim_legacy,
  /// Names are never compared.
  never,
};

/// When the common name of the subject may stand in for a DNS-ID.
enum class common_name_when {
  never,
  /// If there is no name of the kinds that keep it from counting.
  unless_blocked,
  /// Only if there is no subjectAltName at all, whatever is in it.
  no_subject_alt_name,
  /// Always, beside any subjectAltName.
  always,
};

/// Which common name counts if there are several.
enum class common_name_which {
  any,
  first,
  /// The last, most specific one.
  last,
  /// The only one; none counts if there are several.
  only,
  /// The first one in the relative distinguished name of the last one.
  first_of_last_rdn,
};

/// Labels in which a `*` is a wildcard.
enum class wildcard_place { none, left_most_label, any_label };

/// Which parts of a label a `*` may stand for, besides a whole one: `m*`, `*x`, `m*x`.
enum class partial_wildcard { none, prefix, prefix_or_suffix, suffix, any };

/// How many `*` may stand in one label.
enum class stars_in_label {
  one,
  /// Any number, but only the first one stands for something.
  first_of_any,
  any,
};

/// Whether a partial `*` may stand in or for an internationalized label (`xn--`).
enum class a_label_rule {
  refused,
  /// Refused, but only if the prefix is in lower case.
  refused_in_lower_case,
  allowed,
  /// No `xn--` anywhere in the pattern's label; it may be in what the `*` stands for.
  not_in_pattern,
  /// Both labels are compared as U-labels, see u_label.hpp.
  as_u_label,
};

/// What a `*` may stand for.
enum class star_octets {
  any,
  /// Letters, digits and hyphens only; and no other octets may stand in the pattern.
  letters_digits_hyphens,
};

/// What another `*` behind the label with the wildcard is.
enum class stars_behind {
  /// Then the first one is no wildcard either.
  refused,
  /// A character like any other.
  literal,
};

/// Which empty labels behind the label with the `*` keep it from being a wildcard.
enum class empty_labels_behind {
  /// None; but one at the end, behind a final dot, is no label that must follow.
  allowed,
  /// None, and one at the end is a label.
  counted,
  /// An empty next one.
  next_refused,
  /// An empty next one, and the one after that unless the name ends there. That one counts as a label.
  next_two_refused,
};

/// How many labels a `*` that is a whole label stands for.
enum class star_labels { one, one_or_more };

/// Whether something is permitted.
enum class permission { refused, allowed };

/// Whether a name with a `*` in its left-most label also matches as it stands, whatever the rules for wildcards.
enum class literal_star {
  allowed,
  /// Not if the `*` is the first octet.
  refused_in_front,
  /// Only beside an `xn--` in that label.
  beside_a_label_prefix,
  refused,
};

/// What a final dot is taken for.
enum class final_dot {
  /// A character like any other.
  literal,
  /// Not part of the name.
  dropped,
  /// No name at all: never matches.
  refused,
  /// Not part of the name, and neither is another one before it.
  two_dropped,
};

/// What NULs at the end of a presented name are.
enum class final_nuls {
  part_of_name,
  /// A single one at the end of a common name that is a BMPString is passed over.
  one_in_bmp,
  dropped_in_dns_ids,
  dropped,
};

/// What a leading dot of the reference identifier is taken for.
enum class leading_dot {
  literal,
  /// Any name below, at any depth.
  any_depth,
  /// The same, and never the text itself.
  any_depth_only,
  /// Any name one label below.
  one_label,
};

/// Which presented names are names at all; others never match.
enum class presented_syntax {
  any,
  /// Printable ASCII.
  printable,
  /// Printable ASCII without spaces, and no empty label.
  visible_labels,
  /// Letters, digits and hyphens in labels of up to 63 octets, besides the `*`.
  host_name,
  /// Letters, digits, hyphens and underscores in labels; others, and other reference identifiers
  /// too, match only as they stand.
  host_name_or_text,
};

/// Which names a verifier escapes, as in the text of a distinguished name, before it compares them. What it
/// has changed is taken never to match, though a reference identifier with the same escapes would.
enum class escaped_names {
  none,
  /// Common names, by RFC 4514.
  common_names,
  /// Common names and dNSNames as NSS does by RFC 1485, the latter with quotes too.
  nss,
};

/// Which reference identifiers are converted by IDNA, so that it is unknown here what becomes of them.
enum class reference_idna {
  never,
  if_not_ascii,
  if_not_printable,
};

/// How an IP address is looked for.
enum class address_rule {
  out_of_scope,
  ip_id,
  /// An IP-ID if it is an IPv4 address; an IPv6 address as if it were a host name.
  ipv4_id,
  /// An IP-ID; else the common name as text, where it would count for a host name.
  ip_id_or_common_name,
  /// As if it were a host name.
  as_text,
};

/// Which texts are IPv4 addresses besides those in standard form.
enum class address_forms {
  standard,
  loose_decimal,
  short_decimal,
  inet_aton,
  /// The same, with blanks at the end.
  inet_aton_and_blanks,
};

/// Which addresses may stand in brackets.
enum class brackets { part_of_text, any_address, ipv6 };

/// How a common name is compared with an address that is looked for in it.
enum class address_spelling {
  /// As the address was given; letters have no case.
  as_given,
  /// As the address was given, octet for octet.
  exactly_as_given,
  /// In standard form, whatever form was looked for.
  standard_form,
};

/// What an address that has a zone (`fe80::1%eth0`) is.
enum class zone_rule {
  part_of_text,
  /// The address without it, if it is a number of up to 32 bits; behind a link-local address also if the
  /// machine has an interface of that name.
  index_or_name_of_link,
  /// The address without it, if it is a number of up to 31 bits, or if the machine has an interface of that name.
  index_or_name,
  /// The address without it, if it is letters, digits, hyphens, dots and colons.
  word,
  /// An address that matches none, if the zone is anything without a percent sign.
  matches_none,
};

/// Whether a wildcard may stand right below a public suffix (`co.uk`).
enum class public_suffix_rule { allowed, refused };

/// How a rule set was established.
enum class basis {
  /// From the text of a standard.
  standard,
  /// By asking the program itself.
  measured,
  /// From the program's source or documentation.
  read,
};

constexpr std::string_view to_text(basis b) noexcept {
  switch (b) {
  case basis::standard: return "standard";
  case basis::measured: return "measured";
  case basis::read: return "read";
  }
  return "unknown";
}

/// Says whether a domain is a public suffix, by a list of them.
using public_suffix_test = bool (*)(std::string_view domain);

/// How one verifier compares names: a value that the matcher follows, and where each rule stands.
struct rule_set {
  /// Stable name: `rfc9525`.
  std::string_view id{};
  std::string_view title{};
  /// What it stands for, and its versions: `curl`, `7.88.1 and later with OpenSSL`.
  std::string_view product{};
  std::string_view versions{};
  identity::basis basis = identity::basis::standard;
  identity::matching matching = identity::matching::by_rules;

  common_name_when common_name = common_name_when::never;
  /// Kinds of name that keep the common name from counting.
  presented_kinds common_name_blockers = {presented_kind::dns_id};
  /// The same where an address is looked for in the common name.
  presented_kinds address_text_blockers = {presented_kind::dns_id, presented_kind::constructed_dns,
                                           presented_kind::ip_id};
  common_name_which which_common_name = common_name_which::any;
  /// Common names of these types count for nothing.
  string_types ignored_common_names{};
  /// Whether a common name may have a wildcard where other names may.
  permission wildcard_common_name = permission::allowed;
  /// Kinds of name that are compared with a host name, besides the common name.
  presented_kinds compared = {presented_kind::dns_id};

  wildcard_place wildcard = wildcard_place::left_most_label;
  partial_wildcard partial = partial_wildcard::none;
  identity::stars_in_label stars_in_label = identity::stars_in_label::one;
  a_label_rule partial_in_a_label = a_label_rule::refused;
  /// Whether a `*` that is a whole label may stand for nothing at all; as a part of one it may.
  permission empty_star = permission::refused;
  identity::star_octets star_octets = identity::star_octets::any;
  identity::star_labels star_labels = identity::star_labels::one;
  identity::stars_behind stars_behind = identity::stars_behind::refused;
  /// Labels that must follow the label with the `*`.
  std::size_t labels_after_wildcard = 1;
  identity::empty_labels_behind empty_labels_behind = identity::empty_labels_behind::allowed;
  /// Whether a name with a wildcard may have a final dot that is a character like any other.
  permission wildcard_final_dot = permission::allowed;
  identity::literal_star literal_star = identity::literal_star::allowed;
  public_suffix_rule public_suffix = public_suffix_rule::allowed;
  /// The list for it; without one it is not known whether a domain is a public suffix.
  public_suffix_test is_public_suffix = nullptr;

  final_dot reference_final_dot = final_dot::dropped;
  final_dot presented_final_dot = final_dot::refused;
  identity::leading_dot leading_dot = identity::leading_dot::literal;
  presented_syntax presented = presented_syntax::any;
  identity::final_nuls final_nuls = final_nuls::part_of_name;
  identity::escaped_names escaped_names = identity::escaped_names::none;

  address_rule address = address_rule::ip_id;
  /// Whether an IPv4 address is the same as its IPv4-mapped IPv6 address.
  permission mapped_address = permission::refused;
  identity::address_forms address_forms = identity::address_forms::standard;
  identity::brackets brackets = identity::brackets::part_of_text;
  zone_rule zone = zone_rule::part_of_text;
  /// Whether an IPv4 address may have a final dot.
  permission address_final_dot = permission::refused;
  identity::address_spelling address_spelling = identity::address_spelling::as_given;

  /// Names that are longer are not seen.
  std::size_t longest_name = std::numeric_limits<std::size_t>::max();
  /// Faults that make the whole certificate an error.
  name_faults certificate_errors{};
  /// Types of common name that make the whole certificate an error.
  string_types refused_common_names{};
  /// Faults by which a name is as if it were not there.
  name_faults ignored_faults{};
  /// Faults by which all names of the subjectAltName are lost, as if it were not there.
  name_faults losing_faults{};
  /// Faults of the subjectAltName that end it where they are: no name behind is seen, and the verdict is
  /// `stopped` unless a name before matches.
  name_faults ending_faults{};
  /// Faults of a name that end the search when it is reached, and what it ends with.
  name_faults stopping_faults{};
  string_types stopping_common_names{};
  verdict stopped = verdict::error;

  /// Faults of the reference identifier that make it an error, and never a match.
  reference_faults reference_errors{};
  reference_faults reference_mismatches{};
  /// Faults that leave it open as what the reference identifier is read.
  reference_faults reference_unknowns{};
  identity::reference_idna reference_idna = identity::reference_idna::never;

  /// Clauses or source functions: for whole names, wildcards, the common name, addresses.
  std::string_view name_clause{};
  std::string_view wildcard_clause{};
  std::string_view common_name_clause{};
  std::string_view address_clause{};
};

} // namespace mxtls::identity

#endif
