#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# mxtls-check as its user meets it: every knob, exit codes, mistakes, formats, colours.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require python3
readonly escape=$'\e'

start_lab "${typical[@]}"
today=$(date -u +%Y-%m-%dT%H:%M:%SZ)
past=$(date -u -d '-10 days' +%Y-%m-%d)
future=$(date -u -d '+1000 days' +%Y-%m-%d)

# --- every knob is in the head, and stands by itself ---------------------------

head_of() { sed '/^$/,$d' "$work/out"; }

# Runs as for `good` but for this option; $changed is the lines of the head that it changed.
turn() { # OPTION [VALUE]
  local others=(--at "$today")
  [[ $1 == --address ]] || others+=(--address "${address[good]}")
  [[ $1 == --ca ]] || others+=(--ca "$anchor")
  run "$bin/mxtls-check" --host "${mx[good]}:${port[good]}" "${others[@]}" "$@"
  changed=$(head_of | diff "$work/plain" - | sed -n 's/^> *//p' | tr -s ' ') || true
}

check good --at "$today"
head_of >"$work/plain"
is 'the head has every knob' 'host port address TLS EHLO SNI reference trust at timeout policy' \
  "$(awk 'NR > 1 { print $1 }' "$work/plain" | paste -sd ' ')"
is 'the defaults are called defaults' 'TLS EHLO SNI reference timeout' \
  "$(awk '/\(default/ { print $1 }' "$work/plain" | paste -sd ' ')"

turn --sni none
is '--sni none' 'SNI none' "$changed"
is '--sni none: still passes' 0 "$code"
turn --sni other.test
is '--sni' 'SNI other.test' "$changed"
turn --reference other.test
is '--reference' 'reference other.test' "$changed"
is '--reference: another name is not found' 1 "$code"
turn --ehlo client.test
is '--ehlo' 'EHLO client.test' "$changed"
has '--ehlo: it is what is sent' '--> EHLO client.test' "$out"
turn --timeout 7.5
is '--timeout' 'timeout 7.5 s' "$changed"
turn --implicit-tls
is '--implicit-tls' 'TLS implicit' "$changed"
lacks '--implicit-tls: not a word in clear' '--> ' "$out"
is '--implicit-tls: a port that is for STARTTLS does not do it' 1 "$code"
cp "$anchor" "$work/other.pem"
turn --ca "$work/other.pem"
is '--ca' "trust $work/other.pem" "$changed"
turn --address 127.0.0.1
is '--address' 'address 127.0.0.1' "$changed"
is '--address: nobody listens there, which says nothing about the host' 2 "$code"
check good --at "$future"
has '--at' "at         ${future}T00:00:00Z" "$out"
run "$bin/mxtls-check" --host "${address[good]}:${port[good]}" --ca "$anchor" --reference "${mx[good]}"
is 'an address as the host, a name as the reference: passes' 0 "$code"
has 'an address is never sent as SNI' '  SNI        none' "$out"

# --- exit codes ----------------------------------------------------------------

check good
is 'good: exit code' 0 "$code"
is 'good: last line' "PASS: The mail would be encrypted, to a server that proves it is ${mx[good]}." "${out##*$'\n'}"
check good --at "$future"
is 'good, later: exit code' 1 "$code"
has 'good, later: finding' 'certificate-expired' "$out"
check expired
is 'expired: exit code' 1 "$code"
has 'expired: finding' 'certificate-expired' "$out"
check expired --at "$past"
is 'expired, before: exit code' 0 "$code"
check starttls-454
is 'cannot be tested: exit code' 2 "$code"
has 'cannot be tested: last line' 'INCONCLUSIVE: ' "${out##*$'\n'}"

# Takes a connection and says nothing.
mkfifo "$work/silent"
timeout "$life_limit" python3 -c 'import socket
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
client, _ = s.accept()
while client.recv(1): pass
s.accept()' >"$work/silent" &
silent=$!
running[$silent]=1
read -r -t "$start_limit" silent_port <"$work/silent" || die 'the silent server did not start'
began=$SECONDS
run "$bin/mxtls-check" --host "mx.test:$silent_port" --address 127.0.0.1 --timeout 0.5 --ca "$anchor"
is 'a silent server: exit code' 2 "$code"
has 'a silent server: finding' $'\n  timeout\n' "$out"
is 'a silent server: not much longer than --timeout' true "$( ((SECONDS - began < 20)) && echo true)"
stop "$silent" || true

# --- mistakes on the command line ------------------------------------------------

# Refused with 64, nothing on stdout, and words that hold all of these parts.
mistake() { # OPTIONS PART...
  local options part
  read -ra options <<<"$1"
  run "$bin/mxtls-check" "${options[@]}"
  is "$1: exit code" 64 "$code"
  is "$1: nothing on stdout" '' "$out"
  for part in "${@:2}"; do has "$1: says $part" "$part" "$err"; done
}

printf 'no certificate\n' >"$work/no.pem"
mistake '' --host
mistake '--host mx.test:0' --host '1 to 65535'
mistake '--host mx.test:65536' --host '1 to 65535'
mistake '--host mx.test:smtp' --host smtp '1 to 65535'
mistake '--host mx.test --address mx' --address 192.0.2.1
mistake '--host mx.test --at yesterday' --at yesterday 2026-11-23
mistake '--host mx.test --at 2026-02-30' --at 2026-02-30
mistake "--host mx.test --ca $work/none.pem" --ca "$work/none.pem" PEM
mistake "--host mx.test --ca $work/no.pem" --ca "$work/no.pem" PEM
mistake "--host mx.test --ca $work" --ca "$work" PEM
mistake '--host mx.test --timeout 0' --timeout 0.001
mistake '--host mx.test --timeout -1' --timeout
mistake '--host mx.test --timeout nan' --timeout
mistake '--host mx.test --timeout soon' --timeout soon
mistake '--host mx.test --colour' --colour
mistake 'mx.example.com' '--host mx.example.com' 'MX records are not looked up yet'
mistake '--host mx.test mx.example.com' '--host mx.example.com'
run "$bin/mxtls-check" --host mx.test --reference 'a b'
is 'a reference with a space: exit code' 64 "$code"
has 'a reference with a space: says which option' --reference "$err"
has 'a reference with a space: shows it' '"a b"' "$err"
run "$bin/mxtls-check" --host mx.test --ehlo "a${escape}[31mb"
is 'an escape in --ehlo: exit code' 64 "$code"
lacks 'an escape in --ehlo: not given back to the terminal' "$escape" "$err"

# --- formats ---------------------------------------------------------------------

run "$bin/mxtls-check" --help
is '--help: exit code' 0 "$code"
is '--help: nothing on stderr' '' "$err"
for option in --host --address --ca --ehlo --sni --reference --implicit-tls --at --timeout --json; do
  has "--help: $option" "$option " "$out"
done
run "$bin/mxtls-check" --version
is '--version: exit code' 0 "$code"
for library in wolfSSL Asio fmt nlohmann-json CLI11; do
  has "--version: $library" "$library " "$out"
done
is '--help, stdout is full: exit code' 70 "$("$bin/mxtls-check" --help >/dev/full 2>"$work/full" || echo "$?")"
for options in '' --json; do
  code=0
  # shellcheck disable=SC2086 # no word for none
  "$bin/mxtls-check" --host "${mx[good]}:${port[good]}" --address "${address[good]}" --ca "$anchor" $options \
    >/dev/full 2>"$work/full" || code=$?
  is "stdout is full: $options exit code" 70 "$code"
  is "stdout is full: $options says so" \
    'mxtls-check: the standard output cannot be written: No space left on device' "$(<"$work/full")"
done

# The catalogue says what is right; the exit code and the JSON have to agree with it.
declare -A wanted=([pass]=0 [fail]=1 [inconclusive]=2)
for id in "${!mx[@]}"; do
  "$bin/mxtls-lab" show "$id" >"$work/show"
  verdict=$(awk '$1 == "pkix-hostname" { print $2 }' "$work/show")
  findings=$(sed -n 's/^  findings *//p' "$work/show")
  check "$id" --json
  is "$id: exit code" "${wanted[$verdict]}" "$code"
  is "$id: nothing on stderr" '' "$err"
  is "$id: JSON" 0 "$(python3 -m json.tool <"$work/out" >/dev/null && echo 0)"
  is "$id: schema" '"mxtls.host-report/1"' "$(field 'd["schema"]')"
  is "$id: verdict" "\"$verdict\"" "$(field 'd["verdict"]')"
  is "$id: findings" "\"$findings\"" "$(field '", ".join(f["type"] for f in d["findings"]) or "none"')"
  json=$out
  check "$id"
  is "$id: exit code, as text" "${wanted[$verdict]}" "$code"
  is "$id: nothing on stderr, as text" '' "$err"
  lacks "$id: no escape into a file" "$escape" "$out$json"
done

# --- colours ---------------------------------------------------------------------

# What mxtls-check writes when its standard output is a terminal.
on_terminal() { # [VARIABLE=VALUE]
  local command
  printf -v command '%q ' env "$@" "$bin/mxtls-check" --host "${mx[good]}:${port[good]}" --address "${address[good]}" \
    --ca "$anchor"
  run script --quiet --return --command "$command" /dev/null
}

if ! script --version 2>/dev/null | grep -q util-linux; then
  skip 'colours on a terminal' 'script is not installed (bsdutils)'
elif ! script --quiet --return --command true /dev/null >/dev/null 2>&1; then
  skip 'colours on a terminal' 'there are no pseudo-terminals here'
else
  on_terminal
  is 'on a terminal: exit code' 0 "$code"
  has 'on a terminal: coloured' "${escape}[" "$out"
  on_terminal NO_COLOR=1
  is 'on a terminal with NO_COLOR: exit code' 0 "$code"
  has 'on a terminal with NO_COLOR: the report' PASS "$out"
  lacks 'on a terminal with NO_COLOR: plain' "$escape" "$out"
fi

finish
