// SPDX-License-Identifier: BSL-1.0
//
// mxtls-check names: what every verifier says of a name and a certificate, without a network.
#ifndef MXTLS_EXAMPLES_NAMES_COMMAND_HPP
#define MXTLS_EXAMPLES_NAMES_COMMAND_HPP

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <mxtls/identity/rules.hpp>
#include <mxtls/io/read_file.hpp>
#include <mxtls/report/names_explanation.hpp>
#include <mxtls/report/names_json.hpp>
#include <mxtls/report/names_text.hpp>
#include <mxtls/x509/pem.hpp>

#include "libpsl.hpp"
#include "program.hpp"

namespace mxtls::program {

struct names_options {
  std::vector<std::string> words; // that belong to no option
  std::optional<std::string> reference;
  std::optional<std::string> certificate;
  std::vector<std::string> dns;
  std::vector<std::string> ip;
  std::vector<std::string> common_names;
  std::string rules = "all";
  bool ndjson = false;
  bool explain = false;
  std::optional<std::string> nexthop;
  std::optional<std::string> mx_host;
  std::optional<std::string> cname_target;
  std::optional<std::string> greeting;
  std::optional<std::string> ehlo;
  std::optional<std::string> ptr;
};

/// The rule sets of a list such as `rfc9525,postfix`, each once.
inline std::vector<identity::rule_set const*> choose_rules(std::string const& list) {
  std::vector<identity::rule_set const*> out;
  auto const add = [&out](identity::rule_set const* rules) {
    rules = with_public_suffixes(rules);
    if (std::find(out.begin(), out.end(), rules) == out.end()) out.push_back(rules);
  };
  std::stringstream ids{list};
  for (std::string id; std::getline(ids, id, ',');) {
    if (id == "all") {
      std::for_each(identity::rules::all.begin(), identity::rules::all.end(), add);
    } else if (identity::rule_set const* const found = identity::rules::find(id); found != nullptr) {
      add(found);
    } else {
      std::string known;
      for (auto const* const each : identity::rules::all) (known += known.empty() ? "" : ", ") += each->id;
      throw usage_error{"--rules: \"" + escape(id) + "\" is no rule set; give all, or some of " + known};
    }
  }
  if (out.empty()) throw usage_error{"--rules is empty: give all, or ids with commas between them"};
  return out;
}

/// Answers every line of the standard input; a bad one gets an answer that says so, and the run goes on.
inline int answer_lines(std::vector<identity::rule_set const*> const& rules) {
  int code = success;
  std::size_t number = 0;
  for (std::string line; std::getline(std::cin, line);) {
    auto const answer = report::answer_names_line(line, ++number, rules);
    print(answer.line + '\n');
    flush_output(); // whoever asks may wait for each answer
    if (answer.is_error) code = failure;
  }
  // Streams do not tell a file that cannot be read from one that ends.
  if (std::ferror(stdin) != 0)
    throw usage_error{"the standard input cannot be read: " + std::generic_category().message(errno)};
  return code;
}

/// The names of the first certificate of a file, or those of the command line.
inline std::vector<identity::presented> read_names(names_options const& given, identity::presented_shape& shape) {
  std::vector<identity::presented> names;
  if (given.certificate) {
    auto const text = io::read_file(*given.certificate, x509::max_pem_octets);
    auto const read = text ? x509::read_certificates(*text) : text.failure();
    if (!read)
      throw usage_error{"--cert: " + *given.certificate + ": " + read.error().message() +
                        (read.error() == x509::errc::too_many
                             ? "; at most " + std::to_string(x509::max_general_names) + " names are read"
                             : "; give a certificate in PEM or DER")};
    names = identity::presented_identifiers(read->front());
    shape = identity::shape_of(read->front(), names);
    return names;
  }
  using identity::presented_kind;
  for (std::string const& name : given.dns) names.push_back({presented_kind::dns_id, name});
  for (std::string const& text : given.ip) {
    auto const address = parse_ip_address(text);
    if (!address) throw usage_error{"--ip: \"" + escape(text) + "\" is no IP address; give 192.0.2.1 or 2001:db8::1"};
    names.push_back({presented_kind::ip_id, std::string{as_text(*address)}});
  }
  for (std::string const& name : given.common_names) names.push_back({presented_kind::cn_id, name});
  shape = identity::shape_of(names);
  return names;
}

/// The hop of the command line, into `given`; --reference stands for --mx, and the other way round.
inline identity::hop read_hop(names_options& given) {
  auto const tidy = [](char const* option, std::optional<std::string>& name) {
    if (!name) return;
    auto const read = identity::parse_reference(*name);
    if (!read)
      throw usage_error{std::string{option} + ": \"" + escape(*name) + "\": " + read.error().message() +
                        "; give a name such as mx.example.com"};
    name = read->name;
    // As dig prints it; no mailer looks for it.
    if (name->ends_with('.')) name->pop_back();
  };
  tidy("--nexthop", given.nexthop);
  tidy("--mx", given.mx_host);
  tidy("--cname", given.cname_target);
  if (!given.mx_host) given.mx_host = given.reference;
  if (!given.reference) given.reference = given.mx_host;
  auto const or_empty = [](std::optional<std::string> const& name) { return name ? std::string_view{*name} : ""; };
  return {or_empty(given.nexthop),  or_empty(given.mx_host), or_empty(given.cname_target),
          or_empty(given.greeting), or_empty(given.ehlo),    or_empty(given.ptr)};
}

/// @returns success if every verifier that compares names says match, failure if one says mismatch,
/// inconclusive if the rest refuse to answer or are not known, or if there is none
inline int judge_names(identity::reference const& expected, std::span<identity::presented const> names,
                       identity::presented_shape const& shape, std::vector<identity::rule_set const*> const& rules) {
  std::size_t compared = 0;
  std::size_t matched = 0;
  for (auto const* const each : rules) {
    if (each->matching == identity::matching::never) continue;
    auto const what = identity::decide(expected, names, shape, *each);
    if (what == identity::verdict::mismatch) return failure;
    ++compared;
    matched += what == identity::verdict::match ? 1U : 0U;
  }
  return compared > 0 && matched == compared ? success : inconclusive;
}

inline void refuse_words(names_options const& given) {
  if (given.words.empty()) return;
  std::string const word = "\"" + escape(given.words.front()) + "\"";
  if (word.starts_with("\"-")) throw usage_error{word + " is no option; names --help shows those there are"};
  throw usage_error{word + " belongs to no option; name what to look for with --reference, a file with --cert"};
}

/// Runs the command. @returns the exit code
inline int run_names(names_options given, report::palette colours) {
  refuse_words(given);
  auto const rules = choose_rules(given.rules);
  bool const listed = !given.dns.empty() || !given.ip.empty() || !given.common_names.empty();
  if (!given.explain &&
      (given.nexthop || given.mx_host || given.cname_target || given.greeting || given.ehlo || given.ptr))
    throw usage_error{"--nexthop, --mx, --cname, --greeting, --ehlo and --ptr tell of a hop; add --explain"};
  if (given.ndjson) {
    if (given.reference || given.certificate || listed)
      throw usage_error{"--ndjson reads names from the standard input; leave out the other names"};
    if (given.explain) throw usage_error{"--explain is for a person; leave out --ndjson"};
    return answer_lines(rules);
  }
  if (given.reference && given.reference->empty()) throw usage_error{"--reference is empty: name what to look for"};
  identity::hop const hop = read_hop(given);
  if (!given.reference)
    throw usage_error{given.explain ? "--reference or --mx is required: name the MX host"
                                    : "--reference is required: name what to look for"};
  if (given.certificate && listed) throw usage_error{"give --cert, or names with --dns, --ip and --cn, but not both"};
  if (!given.certificate && !listed)
    throw usage_error{"give the certificate with --cert, or names with --dns, --ip, --cn"};
  identity::presented_shape shape;
  auto const names = read_names(given, shape);
  auto const expected = identity::reference_from_text(*given.reference);
  print(report::names_table(expected, names, shape, rules, colours));
  if (given.explain) print('\n' + report::names_explanation(hop, names, shape, colours));
  return judge_names(expected, names, shape, rules);
}

/// Adds `names` and its options. @returns the command, to be asked whether it was given
inline CLI::App* add_names_command(CLI::App& app, names_options& given) {
  auto* const command = app.add_subcommand("names", "What every verifier says of a name and a certificate, and why");
  command->add_option("--reference", given.reference, "Name to look for")->type_name("NAME");
  command->add_option("--cert", given.certificate, "Certificate, PEM or DER")->type_name("FILE");
  command->add_option("--dns", given.dns, "dNSName of a certificate that does not exist; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--ip", given.ip, "iPAddress of it; may be repeated")
      ->type_name("ADDRESS")
      ->allow_extra_args(false);
  command->add_option("--cn", given.common_names, "Common name of it; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--rules", given.rules, "Rule sets; default: all")->type_name("all|ID,ID...");
  command->add_flag("--ndjson", given.ndjson,
                    "Read lines {\"id\", \"reference\", \"certificate\" (base64 DER) or \"san_dns\", \"san_ip\", "
                    "\"cn\"}, write a line of verdicts for each");
  command->add_flag("--explain", given.explain,
                    "Also say which reference identifiers each mailer would use for this hop, and why");
  command->add_option("--nexthop", given.nexthop, "With --explain: recipient's domain, or smart host")
      ->type_name("NAME");
  command->add_option("--mx", given.mx_host, "With --explain: MX host; default: --reference")->type_name("NAME");
  command->add_option("--cname", given.cname_target, "With --explain: CNAME target, if the MX host is an alias")
      ->type_name("NAME");
  command->add_option("--greeting", given.greeting, "With --explain: name in the greeting")->type_name("NAME");
  command->add_option("--ehlo", given.ehlo, "With --explain: name in the answer to EHLO")->type_name("NAME");
  command->add_option("--ptr", given.ptr, "With --explain: name in the PTR record")->type_name("NAME");
  command->footer(R"(Examples:
  mxtls-check names --reference mx5.xxxmx.test --dns '*.xxxcn.test' --dns xxxcn.test --cn '*.xxxcn.test'
  mxtls-check names --reference mx.example.com --cert server.pem --rules rfc9525,postfix,sendmail_cn
  mxtls-check names --explain --nexthop example.com --mx mx.example.com --cert server.pem

What Chromium asks of the list of public suffixes is answered with libpsl, if --version names it; else it is unknown.

Exit codes: 0 every verifier that compares names says match; 1 one says mismatch, or a line of
--ndjson was bad; 2 the others refuse to answer, or it is not known what they would; 64 usage;
70 internal error.)");
  return command;
}

} // namespace mxtls::program

#endif
