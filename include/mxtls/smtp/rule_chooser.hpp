// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_SMTP_RULE_CHOOSER_HPP
#define MXTLS_SMTP_RULE_CHOOSER_HPP

#include <cstddef>
#include <string_view>
#include <vector>

#include <mxtls/smtp/script.hpp>

namespace mxtls::smtp {

/// Finds the rule that applies in one session, and counts how often each one did.
class rule_chooser {
 public:
  /// @param rules Must outlive this object. @param session Counted from 1.
  rule_chooser(std::vector<rule> const& rules, std::size_t session)
      : rules_{rules}, session_{session}, applied_(rules.size()) {}

  /// Null if the server is to behave well. @param now `clear` or `tls`.
  response const* choose(std::string_view event, layer now) noexcept {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      rule const& each = rules_[i];
      if (each.on != event || (each.in != layer::any && each.in != now)) continue;
      if (each.sessions != 0 && session_ > each.sessions) continue;
      if (each.times != 0 && applied_[i] == each.times) continue;
      ++applied_[i];
      return &each.respond;
    }
    return nullptr;
  }

 private:
  std::vector<rule> const& rules_;
  std::size_t session_;
  std::vector<std::size_t> applied_;
};

} // namespace mxtls::smtp

#endif
