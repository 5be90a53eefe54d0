// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_UNIT_PKI_FROM_HEX_HPP
#define MXTLS_TESTS_UNIT_PKI_FROM_HEX_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>

/// The octets of hexadecimal digits, two each.
inline mxtls::bytes from_hex(std::string_view digits) {
  using mxtls::ascii::hex_value;
  mxtls::bytes out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(hex_value(digits[i]) * 16 + hex_value(digits[i + 1])));
  return out;
}

#endif
