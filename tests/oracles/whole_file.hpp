// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_WHOLE_FILE_HPP
#define MXTLS_TESTS_WHOLE_FILE_HPP

#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>

namespace mxtls::oracle {

/// The content of a file. @throws std::system_error with the path
inline std::string whole_file(std::string_view path) {
  std::string const name{path};
  std::FILE* const file = std::fopen(name.c_str(), "rb");
  if (file == nullptr) throw std::system_error{errno, std::generic_category(), "read " + name};
  std::string out;
  char part[4096];
  while (std::size_t const count = std::fread(part, 1, sizeof part, file)) out.append(part, count);
  std::fclose(file);
  return out;
}

} // namespace mxtls::oracle

#endif
