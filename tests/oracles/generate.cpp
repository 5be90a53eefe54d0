// SPDX-License-Identifier: BSL-1.0
// Writes questions for the oracles: certificates at the edges of name comparison, or of tables of
// truth, and a reference.

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/base64.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/core/sha256.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/pki/leaf_extensions.hpp>
#include <mxtls/pki/pem.hpp>
#include <mxtls/pki/write_file.hpp>

#include "../vectors.hpp"
#include "draft.hpp"
#include "draft_of.hpp"
#include "edges_addresses.hpp"
#include "edges_names.hpp"
#include "edges_octets.hpp"
#include "edges_subject.hpp"
#include "edges_wildcard.hpp"
#include "random.hpp"
#include "words.hpp"

namespace {

using namespace mxtls;
using namespace mxtls::oracle;

struct edge {
  unsigned weight;
  draft (*make)(oracle::random&);
};

constexpr edge edges[]{
    {4, exact},
    {3, letter_case},
    {5, dots},
    {3, leading_dot},
    {4, several},
    {1, hundred},
    {3, long_names},
    {3, oversized_neighbour},
    {4, odd_labels},
    {3, single_label},
    {2, star_reference},
    {7, international},
    {3, common_name_only},
    {7, common_name_beside},
    {4, right_name_in_wrong_kind},
    {4, several_common_names},
    {3, multi_valued},
    {4, string_type},
    {5, odd_octets},
    {3, long_common_name},
    {1, no_subject},
    {8, wildcard_depth},
    {8, wildcard_partial},
    {9, wildcard_place},
    {5, wildcard_a_label},
    {4, wildcard_underscore},
    {5, wildcard_behind},
    {4, wildcard_empty_labels},
    {4, nul_in_name},
    {6, malformed_neighbour},
    {3, odd_uri},
    {2, broken_extension},
    {6, address_v4},
    {4, address_v6},
    {2, address_mapped},
    {4, address_forms},
    {3, address_zone},
};

/// The reference bent on its own, whatever the names are; the same if it would be somebody's, or is not ASCII.
std::string bent(oracle::random& dice, std::string const& reference) {
  if (reference.empty() || !ascii::is_ascii(reference)) return reference;
  std::string out = reference;
  std::size_t const at = dice.below(out.size());
  switch (dice.below(6)) {
  case 0: out.insert(at, 1, dice.pick({'*', '.', '-', '_', '%', ':', ' ', '\t', '0', 'x', '[', '/', '@', '!'})); break;
  case 1: out.erase(at, 1); break;
  case 2: out[at] = dice.pick({'*', '.', '-', '_', '%', 'a', '1'}); break;
  case 3: out += dice.pick({'.', ' ', '*', '0', '%'}); break;
  case 4: out = mixed_case(dice, out); break;
  default: out.replace(0, out.find('.'), dice.pick<std::string>({"*", "", "**", "m*", "xn--a", "1", "-"}));
  }
  return is_safe(out) && !out.empty() ? out : reference;
}

/// One time in eight the edge meets another one: a common name, or an entry of another kind.
void mix(oracle::random& dice, draft& made) {
  if (dice.chance(10)) {
    made.reference = bent(dice, made.reference);
    made.kind += "+bent";
  }
  if (made.without_subject) return;
  if (made.subject.empty() && dice.chance(12)) {
    made.subject = {common_name(dice.chance(50) ? made.reference : any_host(dice).text())};
    made.kind += "+cn";
  }
  if (!made.raw_subject_alt_name && dice.chance(12)) {
    bytes const more = dice.pick<bytes>({dns("other.b.example"), mail("postmaster@b.example"), ip("203.0.113.77"),
                                         uri("https://b.example/"), srv("_smtp.b.example"), registered_id()});
    made.names.insert(dice.chance(50) ? made.names.begin() : made.names.end(), more);
    made.kind += "+san";
  }
}

draft any_draft(oracle::random& dice) {
  unsigned total = 0;
  for (edge const& each : edges) total += each.weight;
  std::size_t at = dice.below(total);
  for (edge const& each : edges) {
    if (at < each.weight) {
      draft made = each.make(dice);
      mix(dice, made);
      return made;
    }
    at -= each.weight;
  }
  throw std::logic_error{"the weights do not add up"};
}

/// The root and the one key of all leaves; the same for every seed, so that servers need one key.
///
/// The root is bound to no names, unlike those of mxtls::pki: verifiers would apply the bounds to
/// the very names that are asked about, and some cannot read them.
class issuer {
 public:
  bytes certificate(draft const& wanted, oracle::random& dice) const {
    bytes serial(16);
    for (std::uint8_t& octet : serial) octet = static_cast<std::uint8_t>(dice.below(256));
    serial.front() = static_cast<std::uint8_t>((serial.front() & 0x3f) | 0x40);
    std::vector<bytes> levels;
    if (!wanted.without_subject)
      levels.push_back(der::set({attribute(pki::oids::organization_name, pki::test_only_organization)}));
    levels.insert(levels.end(), wanted.subject.begin(), wanted.subject.end());
    pki::certificate_fields fields{.serial_number = der::unsigned_integer(serial),
                                   .issuer = name_,
                                   .validity = validity_,
                                   .subject = der::sequence(levels),
                                   .subject_public_key_info = leaf_key_.spki_der(),
                                   .extensions = {pki::key_usage({pki::key_use::digital_signature}),
                                                  pki::extended_key_usage({pki::oids::server_auth}),
                                                  pki::subject_key_identifier(identifier(leaf_key_)),
                                                  pki::authority_key_identifier(identifier(root_key_))}};
    if (wanted.raw_subject_alt_name || !wanted.names.empty())
      fields.extensions.push_back(
          pki::extension(pki::oids::subject_alt_name,
                         wanted.without_subject ? pki::criticality::critical : pki::criticality::non_critical,
                         wanted.raw_subject_alt_name ? *wanted.raw_subject_alt_name : der::sequence(wanted.names)));
    return pki::sign_certificate(fields, root_key_);
  }

  std::string root_pem() const {
    bytes const root =
        pki::sign_certificate({.serial_number = der::integer(1),
                               .issuer = name_,
                               .validity = validity_,
                               .subject = name_,
                               .subject_public_key_info = root_key_.spki_der(),
                               .extensions = {pki::basic_constraints_ca(0),
                                              pki::key_usage({pki::key_use::key_cert_sign, pki::key_use::crl_sign}),
                                              pki::subject_key_identifier(identifier(root_key_)),
                                              pki::authority_key_identifier(identifier(root_key_))}},
                              root_key_);
    return pki::to_pem(pki::certificate_label, root);
  }

  std::string key_pem() const { return leaf_key_.pkcs8_pem(); }

 private:
  static bytes identifier(pki::private_key const& key) {
    auto const digest = sha256(key.public_key());
    return {digest.begin(), digest.begin() + 20};
  }

  pki::private_key root_key_ = pki::private_key::from_seed("mxtls oracles", "root");
  pki::private_key leaf_key_ = pki::private_key::from_seed("mxtls oracles", "leaf");
  bytes name_ = pki::distinguished_name(pki::test_only_organization, {"mxtls oracle root, never to be trusted"});
  bytes validity_ = pki::validity(*to_timestamp({2020, 1, 1}), *to_timestamp({2049, 12, 31}));
};

struct settings {
  std::uint64_t seed = 1;
  std::uint64_t count = 0;
  std::vector<std::string> vectors;
  std::string key;
  std::string root;
};

std::uint64_t to_number(std::string_view option, std::string_view text) {
  std::uint64_t value = 0;
  auto const [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc{} || end != text.data() + text.size() || text.empty())
    throw std::invalid_argument{std::string{option} + " wants a number, not \"" + escape(text) + "\""};
  return value;
}

settings read_settings(int count, char** values) {
  settings read;
  for (int i = 1; i < count; i += 2) {
    std::string_view const option = values[i];
    if (i + 1 == count) throw std::invalid_argument{std::string{option} + " lacks its value"};
    std::string_view const value = values[i + 1];
    if (option == "--seed") read.seed = to_number(option, value);
    else if (option == "--count") read.count = to_number(option, value);
    else if (option == "--vectors") read.vectors.emplace_back(value);
    else if (option == "--key") read.key = value;
    else if (option == "--root") read.root = value;
    else throw std::invalid_argument{"no option \"" + escape(option) + "\""};
  }
  return read;
}

void write_line(nlohmann::ordered_json const& line) {
  std::string const text = line.dump() + '\n';
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) throw std::runtime_error{"cannot write"};
}

nlohmann::ordered_json question(std::uint64_t id, draft const& made, oracle::random& dice, issuer const& from) {
  return {{"id", id},
          {"kind", made.kind},
          {"reference", safe(made.reference)},
          {"certificate", to_base64(from.certificate(made, dice))}};
}

/// Questions of tables of truth; beside each stands which rule sets must answer what.
void write_vectors(settings const& wanted, issuer const& from) {
  std::uint64_t id = 0;
  for (std::string const& path : wanted.vectors)
    for (vectors::test_vector const& each : vectors::read_vectors(path)) {
      oracle::random dice{wanted.seed, id};
      std::string const place = path.substr(path.rfind('/') + 1) + ':' + std::to_string(each.line);
      auto line = question(id++, draft_of(each, place), dice, from);
      std::map<std::string_view, std::string> expected; // flat: not every oracle reads nested JSON
      for (vectors::answer const& said : each.answers) (expected[to_text(said.what)] += ' ') += said.rules->id;
      for (auto const& [verdict, ids] : expected) line[std::string{verdict}] = ids.substr(1);
      write_line(line);
    }
}

void write_questions(settings const& wanted, issuer const& from) {
  write_vectors(wanted, from);
  for (std::uint64_t id = 0; id < wanted.count; ++id) {
    oracle::random dice{wanted.seed, id};
    draft const made = any_draft(dice);
    write_line(question(id, made, dice, from));
  }
  if (std::fflush(stdout) != 0) throw std::runtime_error{"cannot write"};
}

} // namespace

int main(int count, char** values) try {
  settings const wanted = read_settings(count, values);
  issuer const from;
  if (!wanted.key.empty()) pki::write_file(wanted.key, from.key_pem(), pki::file_access::owner_only);
  if (!wanted.root.empty()) pki::write_file(wanted.root, from.root_pem(), pki::file_access::everybody);
  write_questions(wanted, from);
  return 0;
} catch (std::invalid_argument const& wrong) {
  std::fprintf(stderr,
               "generate: %s\nusage: generate [--seed N] [--count M | --vectors FILE...] [--key FILE] [--root FILE]\n",
               wrong.what());
  return 64;
} catch (std::exception const& failed) {
  std::fprintf(stderr, "generate: %s\n", failed.what());
  return 70;
}
