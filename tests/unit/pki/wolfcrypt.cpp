// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <mxtls/pki/wolfcrypt.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::pki::errc;
namespace wolfcrypt = mxtls::pki::wolfcrypt;

TEST_CASE("A failure of wolfCrypt says what failed, in which call, with which number", "[pki][errors]") {
  CHECK_NOTHROW(wolfcrypt::require(0, errc::key_failed, "wc_call"));
  try {
    wolfcrypt::require(-173, errc::signing_failed, "wc_call");
    FAIL("nothing was thrown");
  } catch (std::system_error const& error) {
    CHECK(error.code() == errc::signing_failed);
    CHECK(std::string{error.what()}.find("wc_call of wolfCrypt failed with -173") != std::string::npos);
  }
}

TEST_CASE("The errors of the part have a category and words of their own", "[pki][errors]") {
  for (errc const value : {errc::random_failed, errc::key_failed, errc::signing_failed}) {
    std::error_code const code = value;
    CHECK(code.category().name() == std::string{"mxtls.pki"});
    CHECK(code.message() == mxtls::pki::describe(value));
    CHECK(code.message() != mxtls::pki::describe(errc{}));
  }
}

TEST_CASE("Random octets come in the number asked for and differ", "[pki][random]") {
  CHECK(wolfcrypt::random_bytes(16).size() == 16);
  CHECK(wolfcrypt::random_bytes(16) != wolfcrypt::random_bytes(16));
}
