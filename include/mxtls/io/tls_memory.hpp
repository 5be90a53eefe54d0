// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TLS_MEMORY_HPP
#define MXTLS_IO_TLS_MEMORY_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace mxtls::io::detail {

/// Gives the memory of a library object back to the system, as far as it is whole pages of zeros.
///
/// Nothing changes for the object: the system gives zeros again when they are next used. Does nothing
/// where memory may be of another kind: the library has its own allocator, or the C library is not glibc.
inline void give_back_zeros([[maybe_unused]] void* object) noexcept {
#ifdef __GLIBC__
  wolfSSL_Malloc_cb allocate = nullptr;
  wolfSSL_Free_cb release = nullptr;
  wolfSSL_Realloc_cb again = nullptr;
  wolfSSL_GetAllocators(&allocate, &release, &again);
  if (object == nullptr || allocate != nullptr) return;
  static auto const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  auto* const first = static_cast<char*>(object);
  char* const end = first + ::malloc_usable_size(object);
  auto const is_zero = [](char const* at) { return *at == 0 && std::memcmp(at, at + 1, page - 1) == 0; };
  char* at = first + (page - reinterpret_cast<std::uintptr_t>(first) % page) % page;
  while (end - at >= static_cast<std::ptrdiff_t>(page)) {
    char* const begin = at;
    while (end - at >= static_cast<std::ptrdiff_t>(page) && is_zero(at)) at += page;
    if (at == begin) at += page;
    else ::madvise(begin, static_cast<std::size_t>(at - begin), MADV_DONTNEED);
  }
#endif
}

} // namespace mxtls::io::detail

#endif
