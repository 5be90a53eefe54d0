// SPDX-License-Identifier: BSL-1.0
//
// mxtls-lab serve: scenarios as running servers.
#ifndef MXTLS_SERVERS_SERVE_COMMAND_HPP
#define MXTLS_SERVERS_SERVE_COMMAND_HPP

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/ip/address.hpp>
#include <asio/signal_set.hpp>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <mxtls/core/escape.hpp>
#include <mxtls/core/ip_address.hpp>
#include <mxtls/fake/lab.hpp>
#include <mxtls/fake/maildir.hpp>
#include <mxtls/fake/session_json.hpp>
#include <mxtls/io/read_file.hpp>
#include <mxtls/pki/write_file.hpp>

#include "catalogue.hpp"

namespace mxtls::program {

struct serve_options {
  wanted_scenarios wanted{};
  std::optional<std::uint16_t> port{};
  std::optional<std::uint16_t> port_base{};
  std::optional<std::string> listen{};
  std::optional<std::string> cert{};
  std::optional<std::string> key{};
  bool open_to_the_network = false;
  std::optional<int> ready_fd{};
  std::size_t max_sessions = 1000;
  double idle = 300;
  std::string anchor{};
  std::string record{};
  std::string maildir{};
  std::string seed{};
  std::string at{};
};

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

/// A descriptor on which somebody waits for a line.
class ready_line {
 public:
  /// @param number Must be open; it is ours from now on.
  explicit ready_line(int number) : number_{number} {
    int const flags = ::fcntl(number_, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
      throw usage_error{"--ready-fd: " + std::to_string(number) + " is not open for writing; open it as 3>FILE does"};
    ::fcntl(number_, F_SETFD, FD_CLOEXEC);
  }
  ~ready_line() {
    if (number_ >= 0) ::close(number_);
  }
  ready_line(ready_line const&) = delete;
  ready_line& operator=(ready_line const&) = delete;

  /// @throws std::system_error
  void tell() {
    constexpr std::string_view line = "ready\n";
    // Nobody reads: that is for us to say, not for a signal.
    std::signal(SIGPIPE, SIG_IGN);
    ::ssize_t const written = ::write(number_, line.data(), line.size());
    if (written != static_cast<::ssize_t>(line.size()))
      throw std::system_error{errno, std::generic_category(), "--ready-fd: " + std::to_string(number_)};
    ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

inline fake::maildir open_maildir(std::string const& folder) try {
  return fake::maildir{folder};
} catch (std::filesystem::filesystem_error const& error) {
  throw usage_error{std::string{"--maildir: "} + error.what()};
}

inline void keep(fake::maildir& mails, fake::session_record const& from) {
  for (smtp::accepted_message const& each : from.seen.dialogue.accepted) {
    if (each.content.size() == each.size) mails.keep(each);
    else
      std::fprintf(stderr, "mxtls-lab: --maildir: a mail of %llu octets from %s is left out: too much in one session\n",
                   static_cast<unsigned long long>(each.size), from.peer.c_str());
  }
}

inline std::string read_pem(char const* option, std::string const& path) {
  constexpr std::size_t largest = 1 << 20;
  auto text = io::read_file(path, largest);
  if (!text) throw usage_error{std::string{option} + ": " + path + ": " + text.error().message()};
  return *std::move(text);
}

/// `127.0.0.1:2525`, `[::1]:2525`.
inline void read_listen(std::string const& text, fake::lab_settings& into) {
  std::size_t const colon = text.rfind(':');
  std::string address = text.substr(0, colon == std::string::npos ? text.size() : colon);
  std::string const digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  bool const bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);
  auto const parsed = parse_ip_address(address);
  bool const right_form = parsed && bracketed == (address.find(':') != std::string::npos);
  bool const number = !digits.empty() && digits.size() <= 5 &&
                      digits.find_first_not_of("0123456789") == std::string::npos && std::stoi(digits) <= 65'535;
  if (!right_form || !number)
    throw usage_error{"--listen: \"" + escape(text) + "\" is no address and port; give 127.0.0.1:2525 or [::1]:2525"};
  into.layout = fake::lab_layout::own_ports;
  into.address = address;
  into.port = static_cast<std::uint16_t>(std::stoi(digits));
}

/// Where the servers listen, and with what certificate.
inline void read_place(serve_options const& given, std::size_t count, fake::lab_settings& into) {
  if (given.port) {
    into.layout = fake::lab_layout::same_port;
    into.port = *given.port;
  } else if (given.port_base) {
    if (*given.port_base + count > 65'536)
      throw usage_error{"--port-base: the ports would go beyond 65535; give a smaller number"};
    into.layout = fake::lab_layout::own_ports;
    into.port = *given.port_base;
  } else if (given.listen) {
    if (count != 1)
      throw usage_error{"--listen is for one scenario, and these are " + std::to_string(count) + "; name one"};
    read_listen(*given.listen, into);
  }
  if (given.cert.has_value() != given.key.has_value())
    throw usage_error{"--cert and --key belong together; give both or none"};
  if (given.cert) into.certificate = {read_pem("--cert", *given.cert), read_pem("--key", *given.key)};
  if (given.open_to_the_network) into.reach = fake::reach::network;
  else if (!asio::ip::make_address(into.address).is_loopback())
    throw usage_error{"--listen: others can reach " + into.address +
                      "; add --open-to-the-network if that is meant, or give 127.0.0.1"};
}

/// A line each, so that a script can read them one by one.
inline void print_servers(fake::lab const& lab, std::string const& anchor, format as) {
  if (as == format::json && !anchor.empty()) print({{"trust_anchor", anchor}}, -1);
  else if (!anchor.empty()) std::printf("trust anchor: %s\n", anchor.c_str());
  for (fake::lab_server const& each : lab.servers()) {
    fake::scenario const& s = each.scenario;
    std::string const& address = each.server->address();
    std::uint16_t const port = each.server->port();
    if (as == format::json) {
      print({{"id", s.id}, {"address", address}, {"port", port}, {"mx", s.mx_host}, {"title", s.title}}, -1);
    } else {
      bool const is_v6 = address.find(':') != std::string::npos;
      std::string const endpoint = (is_v6 ? '[' + address + ']' : address) + ':' + std::to_string(port);
      std::printf("%-26s %-17s %-26s %s\n", escape(s.id).c_str(), endpoint.c_str(), escape(s.mx_host).c_str(),
                  escape(s.title).c_str());
    }
  }
}

/// Each session takes a descriptor; most systems allow 1024 unless one asks for more.
inline void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

inline fake::lab make_lab(asio::io_context& io, std::vector<fake::scenario> chosen,
                          fake::lab_settings const& settings) try {
  return {io.get_executor(), std::move(chosen), settings};
} catch (std::invalid_argument const& error) {
  throw usage_error{error.what()};
}

inline void serve(serve_options given, format as) {
  if (given.listen && given.wanted.all()) given.wanted.ids = {"good"};
  std::vector<fake::scenario> chosen = choose(given.wanted);
  fake::lab_settings settings{
      .now = moment(given.at),
      .authorities = mxtls_authorities(),
      .idle = std::chrono::milliseconds{static_cast<std::int64_t>(given.idle * 1000)},
      .max_sessions = given.max_sessions,
  };
  read_place(given, chosen.size(), settings);
  if (!given.seed.empty()) settings.seed = given.seed;
  std::optional<ready_line> ready;
  if (given.ready_fd) ready.emplace(*given.ready_fd);
  raise_descriptor_limit();

  asio::io_context io{1}; // one thread
  // Made first, so that a second signal while the lab is ending finds it still there, and changes nothing.
  asio::signal_set signals{io, SIGINT, SIGTERM};
  std::optional<temporary_folder> folder;
  std::string anchor = given.anchor;
  if (anchor.empty() && !given.cert) anchor = (folder.emplace().path() / "root.pem").string();

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
  fake::lab lab = make_lab(io, std::move(chosen), settings);
  try {
    if (!anchor.empty()) pki::write_file(anchor, lab.authorities().at("root").pem(), pki::file_access::everybody);
  } catch (std::system_error const& error) {
    if (given.anchor.empty()) throw;
    throw usage_error{std::string{"--anchor: "} + error.what()};
  }

  signals.async_wait([&](std::error_code, int) { lab.stop(); });

  // Whoever reads a pipe waits for these lines.
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  print_servers(lab, anchor, as);
  fake::lab_server const& first = lab.servers().front();
  std::fprintf(stderr, "Try: mxtls-check --host %s:%d --address %s%s%s\nCtrl-C ends the lab.\n",
               first.scenario.mx_host.c_str(), first.server->port(), first.server->address().c_str(),
               anchor.empty() ? "" : " --ca ", anchor.c_str());
  flush_output();
  if (ready) ready->tell();
  io.run();
}

} // namespace mxtls::program

#endif
