#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# An installed mxtls: its programs, a consumer of the pure core, a consumer of everything.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require cmake
run_limit=300
install_mxtls

for program in mxtls-check mxtls-lab mxtls-certs; do
  run "$prefix/bin/$program" --version
  is "$program --version: exit code" 0 "$code"
done
is 'the scenarios are installed' "$(find "$source_root/fixtures/scenarios" -name '*.toml' | wc -l)" \
  "$(find "$prefix/share/mxtls/scenarios" -name '*.toml' | wc -l)"

# The core, where no third-party package can be found, and asking for none where they can.
configure core
has 'core: no other package is looked for' $'-- looked for: mxtls \n' "$out"
consume core "${nothing_else[@]}"
is 'core: its answer' mismatch "$out"
run "${CXX:-c++}" -std=c++20 -I "$prefix/include" -M "$source_root/tests/package/core/main.cpp"
has 'core: its headers are read' mxtls/identity/match.hpp "$out"
for part in asio wolfssl fmt nlohmann toml++ catch2; do lacks "core: no header of $part is read" "/$part/" "$out"; done

# What is missing is named.
configure all "${nothing_else[@]}"
isnt 'all, without the other packages: exit code' 0 "$code"
has 'all, without the other packages: says which' 'mxtls::mxtls needs ' "$err"
sed 's/ REQUIRED)/ REQUIRED COMPONENTS nonsense)/' "$source_root/tests/package/all/CMakeLists.txt" >"$work/CMakeLists.txt"
run cmake -S "$work" -B "$work/nonsense" -D mxtls_DIR="$package"
isnt 'a component that there is not: exit code' 0 "$code"
has 'a component that there is not: is named' 'mxtls::nonsense' "$err"
sed 's/mxtls 0.1 /mxtls 0.2 /' "$source_root/tests/package/core/CMakeLists.txt" >"$work/CMakeLists.txt"
run cmake -S "$work" -B "$work/newer" -D mxtls_DIR="$package"
isnt 'a newer version: exit code' 0 "$code"

consume all
has 'all: the mismatch is found' 'mx.example.test != DNS:other.test' "$out"
has 'all: its conclusion' 'FAIL: The mail would be encrypted, but to a server that cannot prove it is mx.example.test.' "$out"

finish
