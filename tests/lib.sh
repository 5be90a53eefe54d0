# shellcheck shell=bash
# SPDX-License-Identifier: BSL-1.0
#
# What the shell tests share; sourced, never run. A test is a list of checks and ends with `finish`.
# Exit code of a test: 0 all is well; 1 a check failed; 77 it could not be tried.
# With MXTLS_REQUIRE_PEERS=1, as in CI, what could not be tried has failed.
# shellcheck disable=SC2034 # the tests read what this file sets
set -euo pipefail
shopt -s inherit_errexit

# ctest sets these; by hand: MXTLS_BIN=build/debug/bin bash tests/net/seed.sh
readonly source_root=${MXTLS_SOURCE:-$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)}
readonly bin=${MXTLS_BIN:?name the folder of mxtls-check, mxtls-lab and mxtls-certs}
export LC_ALL=C TZ=UTC
unset NO_COLOR

readonly start_limit=30 life_limit=300 # seconds
run_limit=60
passed=0 failed=0 skipped=0
declare -A running=()
work=$(mktemp -d "${TMPDIR:-/tmp}/mxtls-test.XXXXXX")
trap clean_up EXIT

clean_up() {
  local code=$? id
  trap - EXIT
  set +e
  for id in "${!running[@]}"; do stop "$id"; done
  rm -rf -- "$work"
  exit "$code"
}

die() { # MESSAGE
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 1
}

# --- checks -------------------------------------------------------------------

ok() { # WHAT
  passed=$((passed + 1))
  printf 'ok       %s\n' "$1"
}

bad() { # WHAT WANTED GOT
  failed=$((failed + 1))
  printf 'FAILED   %s\n  wanted %s\n  got    %s\n' "$1" "$2" "${3//$'\n'/$'\n'         }"
}

skip() { # WHAT WHY
  [[ ${MXTLS_REQUIRE_PEERS:-0} != 1 ]] || { bad "$1" 'to be tried (MXTLS_REQUIRE_PEERS=1)' "$2"; return 0; }
  skipped=$((skipped + 1))
  printf 'skipped  %s: %s\n' "$1" "$2"
}

is() { # WHAT WANTED GOT
  if [[ $3 == "$2" ]]; then ok "$1"; else bad "$1" "$2" "$3"; fi
}

isnt() { # WHAT UNWANTED GOT
  if [[ $3 != "$2" ]]; then ok "$1"; else bad "$1" "anything but $2" "$3"; fi
}

has() { # WHAT PART TEXT
  if [[ $3 == *"$2"* ]]; then ok "$1"; else bad "$1" "... $2 ..." "$3"; fi
}

lacks() { # WHAT PART TEXT
  if [[ $3 != *"$2"* ]]; then ok "$1"; else bad "$1" "no $2" "$3"; fi
}

finish() {
  printf '%d ok, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0)) || exit 1
  ((passed > 0)) || exit 77
  exit 0
}

# --- programs -----------------------------------------------------------------

installed() { command -v "$1" >/dev/null; }

# Ends the test as skipped unless these can be run.
require() { # PROGRAM...
  local program
  for program in "$@"; do
    installed "$program" || { skip "all of ${0##*/}" "$program is not installed"; finish; }
  done
}

# Runs a program and waits for its end; $code, $out and $err are what came of it.
run() { # COMMAND...
  code=0
  timeout --kill-after=5 "$run_limit" "$@" </dev/null >"$work/out" 2>"$work/err" || code=$?
  out=$(tr -d '\0' <"$work/out") err=$(tr -d '\0' <"$work/err")
}

# Ends a program that was started in the background; returns its exit code.
stop() { # ID [SIGNAL]
  unset "running[$1]"
  kill -s "${2:-TERM}" "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null
}

# A value of the JSON d on the standard output of the last run, as JSON again.
field() { # EXPRESSION
  python3 -c 'import json, sys; print(json.dumps(eval(sys.argv[1], {"d": json.load(sys.stdin)})))' "$1" <"$work/out"
}

# --- the lab ------------------------------------------------------------------

declare -A address=() port=() mx=()
anchor='' lab_id='' lab_options=()

# Some of each kind, each the same to every connection and quick to tell.
# shellcheck disable=SC2034 # who sources this reads it
typical=(good wrong-name wildcard cn-only greeting-only nul-in-dns-name self-signed intermediate-missing expired
  not-yet-valid staple-revoked ed25519 tls-1-2-only tls-1-1-only sni-required alert-handshake-failure
  starttls-not-offered starttls-454 plaintext-after-starttls starttls-then-http terminal-escapes-in-reply
  line-of-100000-octets ehlo-refused greeting-554 greeting-in-utf-8 close-before-greeting)

# Starts the fake servers of these scenarios, all for none; returns when they listen.
start_lab() { # ID...
  local id endpoint host title line left=$#
  ((left > 0)) || left=$("$bin/mxtls-lab" list | wc -l)
  rm -f "$work/lines"
  mkfifo "$work/lines"
  # A shell lets its background programs ignore SIGINT; undo that.
  env --default-signal=INT timeout --foreground --kill-after=5 "$life_limit" \
    "$bin/mxtls-lab" serve "${lab_options[@]}" "$@" >"$work/lines" 2>"$work/lab.err" &
  lab_id=$!
  running[$lab_id]=1
  exec {lab}<"$work/lines"
  if ! IFS= read -r -t "$start_limit" -u "$lab" line; then
    printf 'the lab did not start: %s\n' "$(<"$work/lab.err")" >&2
    stop "$lab_id" || return 1
    return 1
  fi
  anchor=${line#trust anchor: }
  for ((; left > 0; --left)); do
    read -r -t "$start_limit" -u "$lab" id endpoint host title || die "the lab says too little"
    address[$id]=${endpoint%:*} port[$id]=${endpoint##*:} mx[$id]=$host
  done
}

# Runs mxtls-check as one would against the MX host of a scenario.
check() { # ID [OPTION...]
  local id=$1
  shift
  run "$bin/mxtls-check" --host "${mx[$id]}:${port[$id]}" --address "${address[$id]}" --ca "$anchor" "$@"
}

# --- real mailers ---------------------------------------------------------------

# Runs mxtls-check against an unmodified mailer, which serves the certificate of the scenario `good`.
check_mailer() { # NAME
  local mailers=$source_root/tests/mailers
  run "$mailers/fetch.sh"
  ((code != 77)) || { skip "$1" "${err##*$'\n'}"; return 0; }
  ((code == 0)) || { bad "$1: fetching it" 'exit code 0' "$code: $err"; return 0; }
  run "$bin/mxtls-certs" --out "$work/pki"
  run "$bin/mxtls-certs" --out "$work/other"
  cat >"$work/client" <<'END'
bin=$1 work=$2
probe() { # NAME [OPTION...]
  "$bin/mxtls-check" --host "mx.good.test:$PEER_PORT" --address "$PEER_ADDRESS" --json "${@:2}" >"$work/$1"
  echo "$?" >"$work/$1.code"
}
probe right --ca "$work/pki/root.pem"
probe wrong --ca "$work/pki/root.pem" --reference mx.other.test
probe stranger --ca "$work/other/root.pem"
probe system
"$bin/mxtls-check" --host "mx.good.test:$PEER_PORT" --address "$PEER_ADDRESS" --ca "$work/pki/root.pem" >"$work/text"
END
  run "$mailers/serve_$1.sh" --cert "$work/pki/good/chain.pem" --key "$work/pki/good/key.pem" \
    --hostname mx.good.test -- bash "$work/client" "$bin" "$work"
  ((code != 77)) || { skip "$1" "${err##*$'\n'}"; return 0; }
  ((code == 0)) || { bad "$1: it and its client" 'exit code 0' "$code: $err"; return 0; }

  probed "$1: right name" right 0 none
  probed "$1: wrong name" wrong 1 certificate-host-mismatch
  probed "$1: another trust anchor of the same name" stranger 1 certificate-not-trusted
  if [[ -e /etc/ssl/certs/ca-certificates.crt ]]; then
    probed "$1: no --ca" system 1 certificate-not-trusted
  else
    skip "$1: no --ca" 'this machine has no trust anchors (ca-certificates)'
  fi
  out=$(<"$work/text")
  is "$1: last line" 'PASS: The mail would be encrypted, to a server that proves it is mx.good.test.' "${out##*$'\n'}"
  has "$1: the greeting" $'\n  greeting     mx.good.test' "$out"
}

probed() { # WHAT NAME CODE FINDINGS
  cp "$work/$2" "$work/out"
  is "$1: exit code" "$3" "$(<"$work/$2.code")"
  is "$1: findings" "\"$4\"" "$(field '", ".join(f["type"] for f in d["findings"]) or "none"')"
}

# --- mxtls as others consume it -------------------------------------------------

# Installs what was built into $prefix. CMake files of the package are then in $package.
install_mxtls() {
  prefix=$work/prefix
  run cmake --install "${MXTLS_BUILD:?name the build folder}" --prefix "$prefix"
  is 'cmake --install: exit code' 0 "$code"
  package=$(find "$prefix" -name mxtlsConfig.cmake -printf '%h\n')
  isnt 'cmake --install: there is a package' '' "$package"
}

# Configures a consumer of tests/package; what CMake said is in $out and $err.
configure() { # NAME [CMAKE-OPTION...]
  rm -rf "${work:?}/$1"
  run cmake -S "$source_root/tests/package/$1" -B "$work/$1" -D CMAKE_CXX_FLAGS=-O0 -D mxtls_DIR="${package:-}" "${@:2}"
}

# Configures a consumer, builds it and runs it; what it said is in $out and $err.
consume() { # NAME [CMAKE-OPTION...]
  configure "$@"
  ((code == 0)) || { bad "$1: configuring it" 'exit code 0' "$code: $err"; return 0; }
  ok "$1: configuring it"
  run cmake --build "$work/$1" --parallel 1
  ((code == 0)) || { bad "$1: building it" 'exit code 0' "$code: $(tail -n 40 "$work/out") $err"; return 0; }
  ok "$1: building it"
  run "$work/$1/consumer"
  is "$1: running it" 0 "$code"
}

# No package, header or library can be found here, but for compilers and the like.
nothing_else=(-D CMAKE_FIND_ROOT_PATH=/var/empty -D CMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY
  -D CMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -D CMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY)
