// SPDX-License-Identifier: BSL-1.0

#include <stdexcept>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "peer.hpp"

namespace {

using namespace mxtls;

class certificate final : public bench::parsed {
 public:
  explicit certificate(byte_view der) {
    gnutls_x509_crt_t made = nullptr;
    if (gnutls_x509_crt_init(&made) < 0) throw std::runtime_error{"gnutls_x509_crt_init fails"};
    held_.reset(made);
    gnutls_datum_t const datum{const_cast<unsigned char*>(der.data()), static_cast<unsigned>(der.size())};
    if (gnutls_x509_crt_import(made, &datum, GNUTLS_X509_FMT_DER) < 0)
      throw std::runtime_error{"gnutls_x509_crt_import refuses the certificate"};
  }
  bool matches(std::string const& reference) const override {
    return gnutls_x509_crt_check_hostname(held_.get(), reference.c_str()) != 0;
  }

 private:
  struct free_certificate {
    void operator()(gnutls_x509_crt_t held) const noexcept { gnutls_x509_crt_deinit(held); }
  };
  std::unique_ptr<gnutls_x509_crt_int, free_certificate> held_;
};

} // namespace

bench::peer bench::gnutls() {
  return {.function = "gnutls_x509_crt_check_hostname",
          .product = std::string{"GnuTLS "} + gnutls_check_version(nullptr),
          .rules = "gnutls",
          .parse = [](byte_view der) -> std::unique_ptr<parsed> { return std::make_unique<certificate>(der); }};
}
