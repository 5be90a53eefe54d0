// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_LAB_HPP
#define MXTLS_FAKE_LAB_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <asio/any_io_executor.hpp>

#include <mxtls/fake/scenario.hpp>
#include <mxtls/fake/smtp_server.hpp>
#include <mxtls/pki/authority_set.hpp>
#include <mxtls/pki/make_case.hpp>

namespace mxtls::fake {

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
  /// 0: every server has a port that the system chooses; else they count up from here.
  std::uint16_t port_base = 0;
  /// As in `smtp_server_settings`, for each server.
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

/// Scenarios wired to running servers: the n-th on 127.0.0.n+1, with certificates that one root vouches for.
///
/// The executor must be run. Destroying it stops all servers.
class lab {
 public:
  /// @throws std::system_error if it cannot listen, and as `pki::authority_set` and `pki::make_case`
  lab(asio::any_io_executor executor, std::vector<scenario> scenarios, lab_settings const& settings)
      : authorities_{settings.seed, settings.now, settings.authorities} {
    for (scenario& each : scenarios) {
      auto const number = servers_.size();
      pki::made_case made = pki::make_case(each.certificate, authorities_, settings.now);
      auto context = std::make_unique<io::tls_context>(io::tls_context::server(
          made.sent_pem(), made.leaf.key().pkcs8_pem(), tls_settings(each, made, settings.now)));
      smtp_server_settings how{.scenario = each.id,
                               .script = each.script,
                               .start = each.start,
                               .wire = each.wire,
                               .address = address(number),
                               .max_records = settings.max_records,
                               .keep_messages = settings.keep_messages};
      if (settings.port_base != 0) how.port = static_cast<std::uint16_t>(settings.port_base + number);
      if (settings.on_session)
        how.on_session = [tell = settings.on_session, each](session_record const& record) { tell(each, record); };
      auto server = std::make_unique<smtp_server>(executor, *context, std::move(how));
      servers_.push_back({std::move(each), std::move(made), std::move(context), std::move(server)});
    }
  }

  std::vector<lab_server> const& servers() const noexcept { return servers_; }
  pki::authority_set const& authorities() const noexcept { return authorities_; }

  void stop() {
    for (lab_server const& each : servers_) each.server->stop();
  }

 private:
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

  io::tls_server_settings tls_settings(scenario const& of, pki::made_case const& made, timestamp now) const {
    io::tls_server_settings out = of.tls;
    out.staple = staple(of.certificate, made, now);
    for (named_certificate const& each : of.by_name) {
      pki::made_case const other = pki::make_case(each.certificate, authorities_, now);
      out.by_name.push_back({each.name, other.sent_pem(), other.leaf.key().pkcs8_pem()});
    }
    for (std::string const& id : of.client_authorities) out.client_authorities_pem += authorities_.at(id).pem();
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
