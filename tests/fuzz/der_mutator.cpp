// SPDX-License-Identifier: BSL-1.0
//
// Changes one DER value somewhere inside the input and puts the lengths around it right again, so
// that the fuzzer is not stuck at the outermost length. One change in four leaves them as they are.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

#include <mxtls/core/bytes.hpp>
#include <mxtls/x509/der_reader.hpp>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using namespace mxtls;

constexpr int deepest = 12;

bytes with_length(std::uint8_t tag, byte_view content) {
  bytes out{tag};
  std::size_t const size = content.size();
  int octets = 0;
  while (size >= 0x80 && octets < 4 && size >> (8 * octets) != 0) ++octets;
  if (octets > 0) out.push_back(static_cast<std::uint8_t>(0x80 | octets));
  for (int i = octets - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(size >> (8 * i)));
  if (octets == 0) out.push_back(static_cast<std::uint8_t>(size));
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

bytes changed(byte_view octets, std::size_t most) {
  bytes out(std::max(octets.size(), most));
  std::copy(octets.begin(), octets.end(), out.begin());
  out.resize(LLVMFuzzerMutate(out.data(), octets.size(), out.size()));
  return out;
}

/// The values one after the other in `octets`, one of them changed inside; all octets if there is none.
bytes change_one(byte_view octets, std::size_t most, std::minstd_rand& dice, int depth) {
  x509::der_reader values{octets};
  std::size_t count = 0;
  while (!values.empty() && values.read()) ++count;
  if (!values.empty() || count == 0 || depth == deepest || dice() % 8 == 0) return changed(octets, most);
  std::size_t left = dice() % count;
  x509::der_reader again{octets};
  while (left-- > 0) (void)again.read();
  auto const chosen = again.read();
  auto const before = static_cast<std::size_t>(chosen->whole.data() - octets.data());
  bytes out{octets.begin(), chosen->whole.data() - octets.data() + octets.begin()};
  bool const inside = (chosen->tag & 0x20) != 0 || chosen->tag == x509::der_tag::octet_string;
  bytes const content = inside ? change_one(chosen->content, most, dice, depth + 1) : changed(chosen->content, most);
  bytes const value = with_length(chosen->tag, content);
  out.insert(out.end(), value.begin(), value.end());
  out.insert(out.end(), octets.begin() + static_cast<std::ptrdiff_t>(before + chosen->whole.size()), octets.end());
  return out;
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  std::minstd_rand dice{seed};
  if (dice() % 4 == 0 || size == 0) return LLVMFuzzerMutate(data, size, max_size);
  bytes const out = change_one({data, size}, std::min<std::size_t>(max_size, 512), dice, 0);
  if (out.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::copy(out.begin(), out.end(), data);
  return out.size();
}
