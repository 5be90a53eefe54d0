// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_MAKE_CASE_HPP
#define MXTLS_PKI_MAKE_CASE_HPP

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/pki/authority_set.hpp>
#include <mxtls/pki/certificate_case.hpp>
#include <mxtls/pki/leaf.hpp>

namespace mxtls::pki {

/// Writes host and domain where a case has `{host}` and `{domain}`.
inline certificate_case fill_in(certificate_case wanted, std::string_view host, std::string_view domain) {
  auto const fill = [&](std::string& text) {
    for (auto const& [word, value] : {std::pair{std::string_view{"{host}"}, host}, {"{domain}", domain}})
      for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size()))
        text.replace(at, word.size(), value);
  };
  auto const fill_all = [&](std::vector<std::string>& texts) {
    for (std::string& text : texts) fill(text);
  };
  fill(wanted.says);
  fill(wanted.reference);
  for (authority_entry& each : wanted.authorities) {
    fill_all(each.recipe.permitted_dns);
    fill_all(each.recipe.excluded_dns);
  }
  recipe& leaf = wanted.leaf;
  for (common_name& name : leaf.common_names) fill(name.value);
  for (auto* const texts : {&leaf.dns, &leaf.ip, &leaf.mail, &leaf.utf8_mail, &leaf.uri, &leaf.srv, &leaf.crl_urls,
                            &leaf.ocsp_urls, &leaf.issuer_urls})
    fill_all(*texts);
  return wanted;
}

/// A case as certificates.
struct made_case {
  /// The certificate and its key; what the server sends is in `sent`.
  pki::leaf leaf;
  std::vector<bytes> sent;
  /// DER of the root that a client trusts.
  bytes trust;
  std::vector<bytes> crls = {};
  /// An OCSPResponse.
  std::optional<bytes> staple = {};

  std::string sent_pem() const { return to_pem(certificate_label, sent); }
};

namespace detail {

/// What stands for a word of a field: the leaf, an authority, or a cross-certificate.
inline bytes certificate_named(std::string const& word, std::string_view field, pki::leaf const& leaf,
                               authority_set const& all) {
  if (word == "leaf") return leaf.der();
  if (std::size_t const by = word.find(" by "); by != std::string::npos)
    return all.at(word.substr(by + 4), field).certify(all.at(word.substr(0, by), field));
  return all.at(word, field).der();
}

inline bytes make_crl(case_crl const& wanted, pki::leaf const& leaf, authority_set const& all, timestamp now) {
  crl_settings settings{.this_update = wanted.this_update, .next_update = wanted.next_update};
  for (std::string const& word : wanted.revoked)
    settings.revoked.push_back({.certificate = certificate_named(word, "crl.revoked", leaf, all)});
  return sign_crl(crl_fields_for(all.at(wanted.issuer, "crl.issuer").der(), now, settings),
                  all.at(wanted.signer, "crl.signer").key());
}

inline bytes make_staple(case_staple const& wanted, std::string const& issuer, pki::leaf const& leaf,
                         authority_set const& all) {
  if (wanted.instead == no_answer::malformed) return to_bytes("This is no OCSP response.");
  if (wanted.instead == no_answer::try_later) return ocsp_status_only(ocsp_response_status::try_later);
  if (wanted.instead == no_answer::internal_error) return ocsp_status_only(ocsp_response_status::internal_error);
  ocsp_settings settings{.status = wanted.status, .this_update = wanted.this_update, .next_update = wanted.next_update};
  authority const& signer = all.at(wanted.signer, "staple.signer");
  bytes const about = certificate_named(wanted.about, "staple.about", leaf, all);
  if (!wanted.delegated) {
    if (wanted.signer != issuer) settings.responder = signer.der();
    return all.at(issuer).ocsp(about, settings, signer.key());
  }
  pki::leaf const responder = signer.issue({.common_names = {"mxtls OCSP responder"}, .purposes = *wanted.delegated});
  settings.responder = responder.der();
  return all.at(issuer).ocsp(about, settings, responder.key());
}

} // namespace detail

/// Makes a case whose placeholders are filled in.
///
/// @param shared The authorities that all cases have: `root`, `intermediate` and whoever else is named.
/// @throws std::invalid_argument naming field and fix, std::system_error; as `authority::issue` and `authority_set`
inline made_case make_case(certificate_case const& wanted, authority_set const& shared, timestamp now) {
  authority_set const all{shared, wanted.authorities};
  bool const self = wanted.issuer == "self";
  authority const& trust = all.at(wanted.trust, "trust");
  if (!trust.is_root())
    throw std::invalid_argument{"trust: authority \"" + escape(wanted.trust) +
                                "\" is no root, whose constraints keep all below it harmless; give one without issuer"};
  leaf made = self ? trust.self_signed(wanted.leaf) : all.at(wanted.issuer, "issuer").issue(wanted.leaf);
  std::vector<bytes> sent = made.chain_der();
  if (!wanted.send.empty()) {
    sent.clear();
    for (std::string const& word : wanted.send) sent.push_back(detail::certificate_named(word, "send", made, all));
  }
  made_case out{.leaf = std::move(made), .sent = std::move(sent), .trust = trust.der()};
  for (case_crl const& each : wanted.crls) out.crls.push_back(detail::make_crl(each, out.leaf, all, now));
  if (wanted.staple)
    out.staple = detail::make_staple(*wanted.staple, self ? wanted.trust : wanted.issuer, out.leaf, all);
  return out;
}

} // namespace mxtls::pki

#endif
