// SPDX-License-Identifier: BSL-1.0
// mbedTLS: mbedtls_x509_crt_verify with the reference as `cn`, as mbedtls_ssl_set_hostname has it.

#include <array>
#include <cstdint>
#include <string>

#include <mbedtls/error.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>

#include "oracle.hpp"

namespace {

using namespace mxtls;

std::string describe(int status) {
  std::array<char, 200> text{};
  mbedtls_strerror(status, text.data(), text.size());
  return text.data();
}

oracle::answer ask(std::string const& reference, bytes const& der) {
  struct certificate {
    mbedtls_x509_crt held;
    certificate() { mbedtls_x509_crt_init(&held); }
    ~certificate() { mbedtls_x509_crt_free(&held); }
    certificate(certificate const&) = delete;
    certificate& operator=(certificate const&) = delete;
  } parsed;
  if (int const status = mbedtls_x509_crt_parse_der(&parsed.held, der.data(), der.size()); status != 0)
    return oracle::error(describe(status));
  std::uint32_t flags = 0;
  // Without anchors the chain is never trusted, which does not keep the name from being compared.
  int const status =
      mbedtls_x509_crt_verify(&parsed.held, nullptr, nullptr, reference.c_str(), &flags, nullptr, nullptr);
  if (status != 0 && status != MBEDTLS_ERR_X509_CERT_VERIFY_FAILED) return oracle::error(describe(status));
  return oracle::matches_if((flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) == 0);
}

} // namespace

int main(int count, char** values) {
  oracle::arguments const asked{count, values};
  if (asked.asks_for_version()) {
    std::array<char, 32> version{};
    mbedtls_version_get_string_full(version.data());
    return oracle::print_version(std::string{"mbedtls "} + version.data());
  }
  if (asked.variant("verify") != "verify") return oracle::usage("oracle_mbedtls [verify]");
  return oracle::run(ask);
}
