// SPDX-License-Identifier: BSL-1.0
// wolfSSL: what its handshake decides with wolfSSL_check_domain_name and a verified peer.
//
// `handshake` is that, in memory; `check_host` asks wolfSSL_X509_check_host, some ten times as fast.

#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <mxtls/io/tls_context.hpp>
#include <mxtls/io/tls_engine.hpp>
#include <mxtls/pki/pem.hpp>

#include "oracle.hpp"
#include "whole_file.hpp"

namespace {

using namespace mxtls;

/// MatchDomainName of wolfSSL 5.5 goes on behind the end of the reference when a star has eaten it all
/// and the pattern has not ended (CVE-2024-5991). So the octets there are ours, and asked with twice.
oracle::answer check_host(std::string const& reference, bytes const& der) {
  struct free_certificate {
    void operator()(WOLFSSL_X509* held) const noexcept { wolfSSL_X509_free(held); }
  };
  std::unique_ptr<WOLFSSL_X509, free_certificate> const certificate{
      wolfSSL_X509_d2i(nullptr, der.data(), static_cast<int>(der.size()))};
  if (!certificate) return oracle::error("wolfSSL_X509_d2i refuses the certificate");
  auto const matches_before = [&](char octet) {
    std::string const padded = reference + '\0' + std::string(64, octet);
    return wolfSSL_X509_check_host(certificate.get(), padded.c_str(), reference.size(), 0, nullptr) == WOLFSSL_SUCCESS;
  };
  bool const matches = matches_before('\0');
  if (matches != matches_before('x'))
    return oracle::error("the answer depends on what follows the reference in memory");
  return matches ? oracle::match() : oracle::mismatch();
}

class handshakes {
 public:
  handshakes(std::string key, std::string const& root) : key_{std::move(key)}, client_{io::tls_context::client()} {
    io::check_tls_setting(wolfSSL_CTX_load_verify_buffer(client_.native(),
                                                         reinterpret_cast<unsigned char const*>(root.data()),
                                                         static_cast<long>(root.size()), WOLFSSL_FILETYPE_PEM),
                          "the root (PEM)");
  }

  oracle::answer operator()(std::string const& reference, bytes const& der) const try {
    auto const context = io::tls_context::server(pki::to_pem(pki::certificate_label, der), key_);
    io::tls_engine server{context};
    io::tls_engine client{client_};
    wolfSSL_set_verify(client.native(), WOLFSSL_VERIFY_PEER, nullptr); // the engine itself refuses nothing
    if (wolfSSL_check_domain_name(client.native(), reference.c_str()) != WOLFSSL_SUCCESS)
      return oracle::error("wolfSSL_check_domain_name refuses the name");
    constexpr int most_flights = 20;
    for (int flight = 0; flight < most_flights; ++flight) {
      auto const step = client.connect();
      if (step.what == io::tls_engine::outcome::done) return oracle::match();
      if (step.what != io::tls_engine::outcome::wants_octets) {
        int const why = wolfSSL_get_error(client.native(), -1);
        if (why == DOMAIN_NAME_MISMATCH || why == IPADDR_MISMATCH) return oracle::mismatch();
        return oracle::error("client: " + step.error.message());
      }
      server.feed(client.output());
      client.output_sent();
      auto const reply = server.accept();
      client.feed(server.output());
      server.output_sent();
      if (reply.what == io::tls_engine::outcome::failed) return oracle::error("server: " + reply.error.message());
    }
    return oracle::error("the handshake does not come to an end");
  } catch (std::system_error const& refused) {
    return oracle::error(refused.what());
  }

 private:
  std::string key_;
  io::tls_context client_;
};

} // namespace

int main(int count, char** values) try {
  oracle::arguments const asked{count, values};
  if (asked.asks_for_version()) return oracle::print_version(std::string{"wolfssl "} + wolfSSL_lib_version());
  std::string_view const variant = asked.variant("check_host");
  if (variant == "check_host") return oracle::run(check_host);
  if (variant == "handshake" && !asked.option("--key").empty() && !asked.option("--root").empty())
    return oracle::run(
        handshakes{oracle::whole_file(asked.option("--key")), oracle::whole_file(asked.option("--root"))});
  return oracle::usage("oracle_wolfssl check_host | handshake --key FILE --root FILE");
} catch (std::exception const& failed) {
  std::fprintf(stderr, "oracle_wolfssl: %s\n", failed.what());
  return 70;
}
