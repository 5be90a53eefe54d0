// SPDX-License-Identifier: BSL-1.0
#include <set>
#include <string_view>
#include <vector>

#include <mxtls/identity/match.hpp>
#include <mxtls/identity/senders.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::identity;

TEST_CASE("Every sender has its own id, and says under which setting, why, and where that stands",
          "[identity][senders]") {
  std::set<std::string_view> ids;
  for (sender const& each : senders) {
    CAPTURE(each.id);
    CHECK(ids.insert(each.id).second);
    CHECK(!each.id.empty());
    CHECK(!each.product.empty());
    CHECK(!each.setting.empty());
    CHECK(!each.why.empty());
    CHECK(!each.clause.empty());
    CHECK((each.basis == basis::standard) == each.clause.starts_with("RFC "));
  }
}

TEST_CASE("A sender looks for a name if and only if it compares names", "[identity][senders]") {
  for (sender const& each : senders) {
    CAPTURE(each.id);
    CHECK((each.rules == nullptr) == (each.sources.front() == name_source::none));
    if (each.rules == nullptr)
      CHECK((each.on_mismatch == consequence::mail_goes || each.on_mismatch == consequence::goes_on));
    if (each.rules != nullptr) CHECK(each.rules->matching != matching::never);
  }
}

TEST_CASE("With DANE-TA the * is the whole first label, and only a DNS-ID blocks the common name",
          "[identity][senders][rfc7672-3.2.3]") {
  auto const yes = [](std::vector<presented> const& names) {
    return matches(reference_from_text("mx1.example.test"), names, rules::rfc7672);
  };
  CHECK(yes({{presented_kind::dns_id, "*.example.test"}}));
  CHECK(!yes({{presented_kind::dns_id, "mx*.example.test"}}));
  CHECK(!yes({{presented_kind::dns_id, "*1.example.test"}}));
  CHECK(yes({{presented_kind::cn_id, "*.example.test"}}));
  CHECK(yes({{presented_kind::uri_id, "https://example.test/"}, {presented_kind::cn_id, "mx1.example.test"}}));
  CHECK(!yes({{presented_kind::dns_id, "a.test"}, {presented_kind::cn_id, "mx1.example.test"}}));
}
