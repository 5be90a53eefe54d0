// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_AUTHORITY_HPP
#define MXTLS_PKI_AUTHORITY_HPP

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <ctime>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/authority_recipe.hpp>
#include <mxtls/pki/crl.hpp>
#include <mxtls/pki/leaf.hpp>
#include <mxtls/pki/ocsp.hpp>
#include <mxtls/pki/origin.hpp>
#include <mxtls/pki/pem.hpp>
#include <mxtls/pki/recipe.hpp>

namespace mxtls::pki {

/// What a new root is made from.
struct authority_settings {
  /// With a seed, all keys, numbers and signatures follow from it and from what is asked for.
  std::optional<std::string> seed = {};
  /// The common name of a root without a recipe; the organization says TEST ONLY in any case.
  std::string name = "root.mxtls.test";
  /// The moment all default validity windows are laid around; absent, the time of the system.
  std::optional<timestamp> now = {};
};

/// A certificate authority for tests, root or intermediate, together with its key.
///
/// Safe by construction: every authority carries critical NameConstraints, the root's permit only
/// names that belong to nobody, and no authority issues for others unless `outside-constraints` says
/// that being refused is the point. wolfSSL 5.5 looks at the nearest authority only, so that one has to
/// constrain domains itself to issue such a leaf.
///
/// With a seed and a moment the same calls give the same octets, in any process and with any
/// compiler. Keys then follow from names, extensions and flaws only, so they outlive a change of
/// `now`; serial numbers differ.
///
/// References: RFC 5280 sections 4.1 and 4.2.1.
class authority {
 public:
  /// A new self-signed root.
  ///
  /// @throws std::invalid_argument naming the field that is unsafe; std::system_error with a
  /// pki::errc if there is no randomness or wolfCrypt fails
  static authority create(authority_settings const& settings = {}) {
    detail::require_safe_text("authority_settings.name", settings.name);
    return create(settings, {.name = settings.name, .path_length = std::nullopt});
  }

  /// The same from a recipe; it constrains names whatever that says. @throws as above
  static authority create(authority_settings const& settings, authority_recipe wanted) {
    if (settings.seed && settings.seed->empty())
      throw std::invalid_argument{"authority_settings.seed is empty; leave it absent for random keys"};
    wanted.constraints = safe_constraints::names_and_addresses;
    detail::origin from{settings.seed, settings.now.value_or(timestamp{std::time(nullptr)})};
    detail::issued root = from.make(detail::draft_of(wanted, from.now), nullptr);
    return authority{std::move(from), std::move(root), wanted, {}};
  }

  /// The same from a seed alone, for now. @throws as above
  template <std::convertible_to<std::string> Seed>
  static authority create(Seed seed) {
    return create(authority_settings{.seed = std::move(seed)});
  }

  /// A new authority below this one.
  ///
  /// @throws std::invalid_argument if this one's path length allows none and no flaw says that this
  /// is meant, and as `create`
  authority intermediate(authority_recipe wanted = {}) const {
    require_path_length(wanted);
    if (has(wanted.flaws, flaw::key_of_issuer)) constrain_as(*this, wanted);
    detail::issued made = from_.make(detail::draft_of(wanted, from_.now), &self_);
    std::vector<bytes> chain{made.der};
    chain.insert(chain.end(), chain_.begin(), chain_.end());
    return authority{from_, std::move(made), wanted, std::move(chain)};
  }

  /// A certificate by this authority for the name and the key of another one: a cross-certificate.
  ///
  /// Of the recipe the name and the kind of key do not count, and domains are constrained if they are
  /// in the other's own certificate. Its path length does count: 0, the default, is for an authority
  /// that issues leaves only. @throws as `intermediate`
  bytes certify(authority const& other, authority_recipe wanted = {}) const {
    require_path_length(wanted);
    constrain_as(other, wanted);
    detail::refuse_flaws("authority_recipe", wanted.flaws, {flaw::key_of_issuer},
                         "cannot be, as a cross-certificate is for the key of the other authority; use intermediate");
    detail::draft draft = detail::draft_of(wanted, from_.now);
    draft.subject = other.self_.subject;
    return from_.certify(draft, other.self_.key, self_.subject, self_.key, from_.identity_of(draft, &self_));
  }

  /// A leaf signed by this authority.
  ///
  /// With `outside-constraints` a name is somebody's, and the NameConstraints make verifiers refuse
  /// it: those of this authority, as wolfSSL 5.5 reads no others. For that reason it also refuses a leaf
  /// with an iPAddress from an authority that constrains domains.
  ///
  /// @throws std::invalid_argument naming the field and the fix, for names that may be somebody's,
  /// malformed names and an empty validity; std::system_error as `create`
  leaf issue(recipe const& wanted) const {
    detail::refuse_flaws("recipe", wanted.dns.empty() || constrains_domains_ ? std::vector<flaw>{} : wanted.flaws,
                         {flaw::outside_constraints},
                         "is for names that the issuer's own constraints speak of, and this one constrains addresses "
                         "only; give it the constraints names-and-addresses, or take another issuer");
    detail::issued made = from_.make(detail::draft_of(wanted, from_.now), &self_);
    return leaf{std::move(made.der), std::move(made.key), chain_};
  }

  /// A leaf that is its own issuer; of the authority it has only `now` and the seed.
  ///
  /// No NameConstraints stand above it: no flaw lets somebody's name into it, and where it may sign
  /// certificates it carries NameConstraints itself.
  ///
  /// @throws as `issue`
  leaf self_signed(recipe const& wanted) const {
    detail::refuse_flaws("recipe", wanted.flaws, {flaw::outside_constraints},
                         "cannot be: nothing constrains a self-signed leaf; have it issued by an authority");
    detail::refuse_flaws("recipe", wanted.flaws, {flaw::version_1},
                         "makes a self-signed certificate an authority, which nothing would constrain; have it issued "
                         "by an authority");
    detail::draft draft = detail::draft_of(wanted, from_.now);
    if (std::find(wanted.uses.begin(), wanted.uses.end(), key_use::key_cert_sign) != wanted.uses.end())
      draft.extensions.push_back(name_constraints(safe_subtrees(safe_constraints::names_and_addresses)));
    detail::issued made = from_.make(draft, nullptr);
    return leaf{std::move(made.der), std::move(made.key), {}};
  }

  /// A certificate revocation list, as DER. @throws as `crl_fields_for`
  bytes crl(crl_settings const& settings = {}) const {
    return sign_crl(crl_fields_for(self_.der, from_.now, settings), self_.key);
  }

  /// An OCSP response about one certificate, as DER: signed by this authority.
  ///
  /// @throws as `ocsp_fields_for`
  bytes ocsp(byte_view certificate, ocsp_settings const& settings = {}) const {
    return ocsp(certificate, settings, self_.key);
  }

  /// The same, signed by another key: that of `settings.responder`, or of anybody who has no right to.
  bytes ocsp(byte_view certificate, ocsp_settings const& settings, private_key const& signer) const {
    return sign_ocsp(ocsp_fields_for(self_.der, certificate, from_.now, settings), signer);
  }

  bytes const& der() const noexcept { return self_.der; }
  std::string pem() const { return to_pem(certificate_label, self_.der); }
  private_key const& key() const noexcept { return self_.key; }

  /// The certificates a leaf of this authority is sent with: its own and those above, without the root.
  std::vector<bytes> const& chain_der() const noexcept { return chain_; }

  bool is_root() const noexcept { return chain_.empty(); }

 private:
  void require_path_length(authority_recipe const& wanted) const {
    bool const allowed = !path_length_ || (wanted.path_length && *wanted.path_length < *path_length_);
    if (!allowed && !has(wanted.flaws, flaw::path_too_long))
      throw std::invalid_argument{"authority_recipe.path_length must be smaller than the issuer's, which is " +
                                  std::to_string(*path_length_) +
                                  "; make the issuer with a larger one, or add the flaw path-too-long to be wrong on "
                                  "purpose"};
  }

  /// For a certificate of a key that is in another one already: no way around the constraints there.
  static void constrain_as(authority const& other, authority_recipe& wanted) {
    if (other.constrains_domains_) wanted.constraints = safe_constraints::names_and_addresses;
  }

  authority(detail::origin from, detail::issued self, authority_recipe const& made_from, std::vector<bytes> chain)
      : from_{std::move(from)}, self_{std::move(self)}, path_length_{made_from.path_length},
        constrains_domains_{made_from.constraints == safe_constraints::names_and_addresses ||
                            !made_from.permitted_dns.empty()},
        chain_{std::move(chain)} {}

  detail::origin from_;
  detail::issued self_;
  std::optional<std::uint32_t> path_length_;
  bool constrains_domains_;
  std::vector<bytes> chain_;
};

} // namespace mxtls::pki

#endif
