// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_RECORD_KEEPER_HPP
#define MXTLS_SMTP_RECORD_KEEPER_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <mxtls/smtp/command.hpp>
#include <mxtls/smtp/server_record.hpp>

namespace mxtls::smtp {

/// Writes a `server_record` and keeps it within bounds.
class record_keeper {
 public:
  static constexpr std::size_t max_commands = 1000;
  /// Octets of commands and envelopes together.
  static constexpr std::size_t max_octets = 262'144;
  static constexpr std::size_t max_unread_plaintext = 4096;

  /// @param keep_messages Octets of content to keep of all mails together.
  explicit record_keeper(std::size_t keep_messages) noexcept : content_left_{keep_messages} {}

  server_record record{};

  layer now() const noexcept { return record.secured ? layer::tls : layer::clear; }
  /// Octets of content that there is room for.
  std::size_t content_left() const noexcept { return content_left_; }

  void note(command const& given) {
    if (record.commands.size() >= max_commands || !has_room(given.verb.size() + given.argument.size()))
      ++record.commands_left_out;
    else record.commands.push_back({given.verb, std::string{given.argument}, now()});
  }

  void note_unread(std::string_view octets) {
    record.unread_plaintext += octets.substr(0, max_unread_plaintext - record.unread_plaintext.size());
  }

  /// @pre its content is not above `content_left()`
  void keep(accepted_message one) {
    std::size_t octets = sizeof one + one.envelope.sender.size() + one.envelope.parameters.size();
    for (std::string const& each : one.envelope.recipients) octets += sizeof each + each.size();
    if (!has_room(octets)) return;
    content_left_ -= one.content.size();
    record.accepted.push_back(std::move(one));
  }

 private:
  bool has_room(std::size_t octets) noexcept {
    if (octets > left_) return false;
    left_ -= octets;
    return true;
  }

  std::size_t left_ = max_octets;
  std::size_t content_left_;
};

} // namespace mxtls::smtp

#endif
