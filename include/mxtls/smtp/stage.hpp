// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_STAGE_HPP
#define MXTLS_SMTP_STAGE_HPP

#include <string_view>

namespace mxtls::smtp {

/// The steps of a session, in the order in which they are taken over STARTTLS.
enum class stage { look_up, connect, greeting, ehlo, starttls, handshake, ehlo_in_tls, quit, done };

/// The word for a stage in reports: `greeting`, `EHLO`, `STARTTLS`, …
constexpr std::string_view to_text(stage s) noexcept {
  switch (s) {
  case stage::look_up: return "look-up";
  case stage::connect: return "connect";
  case stage::greeting: return "greeting";
  case stage::ehlo: return "EHLO";
  case stage::starttls: return "STARTTLS";
  case stage::handshake: return "TLS handshake";
  case stage::ehlo_in_tls: return "EHLO inside TLS";
  case stage::quit: return "QUIT";
  case stage::done: return "done";
  }
  return "unknown";
}

} // namespace mxtls::smtp

#endif
