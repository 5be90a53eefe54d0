#!/usr/bin/env bash
# Builds everything and passes the tests; installs the Debian packages that are missing.
#
#   bash tests/run.sh             with g++, as you would
#   bash tests/run.sh asan        under AddressSanitizer and UndefinedBehaviorSanitizer
#   bash tests/run.sh --ci        what CI does: format, headers, g++, clang with sanitizers, figures
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/packages.sh
jobs=$(nproc)

# build PRESET COMPILER [cmake option...]: configures, and builds all or ${targets[@]} into build/PRESET.
targets=()
build() {
  local preset=$1 compiler=$2
  shift 2
  cmake --preset "$preset" -D CMAKE_CXX_COMPILER="$compiler" "$@" >"build/$preset.configure" ||
    { cat "build/$preset.configure"; exit 1; }
  cmake --build --preset "$preset" --parallel "$jobs" "${targets[@]}"
}

# One line a test, and at the end what was skipped.
run_tests() { ctest --preset "$1" --parallel "$jobs" --no-tests=error; }

mkdir -p build
case ${1:-debug} in
  --help | -h) sed -n 's/^# \{0,1\}//; 2,6p' "$0" ;;
  debug | asan)
    need "${build_packages[@]}" "${test_packages[@]}"
    build "${1:-debug}" "${CXX:-g++}"
    MXTLS_FUZZ_SECONDS=${MXTLS_FUZZ_SECONDS:-5} run_tests "${1:-debug}"
    ;;
  --ci)
    need "${build_packages[@]}" "${test_packages[@]}" "${ci_packages[@]}"
    # A peer that cannot be had is a failure here, or a test could vanish unseen.
    export MXTLS_REQUIRE_PEERS=1
    git ls-files '*.hpp' '*.cpp' | xargs clang-format --dry-run --Werror
    strict=(-D CMAKE_COMPILE_WARNING_AS_ERROR=ON -D CMAKE_CXX_COMPILER_LAUNCHER=ccache)
    build debug g++ "${strict[@]}"
    cmake --build --preset debug --parallel "$jobs" --target all_verify_interface_header_sets
    run_tests debug
    build asan clang++ "${strict[@]}"
    MXTLS_FUZZ_SECONDS=60 run_tests asan
    targets=(--target mxtls-bench mxtls-bench-names mxtls-bench-pki mxtls-bench-load mxtls-lab)
    build release g++ "${strict[@]}" -D MXTLS_TESTS=ON
    build/release/bin/mxtls-bench
    build/release/bin/mxtls-bench-names
    build/release/bin/mxtls-bench-pki
    MXTLS_BIN=build/release/bin bash tests/bench/load.sh
    ;;
  *)
    echo "tests/run.sh: \"$1\" is not known; try --help" >&2
    exit 64
    ;;
esac
