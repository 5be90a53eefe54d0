// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_OID_HPP
#define MXTLS_X509_OID_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <mxtls/core/bytes.hpp>

namespace mxtls::x509 {

/// An object identifier with a short name, encoded when the program is compiled.
class known_oid {
 public:
  /// @pre at least two arcs, at most 16 octets when encoded (else it does not compile)
  constexpr known_oid(std::string_view name, std::initializer_list<std::uint32_t> arcs) : name_{name} {
    put(*arcs.begin() * 40 + *(arcs.begin() + 1));
    for (auto arc = arcs.begin() + 2; arc != arcs.end(); ++arc) put(*arc);
  }

  /// The word that the RFC or, for attribute types, everybody uses.
  constexpr std::string_view name() const noexcept { return name_; }

  /// The DER content octets, without identifier and length.
  constexpr operator byte_view() const noexcept { return byte_view{octets_}.first(size_); }

 private:
  constexpr void put(std::uint32_t arc) {
    int shift = 28;
    while (shift > 0 && arc >> shift == 0) shift -= 7;
    for (; shift > 0; shift -= 7) octets_.at(size_++) = static_cast<std::uint8_t>(0x80 | (arc >> shift & 0x7f));
    octets_.at(size_++) = static_cast<std::uint8_t>(arc & 0x7f);
  }

  std::string_view name_;
  std::array<std::uint8_t, 16> octets_{};
  std::size_t size_ = 0;
};

/// An object identifier as a certificate gives it: its DER content octets, well-formed or not.
struct oid {
  bytes octets;

  oid() = default;
  explicit oid(byte_view content) : octets(content.begin(), content.end()) {}

  friend bool operator==(oid const&, oid const&) = default;
  friend bool operator==(oid const& a, byte_view b) noexcept { return as_text(a.octets) == as_text(b); }
};

namespace detail {

/// The decimal digits of one base 128 arc less `minus`, least significant first: arcs may be UUIDs.
///
/// @pre the arc is at least `minus`, which is below 100
inline std::string arc_digits(byte_view arc, unsigned minus) {
  std::string digits = "0";
  for (std::uint8_t const octet : arc) {
    unsigned carry = octet & 0x7fU;
    for (char& digit : digits) {
      unsigned const value = static_cast<unsigned>(digit - '0') * 128 + carry;
      digit = static_cast<char>('0' + value % 10);
      carry = value / 10;
    }
    for (; carry != 0; carry /= 10) digits += static_cast<char>('0' + carry % 10);
  }
  for (char& digit : digits) {
    unsigned const value = static_cast<unsigned>(digit - '0') + 10 - minus % 10;
    digit = static_cast<char>('0' + value % 10);
    minus = minus / 10 + (value < 10 ? 1 : 0);
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  return digits;
}

} // namespace detail

/// The dotted form, `2.5.4.3`.
///
/// An identifier that is malformed, or unreasonably long (over 128 octets, or an arc over 210 bits),
/// is shown as `#` and its first 32 octets in hexadecimal instead.
///
/// References: ITU-T X.690 section 8.19.
inline std::string to_dotted(oid const& id) {
  byte_view const octets = id.octets;
  auto const as_hex = [&] { return "#" + to_hex(octets.first(octets.size() < 32 ? octets.size() : 32)); };
  if (octets.empty() || octets.size() > 128 || octets.back() >= 0x80) return as_hex();
  std::string out;
  std::size_t begin = 0;
  for (std::size_t end = 1; end <= octets.size(); ++end) {
    if (octets[end - 1] >= 0x80) continue;
    byte_view const arc = octets.subspan(begin, end - begin);
    if (arc[0] == 0x80 || arc.size() > 30) return as_hex();
    unsigned minus = 0;
    if (begin == 0) { // the first octets hold two arcs: 40 times the first, plus the second
      unsigned const first = arc[0] < 40 ? 0 : arc[0] < 80 ? 1 : 2;
      out = std::to_string(first);
      minus = 40 * first;
    }
    std::string const digits = detail::arc_digits(arc, minus);
    (out += '.').append(digits.rbegin(), digits.rend());
    begin = end;
  }
  return out;
}

/// Object identifiers that mean something to this library or to its reader.
///
/// References: RFC 5280 appendix A, RFC 8017, RFC 5480, RFC 8410, RFC 4519.
namespace oids {

// attribute types
inline constexpr known_oid common_name{"CN", {2, 5, 4, 3}};
inline constexpr known_oid surname{"SN", {2, 5, 4, 4}};
inline constexpr known_oid serial_number{"serialNumber", {2, 5, 4, 5}};
inline constexpr known_oid country{"C", {2, 5, 4, 6}};
inline constexpr known_oid locality{"L", {2, 5, 4, 7}};
inline constexpr known_oid state{"ST", {2, 5, 4, 8}};
inline constexpr known_oid street{"street", {2, 5, 4, 9}};
inline constexpr known_oid organization{"O", {2, 5, 4, 10}};
inline constexpr known_oid organizational_unit{"OU", {2, 5, 4, 11}};
inline constexpr known_oid title{"title", {2, 5, 4, 12}};
inline constexpr known_oid business_category{"businessCategory", {2, 5, 4, 15}};
inline constexpr known_oid postal_code{"postalCode", {2, 5, 4, 17}};
inline constexpr known_oid given_name{"GN", {2, 5, 4, 42}};
inline constexpr known_oid organization_identifier{"organizationIdentifier", {2, 5, 4, 97}};
inline constexpr known_oid user_id{"UID", {0, 9, 2342, 19200300, 100, 1, 1}};
inline constexpr known_oid domain_component{"DC", {0, 9, 2342, 19200300, 100, 1, 25}};
inline constexpr known_oid email_address{"emailAddress", {1, 2, 840, 113549, 1, 9, 1}};

// signature algorithms
inline constexpr known_oid md5_with_rsa{"md5WithRSAEncryption", {1, 2, 840, 113549, 1, 1, 4}};
inline constexpr known_oid sha1_with_rsa{"sha1WithRSAEncryption", {1, 2, 840, 113549, 1, 1, 5}};
inline constexpr known_oid rsassa_pss{"id-RSASSA-PSS", {1, 2, 840, 113549, 1, 1, 10}};
inline constexpr known_oid sha256_with_rsa{"sha256WithRSAEncryption", {1, 2, 840, 113549, 1, 1, 11}};
inline constexpr known_oid sha384_with_rsa{"sha384WithRSAEncryption", {1, 2, 840, 113549, 1, 1, 12}};
inline constexpr known_oid sha512_with_rsa{"sha512WithRSAEncryption", {1, 2, 840, 113549, 1, 1, 13}};
inline constexpr known_oid ecdsa_with_sha1{"ecdsa-with-SHA1", {1, 2, 840, 10045, 4, 1}};
inline constexpr known_oid ecdsa_with_sha256{"ecdsa-with-SHA256", {1, 2, 840, 10045, 4, 3, 2}};
inline constexpr known_oid ecdsa_with_sha384{"ecdsa-with-SHA384", {1, 2, 840, 10045, 4, 3, 3}};
inline constexpr known_oid ecdsa_with_sha512{"ecdsa-with-SHA512", {1, 2, 840, 10045, 4, 3, 4}};

// key algorithms, of which the Edwards curves are signature algorithms too
inline constexpr known_oid rsa_encryption{"rsaEncryption", {1, 2, 840, 113549, 1, 1, 1}};
inline constexpr known_oid dsa{"id-dsa", {1, 2, 840, 10040, 4, 1}};
inline constexpr known_oid ec_public_key{"id-ecPublicKey", {1, 2, 840, 10045, 2, 1}};
inline constexpr known_oid ed25519{"Ed25519", {1, 3, 101, 112}};
inline constexpr known_oid ed448{"Ed448", {1, 3, 101, 113}};

// curves
inline constexpr known_oid p256{"P-256", {1, 2, 840, 10045, 3, 1, 7}};
inline constexpr known_oid p384{"P-384", {1, 3, 132, 0, 34}};
inline constexpr known_oid p521{"P-521", {1, 3, 132, 0, 35}};
inline constexpr known_oid secp256k1{"secp256k1", {1, 3, 132, 0, 10}};

// extended key usages
inline constexpr known_oid any_extended_key_usage{"anyExtendedKeyUsage", {2, 5, 29, 37, 0}};
inline constexpr known_oid server_auth{"serverAuth", {1, 3, 6, 1, 5, 5, 7, 3, 1}};
inline constexpr known_oid client_auth{"clientAuth", {1, 3, 6, 1, 5, 5, 7, 3, 2}};
inline constexpr known_oid code_signing{"codeSigning", {1, 3, 6, 1, 5, 5, 7, 3, 3}};
inline constexpr known_oid email_protection{"emailProtection", {1, 3, 6, 1, 5, 5, 7, 3, 4}};
inline constexpr known_oid time_stamping{"timeStamping", {1, 3, 6, 1, 5, 5, 7, 3, 8}};
inline constexpr known_oid ocsp_signing{"OCSPSigning", {1, 3, 6, 1, 5, 5, 7, 3, 9}};

// other names
inline constexpr known_oid on_xmpp_addr{"id-on-xmppAddr", {1, 3, 6, 1, 5, 5, 7, 8, 5}};
inline constexpr known_oid on_dns_srv{"id-on-dnsSRV", {1, 3, 6, 1, 5, 5, 7, 8, 7}};
inline constexpr known_oid on_smtp_utf8_mailbox{"id-on-SmtpUTF8Mailbox", {1, 3, 6, 1, 5, 5, 7, 8, 9}};

// extensions
inline constexpr known_oid subject_key_identifier{"subjectKeyIdentifier", {2, 5, 29, 14}};
inline constexpr known_oid key_usage{"keyUsage", {2, 5, 29, 15}};
inline constexpr known_oid subject_alt_name{"subjectAltName", {2, 5, 29, 17}};
inline constexpr known_oid issuer_alt_name{"issuerAltName", {2, 5, 29, 18}};
inline constexpr known_oid basic_constraints{"basicConstraints", {2, 5, 29, 19}};
inline constexpr known_oid name_constraints{"nameConstraints", {2, 5, 29, 30}};
inline constexpr known_oid crl_distribution_points{"cRLDistributionPoints", {2, 5, 29, 31}};
inline constexpr known_oid certificate_policies{"certificatePolicies", {2, 5, 29, 32}};
inline constexpr known_oid policy_mappings{"policyMappings", {2, 5, 29, 33}};
inline constexpr known_oid authority_key_identifier{"authorityKeyIdentifier", {2, 5, 29, 35}};
inline constexpr known_oid policy_constraints{"policyConstraints", {2, 5, 29, 36}};
inline constexpr known_oid extended_key_usage{"extKeyUsage", {2, 5, 29, 37}};
inline constexpr known_oid inhibit_any_policy{"inhibitAnyPolicy", {2, 5, 29, 54}};
inline constexpr known_oid authority_info_access{"authorityInfoAccess", {1, 3, 6, 1, 5, 5, 7, 1, 1}};
inline constexpr known_oid tls_feature{"tlsFeature", {1, 3, 6, 1, 5, 5, 7, 1, 24}};
inline constexpr known_oid signed_certificate_timestamps{"SignedCertificateTimestampList",
                                                         {1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}};

/// Every identifier above.
inline constexpr std::array all{&common_name,
                                &surname,
                                &serial_number,
                                &country,
                                &locality,
                                &state,
                                &street,
                                &organization,
                                &organizational_unit,
                                &title,
                                &business_category,
                                &postal_code,
                                &given_name,
                                &organization_identifier,
                                &user_id,
                                &domain_component,
                                &email_address,
                                &md5_with_rsa,
                                &sha1_with_rsa,
                                &rsassa_pss,
                                &sha256_with_rsa,
                                &sha384_with_rsa,
                                &sha512_with_rsa,
                                &ecdsa_with_sha1,
                                &ecdsa_with_sha256,
                                &ecdsa_with_sha384,
                                &ecdsa_with_sha512,
                                &rsa_encryption,
                                &dsa,
                                &ec_public_key,
                                &ed25519,
                                &ed448,
                                &p256,
                                &p384,
                                &p521,
                                &secp256k1,
                                &any_extended_key_usage,
                                &server_auth,
                                &client_auth,
                                &code_signing,
                                &email_protection,
                                &time_stamping,
                                &ocsp_signing,
                                &on_xmpp_addr,
                                &on_dns_srv,
                                &on_smtp_utf8_mailbox,
                                &subject_key_identifier,
                                &key_usage,
                                &subject_alt_name,
                                &issuer_alt_name,
                                &basic_constraints,
                                &name_constraints,
                                &crl_distribution_points,
                                &certificate_policies,
                                &policy_mappings,
                                &authority_key_identifier,
                                &policy_constraints,
                                &extended_key_usage,
                                &inhibit_any_policy,
                                &authority_info_access,
                                &tls_feature,
                                &signed_certificate_timestamps};

} // namespace oids

/// The short name of a well-known identifier, `CN`, `serverAuth`; otherwise the dotted form.
inline std::string to_text(oid const& id) {
  for (known_oid const* const known : oids::all)
    if (id == *known) return std::string{known->name()};
  return to_dotted(id);
}

} // namespace mxtls::x509

#endif
