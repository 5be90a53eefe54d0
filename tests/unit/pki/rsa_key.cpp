// SPDX-License-Identifier: BSL-1.0
#include <mxtls/pki/rsa_key.hpp>
#include <mxtls/test/catch.hpp>
#include <mxtls/x509/der_reader.hpp>

using mxtls::as_bytes;
using mxtls::byte_view;
using mxtls::bytes;
using namespace mxtls::pki;
using mxtls::x509::der_reader;
namespace der_tag = mxtls::x509::der_tag;
using wolfcrypt::number;

namespace {

rsa_key some_key() {
  key_source source{"rsa_key", "seed", "label"};
  return rsa_key::make(key_kind::rsa_1024, source);
}

/// The INTEGERs of a SEQUENCE of nothing else.
std::vector<number> numbers(byte_view sequence) {
  auto const outer = der_reader{sequence}.expect(der_tag::sequence);
  REQUIRE(outer);
  std::vector<number> out;
  der_reader fields{*outer};
  while (!fields.empty()) {
    auto const field = fields.expect(der_tag::integer);
    REQUIRE(field);
    out.emplace_back(field->content);
  }
  return out;
}

bool same(number const& a, number const& b) { return !(a < b) && !(b < a); }

} // namespace

TEST_CASE("The numbers of an RSA key belong together", "[pki][key][rfc8017-3.2][rfc8017-A.1.2]") {
  bytes const der = some_key().private_key_der();
  auto const all = numbers(der);
  REQUIRE(all.size() == 9);
  number const &n = all[1], &e = all[2], &d = all[3], &p = all[4], &q = all[5];
  number const one{1};
  CHECK(all[0].is_zero());
  CHECK(n.bits() == 1024);
  CHECK(same(e, number{65537}));
  CHECK(same(n, p * q));
  CHECK(q < p);
  CHECK(same(e * d % (p - one), one));
  CHECK(same(e * d % (q - one), one));
  CHECK(d < (p - one) * (q - one));
  CHECK(same(all[6], d % (p - one)));
  CHECK(same(all[7], d % (q - one)));
  CHECK(same(all[8] * q % p, one));
  auto const open = numbers(some_key().public_key());
  REQUIRE(open.size() == 2);
  CHECK(same(open[0], n));
  CHECK(same(open[1], e));
}

TEST_CASE("RSA signatures come out the same every time, with PSS too", "[pki][key][rfc8017-8]") {
  rsa_key const key = some_key();
  for (rsa_padding const padding : {rsa_padding::pkcs1, rsa_padding::pss}) {
    bytes const signature = key.sign(hash_algorithm::sha256, padding, as_bytes("x"));
    CHECK(signature.size() == 128);
    CHECK(signature == key.sign(hash_algorithm::sha256, padding, as_bytes("x")));
    CHECK(signature != key.sign(hash_algorithm::sha256, padding, as_bytes("y")));
    CHECK(signature != key.sign(hash_algorithm::sha384, padding, as_bytes("x")));
  }
}
