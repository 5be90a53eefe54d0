// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>
#include <string>

#include <mxtls/core/sha256.hpp>
#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/leaf.hpp>
#include <mxtls/test/catch.hpp>

#include "programs.hpp"

using mxtls::bytes;
using namespace mxtls::pki;
using programs::folder;

namespace {

/// Two certificates and the key of the first.
leaf some_leaf(key_kind kind = key_kind::p256) {
  auto const key = private_key::from_seed("pkcs12", "leaf", kind);
  auto const certificate = [](std::string_view name, private_key const& of) {
    bytes const subject =
        der::sequence({der::set({der::sequence({der::oid(oids::common_name), der::utf8_string(name)})})});
    return sign_certificate(
        {.serial_number = der::integer(7),
         .issuer = subject,
         .validity = validity(*mxtls::to_timestamp({2030, 1, 1}), *mxtls::to_timestamp({2031, 1, 1})),
         .subject = subject,
         .subject_public_key_info = of.spki_der()},
        of);
  };
  return {certificate("leaf", key), key, {certificate("issuer", private_key::from_seed("pkcs12", "issuer"))}};
}

} // namespace

TEST_CASE("OpenSSL opens the file with the password and finds key and chain", "[pki][pkcs12][openssl][rfc7292-4]") {
  SKIP_WITHOUT("openssl");
  for (key_kind const kind : {key_kind::p256, key_kind::ed25519, key_kind::rsa_2048})
    for (std::string const password : {"secret", "", " a'b~ "}) {
      leaf const made = some_leaf(kind);
      folder const files;
      files.write("file.p12", made.pkcs12(password));
      files.write("password", password + "\n");
      std::string const open = "openssl pkcs12 -in file.p12 -passin file:password -nodes ";
      auto const contains = [&](std::string const& options, std::string const& pem) {
        auto const [status, output] = files.run(open + options);
        INFO(to_text(kind) << " \"" << password << "\" " << options << ": " << output);
        CHECK(status == 0);
        CHECK(output.find(pem) != std::string::npos);
        return output;
      };
      contains("-nocerts", made.key().pkcs8_pem());
      auto const own = contains("-nokeys -clcerts", made.pem());
      auto const issuers = contains("-nokeys -cacerts", to_pem(certificate_label, made.chain_der()[1]));
      CHECK(own.find(to_pem(certificate_label, made.chain_der()[1])) == std::string::npos);
      CHECK(issuers.find(made.pem()) == std::string::npos);
    }
}

TEST_CASE("OpenSSL refuses the file with another password, or when it was changed",
          "[pki][pkcs12][openssl][rfc7292-4]") {
  SKIP_WITHOUT("openssl");
  folder const files;
  bytes file = some_leaf().pkcs12("secret");
  files.write("file.p12", file);
  std::string const open = "openssl pkcs12 -in file.p12 -nodes -passin pass:";
  CHECK(files.run(open + "secret").status == 0);
  CHECK(files.run(open + "Secret").says("invalid password"));
  file[file.size() / 2] ^= 1;
  files.write("file.p12", file);
  CHECK(files.run(open + "secret").status != 0);
}

TEST_CASE("GnuTLS opens the file with the password", "[pki][pkcs12][gnutls][rfc7292-4]") {
  SKIP_WITHOUT("certtool");
  folder const files;
  leaf const made = some_leaf();
  files.write("file.p12", made.pkcs12("secret"));
  auto const right = files.run("certtool --p12-info --inder --infile file.p12 --password secret");
  INFO(right.output);
  CHECK(right.status == 0);
  CHECK(right.says("MAC: SHA256"));
  CHECK(right.says(made.pem()));
  CHECK(right.says(to_pem(certificate_label, made.chain_der()[1])));
  CHECK(right.says("Cipher: AES-256-CBC"));
  CHECK(files.run("certtool --p12-info --inder --infile file.p12 --password other").status != 0);
}

TEST_CASE("The same leaf and password give the same file, any other another", "[pki][pkcs12][seed]") {
  bytes const file = some_leaf().pkcs12("secret");
  CHECK(file == some_leaf().pkcs12("secret"));
  CHECK(file != some_leaf().pkcs12("other"));
  CHECK(file != some_leaf(key_kind::p384).pkcs12("secret"));
  // Recorded from programs built by g++ 12 and clang++ 14, with wolfSSL 5.5.4.
  CHECK(mxtls::to_hex(mxtls::sha256(file)) == "1e1b5ce4e10d28b4c3498b182a2ad37acde40b4363a2501ab568af54872611e7");
}

TEST_CASE("A password is printable ASCII, or is refused", "[pki][pkcs12]") {
  CHECK(some_leaf().pkcs12({}) == some_leaf().pkcs12(""));
  for (char const* password : {"tab\t", "caf\xc3\xa9", "\x7f"})
    CHECK_THROWS_AS(some_leaf().pkcs12(password), std::invalid_argument);
}
