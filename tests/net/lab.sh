#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# mxtls-lab as its user meets it: what it prints and when, how it ends, mistakes.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require python3
mkdir "$work/temporary"
export TMPDIR=$work/temporary

left_behind() { find "$TMPDIR" -mindepth 1; }

# The first line that a server sends.
greeting() { # ID
  (
    exec 3<>"/dev/tcp/${address[$1]}/${port[$1]}"
    IFS= read -r -t 10 -u 3 line
    printf 'QUIT\r\n' >&3
    printf '%s\n' "${line%$'\r'}"
  ) 2>&1
}

# --- list and show ---------------------------------------------------------------

run "$bin/mxtls-lab" list
is 'list: exit code' 0 "$code"
scenarios=$(find "$source_root/fixtures/scenarios" -name '*.toml' -printf '%f\n' | sed 's/\.toml$//' | sort)
is 'list: all there are' "$scenarios" "$(awk '{ print $1 }' <<<"$out" | sort)"
for id in $scenarios; do
  run "$bin/mxtls-lab" show "$id"
  is "show $id: exit code" 0 "$code"
  has "show $id: what must be made of it" $'\nExpected\n' "$out"
  verdict=$(awk '$1 == "pkix-hostname" { print $2 }' <<<"$out")
  run "$bin/mxtls-lab" show "$id" --json
  is "show $id --json: exit code" 0 "$code"
  is "show $id --json: says the same" "[\"$id\", \"$verdict\"]" \
    "$(field '[d["id"], d["expected"]["verdicts"]["pkix-hostname"]]')"
done
run "$bin/mxtls-lab" list
text=$out
run "$bin/mxtls-lab" list --json
is 'list --json: exit code' 0 "$code"
is 'list --json: says the same' "$text" "$(python3 -c 'import json, sys
for s in json.load(sys.stdin):
  print("%-26s %-9s %-26s %s" % (s["id"], s["group"], s["mx_host"], s["title"]))' <"$work/out")"
code=0
"$bin/mxtls-lab" list >/dev/full 2>"$work/err" || code=$?
is 'stdout is full: exit code' 70 "$code"
is 'stdout is full: says so' 'mxtls-lab: the standard output cannot be written: No space left on device' "$(<"$work/err")"
run "$bin/mxtls-lab" --version
for library in wolfSSL Asio nlohmann-json toml++ CLI11; do
  has "--version: $library" "$library " "$out"
done

# --- mistakes --------------------------------------------------------------------

# Refused with 64, nothing on stdout, and words that hold the part.
mistake() { # WORDS PART
  local words
  read -ra words <<<"$1"
  run "$bin/mxtls-lab" "${words[@]}"
  is "$1: exit code" 64 "$code"
  is "$1: nothing on stdout" '' "$out"
  has "$1: says $2" "$2" "$err"
}

mistake '' list
mistake 'show nothing-of-the-kind' '"nothing-of-the-kind"'
mistake 'serve nothing-of-the-kind' 'mxtls-lab list'
mistake 'serve good --port-base 65536' --port-base
mistake 'serve good wrong-name --port-base 65535' --port-base
mistake 'serve good --at tomorrow' --at
mistake "serve good --anchor $work/none/root.pem" '--anchor: '
run env TMPDIR="$work/none" "$bin/mxtls-lab" serve good
is 'no folder for temporary files: exit code' 70 "$code"
lacks 'no folder for temporary files: does not blame --anchor' '--anchor: ' "$err"
is 'a mistake leaves nothing behind' '' "$(left_behind)"
for option in --help --version 'serve --help'; do
  # shellcheck disable=SC2086 # two words
  run "$bin/mxtls-lab" $option
  is "$option: exit code" 0 "$code"
  is "$option: nothing on stderr" '' "$err"
done

# --- serve -----------------------------------------------------------------------

# start_lab reads a pipe, line by line, while the servers run.
start_lab
for id in $scenarios; do
  has "serve: $id listens when its line is there" '220 ' "$(greeting "$id")"
done
is 'serve: the trust anchor is a certificate' '-----BEGIN CERTIFICATE-----' "$(head -n 1 "$anchor")"
has 'serve: what to try is on stderr' 'Try: mxtls-check ' "$(<"$work/lab.err")"
# The command line it proposes has to work as it stands.
read -ra proposed <<<"$(sed -n 's/^Try: //p' "$work/lab.err")"
run "$bin/${proposed[0]}" "${proposed[@]:1}"
is 'serve: what to try is a right command line' true "$( ((code < 3)) && echo true || echo "exit $code: $err")"

taken=${port[${proposed[2]%%:*}]:-}
for id in "${!mx[@]}"; do
  [[ ${address[$id]} != 127.0.0.2 ]] || taken=${port[$id]}
done
run "$bin/mxtls-lab" serve good --port-base "$taken"
is 'a port in use: exit code' 70 "$code"
has 'a port in use: says so' 'in use' "$err"
has 'a port in use: says which' "$taken" "$err"
is 'a port in use: nothing on stdout' '' "$out"

code=0
stop "$lab_id" INT || code=$?
is 'SIGINT: exit code' 0 "$code"
is 'SIGINT: the trust anchor is gone' '' "$(left_behind)"

lab_options=(--anchor "$work/anchor.pem")
start_lab good
is '--anchor: is where it is wanted' "$work/anchor.pem" "$anchor"
check good
is '--anchor: is the right one' 0 "$code"
is '--anchor: no temporary folder' '' "$(left_behind)"
code=0
stop "$lab_id" TERM || code=$?
is 'SIGTERM: exit code' 0 "$code"
is '--anchor: stays' true "$([[ -s $work/anchor.pem ]] && echo true)"

lab_options=(--seed s --at 2020-02-29)
start_lab good
cp "$anchor" "$work/first.pem"
check good --at 2020-03-01
is '--at: the certificates are for that day' 0 "$code"
stop "$lab_id" || true
start_lab good
is '--seed: the same trust anchor' true "$(cmp -s "$anchor" "$work/first.pem" && echo true)"
stop "$lab_id" || true

# With --json: a line of JSON each, and the same servers.
mkfifo "$work/json"
timeout --foreground --kill-after=5 "$life_limit" "$bin/mxtls-lab" serve good wrong-name --json \
  >"$work/json" 2>/dev/null &
lab_id=$!
running[$lab_id]=1
exec {lab}<"$work/json"
: >"$work/out"
for part in trust_anchor good wrong-name; do
  IFS= read -r -t "$start_limit" -u "$lab" line || die 'the lab says too little'
  printf '%s\n' "$line" >"$work/out"
  if [[ $part == trust_anchor ]]; then
    anchor=$(field 'd["trust_anchor"]')
    anchor=${anchor//\"/}
    continue
  fi
  is "serve --json: $part: what there is" '["address", "id", "mx_host", "port", "title"]' "$(field 'sorted(d)')"
  is "serve --json: $part: which" "\"$part\"" "$(field 'd["id"]')"
  mx[$part]=$(field 'd["mx_host"]') address[$part]=$(field 'd["address"]') port[$part]=$(field 'd["port"]')
  mx[$part]=${mx[$part]//\"/} address[$part]=${address[$part]//\"/}
done
check good
is 'serve --json: it is right about good' 0 "$code"
check wrong-name
is 'serve --json: it is right about wrong-name' 1 "$code"
stop "$lab_id" || true

# Somebody else may have the port: try others.
for ((tries = 10; tries > 0; --tries)); do
  base=$((20000 + RANDOM % 12000))
  lab_options=(--port-base "$base")
  if start_lab good wrong-name; then break; fi
done
is '--port-base: the first port' "$base" "${port[good]}"
is '--port-base: the next' $((base + 1)) "${port[wrong-name]}"

finish
