// SPDX-License-Identifier: BSL-1.0
//
// mxtls-lab: the fake servers of the catalogue, for checkers, mailers and classrooms.

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/version.hpp>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <mxtls/core/escape.hpp>
#include <mxtls/fake/lab.hpp>
#include <mxtls/fake/maildir.hpp>
#include <mxtls/fake/scenario_reader.hpp>
#include <mxtls/fake/session_json.hpp>

#include "../examples/program.hpp"
#include "mxtls_catalogue.hpp"

namespace {

using namespace mxtls;
using nlohmann::ordered_json;
using program::usage_error;

struct serve_options {
  std::vector<std::string> ids;
  std::uint16_t port_base = 0;
  std::string anchor;
  std::string record;
  std::string maildir;
  std::string seed;
  std::string at;
};

enum class format { text, json };

/// One value of JSON on lines of its own, or on one line for no indent.
void print(ordered_json const& value, int indent) {
  // What a scenario sends, and the path of a file, may be any octets.
  program::print(value.dump(indent, ' ', false, ordered_json::error_handler_t::replace) + '\n');
}

/// The scenarios of these ids in this order; all of them for no ids.
std::vector<fake::scenario> choose(std::vector<std::string> const& ids) {
  std::vector<fake::scenario> const all = mxtls_catalogue();
  if (ids.empty()) return all;
  std::vector<fake::scenario> out;
  for (std::string const& id : ids) {
    auto const found = std::find_if(all.begin(), all.end(), [&](fake::scenario const& s) { return s.id == id; });
    if (found == all.end())
      throw usage_error{"there is no scenario \"" + escape(id) + "\"; mxtls-lab list shows those there are"};
    out.push_back(*found);
  }
  return out;
}

void list(format as) {
  if (as == format::json) {
    ordered_json out = ordered_json::array();
    for (fake::scenario const& s : choose({}))
      out.push_back({{"id", s.id}, {"group", s.group}, {"mx", s.mx_host}, {"title", s.title}});
    return print(out, 2);
  }
  for (fake::scenario const& s : choose({}))
    std::printf("%-26s %-9s %-26s %s\n", s.id.c_str(), s.group.c_str(), s.mx_host.c_str(), s.title.c_str());
}

std::string joined(std::vector<std::string> const& texts) {
  std::string out;
  for (std::string const& text : texts) (out += out.empty() ? "" : ", ") += escape(text);
  return out.empty() ? "none" : out;
}

std::vector<std::string> common_names(pki::recipe const& leaf) {
  std::vector<std::string> out;
  for (pki::common_name const& name : leaf.common_names) out.push_back(name.value);
  return out;
}

/// The names of a certificate that mail servers have no use for.
std::vector<std::string> other_names(pki::recipe const& leaf) {
  std::vector<std::string> out;
  for (auto const* const names : {&leaf.mail, &leaf.utf8_mail, &leaf.uri, &leaf.srv})
    out.insert(out.end(), names->begin(), names->end());
  for (bytes const& octets : leaf.raw_names) out.push_back(to_hex(octets));
  if (leaf.raw_subject_alt_name) out.push_back(to_hex(*leaf.raw_subject_alt_name));
  return out;
}

std::vector<std::string> flaws(pki::recipe const& leaf) {
  std::vector<std::string> out;
  for (pki::flaw const each : leaf.flaws) out.emplace_back(to_text(each));
  return out;
}

std::string describe_tls(fake::scenario const& s) {
  if (s.start == smtp::tls_start::implicit) return "implicit";
  return s.script.starttls == smtp::script::offer::yes ? "STARTTLS" : "STARTTLS is not offered";
}

ordered_json to_json(fake::scenario const& s) {
  pki::recipe const& leaf = s.certificate.leaf;
  ordered_json rules = ordered_json::array();
  for (smtp::rule const& rule : s.script.rules)
    rules.push_back({{"on", rule.on}, {"sends", escape(rule.respond.octets)}});
  return {{"id", s.id},
          {"group", s.group},
          {"title", s.title},
          {"teaches", s.teaches},
          {"source", s.source},
          {"domain", s.domain},
          {"mx", s.mx_host},
          {"server",
           {{"tls", describe_tls(s)},
            {"greeting", s.script.greeting},
            {"ehlo_name", s.script.ehlo_name},
            {"keywords", s.script.keywords},
            {"rules", rules}}},
          {"certificate",
           {{"common_names", common_names(leaf)},
            {"dns", leaf.dns},
            {"ip", leaf.ip},
            {"other", other_names(leaf)},
            {"flaws", flaws(leaf)},
            {"issued_by", s.certificate.issuer},
            {"not_before", to_text(leaf.not_before)},
            {"not_after", to_text(leaf.not_after)}}},
          {"expected", {{"findings", s.expected_findings}, {"verdicts", s.expected_verdicts}}}};
}

void show(std::string const& id, format as) {
  fake::scenario const s = choose({id}).front();
  if (as == format::json) return print(to_json(s), 2);
  auto const line = [](char const* name, std::string const& value) {
    std::printf("  %-14s %s\n", name, value.c_str());
  };
  std::printf("%s: %s\n\n%s\n\n", s.id.c_str(), s.title.c_str(), s.teaches.c_str());
  line("source", s.source);
  line("domain", s.domain);
  line("MX host", s.mx_host);
  std::printf("\nServer\n");
  line("TLS", describe_tls(s));
  line("greeting", escape(s.script.greeting));
  line("EHLO name", escape(s.script.ehlo_name));
  line("keywords", joined(s.script.keywords));
  for (smtp::rule const& rule : s.script.rules)
    line(("on " + rule.on).c_str(), "sends \"" + escape(rule.respond.octets, 200) + "\"");
  std::printf("\nCertificate\n");
  pki::recipe const& leaf = s.certificate.leaf;
  line("common names", joined(common_names(leaf)));
  line("DNS names", joined(leaf.dns));
  line("IP addresses", joined(leaf.ip));
  if (auto const names = other_names(leaf); !names.empty()) line("other names", joined(names));
  if (!leaf.flaws.empty()) line("flaws", joined(flaws(leaf)));
  line("issued by", s.certificate.issuer == "self" ? "itself" : s.certificate.issuer);
  line("valid", "from " + to_text(leaf.not_before) + " to " + to_text(leaf.not_after) + ", counted from today");
  std::printf("\nExpected\n");
  line("findings", joined(s.expected_findings));
  for (auto const& [policy, verdict] : s.expected_verdicts) line(policy.c_str(), verdict);
}

/// A folder of its own for the trust anchor, gone when the lab ends.
class temporary_folder {
 public:
  temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "mxtls-lab-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{name + ": cannot be made; name a file with --anchor"};
    path_ = name;
  }
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_folder(temporary_folder const&) = delete;
  temporary_folder& operator=(temporary_folder const&) = delete;

  std::filesystem::path const& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// Session records, a line of JSON each, behind what the file holds already.
class record_file {
 public:
  explicit record_file(std::string path) : path_{std::move(path)}, file_{std::fopen(path_.c_str(), "ae")} {
    if (!file_) throw usage_error{"--record: " + path_ + ": " + std::strerror(errno)};
  }

  /// The line is in the file when this returns. @throws std::system_error
  void add(fake::session_record const& record) {
    std::string const line = fake::to_json(record) + '\n';
    if (std::fputs(line.c_str(), file_.get()) == EOF || std::fflush(file_.get()) != 0)
      throw std::system_error{errno, std::generic_category(), "--record: " + path_};
  }

 private:
  struct close_file {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  std::string path_;
  std::unique_ptr<std::FILE, close_file> file_;
};

fake::maildir open_maildir(std::string const& folder) try {
  return fake::maildir{folder};
} catch (std::filesystem::filesystem_error const& error) {
  throw usage_error{std::string{"--maildir: "} + error.what()};
}

void keep(fake::maildir& mails, fake::session_record const& from) {
  for (smtp::accepted_message const& each : from.seen.dialogue.accepted) {
    if (each.content.size() == each.size) mails.keep(each);
    else
      std::fprintf(stderr, "mxtls-lab: --maildir: a mail of %llu octets from %s is left out: too much in one session\n",
                   static_cast<unsigned long long>(each.size), from.peer.c_str());
  }
}

/// A line each, so that a script can read them one by one.
void print_servers(fake::lab const& lab, std::string const& anchor, format as) {
  if (as == format::json) {
    print({{"trust_anchor", anchor}}, -1);
  } else {
    std::printf("trust anchor: %s\n", anchor.c_str());
  }
  for (fake::lab_server const& each : lab.servers()) {
    fake::scenario const& s = each.scenario;
    std::string const& address = each.server->address();
    std::uint16_t const port = each.server->port();
    if (as == format::json) {
      print({{"id", s.id}, {"address", address}, {"port", port}, {"mx", s.mx_host}, {"title", s.title}}, -1);
    } else {
      std::printf("%-26s %-17s %-26s %s\n", s.id.c_str(), (address + ":" + std::to_string(port)).c_str(),
                  s.mx_host.c_str(), s.title.c_str());
    }
  }
}

void serve(serve_options const& given, format as) {
  std::vector<fake::scenario> chosen = choose(given.ids);
  if (given.port_base + chosen.size() > 65'536)
    throw usage_error{"--port-base: the ports would go beyond 65535; give a smaller number"};
  asio::io_context io;
  // Made first, so that a second signal while the lab is ending finds it still there, and changes nothing.
  asio::signal_set signals{io, SIGINT, SIGTERM};
  std::optional<temporary_folder> folder;
  if (given.anchor.empty()) folder.emplace();
  std::string const anchor = given.anchor.empty() ? (folder->path() / "root.pem").string() : given.anchor;

  fake::lab_settings settings{
      .now = program::moment(given.at), .authorities = mxtls_authorities(), .port_base = given.port_base};
  if (!given.seed.empty()) settings.seed = given.seed;
  std::optional<record_file> records;
  if (!given.record.empty()) records.emplace(given.record);
  std::optional<fake::maildir> mails;
  if (!given.maildir.empty()) mails.emplace(open_maildir(given.maildir));
  if (mails) settings.keep_messages = 64 << 20;
  settings.max_records = 0; // nobody asks for them later
  settings.on_session = [&](fake::scenario const&, fake::session_record const& record) {
    // The mails first: who waits for the record finds them.
    if (mails) keep(*mails, record);
    if (records) records->add(record);
  };
  fake::lab lab{io.get_executor(), std::move(chosen), settings};
  try {
    pki::write_file(anchor, lab.authorities().at("root").pem(), pki::file_access::everybody);
  } catch (std::system_error const& error) {
    if (given.anchor.empty()) throw;
    throw usage_error{std::string{"--anchor: "} + error.what()};
  }

  signals.async_wait([&](std::error_code, int) { lab.stop(); });

  // Whoever reads a pipe waits for these lines.
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  print_servers(lab, anchor, as);
  fake::lab_server const& first = lab.servers().front();
  std::fprintf(stderr, "Try: mxtls-check --host %s:%d --address %s --ca %s\nCtrl-C ends the lab.\n",
               first.scenario.mx_host.c_str(), first.server->port(), first.server->address().c_str(), anchor.c_str());
  program::flush_output();
  io.run();
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Fake SMTP/TLS servers that show every certificate-name case, one fault each, on loopback.",
               "mxtls-lab"};
  app.footer(R"(Examples:
  mxtls-lab list                         what there is
  mxtls-lab show wrong-name              what it does, teaches, and what must be made of it
  mxtls-lab serve                        all of them, each on an address and port of its own
  mxtls-lab serve wrong-name --port-base 2525
  mxtls-lab serve --record sessions.jsonl --maildir mail

serve prints where it wrote the trust anchor, then one line per server: id, address:port, MX host,
what it does; with --json each line is a JSON object. Pass the trust anchor with a CAfile and never install it.
--record says of each connection what the client offered in TLS, what it said and whether in clear or in TLS, and
whether a mail followed in clear when TLS had failed; fixtures/session/session-record.schema.json tells the fields.
Exit codes: 0 done; 64 usage; 70 internal error, or the output cannot be written.)");
  app.set_version_flag("--version", program::versions(app.get_name()));
  app.require_subcommand(0, 1);

  auto* const list_command = app.add_subcommand("list", "List the scenarios: id, group, MX host, title");
  std::string id;
  auto* const show_command = app.add_subcommand("show", "Explain one scenario");
  show_command->add_option("ID", id, "Which one")->required();
  serve_options given;
  auto* const serve_command = app.add_subcommand("serve", "Run the servers until interrupted");
  serve_command->add_option("ID", given.ids, "Which ones; default: all");
  serve_command->add_option("--port-base", given.port_base, "First port, the next one has the next; default: any free")
      ->type_name("N")
      ->check(CLI::Range(0, 65'535));
  serve_command->add_option("--anchor", given.anchor, "Write the trust anchor here; default: a temporary file")
      ->type_name("FILE");
  serve_command->add_option("--record", given.record, "Append a line of JSON for each connection that has ended")
      ->type_name("FILE");
  serve_command->add_option("--maildir", given.maildir, "Keep the mails that are accepted here; default: drop them")
      ->type_name("DIR");
  serve_command->add_option("--seed", given.seed, "The same keys every time, known to all who know S; default: random")
      ->type_name("S");
  serve_command->add_option("--at", given.at, "Make the certificates for this moment, UTC; default: now")
      ->type_name("DATE");
  bool json_wanted = false;
  for (CLI::App* const command : {list_command, show_command, serve_command})
    command->add_flag("--json", json_wanted, "Print JSON in place of text");
  return program::run_program(app, argc, argv, [&] {
    if (app.get_subcommands().empty()) throw usage_error{"say what to do: list, show ID or serve; --help explains"};
    format const as = json_wanted ? format::json : format::text;
    if (list_command->parsed()) list(as);
    if (show_command->parsed()) show(id, as);
    if (serve_command->parsed()) serve(given, as);
    return program::success;
  });
}
