// SPDX-License-Identifier: BSL-1.0
//
// Tables in a README that follow from data: they stand between two marks, a test holds them to the data,
// and the same test writes them anew.
#ifndef MXTLS_TESTS_README_HPP
#define MXTLS_TESTS_README_HPP

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <mxtls/test/catch.hpp>

namespace mxtls::test {

/// Checks that the file has just these tables between its marks, or writes them there for MXTLS_WRITE=1.
///
/// @param name What the marks call them: `rules`. @param tables Ends with a line feed.
inline void check_readme(std::string const& path, std::string const& name, std::string const& tables) {
  std::ostringstream content;
  content << std::ifstream{path}.rdbuf();
  std::string text = content.str();
  std::string const begin = "<!-- " + name + ": written by the test that checks them -->\n\n";
  std::string const end = "\n<!-- end of " + name + " -->\n";
  auto const mark = text.find(begin);
  auto const to = text.find(end);
  {
    INFO(path << " must have these marks around its tables: " << begin << end);
    REQUIRE(mark != std::string::npos);
    REQUIRE(to != std::string::npos);
    REQUIRE(to >= mark + begin.size());
  }
  auto const from = mark + begin.size();
  if (char const* const write = std::getenv("MXTLS_WRITE"); write != nullptr && *write == '1') {
    text.replace(from, to - from, tables);
    std::ofstream out{path};
    out << text << std::flush;
    REQUIRE(out);
    return;
  }
  INFO("The " << name << " have changed. To write the tables anew: MXTLS_WRITE=1 build/debug/bin/unit '[readme]'");
  bool const same = text.compare(from, to - from, tables) == 0;
  CHECK(same);
}

} // namespace mxtls::test

#endif
