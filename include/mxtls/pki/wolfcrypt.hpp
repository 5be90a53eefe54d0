// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_WOLFCRYPT_HPP
#define MXTLS_PKI_WOLFCRYPT_HPP

#include <cstddef>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/random.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/errc.hpp>

/// The little of wolfCrypt that is used, with owners and exceptions.
namespace mxtls::pki::wolfcrypt {

/// @throws std::system_error with `why` and wolfCrypt's number, if `status` is not 0
inline void require(int status, errc why, char const* call) {
  if (status != 0)
    throw std::system_error{why, std::string{call} + " of wolfCrypt failed with " + std::to_string(status)};
}

inline word32 to_word32(std::size_t size) {
  if (size > std::numeric_limits<word32>::max()) throw std::length_error{"mxtls::pki: more than 4 GiB of octets"};
  return static_cast<word32>(size);
}

struct deleter {
  void operator()(WC_RNG* rng) const noexcept { wc_rng_free(rng); }
};

using rng_owner = std::unique_ptr<WC_RNG, deleter>;

/// A random generator, seeded by the system. @throws std::system_error(errc::random_failed)
inline rng_owner new_rng() {
  rng_owner rng{wc_rng_new(nullptr, 0, nullptr)};
  if (!rng) throw std::system_error{errc::random_failed, "wc_rng_new of wolfCrypt gave nothing"};
  return rng;
}

inline bytes random_bytes(std::size_t count) {
  bytes out(count);
  require(wc_RNG_GenerateBlock(new_rng().get(), out.data(), to_word32(count)), errc::random_failed,
          "wc_RNG_GenerateBlock");
  return out;
}

} // namespace mxtls::pki::wolfcrypt

#endif
