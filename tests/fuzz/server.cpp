// SPDX-License-Identifier: BSL-1.0
//
// The dialogue machine of the fake server: the first line makes the script, what follows it is what a
// client sends. Of the first line, the first octet is the kind of server, the second the length of the
// pieces in which the octets come, and each four behind them are a rule.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <mxtls/core/bytes.hpp>
#include <mxtls/smtp/line_buffer.hpp>
#include <mxtls/smtp/reply_parser.hpp>
#include <mxtls/smtp/scripted_server.hpp>

#include "properties.hpp"

namespace {

using namespace mxtls;
using namespace mxtls::smtp;
using fuzz::require;

constexpr std::uint32_t max_flood = 2000;
constexpr std::size_t max_octets = 32; // of a rule's response
constexpr std::size_t keep = 1000;

script read_script(std::string_view line) {
  constexpr std::array<std::string_view, 14> events{"connect", "EHLO", "LHLO", "STARTTLS", "MAIL", "RCPT",   "DATA",
                                                    "BDAT",    "RSET", "NOOP", "QUIT",     "",     "octets", "message"};
  constexpr std::array<std::string_view, 8> says{"",        "220 x\r\n", "250 x\r\n",      "354 x\r\n",
                                                 "450 x\n", "550 x\r\n", "250-x\r\nz\r\n", "banana"};
  constexpr std::array<then, 8> next{then::go_on, then::go_on, then::go_on,        then::start_tls,
                                     then::hold,  then::close, then::await_octets, then::reset};
  auto const octet = [&line](std::size_t i) { return static_cast<unsigned char>(line[i]); };
  script out;
  unsigned const kind = line.empty() ? 0 : octet(0);
  if ((kind & 1) != 0) out.speaks = script::protocol::lmtp;
  if ((kind & 2) != 0) out.starttls = script::offer::no;
  if ((kind & 4) != 0) out.keywords = {"BINARYMIME", "DSN", "8BITMIME"};
  if ((kind & 8) != 0) out.limits = {.line = 20, .header = 30, .message = 40, .recipients = 2, .errors = 3};
  for (std::size_t i = 2; i + 4 <= line.size() && out.rules.size() < 8; i += 4)
    out.rules.push_back({.on = std::string{events[octet(i) % events.size()]},
                         .respond = {.octets = std::string{says[octet(i + 1) % says.size()]},
                                     .after = next[octet(i + 1) / 8U % next.size()],
                                     .wait_milliseconds = octet(i + 2) / 4U % 4,
                                     .flood = octet(i + 3) % 8 == 7 ? max_flood : octet(i + 3) % 8U},
                         .in = static_cast<layer>(octet(i + 2) % 3),
                         .times = octet(i + 2) / 16U % 4,
                         .sessions = octet(i + 3) / 8U % 3});
  return out;
}

struct played {
  std::string output{};
  server_record record{};
  scripted_server::action last{};
  /// What was said behind it was dropped, and so it matters where it was cut.
  bool dropped = false;
};

played play(script const& rules, std::string_view octets, std::size_t piece) {
  using action = scripted_server::action;
  scripted_server machine{rules, {.keep_messages = keep}};
  played out;
  std::string flight;
  // Each octet can bring a flood, in batches; a rule's `connect` and the last `idle` can, too.
  std::size_t const most = 100 + octets.size() * (10 + max_flood * max_octets / scripted_server::batch);
  for (std::size_t steps = 0;; ++steps) {
    require(steps < most, "the machine comes to an end");
    out.last = machine.next();
    switch (out.last) {
    case action::write:
      require(!machine.output().empty(), "what is to be written is not nothing");
      require(machine.output().size() < scripted_server::batch + 1024, "output is bounded");
      out.output += machine.output();
      machine.written();
      continue;
    case action::read:
      if (!octets.empty()) {
        flight = octets.substr(0, piece); // a copy, so that it is seen if more is read, or read too late
        octets.remove_prefix(flight.size());
        machine.received(flight);
        continue;
      }
      break;
    case action::wait:
      require(machine.wait_milliseconds() > 0, "a wait takes time");
      machine.waited();
      continue;
    case action::start_tls:
      out.dropped = true;
      machine.secured();
      // A rule for the greeting may begin TLS without end, but only with an octet read for each time.
      continue;
    case action::hold:
    case action::close:
    case action::reset: break;
    }
    break;
  }
  out.record = machine.record();
  if (out.last == action::read) {
    machine.idle();
    for (std::size_t writes = 0; machine.next() == action::write; machine.written())
      require(++writes < 3, "an idle client hears one thing");
    require(machine.next() == action::close, "an idle client's session ends");
  }
  return out;
}

void check_bounds(server_record const& record, server_limits const& limits) {
  require(record.commands.size() <= record_keeper::max_commands, "the record of commands is bounded");
  require(record.unread_plaintext.size() <= record_keeper::max_unread_plaintext, "what is dropped is bounded");
  require(record.accepted.size() <= record.messages, "no more mails are accepted than came");
  std::size_t kept = 0;
  for (accepted_message const& each : record.accepted) {
    kept += each.content.size();
    require(each.content.size() <= each.size, "no more of a mail is kept than came");
    require(each.envelope.recipients.size() <= limits.recipients, "recipients are bounded");
  }
  require(kept <= keep, "no more content is kept than was asked for");
}

/// Of a server without rules: every line a reply can be told from, and as many as there were commands.
void check_replies(played const& session) {
  line_buffer lines;
  reply_parser parser;
  lines.append(session.output);
  std::size_t replies = 0;
  std::size_t ended = 0; // mails that were sent after a 354: to their end there is another reply
  int last = 0;
  while (true) {
    auto const line = lines.next_line();
    require(line.has_value(), "lines of replies are short");
    if (!*line) break;
    require((*line)->end == line_end::crlf, "lines of replies end in CR LF");
    auto const progress = parser.push(**line);
    require(progress.has_value(), "replies are replies");
    if (*progress == reply_parser::progress::more) continue;
    ++replies;
    if (last == 354) ++ended;
    last = parser.take().code;
  }
  require(lines.unread().empty(), "replies are whole");
  auto const& commands = session.record.commands;
  std::size_t const expected = 1 + commands.size() + session.record.commands_left_out + ended; // with the greeting
  // The last chunk may not be complete.
  bool const in_chunk = !commands.empty() && commands.back().verb == "BDAT" && replies + 1 == expected;
  require(replies == expected || in_chunk, "every command has its one reply");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view octets = as_text({data, size});
  std::string_view const first = octets.substr(0, octets.find('\n'));
  octets.remove_prefix(std::min(first.size() + 1, octets.size()));
  std::size_t const piece = first.size() < 2 ? 1 : static_cast<unsigned char>(first[1]) + 1U;
  script const rules = read_script(first);

  played const whole = play(rules, octets, octets.size() + 1);
  played const cut = play(rules, octets, piece);
  for (played const* const each : {&whole, &cut}) {
    check_bounds(each->record, rules.limits);
    if (rules.rules.empty() && rules.speaks == script::protocol::smtp) check_replies(*each);
  }
  bool const drops = std::any_of(rules.rules.begin(), rules.rules.end(),
                                 [](rule const& r) { return r.respond.after == then::await_octets; });
  if (drops || whole.dropped || cut.dropped || octets.size() > rules.limits.pipelined) return 0;
  require(whole.output == cut.output, "it makes no difference how the octets are cut");
  require(whole.record.commands == cut.record.commands && whole.record.accepted == cut.record.accepted &&
              whole.last == cut.last,
          "the record is the same however the octets are cut");
  return 0;
}
