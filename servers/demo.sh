#!/usr/bin/env bash
# The main job, on a fresh machine: builds mxtls (installing the Debian packages that are missing),
# starts the fake servers, runs the checker over some of each kind, or with --all over every one of them,
# and ends in a table. Exits 1 if a verdict is not the one that the catalogue expects.
set -euo pipefail
scenarios=(good wrong-name wildcard cn-only cn-right-san-wrong san-right-cn-wrong greeting-only greeting-differs
  wildcard-two-labels nul-in-dns-name self-signed unknown-authority intermediate-missing name-not-permitted
  expired intermediate-expired staple-revoked rsa-1024 tls-1-1-only sni-required alert-handshake-failure
  starttls-not-offered starttls-454 response-injection ehlo-never-ends reset-before-greeting)
case "$*" in
  '') ;;
  --all) scenarios=() ;;
  *) echo "usage: bash servers/demo.sh [--all]" >&2; exit 64 ;;
esac
cd "$(dirname "$0")/.."
source tests/packages.sh
need "${build_packages[@]}"

mkdir -p build
cmake --preset release -D MXTLS_TESTS=OFF >build/release.configure || { cat build/release.configure; exit 1; }
cmake --build --preset release --parallel "$(nproc)" --target mxtls-check mxtls-lab >&2
bin=$PWD/build/release/bin

work=$(mktemp -d)
lab=
trap '[ -z "$lab" ] || kill "$lab" 2>/dev/null || :; rm -rf "$work"' EXIT
every=$("$bin/mxtls-lab" list | wc -l)
wanted=${#scenarios[@]}
[ "$wanted" -ne 0 ] || wanted=$every
# The lab prints a line for each server as soon as it listens.
mkfifo "$work/lines"
"$bin/mxtls-lab" serve "${scenarios[@]}" --anchor "$work/root.pem" >"$work/lines" 2>"$work/lab.err" &
lab=$!
exec 3<"$work/lines"
while [ "$(grep -c ' 127\.' "$work/lab" 2>/dev/null || :)" != "$wanted" ]; do
  IFS= read -r -t 20 line <&3 || { cat "$work/lab.err" >&2; exit 1; }
  echo "$line" >>"$work/lab"
done

# check ID [OPTION...]: the report on one server of the lab.
check() {
  local endpoint host id=$1
  shift
  read -r _ endpoint host _ <<<"$(grep "^$id " "$work/lab")"
  "$bin/mxtls-check" --host "$host:${endpoint##*:}" --address "${endpoint%:*}" --ca "$work/root.pem" --ehlo localhost "$@"
}

echo "The question: CheckTLS says the host does not verify, openssl says 0 (ok). Who is right?"
echo
check wrong-name || :
echo
echo "The scenarios:"
echo
printf '%-32s %-9s %-6s %-5s %-13s %s\n' scenario encrypted chain name verdict finding
# A file, since a pipe into the loop would lose the count.
grep ' 127\.' "$work/lab" >"$work/servers"
unexpected=0
while read -r id _; do
  "$bin/mxtls-lab" show "$id" >"$work/show"
  options=()
  ! grep -q '^  TLS  *implicit' "$work/show" || options+=(--implicit-tls)
  # Who is to run out of time need not take long over it.
  ! grep -q '^  findings .*timeout' "$work/show" || options+=(--timeout 2)
  check "$id" "${options[@]}" >"$work/report" || :
  expected=$(awk '$1 == "pkix-hostname" { print $2 }' "$work/show")
  awk -v id="$id" -v expected="$expected" '
    /^Findings$/ { findings = 1; next }
    /^$/ { findings = 0 }
    findings && /^  [^ ]/ && $1 != "none" { list = list (list == "" ? "" : ", ") $1 }
    /^  (encrypted|chain|name) +(yes|NO|\?)/ { fact[$1] = $2 }
    /^(PASS|FAIL|INCONCLUSIVE):/ { verdict = tolower($1); sub(":", "", verdict) }
    END {
      note = verdict == expected ? "" : "  UNEXPECTED: not " expected
      printf "%-32s %-9s %-6s %-5s %-13s %s%s\n", id, fact["encrypted"], fact["chain"], fact["name"], verdict,
        list == "" ? "-" : list, note
      exit note != ""
    }
  ' "$work/report" || unexpected=$((unexpected + 1))
done <"$work/servers"
echo
if [ "$unexpected" -ne 0 ]; then
  echo "$unexpected of $wanted not as the catalogue expects"
  exit 1
fi
echo "all $wanted as expected"
[ "$wanted" -eq "$every" ] || echo "bash servers/demo.sh --all: every one of the $every scenarios"
