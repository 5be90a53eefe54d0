// SPDX-License-Identifier: BSL-1.0
//
// mxtls-certs: certificates for every way a server's certificate can be right or wrong, as files.

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <wolfssl/version.h>

#include <mxtls/fake/case_reader.hpp>
#include <mxtls/pki/make_case.hpp>
#include <mxtls/pki/write_file.hpp>

#include "../examples/program.hpp"
#include "mxtls_catalogue.hpp"

namespace {

using namespace mxtls;
using nlohmann::ordered_json;
using program::usage_error;

constexpr char const* schema = "mxtls-certs/1";

/// A file that is to be written; `path` is relative to the folder of them all.
struct wanted_file {
  std::string path;
  std::string content;
  pki::file_access access = pki::file_access::everybody;
};

/// All that is to be written, and the manifest of it with relative paths.
struct made_files {
  std::vector<wanted_file> files;
  ordered_json manifest;
};

/// All of a file; empty if it cannot be read.
std::string content(std::filesystem::path const& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

std::vector<pki::certificate_case> read_recipes(std::filesystem::path const& file) {
  try {
    auto const cases = fake::read_cases(content(file), file.string(), file.stem().string(), mxtls_authorities());
    if (!cases.empty()) return cases;
  } catch (fake::file_error const& error) {
    throw usage_error{error.what()};
  }
  throw usage_error{"--recipe: " + file.string() + " cannot be read, or there is no [[case]] in it"};
}

/// The cases of these ids in this order; all of them for no ids.
std::vector<pki::certificate_case> choose(std::vector<pki::certificate_case> const& all,
                                          std::vector<std::string> const& ids) {
  if (ids.empty()) return all;
  std::vector<pki::certificate_case> out;
  for (std::string const& id : ids) {
    auto const same = [&](pki::certificate_case const& each) { return each.id == id; };
    auto const found = std::find_if(all.begin(), all.end(), same);
    if (found == all.end())
      throw usage_error{"--case: there is no \"" + escape(id) + "\"; mxtls-certs --list shows those there are"};
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(*found);
  }
  return out;
}

/// What a program says: a number or a word, 0 if it accepts.
ordered_json answer(int says) { return says == pki::unreadable ? ordered_json("unreadable") : ordered_json(says); }

ordered_json to_json(pki::case_expectation const& expect) {
  ordered_json out{{"openssl", answer(expect.openssl)},
                   {"openssl_strict", answer(expect.openssl_strict.value_or(expect.openssl))},
                   {"gnutls", expect.gnutls},
                   {"wolfssl", answer(expect.wolfssl)}};
  if (!expect.why.empty()) out["why"] = expect.why;
  return out;
}

/// The certificate that stands highest above the leaf in what a server sends; none if nothing does.
bytes const* highest_sent(pki::made_case const& made) {
  bytes const* out = nullptr;
  auto below = x509::parse_certificate(made.leaf.der());
  for (std::size_t left = made.sent.size(); below && left > 0; --left) {
    auto const issuer = std::find_if(made.sent.begin(), made.sent.end(), [&](bytes const& each) {
      auto const read = x509::parse_certificate(each);
      return each != below->der && read && read->subject.der == below->issuer.der;
    });
    if (issuer == made.sent.end()) break;
    out = &*issuer;
    below = x509::parse_certificate(*issuer);
  }
  return out;
}

/// TLSA records that DANE clients may be given for a case.
///
/// A record of an authority needs one that the server sends. References: RFC 7671 section 5.2.2.
ordered_json tlsa_of(pki::made_case const& made) {
  ordered_json out = ordered_json::object();
  auto const add = [&out](pki::tlsa_usage usage, pki::tlsa_selector selector, bytes const& certificate) {
    std::string const text = to_text(make_tlsa_record(usage, selector, pki::tlsa_matching::sha2_256, certificate));
    std::size_t const data = text.rfind(' ');
    out[text.substr(0, data)] = text.substr(data + 1);
  };
  // What cannot be read as a certificate has no public key to speak of.
  if (x509::parse_certificate(made.leaf.der()))
    add(pki::tlsa_usage::dane_ee, pki::tlsa_selector::spki, made.leaf.der());
  add(pki::tlsa_usage::dane_ee, pki::tlsa_selector::cert, made.leaf.der());
  if (bytes const* const authority = highest_sent(made))
    add(pki::tlsa_usage::dane_ta, pki::tlsa_selector::spki, *authority);
  return out;
}

void add_case(made_files& out, pki::certificate_case const& wanted, pki::made_case const& made, bytes const& root) {
  ordered_json entry{{"id", wanted.id},
                     {"group", wanted.group},
                     {"says", wanted.says},
                     {"source", wanted.source},
                     {"host", "mx." + wanted.id + ".test"},
                     {"domain", wanted.id + ".test"},
                     {"reference", wanted.reference},
                     {"folder", wanted.id}};
  auto const add = [&](char const* key, char const* name, std::string content, pki::file_access access) {
    entry[key] = wanted.id + '/' + name;
    out.files.push_back({entry[key], std::move(content), access});
  };
  using enum pki::file_access;
  add("certificate", "cert.pem", made.leaf.pem(), everybody);
  add("chain", "chain.pem", made.sent_pem(), everybody);
  add("key", "key.pem", made.leaf.key().pkcs8_pem(), owner_only);
  if (made.trust == root) entry["trust"] = "root.pem";
  else add("trust", "trust.pem", pki::to_pem(pki::certificate_label, made.trust), everybody);
  if (!made.crls.empty()) add("crl", "crl.pem", pki::to_pem(pki::crl_label, made.crls), everybody);
  if (made.staple) add("staple", "staple.der", mxtls::to_text(*made.staple), everybody);
  entry["expect"] = to_json(wanted.expect);
  entry["tlsa"] = tlsa_of(made);
  out.manifest["cases"].push_back(std::move(entry));
}

pki::authority_set make_authorities(std::optional<std::string> const& seed, timestamp at) {
  try {
    return {seed, at, mxtls_authorities()};
  } catch (std::invalid_argument const& error) { // nothing else differs from one run to the next
    throw usage_error{"--at: " + to_text(at) + " cannot be: " + error.what()};
  }
}

/// Makes everything and writes nothing, so that a mistake leaves nothing behind.
made_files make_all(std::vector<pki::certificate_case> const& cases, std::optional<std::string> const& seed,
                    timestamp at) {
  pki::authority_set const authorities = make_authorities(seed, at);
  pki::authority const& root = authorities.at("root");
  made_files out;
  out.files.push_back({"root.pem", root.pem()});
  out.manifest = {
      {"schema", schema}, {"at", to_text(at)}, {"trust_anchor", "root.pem"}, {"cases", ordered_json::array()}};
  for (pki::certificate_case const& each : cases) {
    std::string const domain = each.id + ".test";
    std::string const who = "case \"" + each.id + "\": ";
    try {
      auto const wanted = pki::fill_in(each, "mx." + domain, domain);
      add_case(out, wanted, pki::make_case(wanted, authorities, at), root.der());
    } catch (std::invalid_argument const& error) {
      throw usage_error{who + error.what()};
    } catch (std::system_error const& error) {
      // A list or a response about what cannot be read.
      if (error.code().category() == make_error_code(x509::errc::truncated).category())
        throw usage_error{who + error.what() + "; take the flaw or what is about the certificate out"};
      throw std::runtime_error{who + error.what()};
    }
  }
  return out;
}

/// JSON as text; a path may hold any octets.
std::string dump(ordered_json const& value) {
  return value.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

/// The files of cases that an earlier run may have written into a folder, relative to it.
std::vector<std::string> written_before(std::filesystem::path const& out) {
  std::vector<std::string> files;
  auto const manifest = ordered_json::parse(content(out / "manifest.json"), nullptr, false);
  if (!manifest.is_object() || manifest.value("schema", ordered_json{}) != schema) return files;
  for (ordered_json const& each : manifest.value("cases", ordered_json{})) {
    ordered_json const id = each.is_object() ? each.value("id", ordered_json{}) : ordered_json{};
    // No other path in it counts: whoever wrote the manifest does not say what is removed here.
    if (!id.is_string() || !fake::is_id(id.get_ref<std::string const&>())) continue;
    for (char const* const name : {"cert.pem", "chain.pem", "key.pem", "trust.pem", "crl.pem", "staple.der"})
      files.push_back(id.get<std::string>() + '/' + name);
  }
  return files;
}

/// Puts all of it into its place when all could be written, and removes what an earlier run left.
void write_all(std::filesystem::path const& out, made_files const& made) {
  std::error_code ec;
  std::filesystem::create_directories(out, ec);
  if (ec) throw usage_error{"--out: " + out.string() + " cannot be made: " + ec.message()};
  std::vector<std::string> const before = written_before(out);
  std::vector<pki::new_file> files;
  std::set<std::string> kept;
  for (wanted_file const& each : made.files) {
    std::filesystem::create_directories((out / each.path).parent_path());
    files.emplace_back(out / each.path, each.content, each.access);
    kept.insert(each.path);
  }
  files.emplace_back(out / "manifest.json", dump(made.manifest), pki::file_access::everybody);
  for (pki::new_file& each : files) each.put_in_place();
  for (std::string const& each : before) {
    if (kept.count(each) != 0) continue;
    std::filesystem::remove(out / each, ec);
    std::filesystem::remove((out / each).parent_path(), ec); // which only an empty folder is
  }
}

/// The manifest for a reader elsewhere: its paths begin with the folder.
ordered_json seen_from_here(ordered_json manifest, std::filesystem::path const& out) {
  auto const prepend = [&out](ordered_json& path) { path = (out / path.get<std::string>()).string(); };
  prepend(manifest["trust_anchor"]);
  for (ordered_json& each : manifest["cases"])
    for (char const* const key : {"folder", "certificate", "chain", "key", "trust", "crl", "staple"})
      if (each.contains(key)) prepend(each[key]);
  return manifest;
}

enum class format { text, json };

/// Prints objects of texts, all with the same keys: as a table, or as JSON.
void print_rows(ordered_json const& rows, format as) {
  if (as == format::json) return program::print(dump(rows));
  std::vector<std::size_t> widths;
  for (ordered_json const& row : rows) {
    widths.resize(row.size());
    std::size_t column = 0;
    for (ordered_json const& text : row) {
      widths[column] = std::max(widths[column], escape(text.get_ref<std::string const&>()).size());
      ++column;
    }
  }
  for (ordered_json const& row : rows) {
    std::string line;
    std::size_t column = 0;
    for (ordered_json const& text : row) {
      std::string const shown = escape(text.get_ref<std::string const&>());
      line += shown;
      if (++column < row.size()) line.append(widths[column - 1] + 2 - shown.size(), ' ');
    }
    program::print(line + '\n');
  }
}

ordered_json rows_of(std::vector<pki::certificate_case> const& cases) {
  ordered_json out = ordered_json::array();
  for (pki::certificate_case const& each : cases)
    out.push_back({{"id", each.id}, {"group", each.group}, {"says", each.says}});
  return out;
}

ordered_json rows_of_flaws() {
  ordered_json out = ordered_json::array();
  for (pki::flaw_entry const& each : pki::flaws) out.push_back({{"id", each.id}, {"does", each.does}});
  return out;
}

/// What was written, with paths as they are seen from here.
ordered_json rows_of_written(ordered_json const& manifest) {
  ordered_json out{{{"id", "trust anchor"}, {"path", manifest["trust_anchor"]}}};
  for (ordered_json const& each : manifest["cases"]) out.push_back({{"id", each["id"]}, {"path", each["folder"]}});
  return out;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Writes a PKI for tests: every way a server's certificate can be right or wrong.", "mxtls-certs"};
  app.footer(R"(Examples:
  mxtls-certs --list                            what there is
  mxtls-certs --out pki                         all of it: random keys, valid from yesterday
  mxtls-certs --out pki --seed ci --at 2026-11-23   the same octets every time
  mxtls-certs --out pki --case expired --case self-signed
  mxtls-certs --out pki --recipe mine.toml      cases of your own; certs/README.md has the format

DIR then holds root.pem, the trust anchor; manifest.json, which names all the files and what openssl,
GnuTLS and wolfSSL say of each case; and for each case a folder with cert.pem, chain.pem (what a server
sends), key.pem, and trust.pem, crl.pem and staple.der where the case has them. What an earlier run
wrote there is replaced, and the folders of cases that are not made again are removed.

Pass root.pem with a CAfile and never install it: whoever knows the seed has its key. The
authorities are constrained to names that belong to nobody (.test, .example, .invalid, .localhost).
Exit codes: 0 done; 64 usage; 70 internal error, or the output cannot be written.)");
  app.set_version_flag("--version", program::versions(app.get_name()));
  std::string out;
  std::string seed;
  std::string at;
  std::string recipe;
  std::vector<std::string> ids;
  auto* const to = app.add_option("--out", out, "Write here, in place of what an earlier run wrote")->type_name("DIR");
  auto* const seeded =
      app.add_option("--seed", seed, "The same keys every time, known to all who know S; default: random");
  seeded->type_name("S");
  app.add_option("--at", at, "Make the certificates for this moment, UTC; default: now")->type_name("DATE");
  auto* const some = app.add_option("--case", ids, "Only this case; can be given more than once")->type_name("ID");
  auto* const own =
      app.add_option("--recipe", recipe, "The cases of this file in place of the shipped ones")->type_name("FILE");
  bool list_wanted = false;
  bool flaws_wanted = false;
  bool json = false;
  auto* const list = app.add_flag("--list", list_wanted, "List the cases: id, group, what is wrong")->excludes(to);
  app.add_flag("--flaws", flaws_wanted, "List the flaws that a recipe can ask for")
      ->excludes(to)
      ->excludes(list)
      ->excludes(some)
      ->excludes(own);
  app.add_flag("--json", json, "Print JSON: the manifest, or the list that is asked for");
  return program::run_program(app, argc, argv, [&] {
    format const as = json ? format::json : format::text;
    if (flaws_wanted) {
      print_rows(rows_of_flaws(), as);
      return program::success;
    }
    auto const cases = choose(recipe.empty() ? mxtls_cases() : read_recipes(recipe), ids);
    if (list_wanted) {
      print_rows(rows_of(cases), as);
      return program::success;
    }
    if (out.empty()) throw usage_error{"--out is required: name the folder to write to; or ask for --list"};
    if (seed.empty() && seeded->count() > 0)
      throw usage_error{"--seed: it is empty; give a text, or leave --seed out for random keys"};
    made_files const made = make_all(cases, seed.empty() ? std::nullopt : std::optional{seed}, program::moment(at));
    write_all(out, made);
    ordered_json const manifest = seen_from_here(made.manifest, out);
    if (json) program::print(dump(manifest));
    else print_rows(rows_of_written(manifest), as);
    return program::success;
  });
}
