// SPDX-License-Identifier: BSL-1.0
#include <mxtls/smtp/stage.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;

static_assert(to_text(stage::greeting) == "greeting");

TEST_CASE("Stages stand in the order in which they are taken", "[smtp][stage][rfc3207-4]") {
  stage const order[] = {stage::look_up,   stage::connect,     stage::greeting, stage::ehlo, stage::starttls,
                         stage::handshake, stage::ehlo_in_tls, stage::quit,     stage::done};
  for (std::size_t i = 1; i < std::size(order); ++i) CHECK(order[i - 1] < order[i]);
}

TEST_CASE("Every stage has a word of its own", "[smtp][stage]") {
  CHECK(to_text(stage::look_up) == "look-up");
  CHECK(to_text(stage::connect) == "connect");
  CHECK(to_text(stage::ehlo) == "EHLO");
  CHECK(to_text(stage::starttls) == "STARTTLS");
  CHECK(to_text(stage::handshake) == "TLS handshake");
  CHECK(to_text(stage::ehlo_in_tls) == "EHLO inside TLS");
  CHECK(to_text(stage::quit) == "QUIT");
  CHECK(to_text(stage::done) == "done");
  CHECK(to_text(static_cast<stage>(99)) == "unknown");
}
