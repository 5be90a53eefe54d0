// SPDX-License-Identifier: BSL-1.0
//
// The matcher: the first line is the reference identifier, each line after it is a presented one, as
// names_input.hpp reads it.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <mxtls/core/bytes.hpp>

#include "names_input.hpp"
#include "properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace mxtls;
  using namespace mxtls::identity;
  std::string_view rest = as_text({data, size});
  auto const line = [&rest] {
    std::string_view const out = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(out.size() == rest.size() ? out.size() : out.size() + 1);
    return out;
  };
  std::string_view const expected = line();
  std::vector<presented> names;
  while (!rest.empty())
    if (auto const next = line(); !next.empty()) names.push_back(fuzz::read_name(next));

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
