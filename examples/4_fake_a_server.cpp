// SPDX-License-Identifier: BSL-1.0
//
// Step 4: a fake SMTP server with one fault, and a record of what its client did. It serves one
// session and ends. Left out here: a client of our own. Step 5 is one.
//
// Try: openssl s_client -starttls smtp -connect 127.0.0.1:PORT

#include <cstdio>
#include <optional>

#include <asio/io_context.hpp>

#include <mxtls/core/now.hpp>
#include <mxtls/fake/smtp_server.hpp>
#include <mxtls/pki/authority.hpp>

int main() {
  using namespace mxtls;

  auto const root = pki::authority::create({.now = now()});
  auto const leaf = root.intermediate().issue({.dns = {"other.test"}}); // the fault: another name
  auto const context = io::tls_context::server(leaf.chain_pem(), leaf.key().pkcs8_pem());

  asio::io_context io;
  std::optional<fake::smtp_server> server;
  auto const on_session = [&](fake::session_record const& session) {
    for (auto const& command : session.seen.dialogue.commands)
      std::printf("%s  %s %s\n", command.in == smtp::layer::tls ? "in TLS  " : "in clear", command.verb.c_str(),
                  escape(command.argument).c_str());
    server->stop();
  };
  server.emplace(io.get_executor(), context,
                 fake::smtp_server_settings{.script = {.greeting = "mx.example.test ESMTP"}, .on_session = on_session});
  std::printf("listening on %s:%d\n", server->address().c_str(), server->port());
  std::fflush(stdout);
  io.run();
}
