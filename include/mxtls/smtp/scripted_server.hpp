// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_SCRIPTED_SERVER_HPP
#define MXTLS_SMTP_SCRIPTED_SERVER_HPP

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/smtp/command.hpp>
#include <mxtls/smtp/command_reader.hpp>
#include <mxtls/smtp/mail_receiver.hpp>
#include <mxtls/smtp/record_keeper.hpp>
#include <mxtls/smtp/rule_chooser.hpp>
#include <mxtls/smtp/script.hpp>
#include <mxtls/smtp/server_record.hpp>
#include <mxtls/smtp/tls_start.hpp>
#include <mxtls/smtp/transaction.hpp>
#include <mxtls/smtp/usual_replies.hpp>

namespace mxtls::smtp {

struct scripted_server_settings {
  tls_start start = tls_start::starttls;
  /// Which session of the server it is, counted from 1; see `rule::sessions`.
  std::size_t session = 1;
  /// Octets of content that all mails of a session together may keep; 0: none is kept.
  std::size_t keep_messages = 0;
};

/// The server side of a session played from a script, without I/O. Takes mail, passes none on.
///
/// Every command has its one reply, in order, unless a rule wants it otherwise or the session ends.
/// Replies to commands that came together are written together.
///
/// Memory: bounded by the script's limits, its longest response and what is to be kept.
///
/// References: RFC 5321 section 4.1, RFC 3207 section 4, RFC 2920 section 3.2, RFC 3030, RFC 2033.
class scripted_server {
 public:
  enum class action {
    /// Write `output()`, then call `written`.
    write,
    /// Read some octets, then call `received`; or `idle` if none come in time.
    read,
    /// Do nothing for `wait_milliseconds()`, then call `waited`.
    wait,
    /// Do the TLS handshake, then call `secured`.
    start_tls,
    /// Read, drop what comes and say nothing until the peer or the server's owner ends it.
    hold,
    /// Close in good order.
    close,
    /// Drop the connection.
    reset,
  };

  /// Octets of replies after which they are written, though there are more commands.
  static constexpr std::size_t batch = 16'384;

  /// @param s Must outlive this object.
  explicit scripted_server(script const& s, scripted_server_settings settings = {})
      : script_{s}, keeper_{settings.keep_messages}, rules_{s.rules, settings.session}, reader_{s.limits.line},
        usual_{s}, transaction_{s} {
    if (settings.start == tls_start::implicit) after_ = then::start_tls;
    else connect();
    run();
  }
  explicit scripted_server(script&&, scripted_server_settings = {}) = delete;

  action next() const noexcept { return next_; }
  /// Octets to write. Valid until the next call that changes the machine.
  std::string_view output() const noexcept { return output_; }
  /// Whether nothing but `close` comes after it.
  bool output_is_last() const noexcept { return after_ == then::close && due_ == nullptr && flood_left_ == 0; }
  /// @pre `next() == action::wait`
  std::uint32_t wait_milliseconds() const noexcept { return due_->wait_milliseconds; }
  server_record const& record() const& noexcept { return keeper_.record; }
  server_record record() && noexcept { return std::move(keeper_.record); }
  /// Grows with each command, line of a mail and piece of a chunk: a client is idle while it does not.
  std::size_t progress() const noexcept { return progress_; }

  /// @pre `next() == action::write`
  void written() {
    assert(next_ == action::write);
    output_.clear();
    unanswered_ = 0;
    run();
  }

  /// @param octets Stay as they are until `next()` is `action::read` again. @pre `next() == action::read`
  void received(std::string_view octets) {
    assert(next_ == action::read);
    unread_ = octets;
    if (mode_ == mode::commands) unanswered_ += octets.size();
    if (unanswered_ > script_.limits.pipelined) end("421 4.7.0 Too much at once, closing\r\n");
    run();
  }

  /// No octets came in time: the client hears so, and the session ends. @pre `next() == action::read`
  void idle() {
    assert(next_ == action::read);
    // Who waits for a ClientHello does not wait for words.
    end(mode_ == mode::octets ? "" : "421 4.4.2 Waited too long, closing\r\n");
    run();
  }

  /// @pre `next() == action::wait`
  void waited() {
    assert(next_ == action::wait);
    deliver(*std::exchange(due_, nullptr));
    run();
  }

  /// @pre `next() == action::start_tls`
  void secured() {
    assert(next_ == action::start_tls);
    keeper_.record.secured = true;
    after_ = then::go_on;
    transaction_.forget();
    // With implicit TLS nothing has been said yet.
    if (!connected_) connect();
    run();
  }

 private:
  static constexpr std::string_view far_too_big = "421 4.7.0 Far too big, closing\r\n";

  enum class mode { commands, data, chunk, octets };

  bool is_lmtp() const noexcept { return script_.speaks == script::protocol::lmtp; }

  /// Goes on until the driver has something to do.
  void run() {
    while (output_.size() < batch) {
      if (flood_left_ > 0) {
        --flood_left_;
        output_ += flooding_;
      } else if (due_ != nullptr || after_ != then::go_on || !step()) {
        break;
      }
    }
    if (!output_.empty()) next_ = action::write;
    else if (due_ != nullptr) next_ = action::wait;
    else follow();
  }

  void follow() {
    switch (after_) {
    case then::go_on: next_ = action::read; break;
    case then::start_tls:
      drop_unread();
      next_ = action::start_tls;
      break;
    case then::await_octets:
      drop_unread();
      mode_ = mode::octets;
      after_ = then::go_on;
      next_ = action::read;
      break;
    case then::hold: next_ = action::hold; break;
    case then::close: next_ = action::close; break;
    case then::reset: next_ = action::reset; break;
    }
  }

  /// What was sent in clear behind STARTTLS must not be read as if it came in TLS.
  void drop_unread() {
    keeper_.note_unread(unread_);
    unread_ = {};
  }

  /// Takes one thing from what is unread; whether there was one.
  bool step() {
    if (owed_ > 0) {
      end_message();
      return true;
    }
    if (unread_.empty()) return false;
    switch (mode_) {
    case mode::commands: return take_command();
    case mode::data: take_data(); break;
    case mode::chunk: take_chunk(); break;
    case mode::octets:
      unread_ = {};
      mode_ = mode::commands;
      happen("octets", {}, {{}, then::hold});
    }
    return true;
  }

  bool take_command() {
    if (!reader_.take(unread_)) return false;
    ++progress_;
    command const given = parse_command(reader_.line());
    keeper_.note(given);
    if (reader_.is_too_long()) say({"500 5.5.2 Line too long\r\n"});
    else if (given.verb == "BDAT") begin_chunk(given.argument);
    else happen(given.verb, given.argument, usual_.answer(given.verb, given.argument, transaction_, keeper_.now()));
    return true;
  }

  /// Answers an event: as a rule says, else as usual. What was answered with success then is so.
  void happen(std::string_view event, std::string_view argument, usual_reply as_usual) {
    play(event, argument, as_usual, rules_.choose(event, keeper_.now()));
  }

  void play(std::string_view event, std::string_view argument, usual_reply as_usual, response const* by_rule) {
    std::string_view const octets = by_rule != nullptr ? by_rule->octets : as_usual.octets;
    succeeded_ = octets.starts_with('2');
    if (octets.starts_with('3') && event == "DATA") begin_data();
    else if (succeeded_) take_effect(event, argument);
    if (by_rule == nullptr) return say(as_usual);
    if (by_rule->wait_milliseconds > 0) due_ = by_rule;
    else deliver(*by_rule);
  }

  void take_effect(std::string_view event, std::string_view argument) {
    if (event == "EHLO" || event == "HELO" || event == "LHLO") transaction_.greet();
    else if (event == "MAIL") transaction_.begin(argument);
    else if (event == "RCPT") transaction_.add(argument);
    else if (event == "RSET") transaction_.reset();
  }

  void deliver(response const& what) {
    output_ += what.octets;
    flooding_ = what.octets;
    flood_left_ = what.octets.empty() || what.flood == 0 ? 0 : what.flood - 1;
    after_ = what.after;
  }

  void say(usual_reply what) {
    if (what.octets.starts_with('5') && ++errors_ > script_.limits.errors)
      return end("421 4.7.0 Too many errors, closing\r\n");
    output_ += what.octets;
    after_ = what.after;
  }

  void end(std::string_view octets) {
    output_ += octets;
    after_ = then::close;
    unread_ = {};
  }

  void connect() {
    connected_ = true;
    happen("connect", {}, usual_.greeting());
  }

  void begin_data() {
    mode_ = mode::data;
    receiver_ = mail_receiver{keeper_.content_left()};
  }

  void take_data() {
    std::size_t const taken = receiver_.take(unread_);
    if (unread_.substr(0, taken).find('\n') != std::string_view::npos) ++progress_;
    unread_.remove_prefix(taken);
    // More than anybody can have sent by mistake.
    if (is_flood(0)) end(far_too_big);
    else if (receiver_.ended()) owe_replies();
  }

  bool is_flood(std::uint64_t to_come) const noexcept {
    return receiver_.size() / 2 + to_come / 2 > script_.limits.message;
  }

  /// One reply to a mail; in LMTP one for each recipient.
  void owe_replies() {
    mode_ = mode::commands;
    ++keeper_.record.messages;
    owed_ = is_lmtp() ? std::max<std::size_t>(transaction_.envelope().recipients.size(), 1) : 1;
    answered_ = 0;
    taken_.clear();
    message_taken_ = false;
  }

  bool is_too_big() const noexcept {
    return receiver_.size() > script_.limits.message || receiver_.header_size() > script_.limits.header;
  }

  std::string_view answer_message() const noexcept {
    return is_too_big() ? "552 5.3.4 The mail or its header is too big\r\n"
                        : "250 2.0.0 Taken, and passed on to nobody\r\n";
  }

  /// Gives one of the replies that are owed.
  void end_message() {
    --owed_;
    happen("message", {}, {answer_message()});
    // In LMTP some may have been refused.
    if (succeeded_ && is_lmtp() && answered_ < transaction_.envelope().recipients.size())
      taken_.push_back(transaction_.envelope().recipients[answered_]);
    message_taken_ = message_taken_ || succeeded_;
    ++answered_;
    bool const over = after_ != then::go_on || (due_ != nullptr && due_->after != then::go_on);
    if (owed_ > 0 && !over) return;
    owed_ = 0;
    if (is_lmtp()) transaction_.reduce_to(std::move(taken_));
    if (message_taken_) keep_message();
    transaction_.reset();
  }

  void keep_message() {
    keeper_.keep({.envelope = transaction_.take(),
                  .in = keeper_.now(),
                  .size = receiver_.size(),
                  .content = std::move(receiver_).content()});
  }

  void begin_chunk(std::string_view argument) {
    std::string_view const digits = argument.substr(0, argument.find(' '));
    std::string_view const rest = ascii::trim(argument.substr(digits.size()));
    auto const [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), chunk_left_);
    bool const is_number = error == std::errc{} && stop == digits.data() + digits.size();
    // Where the next command is, nobody can know without the number.
    if (!is_number || (!rest.empty() && !ascii::equal(rest, "LAST")))
      return say({"501 5.5.4 It is BDAT size, or BDAT size LAST\r\n"});
    last_chunk_ = !rest.empty();
    mode_ = mode::chunk;
    if (!transaction_.in_chunks()) receiver_ = mail_receiver{keeper_.content_left()};
    if (is_flood(chunk_left_)) return end(far_too_big);
    if (transaction_.answer_chunk().starts_with('2')) transaction_.begin_chunks();
    if (chunk_left_ == 0) end_chunk();
  }

  void take_chunk() {
    ++progress_;
    auto const size = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, unread_.size()));
    receiver_.take(unread_.substr(0, size), mail_receiver::framing::counted);
    unread_.remove_prefix(size);
    chunk_left_ -= size;
    if (chunk_left_ == 0) end_chunk();
  }

  void end_chunk() {
    mode_ = mode::commands;
    std::string_view reply = transaction_.answer_chunk();
    bool const last = last_chunk_ && reply.starts_with('2');
    response const* const by_rule = rules_.choose("BDAT", keeper_.now());
    if (last && by_rule == nullptr) return owe_replies();
    if (reply.starts_with('2') && is_too_big()) reply = answer_message();
    play("BDAT", {}, {reply}, by_rule);
    if (last) ++keeper_.record.messages;
    if (last && succeeded_) keep_message();
    if (last || !succeeded_) transaction_.reset();
  }

  script const& script_;
  record_keeper keeper_;
  rule_chooser rules_;
  command_reader reader_;
  usual_replies usual_;
  transaction transaction_;
  mail_receiver receiver_;

  std::string_view unread_;
  mode mode_ = mode::commands;
  std::uint64_t chunk_left_ = 0;
  bool last_chunk_ = false;
  bool connected_ = false;

  action next_ = action::write;
  std::string output_;
  response const* due_ = nullptr; // once its wait is over
  std::string_view flooding_;
  std::size_t flood_left_ = 0;
  then after_ = then::go_on;
  bool succeeded_ = false;

  std::size_t owed_ = 0; // replies to a mail
  std::size_t answered_ = 0;
  bool message_taken_ = false;
  std::vector<std::string> taken_;

  std::size_t unanswered_ = 0;
  std::size_t errors_ = 0;
  std::size_t progress_ = 0;
};

} // namespace mxtls::smtp

#endif
