#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Many SMTP sessions with STARTTLS and a mail against mxtls-lab, aiosmtpd and nodemailer's smtp-server, one process
# on one core each: how many a CPU-second, and the memory of those that are kept open. Compare the ratios of one
# run, never the figures of two machines. What is lost is a failure; what is slow is not.
#
#   bash tests/bench/load.sh            under a minute
#   bash tests/bench/load.sh --full     10,000 sessions kept open: some minutes, 3 GB for aiosmtpd alone
#
# MXTLS_BIN is the folder of the programs; build/release/bin if it is not set. smtp-server is no Debian package: NODE_PATH
# names the folder it is in. A server that cannot be had is skipped.
# shellcheck disable=SC2034 # commands are used by name
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=${MXTLS_BIN:-$here/../../build/release/bin}
load=$bin/mxtls-bench-load
rounds=3 count=600 held=2000
case ${1:-} in
  '') ;;
  --full) rounds=5 count=2000 held=10000 ;;
  --help | -h) sed -n 's/^# \{0,1\}//; 4,12p' "$0"; exit 0 ;;
  *) echo "load.sh: \"$1\" is not known; try --help" >&2; exit 64 ;;
esac

work=$(mktemp -d "${TMPDIR:-/tmp}/mxtls-load.XXXXXX")
declare -A running=() port=() rates=() lost=() tls=() memory=()
trap clean_up EXIT
clean_up() {
  local code=$?
  ((${#running[@]} == 0)) || kill "${running[@]}" 2>/dev/null || true
  rm -rf -- "$work"
  exit "$code"
}

# A descriptor for each session that is kept open, and some more.
ulimit -S -n "$(ulimit -H -n)"
limit=$(ulimit -n)
if [[ $limit != unlimited ]] && ((limit < held + 300)); then
  echo "skipped  $held sessions kept open: a process may have $limit descriptors here; $((limit - 300)) are"
  held=$((limit - 300))
fi

# The server has one core to itself, its clients another one.
server_core=() client_core=()
if (($(nproc) > 1)) && command -v taskset >/dev/null; then
  server_core=(taskset -c 0) client_core=(taskset -c 1)
fi

# Starts a server, which says its port: alone on a line, or behind an address.
start() { # NAME
  local line from
  local -n command=${1//-/_}
  rm -f "$work/$1"
  mkfifo "$work/$1"
  "${server_core[@]}" "${command[@]}" >"$work/$1" 2>"$work/$1.err" &
  running[$1]=$!
  exec {from}<"$work/$1"
  while IFS= read -r -t 30 -u "$from" line; do
    [[ $line =~ ^([a-z-]+\ +127\.0\.0\.1:)?([0-9]+)(\ |$) ]] || continue
    port[$1]=${BASH_REMATCH[2]}
    return
  done
  printf '%s did not start: %s\n' "$1" "$(<"$work/$1.err")" >&2
  exit 1
}

stop() { # NAME
  kill "${running[$1]}"
  wait "${running[$1]}" || true
  unset "running[$1]"
}

# Runs the clients; the words they print are in $said.
clients() { # COMMAND NAME [OPTION...]
  read -ra said <<<"$("${client_core[@]}" "$load" "$1" --port "${port[$2]}" --pid "${running[$2]}" "${@:3}")"
  ((${#said[@]} > 1)) || exit 1
}

median() { # NUMBER...
  printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

"$load" make-certificate "$work"
certificate=("$work/chain.pem" "$work/key.pem")
mxtls_lab=("$bin/mxtls-lab" serve --listen 127.0.0.1:0 --max-sessions 20000
  --cert "${certificate[0]}" --key "${certificate[1]}")
aiosmtpd=(/usr/bin/python3 "$here/aiosmtpd_server.py" "${certificate[@]}")
smtp_server=(node "$here/nodemailer_server.js" "${certificate[@]}")
names=(mxtls-lab)
if /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null; then names+=(aiosmtpd)
else echo 'skipped  aiosmtpd: apt-get install python3-aiosmtpd'; fi
if command -v node >/dev/null && node -e "require('smtp-server')" 2>/dev/null; then names+=(smtp-server)
else echo 'skipped  smtp-server: npm install smtp-server, and say with NODE_PATH where it is'; fi

# Memory first, of a process that has had no other sessions.
for name in "${names[@]}"; do
  start "$name"
  clients hold "$name" --count "$held"
  memory[$name]=${said[0]} lost[$name]=${said[1]}
  stop "$name"
done
# They take turns, so that a slow moment of the machine meets all.
for name in "${names[@]}"; do start "$name"; done
base=()
for ((round = 0; round < rounds; ++round)); do
  base+=("$("${server_core[@]}" "$load" handshakes "$work" --count "$count")")
  for name in "${names[@]}"; do
    clients sessions "$name" --count "$count"
    rates[$name]+=" ${said[0]}" tls[$name]=${said[*]:2}
    lost[$name]=$((lost[$name] + said[1]))
  done
done

of=$(median "${base[@]}")
printf 'Sessions with STARTTLS and a mail of 2 kB, 256 at once: medians of %d times %d.\n' "$rounds" "$count"
printf 'Memory: growth of the process with %d sessions kept open, all in use again at the end.\n\n' "$held"
printf '%-28s %14s %6s %13s %5s  %s\n' '' 'per CPU-second' ratio 'KiB a session' lost TLS
printf '%-28s %14s %6s\n' 'server handshakes in memory' "$of" 1.00
total=0
for name in "${names[@]}"; do
  read -ra each <<<"${rates[$name]}"
  rate=$(median "${each[@]}")
  printf '%-28s %14s %6s %13s %5s  %s\n' "$name" "$rate" "$(awk "BEGIN { printf \"%.2f\", $rate / $of }")" \
    "${memory[$name]}" "${lost[$name]}" "${tls[$name]}"
  total=$((total + lost[$name]))
done
((total == 0)) || { echo "$total sessions were lost" >&2; exit 1; }
