// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include <mxtls/pki/write_file.hpp>
#include <mxtls/test/catch.hpp>

namespace fs = std::filesystem;
namespace pki = mxtls::pki;
using pki::file_access;

namespace {

struct temporary_folder {
  fs::path path;

  temporary_folder() {
    std::string name = (fs::temp_directory_path() / "mxtls-write-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~temporary_folder() { fs::remove_all(path); }
  temporary_folder(temporary_folder const&) = delete;
  temporary_folder& operator=(temporary_folder const&) = delete;
};

std::string content(fs::path const& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// What stands in a folder.
std::vector<std::string> listing(fs::path const& folder) {
  std::vector<std::string> out;
  for (fs::directory_entry const& each : fs::directory_iterator{folder}) out.push_back(each.path().filename());
  std::sort(out.begin(), out.end());
  return out;
}

std::error_code error_of(fs::path const& file) {
  try {
    pki::write_file(file, "new", file_access::everybody);
  } catch (std::system_error const& error) {
    CHECK(std::string{error.what()}.find(file.string()) != std::string::npos);
    return error.code();
  }
  return {};
}

constexpr fs::perms owner_only = fs::perms::owner_read | fs::perms::owner_write;

} // namespace

TEST_CASE("A file is written whole, for those who may read it", "[pki][write_file]") {
  temporary_folder const files;
  mode_t const before = ::umask(0);
  pki::write_file(files.path / "key", "secret", file_access::owner_only);
  pki::write_file(files.path / "certificate", std::string(100'000, 'x'), file_access::everybody);
  ::umask(before);
  CHECK(content(files.path / "key") == "secret");
  CHECK(content(files.path / "certificate") == std::string(100'000, 'x'));
  CHECK(fs::status(files.path / "key").permissions() == owner_only);
  CHECK(fs::status(files.path / "certificate").permissions() ==
        (owner_only | fs::perms::group_read | fs::perms::others_read));
  CHECK(listing(files.path) == std::vector<std::string>{"certificate", "key"});
}

TEST_CASE("Whoever has the old file open never reads the new one", "[pki][write_file]") {
  temporary_folder const files;
  fs::path const file = files.path / "key";
  std::ofstream{file} << "old";
  std::ifstream open_before{file};
  pki::write_file(file, "new", file_access::owner_only);
  CHECK(content(file) == "new");
  CHECK(fs::status(file).permissions() == owner_only);
  CHECK(std::string{std::istreambuf_iterator<char>{open_before}, {}} == "old");
}

TEST_CASE("A symbolic link is replaced, not followed", "[pki][write_file]") {
  temporary_folder const files;
  std::ofstream{files.path / "theirs"} << "theirs";
  fs::create_symlink("theirs", files.path / "key");
  pki::write_file(files.path / "key", "new", file_access::owner_only);
  CHECK(content(files.path / "theirs") == "theirs");
  CHECK(content(files.path / "key") == "new");
  CHECK_FALSE(fs::is_symlink(files.path / "key"));
}

TEST_CASE("What cannot be written is named, and leaves nothing beside it", "[pki][write_file][errors]") {
  temporary_folder const files;
  fs::create_directory(files.path / "folder");
  CHECK(error_of(files.path / "folder") == std::errc::is_a_directory);
  CHECK(error_of(files.path / "none" / "file") == std::errc::no_such_file_or_directory);
  REQUIRE(::mkfifo((files.path / "pipe").c_str(), 0600) == 0);
  CHECK(error_of(files.path / "pipe") == std::errc::invalid_argument);
  CHECK(listing(files.path) == std::vector<std::string>{"folder", "pipe"});
}

TEST_CASE("A file that is not put in its place leaves the old one there", "[pki][write_file]") {
  temporary_folder const files;
  fs::path const file = files.path / "file";
  std::ofstream{file} << "old";
  {
    pki::new_file const given_up{file, "new", file_access::everybody};
    pki::new_file const beside_it{file, "newer", file_access::everybody};
    CHECK(content(file) == "old");
  }
  CHECK(content(file) == "old");
  CHECK(listing(files.path) == std::vector<std::string>{"file"});
}
