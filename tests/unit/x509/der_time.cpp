// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/test/catch.hpp>
#include <mxtls/x509/der_time.hpp>

#include "der_builder.hpp"
#include "openssl_certificates.hpp"

using mxtls::bytes;
using namespace mxtls::x509;
namespace der = der_builder;

namespace {

mxtls::result<mxtls::timestamp> read(std::uint8_t tag, std::string const& text) {
  bytes const input = der::make(tag, text);
  return read_time(der_reader{input}.read().value());
}

std::string utc(std::string const& text) { return to_text(read(der_tag::utc_time, text).value()); }

std::string generalized(std::string const& text) { return to_text(read(der_tag::generalized_time, text).value()); }

} // namespace

TEST_CASE("UTCTime years are of 1950 to 2049", "[x509][rfc5280-4.1.2.5.1]") {
  CHECK(utc("500101000000Z") == "1950-01-01T00:00:00Z");
  CHECK(utc("991231235959Z") == "1999-12-31T23:59:59Z");
  CHECK(utc("000229120000Z") == "2000-02-29T12:00:00Z");
  CHECK(utc("491231235959Z") == "2049-12-31T23:59:59Z");
}

TEST_CASE("GeneralizedTime has its century, up to the year 9999", "[x509][rfc5280-4.1.2.5.2]") {
  CHECK(generalized("20500101000000Z") == "2050-01-01T00:00:00Z");
  CHECK(generalized("99991231235959Z") == "9999-12-31T23:59:59Z");
  CHECK(generalized("19700101000000Z") == "1970-01-01T00:00:00Z");
}

// openssl x509 -dates -dateopt iso_8601
TEST_CASE("Both kinds of time in one certificate are read as openssl does", "[x509][rfc5280-4.1.2.5]") {
  auto const far = openssl_made::read(openssl_made::far_future);
  CHECK(to_text(far.not_before) == "2049-12-31T23:59:59Z");
  CHECK(to_text(far.not_after) == "9999-12-31T23:59:59Z");
}

TEST_CASE("Times in any other form are refused", "[x509][rfc5280-4.1.2.5]") {
  for (std::string const text : {"", "2601010000Z", "260101000000", "260101000000+0000", "260101000000.5Z",
                                 "260101000000z", " 60101000000Z", "2601010000000", "261301000000Z", "260001000000Z",
                                 "260230000000Z", "260100000000Z", "260101240000Z", "260101006000Z", "260101000060Z"}) {
    CAPTURE(text);
    CHECK(read(der_tag::utc_time, text).failure() == mxtls::failure{errc::bad_time, 2});
  }
  for (std::string const text : {"260101000000Z", "20260101000000", "20260101000000.5Z", "202601010000Z",
                                 "20260101000000+0100", "20260229000000Z", "-0260101000000Z"}) {
    CAPTURE(text);
    CHECK(read(der_tag::generalized_time, text).failure() == mxtls::failure{errc::bad_time, 2});
  }
  CHECK(read(der_tag::printable_string, "260101000000Z").error() == errc::unexpected_tag);
}
