// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/report/plain_alert.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::report;

namespace {

std::string const hello{"\x16\x03\x01\0\x03hel", 8};
std::string const unknown_ca{"\x15\x03\x03\0\x02\x02\x30", 7};
std::string const close_notify{"\x15\x03\x03\0\x02\x01\0", 7};
std::string const encrypted{"\x15\x03\x03\0\x03\x02\x30x", 8};

} // namespace

TEST_CASE("An alert in clear is found behind other records", "[report][rfc8446-6]") {
  CHECK(find_plain_alert(hello + unknown_ca) == tls_alert{48, true});
  CHECK(find_plain_alert(close_notify) == tls_alert{0, false});
  CHECK(find_plain_alert(hello + unknown_ca + close_notify + "more") == tls_alert{0, false});
  CHECK(find_plain_alert(encrypted + unknown_ca) == tls_alert{48, true});
}

TEST_CASE("What is no alert in clear is taken for none", "[report][rfc8446-5.1]") {
  CHECK_FALSE(find_plain_alert(""));
  CHECK_FALSE(find_plain_alert(hello));
  CHECK_FALSE(find_plain_alert(hello + encrypted));
  CHECK_FALSE(find_plain_alert("EHLO a\r\n" + unknown_ca));
  for (std::size_t size = 0; size < unknown_ca.size(); ++size)
    CHECK_FALSE(find_plain_alert(unknown_ca.substr(0, size)));
}
