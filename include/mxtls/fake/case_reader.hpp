// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_CASE_READER_HPP
#define MXTLS_FAKE_CASE_READER_HPP

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <mxtls/fake/authority_reader.hpp>
#include <mxtls/fake/name_reader.hpp>
#include <mxtls/fake/recipe_reader.hpp>
#include <mxtls/fake/toml_table.hpp>
#include <mxtls/pki/authority_set.hpp>
#include <mxtls/pki/certificate_case.hpp>

namespace mxtls::fake {

namespace detail {

/// The keys of a certificate, in a case as in a scenario.
inline constexpr std::array<std::string_view, 6> certificate_keys{"issuer",    "send", "leaf",
                                                                  "authority", "crl",  "staple"};

/// Reads them.
inline void read_certificate(table_reader const& in, known_authorities known, pki::certificate_case& out) {
  out.authorities = read_authority_list(in, "authority", known);
  out.issuer = in.text("issuer", out.issuer);
  if (out.issuer != "self") known.require(in, "issuer", out.issuer);
  known.require_root(in, "trust", out.trust);
  out.send = in.texts("send");
  for (std::string const& each : out.send) known.require_certificate(in, "send", each);
  out.leaf = read_recipe(in, "leaf");
  std::string const authority = out.issuer == "self" ? out.trust : out.issuer;
  auto const read_crl = [&](table_reader const& crl) {
    pki::case_crl& wanted = out.crls.emplace_back();
    wanted.issuer = crl.text("issuer", authority);
    known.require(crl, "issuer", wanted.issuer);
    wanted.signer = crl.text("signer", wanted.issuer);
    known.require(crl, "signer", wanted.signer);
    wanted.revoked = crl.texts("revoked");
    for (std::string const& each : wanted.revoked) known.require_certificate(crl, "revoked", each);
    wanted.this_update = read_moment(crl, "this_update", wanted.this_update);
    wanted.next_update = read_moment(crl, "next_update", wanted.next_update);
  };
  std::vector<std::string_view> const crl_keys{"issuer", "signer", "revoked", "this_update", "next_update"};
  toml::node const* const crl = in.find("crl");
  if (crl != nullptr && crl->is_array())
    for (table_reader const& each : in.each("crl", crl_keys)) read_crl(each);
  else if (crl != nullptr) read_crl(in.inside("crl", crl_keys));
  if (in.has("staple")) {
    table_reader const staple =
        in.inside("staple", {"about", "status", "signer", "delegated", "this_update", "next_update", "instead"});
    pki::case_staple& wanted = out.staple.emplace();
    wanted.about = staple.text("about", wanted.about);
    known.require_certificate(staple, "about", wanted.about);
    wanted.status = staple.choice("status", wanted.status,
                                  {{"good", pki::ocsp_status::good},
                                   {"revoked", pki::ocsp_status::revoked},
                                   {"unknown", pki::ocsp_status::unknown}});
    wanted.signer = staple.text("signer", authority);
    known.require(staple, "signer", wanted.signer);
    if (staple.has("delegated")) wanted.delegated = read_purposes(staple, "delegated", {});
    wanted.this_update = read_moment(staple, "this_update", wanted.this_update);
    wanted.next_update = read_moment(staple, "next_update", wanted.next_update);
    wanted.instead = staple.choice("instead", wanted.instead,
                                   {{"try-later", pki::no_answer::try_later},
                                    {"internal-error", pki::no_answer::internal_error},
                                    {"malformed", pki::no_answer::malformed}});
  }
}

/// The number that a program gives for an error, 0 for none.
inline int read_error_number(table_reader const& in, std::string_view key) {
  constexpr std::int64_t largest = 100'000;
  return static_cast<int>(in.number(key, 0, -largest, largest));
}

/// The bits of GnuTLS's gnutls_certificate_status_t, GNUTLS_CERT_EXPIRED, and what stands for no bit at all.
inline constexpr std::array<std::string_view, 17> gnutls_words{"revoked",
                                                               "signer-not-found",
                                                               "signer-not-ca",
                                                               "insecure-algorithm",
                                                               "not-activated",
                                                               "expired",
                                                               "signature-failure",
                                                               "revocation-data-superseded",
                                                               "unexpected-owner",
                                                               "revocation-data-issued-in-future",
                                                               "signer-constraints-failure",
                                                               "purpose-mismatch",
                                                               "missing-ocsp-status",
                                                               "invalid-ocsp-status",
                                                               "unknown-crit-extensions",
                                                               "invalid",
                                                               "unreadable"};

inline pki::case_expectation read_expectation(table_reader const& above, std::string_view key) {
  table_reader const in = above.inside(key, {"openssl", "openssl_strict", "gnutls", "wolfssl", "why"});
  auto const openssl = [&](std::string_view which) {
    toml::node const* const node = in.find(which);
    if (node != nullptr && node->is_string()) return in.choice(which, 0, {{"unreadable", pki::unreadable}});
    return read_error_number(in, which);
  };
  words<std::string> gnutls;
  for (std::string_view const word : gnutls_words) gnutls.emplace_back(word, word);
  pki::case_expectation out{.openssl = openssl("openssl"),
                            .gnutls = in.choices<std::string>("gnutls", {}, gnutls),
                            .wolfssl = read_error_number(in, "wolfssl"),
                            .why = in.text("why", "")};
  if (in.has("openssl_strict")) out.openssl_strict = openssl("openssl_strict");
  return out;
}

} // namespace detail

/// Reads authorities from the text of their file: a list of tables, `[[authority]]`.
///
/// @param file Name for messages. @throws file_error
inline std::vector<pki::authority_entry> read_authorities(std::string_view text, std::string const& file) {
  toml::table const parsed = detail::parse_file(text, file);
  std::vector<pki::authority_entry> const none;
  detail::known_authorities known{&none};
  return detail::read_authority_list({parsed, file, "", {"authority"}}, "authority", known);
}

/// Reads the cases of one file, a list of tables, `[[case]]`; certs/README.md describes them.
///
/// @param file Name for messages. @param group What they are about, as a rule the name of the file.
/// @param shared The authorities that all cases have. With none, what names one is not looked at here.
/// @throws file_error
inline std::vector<pki::certificate_case> read_cases(std::string_view text, std::string const& file,
                                                     std::string const& group,
                                                     std::vector<pki::authority_entry> const& shared = {}) {
  toml::table const parsed = detail::parse_file(text, file);
  detail::table_reader const top{parsed, file, "", {"case"}};
  std::vector<std::string_view> keys{"id", "says", "source", "reference", "trust", "expect"};
  keys.insert(keys.end(), detail::certificate_keys.begin(), detail::certificate_keys.end());
  detail::known_authorities const known{shared.empty() ? nullptr : &shared};
  std::vector<pki::certificate_case> out;
  for (detail::table_reader const& in : top.each("case", keys)) {
    pki::certificate_case one{
        .id = detail::read_id(in), .group = group, .says = in.required("says"), .source = in.text("source", "")};
    if (std::any_of(out.begin(), out.end(), [&](auto const& before) { return before.id == one.id; }))
      in.fail("id", "is \"" + one.id + "\", as that of a case before it; give it another one");
    if (one.says.empty()) in.fail("says", "is empty; say in a sentence what is wrong, or that nothing is");
    one.reference = detail::read_name(in, "reference", one.reference);
    one.trust = in.text("trust", one.trust);
    detail::read_certificate(in, known, one);
    one.expect = detail::read_expectation(in, "expect");
    out.push_back(std::move(one));
  }
  return out;
}

} // namespace mxtls::fake

#endif
