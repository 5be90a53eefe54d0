// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_RECIPE_READER_HPP
#define MXTLS_FAKE_RECIPE_READER_HPP

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/fake/toml_table.hpp>
#include <mxtls/pki/authority_set.hpp>
#include <mxtls/pki/moment.hpp>
#include <mxtls/pki/recipe.hpp>

/// What stands in a certificate, from files. What is wrong in one is thrown as file_error.
namespace mxtls::fake::detail {

/// So many names may stand in one list, written out.
inline constexpr std::size_t max_names = 10'000;

inline pki::moment read_moment(table_reader const& in, std::string_view key, pki::moment fallback) {
  if (!in.has(key)) return fallback;
  std::string const given = in.text(key, "");
  if (auto const value = pki::parse_moment(given)) return *value;
  in.fail(key,
          "is \"" + escape(given) + "\"; give days or seconds from now (-92d, 7d, -1s, now) or a date (2050-01-01)");
}

inline bytes hex_octets(table_reader const& in, toml::node const& item, std::string_view key) {
  auto const text = item.value_exact<std::string>();
  bytes out;
  bool good = text && text->size() % 2 == 0;
  for (std::size_t at = 0; good && at < text->size(); at += 2) {
    int const high = ascii::hex_value((*text)[at]);
    int const low = ascii::hex_value((*text)[at + 1]);
    good = high >= 0 && low >= 0;
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  if (!good) in.fail_item(item, key, "must be octets in hexadecimal, two digits each: \"8200\"");
  return out;
}

/// A range in a name, `{1..999}`: its numbers, and how many characters it takes.
struct number_range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::size_t length = 0;
};

/// The range that `text` begins with. @pre it begins with a brace
inline std::optional<number_range> parse_range(std::string_view text) {
  number_range out;
  char const* const end = text.data() + text.size();
  auto const first = std::from_chars(text.data() + 1, end, out.first);
  if (first.ec != std::errc{} || !std::string_view{first.ptr, end}.starts_with("..")) return std::nullopt;
  auto const last = std::from_chars(first.ptr + 2, end, out.last);
  if (last.ec != std::errc{} || last.ptr == end || *last.ptr != '}' || out.last < out.first) return std::nullopt;
  out.length = static_cast<std::size_t>(last.ptr + 1 - text.data());
  return out;
}

/// A list of names; one with a range, `n{1..999}.{domain}`, is written out as that many.
inline std::vector<std::string> read_names(table_reader const& in, std::string_view key) {
  std::vector<std::string> out;
  for (std::string const& name : in.texts(key)) {
    std::optional<number_range> range;
    std::size_t where = 0;
    for (std::size_t at = name.find('{'); at != std::string::npos; at = name.find('{', at + 1)) {
      std::string_view const rest = std::string_view{name}.substr(at);
      if (rest.starts_with("{host}") || rest.starts_with("{domain}")) continue;
      auto const found = parse_range(rest);
      if (!found || range)
        in.fail(key, "holds \"" + escape(name) + "\"; allowed in braces are host, domain, and one range (1..999)");
      range = found;
      where = at;
    }
    std::uint64_t const count = range ? std::uint64_t{range->last} - range->first + 1 : 1;
    if (count > max_names - out.size()) in.fail(key, "holds more than " + std::to_string(max_names) + " names");
    for (std::uint64_t i = 0; i < count; ++i)
      out.push_back(range ? std::string{name}.replace(where, range->length, std::to_string(range->first + i)) : name);
  }
  return out;
}

inline std::vector<pki::common_name> read_common_names(table_reader const& in, std::string_view key) {
  using enum pki::text_type;
  std::vector<pki::common_name> out;
  for (toml::node const* const item : in.items(key, "a list of texts and tables")) {
    if (auto const text = item->value_exact<std::string>()) {
      out.emplace_back(*text);
      continue;
    }
    if (item->as_table() == nullptr) in.fail_item(*item, key, "must be a list of texts and tables");
    table_reader const name = in.inside(*item->as_table(), key, {"text", "type", "level"});
    out.emplace_back(name.required("text"),
                     name.choice("type", utf8,
                                 {{"utf8", utf8},
                                  {"numeric", numeric},
                                  {"printable", printable},
                                  {"t61", t61},
                                  {"ia5", ia5},
                                  {"visible", visible},
                                  {"universal", universal},
                                  {"bmp", bmp}}),
                     name.choice("level", pki::name_level::own,
                                 {{"own", pki::name_level::own}, {"shared", pki::name_level::shared}}));
  }
  return out;
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
      .policies = in.texts("policies"),
      .crl_urls = in.texts("crl_urls"),
      .ocsp_urls = in.texts("ocsp_urls"),
      .issuer_urls = in.texts("issuer_urls")};
  for (toml::node const* const item : in.items("raw_names", "a list of octets in hexadecimal"))
    out.raw_names.push_back(hex_octets(in, *item, "raw_names"));
  if (toml::node const* const octets = in.find("raw_subject_alt_name"))
    out.raw_subject_alt_name = hex_octets(in, *octets, "raw_subject_alt_name");
  read_shared_keys(in, out);
  return out;
}

/// Whether a word can name a case or an authority, a folder and a host.
inline bool is_id(std::string_view text) {
  constexpr std::size_t longest_label = 63;
  auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || ascii::is_digit(c) || c == '-'; };
  return !text.empty() && text.size() <= longest_label && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), plain);
}

inline std::string read_id(table_reader const& in) {
  std::string id = in.required("id");
  if (!is_id(id)) in.fail("id", "is \"" + escape(id) + "\"; use small letters, digits and hyphens, at most 63");
  return id;
}

/// The authorities that stand in the list `key`.
inline std::vector<pki::authority_entry> read_authority_list(table_reader const& above, std::string_view key) {
  std::vector<pki::authority_entry> out;
  for (table_reader const& in : above.each(key, with_shared_keys({"id", "issuer", "name", "path_length", "constraints",
                                                                  "permitted_dns", "excluded_dns"}))) {
    pki::authority_entry entry{.id = read_id(in), .issuer = in.text("issuer", "")};
    if (entry.id == "leaf" || entry.id == "self") in.fail("id", "is \"" + entry.id + "\", which means something else");
    constexpr std::int64_t any_number = -1;
    std::int64_t const length =
        in.number("path_length", entry.issuer.empty() ? any_number : 0, any_number, std::numeric_limits<int>::max());
    pki::authority_recipe& recipe = entry.recipe;
    recipe.name = in.text("name", entry.id + ".mxtls-lab.test");
    recipe.path_length = std::nullopt;
    if (length != any_number) recipe.path_length = static_cast<std::uint32_t>(length);
    recipe.constraints = in.choice("constraints", recipe.constraints,
                                   {{"addresses", pki::safe_constraints::addresses},
                                    {"names-and-addresses", pki::safe_constraints::names_and_addresses}});
    recipe.permitted_dns = in.texts("permitted_dns");
    recipe.excluded_dns = in.texts("excluded_dns");
    read_shared_keys(in, recipe);
    out.push_back(std::move(entry));
  }
  return out;
}

} // namespace mxtls::fake::detail

#endif
