// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/pki/rsa_encoding.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::bytes;
using mxtls::to_hex;
using namespace mxtls::pki;

// The expected values of this file are signatures of "abc" with RSA keys of 1024 bits that OpenSSL 3.0
// made, before it applied the key: openssl pkeyutl -verifyrecover -pkeyopt rsa_padding_mode:none. The
// salts were found in them by taking the mask off.

TEST_CASE("A digest is padded with ones to the length of the modulus", "[pki][signature][rfc8017-9.2]") {
  CHECK(to_hex(emsa_pkcs1(hash_algorithm::sha256, digest(hash_algorithm::sha256, as_bytes("abc")), 128)) ==
        "0001" + std::string(2 * 74, 'f') +
            "003031300d060960864801650304020105000420ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(emsa_pkcs1(hash_algorithm::sha1, digest(hash_algorithm::sha1, as_bytes("abc")), 128)) ==
        "0001" + std::string(2 * 90, 'f') + "003021300906052b0e03021a05000414a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST_CASE("A digest is masked together with its salt", "[pki][signature][rfc8017-9.1.1]") {
  CHECK(to_hex(emsa_pss(hash_algorithm::sha256, digest(hash_algorithm::sha256, as_bytes("abc")),
                        *mxtls::parse_hex("559333372669b2fe797d02f2256fe68d31b7ce8497bc4b8cfd5ecb83c096bbf1"), 128)) ==
        "5ce73fa325f95f50a39366cccd011c9bd12285393e36152fca19f4171ef34c746c74dd243ef847d2456b5ce0d12267aa10dc9ccf39bdc5"
        "dc03"
        "719b2c43d6aaa69aa0fd84ecc5f271a6c8a99f445534c83ec2588ac4b648d1585a1234bb434acf2a2a02dd5405247a179518cdc426adae"
        "db64"
        "e762692a07a081ccded4d491c4bc");
  CHECK(to_hex(emsa_pss(hash_algorithm::sha384, digest(hash_algorithm::sha384, as_bytes("abc")),
                        *mxtls::parse_hex("6fbfc9a39a3bf75eade0cc0522d2237f9e0e526e49ad0fe3ba197471f9399b40"
                                          "42f6f5fdddf6cb2fbf54e4b09e06bc33"),
                        128)) == "70c053af4c582a7627973b3f577df4630dc63e91485355a0e2635932fd439ad99f370ebcd8a70dc82e3f1"
                                 "7f43c71195c2cedc97be667005dbb"
                                 "ad603b1b18516025fa027c2a678a10ec94e72f9fb60ae20bce96cabc2e84d60ef294009159cc3ee7e8bc4"
                                 "f154fda4620af094ed09d9a9191c9"
                                 "f36bc3d89401846e70426ce03bbc");
}
