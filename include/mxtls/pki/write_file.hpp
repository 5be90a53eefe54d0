// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_WRITE_FILE_HPP
#define MXTLS_PKI_WRITE_FILE_HPP

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mxtls::pki {

/// Who may read a file that is written.
enum class file_access { everybody, owner_only };

/// Writes a whole file, in place of what was there; an `owner_only` one is never open to others.
///
/// @throws std::system_error with the system's error and the path
inline void write_file(std::filesystem::path const& path, std::string_view content, file_access access) {
  mode_t const mode = access == file_access::owner_only ? 0600 : 0644;
  struct descriptor {
    int number;
    ~descriptor() { ::close(number); }
  };
  auto const fail = [&] { throw std::system_error{errno, std::generic_category(), "write " + path.string()}; };
  int const number = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (number < 0) fail();
  descriptor const file{number};
  // A file that was there already keeps its mode when it is opened: take it down before writing.
  if (access == file_access::owner_only && ::fchmod(file.number, mode) != 0) fail();
  while (!content.empty()) {
    ::ssize_t const written = ::write(file.number, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail();
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

} // namespace mxtls::pki

#endif
