// SPDX-License-Identifier: BSL-1.0
//
// Every scenario of the catalogue, served and probed: what a checker must find is found, no more, and
// each policy comes to the verdict that stands in the file.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <mxtls/fake/lab.hpp>
#include <mxtls/fake/scenario_reader.hpp>

#include "mxtls_catalogue.hpp"
#include "probing.hpp"

using namespace mxtls;
using namespace mxtls::test;

namespace {

std::vector<fake::scenario> catalogue() {
  std::vector<std::filesystem::path> files;
  for (auto const& entry : std::filesystem::recursive_directory_iterator{MXTLS_FIXTURES "/scenarios"})
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<fake::scenario> out;
  for (auto const& file : files) {
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    out.push_back(
        fake::read_scenario(text.str(), file.string(), file.parent_path().filename().string(), mxtls_cases()));
    CHECK(out.back().id == file.stem().string());
  }
  return out;
}

report::host_request request_for(fake::lab_server const& each) {
  auto request = net::request_to(each.server->port());
  request.host = request.reference = each.scenario.mx_host;
  request.server_name = each.scenario.mx_host;
  request.nexthop = each.scenario.domain;
  request.address = each.server->address();
  request.start = each.scenario.start;
  // Who is to run out of time need not take long over it.
  auto const& findings = each.scenario.expected_findings;
  if (std::find(findings.begin(), findings.end(), "timeout") != findings.end()) request.timeout_milliseconds = 2000;
  return request;
}

/// Probes all servers, some at a time, and hands over what is seen of each.
template <typename Look>
void probe_all(asio::io_context& io, fake::lab const& lab, Look look) {
  probe::settings const shared{
      .trust = io::trust_store{{x509::parse_certificate(lab.authorities().at("root").der()).value()}},
      .limits = {.quit = net::moment}};
  std::size_t begun = 0;
  std::size_t ended = 0;
  for (fake::lab_server const& each : lab.servers()) {
    ++begun;
    net::begin_probe(io, shared, request_for(each), [&](net::probed const& seen) {
      ++ended;
      INFO(each.scenario.group << "/" << each.scenario.id);
      look(each.scenario, seen.report);
    });
    net::run_until(io, [&] { return begun - ended < 16; });
  }
  net::run_until(io, [&] { return begun == ended; });
}

} // namespace

TEST_CASE("Every scenario reaches exactly what stands in its file", "[net][scenarios]") {
  asio::io_context io;
  fake::lab const lab{
      io.get_executor(), catalogue(), {.seed = "scenarios", .now = net::now, .authorities = mxtls_authorities()}};
  REQUIRE(lab.servers().size() >= 150);
  probe_all(io, lab, [](fake::scenario const& of, report::host_report const& seen) {
    CHECK_THAT(seen, has_only_findings(of.expected_findings));
    for (report::policy const* const policy : report::policies::all) {
      INFO(policy->id);
      CHECK(to_text(report::judge(seen, *policy).what) == of.expected_verdicts.at(std::string{policy->id}));
    }
  });
}

TEST_CASE("The verdicts of a scenario do not depend on who was probed before", "[net][scenarios][isolation]") {
  asio::io_context io;
  auto scenarios = catalogue();
  std::reverse(scenarios.begin(), scenarios.end());
  fake::lab const lab{io.get_executor(),
                      std::move(scenarios),
                      {.seed = "scenarios", .now = net::now, .authorities = mxtls_authorities()}};
  probe_all(io, lab, [](fake::scenario const& of, report::host_report const& seen) {
    CHECK_THAT(seen, has_only_findings(of.expected_findings));
  });
}

TEST_CASE("A lab serves each scenario at an address of its own, and tells of every session", "[net][lab]") {
  asio::io_context io;
  std::vector<std::string> told;
  fake::lab_settings const settings{
      .seed = "lab", .now = net::now, .on_session = [&](auto const& scenario, auto const& session) {
        told.push_back(scenario.id + " " + std::to_string(session.number));
      }};
  std::vector<fake::scenario> scenarios(2);
  scenarios[0].id = "one";
  scenarios[1].id = "two";
  for (auto& each : scenarios) {
    each.mx_host = each.id + ".test";
    each.certificate.leaf.dns = {each.mx_host};
  }
  scenarios[1].certificate.staple.emplace();
  fake::lab lab{io.get_executor(), scenarios, settings};
  REQUIRE(lab.servers().size() == 2);
  CHECK_FALSE(lab.servers()[0].certificate.staple);
  CHECK(lab.servers()[1].certificate.staple);
  CHECK(lab.servers()[0].server->address() == "127.0.0.2");
  CHECK(lab.servers()[1].server->address() == "127.0.0.3");
  CHECK(lab.servers()[0].server->port() != 0);

  probe::settings const shared;
  for (auto const& each : lab.servers())
    CHECK_THAT(net::probe(io, shared, request_for(each)).report, matches_name(each.scenario.mx_host));
  lab.stop();
  net::run_out(io); // nothing is left to do once it has stopped
  std::sort(told.begin(), told.end());
  CHECK(told == std::vector<std::string>{"one 1", "two 1"});
}
