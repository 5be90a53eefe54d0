#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

usage() {
    cat <<END
Usage: ${0##*/} [--cache DIR] -- ARG...

Runs the unpacked posttls-finger, Postfix's own TLS client, with ARG... and a
private, minimal configuration. Needs no root; nothing goes to the system's log.

  ${0##*/} -- -c -l secure -F ca.pem '[127.0.0.1]:2525' mx.example.test

  --cache DIR  what fetch.sh filled (default: its default)
  --help       this text

Mind that posttls-finger exits 0 after a handshake, whatever the certificate:
the verdict is the word before 'TLS connection established' in its output.

Exit code: that of posttls-finger; 64 usage; 77 not fetched.
END
}

while (($#)); do
    case $1 in
        --help) usage; exit 0 ;;
        --cache)
            (($# > 1)) || die "$exit_usage" "$1 needs a value"
            cache=$2
            shift 2
            ;;
        --) shift; command=("$@"); break ;;
        *) die "$exit_usage" "unknown argument '$1' (see --help)" ;;
    esac
done
((${#command[@]})) || die "$exit_usage" "no argument after -- (see --help)"
[[ -n $cache ]] || cache=$(default_cache)
require_owner
require_root_of postfix

make_work postfix
mkdir -p "$work"/{etc,data,queue}
postfix_base localhost.localdomain >"$work/etc/main.cf"
settle
run_command env MAIL_CONFIG="$work/etc" LD_LIBRARY_PATH="$(library_path "$work/root")" \
    "$work/root/usr/sbin/posttls-finger" "${command[@]}"
