#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# The fault of every scenario is really on the wire: a client that shares no code with mxtls confirms it.
# confirm/ does it, and --help is its. By hand, for some of them: confirm.sh ID...
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require openssl gnutls-cli swaks /usr/bin/python3
export MXTLS_BIN=$bin MXTLS_SOURCE=$source_root TMPDIR=$work
/usr/bin/python3 -B "$source_root/tests/net/confirm" "$@"
