// SPDX-License-Identifier: BSL-1.0
//
// mxtls-certs: writes the authorities and every scenario's certificate and key as files.

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>

#include <mxtls/core/escape.hpp>
#include <mxtls/fake/authorities.hpp>
#include <mxtls/io/tls_context.hpp>

#include "mxtls_catalogue.hpp"

namespace {

using namespace mxtls;

enum exit_code { done = 0, usage = 64, internal = 70 };

/// A mistake on the command line: says what is wrong and what would be right.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

timestamp moment(std::string const& given) {
  if (given.empty())
    return {
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
  auto const at = parse_timestamp(given);
  if (!at) throw usage_error{"--at: \"" + escape(given) + "\" is no date; give 2026-11-23 or 2026-11-23T09:30:00Z"};
  return *at;
}

void write_all(std::filesystem::path const& out, std::optional<std::string> const& seed, timestamp now) {
  fake::authorities const authorities{seed, now};
  std::error_code ec;
  std::filesystem::create_directories(out, ec);
  if (ec) throw usage_error{"--out: " + out.string() + " cannot be made: " + ec.message()};
  pki::write_file(out / "root.pem", authorities.root().pem(), pki::file_access::everybody);
  std::printf("%-26s %s\n", "trust anchor", (out / "root.pem").c_str());
  for (fake::scenario const& each : mxtls_catalogue()) {
    authorities.issue(each.certificate).write_to(out / each.id);
    std::printf("%-26s %s\n", each.id.c_str(), (out / each.id).c_str());
  }
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
Exit codes: 0 done; 64 usage; 70 internal error.)");
  app.set_version_flag("--version",
                       std::string{"mxtls-certs "} + MXTLS_VERSION + "\nwolfSSL " + LIBWOLFSSL_VERSION_STRING);
  std::string out;
  std::string seed;
  std::string at;
  app.add_option("--out", out, "Write here; the folder is made if need be")->type_name("DIR");
  app.add_option("--seed", seed, "The same keys every time, known to all who know S; default: random")->type_name("S");
  app.add_option("--at", at, "Make the certificates for this moment, UTC; default: now")->type_name("DATE");
  try {
    app.parse(argc, argv);
    if (out.empty()) throw usage_error{"--out is required: name the folder to write to"};
    write_all(out, seed.empty() ? std::nullopt : std::optional{seed}, moment(at));
    if (std::fflush(stdout) != 0) throw std::runtime_error{"the list of files cannot be written"};
    return done;
  } catch (CLI::ParseError const& error) {
    if (error.get_exit_code() == 0) return app.exit(error); // --help, --version
    std::fprintf(stderr, "mxtls-certs: %s; --help shows the options\n", error.what());
    return usage;
  } catch (usage_error const& error) {
    std::fprintf(stderr, "mxtls-certs: %s\n", error.what());
    return usage;
  } catch (std::exception const& error) {
    std::fprintf(stderr, "mxtls-certs: %s\n", error.what());
    return internal;
  }
}
