// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_TRANSACTION_HPP
#define MXTLS_SMTP_TRANSACTION_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/smtp/mail_argument.hpp>
#include <mxtls/smtp/script.hpp>
#include <mxtls/smtp/server_record.hpp>

namespace mxtls::smtp {

/// What a well-behaved server answers to the commands of a mail, in any order.
///
/// A question (`answer_…`) changes nothing: a rule of the script may answer in its place. What was
/// answered with success is then told (`begin`, `add`, …), whoever answered.
///
/// References: RFC 5321 sections 3.3, 4.1.4 and 4.3.2, RFC 1870, RFC 3030, RFC 6152, RFC 6531, RFC 3461.
class transaction {
 public:
  explicit transaction(script const& s) noexcept : script_{s} {}

  std::string_view answer_mail(std::string_view argument) const noexcept {
    if (!greeted_) return "503 5.5.1 EHLO first; in LMTP LHLO\r\n";
    if (open_) return "503 5.5.1 There is a sender already\r\n";
    auto const given = parse_mail_argument(argument, "FROM:");
    if (!given) return "501 5.5.4 It is MAIL FROM:<address>\r\n";
    if (!given->path.empty() && !is_mailbox(given->path)) return "501 5.1.7 That is no mailbox\r\n";
    if (auto const refusal = check(given->parameters); !refusal.empty()) return refusal;
    if (!ascii::is_ascii(given->path) && !has(given->parameters, "SMTPUTF8")) return needs_utf8;
    return "250 2.1.0 Sender taken\r\n";
  }

  std::string_view answer_rcpt(std::string_view argument) const noexcept {
    if (!open_) return "503 5.5.1 MAIL first\r\n";
    if (chunks_) return "503 5.5.1 The mail has begun\r\n";
    auto const given = parse_mail_argument(argument, "TO:");
    if (!given) return "501 5.5.4 It is RCPT TO:<address>\r\n";
    if (!is_mailbox(given->path) && !ascii::equal(given->path, "postmaster")) return "501 5.1.3 That is no mailbox\r\n";
    for (auto rest = given->parameters; !rest.empty();) {
      std::string_view const name = next(rest).name;
      bool const known = ascii::equal(name, "NOTIFY") || ascii::equal(name, "ORCPT");
      if (!known || !script_.offers("DSN")) return unknown_parameter;
    }
    if (!ascii::is_ascii(given->path) && !has(envelope_.parameters, "SMTPUTF8")) return needs_utf8;
    if (envelope_.recipients.size() >= script_.limits.recipients) return "452 4.5.3 Too many recipients\r\n";
    return "250 2.1.5 Recipient taken\r\n";
  }

  std::string_view answer_data(std::string_view argument) const noexcept {
    if (envelope_.recipients.empty()) return "503 5.5.1 RCPT first\r\n";
    if (chunks_) return "503 5.5.1 The mail has begun with BDAT\r\n";
    if (binary_) return "503 5.5.1 BODY=BINARYMIME needs BDAT\r\n";
    if (!argument.empty()) return "501 5.5.4 DATA has no argument\r\n";
    return "354 End with a dot on a line of its own\r\n";
  }

  /// To a chunk, whose octets come in any case.
  std::string_view answer_chunk() const noexcept {
    if (!script_.offers("CHUNKING")) return "502 5.5.1 CHUNKING is not offered\r\n";
    if (envelope_.recipients.empty()) return "503 5.5.1 RCPT first\r\n";
    return "250 2.0.0 Chunk taken\r\n";
  }

  /// EHLO, HELO or LHLO was answered.
  void greet() noexcept {
    reset();
    greeted_ = true;
  }
  /// TLS begins: everything is forgotten (RFC 3207 section 4.2).
  void forget() noexcept {
    reset();
    greeted_ = false;
  }
  void reset() noexcept {
    open_ = chunks_ = binary_ = false;
    envelope_ = {};
  }

  /// MAIL was accepted. What a rule accepts may be anything, and is kept as it was given.
  void begin(std::string_view argument) {
    reset();
    auto const given = parse_mail_argument(argument, "FROM:").value_or(mail_argument{argument});
    envelope_.sender = given.path;
    envelope_.parameters = given.parameters;
    open_ = true;
    for (auto rest = given.parameters; !rest.empty();) {
      auto const [name, value] = next(rest);
      binary_ = binary_ || (ascii::equal(name, "BODY") && ascii::equal(value, "BINARYMIME"));
    }
  }
  /// RCPT was accepted.
  void add(std::string_view argument) {
    // A rule that accepts everything must not make it endless.
    if (envelope_.recipients.size() >= script_.limits.recipients) return;
    envelope_.recipients.emplace_back(parse_mail_argument(argument, "TO:").value_or(mail_argument{argument}).path);
  }
  /// The first chunk has come.
  void begin_chunks() noexcept { chunks_ = true; }

  /// Leaves only some of the recipients.
  void reduce_to(std::vector<std::string> recipients) noexcept { envelope_.recipients = std::move(recipients); }

  bool in_chunks() const noexcept { return chunks_; }
  smtp::envelope const& envelope() const noexcept { return envelope_; }
  /// Gives the envelope away and is ready for the next mail.
  smtp::envelope take() noexcept {
    auto out = std::move(envelope_);
    reset();
    return out;
  }

 private:
  static constexpr std::string_view needs_utf8 = "553 5.6.7 An address beyond ASCII needs SMTPUTF8\r\n";
  static constexpr std::string_view unknown_parameter = "555 5.5.4 That parameter is not offered\r\n";
  static constexpr std::string_view bad_value = "501 5.5.4 That parameter has a wrong value\r\n";

  struct parameter {
    std::string_view name;
    std::string_view value;
  };

  /// Takes the first parameter off. @pre `!rest.empty()`
  static parameter next(std::string_view& rest) noexcept {
    std::string_view const one = rest.substr(0, rest.find(' '));
    rest = ascii::trim(rest.substr(one.size()));
    std::size_t const equals = std::min(one.find('='), one.size());
    return {one.substr(0, equals), one.substr(std::min(equals + 1, one.size()))};
  }

  static bool has(std::string_view parameters, std::string_view name) noexcept {
    while (!parameters.empty())
      if (ascii::equal(next(parameters).name, name)) return true;
    return false;
  }

  /// The refusal of parameters of MAIL; empty if there is nothing to refuse.
  std::string_view check(std::string_view rest) const noexcept {
    while (!rest.empty()) {
      auto const [name, value] = next(rest);
      if (!script_.offers(extension_of(name))) return unknown_parameter;
      if (ascii::equal(name, "SIZE")) {
        if (value.empty() || value.size() > 20 || !std::all_of(value.begin(), value.end(), ascii::is_digit))
          return bad_value;
        if (exceeds(value, script_.limits.message)) return "552 5.3.4 That is too big\r\n";
      } else if (ascii::equal(name, "SMTPUTF8")) {
        if (!value.empty()) return bad_value;
      } else if (ascii::equal(name, "BODY")) {
        bool const binary = ascii::equal(value, "BINARYMIME") && script_.offers("BINARYMIME");
        if (!binary && !ascii::equal(value, "7BIT") && !ascii::equal(value, "8BITMIME")) return bad_value;
      }
    }
    return {};
  }

  /// The keyword in whose name a parameter of MAIL may be used; for most extensions it is the same.
  static std::string_view extension_of(std::string_view parameter) noexcept {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> table{
        {{"BODY", "8BITMIME"}, {"RET", "DSN"}, {"ENVID", "DSN"}}};
    for (auto const& [name, keyword] : table)
      if (ascii::equal(parameter, name)) return keyword;
    return parameter;
  }

  /// Whether a number of at most 20 digits is above the limit.
  static bool exceeds(std::string_view digits, std::uint64_t limit) noexcept {
    std::uint64_t value = 0;
    for (char const c : digits) {
      if (value > (UINT64_MAX - 9) / 10) return true;
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value > limit;
  }

  script const& script_;
  smtp::envelope envelope_;
  bool greeted_ = false;
  bool open_ = false;
  bool chunks_ = false;
  bool binary_ = false;
};

} // namespace mxtls::smtp

#endif
