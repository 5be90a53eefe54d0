// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/test/catch.hpp>
#include <mxtls/x509/pem.hpp>

#include "openssl_certificates.hpp"

using namespace mxtls::x509;

namespace {

/// As openssl writes it: 64 characters a line.
std::string pem(std::string_view base64, std::string const& label = "CERTIFICATE", std::string const& line_end = "\n") {
  std::string out = "-----BEGIN " + label + "-----" + line_end;
  for (std::size_t i = 0; i < base64.size(); i += 64) out += std::string{base64.substr(i, 64)} + line_end;
  return out + "-----END " + label + "-----" + line_end;
}

} // namespace

TEST_CASE("All certificates of a PEM text are found, in order", "[x509][pem][rfc7468-5]") {
  auto const text = pem(openssl_made::leaf) + pem(openssl_made::intermediate) + pem(openssl_made::root);
  auto const blocks = read_pem(text).value();
  REQUIRE(blocks.size() == 3);
  CHECK(blocks[0].der == openssl_made::der(openssl_made::leaf));
  CHECK(blocks[2].der == openssl_made::der(openssl_made::root));
  CHECK(blocks[0].where == 0);
  CHECK(blocks[1].where == pem(openssl_made::leaf).size());

  auto const certificates = read_certificates(text).value();
  REQUIRE(certificates.size() == 3);
  CHECK(to_text(certificates[0].subject) == "CN=mx.example.test");
  CHECK(to_text(certificates[1].subject) == "O=Example Trust, CN=Example Intermediate");
}

TEST_CASE("Text and other blocks around certificates are skipped", "[x509][pem][rfc7468-2]") {
  auto const text = " 0 s:CN = mx.example.test\n   i:CN = Example Intermediate\n" + pem(openssl_made::leaf) +
                    pem("AAAA", "PRIVATE KEY") + "subject=none\n" + pem("!!!", "SOMETHING ELSE") +
                    "not at a line's start -----BEGIN CERTIFICATE-----\n-----BEGIN nothing\n" +
                    pem(openssl_made::root) + "-----BEGIN ";
  auto const blocks = read_pem(text).value();
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[1].der == openssl_made::der(openssl_made::root));
}

TEST_CASE("The lax form is read: one line, odd breaks, CRLF, old labels", "[x509][pem][rfc7468-3]") {
  auto const expected = openssl_made::der(openssl_made::leaf);
  std::string const one_line = std::string{openssl_made::leaf};
  for (std::string const& text : {"-----BEGIN CERTIFICATE-----" + one_line + "-----END CERTIFICATE-----",
                                  "-----BEGIN CERTIFICATE-----  \n\n " + one_line.substr(0, 7) + "\n\t" +
                                      one_line.substr(7) + "\n-----END CERTIFICATE-----",
                                  pem(one_line, "CERTIFICATE", "\r\n"), pem(one_line, "CERTIFICATE", "\r"),
                                  pem(one_line, "X509 CERTIFICATE"), pem(one_line, "X.509 CERTIFICATE")}) {
    auto const blocks = read_pem(text).value();
    REQUIRE(blocks.size() == 1);
    CHECK(blocks[0].der == expected);
  }
}

TEST_CASE("A block that does not end is refused where it began", "[x509][pem][rfc7468-2]") {
  for (std::string const rest : {"", "AAAA", "AAAA\n-----END", "AAAA\n-----END X509 CERTIFICATE-----\n",
                                 "AAAA\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    CAPTURE(rest);
    CHECK(read_pem("hello\n-----BEGIN CERTIFICATE-----\n" + rest).failure() == mxtls::failure{errc::bad_pem, 6});
  }
}

TEST_CASE("A block that is not base64 is refused at the character", "[x509][pem][rfc7468-3]") {
  CHECK(read_pem("-----BEGIN CERTIFICATE-----\nAA*A\n-----END CERTIFICATE-----\n").failure() ==
        mxtls::failure{errc::bad_base64, 30});
  CHECK(read_certificates("-----BEGIN CERTIFICATE-----\nProc-Type: 4\n-----END CERTIFICATE-----\n").failure() ==
        mxtls::failure{errc::bad_base64, 32});
}

TEST_CASE("One DER certificate is read as well as PEM", "[x509][pem]") {
  auto const der = openssl_made::der(openssl_made::leaf);
  auto const certificates = read_certificates(mxtls::as_text(der)).value();
  REQUIRE(certificates.size() == 1);
  CHECK(certificates[0].der == der);
  CHECK(read_certificates(mxtls::as_text(der).substr(0, 100)).error() == errc::truncated);
}

TEST_CASE("Text that begins with the digit 0 is not taken for DER", "[x509][pem]") {
  CHECK(read_certificates("0 s:CN = mx.example.test\n" + pem(openssl_made::leaf)).value().size() == 1);
}

TEST_CASE("An unreadable certificate is reported at its block, none at the end", "[x509][pem]") {
  auto const good = pem(openssl_made::leaf);
  CHECK(read_certificates(good + pem("MAA=")).failure() == mxtls::failure{errc::truncated, good.size()});
  CHECK(read_certificates("").failure() == mxtls::failure{errc::no_certificate, 0});
  CHECK(read_certificates("nothing\n").failure() == mxtls::failure{errc::no_certificate, 8});
  CHECK(read_pem("nothing").value().empty());
  CHECK(read_pem(std::string(max_pem_octets + 1, ' ')).error() == errc::too_large);
}

TEST_CASE("A text full of beginnings costs no more than its length", "[x509][pem][limits]") {
  std::string lines;
  std::string one_line;
  for (int i = 0; i < 400'000; ++i) {
    lines += "-----BEGIN \n";
    one_line += "-----BEGIN ";
  }
  CHECK(read_pem(lines).value().empty());
  CHECK(read_pem(one_line).value().empty());
}
