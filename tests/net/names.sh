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
isnt 'second: what is wrong' '' "$(verdict 2 'd["error"]')"
is 'third: its id' x "$(verdict 3 'd["id"]')"
is 'third: by rfc9525' wildcard-label "$(verdict 3 'd["verdicts"]["rfc9525"]["reason"]')"

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
mistake 'a hop that is not explained' '--explain' --reference mx.test --dns mx.test --nexthop asker.test
mistake 'an explanation of nothing' '--mx' --explain --dns mx.test
mistake 'an explanation line by line' '--ndjson' --explain --ndjson
mistake 'an MX host that is none' '"mx..test"' --explain --dns mx.test --mx mx..test
mistake 'an address that is none' '"mx"' --reference mx.test --ip mx

finish
