// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_WOLFCRYPT_NUMBER_HPP
#define MXTLS_PKI_WOLFCRYPT_NUMBER_HPP

#include <cstddef>
#include <cstdint>

#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/sp_int.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/errc.hpp>
#include <mxtls/pki/wolfcrypt.hpp>

#if !defined(WOLFSSL_SP_MATH_ALL) || !defined(WOLFSSL_PUBLIC_MP)
#error "mxtls::pki needs wolfSSL's own big numbers: build it with WOLFSSL_SP_MATH_ALL and WOLFSSL_PUBLIC_MP"
#endif

namespace mxtls::pki::wolfcrypt {

/// A natural number as big as RSA needs; a value, 1 KiB in size.
///
/// All operations throw std::system_error(errc::key_failed) where wolfCrypt refuses: results below
/// zero or too large, division by zero, no inverse.
class number {
 public:
  explicit number(std::uint32_t value) : number{} { check(mp_set_int(&value_, value), "mp_set_int"); }

  /// From octets with the highest first.
  explicit number(byte_view octets) : number{} {
    check(mp_read_unsigned_bin(&value_, octets.data(), to_word32(octets.size())), "mp_read_unsigned_bin");
  }

  static number from_hex(char const* digits) {
    number out;
    check(mp_read_radix(&out.value_, digits, MP_RADIX_HEX), "mp_read_radix");
    return out;
  }

  /// The octets with the highest first, `size` of them with zeros in front.
  bytes octets(std::size_t size) const {
    // wolfCrypt would leave off what does not fit.
    if (bits() > 8 * size) check(MP_VAL, "octets");
    bytes out(size);
    check(mp_to_unsigned_bin_len(&value_, out.data(), static_cast<int>(size)), "mp_to_unsigned_bin_len");
    return out;
  }

  std::size_t bits() const { return static_cast<std::size_t>(mp_count_bits(&value_)); }
  bool is_zero() const { return mp_iszero(&value_); }
  bool operator<(number const& other) const { return mp_cmp(&value_, &other.value_) == MP_LT; }

  friend number operator+(number const& a, number const& b) {
    return make([&](mp_int* r) { return mp_add(&a.value_, &b.value_, r); }, "mp_add");
  }
  friend number operator-(number const& a, number const& b) {
    if (a < b) check(MP_VAL, "operator-");
    return make([&](mp_int* r) { return mp_sub(&a.value_, &b.value_, r); }, "mp_sub");
  }
  friend number operator*(number const& a, number const& b) {
    return make([&](mp_int* r) { return mp_mul(&a.value_, &b.value_, r); }, "mp_mul");
  }
  friend number operator/(number const& a, number const& b) {
    return make([&](mp_int* r) { return mp_div(&a.value_, &b.value_, r, nullptr); }, "mp_div");
  }
  friend number operator%(number const& a, number const& b) {
    return make([&](mp_int* r) { return mp_mod(&a.value_, &b.value_, r); }, "mp_mod");
  }
  number operator>>(std::size_t count) const {
    number out{*this};
    mp_rshb(&out.value_, static_cast<int>(count));
    return out;
  }

  friend number greatest_common_divisor(number const& a, number const& b) {
    return make([&](mp_int* r) { return mp_gcd(&a.value_, &b.value_, r); }, "mp_gcd");
  }
  /// What gives 1 when multiplied by this one, modulo `modulus`.
  number inverse(number const& modulus) const {
    return make([&](mp_int* r) { return mp_invmod(&value_, &modulus.value_, r); }, "mp_invmod");
  }

  /// Miller-Rabin with the first `rounds` primes as bases: the answer never depends on chance.
  bool is_prime(int rounds) const {
    int result = 0;
    check(mp_prime_is_prime(&value_, rounds, &result), "mp_prime_is_prime");
    return result == MP_YES;
  }

 private:
  number() { check(mp_init(&value_), "mp_init"); }

  static void check(int status, char const* call) { require(status, errc::key_failed, call); }

  template <typename Operation>
  static number make(Operation operation, char const* call) {
    number out;
    check(operation(&out.value_), call);
    return out;
  }

  mp_int value_;
};

} // namespace mxtls::pki::wolfcrypt

#endif
