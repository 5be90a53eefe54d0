#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# What a scenario file says of TLS and of the wire below it, as openssl and gnutls-cli see it.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require openssl gnutls-cli python3

# --- the scenarios ---------------------------------------------------------------

files=()
# Writes a scenario with these lines besides what all have; the host is mx.ID.test.
scenario() { # ID [SERVER-KEYS] <LINES
  printf 'id = "%s"\ntitle = "-"\nteaches = "-"\nsource = "-"\ndomain = "%s.test"\n[server]\nmx_host = "mx.%s.test"\n%s\n' \
    "$1" "$1" "$1" "${2:-}" >"$work/$1.toml"
  {
    printf '[expect]\n'
    printf '%s = "pass"\n' opportunistic require-tls pkix-hostname mta-sts pkix-nexthop dane
    cat
  } >>"$work/$1.toml"
  files+=("$work/$1.toml")
}
good=$'[certificate]\nleaf = { dns = ["{host}"] }\n'
with() { scenario "$1" <<<"$good$2"; }      # ID LINES
wire() { with "$1" $'[[wire]]\n'"$2"; }      # ID LINES
staple() { scenario "staple-$1" <<<$'[certificate]\ncase = "staple-'"$1"'"'; } # CASE

with plain ''
for version in 1.1 1.2 1.3; do
  with "only-${version/./-}" $'[tls]\nleast = "'$version$'"\nmost = "'$version'"'
done
with up-to-1-2 $'[tls]\nmost = "1.2"'
with one-cipher $'[tls]\nciphers = ["TLS_CHACHA20_POLY1305_SHA256"]\nleast = "1.3"'
with one-old-cipher $'[tls]\nciphers = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]\nmost = "1.2"'
with null-cipher $'[tls]\nciphers = ["TLS_ECDHE_ECDSA_WITH_NULL_SHA"]\nmost = "1.2"'
with anonymous $'[tls]\nciphers = ["TLS_DH_anon_WITH_AES_128_CBC_SHA"]\nmost = "1.2"'
for group in x448 secp256r1 secp384r1 secp521r1; do
  with "group-$group" $'[tls]\ngroups = ["'$group'"]'
  with "group-$group-1-2" $'[tls]\nmost = "1.2"\ngroups = ["'$group'"]'
done
for version in 1.2 1.3; do
  for what in request require; do
    with "$what-${version/./-}" \
      $'[tls]\nmost = "'$version$'"\nclient_authorities = ["root"]\nclient_certificate = "'$what'"'
  done
done
for each in good revoked unknown expired not-yet-valid about-another delegated not-delegated; do
  staple "$each"
done
for version in 1.2 1.3; do
  scenario "staple-name-${version/./-}" <<<$'[certificate]\ncase = "staple-good"\n[tls]\nmost = "'$version$'"
[[tls.certificate]]\nname = "mx.other.test"\nleaf = { dns = ["{host}"] }'
done
scenario staple-good-1-2 <<<$'[certificate]\ncase = "staple-good"\n[tls]\nmost = "1.2"'
names=$'[tls]\n[[tls.certificate]]\nname = "mx.other.test"\nleaf = { dns = ["{host}"] }
[[tls.certificate]]\nname = "mx.rsa.test"\nleaf = { dns = ["{host}"], key = "rsa-2048" }'
with names "$names"
with names-1-2 "${names/$'[tls]\n'/$'[tls]\nmost = "1.2"\n'}"
with names-known "${names/$'[tls]\n'/$'[tls]\nother_name = "alert"\n'}"
with names-required "${names/$'[tls]\n'/$'[tls]\nother_name = "alert"\nwithout_name = "alert"\n'}"

wire pieces $'fault = "split"\nfrom = "tls"\npiece = 1'
wire pieces-received $'fault = "split"\nside = "received"\npiece = 1'
wire paced $'fault = "split"\nfrom = "tls"\npiece = 100\npause = 1'
wire cut-greeting $'fault = "cut"\nat = 10'
wire cut-hello $'fault = "cut"\nfrom = "tls"\nat = 20'
wire cut-certificate $'fault = "cut"\nfrom = "tls"\nat = 400'
wire cut-client-hello $'fault = "cut"\nside = "received"\nfrom = "tls"\nat = 50'
wire reset-hello $'fault = "reset"\nfrom = "tls"\nat = 20'
wire reset-greeting $'fault = "reset"\nat = 10'
wire garbage $'fault = "insert"\nfrom = "tls"\noctets = "454 4.7.0 TLS is not available\\r\\n"'
wire second-greeting $'fault = "insert"\nfrom = "tls"\nat = 0\noctets = "220 again\\r\\n"'
wire corrupt-hello $'fault = "corrupt"\nfrom = "tls"\nat = 0'
wire corrupt-later $'fault = "corrupt"\nfrom = "tls"\nat = 700\nmask = 1'
wire delay $'fault = "delay"\nfrom = "tls"\npause = 1200'
wire stall-hello $'fault = "stall"\nfrom = "tls"\nat = 60'
wire stall-client-hello $'fault = "stall"\nside = "received"\nfrom = "tls"'
scenario injected <<<"$good"$'[[wire]]\nfault = "insert"\nat = 25\noctets = "250 injected\\r\\n"'

# Like start_lab, for these files.
rm -f "$work/lines"
mkfifo "$work/lines"
timeout --foreground --kill-after=5 "$life_limit" "$bin/mxtls-lab" serve --anchor "$work/root.pem" --file "${files[@]}" \
  >"$work/lines" 2>"$work/lab.err" &
running[$!]=1
exec {lab}<"$work/lines"
IFS= read -r -t "$start_limit" -u "$lab" line || die "the servers did not start: $(<"$work/lab.err")"
for file in "${files[@]}"; do
  read -r -t "$start_limit" -u "$lab" id endpoint host title || die 'the servers say too little'
  address[$id]=${endpoint%:*} port[$id]=${endpoint##*:} mx[$id]=$host
done

# openssl at its most permissive; what it says is in $out, with the protocol, the cipher and the key in one line each.
openssl_client() { # ID [OPTION...]
  run openssl s_client -starttls smtp -connect "${address[$1]}:${port[$1]}" -CAfile "$work/root.pem" \
    -cipher 'ALL:COMPLEMENTOFALL:@SECLEVEL=0' "${@:2}"
  out+=$'\n'$err
}
gnutls() { # ID [OPTION...]
  run timeout 20 gnutls-cli --starttls-proto=smtp --port "${port[$1]}" --verify-hostname "${mx[$1]}" \
    --sni-hostname "${mx[$1]}" --x509cafile "$work/root.pem" "${address[$1]}" "${@:2}"
  out+=$'\n'$err
}
protocol() { sed -n 's/^ *Protocol *: *//p' <<<"$out" | head -n 1; } # of the session
version() { sed -n 's/^New, TLSv1.3.*/TLSv1.3/p' <<<"$out"; }
group() { sed -n 's/^Server Temp Key: //p' <<<"$out"; }
name() { openssl x509 -noout -ext subjectAltName <<<"$out" 2>"$work/null" | sed -n 's/^ *DNS://p'; }

# --- versions, ciphers, groups -----------------------------------------------------

openssl_client plain
is 'as it stands: TLS 1.3' 'TLSv1.3' "$(version)"
# A client that offers one version and no other gets it, or nothing.
only() { # VERSION ID YES|NO
  openssl_client "$2" "-tls${1/./_}"
  if [[ $3 == yes ]]; then
    is "$2, $1: exit code" 0 "$code"
    is "$2, $1: the version" "TLSv$1" "$(if [[ $1 == 1.3 ]]; then version; else protocol; fi)"
  else
    is "$2, $1: exit code" 1 "$code"
    has "$2, $1: refused" 'Cipher is (NONE)' "$out"
  fi
}
for version in 1.1 1.2 1.3; do
  for offered in 1.1 1.2 1.3; do
    only "$offered" "only-${version/./-}" "$([[ $version == "$offered" ]] && echo yes || echo no)"
  done
done
only 1.3 up-to-1-2 no
only 1.2 up-to-1-2 yes
only 1.1 up-to-1-2 yes

openssl_client one-cipher
has 'one cipher: it' 'Cipher is TLS_CHACHA20_POLY1305_SHA256' "$out"
openssl_client one-cipher -ciphersuites TLS_AES_128_GCM_SHA256
is 'one cipher: another is refused' 1 "$code"
has 'one cipher: by an alert' 'alert handshake failure' "$out"
gnutls one-cipher
is 'one cipher: GnuTLS' 0 "$code"
gnutls one-cipher --priority 'NORMAL:-CHACHA20-POLY1305'
is 'one cipher: GnuTLS without it' 1 "$code"
openssl_client one-old-cipher
has 'one cipher of TLS 1.2: it' 'Cipher is ECDHE-ECDSA-AES128-GCM-SHA256' "$out"
openssl_client null-cipher
has 'NULL cipher: it' 'Cipher is ECDHE-ECDSA-NULL-SHA' "$out"
gnutls null-cipher
is 'NULL cipher: GnuTLS does not want it' 1 "$code"
openssl_client anonymous
has 'anonymous: it' 'Cipher is ADH-AES128-SHA' "$out"
has 'anonymous: no certificate' 'no peer certificate available' "$out"

for suffix in '' -1-2; do
  for pair in x448:X448 secp256r1:prime256v1 secp384r1:secp384r1 secp521r1:secp521r1; do
    openssl_client "group-${pair%:*}$suffix"
    has "group ${pair%:*}$suffix: it" "${pair#*:}" "$(group)"
  done
done
openssl_client group-secp384r1 -groups X25519:P-256
is 'one group: others are refused' 1 "$code"

# --- client certificates -------------------------------------------------------------

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=client.test -days 2 \
  -keyout "$work/client.key" -out "$work/client.pem" 2>"$work/null"
openssl_client plain
lacks 'no client certificate: not asked for' 'Requested Signature Algorithms' "$out"
for version in 1-2 1-3; do
  openssl_client "request-$version"
  has "request $version: asked for" 'Requested Signature Algorithms' "$out"
  is "request $version: none will do" 0 "$code"
  openssl_client "require-$version" -cert "$work/client.pem" -key "$work/client.key"
  is "require $version: any will do" 0 "$code"
done
openssl_client request-1-2
has 'request 1-2: whose' 'CN = root.mxtls-lab.test' "$(sed -n '/^Acceptable client certificate CA names/,+1p' <<<"$out")"
openssl_client require-1-2
is 'require 1-2: none is refused' 1 "$code"
openssl_client require-1-3 -ign_eof
has 'require 1-3: none is refused' 'alert certificate required' "$out"

# --- staples ---------------------------------------------------------------------------

# What openssl reads, and what GnuTLS makes of it.
stapled() { # CASE STATUS GNUTLS
  openssl_client "staple-$1" -status
  is "staple $1: its status" "$2" "$(sed -n 's/^ *Cert Status: //p' <<<"$out")"
  is "staple $1: the chain is sent as ever" 2 "$(grep -c '^ *[0-9] s:' <<<"$out")"
  gnutls "staple-$1"
  has "staple $1: GnuTLS" "$3" "$(grep -- '^- Status: ' <<<"$out")"
}
trusted='The certificate is trusted.'
invalid='The received OCSP status response is invalid.'
stapled good good "$trusted"
stapled good-1-2 good "$trusted"
stapled revoked revoked 'The certificate chain is revoked.'
stapled unknown unknown "$trusted"
stapled expired good 'The revocation or OCSP data are old and have been superseded.'
stapled not-yet-valid good "$trusted"
stapled about-another good "$invalid"
stapled delegated good "$trusted"
stapled not-delegated good "$invalid"
openssl_client staple-good
lacks 'staple good: not for who does not ask' 'OCSP Response Data' "$out"
for version in 1-2 1-3; do
  openssl_client "staple-name-$version" -status -servername mx.other.test
  has "staple $version: not with another certificate" 'OCSP response: no response sent' "$out"
done
openssl_client plain -status
has 'no staple: none' 'OCSP response: no response sent' "$out"

# --- names -----------------------------------------------------------------------------

# The name in the certificate for who asks for this one, - for none; or the alert.
named() { # ID ASKED NAME|ALERT
  local asked=(-servername "$2")
  [[ $2 != - ]] || asked=(-noservername)
  openssl_client "$1" "${asked[@]}"
  if [[ $3 == alert ]]; then
    has "$1 for $2: refused" 'SSL alert number 112' "$out"
  else
    is "$1 for $2: the certificate" "$3" "$(name)"
    is "$1 for $2: exit code" 0 "$code"
  fi
}
for id in names names-1-2 names-known names-required; do
  named $id mx.other.test mx.other.test
  named $id MX.Other.TEST mx.other.test
  named $id "mx.$id.test" "mx.$id.test"
done
named names mx.rsa.test mx.rsa.test
for id in names names-1-2; do
  named $id mx.nobody.test "mx.$id.test"
  named $id mx.other.test. "mx.$id.test"
done
named names - mx.names.test
named names-known mx.nobody.test alert
named names-known mx.other.test. alert
named names-known - mx.names-known.test
named names-required - alert

# --- the wire ----------------------------------------------------------------------------

for id in pieces pieces-received paced delay; do
  openssl_client $id
  is "$id: openssl" 0 "$code"
  gnutls $id
  is "$id: GnuTLS" 0 "$code"
  has "$id: GnuTLS trusts it" "$trusted" "$out"
done

# What openssl stumbles over.
broken() { # ID WORDS
  openssl_client "$1"
  is "$1: exit code" 1 "$code"
  has "$1: openssl" "$2" "$out"
  gnutls "$1"
  isnt "$1: GnuTLS" 0 "$code"
}
broken cut-greeting 'SSL handshake has read 10 bytes'
broken cut-hello 'unexpected eof while reading'
broken cut-certificate 'unexpected eof while reading'
broken cut-client-hello 'unexpected eof while reading'
broken reset-hello 'write:errno=104'
broken reset-greeting 'errno='
broken garbage 'wrong version number'
broken second-greeting 'wrong version number'
broken corrupt-hello 'unexpected message'
broken corrupt-later 'bad record mac'
run_limit=3
for id in stall-hello stall-client-hello; do
  openssl_client $id
  is "$id: openssl waits" 124 "$code"
done
run_limit=60

# The octets themselves, from the beginning: what was sent up to the end, and how it ended.
octets() { # ID [FIRST-COMMANDS]
  python3 - "${address[$1]}" "${port[$1]}" "${2:-}" <<'END'
import socket, sys
try:
  with socket.create_connection((sys.argv[1], int(sys.argv[2])), 10) as s:
    s.sendall(sys.argv[3].encode().decode("unicode_escape").encode())
    seen = b""
    while part := s.recv(4096):
      seen += part
    print(repr(seen), "FIN")
except ConnectionResetError: # and what was on its way is lost or not, as it happens
  print("RST")
END
}
is 'cut-greeting: 10 octets, then FIN' "b'220 mx.cut' FIN" "$(octets cut-greeting)"
is 'reset-greeting: RST' RST "$(octets reset-greeting)"
is 'inserted: behind the 25th octet' "b'220 mx.injected.test ESMT250 injected\\r\\nP\\r\\n221" \
  "$(octets injected 'QUIT\r\n' | cut -c 1-51)"

finish
