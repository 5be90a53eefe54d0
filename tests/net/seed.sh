#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# What the project began with: the certificate is for another name, openssl says "0 (ok)" and
# sendmail "verify=OK", because nobody asked them about a name.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require openssl python3

start_lab wrong-name
host=${mx[wrong-name]}
s_client=(openssl s_client -starttls smtp -connect "${address[wrong-name]}:${port[wrong-name]}" -servername "$host"
  -CAfile "$anchor")

is 'the MX host is the one of the story' mx5.xxxmx.test "$host"

run "${s_client[@]}"
has 'openssl, asked about the chain only, is content' 'Verify return code: 0 (ok)' "$out"
is 'and exits 0' 0 "$code"

run "${s_client[@]}" -verify_hostname "$host"
has 'asked about the name too, it says 62' 'Verify return code: 62 (hostname mismatch)' "$out"
is 'and still exits 0' 0 "$code"

run "${s_client[@]}" -verify_hostname "$host" -verify_return_error
has 'told to refuse, it says 62' 'verify error:num=62:hostname mismatch' "$out$err"
isnt 'and exits with an error' 0 "$code"

run "${s_client[@]}" -verify_hostname anything.xxxcn.test -verify_return_error
is 'a name that the wildcard covers passes, so the name was all that is wrong' 0 "$code"

check wrong-name
is 'mxtls-check fails' 1 "$code"
is 'its last line says what that means' \
  "FAIL: The mail would be encrypted, but to a server that cannot prove it is $host." "${out##*$'\n'}"
has 'it trusts the chain' $'\n  chain        yes' "$out"
has 'it does not find the name' $'\n  name         NO ' "$out"
has 'it says which name it was compared with' "$host != DNS:*.xxxcn.test" "$out"
greeting=${out#*Informational: sent by the peer, never compared$'\n'}
is 'the names of the greeting stand apart, as informational' '  greeting     mx1.xxxcn.test
  EHLO name    mx1.xxxcn.test
  ... in TLS   mx1.xxxcn.test' "${greeting%%$'\n\n'*}"
compared=${out#*Names, compared by }
lacks 'and are not among the compared' mx1.xxxcn.test "${compared%%$'\n\n'*}"

check wrong-name --json
is 'so does the exit code with --json' 1 "$code"
is 'there is one finding' '["certificate-host-mismatch"]' "$(field '[f["type"] for f in d["findings"]]')"
is 'encrypted' true "$(field 'd["encrypted"]')"
is 'the chain is trusted' true "$(field 'd["chain_trusted"]')"
is 'the name does not match' false "$(field 'd["name_matches"]')"
is 'the verdict is fail' '"fail"' "$(field 'd["verdict"]')"

finish
