// SPDX-License-Identifier: BSL-1.0
//
// To be preloaded: programs that take the date from time() live at the second that MXTLS_AT says.

#include <cstdlib>
#include <ctime>

extern "C" std::time_t time(std::time_t* out) noexcept {
  char const* const at = std::getenv("MXTLS_AT");
  std::time_t const now = at == nullptr ? 0 : std::atoll(at);
  if (out != nullptr) *out = now;
  return now;
}
