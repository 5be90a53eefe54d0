// SPDX-License-Identifier: BSL-1.0
// Botan: X509_Certificate::matches_dns_name, which path validation calls with the host name.

#include <string>

#include <botan/version.h>
#include <botan/x509cert.h>

#include "oracle.hpp"

namespace {

using namespace mxtls;

oracle::answer ask(std::string const& reference, bytes const& der) {
  if (reference.empty()) return oracle::error("path validation compares no name when it is empty");
  Botan::X509_Certificate const certificate{der};
  return oracle::matches_if(certificate.matches_dns_name(reference));
}

} // namespace

int main(int count, char** values) {
  oracle::arguments const asked{count, values};
  if (asked.asks_for_version()) return oracle::print_version("botan " + Botan::short_version_string());
  if (asked.variant("matches_dns_name") != "matches_dns_name") return oracle::usage("oracle_botan [matches_dns_name]");
  return oracle::run(ask);
}
