// SPDX-License-Identifier: BSL-1.0
#include <mxtls/pki/derive.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::to_hex;
using mxtls::pki::derive;

TEST_CASE("A derived value is the SHA-256 of every part after its length", "[pki][seed]") {
  // printf '\0\0\0\0\0\0\0\002ab\0\0\0\0\0\0\0\001c' | openssl dgst -sha256
  CHECK(to_hex(derive({as_bytes("ab"), as_bytes("c")})) ==
        "601d5476e2ccfe2c87a2bba7a322659734a05749d5b5aa781f513e4912db0d5f");
}

TEST_CASE("Parts that only join to the same octets derive different values", "[pki][seed]") {
  CHECK(derive({as_bytes("ab"), as_bytes("c")}) != derive({as_bytes("a"), as_bytes("bc")}));
  CHECK(derive({as_bytes("a"), {}}) != derive({as_bytes("a")}));
}
