// SPDX-License-Identifier: BSL-1.0
//
// mxtls-lab: the fake servers of the catalogue, for checkers, mailers and classrooms.

#include <climits>
#include <string>

#include <wolfssl/options.h>
#include <asio/version.hpp>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <toml++/toml.h>
#include <wolfssl/version.h>

#include "serve_command.hpp"
#include "show_command.hpp"

namespace {

using namespace mxtls::program;

constexpr char const* epilogue =
    R"(Examples:
  mxtls-lab list --group starttls        what there is
  mxtls-lab show wrong-name              what it does, teaches, and what must be made of it
  mxtls-lab serve                        all of them, each on an address and port of its own
  mxtls-lab serve --port 2525            each on an address of its own, all at this port
  mxtls-lab serve wrong-name expired --port-base 2525
  mxtls-lab serve --file mine.toml       a scenario of your own; fixtures/scenarios/README.md has the format
  mxtls-lab serve --listen 127.0.0.1:2525 --cert chain.pem --key key.pem

serve prints where it wrote the trust anchor, then one line per server: id, address:port, MX host,
what it does; with --json each line is a JSON object. Pass the trust anchor with a CAfile and never install it.
--record says of each connection what the client offered in TLS, what it said and whether in clear or in TLS, and
whether a mail followed in clear when TLS had failed; fixtures/session/session-record.schema.json tells the fields.
A server that has --max-sessions sessions sends away the one that has done nothing for longest, if for a tenth of a
second at least, and else the newcomer, with 421.
Exit codes: 0 done; 64 usage; 70 internal error, or the output cannot be written.)";

void add_wanted(CLI::App& command, wanted_scenarios& wanted) {
  command.add_option("--group", wanted.groups, "All of this group; may be repeated")
      ->type_name("G")
      ->allow_extra_args(false);
}

void add_serve_options(CLI::App& command, serve_options& given) {
  command.add_option("ID", given.wanted.ids, "Which ones; default: all");
  add_wanted(command, given.wanted);
  command.add_option("--file", given.wanted.files, "Scenarios of your own, behind the IDs")->type_name("FILE");
  CLI::Range const ports{0, 65'535};
  auto* const port =
      command.add_option("--port", given.port, "Each on its own address, all at this port; 0: a free one")
          ->type_name("N")
          ->check(ports);
  auto* const base = command
                         .add_option("--port-base", given.port_base,
                                     "All on 127.0.0.1, the first at this port, the next at the next; 0: free ones")
                         ->type_name("N")
                         ->check(ports)
                         ->excludes(port);
  command.add_option("--listen", given.listen, "One scenario here, default: good")
      ->type_name("ADDR:PORT")
      ->excludes(port)
      ->excludes(base);
  command.add_option("--cert", given.cert, "Show this certificate chain, PEM, leaf first, with --key")
      ->type_name("FILE");
  command.add_option("--key", given.key, "Its private key, PEM")->type_name("FILE");
  command.add_flag("--open-to-the-network", given.open_to_the_network,
                   "Let --listen take an address that others can reach");
  command.add_option("--ready-fd", given.ready_fd, "Write \"ready\" and a line end here once all servers listen")
      ->type_name("N")
      ->check(CLI::Range(3, INT_MAX));
  command.add_option("--max-sessions", given.max_sessions, "Sessions of one server at a time; default: 1000")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command.add_option("--idle", given.idle, "How long a client may take over one step; default: 300")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 86'400.0));
  command.add_option("--anchor", given.anchor, "Write the trust anchor here; default: a temporary file")
      ->type_name("FILE");
  command.add_option("--record", given.record, "Append a line of JSON for each connection that has ended")
      ->type_name("FILE");
  command.add_option("--maildir", given.maildir, "Keep the mails that are accepted here; default: drop them")
      ->type_name("DIR");
  command.add_option("--seed", given.seed, "The same keys every time, known to all who know S; default: random")
      ->type_name("S");
  command.add_option("--at", given.at, "Make the certificates for this moment, UTC; default: now")->type_name("DATE");
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Fake SMTP/TLS servers that show every certificate-name case, one fault each, on loopback.",
               "mxtls-lab"};
  app.footer(epilogue);
  app.set_version_flag("--version", versions(app.get_name()));
  app.require_subcommand(0, 1);

  wanted_scenarios to_list;
  auto* const list_command = app.add_subcommand("list", "List the scenarios: id, group, MX host, title");
  add_wanted(*list_command, to_list);
  wanted_scenarios to_show;
  auto* const show_command = app.add_subcommand("show", "Explain one scenario: all that it says and does");
  auto* const id = show_command->add_option("ID", to_show.ids, "Which one")->expected(1);
  show_command->add_option("--file", to_show.files, "One of your own instead")
      ->type_name("FILE")
      ->expected(1)
      ->excludes(id);
  serve_options given;
  auto* const serve_command = app.add_subcommand("serve", "Run the servers until interrupted");
  add_serve_options(*serve_command, given);
  bool json_wanted = false;
  for (CLI::App* const command : {list_command, show_command, serve_command})
    command->add_flag("--json", json_wanted, "Print JSON in place of text");
  return run_program(app, argc, argv, [&] {
    if (app.get_subcommands().empty()) throw usage_error{"say what to do: list, show ID or serve; --help explains"};
    format const as = json_wanted ? format::json : format::text;
    if (list_command->parsed()) list(to_list, as);
    if (show_command->parsed()) {
      if (to_show.all())
        throw usage_error{"show: name a scenario, or a file with --file; mxtls-lab list shows the ids"};
      show(to_show, as);
    }
    if (serve_command->parsed()) serve(given, as);
    return success;
  });
}
