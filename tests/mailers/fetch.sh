#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

# Raise it when what is unpacked, or how, changes.
readonly layout=1
readonly simulate_limit=60 download_limit=180 update_limit=180 lock_limit=300 # seconds

declare -rA packages=(
    [postfix]='postfix'
    [exim]='exim4-daemon-light exim4-base libnss-wrapper'
)
declare -rA programs=(
    [postfix]='usr/lib/postfix/sbin/master usr/lib/postfix/sbin/smtpd usr/lib/postfix/sbin/tlsmgr usr/sbin/posttls-finger'
    [exim]='usr/sbin/exim4'
)

usage() {
    cat <<END
Usage: ${0##*/} [CACHE_DIR]

Downloads the real mailers with apt and unpacks each into a root of its own,
CACHE_DIR/postfix and CACHE_DIR/exim. Nothing is installed: the mailer of this
machine stays as it is. Needs no root, but package lists ('apt-get update'):
root, who can, gets them where there are none.
A second run finds the cache and does nothing until apt knows another version.

CACHE_DIR defaults to \${XDG_CACHE_HOME:-\$HOME/.cache}/mxtls/mailers.

Exit code: 0 all is there; 64 usage; 70 unpacking failed; 77 it cannot be done
here (no apt, no package lists, offline).
END
}

ask_apt() {
    policy=$(timeout --foreground -k 5 "$simulate_limit" apt-cache policy "${every[@]}" 2>/dev/null || true)
}

# Whether there is a mailer that is neither in the cache nor known to apt.
lacks_lists() {
    local name
    for name in "${!packages[@]}"; do
        [[ -n $(key_of "$name") ]] || cached "$name" '' || return 0
    done
    return 1
}

# Root gets package lists where there are none, as on a fresh image; two runs at
# once do not get in each other's way.
update_lists() {
    ((EUID == 0)) && lacks_lists || return 0
    open_cache
    ask_apt # another run may have done it meanwhile
    if lacks_lists; then
        printf '%s: no package lists: running apt-get update\n' "${0##*/}" >&2
        timeout --foreground -k 5 "$update_limit" apt-get -qq -o Acquire::Retries=1 \
            -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 update >/dev/null 2>&1 || true
        ask_apt
    fi
    exec {lock}>&-
}

# Makes the cache and holds its lock, for nobody else to change it.
open_cache() {
    { mkdir -p -- "$cache" && exec {lock}>>"$cache/.lock"; } 2>/dev/null ||
        die "$exit_internal" "cannot write to '$cache'"
    flock -w "$lock_limit" "$lock" || die "$exit_skip" "'$cache' is in use for more than $lock_limit s"
}

staging=
drop_staging() { [[ -z $staging ]] || rm -rf -- "$staging"; }

# The line that says whether an unpacked root is still the right one; empty when
# apt knows no candidate. The release is in it for a home shared by two machines.
key_of() { # NAME
    local name version line="layout-$layout $release"
    for name in ${packages[$1]}; do
        version=$(awk -v wanted="$name:" '
            /^[^ ]/ { here = ($1 == wanted) }
            here && $1 == "Candidate:" && $2 != "(none)" { print $2 }' <<<"$policy")
        [[ -n $version ]] || return 0
        line+=" $name=$version"
    done
    printf '%s\n' "$line"
}

# Says what is missing to run the programs of ROOT; nothing when all is there.
missing() { # NAME ROOT
    local program path
    path=$(library_path "$2")
    for program in ${programs[$1]}; do
        [[ -x $2/$program ]] || { printf '%s\n' "$program"; continue; }
        LD_LIBRARY_PATH=$path ldd "$2/$program" 2>&1 | sed -n '/not found/s/^[[:space:]]*//p'
    done | sort -u | head -n 1
}

cached() { # NAME KEY
    local stamp=$cache/$1/.stamp had
    [[ -f $stamp ]] || return 1
    read -r had <"$stamp" || return 1
    # Without a candidate any version does, if it was made for this release.
    [[ $had == "${2:-$had}" && $had == "layout-$layout $release "* ]] || return 1
    [[ -z $(missing "$1" "$cache/$1") ]]
}

# The libraries that apt would install beside the packages; asked of a simulated
# installation, so that versions and alternatives are apt's business.
libraries_for() { # PACKAGE...
    local plan
    plan=$(timeout --foreground -k 5 "$simulate_limit" \
        apt-get -s -q --no-install-recommends install "$@" 2>"$staging/errors") || return 1
    # A second C library cannot be mixed with this machine's loader.
    awk '$1 == "Inst" && $2 ~ /^lib/ && $2 !~ /^libc6/ {
        for (i = 3; i <= NF; ++i) if ($i ~ /^\(/) { print $2 "=" substr($i, 2); break } }' <<<"$plan"
}

last_error() { grep -E '^(E|W):' "$staging/errors" | tail -n 1 || true; }

# Returns 1, with the reason in $reason, when the packages cannot be had.
unpack() { # NAME KEY
    local wanted libraries part said lacks all=()
    # Its caller asks whether it succeeds, so set -e does not watch in here.
    { staging=$(mktemp -d "$cache/.staging.XXXXXX") && mkdir "$staging/debs" "$staging/root"; } ||
        die "$exit_internal" "cannot write to '$cache'"
    read -ra wanted <<<"${2#"layout-$layout $release "}"
    if ! libraries=$(libraries_for "${wanted[@]}"); then
        reason="apt cannot resolve $1 ($(last_error))"
        return 1
    fi
    mapfile -t all <<<"$(printf '%s\n' "${wanted[@]}" "$libraries" | awk 'NF' | sort -u)"
    if ! (cd "$staging/debs" && timeout --foreground -k 5 "$download_limit" \
        apt-get -q -o Acquire::Retries=1 -o Acquire::http::Timeout=20 \
        -o Acquire::https::Timeout=20 download "${all[@]}") >/dev/null 2>"$staging/errors"; then
        reason="cannot download $1: offline, or stale package lists ($(last_error))"
        return 1
    fi
    for part in "$staging"/debs/*.deb; do
        said=$(dpkg -x "$part" "$staging/root" 2>&1) ||
            die "$exit_internal" "cannot unpack ${part##*/} (${said%%$'\n'*})"
    done
    # Exim comes set-user-id root; a copy outside the package system must not be.
    { find "$staging/root" -type f -perm /6000 -exec chmod a-s {} + && chmod 0755 "$staging/root"; } ||
        die "$exit_internal" "cannot change what is unpacked in '$cache'"
    lacks=$(missing "$1" "$staging/root")
    if [[ -n $lacks ]]; then
        # Such as a C library newer than this machine's.
        reason="$1 would not run here: $lacks"
        return 1
    fi
    {
        printf '%s\n' "$2" "${all[@]}" >"$staging/root/.stamp" &&
            rm -rf -- "${cache:?}/$1" && mv -T -- "$staging/root" "$cache/$1"
    } || die "$exit_internal" "cannot put $1 in place in '$cache'"
    drop_staging
}

fetch() { # NAME
    local key
    key=$(key_of "$1")
    if cached "$1" "$key"; then
        say "$1" cached
        return 0
    fi
    [[ -n $key ]] || die "$exit_skip" "apt knows no package for $1: run 'apt-get update' as root first"
    open_cache
    rm -rf -- "$cache"/.staging.* # of a run that was killed
    # Another run may have done it meanwhile.
    if cached "$1" "$key"; then
        say "$1" cached
    elif unpack "$1" "$key"; then
        say "$1" fetched
    else
        drop_staging
        cached "$1" '' || die "$exit_skip" "$reason"
        printf '%s: %s; keeping what is there\n' "${0##*/}" "$reason" >&2
        say "$1" cached
    fi
    exec {lock}>&-
}

say() { # NAME HOW
    local line
    read -r line <"$cache/$1/.stamp"
    line=${line#*=}
    printf '%s %s (%s)\n' "$1" "${line%% *}" "$2"
}

case ${1:-} in
    --help) usage; exit 0 ;;
    -*) die "$exit_usage" "unknown option '$1' (see --help)" ;;
esac
(($# < 2)) || die "$exit_usage" "one directory at most (see --help)"
cache=${1:-$(default_cache)}
# What is fetched could not be run: the scripts and the mailers need them.
[[ -e /dev/fd/ && -e /proc/self ]] || die "$exit_skip" 'there is no /proc or no /dev/fd, as in a bare chroot'
[[ $cache == /* ]] || cache=$PWD/$cache
[[ $cache != *[:\;]* ]] || die "$exit_usage" "a path of libraries cannot hold '$cache'"

for tool in apt-get apt-cache dpkg flock ldd; do
    command -v "$tool" >/dev/null || die "$exit_skip" "no $tool here: the mailers come as Debian packages"
done
export LC_ALL=C
trap drop_staging EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

reason=
release=$(. /etc/os-release && printf '%s-%s' "${ID:-linux}" "${VERSION_ID:-${VERSION_CODENAME:-rolling}}")-$(dpkg --print-architecture)
read -ra every <<<"${packages[*]}"
ask_apt
update_lists
for mailer in postfix exim; do
    fetch "$mailer"
done
