// SPDX-License-Identifier: BSL-1.0
#include <filesystem>
#include <string>
#include <system_error>

#include <mxtls/core/bytes.hpp>
#include <mxtls/io/read_file.hpp>
#include <mxtls/pki/wolfcrypt.hpp>
#include <mxtls/pki/write_file.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls;

namespace {

struct temporary_file {
  explicit temporary_file(std::string_view content) { pki::write_file(path, content, pki::file_access::owner_only); }
  ~temporary_file() { std::filesystem::remove(path); }
  temporary_file(temporary_file const&) = delete;
  temporary_file& operator=(temporary_file const&) = delete;

  std::string const path =
      (std::filesystem::temp_directory_path() / ("mxtls-read-" + to_hex(pki::wolfcrypt::random_bytes(8)))).string();
};

} // namespace

TEST_CASE("A file is read octet for octet, up to a limit", "[io][read-file]") {
  std::string content(40'000, 'x');
  content[20'000] = '\0';
  content.back() = '\n';
  temporary_file const file{content};
  CHECK(io::read_file(file.path, 40'000).value() == content);
  CHECK(io::read_file(file.path, 39'999).error() == std::errc::file_too_large);
  temporary_file const empty{""};
  CHECK(io::read_file(empty.path, 0).value().empty());
}

TEST_CASE("What cannot be read says what the system says", "[io][read-file][errors]") {
  CHECK(io::read_file("/nonexistent/file", 1).error() == std::errc::no_such_file_or_directory);
  CHECK(io::read_file("", 1).error() == std::errc::no_such_file_or_directory);
  CHECK(io::read_file(std::filesystem::temp_directory_path().string(), 1).error() == std::errc::is_a_directory);
}
