// SPDX-License-Identifier: BSL-1.0
#include <system_error>

#include <mxtls/pki/key_source.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::bytes;
using mxtls::to_hex;
using mxtls::pki::key_source;

TEST_CASE("Seeded octets are the digests of purpose, seed, label and a counter", "[pki][key][seed]") {
  // printf '\0\0\0\0\0\0\0\001p\0\0\0\0\0\0\0\001s\0\0\0\0\0\0\0\001l\0\0\0\0\0\0\0\001\000' | openssl dgst -sha256,
  // and the same with \001 at the end
  key_source source{"p", "s", "l"};
  CHECK(to_hex(source.take(20)) == "cea0c3ee6cdadb4415e782dbc5c021bd354e2906");
  CHECK(to_hex(source.take(20)) == "cf71dc4bc47fd793da12b7a54f714ec39bdd91b4");
  CHECK(to_hex(source.take(24)) == "c5467738a3e26ad37e02607e2bc0bdf52614fad124ae3f77");
}

TEST_CASE("Seeded octets come to an end, with a way out", "[pki][key][seed]") {
  key_source source{"p", "s", "l"};
  CHECK(source.take(255 * 32).size() == 255 * 32);
  CHECK_THROWS_AS(source.take(1), std::system_error);
}

TEST_CASE("Octets without a seed differ", "[pki][key][random]") {
  key_source source;
  bytes const first = source.take(32);
  CHECK(first.size() == 32);
  CHECK(first != source.take(32));
  CHECK(first != key_source{}.take(32));
}
