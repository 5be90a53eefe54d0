// SPDX-License-Identifier: BSL-1.0
//
// The matcher: the first line is the reference identifier, each line after it is a presented one,
// its first octet its kind and, for a common name (`C`), the next two its string type and RDN.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>

#include "properties.hpp"

namespace {

using namespace mxtls;
using namespace mxtls::identity;

presented read_name(std::string_view line) {
  constexpr std::string_view kinds = "DISUCMNBO"; // in the order of presented_kind, as seeds.py writes them
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view rest = as_text({data, size});
  auto const line = [&rest] {
    std::string_view const out = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(out.size() == rest.size() ? out.size() : out.size() + 1);
    return out;
  };
  std::string_view const expected = line();
  std::vector<presented> names;
  while (!rest.empty())
    if (auto const next = line(); !next.empty()) names.push_back(read_name(next));

  fuzz::check_escape(expected);
  for (presented const& name : names) {
    fuzz::check_escape(name.value);
    fuzz::require_safe(to_text(name));
    fuzz::check_pair(expected, name.value);
  }
  fuzz::check_match(expected, names, shape_of(names));
  if (auto const read = parse_reference(expected))
    fuzz::require(read->kind == reference_kind::dns || read->address.size() == 4 || read->address.size() == 16,
                  "an address has 4 or 16 octets");
  return 0;
}
