// SPDX-License-Identifier: BSL-1.0
//
// The clients of load.sh: many SMTP sessions with STARTTLS against one server that is a process of
// its own, and what they cost that process. Prints figures for the script, and on stderr what went wrong.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>
#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include <mxtls/io/line_reader.hpp>
#include <mxtls/io/mail_stream.hpp>
#include <mxtls/io/read_file.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/pki/write_file.hpp>

#include "handshakes.hpp"

namespace {

using namespace mxtls;
using tcp = asio::ip::tcp;

/// A line of the client and the reply it wants; the first one is not said, the greeting comes by itself.
struct turn {
  std::string say;
  int wants;
};

std::string const ehlo = "EHLO load.example.test\r\n";

std::vector<turn> in_clear() { return {{"", 220}, {ehlo, 250}, {"STARTTLS\r\n", 220}}; }

/// A mail of 2 kB.
std::vector<turn> one_mail() {
  std::string mail = "From: <load@example.test>\r\nTo: <taker@example.test>\r\nSubject: load\r\n\r\n";
  while (mail.size() < 2000) mail += "Forty-eight octets make a line of this one mail.\r\n";
  return {{ehlo, 250},
          {"MAIL FROM:<load@example.test>\r\n", 250},
          {"RCPT TO:<taker@example.test>\r\n", 250},
          {"DATA\r\n", 354},
          {mail + ".\r\n", 250},
          {"QUIT\r\n", 221}};
}

/// One connection, which takes its turns one after the other.
class client : public std::enable_shared_from_this<client> {
 public:
  /// Told once of every `talk`; empty for what went well.
  using ending = std::function<void(std::string_view fault)>;

  client(asio::io_context& io, io::tls_context const& tls)
      : context_{tls}, stream_{tcp::socket{io, tcp::v4()}}, reader_{stream_} {}

  /// Connects and does the handshake.
  void begin(tcp::endpoint server, ending then) {
    stream_.next_layer().async_connect(server, [self = shared_from_this(), then](std::error_code ec) {
      if (ec) return then(ec.message());
      asio::error_code ignored;
      self->stream_.next_layer().set_option(tcp::no_delay{true}, ignored);
      static std::vector<turn> const turns = in_clear();
      self->talk(turns, [self, then](std::string_view fault) {
        if (!fault.empty()) return then(fault);
        self->stream_.begin_tls(self->context_).async_connect([self, then](std::error_code failed) {
          then(failed ? "handshake: " + failed.message() : std::string{});
        });
      });
    });
  }

  /// @param turns Must outlive the talk.
  void talk(std::vector<turn> const& turns, ending then, std::size_t number = 0) {
    if (number == turns.size()) return then({});
    turn const& now = turns[number];
    auto listen = [self = shared_from_this(), &turns, &now, number, then](std::error_code ec, std::size_t) {
      if (ec) return then(ec.message());
      self->reader_.async_read_reply(
          [self, &turns, &now, number, then](std::error_code failed, smtp::reply const& reply) {
            if (failed) return then(failed.message());
            if (reply.code != now.wants) return then(first_line(reply));
            self->talk(turns, then, number + 1);
          });
    };
    if (now.say.empty()) return listen({}, 0);
    asio::async_write(stream_, asio::buffer(now.say), std::move(listen));
  }

  void end() {
    stream_.tls()->async_shut_down([self = shared_from_this()](std::error_code) {
      asio::error_code ignored;
      self->stream_.lowest_layer().close(ignored);
    });
  }

  /// Version, cipher suite and group.
  std::string tls() {
    auto const seen = observe(stream_.tls()->engine());
    return seen.version + ' ' + seen.cipher_suite + ' ' + seen.group;
  }

 private:
  io::tls_context const& context_;
  io::mail_stream<tcp::socket> stream_;
  io::line_reader<io::mail_stream<tcp::socket>> reader_;
};

/// A whole file. @throws std::system_error
std::string content(std::filesystem::path const& path) {
  auto read = io::read_file(path.string(), 1 << 20);
  if (!read) throw std::system_error{read.error(), path.string()};
  return *std::move(read);
}

/// What the process under load has spent so far.
class watched_process {
 public:
  explicit watched_process(int id) : folder_{std::filesystem::path{"/proc"} / std::to_string(id)} {}

  /// User and system time, with that of threads.
  double cpu_seconds() const {
    std::string const stat = read("stat");
    std::istringstream fields{stat.substr(stat.rfind(')') + 1)};
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  }

  /// KiB: its own, and its share of what it shares.
  double memory() const {
    std::string const text = read("smaps_rollup");
    std::size_t const at = text.find("\nPss:");
    if (at == std::string::npos) throw std::runtime_error{"smaps_rollup has no Pss"};
    return std::stod(text.substr(at + 5));
  }

 private:
  std::string read(char const* name) const { return content(folder_ / name); }

  std::filesystem::path folder_;
};

/// Does something `count` times, so many at once, and counts what goes wrong.
class crowd {
 public:
  /// Does it for the n-th time and tells how it went.
  using task = std::function<void(std::size_t number, client::ending then)>;

  crowd(asio::io_context& io, std::size_t count, std::size_t at_once, task what)
      : count_{count}, what_{std::move(what)} {
    for (std::size_t i = 0; i < at_once; ++i) start();
    io.restart();
    io.run_for(std::chrono::seconds{120});
    lost_ += count_ - ended_;
  }

  /// Those that went wrong or have not ended within two minutes.
  std::size_t lost() const noexcept { return lost_; }

 private:
  void start() {
    if (started_ == count_) return;
    what_(started_++, [this](std::string_view fault) {
      ++ended_;
      if (!fault.empty() && lost_++ == 0) fmt::print(stderr, "lost a session: {}\n", fault);
      start();
    });
  }

  std::size_t count_;
  task what_;
  std::size_t started_ = 0;
  std::size_t ended_ = 0;
  std::size_t lost_ = 0;
};

struct options {
  std::uint16_t port = 0;
  int pid = 0;
  std::size_t count = 0;
  std::size_t at_once = 256;
  std::string folder;
};

/// Writes chain.pem and key.pem: P-256, a leaf and its intermediate.
void make_certificate(std::filesystem::path const& folder) {
  pki::authority const root = pki::authority::create();
  pki::leaf const leaf = root.intermediate().issue({.dns = {"mx.example.test"}});
  pki::write_file(folder / "chain.pem", leaf.chain_pem(), pki::file_access::everybody);
  pki::write_file(folder / "key.pem", leaf.key().pkcs8_pem(), pki::file_access::owner_only);
}

/// Prints server handshakes a CPU-second.
void handshakes(options const& given) {
  std::filesystem::path const folder = given.folder;
  auto const server = io::tls_context::server(content(folder / "chain.pem"), content(folder / "key.pem"));
  int const count = static_cast<int>(given.count);
  bench::measure_handshakes(server, count / 10); // warm up
  fmt::print("{:.0f}\n", 1 / bench::measure_handshakes(server, count).server);
}

/// Of all servers the same: TLS 1.3 with X25519, and this suite.
io::tls_context client_context() {
  io::tls_context made = io::tls_context::client();
  io::check_tls_setting(wolfSSL_CTX_set_cipher_list(made.native(), "TLS13-AES128-GCM-SHA256"), "the cipher suite");
  return made;
}

/// Prints sessions a CPU-second of the server, lost ones, and what TLS they had.
void sessions(options const& given) {
  io::tls_context const tls = client_context();
  tcp::endpoint const server{asio::ip::address_v4::loopback(), given.port};
  watched_process const process{given.pid};
  std::vector<turn> const mail = one_mail();
  std::string seen;
  auto const serve = [&](std::size_t count) {
    asio::io_context io{1};
    return crowd{io, count, given.at_once,
                 [&](std::size_t, client::ending const& then) {
                   auto const made = std::make_shared<client>(io, tls);
                   made->begin(server, [&, made, then](std::string_view fault) {
                     if (!fault.empty()) return then(fault);
                     if (seen.empty()) seen = made->tls();
                     made->talk(mail, [made, then](std::string_view how) {
                       if (how.empty()) made->end();
                       then(how);
                     });
                   });
                 }}
        .lost();
  };
  std::size_t lost = serve(given.count / 4); // warm up
  double const begin = process.cpu_seconds();
  lost += serve(given.count);
  double const spent = process.cpu_seconds() - begin;
  fmt::print("{:.0f} {} {}\n", static_cast<double>(given.count) / spent, lost, seen);
}

/// Opens sessions, keeps them all and uses each again at the end. Prints KiB a session, lost ones.
void hold(options const& given) {
  io::tls_context const tls = client_context();
  tcp::endpoint const server{asio::ip::address_v4::loopback(), given.port};
  watched_process const process{given.pid};
  asio::io_context io{1};
  std::vector<turn> const hello{{ehlo, 250}};
  std::vector<turn> const noop{{"NOOP\r\n", 250}};
  std::vector<std::shared_ptr<client>> open(given.count);
  crowd const first{io, 1, 1, [&](std::size_t, client::ending const& then) { // what all of them share
                      std::make_shared<client>(io, tls)->begin(server, then);
                    }};
  double const before = process.memory();
  crowd const opening{io, given.count, given.at_once, [&](std::size_t number, client::ending const& then) {
                        auto const made = std::make_shared<client>(io, tls);
                        made->begin(server, [&, made, number, then](std::string_view fault) {
                          if (!fault.empty()) return then(fault);
                          made->talk(hello, [&, made, number, then](std::string_view how) {
                            if (how.empty()) open[number] = made;
                            then(how);
                          });
                        });
                      }};
  double const while_open = process.memory();
  crowd const using_them{io, given.count, given.count, [&](std::size_t number, client::ending const& then) {
                           if (open[number]) open[number]->talk(noop, then);
                           else then("it could not be opened");
                         }};
  double const growth = std::max(while_open, process.memory()) - before;
  fmt::print("{:.1f} {}\n", growth / static_cast<double>(given.count), using_them.lost());
}

} // namespace

int main(int argc, char** argv) try {
  CLI::App app{"The clients of load.sh.", "mxtls-bench-load"};
  app.require_subcommand(1);
  options given;
  auto const add = [&](char const* name, char const* what) { return app.add_subcommand(name, what); };
  auto* const make = add("make-certificate", "Write chain.pem and key.pem into DIR");
  auto* const base = add("handshakes", "Handshakes in memory with them");
  for (CLI::App* const each : {make, base}) each->add_option("DIR", given.folder)->required();
  auto* const serve = add("sessions", "Whole sessions with a mail");
  auto* const keep = add("hold", "Sessions kept open");
  for (CLI::App* const each : {serve, keep}) {
    each->add_option("--port", given.port, "Where the server listens, on 127.0.0.1")->required();
    each->add_option("--pid", given.pid, "The process of the server")->required();
    each->add_option("--at-once", given.at_once, "So many at a time")->capture_default_str();
  }
  for (CLI::App* const each : {base, serve, keep}) each->add_option("--count", given.count)->required();
  CLI11_PARSE(app, argc, argv);
  if (make->parsed()) make_certificate(given.folder);
  if (base->parsed()) handshakes(given);
  if (serve->parsed()) sessions(given);
  if (keep->parsed()) hold(given);
} catch (std::exception const& error) {
  fmt::print(stderr, "mxtls-bench-load: {}\n", error.what());
  return 1;
}
