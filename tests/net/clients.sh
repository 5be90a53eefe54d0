#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# The fake servers as other people's clients read them: each has to come to its own right answer, by
# its documented exit code or its words.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2317 # try calls them
. "${BASH_SOURCE[0]%/*}/../lib.sh"
readonly mailers=$source_root/tests/mailers
readonly scenarios=(good wrong-name expired self-signed unknown-authority starttls-not-offered)

# 1 is its exit code for all that went wrong; the reason is a number of X509_V_ERR_*.
openssl_s_client() { # ID
  local -A number=([wrong-name]=62 [expired]=10 [self-signed]=18 [unknown-authority]=20)
  run openssl s_client -starttls smtp -connect "${address[$1]}:${port[$1]}" -servername "${mx[$1]}" -CAfile "$anchor" \
    -verify_hostname "${mx[$1]}" -verify_return_error
  case $1 in
    good)
      is "openssl: $1: exit code" 0 "$code"
      has "openssl: $1: the name" "Verified peername: ${mx[$1]}" "$out"
      ;;
    starttls-not-offered)
      is "openssl: $1: exit code" 1 "$code"
      has "openssl: $1: the reason" "Didn't find STARTTLS in server response" "$err"
      ;;
    *)
      is "openssl: $1: exit code" 1 "$code"
      has "openssl: $1: the reason" "Verify return code: ${number[$1]} (" "$out"
      ;;
  esac
}

# 1 for a certificate that is not verified, 2 for a server that does not do STARTTLS.
gnutls_cli() { # ID
  local -A reason=([wrong-name]='The name in the certificate does not match the expected.'
    [expired]='The certificate chain uses expired certificate.'
    [self-signed]='The certificate issuer is unknown.' [unknown-authority]='The certificate issuer is unknown.')
  run gnutls-cli --starttls-proto=smtp --x509cafile="$anchor" --sni-hostname="${mx[$1]}" --verify-hostname="${mx[$1]}" \
    --port="${port[$1]}" "${address[$1]}"
  case $1 in
    good)
      is "gnutls-cli: $1: exit code" 0 "$code"
      has "gnutls-cli: $1: the verdict" 'Status: The certificate is trusted.' "$out"
      ;;
    starttls-not-offered)
      isnt "gnutls-cli: $1: exit code" 0 "$code"
      lacks "gnutls-cli: $1: no handshake" 'Handshake was completed' "$out"
      ;;
    *)
      is "gnutls-cli: $1: exit code" 1 "$code"
      has "gnutls-cli: $1: the reason" "The certificate is NOT trusted. ${reason[$1]}" "$out"
      ;;
  esac
}

# 29 is "error in TLS transaction".
swaks_mail() { # ID
  local target=()
  ! swaks --help 2>/dev/null | grep -q -- --tls-verify-target || target=(--tls-verify-target "${mx[$1]}")
  run swaks --server "${address[$1]}" --port "${port[$1]}" --tls --tls-verify --tls-ca-path "$anchor" "${target[@]}" \
    --from sender@client.test --to postmaster@example.test --ehlo client.test
  case $1 in
    good) ;;
    wrong-name)
      # Until 2024 it compared no name at all.
      ((${#target[@]})) || { is 'swaks: wrong-name: accepted, as this version compares no name' 0 "$code"; return; }
      ;;&
    *)
      is "swaks: $1: exit code" 29 "$code"
      lacks "swaks: $1: no mail" 'MAIL FROM' "$out"
      return
      ;;
  esac
  is "swaks: $1: exit code" 0 "$code"
  has "swaks: $1: the mail was taken" $' ~> .\n<~  250 ' "$out"
}

# 60 is CURLE_PEER_FAILED_VERIFICATION, 64 CURLE_USE_SSL_FAILED.
curl_mail() { # ID
  local -A wanted=([good]=0 [wrong-name]=60 [expired]=60 [self-signed]=60 [unknown-authority]=60 [starttls-not-offered]=64)
  printf 'Subject: test\r\n\r\nA test.\r\n.\r\n' >"$work/mail"
  run curl -sSv --noproxy '*' "smtp://${mx[$1]}:${port[$1]}" --resolve "${mx[$1]}:${port[$1]}:${address[$1]}" --ssl-reqd \
    --cacert "$anchor" --mail-from sender@client.test --mail-rcpt postmaster@example.test --upload-file "$work/mail"
  is "curl: $1: exit code" "${wanted[$1]}" "$code"
  case $1 in
    good) has "curl: $1: the mail was taken" '250 2.0.0 Taken' "$err" ;;
    *) lacks "curl: $1: no mail" 'MAIL FROM' "$err" ;;
  esac
}

# It exits 0 whatever the certificate; the verdict is a word.
posttls_finger() { # ID
  local -A reason=([wrong-name]='hostname mismatch' [expired]='certificate has expired'
    [self-signed]='self-signed certificate' [unknown-authority]='untrusted issuer')
  run "$mailers/posttls_finger.sh" -- -l secure -F "$anchor" "[${address[$1]}]:${port[$1]}" "${mx[$1]}"
  case $1 in
    good) has "posttls-finger: $1: the verdict" 'Verified TLS connection established' "$out" ;;
    starttls-not-offered)
      has "posttls-finger: $1: it connects" '< 220 ' "$out"
      lacks "posttls-finger: $1: no STARTTLS" '> STARTTLS' "$out"
      lacks "posttls-finger: $1: no TLS" 'TLS connection established' "$out"
      ;;
    *)
      has "posttls-finger: $1: the reason" "${reason[$1]}" "$out"
      has "posttls-finger: $1: the verdict" 'Untrusted TLS connection established' "$out"
      ;;
  esac
}

try() { # FUNCTION
  local id
  for id in "${scenarios[@]}"; do "$1" "$id"; done
}

start_lab "${scenarios[@]}"

if installed openssl; then try openssl_s_client; else skip openssl 'it is not installed'; fi
if installed gnutls-cli; then try gnutls_cli; else skip gnutls-cli 'it is not installed (gnutls-bin)'; fi
if ! installed swaks; then
  skip swaks 'it is not installed'
elif ! perl -MNet::SSLeay -e 1 2>/dev/null; then
  skip swaks 'it has no TLS (libnet-ssleay-perl)'
else
  try swaks_mail
fi
if installed curl; then try curl_mail; else skip curl 'it is not installed'; fi
run "$mailers/fetch.sh"
if ((code == 0)); then try posttls_finger; else skip posttls-finger "${err##*$'\n'}"; fi

finish
