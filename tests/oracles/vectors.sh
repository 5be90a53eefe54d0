#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# What the tables of truth say, against the programs themselves; vectors.py does it, and --help is its.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
require /usr/bin/python3
export MXTLS_SOURCE=$source_root MXTLS_BIN=$bin TMPDIR=$work
/usr/bin/python3 -B "$source_root/tests/oracles/vectors.py" "$@"
