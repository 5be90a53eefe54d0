// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_USUAL_REPLIES_HPP
#define MXTLS_SMTP_USUAL_REPLIES_HPP

#include <cstddef>
#include <string>
#include <string_view>

#include <mxtls/smtp/script.hpp>
#include <mxtls/smtp/transaction.hpp>

namespace mxtls::smtp {

/// A reply of a well-behaved server, with its line ends, and what follows.
struct usual_reply {
  std::string_view octets{};
  then after = then::go_on;
};

/// What a well-behaved server says where no rule of the script applies.
///
/// Replies live until the next one is asked for. References: RFC 5321 sections 4.1.1 and 4.2.4,
/// RFC 3207 section 4, RFC 2033 section 4.1.
class usual_replies {
 public:
  explicit usual_replies(script const& s) noexcept : script_{s} {}

  usual_reply greeting() { return {line("220 ", script_.greeting)}; }

  /// @param verb In upper case. @param now `clear` or `tls`.
  usual_reply answer(std::string_view verb, std::string_view argument, transaction const& mail, layer now) {
    if (verb == "MAIL") return {mail.answer_mail(argument)};
    if (verb == "RCPT") return {mail.answer_rcpt(argument)};
    if (verb == "DATA") return {mail.answer_data(argument)};
    bool const is_lmtp = script_.speaks == script::protocol::lmtp;
    if (verb == (is_lmtp ? "LHLO" : "EHLO") || (verb == "HELO" && !is_lmtp)) {
      if (argument.empty()) return {"501 5.5.4 What is your name?\r\n"};
      return {verb == "HELO" ? line("250 ", script_.ehlo_name) : extensions(now)};
    }
    if (verb == "STARTTLS") return start_tls(argument, now);
    if (verb == "RSET" || verb == "NOOP") return {"250 2.0.0 OK\r\n"};
    if (verb == "QUIT") return {"221 2.0.0 Bye\r\n", then::close};
    if (verb == "VRFY") return {"252 2.0.0 Send some mail, and it will be taken\r\n"};
    if (verb == "HELP") return {"214 2.0.0 Everything is taken, and passed on to nobody\r\n"};
    if (verb == "EXPN" || verb == "AUTH" || verb == "ETRN" || verb == "TURN")
      return {"502 5.5.1 Command not implemented\r\n"};
    return {"500 5.5.1 Command not known\r\n"};
  }

 private:
  usual_reply start_tls(std::string_view argument, layer now) const noexcept {
    if (now == layer::tls) return {"503 5.5.1 This is TLS already\r\n"};
    if (script_.starttls == script::offer::no) return {"502 5.5.1 STARTTLS is not offered\r\n"};
    if (!argument.empty()) return {"501 5.5.4 STARTTLS has no argument\r\n"};
    return {"220 2.0.0 Ready to start TLS\r\n", then::start_tls};
  }

  std::string_view line(std::string_view code, std::string_view text) {
    return text_.assign(code).append(text).append("\r\n");
  }

  std::string_view extensions(layer now) {
    text_.clear();
    std::size_t last = 0;
    auto const add = [&](std::string_view text) {
      last = text_.size();
      text_.append("250-").append(text).append("\r\n");
    };
    add(script_.ehlo_name);
    for (std::string_view const keyword : script_.keywords) add(keyword);
    if (script_.starttls == script::offer::yes && now != layer::tls) add("STARTTLS");
    text_[last + 3] = ' ';
    return text_;
  }

  script const& script_;
  std::string text_;
};

} // namespace mxtls::smtp

#endif
