// SPDX-License-Identifier: BSL-1.0
//
// mxtls-check: probes one MX host and explains every name comparison. The last step of the examples:
// all it adds to 5_probe_a_host.cpp is a command line.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/ip/host_name.hpp>
#include <asio/steady_timer.hpp>
#include <asio/version.hpp>
#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include <mxtls/identity/reference.hpp>
#include <mxtls/probe/probe_host.hpp>
#include <mxtls/report/json.hpp>
#include <mxtls/report/text.hpp>

#include "names_command.hpp"
#include "program.hpp"

namespace {

using namespace mxtls;
using program::usage_error;

struct options {
  std::vector<std::string> words; // that belong to no option
  std::optional<std::string> host;
  std::optional<std::string> address;
  std::optional<std::string> ca;
  std::optional<std::string> ehlo;
  std::optional<std::string> sni;
  std::optional<std::string> reference;
  std::optional<std::string> nexthop;
  std::string policy{report::policies::pkix_hostname.id};
  std::optional<std::string> at;
  std::optional<double> timeout;
  bool implicit_tls = false;
  bool json = false;
};

/// `names` has options of its own: none of the probe's says anything there.
void refuse_options(CLI::App const& app) {
  for (CLI::Option const* const each : app.get_options())
    if (each->count() > 0)
      throw usage_error{each->get_name() + " before names is for a probe; names --help shows what it takes"};
}

/// The first thing that anyone types is a bare name.
void refuse_words(std::vector<std::string> const& words) {
  if (words.empty()) return;
  if (words.front().starts_with('-'))
    throw usage_error{"\"" + escape(words.front()) + "\" is no option; --help shows those there are"};
  throw usage_error{"give the MX host with --host mx.example.com; MX records are not looked up yet"};
}

/// A shell variable that is not set makes an empty value; that must not change the test.
void refuse_empty(options const& given) {
  auto const check = [](char const* name, std::optional<std::string> const& value) {
    if (value && value->empty()) throw usage_error{std::string{name} + " is empty: give a value or leave it out"};
  };
  if (!given.host) throw usage_error{"--host is required: name the MX host to probe"};
  check("--host", given.host);
  check("--address", given.address);
  check("--ca", given.ca);
  check("--ehlo", given.ehlo);
  check("--sni", given.sni);
  check("--reference", given.reference);
  check("--nexthop", given.nexthop);
  check("--at", given.at);
}

/// `mx.example.test`, `mx.example.test:2525`, `[2001:db8::1]:25`, `192.0.2.1`.
std::pair<std::string, std::optional<std::uint16_t>> split_host(std::string const& text) {
  std::size_t const bracket = text.find(']');
  std::size_t const colon = text.rfind(':');
  bool const one_colon = colon != std::string::npos && text.find(':') == colon;
  bool const after_bracket = bracket != std::string::npos && colon == bracket + 1;
  if (!one_colon && !after_bracket) return {text, std::nullopt};
  std::string const digits = text.substr(colon + 1);
  bool const number = !digits.empty() && digits.size() <= 5 &&
                      digits.find_first_not_of("0123456789") == std::string::npos && std::stoi(digits) > 0 &&
                      std::stoi(digits) <= 65535;
  if (!number) throw usage_error{"--host: \"" + escape(digits) + "\" is no port; give 1 to 65535"};
  return {text.substr(0, colon), static_cast<std::uint16_t>(std::stoi(digits))};
}

/// The name of this machine; empty if it has none that can be sent.
std::optional<std::string> name_of_this_machine() {
  asio::error_code ec;
  std::string name = asio::ip::host_name(ec);
  if (ec || !smtp::is_ehlo_name(name)) return std::nullopt;
  return name;
}

/// server_name has no final dot: RFC 6066 section 3.
std::string without_final_dot(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return name;
}

report::host_request make_request(options const& given) {
  report::host_request out;
  auto const defaulted = [&](char const* name, char const* origin) { out.defaulted[name] = origin; };

  auto const [host, port] = split_host(*given.host);
  auto const target = identity::parse_reference(host);
  if (!target) throw usage_error{"--host: \"" + escape(host) + "\": " + target.error().message()};
  bool const is_address = target->kind == identity::reference_kind::ip;
  out.host = target->name;
  out.start = given.implicit_tls ? smtp::tls_start::implicit : smtp::tls_start::starttls;
  if (!given.implicit_tls) defaulted("TLS", "");
  out.port = port.value_or(given.implicit_tls ? 465 : 25);
  if (!port) defaulted("port", given.implicit_tls ? "implicit TLS" : "SMTP");

  if (given.address) {
    out.address = *given.address;
    if (!parse_ip_address(out.address))
      throw usage_error{"--address: \"" + escape(out.address) + "\" is no IP address; give 192.0.2.1 or 2001:db8::1"};
  } else {
    if (is_address) out.address = out.host;
    defaulted("address", is_address ? "the host is an address" : "from DNS");
  }

  if (given.ehlo) {
    out.ehlo_name = *given.ehlo;
  } else {
    auto const own = name_of_this_machine();
    out.ehlo_name = own.value_or("localhost");
    defaulted("EHLO", own ? "the name of this machine" : "this machine has no name to send");
  }
  if (!smtp::is_ehlo_name(out.ehlo_name))
    throw usage_error{"--ehlo: \"" + escape(*given.ehlo) +
                      "\" holds a space or a control octet, or is too long; give mail.example.com or [192.0.2.1]"};

  if (!given.sni) {
    if (!is_address) out.server_name = without_final_dot(out.host);
    defaulted("SNI", is_address ? "an address is never sent" : "the host");
  } else if (*given.sni != "none") {
    if (!smtp::is_ehlo_name(*given.sni))
      throw usage_error{"--sni: \"" + escape(*given.sni) +
                        "\" holds a space or a control octet, or is too long; give mx.example.com or none"};
    out.server_name = *given.sni;
  }

  out.reference = given.reference ? *given.reference : out.host;
  if (!given.reference) defaulted("reference", "the host");
  if (auto const reference = identity::parse_reference(out.reference); !reference)
    throw usage_error{"--reference: \"" + escape(out.reference) + "\": " + reference.error().message()};

  if (given.nexthop) {
    out.nexthop = *given.nexthop;
    if (auto const nexthop = identity::parse_reference(out.nexthop); !nexthop)
      throw usage_error{"--nexthop: \"" + escape(out.nexthop) + "\": " + nexthop.error().message()};
  }

  out.trust = given.ca ? *given.ca : io::trust_store::system_path;
  if (!given.ca) defaulted("trust", "this machine's anchors");

  out.at = program::moment(given.at.value_or(""));
  if (!given.at) defaulted("at", "now");

  double const seconds = given.timeout.value_or(60);
  if (!given.timeout) defaulted("timeout", "");
  // Not the negation of a comparison: it would let NaN pass.
  bool const sensible = seconds >= 0.001 && seconds <= 86'400;
  if (!sensible) throw usage_error{"--timeout: give seconds, 0.001 to 86400"};
  out.timeout_milliseconds = static_cast<std::int64_t>(seconds * 1000);
  return out;
}

report::policy const& find_policy(options const& given) {
  std::string known;
  for (report::policy const* const each : report::policies::all) {
    if (given.policy != each->id) {
      (known += known.empty() ? "" : ", ") += each->id;
      continue;
    }
    if (each->expects != report::as_asked && !given.nexthop)
      throw usage_error{"--policy " + given.policy + " looks for the recipient's domain: give it with --nexthop"};
    return *each;
  }
  throw usage_error{"--policy: there is no \"" + escape(given.policy) + "\"; there are " + known};
}

io::trust_store read_trust(options const& given) try {
  return given.ca ? io::trust_store::from_file(*given.ca) : io::trust_store::system();
} catch (std::runtime_error const& error) {
  throw usage_error{std::string{"--ca: "} + error.what()};
}

/// One line on a terminal that somebody is looking at, once it takes longer than two seconds.
class progress_line {
 public:
  progress_line(asio::io_context& io, std::string text) : timer_{io}, text_{std::move(text)} {
    if (isatty(STDERR_FILENO) == 1) wait();
  }
  ~progress_line() {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
  }
  progress_line(progress_line const&) = delete;
  progress_line& operator=(progress_line const&) = delete;

 private:
  void wait() {
    timer_.expires_after(std::chrono::seconds{shown_ ? 1 : 2});
    timer_.async_wait([this](std::error_code ec) {
      if (ec) return;
      seconds_ += shown_ ? 1 : 2;
      shown_ = true;
      fmt::print(stderr, "\r{} ({} s)\x1b[K", text_, seconds_);
      wait();
    });
  }

  asio::steady_timer timer_;
  std::string text_;
  int seconds_ = 0;
  bool shown_ = false;
};

report::host_report probe(report::host_request request, io::trust_store trust) {
  probe::settings const shared{.trust = std::move(trust)};
  // Never destroyed: that would wait for the system's look-up, which cannot be interrupted.
  static auto& io = *new asio::io_context;
  progress_line const progress{io, "talking to " + request.host};
  report::host_report out;
  probe::async_probe_host(io.get_executor(), shared, std::move(request),
                          [&](std::error_code, report::host_report done) {
                            out = std::move(done);
                            io.stop();
                          });
  io.run();
  return out;
}

/// Colours are for a terminal that has them, and for a person who wants them (no-color.org).
report::palette colours() {
  char const* const no_color = std::getenv("NO_COLOR");
  char const* const term = std::getenv("TERM");
  bool const refused =
      (no_color != nullptr && *no_color != '\0') || (term != nullptr && std::string_view{term} == "dumb");
  using kind = report::palette::kind;
  return report::palette{!refused && isatty(STDOUT_FILENO) == 1 ? kind::terminal : kind::plain};
}

int run(options const& given) {
  refuse_words(given.words);
  refuse_empty(given);
  report::policy const& policy = find_policy(given);
  report::host_request request = make_request(given);
  report::host_report const report = probe(std::move(request), read_trust(given));
  program::print(given.json ? report::to_json(report, policy).dump(2) + '\n'
                            : report::to_text(report, policy, colours()));
  switch (report::judge(report, policy).what) {
  case report::outcome::pass: return program::success;
  case report::outcome::fail: return program::failure;
  case report::outcome::inconclusive: break;
  }
  return program::inconclusive;
}

constexpr char const* description =
    R"(Connects to one MX host, talks SMTP up to TLS and back out, and says three things, each by itself:
is it encrypted, does the chain lead to a trust anchor, and is the reference identifier among the
names of the certificate, by which rule. It sends no mail.)";

constexpr char const* epilogue =
    R"(Every setting stands by itself and is printed in the head of the report. The name in the greeting
and in the answer to EHLO is shown and compared with nothing: the peer chooses it.

Examples:
  mxtls-check --host mx.example.com
  mxtls-check --host mx.example.com --reference example.com
  mxtls-check --host mx.example.com:465 --implicit-tls --sni none
  mxtls-check --host mx.example.com --policy pkix-nexthop --nexthop example.com
  mxtls-check --host mx.test:2525 --address 127.0.0.2 --ca root.pem --json
  mxtls-check names --reference mx.example.com --cert server.pem

Exit codes: 0 pass; 1 fail: the policy refuses the server, by default for no TLS, no trusted chain, or another name; 2 inconclusive: the test could
not be made, which says nothing about the server; 64 usage; 70 internal error, or the
output cannot be written.)";

} // namespace

int main(int argc, char** argv) {
  CLI::App app{description, "mxtls-check"};
  app.footer(epilogue);
  options given;
  app.add_option("--host", given.host, "MX host to probe, with a port if it is not 25")->type_name("NAME[:PORT]");
  app.add_option("--address", given.address, "Connect here; default: look the host up")->type_name("IP");
  app.add_option("--ca", given.ca, "Trust these anchors (PEM) and no others; default: this machine's")
      ->type_name("FILE");
  app.add_option("--ehlo", given.ehlo, "Name to give in EHLO; default: this machine's")->type_name("NAME");
  app.add_option("--sni", given.sni, "Server name to send in TLS, or none; default: the host")->type_name("NAME|none");
  app.add_option("--reference", given.reference, "Name to look for in the certificate; default: the host")
      ->type_name("NAME");
  app.add_option("--nexthop", given.nexthop, "The recipient's domain, for --policy pkix-nexthop")->type_name("NAME");
  app.add_option("--policy", given.policy,
                 "What decides: opportunistic, require-tls, pkix-hostname, mta-sts, pkix-nexthop")
      ->type_name("ID")
      ->capture_default_str();
  app.add_flag("--implicit-tls", given.implicit_tls, "TLS from the first octet (port 465) in place of STARTTLS");
  app.add_option("--at", given.at, "Judge the chain as of this moment, UTC; default: now")->type_name("DATE");
  app.add_option("--timeout", given.timeout, "Seconds for the whole probe; default: 60")->type_name("S");
  app.add_flag("--json", given.json, "Print JSON (mxtls.host-report/1) in place of text");
  app.set_version_flag("--version", program::versions(app.get_name()));
  app.allow_extras();
  program::names_options names;
  auto* const names_command = program::add_names_command(app, names);
  return program::run_program(app, argc, argv, [&] {
    if (names_command->parsed()) {
      refuse_options(app);
      names.words = app.remaining(true);
      return program::run_names(names, colours());
    }
    given.words = app.remaining();
    return run(given);
  });
}
