// SPDX-License-Identifier: BSL-1.0
#include <string_view>

#include <mxtls/pki/key_nonce.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::bytes;
using mxtls::to_hex;
using namespace mxtls::pki;
using wolfcrypt::number;

TEST_CASE("The leftmost octets count, down to the bit, and fewer octets are a smaller number",
          "[pki][key][rfc6979-2.3.2]") {
  number const nine_bits{0x100};
  CHECK(to_hex(bits_to_number(bytes{0x80, 0x80, 0xff}, nine_bits).octets(2)) == "0101");
  CHECK(to_hex(bits_to_number(bytes{0x80}, nine_bits).octets(2)) == "0080");
}

TEST_CASE("The secret number of a signature is that of the RFC", "[pki][key][rfc6979-A.2]") {
  struct {
    hash_algorithm hash;
    std::string_view order, scalar, nonce;
  } const table[]{
      {hash_algorithm::sha512, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
       "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
       "5fa81c63109badb88c1f367b47da606da28cad69aa22c4fe6ad7df73a7173aa5"},
      {hash_algorithm::sha1,
       "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
       "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
       "4471ef7518bb2c7c20f62eae1c387ad0c5e8e470995db4acf694466e6ab096630f29e5938d25106c3c340045a2db01a7"},
      {hash_algorithm::sha512,
       "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899"
       "c47aebb6fb71e91386409",
       "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67d"
       "b89ec0c08b0e996b83538",
       "01dae2ea071f8110dc26882d4d5eae0621a3256fc8847fb9022e2b7d28e6f10198b1574fdd03a9053c08a1854a168aa5a57470ec97dd5ce"
       "090124ef52a2f7ecbffd3"},
  };
  // "sample": longer than P-256's order, shorter than P-384's, and of about the bits of P-521's.
  for (auto const& [hash, order, scalar, nonce] : table)
    CHECK(to_hex(key_nonce(hash, *mxtls::parse_hex(scalar), digest(hash, as_bytes("sample")),
                           number{*mxtls::parse_hex(order)})
                     .octets(scalar.size() / 2)) == nonce);
}
