// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FUZZ_NAMES_INPUT_HPP
#define MXTLS_FUZZ_NAMES_INPUT_HPP

#include <cstddef>
#include <string>
#include <string_view>

#include <mxtls/identity/presented.hpp>

/// A presented identifier as a line of the fuzzer's input: its kind, for a common name its string type
/// and its place in the subject, and its octets.
namespace mxtls::fuzz {

/// In the order of presented_kind.
inline constexpr std::string_view kinds = "DISUCMNBO";

inline identity::presented read_name(std::string_view line) {
  using namespace identity;
  std::size_t const found = kinds.find(line.front());
  auto const kind = static_cast<presented_kind>(found == std::string_view::npos ? 0 : found);
  line.remove_prefix(1);
  if (kind != presented_kind::cn_id || line.size() < 2) return {.kind = kind, .value = std::string{line}};
  auto const octet = [line](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(line[i])); };
  return {.kind = kind,
          .value = std::string{line.substr(2)},
          .string_type = static_cast<string_type>(octet(0) % 9),
          .rdn = octet(1) % 4,
          .attributes_beside = octet(1) / 4 % 4};
}

/// The way back, for a name without a line end.
inline std::string line_of(identity::presented const& name) {
  std::string out{kinds[static_cast<std::size_t>(name.kind)]};
  if (name.kind == identity::presented_kind::cn_id) {
    out += static_cast<char>(name.string_type);
    out += static_cast<char>(name.rdn % 4 + 4 * (name.attributes_beside % 4));
  }
  return out + name.value;
}

} // namespace mxtls::fuzz

#endif
