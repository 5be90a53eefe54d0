// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>
#include <string_view>

#include <mxtls/pki/ec_key.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::bytes;
using mxtls::to_hex;
using namespace mxtls::pki;

namespace {

// The keys of RFC 6979 sections A.2.5, A.2.6 and A.2.7.
struct pair {
  key_kind kind;
  std::string_view scalar, x, y;
};

constexpr pair pairs[]{
    {key_kind::p256, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
     "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"},
    {key_kind::p384, "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
     "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13",
     "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720"},
    {key_kind::p521,
     "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db8"
     "9ec0c08b0e996b83538",
     "01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd76"
     "1dcac474b9a2f5023a4",
     "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28a0db25741b5b34a828008b22acc23f924faafbd4d33f81e"
     "a66956dfeaa2bfdfcf5"},
};

ec_key key_of(key_kind kind) {
  for (pair const& each : pairs)
    if (each.kind == kind) return ec_key{kind, *mxtls::parse_hex(each.scalar)};
  throw std::logic_error{"no pair of this kind"};
}

/// The largest scalar of each curve: its order less 1. References: FIPS 186-4 section D.1.2.
std::string largest_scalar(key_kind kind) {
  if (kind == key_kind::p256) return "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
  if (kind == key_kind::p384)
    return "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52972";
  return "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b88"
         "99c47aebb6fb71e91386408";
}

} // namespace

TEST_CASE("The point belongs to the scalar", "[pki][key][rfc6979-A.2]") {
  for (pair const& each : pairs)
    CHECK(to_hex(ec_key{each.kind, *mxtls::parse_hex(each.scalar)}.public_key()) ==
          "04" + std::string{each.x} + std::string{each.y});
}

TEST_CASE("ECDSA signatures are those of the RFC, each time anew", "[pki][key][rfc6979-A.2]") {
  struct {
    key_kind kind;
    hash_algorithm hash;
    std::string_view message, r, s;
  } const table[]{
      {key_kind::p256, hash_algorithm::sha1, "sample",
       "61340c88c3aaebeb4f6d667f672ca9759a6ccaa9fa8811313039ee4a35471d32",
       "6d7f147dac089441bb2e2fe8f7a3fa264b9c475098fdcf6e00d7c996e1b8b7eb"},
      {key_kind::p256, hash_algorithm::sha256, "sample",
       "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
       "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
      {key_kind::p256, hash_algorithm::sha256, "test",
       "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
       "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
      {key_kind::p256, hash_algorithm::sha384, "sample",
       "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719",
       "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954"},
      {key_kind::p256, hash_algorithm::sha512, "sample",
       "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00",
       "2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe"},
      {key_kind::p384, hash_algorithm::sha1, "sample",
       "ec748d839243d6fbef4fc5c4859a7dffd7f3abddf72014540c16d73309834fa37b9ba002899f6fda3a4a9386790d4eb2",
       "a3bcfa947beef4732bf247ac17f71676cb31a847b9ff0cbc9c9ed4c1a5b3facf26f49ca031d4857570ccb5ca4424a443"},
      {key_kind::p384, hash_algorithm::sha256, "sample",
       "21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33bde1e888e63355d92fa2b3c36d8fb2cd",
       "f3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feebefdc63eccd1ac42ec0cb8668a4fa0ab0"},
      {key_kind::p384, hash_algorithm::sha384, "sample",
       "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46",
       "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"},
      {key_kind::p384, hash_algorithm::sha384, "test",
       "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db",
       "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5"},
      {key_kind::p384, hash_algorithm::sha512, "sample",
       "ed0959d5880ab2d869ae7f6c2915c6d60f96507f9cb3e047c0046861da4a799cfe30f35cc900056d7c99cd7882433709",
       "512c8cceee3890a84058ce1e22dbc2198f42323ce8aca9135329f03c068e5112dc7cc3ef3446defceb01a45c2667fdd5"},
      {key_kind::p521, hash_algorithm::sha1, "sample",
       "00343b6ec45728975ea5cba6659bbb6062a5ff89eea58be3c80b619f322c87910fe092f7d45bb0f8eee01ed3f20babec079d202ae677b24"
       "3ab40b5431d497c55d75d",
       "00e7b0e675a9b24413d448b8cc119d2bf7b2d2df032741c096634d6d65d0dbe3d5694625fb9e8104d3b842c1b0e2d0b98bea19341e8676a"
       "ef66ae4eba3d5475d5d16"},
      {key_kind::p521, hash_algorithm::sha384, "sample",
       "01ea842a0e17d2de4f92c15315c63ddf72685c18195c2bb95e572b9c5136ca4b4b576ad712a52be9730627d16054ba40cc0b8d3ff035b12"
       "ae75168397f5d50c67451",
       "01f21a3cee066e1961025fb048bd5fe2b7924d0cd797babe0a83b66f1e35eeaf5fde143fa85dc394a7dee766523393784484bdf3e00114a"
       "1c857cde1aa203db65d61"},
      {key_kind::p521, hash_algorithm::sha512, "sample",
       "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8455cc"
       "91f9b15bf05ec36e377fa",
       "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dcc"
       "c43997f1ee0e44da4a67a"},
      {key_kind::p521, hash_algorithm::sha512, "test",
       "013e99020abf5cee7525d16b69b229652ab6bdf2affcaef38773b4b7d08725f10cdb93482fdcc54edcee91eca4166b2a7c6265ef0ce2bd7"
       "051b7cef945babd47ee6d",
       "01fbd0013c674aa79cb39849527916ce301c66ea7ce8b80682786ad60f98f7e78a19ca69eff5c57400e3b3a0ad66ce0978214d13baf4e9a"
       "c60752f7b155e2de4dce3"},
  };
  for (auto const& [kind, hash, message, r, s] : table) {
    INFO(to_text(kind) << " " << to_text(hash) << " " << message);
    ec_key const key = key_of(kind);
    bytes const expected =
        der::sequence({der::unsigned_integer(*mxtls::parse_hex(r)), der::unsigned_integer(*mxtls::parse_hex(s))});
    CHECK(to_hex(key.sign(hash, as_bytes(message))) == to_hex(expected));
    CHECK(to_hex(key.sign(hash, as_bytes(message))) == to_hex(expected));
  }
}

TEST_CASE("A scalar has the size of the curve and lies between 1 and the order less 1", "[pki][key][fips186-4-D.1.2]") {
  for (pair const& each : pairs) {
    bytes scalar = *mxtls::parse_hex(largest_scalar(each.kind));
    CHECK_NOTHROW(ec_key{each.kind, scalar});
    ++scalar.back();
    CHECK_THROWS_AS((ec_key{each.kind, scalar}), std::invalid_argument);
    CHECK_THROWS_AS((ec_key{each.kind, bytes(scalar.size())}), std::invalid_argument);
    CHECK_THROWS_AS((ec_key{each.kind, bytes(scalar.size() - 1, 1)}), std::invalid_argument);
    CHECK_THROWS_AS((ec_key{each.kind, bytes(scalar.size() + 1, 0)}), std::invalid_argument);
  }
  bytes one(32);
  one.back() = 1;
  // The base point.
  CHECK(to_hex(ec_key{key_kind::p256, one}.public_key()) ==
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
}
