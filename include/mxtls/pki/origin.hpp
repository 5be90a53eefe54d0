// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_ORIGIN_HPP
#define MXTLS_PKI_ORIGIN_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/authority_recipe.hpp>
#include <mxtls/pki/certificate.hpp>
#include <mxtls/pki/derive.hpp>
#include <mxtls/pki/key.hpp>
#include <mxtls/pki/key_identifier.hpp>
#include <mxtls/pki/recipe.hpp>
#include <mxtls/pki/spoil.hpp>
#include <mxtls/pki/wolfcrypt.hpp>

/// How a recipe becomes a certificate with a key; authority.hpp is what its users see.
namespace mxtls::pki::detail {

/// What is known of a certificate before it has a key, a number and an issuer.
struct draft {
  std::string_view kind;
  bytes subject;
  bytes validity;
  std::vector<bytes> extensions;
  key_kind key;
  signature_scheme signature;
  std::vector<flaw> flaws;
};

/// Refuses flaws that are for another sort of certificate.
inline void refuse_flaws(std::string_view field, std::vector<flaw> const& wanted, std::initializer_list<flaw> foreign,
                         std::string_view why) {
  for (flaw const each : foreign)
    if (has(wanted, each))
      throw std::invalid_argument{std::string{field} + ".flaws: " + std::string{to_text(each)} + ' ' +
                                  std::string{why}};
}

inline draft draft_of(recipe const& wanted, timestamp now) {
  refuse_flaws("recipe", wanted.flaws, {flaw::path_too_long, flaw::no_basic_constraints, flaw::ca_false},
               "is for authorities; give it to the authority_recipe of the issuer");
  return {.kind = "leaf",
          .subject = subject_of(wanted),
          .validity = validity_of("recipe", wanted.not_before.at(now), wanted.not_after.at(now), wanted.flaws),
          .extensions = extensions_of(wanted),
          .key = wanted.key,
          .signature = wanted.signature,
          .flaws = wanted.flaws};
}

inline draft draft_of(authority_recipe const& wanted, timestamp now) {
  require_safe_text("authority_recipe.name", wanted.name);
  refuse_flaws("authority_recipe", wanted.flaws, {flaw::version_1},
               "would take the NameConstraints away; give it to a leaf");
  refuse_flaws("authority_recipe", wanted.flaws,
               {flaw::odd_octets, flaw::outside_constraints, flaw::nameless, flaw::empty_subject_alt_name,
                flaw::two_subject_alt_names, flaw::critical_subject_alt_name, flaw::uncritical_subject_alt_name,
                flaw::ca_true},
               "is for leaves; give it to the recipe of one");
  return {.kind = "authority",
          .subject = distinguished_name(test_only_organization, {wanted.name}),
          .validity =
              validity_of("authority_recipe", wanted.not_before.at(now), wanted.not_after.at(now), wanted.flaws),
          .extensions = extensions_of(wanted),
          .key = wanted.key,
          .signature = wanted.signature,
          .flaws = wanted.flaws};
}

/// A certificate, its key, and what those below it need to know.
struct issued {
  bytes der;
  private_key key;
  bytes subject;
  /// What keys and numbers are derived from.
  bytes identity;
};

/// Where keys and numbers come from, and the moment it all is for.
struct origin {
  std::optional<std::string> seed;
  timestamp now;

  /// @param issuer none for a certificate that is to be its own
  issued make(draft const& wanted, issued const* issuer) const {
    bytes identity = identity_of(wanted, issuer);
    private_key key = [&] {
      if (issuer != nullptr && has(wanted.flaws, flaw::key_of_issuer)) return issuer->key;
      if (has(wanted.flaws, flaw::published_key)) return private_key::published();
      return seed ? private_key::from_seed(*seed, to_hex(identity), wanted.key) : private_key::generate(wanted.key);
    }();
    bytes der = certify(wanted, key, issuer ? issuer->subject : wanted.subject, issuer ? issuer->key : key, identity);
    return {std::move(der), std::move(key), wanted.subject, std::move(identity)};
  }

  /// The certificate of a key that is there already.
  bytes certify(draft const& wanted, private_key const& key, byte_view issuer_name, private_key const& issuer_key,
                byte_view identity) const {
    bytes const algorithm = issuer_key.signature_algorithm_der(wanted.signature);
    certificate_fields fields{
        .serial_number = serial_number(derive({identity, wanted.validity, key.public_key(), algorithm})),
        .signature_algorithm = algorithm,
        .issuer = {issuer_name.begin(), issuer_name.end()},
        .validity = wanted.validity,
        .subject = wanted.subject,
        .subject_public_key_info =
            has(wanted.flaws, flaw::explicit_curve) ? spki_with_explicit_curve(key) : key.spki_der(),
        .extensions = wanted.extensions};
    fields.extensions.push_back(subject_key_identifier(key_identifier(key.public_key())));
    bytes of_issuer = key_identifier(issuer_key.public_key());
    if (has(wanted.flaws, flaw::wrong_authority_key_identifier)) of_issuer.front() ^= 0xff;
    fields.extensions.push_back(authority_key_identifier(of_issuer));
    spoil_fields(fields, wanted.flaws);
    return spoil_octets(sign_certificate(fields, issuer_key, wanted.signature), wanted.flaws);
  }

  static bytes identity_of(draft const& wanted, issued const* issuer) {
    bytes const extensions = der::concat(wanted.extensions);
    byte_view const above = issuer ? byte_view{issuer->identity} : byte_view{};
    std::array<std::uint8_t, 32> digest = derive({as_bytes(wanted.kind), above, wanted.subject, extensions});
    // Flaws that leave the extensions alone still make another certificate.
    for (flaw const each : wanted.flaws) digest = derive({digest, as_bytes(to_text(each))});
    return {digest.begin(), digest.end()};
  }

 private:
  /// 16 octets, positive and not zero. References: RFC 5280 section 4.1.2.2.
  ///
  /// @param what All that tells apart two certificates of one issuer, which may not share a number.
  bytes serial_number(byte_view what) const {
    constexpr std::size_t size = 16;
    bytes octets;
    if (seed) {
      auto const digest = derive({as_bytes("mxtls serial number"), as_bytes(*seed), what});
      octets.assign(digest.begin(), digest.begin() + size);
    } else {
      octets = wolfcrypt::random_bytes(size);
    }
    octets.front() = static_cast<std::uint8_t>((octets.front() & 0x3f) | 0x40);
    return der::unsigned_integer(octets);
  }
};

} // namespace mxtls::pki::detail

#endif
