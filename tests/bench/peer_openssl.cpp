// SPDX-License-Identifier: BSL-1.0

#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "peer.hpp"

namespace {

using namespace mxtls;

class certificate final : public bench::parsed {
 public:
  explicit certificate(byte_view der) {
    unsigned char const* at = der.data();
    held_.reset(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!held_) throw std::runtime_error{"d2i_X509 refuses the certificate"};
  }
  bool matches(std::string const& reference) const override {
    return X509_check_host(held_.get(), reference.data(), reference.size(), 0, nullptr) == 1;
  }

 private:
  struct free_certificate {
    void operator()(X509* held) const noexcept { X509_free(held); }
  };
  std::unique_ptr<X509, free_certificate> held_;
};

} // namespace

bench::peer bench::openssl() {
  return {.function = "X509_check_host",
          .product = OpenSSL_version(OPENSSL_VERSION),
          .rules = "openssl",
          .parse = [](byte_view der) -> std::unique_ptr<parsed> { return std::make_unique<certificate>(der); }};
}
