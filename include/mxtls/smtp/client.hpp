// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_CLIENT_HPP
#define MXTLS_SMTP_CLIENT_HPP

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mxtls/smtp/command.hpp>
#include <mxtls/smtp/ehlo.hpp>
#include <mxtls/smtp/reply.hpp>
#include <mxtls/smtp/stage.hpp>
#include <mxtls/smtp/tls_start.hpp>

namespace mxtls::smtp {

struct client_settings {
  /// Argument of EHLO: a name or an address literal. @pre `is_ehlo_name(ehlo_name)`
  std::string ehlo_name = "localhost";
  tls_start start = tls_start::starttls;
};

/// What the server said, step by step; a step not reached is empty.
struct client_record {
  std::optional<reply> greeting{};
  /// Answer to EHLO in clear.
  std::optional<reply> ehlo{};
  std::optional<reply> starttls{};
  /// Octets in clear that followed the 220 to STARTTLS; reported and dropped.
  std::string unread_plaintext{};
  bool secured = false;
  /// Answer to EHLO inside TLS.
  std::optional<reply> ehlo_in_tls{};
  std::optional<reply> quit{};
};

/// The client side of a probing session, without I/O: it says what to do and is told what came.
///
/// It walks greeting, EHLO, STARTTLS, handshake, EHLO again and QUIT, and gives up politely (QUIT)
/// where the server does not go along. It sends no mail and judges nothing.
///
/// References: RFC 5321 sections 3.1 and 4.1.1.1, RFC 3207 section 4, RFC 8314 section 3.
class client {
 public:
  enum class action {
    /// Read one reply, then call `replied`.
    read_reply,
    /// Write `output()`, then call `written`.
    write,
    /// Do the TLS handshake, then call `secured`.
    start_tls,
    /// Close the connection; the record is final.
    finish,
  };

  /// @pre `is_ehlo_name(settings.ehlo_name)`
  explicit client(client_settings settings = {}) : settings_{std::move(settings)} {
    assert(is_ehlo_name(settings_.ehlo_name));
    if (settings_.start == tls_start::implicit) begin(stage::handshake, action::start_tls);
    else begin(stage::greeting, action::read_reply);
  }

  action next() const noexcept { return next_; }
  /// The step that is under way, whose deadline applies.
  stage now() const noexcept { return stage_; }
  /// The command to write, with CR LF. Valid until the next call that changes the machine.
  std::string_view output() const noexcept { return output_; }
  client_record const& record() const& noexcept { return record_; }
  client_record record() && noexcept { return std::move(record_); }

  /// @pre `next() == action::write`
  void written() {
    assert(next_ == action::write);
    next_ = action::read_reply;
  }

  /// @param answer The whole reply.
  /// @param unread What had been received behind it and was dropped.
  /// @pre `next() == action::read_reply`
  void replied(reply answer, std::string unread = {}) {
    assert(next_ == action::read_reply);
    switch (stage_) {
    case stage::greeting: return greeted(std::move(answer));
    case stage::ehlo: return offered(std::move(answer));
    case stage::starttls: return started(std::move(answer), std::move(unread));
    case stage::ehlo_in_tls: record_.ehlo_in_tls = std::move(answer); return send(stage::quit, "QUIT");
    default: record_.quit = std::move(answer); return begin(stage::done, action::finish);
    }
  }

  /// The handshake is done. @pre `next() == action::start_tls`
  void secured() {
    assert(next_ == action::start_tls);
    record_.secured = true;
    if (record_.greeting) send(stage::ehlo_in_tls, "EHLO " + settings_.ehlo_name);
    else begin(stage::greeting, action::read_reply);
  }

 private:
  void greeted(reply answer) {
    bool const welcome = answer.code == 220;
    record_.greeting = std::move(answer);
    if (!welcome) return send(stage::quit, "QUIT");
    send(record_.secured ? stage::ehlo_in_tls : stage::ehlo, "EHLO " + settings_.ehlo_name);
  }

  void offered(reply answer) {
    bool const starttls = answer.code == 250 && parse_ehlo(answer).offers("STARTTLS");
    record_.ehlo = std::move(answer);
    if (starttls) return send(stage::starttls, "STARTTLS");
    send(stage::quit, "QUIT");
  }

  void started(reply answer, std::string unread) {
    bool const ready = answer.code == 220;
    record_.starttls = std::move(answer);
    record_.unread_plaintext = std::move(unread);
    if (ready) return begin(stage::handshake, action::start_tls);
    send(stage::quit, "QUIT");
  }

  void send(stage s, std::string_view command) {
    output_.assign(command).append("\r\n");
    begin(s, action::write);
  }

  void begin(stage s, action a) noexcept {
    stage_ = s;
    next_ = a;
  }

  client_settings settings_;
  client_record record_;
  std::string output_;
  stage stage_ = stage::greeting;
  action next_ = action::read_reply;
};

} // namespace mxtls::smtp

#endif
