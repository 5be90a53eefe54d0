// SPDX-License-Identifier: BSL-1.0
#include <limits>
#include <stdexcept>
#include <string>

#include <mxtls/pki/der_writer.hpp>
#include <mxtls/test/catch.hpp>

// Expected octets: `openssl asn1parse -genstr TYPE:VALUE -out`, unless a section of X.690 is named.

namespace der = mxtls::pki::der;
using mxtls::bytes;
using mxtls::parse_timestamp;
using mxtls::to_hex;

TEST_CASE("An integer takes the fewest octets that keep its sign", "[pki][der][x690-8.3]") {
  CHECK(to_hex(der::integer(0)) == "020100");
  CHECK(to_hex(der::integer(1)) == "020101");
  CHECK(to_hex(der::integer(127)) == "02017f");
  CHECK(to_hex(der::integer(128)) == "02020080");
  CHECK(to_hex(der::integer(256)) == "02020100");
  CHECK(to_hex(der::integer(-1)) == "0201ff");
  CHECK(to_hex(der::integer(-128)) == "020180");
  CHECK(to_hex(der::integer(-129)) == "0202ff7f");
  CHECK(to_hex(der::integer(std::numeric_limits<std::int64_t>::max())) == "02087fffffffffffffff");
  CHECK(to_hex(der::integer(std::numeric_limits<std::int64_t>::min())) == "02088000000000000000");
}

TEST_CASE("An unsigned integer loses leading zeros and never turns negative", "[pki][der][x690-8.3]") {
  CHECK(to_hex(der::unsigned_integer({})) == "020100");
  CHECK(to_hex(der::unsigned_integer(bytes{0, 0})) == "020100");
  CHECK(to_hex(der::unsigned_integer(bytes{0, 0x7f})) == "02017f");
  CHECK(to_hex(der::unsigned_integer(bytes{0xff, 0x80})) == "020300ff80");
}

TEST_CASE("An object identifier is written from its dotted form", "[pki][der][x690-8.19]") {
  CHECK(to_hex(der::oid("1.2.840.10045.2.1")) == "06072a8648ce3d0201");
  CHECK(to_hex(der::oid("2.5.4.3")) == "0603550403");
  CHECK(to_hex(der::oid("2.999.3")) == "0603883703");
  CHECK(to_hex(der::oid("2.100.3")) == "0603813403"); // the example of X.690 section 8.19.5
  CHECK(to_hex(der::oid("0.9.2342.19200300.100.1.25")) == "060a0992268993f22c640119");
  CHECK(to_hex(der::oid("1.3.4294967295")) == "06062b8fffffff7f");
}

TEST_CASE("Text that is no object identifier is refused", "[pki][der][x690-8.19]") {
  for (char const* text : {"", "1", "1.", ".1", "1..2", "3.1", "0.40", "1.40", "1.2.a", "1.-2", "1.02", "1 .2",
                           "1.3.4294967296", "1.3.99999999999999999999999"}) {
    INFO(text);
    CHECK_THROWS_AS(der::oid(text), std::invalid_argument);
  }
}

TEST_CASE("Strings carry their text unchecked under their own tag", "[pki][der][x690-8.23]") {
  CHECK(to_hex(der::utf8_string("Z\xc3\xbcrich")) == "0c075ac3bc72696368");
  CHECK(to_hex(der::printable_string("abc")) == "1303616263");
  CHECK(to_hex(der::ia5_string("mx.example.test")) == "160f6d782e6578616d706c652e74657374");
  CHECK(to_hex(der::octet_string(bytes{1, 2, 0xff})) == "04030102ff");
}

TEST_CASE("Bit strings, booleans and null", "[pki][der][x690-8.6]") {
  CHECK(to_hex(der::bit_string(bytes{0x80})) == "03020080");
  CHECK(to_hex(der::bit_string(bytes{0x80}, 7)) == "03020780");
  CHECK(to_hex(der::bit_string(bytes{0x06}, 1)) == "03020106");
  CHECK(to_hex(der::bit_string({})) == "030100");
  CHECK(to_hex(der::boolean_true()) == "0101ff");
  CHECK(to_hex(der::boolean_false()) == "010100");
  CHECK(to_hex(der::null()) == "0500");
}

TEST_CASE("Lengths take the shortest form", "[pki][der][x690-10.1]") {
  CHECK(to_hex(der::length(0)) == "00");
  CHECK(to_hex(der::length(127)) == "7f");
  CHECK(to_hex(der::length(128)) == "8180");
  CHECK(to_hex(der::length(201)) == "81c9"); // the example of X.690 section 8.1.3.5
  CHECK(to_hex(der::length(256)) == "820100");
  CHECK(to_hex(der::length(65536)) == "83010000");
  bytes const long_one = der::octet_string(bytes(256, 0xaa));
  CHECK(to_hex(mxtls::byte_view{long_one}.first(6)) == "04820100aaaa");
  CHECK(long_one.size() == 260);
}

TEST_CASE("Constructed elements hold the others in the order given", "[pki][der][x690-8.9]") {
  bytes const expected = der::sequence({der::integer(1), der::utf8_string("a"), der::set({der::boolean_true()})});
  CHECK(to_hex(expected) == "300b0201010c016131030101ff");
  std::vector<bytes> const parts{der::integer(1), der::utf8_string("a"), der::set({der::boolean_true()})};
  CHECK(der::sequence(parts) == expected);
  CHECK(to_hex(der::sequence({})) == "3000");
  CHECK(to_hex(der::concat({der::null(), der::null()})) == "05000500");
}

TEST_CASE("Context tags wrap an element, or take the place of its tag", "[pki][der][x690-8.14]") {
  CHECK(to_hex(der::explicit_tag(0, der::integer(2))) == "a003020102");
  CHECK(to_hex(der::explicit_tag(30, der::null())) == "be020500");
  CHECK(to_hex(der::implicit_tag(2, der::ia5_string("mx.example.test"))) == "820f6d782e6578616d706c652e74657374");
  CHECK(to_hex(der::implicit_tag(0, der::sequence({der::octet_string(bytes{0xaa})}))) == "a0030401aa");
}

TEST_CASE("Times are UTCTime through 2049 and GeneralizedTime from 2050", "[pki][der][rfc5280-4.1.2.5]") {
  CHECK(to_hex(der::time(*parse_timestamp("2049-12-31T23:59:59Z"))) == "170d3439313233313233353935395a");
  CHECK(to_hex(der::time(*parse_timestamp("2050-01-01"))) == "180f32303530303130313030303030305a");
  CHECK(to_hex(der::time(*parse_timestamp("1950-01-01"))) == to_hex(der::tlv(0x17, mxtls::as_bytes("500101000000Z"))));
  CHECK(der::time(*parse_timestamp("1949-12-31")) == der::tlv(0x18, mxtls::as_bytes("19491231000000Z")));
  CHECK(der::time(*parse_timestamp("9999-12-31T23:59:59Z")) == der::tlv(0x18, mxtls::as_bytes("99991231235959Z")));
}

TEST_CASE("Each time type can be asked for where it does not belong", "[pki][der][rfc5280-4.1.2.5]") {
  CHECK(der::utc_time(*parse_timestamp("2050-01-01")) == der::tlv(0x17, mxtls::as_bytes("500101000000Z")));
  CHECK(der::generalized_time(*parse_timestamp("2026-01-01")) == der::tlv(0x18, mxtls::as_bytes("20260101000000Z")));
}

TEST_CASE("A year that four digits do not hold is refused", "[pki][der][rfc5280-4.1.2.5]") {
  auto const last = *parse_timestamp("9999-12-31T23:59:59Z");
  CHECK_THROWS_AS(der::time(last + 1), std::invalid_argument);
  CHECK_THROWS_AS(der::time({std::numeric_limits<std::int64_t>::max()}), std::invalid_argument);
  CHECK_THROWS_AS(der::time({std::numeric_limits<std::int64_t>::min()}), std::invalid_argument);
}

TEST_CASE("What is not DER can be written too", "[pki][der]") {
  CHECK(to_hex(der::raw(0x04, bytes{0x81, 0x01}, bytes{0xaa})) == "048101aa");        // not the shortest length
  CHECK(to_hex(der::raw(0x30, bytes{0x80}, bytes{0x05, 0, 0, 0})) == "308005000000"); // indefinite length
  CHECK(to_hex(der::raw(0x04, bytes{0x7f}, bytes{0xaa})) == "047faa");                // runs past its end
  CHECK(to_hex(der::raw(0x04, der::length(0), bytes{0xaa})) == "0400aa");             // ends too early
  CHECK(to_hex(der::tlv(der::tags::boolean, bytes{0x01})) == "010101");               // TRUE of BER only
  CHECK(to_hex(der::tlv(der::tags::ia5_string, bytes{'a', 0, 'b'})) == "1603610062"); // embedded NUL
}
