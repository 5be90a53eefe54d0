#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# What the scripts of this folder share; sourced, never run. A script that
# serves defines configure, launch and started, then calls serve "$@".

readonly exit_usage=64 exit_internal=70 exit_skip=77
# Mailers insist on a user and a group that are not root, and Postfix on their
# being nobody else's. These two are on every Debian (base-passwd), have no
# password and, since UUCP and netnews are gone, nothing that runs: so no user is
# created.
readonly owner=uucp drop_group=news
readonly start_limit=20 stop_limit=5 # seconds

die() { # CODE MESSAGE
    printf '%s: %s\n' "${0##*/}" "$2" >&2
    exit "$1"
}

default_cache() {
    [[ -n ${XDG_CACHE_HOME:-}${HOME:-} ]] ||
        die "$exit_usage" "neither HOME nor XDG_CACHE_HOME is set: name the cache directory"
    printf '%s/mxtls/mailers\n' "${XDG_CACHE_HOME:-${HOME:-}/.cache}"
}

require_owner() {
    getent passwd "$owner" >/dev/null || die "$exit_skip" "this machine has no user $owner"
    getent group "$drop_group" >/dev/null || die "$exit_skip" "this machine has no group $drop_group"
}

# The directories below ROOT that hold shared libraries, joined by colons.
library_path() { # ROOT
    local found
    found=$(find "$1/" -name '*.so*' ! -type d -printf '%h\n' | sort -u)
    printf '%s\n' "${found//$'\n'/:}"
}

# --- the private directory, and the end of everything in it -------------------

work='' life='' lock='' groups=()

# Makes $work. It is always below /tmp: a daemon that has dropped its
# privileges must reach it, which TMPDIR does not promise.
make_work() { # NAME
    local root
    [[ -e /dev/fd/0 ]] || exec </dev/null
    trap clean_up EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 131' QUIT
    trap 'exit 143' TERM
    work=$(mktemp -d "/tmp/mxtls-$1.XXXXXX")
    # Outlives a SIGKILL of this script: when the pipe ends, so does all the rest.
    exec {life}> >(watch)
    chmod 0711 "$work"
    # Configuration files see only this name, so any character may be in CACHE.
    root=$(realpath -- "$cache/$1")
    ln -s "$root" "$work/root"
}

watch() {
    local word value
    trap '' HUP INT QUIT TERM
    trap - EXIT
    groups=()
    while read -r word value; do
        case $word in
            group) groups+=("$value") ;;
            cleaned) return 0 ;;
        esac
    done
    for value in "${groups[@]}"; do kill -KILL -- "-$value" 2>/dev/null || true; done
    rm -rf -- "$work"
}

clean_up() {
    local code=$? index
    set +e
    trap '' HUP INT QUIT TERM
    for ((index = ${#groups[@]} - 1; index >= 0; --index)); do
        stop_group "${groups[index]}"
    done
    rm -rf -- "$work"
    [[ -z $life ]] || printf 'cleaned\n' >&"$life"
    exit "$code"
}

# Starts a program as the leader of its own process group; its id is in $group.
start_group() { # COMMAND...
    # A shell lets its background programs ignore SIGINT; undo that.
    setsid env --default-signal=INT,QUIT -- "$@" <&0 {life}>&- {lock}>&- &
    group=$!
    groups+=("$group")
    printf 'group %s\n' "$group" >&"$life"
}

# Ends a group: the leader has stop_limit, what outlives the leader a moment
# only. An id cannot name a stranger: it is not given away while the group has a
# member, and without one nothing is sent.
stop_group() { # ID
    local deadline=$((SECONDS + stop_limit)) moments=10
    if ! kill -TERM -- "-$1" 2>/dev/null; then
        # Gone, or a child that has still to become a leader.
        [[ $'\n'$(jobs -rp)$'\n' == *$'\n'"$1"$'\n'* ]] || return 0
        kill -TERM -- "$1" 2>/dev/null || true
    fi
    while kill -0 -- "-$1" 2>/dev/null && ((SECONDS < deadline)); do
        kill -0 -- "$1" 2>/dev/null || ((moments-- > 0)) || break
        sleep 0.02
    done
    kill -KILL -- "-$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

run_command() { # COMMAND...
    local code=0
    start_group "$@"
    wait "$group" || code=$?
    exit "$code"
}

# --- a server around a command ------------------------------------------------

cache='' cert='' key='' hostname='' listen=127.0.0.1 port=0 command=()

server_usage() { # NAME NOTE
    cat <<END
Usage: ${0##*/} --cert FILE --key FILE --hostname NAME [OPTION...] -- COMMAND [ARG...]

Starts an unmodified $1 on the loopback, runs COMMAND with PEER_ADDRESS and
PEER_PORT in its environment, stops the server and removes all it wrote.
$2

  --cert FILE      certificate chain, PEM, leaf first
  --key FILE       private key of the leaf, PEM
  --hostname NAME  name in the greeting and in the answer to EHLO
  --listen ADDR    an address of 127.0.0.0/8 (default: 127.0.0.1)
  --port PORT      0, the default, chooses a free one
  --cache DIR      what fetch.sh filled (default: its default)
  --help           this text

Exit code: COMMAND's; 64 usage; 70 the server did not start; 77 it cannot be
tried here (not fetched, or no permission).
END
}

parse_server_options() { # OPTION... -- COMMAND...
    while (($#)); do
        case $1 in
            --help) usage; exit 0 ;;
            --cache | --cert | --key | --hostname | --listen | --port)
                (($# > 1)) || die "$exit_usage" "$1 needs a value"
                printf -v "${1#--}" %s "$2"
                shift 2
                ;;
            --) shift; command=("$@"); break ;;
            *) die "$exit_usage" "unknown argument '$1' (see --help)" ;;
        esac
    done

    local octet='(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])' label='[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?'
    ((${#command[@]})) || die "$exit_usage" "no command after -- (see --help)"
    [[ -r $cert && ! -d $cert ]] || die "$exit_usage" "--cert: cannot read '$cert'"
    [[ -r $key && ! -d $key ]] || die "$exit_usage" "--key: cannot read '$key'"
    [[ $hostname =~ ^$label(\.$label)*$ && ${#hostname} -le 253 ]] ||
        die "$exit_usage" "--hostname: '$hostname' is not a host name"
    [[ $listen =~ ^127(\.$octet){3}$ ]] ||
        die "$exit_usage" "--listen: '$listen' is not an address of 127.0.0.0/8"
    [[ $port =~ ^(0|[1-9][0-9]{0,4})$ && $port -le 65535 ]] ||
        die "$exit_usage" "--port: '$port' is not a port"
    [[ -n $cache ]] || cache=$(default_cache)
}

# Exits 77 unless fetch.sh has filled ROOT; holds a shared lock on the cache so
# that a newer version is not put in place under a running server.
require_root_of() { # NAME
    [[ -f $cache/$1/.stamp ]] ||
        die "$exit_skip" "no unpacked $1 in '$cache': run fetch.sh first"
    { exec {lock}<"$cache/.lock"; } 2>/dev/null ||
        die "$exit_skip" "cannot open '$cache/.lock': run fetch.sh again"
    flock -s -w "$start_limit" "$lock" || die "$exit_internal" "'$cache' is being changed"
}

# Reads the greeting as any client would, and takes its leave.
greets() {
    (
        exec 3<>"/dev/tcp/$listen/$port" || exit 1
        IFS= read -r -t 5 -u 3 line && [[ $line == 220* ]] || exit 1
        printf 'QUIT\r\n' >&3
        IFS= read -r -t 5 -u 3 line
    ) 2>/dev/null
}

wait_ready() { # ID
    local deadline=$((SECONDS + start_limit))
    while ((SECONDS < deadline)) && kill -0 "$1" 2>/dev/null; do
        # started comes first: it tells our server from a stranger on that port.
        if started && greets; then return 0; fi
        sleep 0.02
    done
    return 1
}

give_up() {
    local said
    said=$(tail -qn 10 "$work"/log* 2>/dev/null | sed 's/^/  /') || true
    printf '%s: the server did not start on %s:%s; it says:\n%s\n' "${0##*/}" "$listen" "$port" \
        "${said:-  nothing}" >&2
    exit "$exit_internal"
}

taken() { (exec 3<>"/dev/tcp/$listen/$port") 2>/dev/null; }

# Calls: configure (once per port), launch (calls start_group), started.
serve() { # NAME
    local asked=$port left=10 server
    make_work "$1"
    cat -- "$cert" >"$work/cert.pem"
    (umask 077; cat -- "$key" >"$work/key.pem")
    while ((left-- > 0)); do
        # Below the range the kernel gives to outgoing connections.
        ((asked)) || port=$((20000 + RANDOM % 12000))
        if taken; then
            ((asked)) || continue
            die "$exit_internal" "$listen:$port is in use"
        fi
        rm -rf -- "$work"/log*
        configure
        launch
        server=$group
        if wait_ready "$server"; then
            export PEER_ADDRESS=$listen PEER_PORT=$port
            run_command "${command[@]}"
        fi
        # Dead with a port of our choice: somebody else may have been faster. But
        # a server that dies three times more has another reason.
        if ((asked)) || kill -0 "$server" 2>/dev/null; then break; fi
        ((left < 3)) || left=3
        stop_group "$server"
    done
    give_up
}

# --- Postfix, as server and as client -----------------------------------------

# The lines of main.cf that every program of Postfix reads before all else.
postfix_base() { # HOSTNAME
    cat <<END
compatibility_level = 3.6
myhostname = $1
command_directory = $work/root/usr/sbin
daemon_directory = $work/root/usr/lib/postfix/sbin
shlib_directory = $work/root/usr/lib/postfix
meta_directory = $work/root/etc/postfix
data_directory = $work/data
queue_directory = $work/queue
mail_owner = $owner
setgid_group = $drop_group
END
}

# Postfix takes a file of the last seconds for half written, and waits.
settle() { touch -d @0 "$work"/etc/*.cf; }
