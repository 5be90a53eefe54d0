// SPDX-License-Identifier: BSL-1.0
// NSS: CERT_VerifyCertName, as programs that call libnss3 itself do; Firefox compares with mozilla::pkix.

#include <cstdio>
#include <memory>
#include <string>

#include <cert.h>
#include <nss.h>
#include <prerror.h>
#include <sslerr.h>

#include "oracle.hpp"

namespace {

using namespace mxtls;

oracle::answer refused(PRErrorCode why) {
  char const* const name = PR_ErrorToName(why);
  return oracle::error(name != nullptr ? name : "NSS error " + std::to_string(why));
}

oracle::answer ask(std::string const& reference, bytes const& der) {
  struct free_certificate {
    void operator()(CERTCertificate* held) const noexcept { CERT_DestroyCertificate(held); }
  };
  SECItem item{siBuffer, const_cast<unsigned char*>(der.data()), static_cast<unsigned>(der.size())};
  std::unique_ptr<CERTCertificate, free_certificate> const certificate{
      CERT_NewTempCertificate(CERT_GetDefaultCertDB(), &item, nullptr, PR_FALSE, PR_TRUE)};
  if (!certificate) return refused(PR_GetError());
  if (CERT_VerifyCertName(certificate.get(), reference.c_str()) == SECSuccess) return oracle::match();
  PRErrorCode const why = PR_GetError();
  return why == SSL_ERROR_BAD_CERT_DOMAIN ? oracle::mismatch() : refused(why);
}

} // namespace

int main(int count, char** values) {
  oracle::arguments const asked{count, values};
  if (asked.asks_for_version()) return oracle::print_version(std::string{"nss "} + NSS_GetVersion());
  if (asked.variant("verify_cert_name") != "verify_cert_name") return oracle::usage("oracle_nss [verify_cert_name]");
  if (NSS_NoDB_Init(nullptr) != SECSuccess) {
    std::fprintf(stderr, "oracle_nss: NSS does not start (%d)\n", static_cast<int>(PR_GetError()));
    return 70;
  }
  int const code = oracle::run(ask);
  return NSS_Shutdown() == SECSuccess ? code : 70;
}
