#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# mxtls inside somebody's tree, by add_subdirectory.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require cmake
run_limit=300

consume subdirectory -D MXTLS_SOURCE="$source_root" "${nothing_else[@]}"
is 'the answer' mismatch "$out"
run cmake --build "$work/subdirectory" --target help
lacks 'no program is built along' mxtls-check "$out"
run ctest --test-dir "$work/subdirectory" --show-only
lacks 'no test is added' 'Test #' "$out"
run cmake --install "$work/subdirectory" --prefix "$work/nothing"
is 'nothing is installed along' '' "$(find "$work/nothing" -type f 2>/dev/null)"

finish
