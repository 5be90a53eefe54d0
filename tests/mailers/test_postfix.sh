#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# mxtls-check against an unmodified Postfix.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require python3
check_mailer postfix
finish
