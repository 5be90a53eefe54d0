// SPDX-License-Identifier: BSL-1.0
//
// Step 2: one certificate, and what thirty verifiers say of it: who agrees with whom, and why.
// `2_one_certificate_many_verdicts mx.example.test server.pem`; without arguments the names below.
// Left out here: where certificates come from. Step 3 makes them, step 5 fetches one.

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <mxtls/identity/explain.hpp>
#include <mxtls/identity/match.hpp>
#include <mxtls/identity/presented_identifiers.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/io/read_file.hpp>
#include <mxtls/x509/pem.hpp>

using namespace mxtls::identity;

int main(int argc, char** argv) {
  reference const expected = reference_from_text(argc > 1 ? argv[1] : "mx_1.example.test");
  std::vector<presented> names{{presented_kind::dns_id, "mx*.example.test"},
                               {presented_kind::dns_id, "*.example.test"},
                               {presented_kind::cn_id, "mx_1.example.test"}};
  presented_shape shape = shape_of(names);
  if (argc > 2) {
    auto const text = mxtls::io::read_file(argv[2], mxtls::x509::max_pem_octets);
    auto const read = text ? mxtls::x509::read_certificates(*text) : text.failure();
    if (!read) {
      std::fprintf(stderr, "%s: %s; give a certificate in PEM or DER\n", argv[2], read.error().message().c_str());
      return 64;
    }
    names = presented_identifiers(read->front());
    shape = shape_of(read->front(), names);
  }

  std::map<std::string, std::map<std::string, std::string>> verdicts; // verdict, reason, who
  for (rule_set const* const rules : rules::all) {
    match_result const answer = match(expected, names, shape, *rules);
    std::string const which = answer.nearest ? to_text(names[*answer.nearest]) + ": " : "";
    std::string const why = which + explain(answer, expected, names);
    (verdicts[std::string{to_text(answer.what)}][why] += ' ') += rules->id;
  }

  std::printf("%s\n", mxtls::escape(expected.name).c_str());
  for (auto const& [verdict, reasons] : verdicts)
    for (auto const& [why, who] : reasons) std::printf("\n%s: %s\n %s\n", verdict.c_str(), why.c_str(), who.c_str());
}
