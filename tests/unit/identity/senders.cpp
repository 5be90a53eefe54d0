// SPDX-License-Identifier: BSL-1.0
#include <set>
#include <string_view>

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
