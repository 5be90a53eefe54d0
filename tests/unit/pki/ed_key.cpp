// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>
#include <string_view>

#include <mxtls/pki/ed_key.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::bytes;
using mxtls::to_hex;
using namespace mxtls::pki;

TEST_CASE("Public keys and signatures of Ed25519 and Ed448 are those of the RFC",
          "[pki][key][rfc8032-7.1][rfc8032-7.4]") {
  struct {
    key_kind kind;
    std::string_view secret, public_key, message, signature;
  } const table[]{
      {key_kind::ed25519, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
       "4655141438e7a100b"},
      {key_kind::ed25519, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
       "eb00d291612bb0c00"},
      {key_kind::ed25519, "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
       "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80"
       "e2a9ac94fa54ca49f",
       "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17"
       "ad9bef1177331a704"},
      {key_kind::ed448,
       "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f"
       "95b",
       "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256"
       "180",
       "",
       "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3"
       "980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e"
       "652600"},
      {key_kind::ed448,
       "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a122"
       "74e",
       "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9"
       "480",
       "03",
       "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd77"
       "9805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807"
       "c03a00"},
  };
  for (auto const& [kind, secret, public_key, message, signature] : table) {
    INFO(to_text(kind) << " " << message);
    ed_key const key{kind, *mxtls::parse_hex(secret)};
    CHECK(to_hex(key.public_key()) == public_key);
    CHECK(to_hex(key.sign(*mxtls::parse_hex(message))) == signature);
    CHECK(to_hex(key.private_key_der()) == (kind == key_kind::ed25519 ? "0420" : "0439") + std::string{secret});
  }
}

TEST_CASE("A secret has 32 octets for Ed25519 and 57 for Ed448", "[pki][key][rfc8032-5.1.5][rfc8032-5.2.5]") {
  CHECK_NOTHROW(ed_key{key_kind::ed25519, bytes(32, 1)});
  CHECK_NOTHROW(ed_key{key_kind::ed448, bytes(57, 1)});
  for (std::size_t const size : {0U, 31U, 33U, 57U})
    CHECK_THROWS_AS((ed_key{key_kind::ed25519, bytes(size, 1)}), std::invalid_argument);
  for (std::size_t const size : {0U, 32U, 56U, 58U})
    CHECK_THROWS_AS((ed_key{key_kind::ed448, bytes(size, 1)}), std::invalid_argument);
}
