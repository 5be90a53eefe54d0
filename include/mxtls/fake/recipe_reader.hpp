// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_RECIPE_READER_HPP
#define MXTLS_FAKE_RECIPE_READER_HPP

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/fake/name_reader.hpp>
#include <mxtls/fake/toml_table.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/moment.hpp>
#include <mxtls/pki/recipe.hpp>

/// What stands in a certificate, from files. What is wrong in one is thrown as file_error.
namespace mxtls::fake::detail {

inline pki::moment read_moment(table_reader const& in, std::string_view key, pki::moment fallback) {
  if (!in.has(key)) return fallback;
  std::string const given = in.text(key, "");
  if (auto const value = pki::parse_moment(given)) return *value;
  in.fail(key,
          "is \"" + escape(given) + "\"; give days or seconds from now (-92d, 7d, -1s, now) or a date (2050-01-01)");
}

inline bytes hex_octets(table_reader const& in, toml::node const& item, std::string_view key) {
  auto const text = item.value_exact<std::string>();
  auto out = text ? parse_hex(*text) : std::nullopt;
  if (!out) in.fail_item(item, key, "must be octets in hexadecimal, two digits each: \"8200\"");
  return *std::move(out);
}

inline std::vector<pki::purpose> read_purposes(table_reader const& in, std::string_view key,
                                               std::vector<pki::purpose> fallback) {
  using enum pki::purpose;
  return in.choices(key, std::move(fallback),
                    {{"server-auth", server_auth},
                     {"client-auth", client_auth},
                     {"email-protection", email_protection},
                     {"ocsp-signing", ocsp_signing},
                     {"any", any}});
}

/// Object identifiers.
inline std::vector<std::string> read_policies(table_reader const& in, std::string_view key) {
  std::vector<std::string> out = in.texts(key);
  for (std::string const& each : out) {
    try {
      (void)pki::der::oid(each);
    } catch (std::invalid_argument const&) {
      in.fail(key, "holds \"" + escape(each) + "\", which is no object identifier, as 2.23.140.1.2.1 is");
    }
  }
  return out;
}

/// The keys of a leaf and of an authority alike.
inline constexpr std::array<std::string_view, 8> shared_keys{"uses",    "purposes",   "key",       "hash",
                                                             "padding", "not_before", "not_after", "flaws"};

inline std::vector<std::string_view> with_shared_keys(std::vector<std::string_view> keys) {
  keys.insert(keys.end(), shared_keys.begin(), shared_keys.end());
  return keys;
}

/// Reads them. @tparam Recipe recipe or authority_recipe
template <typename Recipe>
void read_shared_keys(table_reader const& in, Recipe& out) {
  using enum pki::key_use;
  out.uses = in.choices("uses", out.uses,
                        {{"digital-signature", digital_signature},
                         {"content-commitment", content_commitment},
                         {"key-encipherment", key_encipherment},
                         {"data-encipherment", data_encipherment},
                         {"key-agreement", key_agreement},
                         {"key-cert-sign", key_cert_sign},
                         {"crl-sign", crl_sign}});
  out.purposes = read_purposes(in, "purposes", out.purposes);
  words<pki::key_kind> kinds;
  for (pki::key_kind const kind : pki::key_kinds) kinds.emplace_back(to_text(kind), kind);
  out.key = in.choice("key", out.key, kinds);
  words<std::optional<pki::hash_algorithm>> hashes;
  for (auto const hash : {pki::hash_algorithm::md5, pki::hash_algorithm::sha1, pki::hash_algorithm::sha256,
                          pki::hash_algorithm::sha384, pki::hash_algorithm::sha512})
    hashes.emplace_back(to_text(hash), hash);
  out.signature.hash = in.choice("hash", out.signature.hash, hashes);
  out.signature.padding =
      in.choice("padding", out.signature.padding, {{"pkcs1", pki::rsa_padding::pkcs1}, {"pss", pki::rsa_padding::pss}});
  out.not_before = read_moment(in, "not_before", out.not_before);
  out.not_after = read_moment(in, "not_after", out.not_after);
  words<pki::flaw> flaws;
  for (pki::flaw_entry const& each : pki::flaws) flaws.emplace_back(each.id, each.what);
  out.flaws = in.choices("flaws", out.flaws, flaws);
}

/// The recipe of a leaf, which stands in the table `key`.
inline pki::recipe read_recipe(table_reader const& above, std::string_view key) {
  table_reader const in =
      above.inside(key, with_shared_keys({"common_names", "dns", "ip", "mail", "utf8_mail", "uri", "srv", "raw_names",
                                          "raw_subject_alt_name", "subject_organization", "features", "policies",
                                          "crl_urls", "ocsp_urls", "issuer_urls"}));
  pki::recipe out{
      .common_names = read_common_names(in, "common_names"),
      .dns = read_names(in, "dns"),
      .ip = read_names(in, "ip"),
      .mail = read_names(in, "mail"),
      .utf8_mail = read_names(in, "utf8_mail"),
      .uri = read_names(in, "uri"),
      .srv = read_names(in, "srv"),
      .subject_organization =
          in.choice("subject_organization", pki::organization::test_only,
                    {{"test-only", pki::organization::test_only}, {"absent", pki::organization::absent}}),
      .features = in.choices<pki::tls_feature>("features", {}, {{"status-request", pki::tls_feature::status_request}}),
      .policies = read_policies(in, "policies"),
      .crl_urls = read_names(in, "crl_urls"),
      .ocsp_urls = read_names(in, "ocsp_urls"),
      .issuer_urls = read_names(in, "issuer_urls")};
  for (toml::node const* const item : in.items("raw_names", "a list of octets in hexadecimal"))
    out.raw_names.push_back(hex_octets(in, *item, "raw_names"));
  if (toml::node const* const octets = in.find("raw_subject_alt_name"))
    out.raw_subject_alt_name = hex_octets(in, *octets, "raw_subject_alt_name");
  read_shared_keys(in, out);
  return out;
}

} // namespace mxtls::fake::detail

#endif
