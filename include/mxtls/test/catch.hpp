// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TEST_CATCH_HPP
#define MXTLS_TEST_CATCH_HPP

/// Catch2 version 2 or 3, whichever is installed, under the names that both know.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
/// The base class of a matcher over `T`.
namespace mxtls::test {
template <typename T>
using matcher_base = Catch::Matchers::MatcherBase<T>;
} // namespace mxtls::test
#else
#include <catch2/catch.hpp>
namespace mxtls::test {
template <typename T>
using matcher_base = Catch::MatcherBase<T>;
} // namespace mxtls::test
#endif

#endif
