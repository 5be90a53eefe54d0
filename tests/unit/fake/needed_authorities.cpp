// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include <mxtls/fake/needed_authorities.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls;

namespace {

std::vector<pki::authority_entry> const all{{.id = "other-root"},
                                            {.id = "root"},
                                            {.id = "far", .issuer = "other-root"},
                                            {.id = "near", .issuer = "root"},
                                            {.id = "nearest", .issuer = "near"}};

std::string needed(fake::scenario of) {
  std::string out;
  for (pki::authority_entry const& each : fake::needed_authorities(all, {std::move(of)})) out += each.id + ' ';
  return out;
}

pki::certificate_case issued_by(std::string id) { return {.issuer = std::move(id)}; }

} // namespace

TEST_CASE("Of the authorities those are made that a scenario names, and all above them", "[fake][needed_authorities]") {
  CHECK(needed({.certificate = issued_by("self")}) == "root ");
  CHECK(needed({.certificate = issued_by("near")}) == "root near ");
  CHECK(needed({.certificate = issued_by("nearest")}) == "root near nearest ");
  CHECK(needed({.certificate = issued_by("far")}) == "other-root root far ");
  CHECK(needed({.certificate = issued_by("nobody")}) == "root ");
}

TEST_CASE("An authority may be named anywhere in a scenario", "[fake][needed_authorities]") {
  auto const with = [](auto change) {
    fake::scenario out{.certificate = issued_by("self")};
    change(out);
    return needed(std::move(out));
  };
  CHECK(with([](auto& s) { s.certificate.trust = "other-root"; }) == "other-root root ");
  CHECK(with([](auto& s) { s.certificate.send = {"leaf", "near by far"}; }) == "other-root root far near ");
  CHECK(with([](auto& s) { s.certificate.authorities = {{.id = "own", .issuer = "near"}}; }) == "root near ");
  CHECK(with([](auto& s) { s.certificate.crls = {{.issuer = "near", .signer = "far", .revoked = {"leaf"}}}; }) ==
        "other-root root far near ");
  CHECK(with([](auto& s) { s.certificate.crls = {{.issuer = "root", .signer = "root", .revoked = {"near"}}}; }) ==
        "root near ");
  CHECK(with([](auto& s) { s.certificate.staple = {{.signer = "near"}}; }) == "root near ");
  CHECK(with([](auto& s) { s.certificate.staple = {{.about = "near", .signer = "root"}}; }) == "root near ");
  CHECK(with([](auto& s) { s.by_name = {{"x.test", issued_by("far")}}; }) == "other-root root far ");
  CHECK(with([](auto& s) { s.client_authorities = {"near"}; }) == "root near ");
}
