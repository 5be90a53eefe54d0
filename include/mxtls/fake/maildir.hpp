// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_MAILDIR_HPP
#define MXTLS_FAKE_MAILDIR_HPP

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <mxtls/smtp/server_record.hpp>

namespace mxtls::fake {

/// A folder of mails, one file each, as mail programs read it: `tmp`, `new` and `cur`.
///
/// A mail is in `new` as a whole or not at all, and no file is ever overwritten, whoever else
/// delivers there.
class maildir {
 public:
  /// Makes the folders unless they are there.
  ///
  /// @throws std::filesystem::filesystem_error
  explicit maildir(std::filesystem::path folder) : folder_{std::move(folder)} {
    for (char const* const each : {"tmp", "new", "cur"}) std::filesystem::create_directories(folder_ / each);
  }

  /// Keeps a mail, below a Return-Path and a Delivered-To for each recipient; lines end as they came.
  ///
  /// @returns The file.
  /// @throws std::system_error with the system's error and the path
  ///
  /// References: RFC 5321 section 4.4 (Return-Path), RFC 9228 (Delivered-To).
  std::filesystem::path keep(smtp::accepted_message const& mail) {
    std::string head = "Return-Path: <" + in_one_line(mail.envelope.sender) + ">\r\n";
    for (std::string const& each : mail.envelope.recipients) head += "Delivered-To: " + in_one_line(each) + "\r\n";
    for (;;) { // until a name is free, which the first one is
      std::string const name = unique_name();
      std::filesystem::path const temporary = folder_ / "tmp" / name, kept = folder_ / "new" / name;
      if (!write(temporary, head, mail.content)) continue;
      int const linked = ::link(temporary.c_str(), kept.c_str());
      int const error = errno;
      ::unlink(temporary.c_str());
      if (linked == 0) return kept;
      if (error != EEXIST) fail(error, kept);
    }
  }

 private:
  [[noreturn]] static void fail(int error, std::filesystem::path const& path) {
    throw std::system_error{error, std::generic_category(), "keep a mail in " + path.string()};
  }

  /// Never the same again, also when the mail has been moved to `cur`.
  std::string unique_name() {
    using namespace std::chrono;
    auto const now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    return std::to_string(now / 1'000'000) + ".M" + std::to_string(now % 1'000'000) + "P" + std::to_string(::getpid()) +
           "Q" + std::to_string(++count_) + ".mxtls-lab";
  }

  /// What a client has sent must not become a header of its own.
  static std::string in_one_line(std::string text) {
    for (char& c : text)
      if (c == '\r' || c == '\n' || c == '\0') c = '?';
    return text;
  }

  /// False if there is such a file.
  static bool write(std::filesystem::path const& path, std::string_view head, std::string_view content) {
    int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST) return false;
    if (file < 0) fail(errno, path);
    int error = 0;
    for (std::string_view part : {head, content})
      while (!part.empty() && error == 0) {
        ::ssize_t const written = ::write(file, part.data(), part.size());
        if (written > 0) part.remove_prefix(static_cast<std::size_t>(written));
        else if (written == 0 || errno != EINTR) error = written == 0 ? EIO : errno;
      }
    if (::close(file) != 0 && error == 0) error = errno;
    if (error == 0) return true;
    ::unlink(path.c_str());
    fail(error, path);
  }

  std::filesystem::path folder_;
  std::size_t count_ = 0;
};

} // namespace mxtls::fake

#endif
