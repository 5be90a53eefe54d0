// SPDX-License-Identifier: BSL-1.0
//
// Probes as a whole: cancelled anywhere, many at a time, of peers that have nothing to do with each
// other, and of peers whose text is meant for the reader's terminal.

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <asio/cancellation_signal.hpp>
#include <dlfcn.h>
#include <netdb.h>

#include <mxtls/report/json.hpp>
#include <mxtls/report/text.hpp>

#include "probing.hpp"

using namespace mxtls;
using namespace mxtls::test;
using report::outcome;
using smtp::then;
using x509::chain_status;

namespace {

/// A probe that is under way and can be cancelled.
struct cancellable {
  cancellable(asio::io_context& context, probe::settings const& shared, report::host_request request) : io{context} {
    net::begin_probe(
        io, shared, std::move(request), [this](net::probed with) { ended = std::move(with); }, signal.slot());
  }

  /// Runs handlers until the probe has ended, there were so many of them, or nothing has happened for a while.
  std::size_t run(std::size_t handlers, std::chrono::milliseconds quiet) {
    std::size_t done = 0;
    while (!ended && done < handlers && io.run_one_for(quiet) != 0) ++done;
    return done;
  }

  void cancel() {
    signal.emit(asio::cancellation_type::terminal);
    net::run_until(io, [this] { return ended.has_value(); });
  }

  asio::io_context& io;
  asio::cancellation_signal signal{};
  std::optional<net::probed> ended{};
};

} // namespace

namespace {

/// While there is one, the look-up of `host` does not return.
class hanging_look_ups {
 public:
  static constexpr char const* host = "hangs.test";
  static constexpr char const* unknown_host = "unknown.test";

  hanging_look_ups() { set(1); }
  ~hanging_look_ups() { set(0); }
  hanging_look_ups(hanging_look_ups const&) = delete;
  hanging_look_ups& operator=(hanging_look_ups const&) = delete;

  static void wait() {
    std::unique_lock lock{mutex};
    changed.wait(lock, [] { return there_are == 0; });
  }

 private:
  static void set(int count) {
    std::lock_guard const lock{mutex};
    there_are = count;
    changed.notify_all();
  }

  static inline std::mutex mutex;
  static inline std::condition_variable changed;
  static inline int there_are = 0;
};

/// A host with two addresses; nobody listens on the first one.
constexpr char const* two_addresses = "two-addresses.test";

} // namespace

/// Stands before the system's function of this name in this program.
extern "C" int getaddrinfo(char const* node, char const* service, addrinfo const* hints, addrinfo** found) {
  if (node != nullptr && std::string_view{node} == hanging_look_ups::host) {
    hanging_look_ups::wait();
    return EAI_FAIL;
  }
  if (node != nullptr && std::string_view{node} == hanging_look_ups::unknown_host) return EAI_NONAME;
  auto* const real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  if (real == nullptr) return EAI_FAIL;
  if (node == nullptr || std::string_view{node} != two_addresses) return real(node, service, hints, found);
  addrinfo* second = nullptr;
  if (real("127.0.0.9", service, hints, found) != 0 || real("127.0.0.1", service, hints, &second) != 0) return EAI_FAIL;
  (*found)->ai_next = second;
  return 0;
}

TEST_CASE("A probe that waits at any step can be cancelled, and says nothing else", "[net][cancellation]") {
  using smtp::stage;
  for (auto const& [at, rule] : std::vector<std::pair<stage, smtp::rule>>{
           {stage::greeting, {.on = "connect", .respond = {"", then::hold}}},
           {stage::ehlo, {.on = "EHLO", .respond = {"250-half", then::hold}}},
           {stage::starttls, {.on = "STARTTLS", .respond = {"", then::hold}}},
           {stage::handshake, {.on = "STARTTLS", .respond = {"220 go\r\n", then::hold}}},
           {stage::ehlo_in_tls, {.on = "EHLO", .respond = {"", then::hold}, .in = smtp::layer::tls}},
           {stage::quit, {.on = "QUIT", .respond = {"", then::hold}}},
       }) {
    net::one_server server{{.rules = {rule}}};
    cancellable probe{server.io, server.settings, net::request_to(server.server.port())};
    probe.run(100'000, net::moment);
    INFO(smtp::to_text(at));
    REQUIRE_FALSE(probe.ended);
    probe.cancel();
    REQUIRE(probe.ended);
    CHECK(probe.ended->error == asio::error::operation_aborted);
    CHECK(smtp::to_text(probe.ended->report.reached) == smtp::to_text(at));
    CHECK_THAT(probe.ended->report, !reaches(outcome::fail, report::policies::pkix_hostname));
  }
}

TEST_CASE("A probe cancelled after any number of handlers ends at once", "[net][cancellation]") {
  net::one_server server{{}};
  std::size_t went_through = 0;
  std::size_t handlers = 0;
  for (; went_through < 3 && handlers < 1000; ++handlers) {
    cancellable probe{server.io, server.settings, net::request_to(server.server.port())};
    probe.run(handlers, net::patience);
    probe.cancel();
    INFO("cancelled after " << handlers << " handlers");
    REQUIRE(probe.ended);
    if (probe.ended->error != asio::error::operation_aborted) {
      CHECK_FALSE(probe.ended->error);
      CHECK(probe.ended->report.reached == smtp::stage::done);
      ++went_through;
    }
  }
  CHECK(handlers > 10);
  CHECK(handlers < 1000);
}

TEST_CASE("A host is looked up, and each of its addresses is tried", "[net]") {
  net::one_server server{{}};
  auto request = net::request_to(server.server.port());
  request.host = two_addresses;
  request.address.clear();
  auto const seen = net::probe(server.io, server.settings, request);
  CHECK_FALSE(seen.error);
  CHECK(seen.report.peer == "127.0.0.1:" + std::to_string(request.port));
  CHECK_THAT(seen.report, has_no_findings());
}

TEST_CASE("A host that has no address is not one that does not answer", "[net]") {
  asio::io_context io;
  auto request = net::request_to(25);
  request.host = hanging_look_ups::unknown_host;
  request.address.clear();
  auto const seen = net::probe(io, {}, request);
  CHECK(seen.error);
  CHECK(seen.report.ended == report::ending::not_found);
  CHECK(seen.report.reached == smtp::stage::look_up);
  CHECK(seen.report.peer.empty());
  CHECK_THAT(seen.report, has_only_findings({"host-not-found"}));
  CHECK_THAT(seen.report, reaches(outcome::inconclusive, report::policies::pkix_hostname));
}

TEST_CASE("A look-up that hangs ends with its limit, and can be cancelled", "[net][deadline][cancellation]") {
  asio::io_context io; // goes last: it waits for the look-ups
  hanging_look_ups const hanging;
  probe::settings shared;
  auto request = net::request_to(25);
  request.host = hanging_look_ups::host;
  request.address.clear();

  shared.limits.connect = net::moment;
  auto const limited = net::probe(io, shared, request);
  CHECK(limited.error == io::errc::look_up_timeout);
  CHECK(limited.report.ended == report::ending::timed_out);
  CHECK(limited.report.reached == smtp::stage::look_up);
  CHECK_THAT(limited.report, has_only_findings({"timeout"}));
  CHECK_THAT(limited.report, reaches(outcome::inconclusive, report::policies::pkix_hostname));

  shared.limits.connect = net::patience;
  cancellable cancelled{io, shared, request};
  cancelled.run(100, net::moment);
  REQUIRE_FALSE(cancelled.ended);
  cancelled.cancel();
  CHECK(cancelled.ended.value().error == asio::error::operation_aborted);

  request.timeout_milliseconds = net::moment.count();
  CHECK(net::probe(io, shared, request).error == io::errc::total_timeout);
}

TEST_CASE("A probe tells the server no more than it was asked to", "[net][rfc6066-3]") {
  net::one_server server{{}};
  auto request = net::request_to(server.server.port());
  request.server_name.reset();
  request.reference = "elsewhere.test";
  net::probe(server.io, server.settings, request);
  request.server_name = "asked.test";
  net::probe(server.io, server.settings, request);
  net::run_until(server.io, [&] { return server.server.sessions().size() == 2; });
  auto const& first = server.server.sessions()[0].seen;
  CHECK_FALSE(first.hello.value().server_name);
  REQUIRE(first.dialogue.commands.size() == 4);
  CHECK(first.dialogue.commands[0] == smtp::seen_command{"EHLO", "client.example.test", smtp::layer::clear});
  CHECK(first.dialogue.commands[3] == smtp::seen_command{"QUIT", "", smtp::layer::tls});
  CHECK(first.dialogue.messages == 0);
  CHECK(server.server.sessions()[1].seen.hello.value().server_name == "asked.test");
}

TEST_CASE("A probe over implicit TLS shows the same", "[net][rfc8314-3]") {
  net::one_server server{{}, smtp::tls_start::implicit};
  auto request = net::request_to(server.server.port());
  request.start = smtp::tls_start::implicit;
  auto const seen = net::probe(server.io, server.settings, request);
  CHECK_THAT(seen.report, has_no_findings() && matches_name(net::host));
  CHECK_THAT(seen.report, reaches(outcome::pass, report::policies::pkix_hostname));
  CHECK_FALSE(seen.report.dialogue.ehlo);
}

namespace {

/// Two servers with certificates of one intermediate: one forgets to send it, one does not.
struct forgetful_and_complete {
  net::authority const& authority = net::authority::shared();
  io::tls_context leaf_only = io::tls_context::server(authority.leaf.pem(), authority.leaf.key().pkcs8_pem());
  asio::io_context io{};
  fake::smtp_server forgetful = net::serve(io, leaf_only);
  fake::smtp_server complete = net::serve(io, authority.context);
  probe::settings const shared{.trust = authority.trust};
};

} // namespace

TEST_CASE("What one server sends never helps the next", "[net][isolation]") {
  forgetful_and_complete servers;
  auto const status = [&](fake::smtp_server const& server) {
    return net::probe(servers.io, servers.shared, net::request_to(server.port())).report.chain.status;
  };
  CHECK(status(servers.forgetful) == chain_status::incomplete);
  CHECK(status(servers.complete) == chain_status::trusted);
  CHECK(status(servers.forgetful) == chain_status::incomplete);
  CHECK(status(servers.complete) == chain_status::trusted);
}

TEST_CASE("Of many probes at a time none helps another", "[net][isolation]") {
  forgetful_and_complete servers;
  std::size_t incomplete = 0;
  std::size_t trusted = 0;
  std::size_t errors = 0;
  for (int i = 0; i < 50; ++i) {
    bool const forgetful = i % 2 == 0;
    auto const& server = forgetful ? servers.forgetful : servers.complete;
    net::begin_probe(servers.io, servers.shared, net::request_to(server.port()),
                     [&, forgetful](net::probed const& seen) {
                       auto const status = seen.report.chain.status;
                       errors += seen.error ? 1 : 0;
                       incomplete += forgetful && status == chain_status::incomplete ? 1 : 0;
                       trusted += !forgetful && status == chain_status::trusted ? 1 : 0;
                     });
  }
  net::run_until(servers.io, [&] { return incomplete + trusted + errors >= 50; });
  CHECK(errors == 0);
  CHECK(incomplete == 25);
  CHECK(trusted == 25);
}

namespace {

/// Whether a text can do nothing to a terminal but print: valid UTF-8, no control but the line feed,
/// nothing that turns the direction of writing.
bool is_harmless(std::string const& text) {
  auto const octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    auto const lead = octet(i);
    if ((lead < 0x20 && lead != '\n') || lead == 0x7f) return false;
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4) return false;
    std::size_t const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((octet(i + k) & 0xc0) != 0x80) return false;
    // C1 controls are C2 80 to C2 9F.
    if (lead == 0xc2 && octet(i + 1) < 0xa0) return false;
    i += length;
  }
  return text.find("\xe2\x80\xae") == std::string::npos && text.find("\xe2\x80\xa8") == std::string::npos;
}

std::string const hostile = "\x1b[2J\x1b]0;owned\x07 \x01\x7f\x80\xff\xc3( \xc2\x9b"
                            "31m \xe2\x80\xae"
                            "evil \xe2\x80\xa8 <b>&";

} // namespace

TEST_CASE("A peer's text acts neither on a terminal nor on a reader of JSON", "[net][hostile]") {
  // The same octets wherever a peer can put octets: names in the certificate, greeting, EHLO.
  namespace der = pki::der;
  bytes const names = der::sequence({pki::dns_name(hostile), pki::dns_name(std::string("a\0b", 3)),
                                     der::implicit_tag(6, der::ia5_string(hostile)), pki::ip_name(bytes{1, 2, 3})});
  auto const root = pki::authority::create({.seed = "hostile", .now = net::now});
  std::string const printable = "\x1b[31mred\x1b[0m \xe2\x80\xae"
                                "evil";
  auto const leaf = root.self_signed({.common_names = {printable}, .raw_subject_alt_name = names});
  auto const context = io::tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem());
  for (auto const& script : std::vector<smtp::script>{
           {.greeting = hostile, .ehlo_name = hostile, .keywords = {hostile, "SIZE " + hostile}},
           {.rules = {{.on = "connect", .respond = {"554 " + hostile + "\r\n"}}}},
           {.rules = {{.on = "connect", .respond = {hostile + "\r\n"}}}},
           {.rules = {{.on = "STARTTLS", .respond = {"220 go\r\n" + hostile, then::start_tls}}}},
           {.rules = {{.on = "STARTTLS", .respond = {"220 go\r\n", then::await_octets}},
                      {.on = "octets", .respond = {hostile, then::close}}}},
       }) {
    net::one_server server{script, smtp::tls_start::starttls, context};
    auto request = net::request_to(server.server.port());
    request.host = request.reference = request.trust = hostile; // a host can come from DNS
    auto const seen = net::probe(server.io, server.settings, request);
    CHECK_THAT(seen.report, !has_no_findings());
    for (report::policy const* const policy : report::policies::all) {
      CHECK(is_harmless(report::to_text(seen.report, *policy)));
      auto const json = report::to_json(seen.report, *policy);
      std::string const dumped = json.dump(2); // throws for what is no UTF-8
      CHECK(is_harmless(dumped));
      CHECK(nlohmann::ordered_json::parse(dumped).dump(2) == dumped);
    }
    CHECK(is_harmless(show_findings(seen.report)));
  }
}
