// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_UNIT_PKI_PROGRAMS_HPP
#define MXTLS_TESTS_UNIT_PKI_PROGRAMS_HPP

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <sys/wait.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/test/catch.hpp>

// Catch2 version 2 knows no skipped tests: there a warning has to do.
#ifdef SKIP
#define SKIP_WITHOUT(program)                                                                                          \
  if (programs::run("command -v " program).status != 0) SKIP(program " is not installed")
#else
#define SKIP_WITHOUT(program)                                                                                          \
  if (programs::run("command -v " program).status != 0) {                                                              \
    WARN("SKIPPED: " program " is not installed");                                                                     \
    return;                                                                                                            \
  }
#endif

/// Programs of others, asked for their opinion.
namespace programs {

struct outcome {
  int status = -1;
  std::string output;

  bool says(std::string_view words) const { return output.find(words) != std::string::npos; }
};

inline outcome run(std::string const& command) {
  outcome out;
  std::FILE* const pipe = ::popen((command + " 2>&1 </dev/null").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  while (std::size_t const count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    out.output.append(buffer.data(), count);
  int const status = ::pclose(pipe);
  out.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return out;
}

/// A folder that goes when this does.
class folder {
 public:
  folder() {
    std::string name = (std::filesystem::temp_directory_path() / "mxtls-pki-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  folder(folder const&) = delete;
  folder& operator=(folder const&) = delete;
  ~folder() { std::filesystem::remove_all(path_); }

  void write(char const* name, mxtls::byte_view content) const {
    std::ofstream{path_ / name, std::ios::binary} << mxtls::as_text(content);
  }
  void write(char const* name, std::string_view content) const { write(name, mxtls::as_bytes(content)); }

  outcome run(std::string const& command) const { return programs::run("cd '" + path_.string() + "' && " + command); }

 private:
  std::filesystem::path path_;
};

} // namespace programs

#endif
