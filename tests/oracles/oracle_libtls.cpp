// SPDX-License-Identifier: BSL-1.0
// libtls (here LibreTLS): what tls_connect_servername decides, which OpenSMTPD 7 and later call.
//
// `handshake` is that, in memory; `check_name` asks the function it uses, some ten times as fast.

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <sys/types.h>
#include <tls.h>

#include <mxtls/pki/pem.hpp>

#include "oracle.hpp"
#include "whole_file.hpp"

// Not in <tls.h>, and hidden in the shared library, but it is what a handshake asks.
extern "C" int tls_check_name(struct tls* context, X509* certificate, char const* name, int* matches);

namespace {

using namespace mxtls;

struct free_tls {
  void operator()(struct tls* held) const noexcept { tls_free(held); }
  void operator()(struct tls_config* held) const noexcept { tls_config_free(held); }
  void operator()(X509* held) const noexcept { X509_free(held); }
};
using tls_owner = std::unique_ptr<struct tls, free_tls>;
using config_owner = std::unique_ptr<struct tls_config, free_tls>;

std::string last_error(struct tls* session) {
  char const* const text = tls_error(session);
  return text != nullptr ? text : "libtls gives no reason";
}

oracle::answer check_name(std::string const& reference, bytes const& der) {
  unsigned char const* at = der.data();
  std::unique_ptr<X509, free_tls> const certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
  if (!certificate) return oracle::error("d2i_X509 refuses the certificate");
  tls_owner const session{tls_client()};
  // tls_connect_servername takes one final dot away before it compares.
  std::string const name = reference.ends_with('.') ? reference.substr(0, reference.size() - 1) : reference;
  // Before that it sends the name as server_name, and gives up if it has no octet or too many.
  constexpr std::size_t longest_server_name = 255;
  if (name.empty() || name.size() > longest_server_name) return oracle::error("server name indication failure");
  int matches = 0;
  if (tls_check_name(session.get(), certificate.get(), name.c_str(), &matches) != 0)
    return oracle::error(last_error(session.get()));
  return oracle::matches_if(matches);
}

/// Octets on their way from one end to the other.
struct link {
  std::string* incoming;
  std::string* outgoing;

  static ssize_t read(struct tls*, void* into, size_t size, void* self) {
    std::string& from = *static_cast<link*>(self)->incoming;
    if (from.empty()) return TLS_WANT_POLLIN;
    std::size_t const count = std::min(size, from.size());
    std::memcpy(into, from.data(), count);
    from.erase(0, count);
    return static_cast<ssize_t>(count);
  }
  static ssize_t write(struct tls*, void const* from, size_t size, void* self) {
    static_cast<link*>(self)->outgoing->append(static_cast<char const*>(from), size);
    return static_cast<ssize_t>(size);
  }
};

class handshakes {
 public:
  explicit handshakes(std::string key) : key_{std::move(key)}, client_config_{tls_config_new()} {
    // The chain is no question here, and names are compared all the same.
    tls_config_insecure_noverifycert(client_config_.get());
  }

  oracle::answer operator()(std::string const& reference, bytes const& der) const {
    std::string const pem = pki::to_pem(pki::certificate_label, der);
    config_owner const server_config{tls_config_new()};
    if (tls_config_set_keypair_mem(server_config.get(), octets(pem), pem.size(), octets(key_), key_.size()) != 0)
      return oracle::error(tls_config_error(server_config.get()));
    tls_owner const listener{tls_server()};
    tls_owner const client{tls_client()};
    if (tls_configure(listener.get(), server_config.get()) != 0)
      return oracle::error("server: " + last_error(listener.get()));
    if (tls_configure(client.get(), client_config_.get()) != 0) return oracle::error(last_error(client.get()));
    std::string to_client;
    std::string to_server;
    link at_client{&to_client, &to_server};
    link at_server{&to_server, &to_client};
    struct tls* accepted = nullptr;
    if (tls_accept_cbs(listener.get(), &accepted, link::read, link::write, &at_server) != 0)
      return oracle::error("server: " + last_error(listener.get()));
    tls_owner const server{accepted};
    if (tls_connect_cbs(client.get(), link::read, link::write, &at_client, reference.c_str()) != 0)
      return oracle::error(last_error(client.get()));
    constexpr int most_flights = 20;
    for (int flight = 0; flight < most_flights; ++flight) {
      int const status = tls_handshake(client.get());
      if (status == 0) return oracle::match();
      if (status != TLS_WANT_POLLIN) {
        std::string const why = last_error(client.get());
        return why.find("not present in server certificate") != std::string::npos ? oracle::mismatch()
                                                                                  : oracle::error(why);
      }
      int const reply = tls_handshake(server.get());
      if (reply != 0 && reply != TLS_WANT_POLLIN) return oracle::error("server: " + last_error(server.get()));
    }
    return oracle::error("the handshake does not come to an end");
  }

 private:
  static std::uint8_t const* octets(std::string const& text) {
    return reinterpret_cast<std::uint8_t const*>(text.data());
  }

  std::string key_;
  config_owner client_config_;
};

} // namespace

int main(int count, char** values) try {
  oracle::arguments const asked{count, values};
  if (asked.asks_for_version())
    return oracle::print_version("libtls " MXTLS_LIBTLS_VERSION " on " + std::string{OpenSSL_version(OPENSSL_VERSION)});
  if (tls_init() != 0) throw std::runtime_error{"tls_init failed"};
  std::string_view const variant = asked.variant("check_name");
  if (variant == "check_name") return oracle::run(check_name);
  if (variant == "handshake" && !asked.option("--key").empty())
    return oracle::run(handshakes{oracle::whole_file(asked.option("--key"))});
  return oracle::usage("oracle_libtls check_name | handshake --key FILE");
} catch (std::exception const& failed) {
  std::fprintf(stderr, "oracle_libtls: %s\n", failed.what());
  return 70;
}
