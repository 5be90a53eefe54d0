#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Every installed header in two files of one program: nothing is defined twice, and no header needs
# another to come first.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require cmake
run_limit=300
install_mxtls
is 'all headers are installed' "$(cd "$source_root/include" && find . -name '*.hpp' | sort)" \
  "$(cd "$prefix/include" && find . -name '*.hpp' | sort)"
consume headers_twice -D MXTLS_HEADERS="$prefix/include"
for file in first second; do
  is "$file.cpp has them all" "$(find "$prefix/include" -name '*.hpp' | grep -cv /test/)" \
    "$(grep '^#include <mxtls/.*\.hpp>$' "$work/headers_twice/$file.cpp" | grep -cv /test/)"
done

finish
