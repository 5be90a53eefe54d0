// SPDX-License-Identifier: BSL-1.0
#include <mxtls/test/catch.hpp>
#include <mxtls/x509/der_reader.hpp>

using mxtls::bytes;
using namespace mxtls::x509;

TEST_CASE("A DER reader gives identifier, content, whole and offset of each value", "[x509][x690-8.1]") {
  bytes const input{0x02, 0x01, 0x05, 0x30, 0x04, 0x0c, 0x02, 'h', 'i'};
  der_reader reader{input};
  CHECK(reader.peek_tag() == der_tag::integer);
  auto const number = reader.read().value();
  CHECK(number.tag == 0x02);
  CHECK(mxtls::to_hex(number.content) == "05");
  CHECK(mxtls::to_hex(number.whole) == "020105");
  CHECK(number.where == 0);
  CHECK(number.content_where() == 2);

  CHECK(reader.where() == 3);
  auto const sequence = reader.expect(der_tag::sequence).value();
  CHECK(reader.empty());
  CHECK(!reader.peek_tag());

  der_reader inside{sequence};
  CHECK(inside.where() == 5);
  auto const text = inside.expect(der_tag::utf8_string).value();
  CHECK(mxtls::to_text(text.content) == "hi");
  CHECK(text.where == 5);
  CHECK(text.content_where() == 7);
}

TEST_CASE("Offsets count from the origin that a reader is given", "[x509]") {
  bytes const input{0x05, 0x00};
  der_reader reader{input, 100};
  CHECK(reader.where() == 100);
  CHECK(reader.expect(der_tag::integer).failure() == mxtls::failure{errc::unexpected_tag, 100});
  CHECK(reader.read().value().content_where() == 102);
  CHECK(reader.read().failure() == mxtls::failure{errc::truncated, 102});
}

TEST_CASE("An optional value is taken only if it is there", "[x509]") {
  bytes const input{0x01, 0x01, 0xff, 0x02, 0x05, 0x00};
  der_reader reader{input};
  CHECK(!reader.optional(der_tag::integer).value());
  CHECK(reader.where() == 0);
  CHECK(reader.optional(der_tag::boolean).value()->content[0] == 0xff);
  CHECK(reader.optional(der_tag::integer).error() == errc::truncated);
  CHECK(!der_reader{bytes{}}.optional(der_tag::null).value());
}

TEST_CASE("Context tags are class, constructed bit and number", "[x509][x690-8.1.2]") {
  CHECK(der_tag::context(0) == 0x80);
  CHECK(der_tag::context(7) == 0x87);
  CHECK(der_tag::context_constructed(3) == 0xa3);
}

TEST_CASE("Long lengths are read if they are minimal", "[x509][x690-10.1]") {
  bytes input{0x04, 0x81, 0x80};
  input.resize(3 + 0x80);
  CHECK(der_reader{input}.read().value().content.size() == 0x80);
  input = {0x04, 0x82, 0x01, 0x00};
  input.resize(4 + 0x100);
  CHECK(der_reader{input}.read().value().content.size() == 0x100);
  CHECK(der_reader{input}.read().value().content_where() == 4);
}

TEST_CASE("Lengths that are not DER are refused where they stand", "[x509][x690-10.1]") {
  for (bytes const& input : {bytes{0x30, 0x80, 0x00, 0x00},                         // indefinite
                             bytes{0x04, 0x81, 0x01, 0x00},                         // short form would do
                             bytes{0x04, 0x82, 0x00, 0x80},                         // a leading zero
                             bytes{0x04, 0x85, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00}, // over four octets
                             bytes{0x04, 0xff, 0x00}}) {                            // reserved
    CAPTURE(mxtls::to_hex(input));
    CHECK(der_reader{input}.read().failure() == mxtls::failure{errc::bad_length, 1});
  }
}

TEST_CASE("A value that is cut off is refused at the end of the input", "[x509]") {
  for (bytes const& input : {bytes{}, bytes{0x02}, bytes{0x02, 0x01}, bytes{0x04, 0x82, 0x01},
                             bytes{0x04, 0x84, 0xff, 0xff, 0xff, 0xff, 0x00}}) {
    CAPTURE(mxtls::to_hex(input));
    CHECK(der_reader{input}.read().failure() == mxtls::failure{errc::truncated, input.size()});
    CHECK(der_reader{input}.expect(0x02).error() == (input.size() > 2 ? errc::unexpected_tag : errc::truncated));
  }
}

TEST_CASE("High tag numbers are refused", "[x509][x690-8.1.2.4]") {
  bytes const input{0xbf, 0x1f, 0x00};
  CHECK(der_reader{input}.read().failure() == mxtls::failure{errc::bad_tag, 0});
}

TEST_CASE("Every x509 error has its own sentence and the category's name", "[x509]") {
  for (int value = 1; value <= static_cast<int>(errc::no_certificate); ++value) {
    std::error_code const code = static_cast<errc>(value);
    CHECK(code.category().name() == std::string{"mxtls.x509"});
    CHECK(code.message() != std::error_code{errc{}}.message());
    for (int other = 1; other < value; ++other)
      CHECK(code.message() != std::error_code{static_cast<errc>(other)}.message());
  }
  CHECK(std::error_code{errc{}}.message() == "unknown x509 error");
}
