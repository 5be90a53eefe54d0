// SPDX-License-Identifier: BSL-1.0
//
// The certificate reader, and everything that reads its facts: names, constraints, chains, texts,
// and every rule set over the names it presents.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <mxtls/core/base64.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/identity/presented_identifiers.hpp>
#include <mxtls/x509/certificate.hpp>
#include <mxtls/x509/chain.hpp>
#include <mxtls/x509/name_constraints.hpp>
#include <mxtls/x509/pem.hpp>

#include "properties.hpp"

namespace {

using namespace mxtls;
using fuzz::require;
using fuzz::require_safe;

void check_texts(x509::certificate const& of) {
  require_safe(to_text(of.subject));
  require_safe(to_text(of.issuer));
  require_safe(of.public_key.name);
  for (timestamp const each : {of.not_before, of.not_after}) require_safe(to_text(each));
  for (x509::general_name const& each : of.subject_alt_names) require_safe(to_text(each));
  for (x509::common_name const& each : common_names(of.subject))
    if (each.text) fuzz::check_escape(*each.text);
  for (x509::oid const& each : of.extended_key_usages) require_safe(to_text(each));
  for (x509::extension const& each : of.extensions) require_safe(to_text(each.id));
  for (auto const* const each : {&of.inner_signature_algorithm, &of.outer_signature_algorithm})
    require_safe(to_text(each->algorithm));
  if (of.key_usage) require_safe(to_text(*of.key_usage));
}

/// As a leaf and as its issuer, in every order.
void check_chains(x509::certificate const& of) {
  for (x509::extension const& each : of.extensions)
    if (auto const limits = x509::read_name_constraints(each.value))
      for (auto const* const list : {&limits->permitted, &limits->excluded})
        for (x509::general_name const& base : *list) require_safe(to_text(base));
  std::array const twice{of, of};
  auto const violated = x509::name_constraint_violation(twice);
  require(!violated || *violated < 2, "the certificate with a forbidden name is of the path");
  std::array const one{of};
  for (auto const& path : {x509::find_path(one, {}), x509::find_path(one, one), x509::find_path(twice, {})})
    for (auto const& problem : x509::problems(path, of.not_before))
      require(problem.depth < path.certificates.size(), "a problem is of a certificate of the path");
}

/// References that are near the names of this certificate.
void check_names(x509::certificate const& of) {
  auto const names = identity::presented_identifiers(of);
  auto const shape = identity::shape_of(of, names);
  std::vector<std::string> references{"mx.example.test", "192.0.2.1"};
  constexpr std::size_t most = 4; // the work is names × references × rule sets
  for (identity::presented const& name : names) {
    require_safe(to_text(name));
    if (references.size() == most) continue;
    std::string near = name.value;
    std::replace(near.begin(), near.end(), '*', 'a');
    if (name.kind == identity::presented_kind::ip_id) near = ip_address_to_text(as_bytes(name.value));
    references.push_back(near);
  }
  for (std::string const& reference : references) {
    fuzz::check_match(reference, names, shape);
    for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 8); ++i)
      fuzz::check_pair(reference, names[i].value);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  byte_view const der{data, size};
  auto const read = x509::parse_certificate(der);
  if (!read) {
    require(read.failure().where <= size, "a failure is within the input");
    require_safe(read.error().message());
    return 0;
  }
  require(std::equal(der.begin(), der.end(), read->der.begin(), read->der.end()), "a certificate keeps its octets");
  auto const from_pem =
      x509::read_certificates("-----BEGIN CERTIFICATE-----\n" + to_base64(der) + "\n-----END CERTIFICATE-----\n");
  require(from_pem && from_pem->size() == 1 && from_pem->front() == *read, "PEM holds the same certificate");
  check_texts(*read);
  check_chains(*read);
  check_names(*read);
  return 0;
}
