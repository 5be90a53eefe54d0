// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_TLS_FAILURES_HPP
#define MXTLS_FAKE_TLS_FAILURES_HPP

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include <mxtls/fake/session_record.hpp>

namespace mxtls::fake {

/// Whether a client has begun a mail in clear. Past `smtp::scripted_server::max_commands` nobody knows.
inline bool mail_in_clear(smtp::server_record const& dialogue) {
  return std::any_of(dialogue.commands.begin(), dialogue.commands.end(),
                     [](auto const& each) { return each.verb == "MAIL" && each.in == smtp::layer::clear; });
}

/// Remembers whose TLS came to nothing, and so sees who then sends in clear what was to be kept secret.
///
/// Servers that stand for one domain share one: a client may go to another MX host. A peer is
/// forgotten once it begins a mail in TLS, and the oldest ones are beyond `max_peers`.
class tls_failures {
 public:
  static constexpr std::size_t max_peers = 10'000;

  /// Takes a session that has ended, in the order of their ends.
  clear_text see(session_record const& ended) {
    auto const& said = ended.seen.dialogue.commands;
    auto const last_in = [&](std::string_view verb, smtp::layer in) {
      return std::find_if(said.rbegin(), said.rend(), [&](auto const& c) { return c.verb == verb && c.in == in; });
    };
    auto const mail = last_in("MAIL", smtp::layer::clear), starttls = last_in("STARTTLS", smtp::layer::clear);
    std::string const address = ended.peer.substr(0, ended.peer.rfind(':'));
    bool const had_failed = std::find(peers_.begin(), peers_.end(), address) != peers_.end();
    bool const failed = !ended.seen.tls && (ended.seen.after.tls_begun || starttls != said.rend());
    if (failed && !had_failed) peers_.push_back(address);
    if (peers_.size() > max_peers) peers_.pop_front();
    if (last_in("MAIL", smtp::layer::tls) != said.rend()) std::erase(peers_, address);
    if (mail == said.rend()) return clear_text::none;
    // Backwards: what is nearer to the beginning has come later.
    if (failed && mail < starttls) return clear_text::same_connection;
    return had_failed ? clear_text::new_connection : clear_text::none;
  }

 private:
  std::deque<std::string> peers_;
};

} // namespace mxtls::fake

#endif
