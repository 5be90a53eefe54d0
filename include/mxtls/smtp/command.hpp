// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_COMMAND_HPP
#define MXTLS_SMTP_COMMAND_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <mxtls/core/ascii.hpp>

namespace mxtls::smtp {

/// A command as a server reads it.
struct command {
  /// Upper case; `MAIL FROM:<a@b>` is verb `MAIL`, argument `FROM:<a@b>`.
  std::string verb{};
  /// A view into the line.
  std::string_view argument{};

  friend bool operator==(command const&, command const&) = default;
};

/// Splits a line into verb and argument; anything is a command, most are unknown ones.
inline command parse_command(std::string_view line) {
  auto const space = std::min(line.find(' '), line.size());
  return {ascii::to_upper(line.substr(0, space)), ascii::trim(line.substr(space))};
}

/// Whether a text can be the argument of EHLO without becoming a second command.
///
/// References: RFC 5321 sections 4.1.1.1 and 4.5.3.1.2 (255 octets).
constexpr bool is_ehlo_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 255 && std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
}

} // namespace mxtls::smtp

#endif
