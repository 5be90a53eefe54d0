// SPDX-License-Identifier: BSL-1.0
//
// mxtls-check names: what every verifier says of a name and a certificate, without a network.
#ifndef MXTLS_EXAMPLES_NAMES_COMMAND_HPP
#define MXTLS_EXAMPLES_NAMES_COMMAND_HPP

#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/identity/rules.hpp>
#include <mxtls/report/names_json.hpp>
#include <mxtls/report/names_text.hpp>
#include <mxtls/x509/pem.hpp>

#include "program.hpp"

namespace mxtls::program {

struct names_options {
  std::optional<std::string> reference;
  std::optional<std::string> certificate;
  std::vector<std::string> dns;
  std::vector<std::string> ip;
  std::vector<std::string> common_names;
  std::string rules = "all";
  bool ndjson = false;
};

/// The rule sets of a list such as `rfc9525,postfix`.
inline std::vector<identity::rule_set const*> choose_rules(std::string const& list) {
  if (list == "all") return {identity::rules::all.begin(), identity::rules::all.end()};
  std::vector<identity::rule_set const*> out;
  std::stringstream ids{list};
  for (std::string id; std::getline(ids, id, ',');) {
    identity::rule_set const* const found = identity::rules::find(id);
    if (found == nullptr) {
      std::string known;
      for (auto const* const each : identity::rules::all) (known += known.empty() ? "" : " ") += each->id;
      throw usage_error{"--rules: \"" + escape(id) + "\" is no rule set; there are all " + known};
    }
    out.push_back(found);
  }
  if (out.empty()) throw usage_error{"--rules is empty: give all, or ids with commas between them"};
  return out;
}

/// Answers every line of the standard input; a bad one gets an answer that says so, and the run goes on.
inline int answer_lines(std::vector<identity::rule_set const*> const& rules) {
  int code = success;
  std::size_t number = 0;
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    try {
      print(report::answer_names_line(line, rules) + '\n');
    } catch (std::system_error const&) {
      throw;
    } catch (std::runtime_error const& error) {
      print(nlohmann::ordered_json{{"line", number}, {"error", error.what()}}.dump(
                -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
            '\n');
      code = failure;
    }
  }
  return code;
}

/// The names of the first certificate of a file, or those of the command line.
inline std::vector<identity::presented> read_names(names_options const& given, identity::presented_shape& shape) {
  std::vector<identity::presented> names;
  if (given.certificate) {
    std::ifstream file{*given.certificate, std::ios::binary};
    std::ostringstream content;
    content << file.rdbuf();
    auto const read = x509::read_certificates(content.str());
    if (!read)
      throw usage_error{"--cert: " + *given.certificate + ": " + read.error().message() +
                        "; give a certificate in PEM or DER"};
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

/// Runs the command. @returns success if every verifier says match, failure if one says mismatch,
/// inconclusive if the rest refuse to answer or are not known
inline int run_names(names_options const& given, report::palette colours) {
  auto const rules = choose_rules(given.rules);
  bool const listed = !given.dns.empty() || !given.ip.empty() || !given.common_names.empty();
  if (given.ndjson) {
    if (given.reference || given.certificate || listed)
      throw usage_error{"--ndjson reads names from the standard input; leave out the other names"};
    return answer_lines(rules);
  }
  if (!given.reference || given.reference->empty()) throw usage_error{"--reference is required: name what to look for"};
  if (given.certificate && listed) throw usage_error{"give --cert, or names with --dns, --ip and --cn, but not both"};
  if (!given.certificate && !listed)
    throw usage_error{"give the certificate with --cert, or names with --dns, --ip, --cn"};
  identity::presented_shape shape;
  auto const names = read_names(given, shape);
  auto const expected = identity::reference_from_text(*given.reference);
  print(report::names_table(expected, names, shape, rules, colours));
  int code = success;
  for (auto const* const each : rules) {
    auto const what = identity::match(expected, names, shape, *each).what;
    if (what == identity::verdict::mismatch) return failure;
    if (what != identity::verdict::match) code = inconclusive;
  }
  return code;
}

/// Adds `names` and its options. @returns the command, to be asked whether it was given
inline CLI::App* add_names_command(CLI::App& app, names_options& given) {
  auto* const command = app.add_subcommand("names", "What every verifier says of a name and a certificate, and why");
  command->add_option("--reference", given.reference, "Name to look for")->type_name("NAME");
  command->add_option("--cert", given.certificate, "Certificate, PEM or DER")->type_name("FILE");
  command->add_option("--dns", given.dns, "dNSName of a certificate that does not exist; may be repeated")
      ->type_name("NAME");
  command->add_option("--ip", given.ip, "iPAddress of it; may be repeated")->type_name("ADDRESS");
  command->add_option("--cn", given.common_names, "Common name of it; may be repeated")->type_name("NAME");
  command->add_option("--rules", given.rules, "Rule sets; default: all")->type_name("all|ID,ID...");
  command->add_flag("--ndjson", given.ndjson,
                    "Read lines {\"id\", \"reference\", \"certificate\" (base64 DER) or \"san_dns\", \"san_ip\", "
                    "\"cn\"}, write a line of verdicts for each");
  command->footer(R"(Examples:
  mxtls-check names --reference mx5.xxxmx.test --dns '*.xxxcn.test' --dns xxxcn.test --cn '*.xxxcn.test'
  mxtls-check names --reference mx.example.com --cert server.pem --rules rfc9525,postfix,sendmail_cn

Exit codes: 0 every verifier says match; 1 one says mismatch, or a line of --ndjson was bad;
2 the others refuse to answer, or it is not known what they would; 64 usage; 70 internal error.)");
  return command;
}

} // namespace mxtls::program

#endif
