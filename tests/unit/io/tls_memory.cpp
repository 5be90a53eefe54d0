// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include <mxtls/io/tls_memory.hpp>
#include <mxtls/test/catch.hpp>

using mxtls::io::detail::give_back_zeros;

namespace {

constexpr std::size_t size = 200'000;

struct free_memory {
  void operator()(char* block) const noexcept { std::free(block); }
};
using block = std::unique_ptr<char, free_memory>;

block zeros() {
  block made{static_cast<char*>(std::malloc(size))};
  REQUIRE(made);
  std::memset(made.get(), 0, size);
  return made;
}

} // namespace

TEST_CASE("Giving zeros back changes no octet", "[io][tls]") {
  block const some = zeros();
  std::vector<char> wanted(size);
  // One octet here and there, at the ends of pages too wherever the block begins; runs of zeros between them.
  for (std::size_t at = 0; at < size; at = at * 3 / 2 + 4095) some.get()[at] = wanted[at] = 'x';
  some.get()[size - 1] = wanted[size - 1] = 'x';
  for (int twice = 0; twice < 2; ++twice) {
    give_back_zeros(some.get());
    CHECK(std::memcmp(some.get(), wanted.data(), size) == 0);
  }
  std::memset(some.get(), 'y', size);
  give_back_zeros(some.get());
  CHECK(std::string_view{some.get(), size}.find_first_not_of('y') == std::string_view::npos);
}

TEST_CASE("Nothing can be given back of a small object or of none", "[io][tls]") {
  give_back_zeros(nullptr);
  auto const little = std::unique_ptr<char, free_memory>{static_cast<char*>(std::calloc(1, 1))};
  give_back_zeros(little.get());
  CHECK(*little == 0);
}

#ifdef __GLIBC__
TEST_CASE("The system gets pages of zeros back", "[io][tls]") {
  block const some = zeros();
  auto const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  auto const first = (reinterpret_cast<std::uintptr_t>(some.get()) + page - 1) / page * page;
  auto const pages = (reinterpret_cast<std::uintptr_t>(some.get()) + size - first) / page;
  auto const resident = [&] {
    std::vector<unsigned char> state(pages);
    REQUIRE(::mincore(reinterpret_cast<void*>(first), pages * page, state.data()) == 0);
    return std::count_if(state.begin(), state.end(), [](unsigned char each) { return (each & 1) != 0; });
  };
  *reinterpret_cast<char*>(first + page) = 'x';
  CHECK(resident() == static_cast<std::ptrdiff_t>(pages));
  give_back_zeros(some.get());
  CHECK(resident() == 1);
}
#endif
