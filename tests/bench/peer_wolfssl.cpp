// SPDX-License-Identifier: BSL-1.0

#include <stdexcept>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include "peer.hpp"

namespace {

using namespace mxtls;

class certificate final : public bench::parsed {
 public:
  explicit certificate(byte_view der) : held_{wolfSSL_X509_d2i(nullptr, der.data(), static_cast<int>(der.size()))} {
    if (!held_) throw std::runtime_error{"wolfSSL_X509_d2i refuses the certificate"};
  }
  bool matches(std::string const& reference) const override {
    return wolfSSL_X509_check_host(held_.get(), reference.c_str(), reference.size(), 0, nullptr) == WOLFSSL_SUCCESS;
  }

 private:
  struct free_certificate {
    void operator()(WOLFSSL_X509* held) const noexcept { wolfSSL_X509_free(held); }
  };
  std::unique_ptr<WOLFSSL_X509, free_certificate> held_;
};

} // namespace

bench::peer bench::wolfssl() {
  return {.function = "wolfSSL_X509_check_host",
          .product = std::string{"wolfSSL "} + wolfSSL_lib_version(),
          .rules = "wolfssl",
          .parse = [](byte_view der) -> std::unique_ptr<parsed> { return std::make_unique<certificate>(der); }};
}
