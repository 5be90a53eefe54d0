#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# What mxtls-check --json prints keeps to fixtures/report/host-report.schema.json, by an independent
# validator, for every scenario and for a host that cannot be reached.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require /usr/bin/python3
/usr/bin/python3 -c 'import jsonschema' 2>/dev/null ||
  { skip 'all of schema.sh' 'python3-jsonschema is not installed'; finish; }

validate() { # WHAT JSON
  if complaint=$(/usr/bin/python3 -c '
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.validate(json.load(sys.stdin), schema)' "$source_root/fixtures/report/host-report.schema.json" \
    2>&1 <<<"$2"); then
    ok "$1"
  else
    bad "$1" 'valid by the schema' "$complaint"
  fi
}

# shellcheck disable=SC2119 # all of them
start_lab
for id in "${!mx[@]}"; do
  check "$id" --json
  validate "$id" "$out"
done

run "$bin/mxtls-check" --host mx.example.test:1 --address 127.0.0.1 --ca "$anchor" --timeout 5 --json
validate 'no connection' "$out"

check good --json
if /usr/bin/python3 -c '
import json, sys, jsonschema
report = json.load(sys.stdin)
report["verdict"] = "maybe"
jsonschema.validate(report, json.load(open(sys.argv[1])))' "$source_root/fixtures/report/host-report.schema.json" \
  2>/dev/null <<<"$out"; then
  bad 'a verdict that does not exist is refused' 'invalid' 'valid'
else
  ok 'a verdict that does not exist is refused'
fi

finish
