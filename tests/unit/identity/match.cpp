// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <vector>

#include <mxtls/identity/match.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

namespace {

using names = std::vector<presented>;

presented dns(std::string name) { return {presented_kind::dns_id, std::move(name)}; }
presented cn(std::string name) { return {presented_kind::cn_id, std::move(name)}; }

reference const mx = parse_reference("mx.example.test").value();

} // namespace

TEST_CASE("Every presented identifier gets its reason, in the certificate's order", "[identity][match][rfc9525-6.2]") {
  auto const found =
      match(mx, names{dns("www.example.test"), dns("*.example.test"), cn("mx.example.test")}, rules::rfc9525);
  CHECK(found.reasons ==
        std::vector<reason>{reason::different_name, reason::wildcard_label, reason::common_name_never});
  CHECK(found.is_match());
  CHECK(found.nearest == 1U);
}

TEST_CASE("Of several matches the closest is named, and the first of those", "[identity][match]") {
  names const two{dns("*.example.test"), dns("mx.example.test"), dns("MX.example.test")};
  CHECK(match(mx, two, rules::rfc9525).nearest == 1U);
  names const part{dns("m*.example.test"), dns("*.example.test")};
  CHECK(match(mx, part, rules::rfc6125).nearest == 1U);
  CHECK(match(mx, part, rules::rfc2818).nearest == 1U);
}

TEST_CASE("Without a match the name that came nearest is named", "[identity][match]") {
  names const several{presented{presented_kind::uri_id, "https://mx.example.test/"}, dns("www.example.test"),
                      dns("*.mx.example.test"), dns("*.test")};
  auto const found = match(mx, several, rules::rfc9525);
  CHECK(!found.is_match());
  CHECK(found.nearest == 2U);
  CHECK(found.reasons[2] == reason::wildcard_label_count);
}

TEST_CASE("A common name that would have matched is nearer than another DNS-ID", "[identity][match][rfc6125-6.4.4]") {
  auto const found = match(mx, names{dns("www.example.test"), cn("mx.example.test")}, rules::rfc6125);
  CHECK(!found.is_match());
  CHECK(found.nearest == 1U);
  CHECK(found.reasons[1] == reason::common_name_beside_dns_id);
}

TEST_CASE("A match is nearer than anything refused", "[identity][match]") {
  auto const found = match(mx, names{cn("mx.example.test"), dns("*.example.test")}, rules::rfc9525);
  CHECK(found.reasons[0] == reason::common_name_never);
  CHECK(found.nearest == 1U);
  CHECK(found.is_match());
}

TEST_CASE("A certificate without names matches nothing and has no nearest", "[identity][match]") {
  for (rule_set const* const each : rules::standards) {
    auto const found = match(mx, {}, *each);
    CHECK(!found.is_match());
    CHECK(!found.nearest);
    CHECK(found.why() == reason::no_name);
    CHECK(found.reasons.empty());
    CHECK(!matches(mx, {}, *each));
  }
  CHECK(!match_result{}.is_match());
}

TEST_CASE("The name that ends a search is named, with what is wrong with it", "[identity][match][programs]") {
  rule_set const stops{
      .stopping_faults = {name_fault::dns_nul}, .stopping_common_names = {string_type::bmp}, .stopped = verdict::error};
  auto const found = match(mx, names{dns("a.test"), dns(std::string("\0", 1)), dns("mx.example.test")}, stops);
  CHECK(found.what == verdict::error);
  CHECK(found.why() == reason::malformed_name);
  CHECK(found.nearest == 1U);
  CHECK(found.fault == name_fault::dns_nul);
  auto const before = match(mx, names{dns("mx.example.test"), dns(std::string("\0", 1))}, stops);
  CHECK(before.what == verdict::match);
  CHECK(before.nearest == 0U);
  CHECK(!before.fault);

  rule_set common = stops;
  common.common_name = common_name_when::always;
  presented const bmp{.kind = presented_kind::cn_id, .value = "a", .string_type = string_type::bmp};
  auto const type = match(mx, names{dns("a.test"), bmp}, common);
  CHECK(type.why() == reason::malformed_name);
  CHECK(type.nearest == 1U);
  CHECK(!type.fault);
}

TEST_CASE("The name that makes the whole certificate an error is named, with what is wrong with it",
          "[identity][match][programs]") {
  rule_set const strict{.certificate_errors = {name_fault::mail_empty, name_fault::names_trailing},
                        .refused_common_names = {string_type::visible}};
  names const empty{dns("mx.example.test"), {presented_kind::mail, ""}};
  auto const found = match(mx, empty, strict);
  CHECK(found.what == verdict::error);
  CHECK(found.why() == reason::certificate_refused);
  CHECK(found.nearest == 1U);
  CHECK(found.fault == name_fault::mail_empty);

  names const good{dns("mx.example.test")};
  auto trailing = shape_of(good);
  trailing.faults.insert(name_fault::names_trailing);
  auto const whole = match(mx, good, trailing, strict);
  CHECK(whole.why() == reason::certificate_refused);
  CHECK(!whole.nearest);
  CHECK(whole.fault == name_fault::names_trailing);

  presented const visible{.kind = presented_kind::cn_id, .value = "a", .string_type = string_type::visible};
  auto const type = match(mx, names{dns("mx.example.test"), visible}, strict);
  CHECK(type.nearest == 1U);
  CHECK(!type.fault);
}

TEST_CASE("Who never compares names has no nearest one", "[identity][match][programs]") {
  auto const found = match(mx, names{dns("mx.example.test")}, rules::sendmail);
  CHECK(found.what == verdict::unknown);
  CHECK(found.why() == reason::names_never_compared);
  CHECK(!found.nearest);
}

TEST_CASE("The short answer is that of the long one", "[identity][match]") {
  names const several{dns("www.example.test"), cn("mx.example.test")};
  names const good{dns("www.example.test"), dns("*.example.test")};
  for (rule_set const* const each : rules::standards) {
    CHECK(matches(mx, several, *each) == match(mx, several, *each).is_match());
    CHECK(matches(mx, good, *each));
  }
}

TEST_CASE("Of many common names the last one counts where one must", "[identity][match][rfc2818-3.1]") {
  names const ordered{cn("example.test"), cn("mx.example.test")};
  CHECK(matches(mx, ordered, rules::rfc2818));
  names const reversed{cn("mx.example.test"), cn("example.test")};
  CHECK(!matches(mx, reversed, rules::rfc2818));
  CHECK(matches(mx, reversed, rules::rfc6125));
}

TEST_CASE("Ten thousand names are matched", "[identity][match]") {
  names many(10'000, dns("*.example.invalid"));
  CHECK(!matches(mx, many, rules::rfc9525));
  many.push_back(dns("mx.example.test"));
  CHECK(match(mx, many, rules::rfc9525).nearest == 10'000U);
}
