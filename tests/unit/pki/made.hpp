// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_UNIT_PKI_MADE_HPP
#define MXTLS_TESTS_UNIT_PKI_MADE_HPP

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/test/catch.hpp>
#include <mxtls/x509/der_reader.hpp>

#include "programs.hpp"

/// Certificates to look at, and ways to look at them.
namespace made {

inline constexpr mxtls::timestamp now = *mxtls::to_timestamp({2031, 5, 4, 12});

inline mxtls::pki::authority seeded_root() { return mxtls::pki::authority::create({.seed = "seed", .now = now}); }

/// Another one, from the same seed.
inline mxtls::pki::authority seeded_root(mxtls::pki::authority_recipe const& wanted) {
  return mxtls::pki::authority::create({.seed = "seed", .now = now}, wanted);
}

/// The message of the std::invalid_argument that `call` throws; empty if it throws none.
template <typename Call>
std::string refusal(Call call) {
  try {
    (void)call();
  } catch (std::invalid_argument const& error) {
    return error.what();
  }
  return {};
}

inline bool says(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

inline bool holds(mxtls::bytes const& whole, mxtls::bytes const& part) {
  return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end();
}

/// The elements that a constructed one holds.
inline std::vector<mxtls::bytes> inside(mxtls::byte_view element) {
  auto const outer = mxtls::x509::der_reader{element}.read();
  REQUIRE(outer);
  std::vector<mxtls::bytes> out;
  for (mxtls::x509::der_reader each{*outer}; !each.empty();) {
    auto const one = each.read();
    REQUIRE(one);
    out.emplace_back(one->whole.begin(), one->whole.end());
  }
  return out;
}

/// OpenSSL 3.2 and later print no blanks around the sign in a name, those before do.
inline std::string tight_names(std::string text) {
  for (std::size_t at = 0; (at = text.find(" = ", at)) != std::string::npos;) text.replace(at, 3, "=");
  return text;
}

/// What openssl says of some DER: `x509 -noout -text`, `asn1parse`; names as `O=mxtls TEST ONLY`.
inline std::string openssl(std::string const& command, mxtls::byte_view der) {
  programs::folder const files;
  files.write("it", der);
  return tight_names(files.run("openssl " + command + " -inform DER -in it").output);
}

/// A certificate that openssl makes, with these lines of its configuration as extensions and as name.
inline mxtls::bytes openssl_certificate(std::string const& extensions, std::string const& name = "CN=x") {
  programs::folder const files;
  files.write("key.pem", mxtls::pki::private_key::from_seed("seed", "openssl").pkcs8_pem());
  files.write("conf", "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\n" + name + "\n[ext]\n" + extensions);
  auto const made = files.run("(openssl req -x509 -new -utf8 -key key.pem -config conf -extensions ext -outform DER "
                              "-out it && od -An -v -tx1 it | tr -d ' \\n')");
  INFO(made.output);
  REQUIRE(made.status == 0);
  return mxtls::parse_hex(made.output).value();
}

} // namespace made

#endif
