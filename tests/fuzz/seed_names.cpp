// SPDX-License-Identifier: BSL-1.0
//
// First inputs of the fuzzer `names`, of tables of truth: `seed_names FOLDER TABLE...`.

#include <cstdio>
#include <exception>
#include <string>

#include <mxtls/pki/write_file.hpp>

#include "../vectors.hpp"
#include "names_input.hpp"

int main(int count, char** values) try {
  using namespace mxtls;
  int number = 0;
  for (int i = 2; i < count; ++i)
    for (vectors::test_vector const& each : vectors::read_vectors(values[i])) {
      std::string input = each.expected.name;
      for (identity::presented const& name : each.names) input += '\n' + fuzz::line_of(name);
      pki::write_file(std::string{values[1]} + "/seed-" + std::to_string(++number), input, pki::file_access::everybody);
    }
  std::printf("%d for names\n", number);
  return 0;
} catch (std::exception const& failed) {
  std::fprintf(stderr, "seed_names: %s\n", failed.what());
  return 1;
}
