// SPDX-License-Identifier: BSL-1.0
#include <mxtls/pki/hash_algorithm.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::as_bytes;
using mxtls::to_hex;
using namespace mxtls::pki;

namespace {

constexpr hash_algorithm all[]{hash_algorithm::md5, hash_algorithm::sha1, hash_algorithm::sha256,
                               hash_algorithm::sha384, hash_algorithm::sha512};

} // namespace

TEST_CASE("A digest is that of the function's standard", "[pki][hash][rfc1321-A.5][fips180-4]") {
  CHECK(to_hex(digest(hash_algorithm::md5, as_bytes("abc"))) == "900150983cd24fb0d6963f7d28e17f72");
  // FIPS 180-4 refers to NIST's examples for the message "abc".
  CHECK(to_hex(digest(hash_algorithm::sha1, as_bytes("abc"))) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(to_hex(digest(hash_algorithm::sha256, as_bytes("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(digest(hash_algorithm::sha384, as_bytes("abc"))) ==
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
  CHECK(to_hex(digest(hash_algorithm::sha512, as_bytes("abc"))) ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  for (hash_algorithm const hash : all) CHECK(digest(hash, {}).size() == digest_size(hash));
}

TEST_CASE("HMAC is that of the RFC", "[pki][hash][rfc4231-4.3]") {
  CHECK(to_hex(hmac(hash_algorithm::sha256, as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac(hash_algorithm::sha384, as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
}

TEST_CASE("Nothing has a digest and an HMAC, too", "[pki][hash]") {
  // openssl dgst -sha256 [-hmac key] </dev/null
  CHECK(to_hex(digest(hash_algorithm::sha256, {})) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(hmac(hash_algorithm::sha256, as_bytes("key"), {})) ==
        "5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0");
}

TEST_CASE("Hashes are named as in RSA signatures", "[pki][hash][rfc8017-9.2]") {
  // The notes of the section write out DigestInfo; these are its AlgorithmIdentifiers.
  CHECK(to_hex(algorithm_der(hash_algorithm::md5)) == "300c06082a864886f70d02050500");
  CHECK(to_hex(algorithm_der(hash_algorithm::sha1)) == "300906052b0e03021a0500");
  CHECK(to_hex(algorithm_der(hash_algorithm::sha256)) == "300d06096086480165030402010500");
  CHECK(to_hex(algorithm_der(hash_algorithm::sha384)) == "300d06096086480165030402020500");
  CHECK(to_hex(algorithm_der(hash_algorithm::sha512)) == "300d06096086480165030402030500");
}
