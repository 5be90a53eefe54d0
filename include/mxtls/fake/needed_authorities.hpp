// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_NEEDED_AUTHORITIES_HPP
#define MXTLS_FAKE_NEEDED_AUTHORITIES_HPP

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <mxtls/fake/scenario.hpp>
#include <mxtls/pki/authority_set.hpp>

namespace mxtls::fake {

namespace detail {

/// Adds every id that a case names; among them may be words that are none.
inline void add_named_authorities(pki::certificate_case const& of, std::set<std::string, std::less<>>& ids) {
  auto const add = [&ids](std::string const& word) {
    std::size_t const by = word.find(" by ");
    ids.insert(word.substr(0, by));
    if (by != std::string::npos) ids.insert(word.substr(by + 4));
  };
  add(of.issuer);
  add(of.trust);
  for (std::string const& each : of.send) add(each);
  for (pki::authority_entry const& each : of.authorities) add(each.issuer);
  for (pki::case_crl const& each : of.crls) {
    add(each.issuer);
    add(each.signer);
    for (std::string const& revoked : each.revoked) add(revoked);
  }
  if (of.staple) {
    add(of.staple->signer);
    add(of.staple->about);
  }
}

} // namespace detail

/// Those of the authorities, in their order, that scenarios need, with all above them; and `root`.
///
/// Making one can take long: the search for an RSA key tries many numbers.
inline std::vector<pki::authority_entry> needed_authorities(std::vector<pki::authority_entry> const& all,
                                                            std::vector<scenario> const& scenarios) {
  std::set<std::string, std::less<>> ids{"root"};
  for (scenario const& each : scenarios) {
    detail::add_named_authorities(each.certificate, ids);
    for (named_certificate const& other : each.by_name) detail::add_named_authorities(other.certificate, ids);
    ids.insert(each.client_authorities.begin(), each.client_authorities.end());
  }
  // Backwards, as an issuer stands before those it issues.
  std::vector<pki::authority_entry> out;
  for (auto each = all.rbegin(); each != all.rend(); ++each) {
    if (!ids.contains(each->id)) continue;
    ids.insert(each->issuer);
    out.push_back(*each);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

} // namespace mxtls::fake

#endif
