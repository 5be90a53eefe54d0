// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_LAB_HPP
#define MXTLS_FAKE_LAB_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <asio/any_io_executor.hpp>
#include <asio/error.hpp>

#include <mxtls/core/escape.hpp>
#include <mxtls/fake/needed_authorities.hpp>
#include <mxtls/fake/scenario.hpp>
#include <mxtls/fake/smtp_server.hpp>
#include <mxtls/pki/authority_set.hpp>
#include <mxtls/pki/make_case.hpp>

namespace mxtls::fake {

/// Where the servers of a lab listen.
enum class lab_layout {
  /// Each on an address of its own, the n-th on 127.0.0.n+1, at any port that is free.
  own_addresses,
  /// The same, all of them at `port`; 0: at one that is free on all addresses.
  same_port,
  /// All on `address`, the first at `port`, the next one at the next; 0: each at any port that is free.
  own_ports,
};

/// A certificate that was not made here, and its key.
struct given_certificate {
  /// The leaf, then what else is to be sent.
  std::string chain_pem{};
  std::string key_pem{};
};

struct lab_settings {
  /// Keys and serial numbers follow from it; absent for random ones.
  std::optional<std::string> seed{};
  /// The moment the certificates are made for. Required.
  timestamp now{};
  /// Those that the certificates of scenarios can name; clients trust `root`. By default the two that a
  /// certificate has if it names none.
  std::vector<pki::authority_entry> authorities{
      {.id = "root", .recipe = {.name = "root.mxtls-lab.test", .path_length = std::nullopt}},
      {.id = "intermediate", .issuer = "root", .recipe = {.name = "intermediate.mxtls-lab.test"}}};
  lab_layout layout = lab_layout::own_addresses;
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  /// What every server shows in place of its scenario's certificates and staple.
  std::optional<given_certificate> certificate{};
  /// As in `smtp_server_settings`, for each server.
  fake::reach reach = fake::reach::loopback;
  std::chrono::milliseconds idle{300'000};
  std::size_t max_sessions = 1000;
  std::size_t max_records = 10'000;
  std::size_t keep_messages = 0;
  std::function<void(scenario const&, session_record const&)> on_session{};
};

/// A running scenario.
struct lab_server {
  fake::scenario scenario;
  pki::made_case certificate;
  std::unique_ptr<io::tls_context> context;
  std::unique_ptr<smtp_server> server;
};

/// Scenarios wired to running servers, with certificates that one root vouches for.
///
/// The executor must be run. Destroying it stops all servers.
class lab {
 public:
  /// @throws std::invalid_argument naming the scenario that cannot be made, or for an address beyond `reach`;
  /// std::system_error if it cannot listen; as `pki::authority_set`
  lab(asio::any_io_executor executor, std::vector<scenario> scenarios, lab_settings const& settings)
      : authorities_{settings.seed, settings.now, needed_authorities(settings.authorities, scenarios)} {
    for (scenario& each : scenarios) servers_.push_back(make(std::move(each), settings));
    // A port that is free on one address may be taken on another: then again with another port.
    for (int tries = 20; !listen(executor, settings, tries); --tries)
      for (lab_server& each : servers_) each.server.reset();
  }

  std::vector<lab_server> const& servers() const noexcept { return servers_; }
  /// Those that the scenarios need, `root` among them.
  pki::authority_set const& authorities() const noexcept { return authorities_; }

  void stop() {
    for (lab_server const& each : servers_) each.server->stop();
  }

 private:
  lab_server make(scenario of, lab_settings const& settings) const try {
    pki::made_case made = pki::make_case(of.certificate, authorities_, settings.now);
    auto context = std::make_unique<io::tls_context>(
        settings.certificate
            ? io::tls_context::server(settings.certificate->chain_pem, settings.certificate->key_pem, tls_settings(of))
            : io::tls_context::server(made.sent_pem(), made.leaf.key().pkcs8_pem(),
                                      tls_settings(of, made, settings.now)));
    return {std::move(of), std::move(made), std::move(context), nullptr};
  } catch (std::invalid_argument const& error) {
    fail(of.id, error);
  } catch (std::system_error const& error) {
    fail(of.id, error);
  }

  [[noreturn]] static void fail(std::string const& id, std::exception const& error) {
    throw std::invalid_argument{"scenario \"" + escape(id) + "\": " + error.what()};
  }

  /// Begins to serve; false if that may come right with another port, of which there were enough with 0 tries left.
  bool listen(asio::any_io_executor const& executor, lab_settings const& settings, int tries_left) {
    bool const shared = settings.layout == lab_layout::same_port;
    std::uint16_t port = settings.port;
    for (std::size_t number = 0; number < servers_.size(); ++number) {
      lab_server& each = servers_[number];
      smtp_server_settings how{.scenario = each.scenario.id,
                               .script = each.scenario.script,
                               .start = each.scenario.start,
                               .wire = each.scenario.wire,
                               .address = settings.layout == lab_layout::own_ports ? settings.address : address(number),
                               .reach = settings.reach,
                               .port = port,
                               .idle = settings.idle,
                               .max_sessions = settings.max_sessions,
                               .max_records = settings.max_records,
                               .keep_messages = settings.keep_messages};
      if (settings.on_session)
        how.on_session = [tell = settings.on_session, of = each.scenario](session_record const& record) {
          tell(of, record);
        };
      try {
        each.server = std::make_unique<smtp_server>(executor, *each.context, std::move(how));
      } catch (std::system_error const& error) {
        bool const another = shared && settings.port == 0 && error.code() == asio::error::address_in_use;
        if (!another || tries_left == 0) throw;
        return false;
      }
      if (shared) port = each.server->port();
      else if (port != 0) ++port;
    }
    return true;
  }

  /// What the library is to send beside a certificate, and whom it is to believe for it.
  std::optional<io::tls_staple> staple(pki::certificate_case const& wanted, pki::made_case const& made,
                                       timestamp now) const {
    if (!made.staple) return std::nullopt;
    pki::authority_set const all{authorities_, wanted.authorities};
    std::string const issuer = wanted.issuer == "self" ? made.leaf.pem() : all.at(wanted.issuer).pem();
    // The library compares with the clock of this machine, which may be far from `now`.
    return io::tls_staple{.response = *made.staple,
                          .signers_pem = issuer + all.at(wanted.staple->signer).pem(),
                          .in_date = wanted.staple->this_update.at(now) + 1};
  }

  /// All but certificates.
  io::tls_server_settings tls_settings(scenario const& of) const {
    io::tls_server_settings out = of.tls;
    for (std::string const& id : of.client_authorities)
      out.client_authorities_pem += authorities_.at(id, "tls.client_authorities").pem();
    return out;
  }

  io::tls_server_settings tls_settings(scenario const& of, pki::made_case const& made, timestamp now) const {
    io::tls_server_settings out = tls_settings(of);
    out.staple = staple(of.certificate, made, now);
    for (named_certificate const& each : of.by_name) {
      pki::made_case const other = pki::make_case(each.certificate, authorities_, now);
      out.by_name.push_back({each.name, other.sent_pem(), other.leaf.key().pkcs8_pem()});
    }
    return out;
  }

  /// 127.0.0.2 and upwards, 127.0.1.0 after 127.0.0.255.
  static std::string address(std::size_t number) {
    std::size_t const host = number + 2;
    return "127." + std::to_string(host >> 16 & 0xff) + "." + std::to_string(host >> 8 & 0xff) + "." +
           std::to_string(host & 0xff);
  }

  pki::authority_set authorities_;
  std::vector<lab_server> servers_;
};

} // namespace mxtls::fake

#endif
