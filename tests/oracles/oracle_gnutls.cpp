// SPDX-License-Identifier: BSL-1.0
// GnuTLS: gnutls_x509_crt_check_hostname, as gnutls-cli and Exim call it.

#include <memory>
#include <string>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "oracle.hpp"

namespace {

using namespace mxtls;

oracle::answer ask(std::string const& reference, bytes const& der) {
  struct free_certificate {
    void operator()(gnutls_x509_crt_t held) const noexcept { gnutls_x509_crt_deinit(held); }
  };
  gnutls_x509_crt_t made = nullptr;
  if (int const status = gnutls_x509_crt_init(&made); status < 0) return oracle::error(gnutls_strerror(status));
  std::unique_ptr<gnutls_x509_crt_int, free_certificate> const certificate{made};
  gnutls_datum_t const datum{const_cast<unsigned char*>(der.data()), static_cast<unsigned>(der.size())};
  if (int const status = gnutls_x509_crt_import(made, &datum, GNUTLS_X509_FMT_DER); status < 0)
    return oracle::error(gnutls_strerror(status));
  return oracle::matches_if(static_cast<int>(gnutls_x509_crt_check_hostname(made, reference.c_str())));
}

} // namespace

int main(int count, char** values) {
  oracle::arguments const asked{count, values};
  if (asked.asks_for_version()) return oracle::print_version(std::string{"gnutls "} + gnutls_check_version(nullptr));
  if (asked.variant("check_hostname") != "check_hostname") return oracle::usage("oracle_gnutls [check_hostname]");
  return oracle::run(ask);
}
