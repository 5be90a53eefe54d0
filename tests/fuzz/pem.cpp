// SPDX-License-Identifier: BSL-1.0
//
// The reader of certificate files: PEM with anything around it, or DER.

#include <cstddef>
#include <cstdint>

#include <mxtls/core/base64.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/x509/pem.hpp>

#include "properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace mxtls;
  using fuzz::require;
  std::string_view const text = as_text({data, size});
  auto const blocks = x509::read_pem(text);
  if (!blocks) require(blocks.failure().where <= size, "a failure is within the text");
  else
    for (x509::pem_block const& each : *blocks) {
      require(text.substr(each.where).starts_with("-----BEGIN "), "a block is where it begins");
      auto const again = from_base64(to_base64(each.der));
      require(again && *again == each.der, "base64 gives back what it was given");
    }
  auto const certificates = x509::read_certificates(text);
  if (!certificates) require(certificates.failure().where <= size, "a failure is within the text");
  else require(!certificates->empty(), "a file without a certificate is an error");
  return 0;
}
