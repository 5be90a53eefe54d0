// SPDX-License-Identifier: BSL-1.0
//
// mxtls-certs: writes the authorities and every scenario's certificate and key as files.

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <mxtls/fake/authorities.hpp>
#include <mxtls/fake/scenario_reader.hpp>
#include <mxtls/io/tls_context.hpp>

#include "../examples/program.hpp"
#include "mxtls_catalogue.hpp"

namespace {

using namespace mxtls;
using program::usage_error;

/// Returns what was written: the trust anchor, and for each scenario its folder and files.
nlohmann::ordered_json write_all(std::filesystem::path const& out, std::optional<std::string> const& seed,
                                 timestamp at) {
  fake::authorities const authorities{seed, at};
  std::error_code ec;
  std::filesystem::create_directories(out, ec);
  if (ec) throw usage_error{"--out: " + out.string() + " cannot be made: " + ec.message()};
  pki::write_file(out / "root.pem", authorities.root().pem(), pki::file_access::everybody);
  nlohmann::ordered_json written{{"trust_anchor", (out / "root.pem").string()},
                                 {"scenarios", nlohmann::ordered_json::array()}};
  for (fake::scenario const& each : mxtls_catalogue()) {
    std::filesystem::path const folder = out / each.id;
    authorities.issue(each.certificate).write_to(folder);
    written["scenarios"].push_back({{"id", each.id},
                                    {"folder", folder.string()},
                                    {"certificate", (folder / "cert.pem").string()},
                                    {"chain", (folder / "chain.pem").string()},
                                    {"key", (folder / "key.pem").string()}});
  }
  return written;
}

void print(nlohmann::ordered_json const& written) {
  auto const line = [](std::string const& name, std::string const& path) {
    std::printf("%-26s %s\n", name.c_str(), path.c_str());
  };
  line("trust anchor", written["trust_anchor"]);
  for (auto const& each : written["scenarios"]) line(each["id"], each["folder"]);
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Writes a PKI for tests: root.pem, and for each scenario a folder with cert.pem, chain.pem and key.pem.",
               "mxtls-certs"};
  app.footer(R"(Examples:
  mxtls-certs --out pki                        random keys, valid from yesterday
  mxtls-certs --out pki --seed ci --at 2026-11-23   the same octets every time

Pass root.pem with a CAfile and never install it: whoever knows the seed has its key. The
authorities are constrained to names that belong to nobody (.test, .example, .invalid, .localhost).
Exit codes: 0 done; 64 usage; 70 internal error, or the output cannot be written.)");
  app.set_version_flag("--version", program::versions(app.get_name()));
  std::string out;
  std::string seed;
  std::string at;
  app.add_option("--out", out, "Write here; the folder is made if need be")->type_name("DIR");
  app.add_option("--seed", seed, "The same keys every time, known to all who know S; default: random")->type_name("S");
  app.add_option("--at", at, "Make the certificates for this moment, UTC; default: now")->type_name("DATE");
  bool json = false;
  app.add_flag("--json", json, "Print one JSON object that names the files");
  return program::run_program(app, argc, argv, [&] {
    if (out.empty()) throw usage_error{"--out is required: name the folder to write to"};
    auto const written = write_all(out, seed.empty() ? std::nullopt : std::optional{seed}, program::moment(at));
    if (json) {
      using nlohmann::ordered_json;
      // A path may hold any octets.
      program::print(written.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n');
    } else {
      print(written);
    }
    return program::success;
  });
}
