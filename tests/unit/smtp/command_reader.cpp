// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/smtp/command_reader.hpp>
#include <mxtls/test/catch.hpp>

using namespace mxtls::smtp;

namespace {

/// The commands in octets that come in pieces of one length; those too long with an exclamation mark.
std::vector<std::string> commands(std::string_view octets, std::size_t piece, std::size_t limit) {
  command_reader reader{limit};
  std::vector<std::string> out;
  for (; !octets.empty(); octets = octets.substr(std::min(piece, octets.size()))) {
    std::string const copy{octets.substr(0, piece)};
    std::string_view rest = copy;
    while (!rest.empty())
      if (reader.take(rest)) out.push_back(std::string{reader.line()} + (reader.is_too_long() ? "!" : ""));
  }
  return out;
}

} // namespace

TEST_CASE("Commands are the same however they are cut", "[smtp][command_reader][rfc5321-2.3.8]") {
  for (std::size_t const piece : {1U, 2U, 3U, 5U, 100U}) {
    INFO("pieces of " << piece);
    CHECK(commands("NOOP\r\n\r\nRSET\nQU\rIT\r\nrest", piece, 100) ==
          std::vector<std::string>{"NOOP", "", "RSET", "QU\rIT"});
    CHECK(commands("12345\r\n123456\r\n12345678\r\n1234\r\n12345\r\r\n12345\r6\r\n12345\n", piece, 5) ==
          std::vector<std::string>{"12345", "12345!", "12345!", "1234", "12345!", "12345!", "12345"});
  }
}
