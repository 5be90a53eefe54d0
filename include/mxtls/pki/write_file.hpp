// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_WRITE_FILE_HPP
#define MXTLS_PKI_WRITE_FILE_HPP

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mxtls::pki {

/// Who may read a file that is written.
enum class file_access { everybody, owner_only };

/// A whole file that is written beside its place, and gone unless it is put there.
///
/// What stood in the place stays as it was until then: whoever has it open never reads the new one, and a
/// symbolic link is replaced, not followed.
class new_file {
 public:
  /// @throws std::system_error with the system's error and the path; a device or a pipe is no place for a file
  new_file(std::filesystem::path path, std::string_view content, file_access access) : path_{std::move(path)} {
    std::error_code none;
    if (std::filesystem::is_other(path_, none)) fail(EINVAL);
    int const number = open_beside(access == file_access::owner_only ? 0600 : 0644);
    int error = 0;
    while (error == 0 && !content.empty()) {
      ::ssize_t const written = ::write(number, content.data(), content.size());
      if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
      else if (written == 0) error = EIO;
      else if (errno != EINTR) error = errno;
    }
    if (::close(number) != 0 && error == 0) error = errno;
    if (error == 0) return;
    discard();
    fail(error);
  }

  new_file(new_file&& other) noexcept
      : path_{std::move(other.path_)}, beside_{std::exchange(other.beside_, std::filesystem::path{})} {}
  new_file& operator=(new_file&&) = delete;
  ~new_file() { discard(); }

  /// Once. @throws std::system_error as above
  void put_in_place() {
    if (std::rename(beside_.c_str(), path_.c_str()) != 0) fail(errno);
    beside_.clear();
  }

 private:
  [[noreturn]] void fail(int error) const {
    throw std::system_error{error, std::generic_category(), "write " + path_.string()};
  }

  int open_beside(mode_t mode) {
    constexpr int most_tries = 100; // those of others, and what a process that was killed has left
    for (int number = 0; number < most_tries; ++number) {
      beside_ = path_;
      beside_ += ".new" + std::to_string(number);
      int const opened = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
      if (opened >= 0) return opened;
      if (errno != EEXIST) break;
    }
    fail(errno);
  }

  void discard() noexcept {
    if (!beside_.empty()) ::unlink(beside_.c_str());
  }

  std::filesystem::path path_;
  std::filesystem::path beside_;
};

/// Writes a whole file, in place of what was there; an `owner_only` one is never open to others.
///
/// @throws std::system_error with the system's error and the path; then what was there still is
inline void write_file(std::filesystem::path const& path, std::string_view content, file_access access) {
  new_file{path, content, access}.put_in_place();
}

} // namespace mxtls::pki

#endif
