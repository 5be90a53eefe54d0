// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/report/client_hello.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls;
using report::client_hello;
using report::parse_client_hello;
using numbers = std::vector<std::uint16_t>;

namespace {

std::string from_hex(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string{digits.substr(i, 2)}, nullptr, 16));
  return out;
}

/// RFC 8448 section 3, the handshake message of `{client} send handshake record`.
std::string message_of_rfc8448() {
  return from_hex("010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7"
                  "000006130113031302010000910000000b0009000006736572766572ff01000100000a001400"
                  "12001d0017001800190100010101020103010400230000003300260024001d002099381de560"
                  "e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020"
                  "001e040305030603020308040805080604010501060102010402050206020202002d00020101"
                  "001c00024001");
}

/// The message cut into records of at most so many octets.
std::string in_records(std::string_view message, std::size_t largest) {
  std::string out;
  for (; !message.empty(); message.remove_prefix(std::min(largest, message.size()))) {
    std::string_view const part = message.substr(0, largest);
    out += std::string{"\x16\x03\x01", 3} + static_cast<char>(part.size() >> 8) + static_cast<char>(part.size() & 0xff);
    out += part;
  }
  return out;
}

/// A ClientHello of one cipher suite with these extensions, in one record.
std::string hello_with(std::string_view extensions) {
  auto const length = [](std::size_t size) {
    return std::string{static_cast<char>(size >> 8), static_cast<char>(size & 0xff)};
  };
  std::string const body = from_hex("0303") + std::string(32, 'r') + from_hex("00000213010100") +
                           length(extensions.size()) + std::string{extensions};
  return in_records(std::string{"\x01\0", 2} + length(body.size()) + body, 16'384);
}

} // namespace

TEST_CASE("The ClientHello of the RFC's trace is read in full", "[report][rfc8448-3][rfc8446-4.1.2]") {
  auto const hello = parse_client_hello(in_records(message_of_rfc8448(), 16'384));
  REQUIRE(hello);
  CHECK(hello->legacy_version == 0x0303);
  CHECK(hello->cipher_suites == numbers{0x1301, 0x1303, 0x1302});
  CHECK(hello->server_name == "server");
  CHECK(hello->groups == numbers{0x1d, 0x17, 0x18, 0x19, 0x100, 0x101, 0x102, 0x103, 0x104});
  CHECK(hello->key_shares == numbers{0x1d});
  CHECK(hello->versions == numbers{0x0304});
  CHECK(hello->signature_algorithms == numbers{0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501,
                                               0x0601, 0x0201, 0x0402, 0x0502, 0x0602, 0x0202});
  CHECK(hello->extensions == numbers{0, 0xff01, 10, 35, 51, 43, 13, 45, 28});
  CHECK(hello->alpn.empty());
  CHECK_FALSE(hello->status_request);
  CHECK_FALSE(hello->resumes); // its session_ticket is empty
}

TEST_CASE("A ClientHello may be cut into records anywhere", "[report][rfc8446-5.1]") {
  auto const whole = parse_client_hello(in_records(message_of_rfc8448(), 16'384));
  REQUIRE(whole);
  for (std::size_t largest = 1; largest < message_of_rfc8448().size(); ++largest) {
    auto const hello = parse_client_hello(in_records(message_of_rfc8448(), largest));
    REQUIRE(hello);
    CHECK(*hello == *whole);
  }
  CHECK(parse_client_hello(in_records(message_of_rfc8448(), 16'384) + "whatever follows"));
  CHECK(parse_client_hello(from_hex("1603010000") + in_records(message_of_rfc8448(), 16'384)));
}

TEST_CASE("Names and protocols of a ClientHello are any octets", "[report][rfc6066-3][rfc7301-3.1]") {
  auto hello = parse_client_hello(hello_with(from_hex("0000000c000a07000161000003620063")));
  REQUIRE(hello); // a name of an unknown type goes before the host name
  CHECK(hello->server_name == std::string{"b\0c", 3});
  hello = parse_client_hello(hello_with(from_hex("0010000a000804736d7470026832")));
  REQUIRE(hello);
  CHECK(hello->alpn == std::vector<std::string>{"smtp", "h2"});
}

TEST_CASE("What a ClientHello asks for is told from what it only knows",
          "[report][rfc6066-8][rfc5077-3.2][rfc8446-4.2.11]") {
  CHECK(parse_client_hello(hello_with(from_hex("000500050100000000")))->status_request);
  CHECK_FALSE(parse_client_hello(hello_with(from_hex("000500050200000000")))->status_request);
  CHECK_FALSE(parse_client_hello(hello_with(from_hex("00230000")))->resumes);
  CHECK(parse_client_hello(hello_with(from_hex("0023000161")))->resumes);
  CHECK(parse_client_hello(hello_with(from_hex("00290000")))->resumes);
}

TEST_CASE("A ClientHello may have no extensions at all", "[report][rfc5246-7.4.1.2]") {
  std::string message = message_of_rfc8448().substr(0, 4 + 2 + 32 + 1 + 2 + 6 + 2);
  message[3] = static_cast<char>(message.size() - 4);
  auto const hello = parse_client_hello(in_records(message, 16'384));
  REQUIRE(hello);
  CHECK(hello->cipher_suites == numbers{0x1301, 0x1303, 0x1302});
  CHECK(hello->extensions.empty());
}

TEST_CASE("What is no ClientHello is told by kind", "[report][rfc8446-5.1]") {
  using report::errc;
  CHECK(parse_client_hello("").error() == errc::truncated);
  CHECK(parse_client_hello("EHLO client.example.test\r\n").error() == errc::not_a_handshake);
  CHECK(parse_client_hello(from_hex("1503010002022a")).error() == errc::not_a_handshake); // an alert
  CHECK(parse_client_hello(from_hex("802e0103010015")).error() == errc::not_a_handshake); // as SSLv2 did it
  CHECK(parse_client_hello(from_hex("160301000402000000")).error() == errc::not_a_client_hello);
  CHECK(parse_client_hello(from_hex("160301000401ffffff")).error() == errc::too_large);
  CHECK(parse_client_hello(hello_with(from_hex("000000050003000009"))).error() == errc::bad_length);
  CHECK(parse_client_hello(hello_with(from_hex("000a00030002aa"))).error() == errc::bad_length);
  CHECK(parse_client_hello(hello_with(from_hex("000a0003000300"))).error() == errc::bad_length);
}

TEST_CASE("A ClientHello that ends early is truncated, wherever it ends", "[report][rfc8446-5.1]") {
  std::string const octets = in_records(message_of_rfc8448(), 50);
  for (std::size_t size = 0; size < octets.size(); ++size)
    CHECK(parse_client_hello(octets.substr(0, size)).error() == report::errc::truncated);
}

TEST_CASE("No octet of a ClientHello makes its reader read beyond it", "[report][hostile]") {
  std::string const octets = in_records(message_of_rfc8448(), 70);
  for (std::size_t at = 0; at < octets.size(); ++at)
    for (int value = 0; value < 256; ++value) {
      std::string changed = octets;
      changed[at] = static_cast<char>(value);
      changed.shrink_to_fit();
      auto const hello = parse_client_hello(changed);
      if (!hello) CHECK(hello.failure().where <= octets.size());
    }
}
