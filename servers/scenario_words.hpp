// SPDX-License-Identifier: BSL-1.0
//
// What stands in a scenario, in the words of its file.
#ifndef MXTLS_SERVERS_SCENARIO_WORDS_HPP
#define MXTLS_SERVERS_SCENARIO_WORDS_HPP

#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/escape.hpp>
#include <mxtls/io/tls_server_settings.hpp>
#include <mxtls/io/wire_faults.hpp>
#include <mxtls/pki/certificate_case.hpp>
#include <mxtls/smtp/script.hpp>

namespace mxtls::program {

inline char const* word(smtp::then what) {
  switch (what) {
  case smtp::then::go_on: return "go-on";
  case smtp::then::start_tls: return "start-tls";
  case smtp::then::await_octets: return "await-octets";
  case smtp::then::hold: return "hold";
  case smtp::then::close: return "close";
  case smtp::then::reset: return "reset";
  }
  return "";
}

inline char const* word(smtp::layer in) {
  return in == smtp::layer::any ? "any" : in == smtp::layer::tls ? "tls" : "clear";
}

inline char const* word(io::wire_side side) { return side == io::wire_side::sent ? "sent" : "received"; }

inline char const* word(io::wire_fault::origin from) {
  return from == io::wire_fault::origin::tls ? "tls" : "connection";
}

inline char const* word(io::tls_version version) {
  switch (version) {
  case io::tls_version::tls_1_1: return "1.1";
  case io::tls_version::tls_1_2: return "1.2";
  case io::tls_version::tls_1_3: return "1.3";
  }
  return "";
}

inline char const* word(io::tls_group group) {
  switch (group) {
  case io::tls_group::x25519: return "x25519";
  case io::tls_group::x448: return "x448";
  case io::tls_group::secp256r1: return "secp256r1";
  case io::tls_group::secp384r1: return "secp384r1";
  case io::tls_group::secp521r1: return "secp521r1";
  }
  return "";
}

inline char const* word(io::tls_server_settings::client_certificate what) {
  using enum io::tls_server_settings::client_certificate;
  return what == none ? "none" : what == request ? "request" : "require";
}

inline char const* word(io::tls_server_settings::unknown_name what) {
  return what == io::tls_server_settings::unknown_name::alert ? "alert" : "first-certificate";
}

inline char const* word(pki::purpose purpose) {
  switch (purpose) {
  case pki::purpose::server_auth: return "server-auth";
  case pki::purpose::client_auth: return "client-auth";
  case pki::purpose::email_protection: return "email-protection";
  case pki::purpose::ocsp_signing: return "ocsp-signing";
  case pki::purpose::any: return "any";
  }
  return "";
}

inline char const* word(pki::key_use use) {
  switch (use) {
  case pki::key_use::digital_signature: return "digital-signature";
  case pki::key_use::content_commitment: return "content-commitment";
  case pki::key_use::key_encipherment: return "key-encipherment";
  case pki::key_use::data_encipherment: return "data-encipherment";
  case pki::key_use::key_agreement: return "key-agreement";
  case pki::key_use::key_cert_sign: return "key-cert-sign";
  case pki::key_use::crl_sign: return "crl-sign";
  default: return "?";
  }
}

inline std::string word(pki::flaw flaw) { return std::string{to_text(flaw)}; }

inline char const* word(io::wire_fault::kind what) {
  switch (what) {
  case io::wire_fault::kind::cut: return "cut";
  case io::wire_fault::kind::reset: return "reset";
  case io::wire_fault::kind::stall: return "stall";
  case io::wire_fault::kind::delay: return "delay";
  case io::wire_fault::kind::split: return "split";
  case io::wire_fault::kind::corrupt: return "corrupt";
  case io::wire_fault::kind::insert: return "insert";
  }
  return "";
}

template <typename Value>
std::vector<std::string> words(std::vector<Value> const& values) {
  std::vector<std::string> out;
  for (Value const& each : values) out.emplace_back(word(each));
  return out;
}

/// `on STARTTLS in clear, 2 times a session: wait 100 ms, send "454 later\x0d\x0a", then close`.
inline std::string describe(smtp::rule const& rule) {
  std::string out = "on " + rule.on;
  if (rule.in != smtp::layer::any) out += std::string{" in "} + word(rule.in);
  if (rule.times != 0) out += ", " + std::to_string(rule.times) + " times a session";
  if (rule.sessions != 0) out += ", in the first " + std::to_string(rule.sessions) + " sessions";
  out += ':';
  smtp::response const& with = rule.respond;
  if (with.wait_milliseconds != 0) out += " wait " + std::to_string(with.wait_milliseconds) + " ms,";
  out += with.octets.empty() ? " send nothing" : " send \"" + with.octets + '"';
  if (with.flood > 1) out += ' ' + std::to_string(with.flood) + " times";
  return out + ", then " + word(with.after);
}

/// `cut, sent, at 100 from tls`.
inline std::string describe(io::wire_fault const& fault) {
  std::string out = std::string{word(fault.what)} + ", " + word(fault.side);
  out += ", at " + std::to_string(fault.at) + " from " + word(fault.from);
  using kind = io::wire_fault::kind;
  if (fault.what == kind::split) out += ", pieces of " + std::to_string(fault.piece);
  if (fault.pause.count() != 0) out += ", pause of " + std::to_string(fault.pause.count()) + " ms";
  if (fault.what == kind::corrupt) out += ", mask " + std::to_string(fault.mask);
  if (fault.what == kind::insert) out += ": \"" + fault.octets + '"';
  return out;
}

/// `good, about leaf, signed by intermediate, valid from -1d until 7d`.
inline std::string describe(pki::case_staple const& staple) {
  if (staple.instead) {
    switch (*staple.instead) {
    case pki::no_answer::try_later: return "try-later";
    case pki::no_answer::internal_error: return "internal-error";
    case pki::no_answer::malformed: return "malformed";
    }
  }
  using enum pki::ocsp_status;
  std::string out = staple.status == good ? "good" : staple.status == revoked ? "revoked" : "unknown";
  out += ", about " + staple.about + ", signed by ";
  out += (staple.delegated ? "a responder of " : "") + staple.signer;
  return out + ", valid from " + to_text(staple.this_update) + " until " + to_text(staple.next_update);
}

/// The revocation lists that say something.
inline std::vector<std::string> revoked_by(pki::certificate_case const& of) {
  std::vector<std::string> out;
  for (pki::case_crl const& each : of.crls)
    for (std::string const& which : each.revoked) out.push_back(which + " by a list of " + each.issuer);
  return out;
}

} // namespace mxtls::program

#endif
