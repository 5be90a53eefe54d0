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
run "$bin/mxtls-lab" list
text=$(tr -s ' ' <<<"$out")
run "$bin/mxtls-lab" list --json
is 'list --json: exit code' 0 "$code"
is 'list --json: says the same' "$text" "$(python3 -c 'import json, sys
for s in json.load(sys.stdin):
  print(s["id"], s["group"], s["mx"], s["title"])' <"$work/out")"
run "$bin/mxtls-lab" list --group time --group starttls
is 'list --group: all of those groups' "$(awk '$2 == "time" || $2 == "starttls" { print $1 }' <<<"$text" | sort)" \
  "$(awk '{ print $1 }' <<<"$out" | sort)"
# For a person each group has a heading.
if python3 -c 'import pty, sys
sys.exit(pty.spawn(sys.argv[1:]))' "$bin/mxtls-lab" list >"$work/terminal" 2>/dev/null </dev/null; then
  is 'list on a terminal: the groups are headings' "$(awk '{ print $2 }' <<<"$text" | uniq)" \
    "$(tr -d '\r' <"$work/terminal" | grep -v '^ \|^$\| scenarios; ')"
else
  skip 'list on a terminal' 'there are no terminals to be had'
fi

# What show says of a scenario is what stands in its file, by another reader of TOML; in text and as JSON.
if python3 -c 'import tomllib' 2>/dev/null; then
  is 'show: is what stands in the files' '' "$(python3 - "$bin/mxtls-lab" "$source_root/fixtures/scenarios" <<'END'
import json, pathlib, subprocess, sys, tomllib

def escaped(text):
  out = ""
  for octet in text.encode():
    c = chr(octet)
    out += "\\\\" if c == "\\" else c if " " <= c <= "~" else f"\\x{octet:02x}"
  return out

def compare(where, wanted, got):
  if wanted != got: print(f"{where}: the file has {wanted!r}, show says {got!r}")

rule = {"in": "any", "send": "", "then": "go-on", "wait": 0, "flood": 1, "times": 0, "sessions": 0}
wire = {"side": "sent", "from": "connection", "at": 0, "pause": 0, "piece": 1, "mask": 255, "octets": ""}
for file in sorted(pathlib.Path(sys.argv[2]).glob("*/*.toml")):
  text = tomllib.loads(file.read_text())
  said = [subprocess.run([sys.argv[1], "show", file.stem, *more], capture_output=True) for more in ([], ["--json"])]
  if any(s.returncode or s.stderr for s in said):
    print(f"{file.stem}: {said}")
    continue
  lines, shown = said[0].stdout.decode().splitlines(), json.loads(said[1].stdout)
  for key in "id", "title", "teaches", "source", "domain":
    if key in text: compare(f"{file.stem}: {key}", text[key], shown[key])
  server = text.get("server", {})
  for key in "greeting", "ehlo_name", "keywords", "protocol":
    if key in server: compare(f"{file.stem}: {key}", server[key], shown["server"][key])
  rules = [rule | each for each in text.get("rule", [])]
  for each in rules: each["send"] = escaped(each["send"])
  compare(f"{file.stem}: rules", rules, shown["server"]["rules"])
  faults = [wire | each for each in text.get("wire", [])]
  for each in faults: each["octets"] = escaped(each["octets"])
  compare(f"{file.stem}: wire", faults, shown["wire"])
  usual = {"least": "1.1", "most": "1.3", "ciphers": [], "client_certificate": "none", "client_authorities": [],
           "other_name": "first-certificate", "without_name": "first-certificate"}
  tls = {k: v for k, v in text.get("tls", {}).items() if k != "certificate" and usual.get(k) != v}
  compare(f"{file.stem}: tls", tls, shown.get("tls", {}))
  compare(f"{file.stem}: names", [c["name"] for c in text.get("tls", {}).get("certificate", [])],
          list(shown.get("certificates_by_name", {})))
  if "case" in text.get("certificate", {}):
    compare(f"{file.stem}: case", text["certificate"]["case"], shown["certificate"]["case"])
  expect = text["expect"]
  compare(f"{file.stem}: findings", expect.pop("findings", []), shown["expected"]["findings"])
  compare(f"{file.stem}: verdicts", expect, shown["expected"]["verdicts"])
  verdicts = dict(line.split() for line in lines[lines.index("Expected") + 2:])
  compare(f"{file.stem}: verdicts in text", expect, verdicts)
END
)"
else
  skip 'show against the files' 'Python is older than 3.11, and has no tomllib'
fi
code=0
"$bin/mxtls-lab" list >/dev/full 2>"$work/err" || code=$?
is 'stdout is full: exit code' 70 "$code"
is 'stdout is full: says so' 'mxtls-lab: the standard output cannot be written: No space left on device' "$(<"$work/err")"
run "$bin/mxtls-lab" --version
for library in wolfSSL Asio nlohmann-json toml++ CLI11; do
  has "--version: $library" "$library " "$out"
done

# --- scenarios of one's own ---

cat >"$work/own.toml" <<'END'
id = "of-my-own"
title = "One of my own\u001b[2J"
teaches = "That it works."
source = "Nowhere"
domain = "own.test"
[server]
mx_host = "mx.own.test"
greeting = "Who is there?"
keywords = ["SIZE 1000"]
[[rule]]
on = "MAIL"
in = "clear"
send = "450 4.7.1 Later\r\n"
then = "close"
times = 2
sessions = 3
wait = 10
flood = 4
[certificate]
issuer = "mine"
leaf = { dns = ["{host}"], not_before = "-3d", not_after = "2d", key = "p384" }
authority = [{ id = "mine", issuer = "root" }]
[tls]
least = "1.2"
most = "1.2"
groups = ["secp384r1"]
client_certificate = "require"
client_authorities = ["root"]
other_name = "alert"
[[tls.certificate]]
name = "mx.other.test"
case = "expired"
[[wire]]
fault = "split"
side = "received"
from = "tls"
at = 5
piece = 7
pause = 1
[expect]
findings = ["certificate-host-mismatch"]
opportunistic = "pass"
require-tls = "fail"
pkix-hostname = "inconclusive"
mta-sts = "pass"
pkix-nexthop = "pass"
dane = "pass"
END
run "$bin/mxtls-lab" show --file "$work/own.toml"
is 'show --file: exit code' 0 "$code"
lacks 'show --file: nothing acts on the terminal' $'\x1b' "$out"
for part in 'of-my-own: One of my own\x1b[2J' 'That it works.' Nowhere own.test mx.own.test 'Who is there?' 'SIZE 1000' \
  'on MAIL in clear, 2 times a session, in the first 3 sessions: wait 10 ms, send "450 4.7.1 Later\x0d\x0a" 4 times, then close' \
  '  least          1.2' '  most           1.2' 'secp384r1' '  client cert    require' '  client roots   root' \
  '  other name     alert' 'split, received, at 5 from tls, pieces of 7, pause of 1 ms' '  issued by      mine' \
  '  authorities    mine (issued by root)' '  valid from     -3d' '  valid until    2d' '  key            p384' \
  'Certificate for who asks for mx.other.test' '  case           expired' '  findings       certificate-host-mismatch' \
  '  require-tls    fail' '  pkix-hostname  inconclusive' '  dane           pass'; do
  has "show --file: says $part" "$part" "$out"
done
run "$bin/mxtls-lab" show --file "$work/own.toml" --json
is 'show --file --json: says the same' '["of-my-own", "own", "require"]' \
  "$(field '[d["id"], d["group"], d["tls"]["client_certificate"]]')"

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
mistake 'serve --port 25 --port-base 25' --port-base
mistake 'serve --port 25 --listen 127.0.0.1:25' --port
mistake 'serve --listen 127.0.0.1' '127.0.0.1:2525'
mistake 'serve --listen ::1:25' '[::1]:2525'
mistake 'serve --listen localhost:25' '127.0.0.1:2525'
mistake 'serve --listen 127.0.0.1:65536' '127.0.0.1:2525'
mistake 'serve --listen 127.0.0.1:0 good wrong-name' 'for one scenario'
for everybody in 0.0.0.0 192.0.2.1 '[::]'; do
  mistake "serve --listen $everybody:0" --open-to-the-network
done
mistake 'serve good --cert x.pem' '--key'
mistake "serve good --cert $work/none --key $work/none" "--cert: $work/none: No such file"
mistake 'serve good --ready-fd 9' '--ready-fd: 9 is not open'
mistake 'serve good --ready-fd 1' --ready-fd
mistake 'serve good --max-sessions 0' --max-sessions
mistake 'serve good --idle 0' --idle
mistake 'serve --group nothing-of-the-kind' 'starttls'
mistake 'list --group nothing-of-the-kind' 'starttls'
mistake 'show' 'mxtls-lab list'
mistake "show good --file $work/own.toml" --file
mistake "show --file $work/none.toml" "$work/none.toml: No such file"
mistake "serve --file $work" 'Is a directory'
spoilt() { # SED-SCRIPT PART
  sed "$1" "$work/own.toml" >"$work/spoilt.toml"
  mistake "serve --file $work/spoilt.toml" "$2"
}
spoilt 's/^least = .*/least = "9"/' "$work/spoilt.toml:$(grep -n '^least' "$work/own.toml" | cut -d : -f 1): tls.least is \"9\"; allowed are"
spoilt 's/^piece/peace/' 'wire.peace is not a key here; allowed are'
spoilt 's/^title.*/title = /' "$work/spoilt.toml:2: "
spoilt 's/id = "mine", issuer = "root"/id = "mine", issuer = "nobody"/' 'scenario "of-my-own": '
spoilt 's/^least.*/ciphers = ["TLS_OF_TOMORROW"]/' 'scenario "of-my-own": the cipher suites'
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
  is "serve: $id listens when its line is there" '' "$( (exec 3<>"/dev/tcp/${address[$id]}/${port[$id]}") 2>&1)"
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
run "$bin/mxtls-lab" serve good --port "$taken"
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
is '--port-base: one address' '127.0.0.1 127.0.0.1' "${address[good]} ${address[wrong-name]}"
stop "$lab_id" || true

lab_options=(--port 0)
start_lab good wrong-name "--file=$work/own.toml"
is '--port 0: one port' "${port[good]} ${port[good]}" "${port[wrong-name]} ${port[of-my-own]}"
is '--port 0: an address each' '127.0.0.2 127.0.0.3 127.0.0.4' \
  "${address[good]} ${address[wrong-name]} ${address[of-my-own]}"
is '--file: what the file says' '220 Who is there?' "$(greeting of-my-own)"
stop "$lab_id" || true

lab_options=(--group chain)
start_lab "--group=time" # one argument a line is what start_lab waits for
is '--group: the trust anchor' '-----BEGIN CERTIFICATE-----' "$(head -n 1 "$anchor")"
stop "$lab_id" || true

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=mx.given.test \
  -addext subjectAltName=DNS:mx.given.test -days 2 -keyout "$work/given.key" -out "$work/given.pem" 2>"$work/null"
mkfifo "$work/listen" "$work/ready"
# Without timeout, which would hold the descriptor as well.
"$bin/mxtls-lab" serve --listen '[::1]:0' --cert "$work/given.pem" \
  --key "$work/given.key" --ready-fd 3 >"$work/listen" 2>"$work/lab.err" 3>"$work/ready" &
lab_id=$!
running[$lab_id]=1
exec {lab}<"$work/listen" {ready}<"$work/ready"
if IFS= read -r -t "$start_limit" -u "$ready" line; then
  is '--ready-fd: the line' ready "$line"
  code=0
  IFS= read -r -t "$start_limit" -u "$ready" line || code=$?
  is '--ready-fd: closed behind it' '1 ' "$code $line"
  read -r -t "$start_limit" -u "$lab" id endpoint _
  is '--listen: the scenario is good' good "$id"
  has '--listen: the address' '[::1]:' "$endpoint"
  run openssl s_client -starttls smtp -connect "$endpoint" -CAfile "$work/given.pem" -verify_hostname mx.given.test \
    -verify_return_error
  is '--cert: openssl has what was given' 0 "$code"
  stop "$lab_id" || true
else
  skip '--listen, --cert and --ready-fd' "there is no IPv6 here: $(<"$work/lab.err")"
fi

lab_options=(--max-sessions 1 --idle 200)
start_lab good
exec {quiet}<>"/dev/tcp/${address[good]}/${port[good]}"
IFS= read -r -t 10 -u "$quiet" line
limit=$((SECONDS + 10))
said='421 4.3.2 '
while [[ $said == '421 4.3.2 '* ]] && ((SECONDS < limit)); do said=$(greeting good); done
has '--max-sessions: who is quiet gives way' '220 ' "$said"
IFS= read -r -t 10 -u "$quiet" line
has '--max-sessions: and is told so' '421 4.4.2 ' "$line"
stop "$lab_id" || true
lab_options=(--idle 0.1)
start_lab good
exec {quiet}<>"/dev/tcp/${address[good]}/${port[good]}"
IFS= read -r -t 10 -u "$quiet" line && IFS= read -r -t 10 -u "$quiet" line
has '--idle: the client is told so' '421 4.4.2 ' "$line"

finish
