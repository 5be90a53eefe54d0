#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Runs each fuzzer for so many seconds, 60 unless told, and as many at a time as there are processors.
#
#   MXTLS_BIN=build/asan/bin bash tests/fuzz/run.sh [seconds] [fuzzer...]
#
# Exit code 1 if one found something: the input is kept, and the command that shows it again printed.
set -euo pipefail

bin=$(cd "${MXTLS_BIN:?name the folder of the programs, such as build/asan/bin}" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(cd "${MXTLS_BUILD:-$bin/..}" && pwd)/fuzz
seconds=${1:-${MXTLS_FUZZ_SECONDS:-60}}
fuzzers=("${@:2}")
((${#fuzzers[@]} > 0)) || fuzzers=(certificate names line pem server client_hello)

# The corpus stays and grows; the seeds are made anew, as the programs that make them change.
rm -rf "$work/seeds"
mkdir -p "$work/seeds/names" "$work/findings"
tables=$here/../../fixtures/identity
# Not names.vec: its names, out of RFCs, may be somebody's, and no certificate is made of those.
"$bin/oracles/generate" --seed 1 --count 1000 --vectors "$tables/programs.vec" >"$work/questions"
"$bin/mxtls-certs" --out "$work/seeds/scenarios" >/dev/null
printf 'Seeds: '
python3 "$here/seeds.py" "$work/questions" "$work/seeds/scenarios" "$work/seeds"
"$bin/fuzz/seed_names" "$work/seeds/names" "$tables"/*.vec

# 8 KiB are some ten times a usual certificate, and no decision over them takes near a second.
fuzz() { # NAME
  local words=$here/names.dict
  case $1 in
    certificate | pem) words=$here/certificate.dict ;;
    server | client_hello) words=$here/$1.dict ;;
  esac
  mkdir -p "$work/corpus/$1"
  "$bin/fuzz/$1" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=8192 -dict="$words" \
    -print_final_stats=1 -artifact_prefix="$work/findings/$1-" "$work/corpus/$1" "$work/seeds/$1" \
    >"$work/$1.log" 2>&1
}

declare -A running=()
failed=0
# Waits for one fuzzer and says in a line what came of it.
report() {
  local id code=0 name last reproducer
  wait -n -p id "${!running[@]}" || code=$?
  name=${running[$id]}
  unset "running[$id]"
  last=$(grep -E '^#[0-9]+' "$work/$name.log" | tail -n 1) || last=''
  if ((code == 0)); then
    printf '%-12s %9s runs in %s s, coverage %s, no finding\n' "$name" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.log")" "$seconds" \
      "$(sed -E 's/.*cov: ([0-9]+).*/\1/' <<<"$last")"
    return
  fi
  failed=1
  reproducer=$(sed -n 's/.*Test unit written to //p' "$work/$name.log" | tail -n 1)
  printf '%-12s FINDING, exit code %s: %s\n' "$name" "$code" "${reproducer:-see $work/$name.log}"
  tail -n 40 "$work/$name.log"
  printf 'Again: %s %s\n' "$bin/fuzz/$name" "$reproducer"
}

for name in "${fuzzers[@]}"; do
  while ((${#running[@]} >= $(nproc))); do report; done
  fuzz "$name" &
  running[$!]=$name
done
while ((${#running[@]} > 0)); do report; done
exit "$failed"
