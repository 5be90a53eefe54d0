#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Every certificate case has the fault that it says, and no other: openssl, GnuTLS and wolfSSL are asked.
# cases.py does it, and --help is its.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require openssl certtool gnutls-cli ocsptool /usr/bin/python3
export MXTLS_BIN=$bin TMPDIR=$work
/usr/bin/python3 -B "$source_root/tests/net/cases.py" "$@"
