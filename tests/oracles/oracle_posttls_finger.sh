#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Asks posttls-finger, which ../mailers/fetch.sh unpacks; --cache DIR before all else.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../mailers/lib.sh
. "$here/../mailers/lib.sh"

if [[ ${1:-} == --cache ]]; then
    (($# > 1)) || die "$exit_usage" "$1 needs a value"
    cache=$2
    shift 2
fi
[[ -n $cache ]] || cache=$(default_cache)
require_owner
"$here/../mailers/fetch.sh" "$cache" >/dev/null
require_root_of postfix

make_work postfix
mkdir -p "$work"/{etc,data,queue}
postfix_base localhost.localdomain >"$work/etc/main.cf"
settle
run_command env FINGER_ROOT="$work/root" FINGER_CONFIG="$work/etc" \
    FINGER_LIBRARIES="$(library_path "$work/root")" \
    /usr/bin/python3 "$here/oracle_posttls_finger.py" "$@"
