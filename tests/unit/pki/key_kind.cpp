// SPDX-License-Identifier: BSL-1.0
#include <set>
#include <string_view>

#include <mxtls/pki/key_kind.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::pki;

TEST_CASE("Every kind of key has a name of its own", "[pki][key]") {
  std::set<std::string_view> names;
  for (key_kind const kind : key_kinds) names.insert(to_text(kind));
  CHECK(names.size() == key_kinds.size());
  CHECK(to_text(key_kind::p256) == "p256");
  CHECK(to_text(key_kind::rsa_4096) == "rsa-4096");
  CHECK(to_text(key_kind{99}) == "unknown");
}

TEST_CASE("Every kind of key has a family, and those of RSA a size", "[pki][key]") {
  for (key_kind const kind : {key_kind::p256, key_kind::p384, key_kind::p521}) CHECK(family_of(kind) == key_family::ec);
  for (key_kind const kind : {key_kind::ed25519, key_kind::ed448}) CHECK(family_of(kind) == key_family::ed);
  for (key_kind const kind : key_kinds) CHECK((family_of(kind) == key_family::rsa) == (rsa_size(kind) != 0));
  CHECK(rsa_size(key_kind::rsa_1024) == 1024 / 8);
  CHECK(rsa_size(key_kind::rsa_2048) == 2048 / 8);
  CHECK(rsa_size(key_kind::rsa_3072) == 3072 / 8);
  CHECK(rsa_size(key_kind::rsa_4096) == 4096 / 8);
}
