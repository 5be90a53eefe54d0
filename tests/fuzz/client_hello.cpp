// SPDX-License-Identifier: BSL-1.0
//
// The first octets of a TLS client, as a fake server reads them for its records.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>
#include <mxtls/report/client_hello.hpp>
#include <mxtls/report/plain_alert.hpp>
#include <mxtls/report/tls_names.hpp>

#include "properties.hpp"

namespace {

using namespace mxtls;
using fuzz::require;

/// What the records hold, without their headers. @pre octets that begin with a ClientHello
std::string message_in(std::string_view octets) {
  std::string out;
  while (octets.size() >= 5) {
    std::size_t const length =
        static_cast<unsigned char>(octets[3]) * std::size_t{256} + static_cast<unsigned char>(octets[4]);
    out += octets.substr(5, length);
    octets.remove_prefix(std::min(5 + length, octets.size()));
    std::size_t size = 4;
    if (out.size() >= size)
      for (std::size_t i = 1, shift = 16; i < 4; ++i, shift -= 8)
        size += static_cast<std::size_t>(static_cast<unsigned char>(out[i])) << shift;
    if (out.size() >= 4 && out.size() >= size) return out.substr(0, size);
  }
  return out;
}

std::string in_records(std::string_view message, std::size_t largest) {
  std::string out;
  for (; !message.empty(); message.remove_prefix(std::min(largest, message.size()))) {
    std::string_view const part = message.substr(0, largest);
    out += std::string{"\x16\x03\x01", 3} + static_cast<char>(part.size() >> 8) + static_cast<char>(part.size() & 0xff);
    out += part;
  }
  return out;
}

void check_names(std::vector<std::uint16_t> const& numbers, std::string (*name)(std::uint16_t)) {
  for (std::uint16_t const each : numbers) fuzz::require_safe(name(each));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const octets = as_text({data, size});
  (void)report::find_plain_alert(octets);
  auto const hello = report::parse_client_hello(octets);
  if (!hello) {
    require(hello.failure().where <= size, "a failure is within the octets");
    return 0;
  }
  std::string const message = message_in(octets);
  for (std::size_t const largest : {std::size_t{1}, std::size_t{7}, std::size_t{16'384}}) {
    auto const again = report::parse_client_hello(in_records(message, largest));
    require(again && *again == *hello, "it makes no difference how a message is cut into records");
  }
  auto const more = report::parse_client_hello(std::string{octets} + "what follows");
  require(more && *more == *hello, "what follows a message is not looked at");
  auto const less = report::parse_client_hello(in_records(message.substr(0, message.size() - 1), 16'384));
  require(!less && less.error() == report::errc::truncated, "a message that is not all there is truncated");

  std::size_t const numbers = hello->cipher_suites.size() + hello->extensions.size() + hello->versions.size() +
                              hello->groups.size() + hello->signature_algorithms.size() + hello->key_shares.size();
  require(2 * numbers <= message.size(), "no number is read twice");
  check_names({hello->legacy_version}, report::version_name);
  check_names(hello->versions, report::version_name);
  check_names(hello->cipher_suites, report::cipher_suite_name);
  check_names(hello->groups, report::group_name);
  check_names(hello->key_shares, report::group_name);
  check_names(hello->signature_algorithms, report::signature_scheme_name);
  return 0;
}
