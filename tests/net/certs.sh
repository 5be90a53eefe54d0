#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# mxtls-certs as its user meets it, with openssl as the judge of what it writes.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require openssl python3

verify() { # ID [OPTION...]
  run openssl verify -CAfile "$work/now/root.pem" -untrusted "$work/now/$1/chain.pem" "${@:2}" "$work/now/$1/cert.pem"
}

# Nothing that a careless umask could open.
umask 000
run "$bin/mxtls-certs" --out "$work/now"
is 'exit code' 0 "$code"
is 'nothing on stderr' '' "$err"
scenarios=$("$bin/mxtls-lab" list | awk '{ print $1 }' | sort)
is 'a folder for each scenario' "$scenarios" "$(find "$work/now" -mindepth 1 -type d -printf '%f\n' | sort)"
is 'keys are for their owner' 600 "$(find "$work/now" -name key.pem -printf '%m\n' | sort -u)"
for id in $scenarios; do
  is "$id: the key is that of the certificate" "$(openssl x509 -in "$work/now/$id/cert.pem" -noout -pubkey)" \
    "$(openssl pkey -in "$work/now/$id/key.pem" -pubout)"
  is "$id: the chain begins with the certificate" "$(openssl x509 -in "$work/now/$id/cert.pem")" \
    "$(openssl x509 -in "$work/now/$id/chain.pem")"
done

verify good -purpose sslserver -x509_strict -verify_hostname mx.good.test
is 'good: openssl agrees' 0 "$code"
verify wrong-name
is 'wrong-name: openssl agrees with the chain' 0 "$code"
verify wrong-name -verify_hostname mx5.xxxmx.test
has 'wrong-name: and not with the name' 'error 62 ' "$out$err"
verify expired
has 'expired: openssl agrees' 'error 10 ' "$out$err"
verify expired -attime "$(date -d '-10 days' +%s)"
is 'expired: it was good before' 0 "$code"
verify self-signed
has 'self-signed: openssl agrees' 'error 18 ' "$out$err"
verify unknown-authority
has 'unknown-authority: openssl agrees' 'error 20 ' "$out$err"

for out in first second; do run "$bin/mxtls-certs" --out "$work/$out" --seed ci --at 2026-11-23; done
run diff -r "$work/first" "$work/second"
is '--seed and --at: the same octets every time' '' "$out"
is '--at: valid from the day before' 'notBefore=Nov 22 00:00:00 2026 GMT' \
  "$(openssl x509 -in "$work/first/good/cert.pem" -noout -startdate)"
run "$bin/mxtls-certs" --out "$work/second" --seed other --at 2026-11-23
is 'a folder that is there: exit code' 0 "$code"
isnt '--seed: another one, other keys' "$(<"$work/first/good/key.pem")" "$(<"$work/second/good/key.pem")"
is 'keys that are replaced are for their owner' 600 "$(find "$work/second" -name key.pem -printf '%m\n' | sort -u)"
isnt 'no seed: random keys' "$(<"$work/first/good/key.pem")" "$(<"$work/now/good/key.pem")"

run "$bin/mxtls-certs"
is 'no --out: exit code' 64 "$code"
has 'no --out: says so' --out "$err"
run "$bin/mxtls-certs" --out "$work/never" --at never
is 'a bad date: exit code' 64 "$code"
has 'a bad date: says which option' --at "$err"
is 'a bad date: nothing written' false "$([[ -e $work/never ]] && echo true || echo false)"
printf 'a file\n' >"$work/file"
run "$bin/mxtls-certs" --out "$work/file"
is 'a file for a folder: exit code' 64 "$code"
has 'a file for a folder: says which' "--out: $work/file" "$err"
run "$bin/mxtls-certs" --out "$work/json" --json
is '--json: exit code' 0 "$code"
is '--json: the trust anchor' "\"$work/json/root.pem\"" "$(field 'd["trust_anchor"]')"
is '--json: every file that is there, and no other' "$(find "$work/json" -type f | sort)" \
  "$(python3 -c 'import json, sys
d = json.load(sys.stdin)
print("\n".join(sorted([d["trust_anchor"], *(s[k] for s in d["scenarios"] for k in ("certificate", "chain", "key"))])))' \
    <"$work/out")"
is '--json: every scenario' "$scenarios" \
  "$(python3 -c 'import json, sys; print("\n".join(sorted(s["id"] for s in json.load(sys.stdin)["scenarios"])))' <"$work/out")"
code=0
"$bin/mxtls-certs" --out "$work/json" >/dev/full 2>"$work/err" || code=$?
is 'stdout is full: exit code' 70 "$code"
is 'stdout is full: says so' 'mxtls-certs: the standard output cannot be written: No space left on device' "$(<"$work/err")"
run "$bin/mxtls-certs" --version
for library in wolfSSL nlohmann-json toml++ CLI11; do
  has "--version: $library" "$library " "$out"
done
for option in --help --version; do
  run "$bin/mxtls-certs" "$option"
  is "$option: exit code" 0 "$code"
  is "$option: nothing on stderr" '' "$err"
done

finish
