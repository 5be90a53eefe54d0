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
  print("%-26s %-9s %-26s %s" % (s["id"], s["group"], s["mx"], s["title"]))' <"$work/out")"
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
mistake "serve good --record $work/none/sessions" '--record: '
mistake 'serve good --maildir /dev/null/mail' '--maildir: '
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

# --- session records ---------------------------------------------------------------

# Runs a client against the server of a scenario; what it says of itself does not count.
client() { # COMMAND...
  timeout --kill-after=5 "$run_limit" "$@" >/dev/null 2>&1 </dev/null || true
}

# The nth session (from 0) with the scenario, as d, from what serve has recorded.
session() { # ID NUMBER
  grep -F "\"scenario\":\"$1\"" "$work/sessions" | sed -n "$(($2 + 1))p" >"$work/out" || true
}

lab_options=(--record "$work/sessions" --maildir "$work/mail")
printf 'what was there before\n' >"$work/sessions"
start_lab good wrong-name expired starttls-454
good=${address[good]}:${port[good]}

client openssl s_client -starttls smtp -connect "$good" -servername asked.test -alpn smtp,h2 -status \
  -ciphersuites TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256 -cipher ECDHE+AESGCM:DHE+CHACHA20 \
  -groups X25519:P-384 -min_protocol TLSv1.2 -sigalgs ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256
client openssl s_client -starttls smtp -connect "$good" -noservername -tls1_2
client python3 -c 'import smtplib, ssl, sys
s = smtplib.SMTP(sys.argv[1], int(sys.argv[2]))
s.starttls(context=ssl.create_default_context())' "${address[wrong-name]}" "${port[wrong-name]}"
client python3 -c 'import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(b"EHLO a\r\nSTARTTLS\r\n")
f = s.makefile("rb")
while not f.readline().startswith(b"220 2.0.0"): pass
s.sendall(b"MAIL FROM:<a@b.test>\r\n")
s.recv(1000)' "${address[wrong-name]}" "${port[wrong-name]}"
client swaks --server "$good" --tls --tls-verify --tls-ca-path "$anchor" --from a@example.test --to b@example.test,c@example.test \
  --ehlo client.test --body 'Kept as it is.' --header 'Subject: kept'
client swaks --server "${address[starttls-454]}:${port[starttls-454]}" --tls-optional --from a@example.test --to b@example.test
client swaks --server "${address[starttls-454]}:${port[starttls-454]}" --from a@example.test --to b@example.test
client gnutls-cli --starttls-proto=smtp --no-ca-verification --sni-hostname asked.test -p "${port[expired]}" \
  --priority 'NORMAL:-GROUP-ALL:+GROUP-SECP384R1:+GROUP-SECP256R1:-VERS-ALL:+VERS-TLS1.3' "${address[expired]}"
stop "$lab_id" || true
is '--record: what was there stays' 'what was there before' "$(head -n 1 "$work/sessions")"

session good 0
is '--record: openssl: name' '"asked.test"' "$(field 'd["tls"]["client_hello"]["sni"]')"
is '--record: openssl: versions' '["TLSv1.3", "TLSv1.2"]' "$(field 'd["tls"]["client_hello"]["versions"]')"
# What openssl says it would send, and the renegotiation signal that it does not tell of.
suites=$(openssl ciphers -s -stdname -ciphersuites TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256 \
  ECDHE+AESGCM:DHE+CHACHA20 | awk '{ printf "\"%s\", ", $1 }')
is '--record: openssl: cipher suites' "[$suites\"TLS_EMPTY_RENEGOTIATION_INFO_SCSV\"]" \
  "$(field 'd["tls"]["client_hello"]["cipher_suites"]')"
is '--record: openssl: groups' '["x25519", "secp384r1"]' "$(field 'd["tls"]["client_hello"]["groups"]')"
is '--record: openssl: key shares' '["x25519"]' "$(field 'd["tls"]["client_hello"]["key_shares"]')"
is '--record: openssl: signature algorithms' '["ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"]' \
  "$(field 'd["tls"]["client_hello"]["signature_algorithms"]')"
is '--record: openssl: ALPN' '["smtp", "h2"]' "$(field 'd["tls"]["client_hello"]["alpn"]')"
is '--record: openssl: status_request' true "$(field 'd["tls"]["client_hello"]["status_request"]')"
is '--record: openssl: handshake' '["completed", "TLSv1.3", "x25519"]' \
  "$(field '[d["tls"]["outcome"], d["tls"]["version"], d["tls"]["group"]]')"
is '--record: openssl: the end' '"close_notify (0)"' "$(field 'd["tls"]["alert_received"]')"
is '--record: times are in their order' true "$(field '(lambda m: 0 <= m["greeted"] <= m["tls_begun"] <= m["tls_ended"] <= m["ended"])(d["milliseconds"])')"
session good 1
is '--record: openssl -tls1_2: no name, no versions' '[null, [], "TLSv1.2", false]' \
  "$(field '[d["tls"]["client_hello"][k] for k in ("sni", "versions", "legacy_version", "status_request")]')"
is '--record: openssl -tls1_2: handshake' '"TLSv1.2"' "$(field 'd["tls"]["version"]')"

session wrong-name 0
is '--record: Python: refuses the certificate' '["failed", "unknown_ca (48)", false]' \
  "$(field '[d["tls"]["outcome"], d["tls"]["alert_received"], d["mail_in_clear"]]')"
session wrong-name 1
is '--record: clear text in place of a ClientHello' '["failed", null, "MAIL FROM:<a@b.test>\\x0d\\x0a"]' \
  "$(field '[d["tls"]["outcome"], d["tls"]["client_hello"], d["tls"]["first_octets"]]')"

if installed swaks; then
  session good 2
  is '--record: swaks: verbs' '["EHLO clear", "STARTTLS clear", "EHLO tls", "MAIL tls", "RCPT tls", "RCPT tls", "DATA tls", "QUIT tls"]' \
    "$(field '[c["verb"] + " " + c["layer"] for c in d["commands"]]')"
  is '--record: swaks: the mail' '[["a@example.test", ["b@example.test", "c@example.test"], "tls"]]' \
    "$(field '[[m["sender"], m["recipients"], m["layer"]] for m in d["messages"]]')"
  octets=$(field 'd["messages"][0]["octets"]')
  is '--record: swaks: nothing in clear' '[false, null]' "$(field '[d["mail_in_clear"], d["clear_text_after_tls_failure"]]')"
  session starttls-454 0
  is '--record: swaks goes on in clear' '["none", true, "same-connection"]' \
    "$(field '[d["tls"]["outcome"], d["mail_in_clear"], d["clear_text_after_tls_failure"]]')"
  session starttls-454 1
  is '--record: swaks comes back in clear' '"new-connection"' "$(field 'd["clear_text_after_tls_failure"]')"
  is '--maildir: all mails, and nothing half done' '3 0' \
    "$(find "$work/mail/new" -type f | wc -l) $(find "$work/mail/tmp" "$work/mail/cur" -type f | wc -l)"
  # By another reader of maildirs.
  is '--maildir: the mail' "[\"<a@example.test>\", [\"b@example.test\", \"c@example.test\"], \"kept\", \"Kept as it is.\", $octets]" \
    "$(python3 -c 'import json, mailbox, sys
box = mailbox.Maildir(sys.argv[1], create=False)
key = next(k for k in box.keys() if box[k]["Subject"] == "kept")
mail, octets = box[key], box.get_bytes(key)
head = sum(len(l) + 2 for l in octets.replace(b"\r\n", b"\n").split(b"\n") if l.startswith((b"Return-Path:", b"Delivered-To:")))
print(json.dumps([mail["Return-Path"], mail.get_all("Delivered-To"), mail["Subject"], mail.get_payload().strip(), len(octets) - head]))' "$work/mail")"
else
  skip '--record and --maildir: swaks' 'swaks is not installed'
fi

if installed gnutls-cli; then
  session expired 0
  is '--record: gnutls-cli: what it was told to offer' '["asked.test", ["TLSv1.3"], ["secp384r1", "secp256r1"]]' \
    "$(field '[d["tls"]["client_hello"][k] for k in ("sni", "versions", "groups")]')"
else
  skip '--record: gnutls-cli' 'gnutls-cli is not installed'
fi

lab_options=(--record /dev/full)
start_lab good
greeting good >/dev/null
code=0
stop "$lab_id" || code=$?
is '--record: the file is full: exit code' 70 "$code"
has '--record: the file is full: says so' '--record: /dev/full: No space left on device' "$(<"$work/lab.err")"

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
  is "serve --json: $part: what there is" '["address", "id", "mx", "port", "title"]' "$(field 'sorted(d)')"
  is "serve --json: $part: which" "\"$part\"" "$(field 'd["id"]')"
  mx[$part]=$(field 'd["mx"]') address[$part]=$(field 'd["address"]') port[$part]=$(field 'd["port"]')
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
