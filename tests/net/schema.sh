#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# What mxtls-check --json prints keeps to fixtures/report/host-report.schema.json, by an independent
# validator, for scenarios of each kind and for a host that cannot be reached; what mxtls-certs writes and
# prints keeps to fixtures/certs/manifest.schema.json; what mxtls-lab serve --record writes keeps to
# fixtures/session/session-record.schema.json.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require /usr/bin/python3
/usr/bin/python3 -c 'import jsonschema' 2>/dev/null ||
  { skip 'all of schema.sh' 'python3-jsonschema is not installed'; finish; }

readonly report=$source_root/fixtures/report/host-report.schema.json manifest=$source_root/fixtures/certs/manifest.schema.json
readonly session=$source_root/fixtures/session/session-record.schema.json

validate() { # WHAT JSON [SCHEMA]
  if complaint=$(/usr/bin/python3 -c '
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.validate(json.load(sys.stdin), schema)' "${3:-$report}" 2>&1 <<<"$2"); then
    ok "$1"
  else
    bad "$1" 'valid by the schema' "$complaint"
  fi
}

lab_options=(--record "$work/sessions")
start_lab "${typical[@]}"
for id in "${!mx[@]}"; do
  check "$id" --json
  validate "$id" "$out"
done

run "$bin/mxtls-check" --host mx.example.test:1 --address 127.0.0.1 --ca "$anchor" --timeout 5 --json
validate 'no connection' "$out"

# A validator that accepts everything would accept this as well.
refuse() { # WHAT STATEMENT SCHEMA
  if /usr/bin/python3 -c '
import json, sys, jsonschema
d = json.load(sys.stdin)
exec(sys.argv[1])
jsonschema.validate(d, json.load(open(sys.argv[2])))' "$2" "$3" 2>/dev/null <"$work/out"; then
    bad "$1" 'invalid' 'valid'
  else
    ok "$1"
  fi
}

check good --json
refuse 'a verdict that does not exist is refused' 'd["verdict"] = "maybe"' "$report"

run "$bin/mxtls-certs" --out "$work/pki" --json
validate 'mxtls-certs --json' "$out" "$manifest"
validate 'manifest.json' "$(<"$work/pki/manifest.json")" "$manifest"
refuse 'a key that does not exist is refused' 'd["cases"][0]["colour"] = "green"' "$manifest"
refuse 'a program that says nothing is refused' 'del d["cases"][0]["expect"]["openssl"]' "$manifest"

stop "$lab_id" || true
number=0
while IFS= read -r line; do
  number=$((number + 1))
  validate "serve --record: line $number" "$line" "$session"
done <"$work/sessions"
is 'serve --record: a line for each check' true "$( ((number >= ${#mx[@]})) && echo true || echo "$number lines")"
head -n 1 "$work/sessions" >"$work/out"
refuse 'a layer that does not exist is refused' 'd["commands"][0]["layer"] = "maybe"' "$session"
refuse 'a record without a handshake outcome is refused' 'del d["tls"]["outcome"]' "$session"

finish
