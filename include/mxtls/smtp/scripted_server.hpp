// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_SCRIPTED_SERVER_HPP
#define MXTLS_SMTP_SCRIPTED_SERVER_HPP

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/smtp/command.hpp>
#include <mxtls/smtp/script.hpp>
#include <mxtls/smtp/tls_start.hpp>

namespace mxtls::smtp {

/// A command a fake server was given, and whether TLS was on.
struct seen_command {
  std::string verb{};
  std::string argument{};
  layer in = layer::clear;

  friend bool operator==(seen_command const&, seen_command const&) = default;
};

/// What a fake server learnt of its client.
struct server_record {
  /// In order; at most `max_commands`, the rest is counted only.
  std::vector<seen_command> commands{};
  std::size_t commands_left_out = 0;
  /// Mails whose end was received.
  std::size_t messages = 0;
  bool secured = false;
  /// Octets in clear that followed STARTTLS in the same flight; dropped.
  std::string unread_plaintext{};
};

/// The server side of a session played from a script, without I/O. Takes mail, passes none on.
///
/// References: RFC 5321 section 4.1, RFC 3207 section 4.
class scripted_server {
 public:
  enum class action {
    /// Write `output()`, then call `written`.
    write,
    /// Read one line, then call `received`.
    read_line,
    /// Read any octets, drop them, then call `received_octets`.
    read_octets,
    /// Do the TLS handshake, then call `secured`.
    start_tls,
    /// Read nothing and say nothing until the peer or the server's owner ends it.
    hold,
    /// Close in good order.
    close,
    /// Drop the connection.
    reset,
  };

  static constexpr std::size_t max_commands = 1000;

  /// @param s Must outlive this object.
  explicit scripted_server(script const& s, tls_start start = tls_start::starttls) : script_{s} {
    if (start == tls_start::implicit) next_ = action::start_tls;
    else begin("connect");
  }
  scripted_server(script&&, tls_start = tls_start::starttls) = delete;

  action next() const noexcept { return next_; }
  /// Octets to write. Valid until the next call that changes the machine.
  std::string_view output() const noexcept { return response_.octets; }
  server_record const& record() const noexcept { return record_; }

  /// @pre `next() == action::write`
  void written() noexcept {
    assert(next_ == action::write);
    follow(response_.after);
  }

  /// @param unread What had been received behind the line; it is dropped if TLS follows.
  /// @pre `next() == action::read_line`
  void received(std::string_view line, std::string_view unread = {}) {
    assert(next_ == action::read_line);
    if (in_data_) return received_data(line);
    command const given = parse_command(line);
    if (record_.commands.size() < max_commands)
      record_.commands.push_back({given.verb, given.argument, current_layer()});
    else ++record_.commands_left_out;
    begin(given.verb);
    if (leaves_lines()) record_.unread_plaintext = unread;
  }

  /// Whether what comes after the response under way is no SMTP line: TLS, or octets to drop.
  bool leaves_lines() const noexcept {
    return response_.after == then::start_tls || response_.after == then::await_octets;
  }

  /// @pre `next() == action::read_octets`
  void received_octets() {
    assert(next_ == action::read_octets);
    begin("octets");
  }

  /// @pre `next() == action::start_tls`
  void secured() {
    assert(next_ == action::start_tls);
    record_.secured = true;
    // With implicit TLS nothing has been said yet.
    if (record_.commands.empty()) begin("connect");
    else next_ = action::read_line;
  }

 private:
  layer current_layer() const noexcept { return record_.secured ? layer::tls : layer::clear; }

  void begin(std::string_view event) {
    auto const fits = [&](rule const& r) { return r.on == event && (r.in == layer::any || r.in == current_layer()); };
    auto const found = std::find_if(script_.rules.begin(), script_.rules.end(), fits);
    response_ = found != script_.rules.end() ? found->respond : well_behaved(event);
    in_data_ = event == "DATA" && response_.octets.starts_with("354");
    if (response_.octets.empty()) follow(response_.after);
    else next_ = action::write;
  }

  void received_data(std::string_view line) {
    if (line != ".") return;
    ++record_.messages;
    begin("message");
  }

  void follow(then after) noexcept {
    switch (after) {
    case then::go_on: next_ = action::read_line; break;
    case then::start_tls: next_ = action::start_tls; break;
    case then::await_octets: next_ = action::read_octets; break;
    case then::hold: next_ = action::hold; break;
    case then::close: next_ = action::close; break;
    case then::reset: next_ = action::reset; break;
    }
  }

  response well_behaved(std::string_view event) const {
    bool const offers_tls = script_.starttls == script::offer::yes && !record_.secured;
    if (event == "connect") return {"220 " + script_.greeting + "\r\n"};
    if (event == "EHLO") {
      std::vector<std::string> lines{script_.ehlo_name};
      lines.insert(lines.end(), script_.keywords.begin(), script_.keywords.end());
      if (offers_tls) lines.emplace_back("STARTTLS");
      std::string octets;
      for (std::size_t i = 0; i < lines.size(); ++i)
        octets += (i + 1 < lines.size() ? "250-" : "250 ") + lines[i] + "\r\n";
      return {octets};
    }
    if (event == "HELO") return {"250 " + script_.ehlo_name + "\r\n"};
    if (event == "STARTTLS" && offers_tls) return {"220 2.0.0 Ready to start TLS\r\n", then::start_tls};
    if (event == "MAIL" || event == "RCPT" || event == "RSET" || event == "NOOP") return {"250 2.0.0 OK\r\n"};
    if (event == "DATA") return {"354 End with a dot on a line of its own\r\n"};
    if (event == "message") return {"250 2.0.0 Taken, and passed on to nobody\r\n"};
    if (event == "QUIT") return {"221 2.0.0 Bye\r\n", then::close};
    if (event == "octets") return {{}, then::hold};
    return {"500 5.5.1 Command not known\r\n"};
  }

  script const& script_;
  server_record record_;
  response response_;
  action next_ = action::write;
  bool in_data_ = false;
};

} // namespace mxtls::smtp

#endif
