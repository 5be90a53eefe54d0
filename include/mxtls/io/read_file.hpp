// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_READ_FILE_HPP
#define MXTLS_IO_READ_FILE_HPP

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <mxtls/core/result.hpp>

namespace mxtls::io {

/// Reads a whole file of at most `limit` octets.
///
/// Errors: the system's own, such as ENOENT, and EISDIR for a folder; EFBIG for more than `limit`, so
/// that a device without an end is no trap.
inline result<std::string> read_file(std::string const& path, std::size_t limit) {
  struct descriptor {
    int number;
    ~descriptor() {
      if (number >= 0) ::close(number);
    }
  };
  std::string out;
  auto const fail = [&out](int why) { return failure{{why, std::generic_category()}, out.size()}; };
  descriptor const file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) return fail(errno);
  for (std::array<char, 16'384> chunk{};;) {
    ::ssize_t const read = ::read(file.number, chunk.data(), chunk.size());
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return fail(errno);
    if (read == 0) return out;
    if (static_cast<std::size_t>(read) > limit - out.size()) return fail(EFBIG);
    out.append(chunk.data(), static_cast<std::size_t>(read));
  }
}

} // namespace mxtls::io

#endif
