// SPDX-License-Identifier: BSL-1.0
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include <mxtls/core/sha256.hpp>
#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/leaf.hpp>
#include <mxtls/test/catch.hpp>

namespace fs = std::filesystem;
namespace pki = mxtls::pki;
using mxtls::bytes;

namespace {

/// A folder of its own that is gone afterwards.
struct temporary_folder {
  fs::path path;

  temporary_folder() {
    std::string name = (fs::temp_directory_path() / "mxtls-leaf-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~temporary_folder() { fs::remove_all(path); }
};

std::string content(fs::path const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

pki::leaf some_leaf() { return {bytes{1}, pki::private_key::from_seed("seed", "leaf"), {bytes{2}, bytes{3}}}; }

} // namespace

TEST_CASE("A leaf has its certificate first in the chain", "[pki][leaf]") {
  pki::leaf const leaf = some_leaf();
  CHECK(leaf.der() == bytes{1});
  CHECK(leaf.chain_der() == std::vector<bytes>{{1}, {2}, {3}});
  CHECK(leaf.pem() == pki::to_pem("CERTIFICATE", bytes{1}));
  CHECK(leaf.chain_pem() == leaf.pem() + pki::to_pem("CERTIFICATE", bytes{2}) + pki::to_pem("CERTIFICATE", bytes{3}));
}

TEST_CASE("A leaf is written to three files, its key readable by the owner only", "[pki][leaf]") {
  temporary_folder const folder;
  pki::leaf const leaf = some_leaf();
  leaf.write_to(folder.path / "new" / "folder");
  CHECK(content(folder.path / "new/folder/cert.pem") == leaf.pem());
  CHECK(content(folder.path / "new/folder/chain.pem") == leaf.chain_pem());
  CHECK(content(folder.path / "new/folder/key.pem") == leaf.key().pkcs8_pem());
  CHECK(fs::status(folder.path / "new/folder/key.pem").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("A key file that others could read is closed to them, and its rest is gone", "[pki][leaf]") {
  temporary_folder const folder;
  fs::path const file = folder.path / "key.pem";
  std::ofstream{file} << std::string(10'000, 'x');
  fs::permissions(file, fs::perms::all);
  some_leaf().write_to(folder.path);
  CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(content(file) == some_leaf().key().pkcs8_pem());
}

TEST_CASE("A file that cannot be written is named", "[pki][leaf]") {
  temporary_folder const folder;
  fs::create_directory(folder.path / "cert.pem");
  try {
    some_leaf().write_to(folder.path);
    FAIL("nothing was thrown");
  } catch (std::system_error const& error) {
    CHECK(error.code() == std::errc::is_a_directory);
    CHECK(std::string{error.what()}.find((folder.path / "cert.pem").string()) != std::string::npos);
  }
}

TEST_CASE("A leaf tells the TLSA record it matches, 3 1 1 if nothing else is asked for",
          "[pki][leaf][tlsa][rfc7671-5.1]") {
  auto const key = pki::private_key::from_seed("seed", "leaf");
  mxtls::timestamp const moment = *mxtls::to_timestamp({2030, 1, 1});
  pki::leaf const leaf{pki::sign_certificate({.serial_number = pki::der::integer(7),
                                              .issuer = pki::der::sequence({}),
                                              .validity = pki::validity(moment, moment),
                                              .subject = pki::der::sequence({}),
                                              .subject_public_key_info = key.spki_der()},
                                             key),
                       key,
                       {}};
  CHECK(to_text(leaf.tlsa()) == "3 1 1 " + mxtls::to_hex(mxtls::sha256(key.spki_der())));
  CHECK(to_text(leaf.tlsa(pki::tlsa_usage::pkix_ee, pki::tlsa_selector::cert, pki::tlsa_matching::full)) ==
        "1 0 0 " + mxtls::to_hex(leaf.der()));
}
