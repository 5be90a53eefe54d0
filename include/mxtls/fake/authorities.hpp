// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_AUTHORITIES_HPP
#define MXTLS_FAKE_AUTHORITIES_HPP

#include <optional>
#include <string>

#include <mxtls/core/timestamp.hpp>
#include <mxtls/fake/scenario.hpp>
#include <mxtls/pki/authority.hpp>

namespace mxtls::fake {

/// The authorities behind all scenarios: one that is to be trusted, and one that is not.
class authorities {
 public:
  /// @param seed With one, all keys are public knowledge and every run gives the same octets.
  /// @param now The moment the certificates are made for.
  /// @throws as `pki::authority::create`
  authorities(std::optional<std::string> const& seed, timestamp now)
      : now_{now}, root_{pki::authority::create({.seed = seed, .name = "mxtls lab root", .now = now})},
        intermediate_{root_.intermediate({.name = "mxtls lab intermediate"})},
        unknown_root_{pki::authority::create({.seed = seed, .name = "mxtls lab root that nobody trusts", .now = now})},
        unknown_intermediate_{unknown_root_.intermediate({.name = "mxtls lab intermediate that nobody trusts"})} {}

  /// The trust anchor to give to a checker or a mailer.
  pki::authority const& root() const noexcept { return root_; }

  /// Certificate and key for a scenario. @throws as `pki::authority::issue`
  pki::leaf issue(certificate_recipe const& wanted) const {
    pki::recipe const recipe{.common_names = wanted.common_names,
                             .dns = wanted.dns,
                             .ip = wanted.ip,
                             .not_before = now_ + wanted.first_day * seconds_per_day,
                             .not_after = now_ + wanted.last_day * seconds_per_day};
    switch (wanted.issuer) {
    case issuer::self: return root_.self_signed(recipe);
    case issuer::unknown_authority: return unknown_intermediate_.issue(recipe);
    case issuer::intermediate: break;
    }
    return intermediate_.issue(recipe);
  }

 private:
  timestamp now_;
  pki::authority root_;
  pki::authority intermediate_;
  pki::authority unknown_root_;
  pki::authority unknown_intermediate_;
};

} // namespace mxtls::fake

#endif
