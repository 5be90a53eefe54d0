#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# mxtls-certs as its user meets it, with openssl as the judge of what it writes.
# `certs.sh write` writes the lists in certs/README.md anew.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require openssl python3

# The README as it should be: behind a comment that holds a command stands what that prints.
written_anew() {
  (cd "$bin" && awk '
    /^<!-- mxtls-certs / {
      print; print "```"; fflush()
      if (system("./" $2 " " $3) != 0) exit 1
      print "```"; fences = 2; next
    }
    fences > 0 { if (/^```/) --fences; next }
    { print }' "$source_root/certs/README.md") >"$work/README.md"
}
if [[ ${1:-} == write ]]; then
  written_anew
  cp "$work/README.md" "$source_root/certs/README.md"
  exit
fi

certs() { run "$bin/mxtls-certs" "$@"; }

verify() { # ID [OPTION...]
  run openssl verify -CAfile "$work/now/root.pem" -untrusted "$work/now/$1/chain.pem" "${@:2}" "$work/now/$1/cert.pem"
}

# openssl as a client that has only this TLSA record to go by, of a server with the certificate of a case.
dane() { # ID RECORD
  local port='' line id
  rm -f "$work/server"
  mkfifo "$work/server"
  timeout --kill-after=5 "$run_limit" openssl s_server -accept 127.0.0.1:0 -naccept 1 -www -cert "$work/first/$1/cert.pem" \
    -key "$work/first/$1/key.pem" -cert_chain "$work/first/$1/chain.pem" </dev/null >"$work/server" 2>&1 &
  id=$!
  running[$id]=1
  exec {server}<"$work/server"
  while [[ -z $port ]] && IFS= read -r -t "$start_limit" -u "$server" line; do
    [[ $line != ACCEPT* ]] || port=${line##*:}
  done
  run openssl s_client -connect "127.0.0.1:$port" -no-CAfile -no-CApath -dane_tlsa_domain "mx.$1.test" \
    -dane_tlsa_rrdata "$2" -attime "$(date -d 2026-11-23 +%s)"
  stop "$id" || true
  exec {server}<&-
}

# Nothing that a careless umask could open.
umask 000
certs --out "$work/now"
((code == 0)) || die "nothing can be made: $err"
is 'nothing on stderr' '' "$err"
certs --list
is '--list: exit code' 0 "$code"
cases=$(awk '{ print $1 }' <<<"$out")
is 'a folder for each case' "$(sort <<<"$cases")" \
  "$(find "$work/now" -mindepth 1 -type d -printf '%f\n' | sort)"
is 'no id twice' '' "$(sort <<<"$cases" | uniq -d)"
is 'keys are for their owner' 600 "$(find "$work/now" -name key.pem -printf '%m\n' | sort -u)"
for id in good wrong-name expired self-signed; do
  is "$id: the key is that of the certificate" "$(openssl x509 -in "$work/now/$id/cert.pem" -noout -pubkey)" \
    "$(openssl pkey -in "$work/now/$id/key.pem" -pubout)"
  is "$id: the chain begins with the certificate" "$(openssl x509 -in "$work/now/$id/cert.pem")" \
    "$(openssl x509 -in "$work/now/$id/chain.pem")"
done

verify good -purpose sslserver -x509_strict -verify_hostname mx.good.test
is 'good: openssl agrees' 0 "$code"
verify wrong-name
is 'wrong-name: openssl agrees with the chain' 0 "$code"
verify wrong-name -verify_hostname mx.wrong-name.test
has 'wrong-name: and not with the name' 'error 62 ' "$out$err"
verify expired
has 'expired: openssl agrees' 'error 10 ' "$out$err"
verify expired -attime "$(date -d '-10 days' +%s)"
is 'expired: it was good before' 0 "$code"
verify self-signed
has 'self-signed: openssl agrees' 'error 18 ' "$out$err"
verify unknown-authority
has 'unknown-authority: openssl agrees' 'error 20 ' "$out$err"

# --- the same every time ---------------------------------------------------------

for out in first second; do certs --out "$work/$out" --seed ci --at 2026-11-23; done
run diff -r "$work/first" "$work/second"
is '--seed and --at: the same octets every time' '' "$out"
is '--at: valid from the day before' 'notBefore=Nov 22 00:00:00 2026 GMT' \
  "$(openssl x509 -in "$work/first/good/cert.pem" -noout -startdate)"
certs --out "$work/one" --seed ci --at 2026-11-23 --case good
run diff -r "$work/first/good" "$work/one/good"
is 'a case is the same, whatever else is made' '' "$out"
certs --out "$work/second" --seed other --at 2026-11-23 --case good
is 'a folder that is there: exit code' 0 "$code"
isnt '--seed: another one, other keys' "$(<"$work/first/good/key.pem")" "$(<"$work/second/good/key.pem")"
is 'keys that are replaced are for their owner' 600 "$(find "$work/second" -name key.pem -printf '%m\n' | sort -u)"
isnt 'no seed: random keys' "$(<"$work/first/good/key.pem")" "$(<"$work/now/good/key.pem")"

# --- the manifest ----------------------------------------------------------------

paths='import json, sys
d = json.load(sys.stdin)
print("\n".join(sorted({d["trust_anchor"], *(c[k] for c in d["cases"]
  for k in ("certificate", "chain", "key", "trust", "crl", "staple") if k in c)})))'
certs --out "$work/json" --json
is '--json: exit code' 0 "$code"
is '--json: the trust anchor' "\"$work/json/root.pem\"" "$(field 'd["trust_anchor"]')"
is '--json: every file that is there but the manifest, and no other' \
  "$(find "$work/json" -type f ! -name manifest.json | sort)" "$(python3 -c "$paths" <"$work/out")"
is '--json: every case' "$cases" \
  "$(python3 -c 'import json, sys; print("\n".join(c["id"] for c in json.load(sys.stdin)["cases"]))' <"$work/out")"
is 'manifest.json: the same, and paths from its own folder' \
  "$(python3 -c 'import sys; print(sys.stdin.read().replace(sys.argv[1] + "/", ""), end="")' "$work/json" <"$work/out")" \
  "$(<"$work/json/manifest.json")"
cp "$work/first/manifest.json" "$work/out"
is 'manifest.json: the moment' '"2026-11-23T00:00:00Z"' "$(field 'd["at"]')"
is 'manifest.json: every case has a source' '[]' "$(field '[c["id"] for c in d["cases"] if not c["source"]]')"
is 'manifest.json: where programs differ about accepting, it says why' '[]' \
  "$(field '[c["id"] for c in d["cases"] if "why" not in c["expect"]
    and len({bool(c["expect"][p]) for p in ("openssl", "gnutls", "wolfssl")}) > 1]')"
is 'manifest.json: host, domain and reference' '["mx.good.test", "good.test", "mx.good.test"]' \
  "$(field 'next([c["host"], c["domain"], c["reference"]] for c in d["cases"] if c["id"] == "good")')"
spki() { openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r | cut -d ' ' -f 1; }
awk '/BEGIN/ { ++n } n == 2' "$work/first/good/chain.pem" >"$work/intermediate.pem"
is 'manifest.json: TLSA records, as openssl computes them' \
  "{\"3 1 1\": \"$(spki "$work/first/good/cert.pem")\", \"3 0 1\": \"$(openssl x509 -in "$work/first/good/cert.pem" -outform DER |
    openssl dgst -sha256 -r | cut -d ' ' -f 1)\", \"2 1 1\": \"$(spki "$work/intermediate.pem")\"}" \
  "$(field 'next(c["tlsa"] for c in d["cases"] if c["id"] == "good")')"
is 'manifest.json: none for an authority where none is sent' '["3 0 1", "3 1 1"]' \
  "$(field 'next(sorted(c["tlsa"]) for c in d["cases"] if c["id"] == "self-signed")')"
records=$(python3 -c 'import json, sys
print("\n".join(" ".join(r) for r in next(c["tlsa"] for c in json.load(sys.stdin)["cases"] if c["id"] == "good").items()))' \
  <"$work/out")
while IFS= read -r record; do
  dane good "$record"
  has "manifest.json: openssl verifies by TLSA ${record% *}" 'Verification: OK' "$out"
  has "manifest.json: TLSA ${record% *} is what did it" "DANE TLSA ${record% *}" "$out"
done <<<"$records"
dane good "2 1 1 $(spki "$work/first/root.pem")"
lacks 'a TLSA record of the root, which is not sent, verifies nothing' 'Verification: OK' "$out"

# --- --case ----------------------------------------------------------------------

certs --out "$work/two" --case wildcard --case good --case wildcard
is '--case: exit code' 0 "$code"
is '--case: these and no other' $'good\nwildcard' "$(find "$work/two" -mindepth 1 -type d -printf '%f\n' | sort)"
mkdir "$work/two/mine"
printf 'mine\n' >"$work/two/good/notes"
certs --out "$work/two" --case expired
is 'made again with other cases: what is not made again is gone, and what is somebody else'"'"'s stays' \
  $'expired\nexpired/cert.pem\nexpired/chain.pem\nexpired/key.pem\ngood\ngood/notes\nmanifest.json\nmine\nroot.pem' \
  "$(find "$work/two" -mindepth 1 -printf '%P\n' | sort)"
mkdir "$work/outside"
printf 'mine\n' >"$work/outside/key.pem"
printf '{"schema": "mxtls-certs/1", "cases": [{"id": "../outside"}, {"id": 7}, "x", null]}' >"$work/two/manifest.json"
certs --out "$work/two" --case expired
is 'a manifest that leads out of the folder: exit code' 0 "$code"
is 'a manifest that leads out of the folder: nothing is removed there' mine "$(<"$work/outside/key.pem")"
for what in '[]' '{}' '{"schema": "mxtls-certs/1", "cases": 7}' 'no JSON'; do
  printf '%s' "$what" >"$work/two/manifest.json"
  certs --out "$work/two" --case expired
  is "a manifest.json that holds $what: exit code" 0 "$code"
done
rm "$work/two/manifest.json"
mkdir "$work/two/manifest.json"
certs --out "$work/two" --case good
is 'a file that cannot be written: exit code' 70 "$code"
has 'a file that cannot be written: which' "$work/two/manifest.json" "$err"
is 'a file that cannot be written: nothing beside it' '' "$(find "$work/two" -name '*.new*')"

certs --list --case good --json
is '--list --json: exit code' 0 "$code"
is '--list --json: what there is' '[["good", "names", true]]' "$(field '[[c["id"], c["group"], bool(c["says"])] for c in d]')"

certs --flaws --json
has '--flaws --json: what there is' '{"id": "bad-signature", "does": "one bit' "$(field d)"

# --- --recipe --------------------------------------------------------------------

cat >"$work/own.toml" <<'END'
[[case]]
id = "own"
says = "A case of one's own."
issuer = "short"
trust = "top"
leaf = { dns = ["{host}", "n{1..3}.{domain}"] }
crl = { revoked = ["leaf"] }
staple = { status = "revoked" }

[[case.authority]]
id = "top"

[[case.authority]]
id = "short"
issuer = "top"
END
certs --recipe "$work/own.toml" --out "$work/mine"
is '--recipe: exit code' 0 "$code"
is '--recipe: its cases in place of the shipped ones' own "$(find "$work/mine" -mindepth 1 -type d -printf '%f\n')"
is '--recipe: a range, written out' 'DNS:mx.own.test, DNS:n1.own.test, DNS:n2.own.test, DNS:n3.own.test' \
  "$(openssl x509 -in "$work/mine/own/cert.pem" -noout -ext subjectAltName | sed -n 's/^ *DNS/DNS/p')"
own=(openssl verify -CAfile "$work/mine/own/trust.pem" -untrusted "$work/mine/own/chain.pem")
run "${own[@]}" -verify_hostname n2.own.test "$work/mine/own/cert.pem"
is '--recipe: its own root is what openssl trusts' 0 "$code"
run "${own[@]}" -crl_check -CRLfile "$work/mine/own/crl.pem" "$work/mine/own/cert.pem"
has '--recipe: its list revokes it' 'error 23 ' "$out$err"
sed -n '/BEGIN/,$p' "$work/mine/own/chain.pem" | awk '/BEGIN/ { ++n } n == 2' >"$work/short.pem"
run openssl ocsp -respin "$work/mine/own/staple.der" -issuer "$work/short.pem" -cert "$work/mine/own/cert.pem" \
  -CAfile "$work/mine/own/trust.pem" -verify_other "$work/short.pem" -no_nonce
has '--recipe: its staple says so too' 'cert.pem: revoked' "$out"

# --- mistakes --------------------------------------------------------------------

# Refused with 64, nothing on stdout, nothing written, and words that hold the part.
mistake() { # WHAT PART OPTION...
  certs --out "$work/never" "${@:3}"
  is "$1: exit code" 64 "$code"
  is "$1: nothing on stdout" '' "$out"
  has "$1: says so" "$2" "$err"
  is "$1: nothing written" false "$([[ -e $work/never ]] && echo true || echo false)"
}

certs
is 'no --out: exit code' 64 "$code"
has 'no --out: says so' --out "$err"
mistake 'a bad date' --at --at never
mistake 'an empty seed' '--seed: it is empty' --seed ''
mistake 'a date too late for certificates' '--at: 9999-01-01T00:00:00Z cannot be' --at 9999-01-01
mistake 'a date too early for certificates' '--at: 0001-01-01T00:00:00Z cannot be' --at 0001-01-01
mistake '--list and --out' 'excludes' --list
mistake '--flaws and --list' 'excludes' --flaws --list
mistake 'an unknown case' 'mxtls-certs: --case: there is no "god"; mxtls-certs --list shows' --case good --case god
mistake 'no such file' "--recipe: $work/none.toml cannot be read" --recipe "$work/none.toml"
mistake 'a folder for a file' "--recipe: $work cannot be read" --recipe "$work"
mistake 'a file without a case' '/dev/null cannot be read, or there is no [[case]] in it' --recipe /dev/null

# A file with a good case before the one that has this in it.
wrong() { # WHAT PART LINE
  printf '[[case]]\nid = "fine"\nsays = "Fine."\nleaf = { dns = ["{host}"] }\n[[case]]\nid = "wrong"\nsays = "Wrong."\n%s\n' \
    "$3" >"$work/wrong.toml"
  mistake "$1" "$2" --recipe "$work/wrong.toml"
}

wrong 'an unknown key' "$work/wrong.toml:8: case.leaf.dsn is not a key here; allowed are common_names, dns," \
  'leaf = { dsn = ["{host}"] }'
wrong 'a name that is somebody'"'"'s' 'case "wrong": recipe.dns: "mx.example.com" may be somebody' \
  'leaf = { dns = ["mx.example.com"] }'
wrong 'an address that is somebody'"'"'s' 'case "wrong": recipe.ip: "192.0.1.1" may be somebody' \
  'leaf = { ip = ["192.0.1.1"] }'
wrong 'no name at all' 'there is no SubjectAltName; give a name in dns or ip, or add the flaw nameless' \
  'leaf = { subject_organization = "absent" }'
wrong 'a validity that ends before it begins' 'or add the flaw inverted-validity to be wrong on purpose' \
  'leaf = { not_before = "2d", not_after = "1d" }'
wrong 'an unknown issuer' "$work/wrong.toml:8: case.issuer is \"nobody\", which is none of the authorities so far: root, inter" \
  'issuer = "nobody"'
wrong 'an issuer for an anchor' "$work/wrong.toml:8: case.trust is \"intermediate\", which root has issued; name a root" \
  'trust = "intermediate"'
wrong 'a response about what cannot be read' 'case "wrong": ocsp_fields_for: certificate: no certificate' \
  $'staple = {}\nleaf = { dns = ["{host}"], flaws = ["truncated"] }'
wrong 'a list with what cannot be read' 'case "wrong": crl_settings.revoked: no certificate' \
  $'crl = { revoked = ["leaf"] }\nleaf = { dns = ["{host}"], flaws = ["not-a-certificate"] }'
wrong 'a way out of the folder' 'case.id is "../out"; use small letters' $'[[case]]\nid = "../out"\nsays = "Out."'
printf 'a file\n' >"$work/file"
certs --out "$work/file" --case good
is 'a file for a folder: exit code' 64 "$code"
has 'a file for a folder: says which' "--out: $work/file" "$err"
code=0
"$bin/mxtls-certs" --list >/dev/full 2>"$work/err" || code=$?
is 'stdout is full: exit code' 70 "$code"
is 'stdout is full: says so' 'mxtls-certs: the standard output cannot be written: No space left on device' "$(<"$work/err")"
certs --version
for library in wolfSSL nlohmann-json toml++ CLI11; do
  has "--version: $library" "$library " "$out"
done
for option in --help --version --list --flaws; do
  certs "$option"
  is "$option: exit code" 0 "$code"
  is "$option: nothing on stderr" '' "$err"
done

written_anew
run diff -u "$source_root/certs/README.md" "$work/README.md"
is 'certs/README.md lists what there is (else: bash tests/net/certs.sh write)' '' "$out"

finish
