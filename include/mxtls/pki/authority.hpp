// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_AUTHORITY_HPP
#define MXTLS_PKI_AUTHORITY_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/sha256.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/derive.hpp>
#include <mxtls/pki/extension.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/pki/leaf.hpp>
#include <mxtls/pki/pem.hpp>
#include <mxtls/pki/recipe.hpp>
#include <mxtls/pki/safe_names.hpp>
#include <mxtls/pki/wolfcrypt.hpp>

namespace mxtls::pki {

/// Ten years: authorities are valid from as long before `now` to as long after it, so that a leaf
/// which has expired, or is not valid yet, can be judged on a day of its own.
inline constexpr std::int64_t authority_lifetime = 3650 * seconds_per_day;

/// What a new root is made from.
struct authority_settings {
  /// With a seed, all keys, numbers and signatures follow from it and from what is asked for.
  std::optional<std::string> seed = {};
  /// The common name; the organization says TEST ONLY in any case.
  std::string name = "mxtls root";
  /// The moment all default validity windows are laid around. Required.
  timestamp now = {};
};

/// What a new intermediate is made from; seed and `now` come from its issuer.
struct intermediate_settings {
  std::string name = "mxtls intermediate";
  /// How many authorities may follow below it; absent for any number.
  std::optional<std::uint32_t> path_length = 0;
  /// The root constrains domains for the whole chain. Repeating that here makes wolfSSL refuse every
  /// leaf with an iPAddress, as it compares addresses with the domains of the nearest authority.
  safe_constraints constraints = safe_constraints::addresses;
};

/// A certificate authority for tests, root or intermediate, together with its key.
///
/// Safe by construction: every authority carries critical NameConstraints, the root's permit only
/// names that belong to nobody, and no authority issues for others.
///
/// With a seed the same calls give the same octets, in any process and with any compiler. Keys then
/// follow from names and extensions only, so they outlive a change of `now`; serial numbers differ.
///
/// References: RFC 5280 sections 4.1 and 4.2.1.
class authority {
 public:
  /// A new self-signed root.
  ///
  /// @throws std::invalid_argument naming the field that is missing or unsafe; std::system_error
  /// with a pki::errc if there is no randomness or wolfCrypt fails
  static authority create(authority_settings const& settings) {
    if (settings.seed && settings.seed->empty())
      throw std::invalid_argument{"authority_settings.seed is empty; leave it absent for random keys"};
    if (settings.now == timestamp{})
      throw std::invalid_argument{"authority_settings.now is not set; pass the moment the certificates are for"};
    detail::require_safe_text("authority_settings.name", settings.name);
    origin const from{settings.seed, settings.now};
    issued root =
        from.make(authority_draft(from, {settings.name, std::nullopt, safe_constraints::names_and_addresses}), nullptr);
    return authority{from, std::move(root), std::nullopt, {}};
  }

  /// A new authority below this one.
  ///
  /// @throws std::invalid_argument if this one's path length allows none, and as `create`
  authority intermediate(intermediate_settings const& settings = {}) const {
    if (path_length_ && (!settings.path_length || *settings.path_length >= *path_length_))
      throw std::invalid_argument{"intermediate_settings.path_length must be smaller than the issuer's, which is " +
                                  std::to_string(*path_length_) + "; make the issuer with a larger one"};
    detail::require_safe_text("intermediate_settings.name", settings.name);
    issued made = from_.make(authority_draft(from_, settings), &self_);
    std::vector<bytes> chain{made.der};
    chain.insert(chain.end(), chain_.begin(), chain_.end());
    return authority{from_, std::move(made), settings.path_length, std::move(chain)};
  }

  /// A leaf signed by this authority.
  ///
  /// `raw_subject_alt_name` goes in as it is: a name in it that belongs to somebody is what the
  /// NameConstraints make verifiers refuse. wolfSSL 5.5 reads those of the nearest authority only,
  /// and refuses a leaf with an iPAddress that comes straight from a root.
  ///
  /// @throws std::invalid_argument naming the field and the fix, for names that may be somebody's,
  /// malformed names and an empty validity; std::system_error as `create`
  leaf issue(recipe const& wanted) const {
    issued made = from_.make(leaf_draft(from_, wanted), &self_);
    return leaf{std::move(made.der), std::move(made.key), chain_};
  }

  /// A leaf that is its own issuer; of the authority it has only `now` and the seed.
  ///
  /// No NameConstraints stand above it, so `raw_subject_alt_name` is searched for hosts as well.
  ///
  /// @throws as `issue`
  leaf self_signed(recipe const& wanted) const {
    if (wanted.raw_subject_alt_name)
      detail::require_safe_text("recipe.raw_subject_alt_name", as_text(*wanted.raw_subject_alt_name));
    issued made = from_.make(leaf_draft(from_, wanted), nullptr);
    return leaf{std::move(made.der), std::move(made.key), {}};
  }

  bytes const& der() const noexcept { return self_.der; }
  std::string pem() const { return to_pem(certificate_label, self_.der); }
  private_key const& key() const noexcept { return self_.key; }

 private:
  /// What is known of a certificate before it has a key, a number and an issuer.
  struct draft {
    std::string_view kind;
    bytes subject;
    bytes validity;
    std::vector<bytes> extensions;
  };

  struct issued {
    bytes der;
    private_key key;
    bytes subject;
    bytes identity;
  };

  /// Where keys and numbers come from, and the moment it all is for.
  struct origin {
    std::optional<std::string> seed;
    timestamp now;

    /// @param issuer none for a certificate that is to be its own
    issued make(draft const& wanted, issued const* issuer) const {
      auto const digest = derive({as_bytes(wanted.kind), issuer ? byte_view{issuer->identity} : byte_view{},
                                  wanted.subject, der::concat(wanted.extensions)});
      bytes identity{digest.begin(), digest.end()};
      private_key key = seed ? private_key::from_seed(*seed, to_hex(identity)) : private_key::generate();
      private_key const& issuer_key = issuer ? issuer->key : key;
      certificate_fields fields{.serial_number = serial_number(identity, wanted.validity),
                                .issuer = issuer ? issuer->subject : wanted.subject,
                                .validity = wanted.validity,
                                .subject = wanted.subject,
                                .subject_public_key_info = key.spki_der(),
                                .extensions = wanted.extensions};
      fields.extensions.push_back(subject_key_identifier(key_identifier(key)));
      fields.extensions.push_back(authority_key_identifier(key_identifier(issuer_key)));
      bytes der = sign_certificate(fields, issuer_key);
      return {std::move(der), std::move(key), wanted.subject, std::move(identity)};
    }

    /// 16 octets, positive and not zero. References: RFC 5280 section 4.1.2.2.
    bytes serial_number(byte_view identity, byte_view validity) const {
      constexpr std::size_t size = 16;
      bytes octets;
      if (seed) {
        auto const digest = derive({as_bytes("mxtls serial number"), as_bytes(*seed), identity, validity});
        octets.assign(digest.begin(), digest.begin() + size);
      } else {
        octets = wolfcrypt::random_bytes(size);
      }
      octets.front() = static_cast<std::uint8_t>((octets.front() & 0x3f) | 0x40);
      return der::unsigned_integer(octets);
    }
  };

  /// 160 bits of the SHA-256 of the public key. References: RFC 7093 section 2, method 1.
  static bytes key_identifier(private_key const& key) {
    auto const digest = sha256(key.public_point());
    return {digest.begin(), digest.begin() + 20};
  }

  static draft authority_draft(origin const& from, intermediate_settings const& wanted) {
    return {.kind = "authority",
            .subject = distinguished_name(test_only_organization, {wanted.name}),
            .validity = validity(from.now - authority_lifetime, from.now + authority_lifetime),
            .extensions = {basic_constraints_ca(wanted.path_length),
                           key_usage({key_use::key_cert_sign, key_use::crl_sign}),
                           safe_name_constraints(wanted.constraints)}};
  }

  static draft leaf_draft(origin const& from, recipe const& wanted) {
    timestamp const not_before = wanted.not_before.value_or(from.now - seconds_per_day);
    timestamp const not_after = wanted.not_after.value_or(from.now + 90 * seconds_per_day);
    if (not_after < not_before)
      throw std::invalid_argument{"recipe.not_after: " + to_text(not_after) + " is before not_before, " +
                                  to_text(not_before) + "; give both"};
    return {.kind = "leaf",
            .subject = subject_of(wanted),
            .validity = validity(not_before, not_after),
            .extensions = extensions_of(wanted)};
  }

  authority(origin from, issued self, std::optional<std::uint32_t> path_length, std::vector<bytes> chain)
      : from_{std::move(from)}, self_{std::move(self)}, path_length_{path_length}, chain_{std::move(chain)} {}

  origin from_;
  issued self_;
  std::optional<std::uint32_t> path_length_;
  std::vector<bytes> chain_;
};

} // namespace mxtls::pki

#endif
