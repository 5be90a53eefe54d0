#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# mxtls-check names as a person and as a program meet it: a table, lines of JSON, mistakes.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require openssl /usr/bin/python3

names() { run "$bin/mxtls-check" names "$@"; }

# --- a table ---------------------------------------------------------------------

names --reference mx5.xxxmx.test --dns '*.xxxcn.test' --dns xxxcn.test --cn '*.xxxcn.test'
is 'the wrong name: exit code' 1 "$code"
is 'the wrong name: nobody who compares names says match' 0 "$(grep -c ' match ' <<<"$out")"
has 'sendmail does not compare names' 'never compares names' "$out"

names --reference mx.a.b.test --dns '*.b.test' --rules rfc9525
is 'one label too deep: exit code' 1 "$code"
has 'one label too deep: the reason' 'the * stands for exactly one label; mx.a.b.test has 2 there' "$out"

names --reference mx.example.test --cn mx.example.test --rules rfc6125,openssl,curl
is 'common name only, older rules: exit code' 0 "$code"
names --reference mx.example.test --cn mx.example.test --rules rfc9525,go
is 'common name only, newer rules: exit code' 1 "$code"

names --reference mx.example.test --dns mx.example.test --cn mx.example.test
is 'a certificate that all accept: exit code' 0 "$code"
has 'a certificate that all accept: who never compares names stays unknown' 'unknown   - ' "$(grep '^sendmail ' <<<"$out")"
names --reference mx.example.test --dns mx.example.test --rules sendmail
is 'nobody who compares names: exit code' 2 "$code"

names --reference mx.example.test --dns mx.example.test --rules go,go,nss
is 'a rule set given twice is asked once' 1 "$(grep -c '^go ' <<<"$out")"
names --reference mx.example.test --dns mx.example.test --rules all
every=$out
names --reference mx.example.test --dns mx.example.test --rules rfc2818,all
is 'all beside others is all' "$every" "$out"

# --- names that a program cannot read --------------------------------------------

names --reference mx.example.test --dns 'bad name!' --dns mx.example.test --rules nss
is 'a name at which nss stops: exit code' 1 "$code"
has 'a name at which nss stops' 'DNS:bad name! ' "$(grep '^nss ' <<<"$out")"
has 'a name at which nss stops: why' 'neither a host name nor a wildcard before one' "$out"
names --reference mx.example.test --dns ' ' --dns mx.example.test --rules opensmtpd
is 'a name at which opensmtpd stops: exit code' 2 "$code"
has 'a name at which opensmtpd stops' 'DNS:  ' "$(grep '^opensmtpd ' <<<"$out")"
has 'a name at which opensmtpd stops: why' 'the name is a space' "$out"
names --reference mx.example.test --dns mx.example.test --dns '' --rules gnutls
is 'a name that gnutls cannot read: exit code' 2 "$code"
has 'a name that gnutls cannot read' 'the program cannot read this certificate: the name is empty' "$out"
names --reference 'no host' --dns mx.example.test --rules nss
has 'a reference identifier that nss does not take: no name decides' 'mismatch  - ' "$(grep '^nss ' <<<"$out")"

# --- who looks for which name ----------------------------------------------------

# The question the project began with: the certificate is for the names that the server gives itself.
names --explain --nexthop asker.test --mx mx5.xxxmx.test --greeting mx1.xxxcn.test --ehlo mx1.xxxcn.test \
  --ptr mx1.xxxcn.test --dns '*.xxxcn.test' --dns xxxcn.test --cn '*.xxxcn.test' --rules rfc9525
is 'explained: the exit code is that of the verifiers' 1 "$code"
mailer() { sed -n "s/^$1  *//p" <<<"$out"; }
has 'postfix at secure looks for the nexthop' 'mismatch  asker.test (nexthop), .asker.test (below the nexthop) ' \
  "$(mailer postfix-secure)"
has 'postfix at verify looks for the MX host' 'mismatch  mx5.xxxmx.test (MX host, from DNS) ' "$(mailer postfix-verify)"
has 'postfix at may looks for none' 'none ' "$(mailer postfix-may)"
has 'neither does sendmail, and the mail goes' 'the mail goes anyway' "$(mailer sendmail-default)"
has 'nor openssl s_client' 'none ' "$(mailer s_client)"
is 'no mailer looks for a name that the peer chose' 3 "$(grep -c 'mx1\.xxxcn\.test' <<<"$out")"
is 'though the certificate would match each of them' 3 \
  "$(grep -c 'mx1.xxxcn.test: the certificate would match it, which proves nothing' <<<"$out")"
is 'so no mailer says match' 0 "$(grep -c '^[a-z_-]*  *match ' <<<"$out")"

names --explain --mx mx.asker.test. --dns mx.asker.test --rules rfc9525
has 'an MX host as dig prints it' 'match     mx.asker.test (MX host, from DNS) ' "$(mailer postfix-verify)"

names --explain --reference mx.asker.test --dns mx.asker.test --rules rfc9525
is 'explained without --mx: exit code' 0 "$code"
has 'the reference identifier is the MX host' 'match     mx.asker.test (MX host, from DNS) ' "$(mailer postfix-verify)"
has 'the nexthop is not guessed' 'unknown   nexthop not given ' "$(mailer postfix-secure)"

# --- a certificate ---------------------------------------------------------------

run "$bin/mxtls-certs" --out "$work/pki"
names --reference mx.good.test --cert "$work/pki/good/cert.pem" --rules rfc9525,openssl,gnutls,go
is 'the right name in PEM: exit code' 0 "$code"
openssl x509 -in "$work/pki/good/cert.pem" -outform DER -out "$work/good.der"
names --reference mx.good.test --cert "$work/good.der" --rules rfc9525
is 'the right name in DER: exit code' 0 "$code"

# --- lines -----------------------------------------------------------------------

{
  printf '{"id": 1, "reference": "mx.good.test", "certificate": "%s"}\n' "$(openssl base64 -A -in "$work/good.der")"
  printf 'not json\n'
  printf '{"id": "x", "reference": "mx.example.test", "san_dns": ["*.example.test"], "san_ip": [], "cn": []}\n'
} >"$work/lines.in"
code=0
"$bin/mxtls-check" names --ndjson --rules rfc9525,openssl <"$work/lines.in" >"$work/out" 2>"$work/err" || code=$?
is 'a bad line among good ones: exit code' 1 "$code"
is 'a line for each line' 3 "$(wc -l <"$work/out")"
verdict() { # LINE EXPRESSION
  sed -n "$1p" "$work/out" | /usr/bin/python3 -c 'import json, sys; print(eval(sys.argv[1], {"d": json.load(sys.stdin)}))' "$2"
}
is 'first: by openssl' match "$(verdict 1 'd["verdicts"]["openssl"]["verdict"]')"
is 'second: its number' 2 "$(verdict 2 'd["line"]')"
is 'second: no id' None "$(verdict 2 'd["id"]')"
isnt 'second: what is wrong' '' "$(verdict 2 'd["error"]')"
is 'third: its id' x "$(verdict 3 'd["id"]')"
is 'third: by rfc9525' wildcard-label "$(verdict 3 'd["verdicts"]["rfc9525"]["reason"]')"

cat >"$work/lines.in" <<'END'
{"id": ["a", 1], "reference": "mx.test", "san_dsn": ["mx.test"]}
{"id": "b", "reference": "mx.test", "certifcate": "AAAA"}
{"id": "c", "reference": "mx.test"}
{"id": "d", "reference": "mx.test", "san_dns": ["mx\u0000"], "remark": "of one's own"}
{"id": "e", "reference": "mx.test", "cn": []}
END
code=0
"$bin/mxtls-check" names --ndjson --rules opensmtpd <"$work/lines.in" >"$work/out" 2>"$work/err" || code=$?
is 'a bad line is answered with its id' "['a', 1]" "$(verdict 1 'd["id"]')"
has 'a misspelt member is named' '"san_dsn"' "$(verdict 1 'd["error"]')"
has 'a misspelt certificate is named' '"certifcate"' "$(verdict 2 'd["error"]')"
has 'no names at all' 'no names' "$(verdict 3 'd["error"]')"
is 'a member of their own hurts nobody' malformed-name "$(verdict 4 'd["verdicts"]["opensmtpd"]["reason"]')"
is 'an empty list is a certificate without names' no-name "$(verdict 5 'd["verdicts"]["opensmtpd"]["reason"]')"

# Whoever asks line by line waits for each answer.
mkfifo "$work/questions" "$work/answers"
timeout "$run_limit" "$bin/mxtls-check" names --ndjson --rules rfc9525 <"$work/questions" >"$work/answers" &
asked=$!
running[$asked]=1
exec {questions}>"$work/questions" {answers}<"$work/answers"
for id in 1 2; do
  printf '{"id": %d, "reference": "mx.test", "san_dns": ["mx.test"]}\n' "$id" >&"$questions"
  IFS= read -r -t "$start_limit" -u "$answers" line || line=nothing
  has "answer $id comes before question $((id + 1))" "{\"id\":$id," "$line"
done
exec {questions}>&- {answers}<&-
unset "running[$asked]"
wait "$asked" || true

unreadable() { # WHAT PART < STDIN
  code=0
  "$bin/mxtls-check" names --ndjson >"$work/out" 2>"$work/err" || code=$?
  is "$1: exit code" 64 "$code"
  has "$1: says so" "$2" "$(<"$work/err")"
}
unreadable 'lines from a folder' 'directory' <"$work"
unreadable 'lines from nowhere' 'cannot be read' <&-

# Deep enough for a reader that calls itself for each level to run out of stack.
code=0
/usr/bin/python3 -c 'print("{\"id\": " + "[" * 100000 + "]" * 100000 + ", \"reference\": \"a.test\", \"san_dns\": []}")' |
  "$bin/mxtls-check" names --ndjson >"$work/out" 2>"$work/err" || code=$?
is 'a line that is nested too deep: exit code' 1 "$code"
has 'a line that is nested too deep: says so' 'deeper than 100' "$(<"$work/out")"

# --- mistakes --------------------------------------------------------------------

mistake() { # WHAT PART OPTION...
  names "${@:3}"
  is "$1: exit code" 64 "$code"
  has "$1: says what" "$2" "$err"
}
mistake 'no reference' --reference --dns mx.test
mistake 'nothing presented' --cert --reference mx.test
mistake 'both a certificate and names' --cert --reference mx.test --dns mx.test --cert "$work/good.der"
mistake 'a rule set that does not exist' rfc9999 --reference mx.test --dns mx.test --rules rfc9999
mistake 'a file that is no certificate' lines.in --reference mx.test --cert "$work/lines.in"
mistake 'a file that does not exist' 'No such file' --reference mx.test --cert "$work/nonexistent"
mistake 'a folder' 'Is a directory' --reference mx.test --cert "$work"
truncate -s 17M "$work/huge"
mistake 'a file beyond measure' 'too large' --reference mx.test --cert "$work/huge"
mistake 'an option that does not exist' '"--rule" is no option' --reference mx.test --dns mx.test --rule go
mistake 'an option of the probe' '"--json" is no option' --json --reference mx.test --dns mx.test
mistake 'a stray word' '"stray" belongs to no option' --reference mx.test --dns mx.test stray
mistake 'an empty reference' '--reference is empty' --reference= --dns mx.test
mistake 'an empty reference by itself' '--reference is empty' --reference '' --dns mx.test
mistake 'an empty rule set' '"" is no rule set' --reference mx.test --dns mx.test --rules go,,nss
mistake 'a hop that is not explained' '--explain' --reference mx.test --dns mx.test --nexthop asker.test
mistake 'an explanation of nothing' '--mx' --explain --dns mx.test
mistake 'an explanation line by line' '--ndjson' --explain --ndjson
mistake 'an MX host that is none' '"mx..test"' --explain --dns mx.test --mx mx..test
mistake 'an address that is none' '"mx"' --reference mx.test --ip mx
run "$bin/mxtls-check" --json names --reference mx.test --dns mx.test
is 'an option of the probe before names: exit code' 64 "$code"
has 'an option of the probe before names: says what' '--json before names' "$err"

many=$(printf 'DNS:%d,' {1..10001})
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/many.key" -subj /CN=many \
  -addext "subjectAltName=${many%,}" -out "$work/many.pem" 2>/dev/null
mistake 'too many names' 'at most 10000 names' --reference mx.test --cert "$work/many.pem"

finish
