#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Builds oracle_go.go with Go, or with GCC's Go (smaller; the same library), and runs it.
set -euo pipefail

program=$(dirname -- "${BASH_SOURCE[0]}")/oracle_go.go
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
gccgo=$(compgen -c gccgo | grep -E '^gccgo(-[0-9]+)?$' | sort -Vr | head -n 1 || true)
if command -v go >/dev/null; then
    build=(env GO111MODULE=off GOFLAGS= GOTOOLCHAIN=local GOPROXY=off CGO_ENABLED=0
        go build -o "$work/oracle" "$program")
elif [[ -n $gccgo ]]; then
    # A program built so does not know its version.
    ORACLE_GO=$("$gccgo" --version | head -n 1)
    export ORACLE_GO
    build=("$gccgo" -O1 -o "$work/oracle" "$program")
else
    echo "${0##*/}: no Go here (package golang-go, or gccgo)" >&2
    exit 77
fi
said=$(timeout -k 5 300 "${build[@]}" 2>&1) || { printf '%s: cannot build:\n%s\n' "${0##*/}" "$said" >&2; exit 70; }
code=0
"$work/oracle" "$@" || code=$?
exit "$code"
