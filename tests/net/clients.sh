#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# The fake servers as Postfix reads them: posttls-finger has to come to its own right answer. What other clients see
# is in confirm.sh, and what they do in senders.sh.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
readonly mailers=$source_root/tests/mailers
readonly scenarios=(good wrong-name expired self-signed unknown-authority starttls-not-offered)

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

run "$mailers/fetch.sh"
((code == 0)) || { skip posttls-finger "${err##*$'\n'}"; finish; }
start_lab "${scenarios[@]}"
for id in "${scenarios[@]}"; do posttls_finger "$id"; done

finish
