#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Other people's clients send a mail to each of these servers, and the session record says what came of it: the
# clients' own words and exit codes do not count. At the end it is printed as a matrix.
# shellcheck source-path=SCRIPTDIR source=../lib.sh disable=SC2317 # by_* are called by name
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require /usr/bin/python3
scenarios=(good wildcard cn-only wrong-name greeting-only expired self-signed unknown-authority
  tls-1-1-only plaintext-after-starttls starttls-454 starttls-not-offered)

# --- what has to come of it --------------------------------------------------------
#
# tls             the mail was accepted in TLS
# clear           the mail was accepted in clear; no TLS had been tried
# same-connection, new-connection    it was accepted in clear after TLS had failed
# alert:NAME      the client ended the handshake with this alert, and no mail followed
# failed          the handshake failed without an alert of the client, and no mail followed
# left            the handshake was completed, and no mail followed
# stopped         no handshake was begun, and no mail followed
#
# Strict: TLS, or no mail, and a certificate of a trusted authority for the host. Otherwise the client is told to use
# TLS if it can, and to trust anybody.

declare -A wanted=()
of() { # CLIENT OUTCOME SCENARIO...
  local id
  for id in "${@:3}"; do wanted[$1 $id]=$2; done
}
readonly trusted=(good wildcard) other_name=(wrong-name greeting-only) no_authority=(self-signed unknown-authority)
readonly untrusted=("${other_name[@]}" "${no_authority[@]}" expired)
# What OpenSSL does of TLS 1.1: refuse the version, or, where only its SECLEVEL is in the way as with Debian's settings,
# go on to the signature with SHA-1, refuse that ("legacy sigalg disallowed") and call it an error of its own.
readonly too_old='alert:protocol_version|alert:internal_error'

# OpenSSL compares names within the handshake, if it is told the name, and takes the common name where there is no
# dNSName; its alerts are those of ssl_x509err2alert(). It does not read the reply to STARTTLS, so that a server
# that has refused is sent a ClientHello in place of a command.
of s_client_strict tls "${trusted[@]}" cn-only plaintext-after-starttls
of s_client_strict alert:bad_certificate "${other_name[@]}"
of s_client_strict alert:certificate_expired expired
of s_client_strict alert:unknown_ca "${no_authority[@]}"
of s_client_strict "$too_old" tls-1-1-only
of s_client_strict stopped starttls-454 starttls-not-offered
of s_client tls "${trusted[@]}" cn-only "${untrusted[@]}" plaintext-after-starttls
of s_client "$too_old" tls-1-1-only
of s_client stopped starttls-454 starttls-not-offered

# --ssl-reqd, and --ssl --insecure. Chains are verified in the handshake, names by curl when it is over. Octets behind
# the reply to STARTTLS are an error since 7.79 (CVE-2021-22947).
of curl_strict tls "${trusted[@]}" cn-only
of curl_strict left "${other_name[@]}"
of curl_strict alert:certificate_expired expired
of curl_strict alert:unknown_ca "${no_authority[@]}"
of curl_strict "$too_old" tls-1-1-only
of curl_strict stopped plaintext-after-starttls starttls-454 starttls-not-offered
of curl tls "${trusted[@]}" cn-only "${untrusted[@]}"
of curl "$too_old" tls-1-1-only
of curl stopped plaintext-after-starttls
of curl same-connection starttls-454
of curl clear starttls-not-offered

# --tls --tls-verify, and --tls-optional. Until 2024 it compared no name at all. Measured: octets behind the reply to
# STARTTLS stay in its buffer and answer the first command in TLS. From there on it is one reply behind, so that
# DATA is answered with the 250 for RCPT, and it gives up.
of swaks_strict tls "${trusted[@]}" cn-only "${other_name[@]}"
of swaks_strict left plaintext-after-starttls
of swaks_strict alert:certificate_expired expired
of swaks_strict alert:unknown_ca "${no_authority[@]}"
of swaks_strict "$too_old" tls-1-1-only
of swaks_strict stopped starttls-454 starttls-not-offered
of swaks tls "${trusted[@]}" cn-only "${untrusted[@]}"
of swaks left plaintext-after-starttls
of swaks "$too_old" tls-1-1-only
of swaks same-connection starttls-454
of swaks clear starttls-not-offered

# tls_starttls on, and tls_certcheck off besides; it never goes on without TLS. All of GnuTLS's verdict is asked for
# when the handshake is over. GnuTLS still speaks TLS 1.1, and takes the common name where there is no dNSName.
# Measured: it ends without a word if octets stand behind the reply to STARTTLS.
of msmtp_strict tls "${trusted[@]}" cn-only tls-1-1-only
of msmtp_strict left "${untrusted[@]}"
of msmtp_strict stopped plaintext-after-starttls starttls-454 starttls-not-offered
of msmtp tls "${trusted[@]}" cn-only "${untrusted[@]}" tls-1-1-only
of msmtp stopped plaintext-after-starttls starttls-454 starttls-not-offered

# requireTLS, and opportunisticTLS with rejectUnauthorized: false. Node takes the common name where there is no dNSName,
# and speaks TLS 1.2 and later. Measured: it judges when its side of the handshake is over and drops what it has
# not sent yet, so that in TLS 1.3 the server waits for Finished in vain. Octets behind the reply to STARTTLS are an
# unexpected reply, and end the handshake in the same way. It looks for STARTTLS in the whole answer to EHLO, finds it
# in the name mx.no-starttls.test, asks for it and is refused.
of nodemailer_strict tls "${trusted[@]}" cn-only
of nodemailer_strict failed "${untrusted[@]}" plaintext-after-starttls
of nodemailer_strict alert:protocol_version tls-1-1-only
of nodemailer_strict stopped starttls-454 starttls-not-offered
of nodemailer tls "${trusted[@]}" cn-only "${untrusted[@]}"
of nodemailer failed plaintext-after-starttls
of nodemailer alert:protocol_version tls-1-1-only
of nodemailer same-connection starttls-454 starttls-not-offered

# smtplib: starttls() with a default context, and, if it is offered, starttls() with none, which verifies nothing. What
# was read ahead is dropped; a reply other than 220 is an exception. hostname_checks_common_name is true by default.
of smtplib_strict tls "${trusted[@]}" cn-only plaintext-after-starttls
of smtplib_strict alert:bad_certificate "${other_name[@]}"
of smtplib_strict alert:certificate_expired expired
of smtplib_strict alert:unknown_ca "${no_authority[@]}"
of smtplib_strict "$too_old" tls-1-1-only
of smtplib_strict stopped starttls-454 starttls-not-offered
of smtplib tls "${trusted[@]}" cn-only "${untrusted[@]}" plaintext-after-starttls
of smtplib "$too_old" tls-1-1-only
of smtplib stopped starttls-454
of smtplib clear starttls-not-offered

# --- the clients ---------------------------------------------------------------------

# Each is given the address to come from, by which the record knows it again, the id, and perhaps `strict`.
readonly from=sender@client.test to=postmaster@example.test
printf 'From: %s\r\nTo: %s\r\nSubject: test\r\n\r\nA test.\r\n' "$from" "$to" >"$work/mail"

by_s_client() { # SOURCE ID [strict]
  local options=()
  [[ ${3:-} != strict ]] || options=(-verify_return_error -verify_hostname "${mx[$2]}")
  printf 'EHLO client.test\r\nMAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nBDAT %d LAST\r\n%s\r\nQUIT\r\n' "$from" "$to" \
    "$(wc -c <"$work/mail")" "$(<"$work/mail")" |
    timeout 10 openssl s_client -starttls smtp -bind "$1:0" -connect "${address[$2]}:${port[$2]}" \
      -servername "${mx[$2]}" -CAfile "$anchor" -quiet "${options[@]}"
}

by_curl() { # SOURCE ID [strict]
  local options=(--ssl --insecure)
  [[ ${3:-} != strict ]] || options=(--ssl-reqd --cacert "$anchor")
  timeout 10 curl -sS --noproxy '*' --interface "$1" "smtp://${mx[$2]}:${port[$2]}/client.test" \
    --resolve "${mx[$2]}:${port[$2]}:${address[$2]}" "${options[@]}" --mail-from "$from" --mail-rcpt "$to" \
    --upload-file "$work/mail"
}

by_swaks() { # SOURCE ID [strict]
  local options=(--tls-optional)
  if [[ ${3:-} == strict ]]; then
    options=(--tls --tls-verify --tls-ca-path "$anchor")
    [[ $swaks_compares != yes ]] || options+=(--tls-verify-target "${mx[$2]}")
  fi
  timeout 10 swaks --server "${address[$2]}" --port "${port[$2]}" --local-interface "$1" --tls-sni "${mx[$2]}" \
    --ehlo client.test --from "$from" --to "$to" --body 'A test.' "${options[@]}"
}

by_msmtp() { # SOURCE ID [strict]
  local verify=off
  [[ ${3:-} != strict ]] || verify=on
  {
    printf '%s\n' 'account default' "host ${address[$2]}" "port ${port[$2]}" "source_ip $1" 'domain client.test' \
      "from $from" 'timeout 10' 'tls on' 'tls_starttls on' "tls_certcheck $verify" "tls_host_override ${mx[$2]}"
    [[ $verify == off ]] || printf 'tls_trust_file %s\n' "$anchor"
  } >"$work/msmtprc"
  timeout 10 msmtp --file="$work/msmtprc" "$to" <"$work/mail"
}

by_nodemailer() { # SOURCE ID [strict]
  NODE_PATH=${NODE_PATH:-/usr/share/nodejs} timeout 10 node -e '
const [source, host, port, mx, anchor, strict, from, to] = process.argv.slice(1);
const options = { host, port: Number(port), name: "client.test", localAddress: source, tls: { servername: mx } };
if (strict) { options.requireTLS = true; options.tls.ca = require("fs").readFileSync(anchor); }
else { options.opportunisticTLS = true; options.tls.rejectUnauthorized = false; }
require("nodemailer").createTransport(options).sendMail({ from, to, subject: "test", text: "A test." });' \
    "$1" "${address[$2]}" "${port[$2]}" "${mx[$2]}" "$anchor" "${3:-}" "$from" "$to"
}

by_smtplib() { # SOURCE ID [strict]
  timeout 10 /usr/bin/python3 -c '
import smtplib, ssl, sys
source, address, port, mx, anchor, strict, sender, recipient = sys.argv[1:]

class At(smtplib.SMTP):
    def _get_socket(self, host, port, timeout):  # the address of the host, as no DNS has it
        return super()._get_socket(address, port, timeout)

with At(mx, int(port), "client.test", 10, (source, 0)) as server:
    server.ehlo()
    if strict:
        server.starttls(context=ssl.create_default_context(cafile=anchor))
    elif server.has_extn("starttls"):
        server.starttls()
    server.sendmail(sender, [recipient], "Subject: test\r\n\r\nA test.\r\n")' \
    "$1" "${address[$2]}" "${port[$2]}" "${mx[$2]}" "$anchor" "${3:-}" "$from" "$to"
}

# Why a client cannot be tried; nothing if it can.
why_not() { # CLIENT
  case $1 in
    s_client) installed openssl || echo 'openssl is not installed' ;;
    curl | msmtp) installed "$1" || echo "$1 is not installed" ;;
    swaks)
      installed swaks || { echo 'swaks is not installed'; return 0; }
      perl -MNet::SSLeay -e 1 2>/dev/null || echo 'swaks has no TLS (libnet-ssleay-perl)'
      ;;
    nodemailer)
      installed node || { echo 'node is not installed'; return 0; }
      NODE_PATH=${NODE_PATH:-/usr/share/nodejs} node -e 'require("nodemailer")' 2>/dev/null ||
        echo 'nodemailer is not installed (node-nodemailer)'
      ;;
  esac
}

# --- all of them, and what has been recorded --------------------------------------------

swaks_compares=no
if swaks --help 2>/dev/null | grep -q -- --tls-verify-target; then
  swaks_compares=yes
  of swaks_strict 'alert:bad_certificate|left' "${other_name[@]}" # in the handshake or behind it, as it likes
fi
lab_options=(--record "$work/sessions")
start_lab "${scenarios[@]}"
declare -A source_of=()
tried=()
for client in s_client curl swaks msmtp nodemailer smtplib; do
  why=$(why_not "$client")
  [[ -z $why ]] || { skip "$client" "$why"; continue; }
  for mode in strict ''; do
    row=$client${mode:+_$mode}
    tried+=("$row")
    source_of[$row]=127.9.0.${#tried[@]}
    for id in "${scenarios[@]}"; do
      "by_$client" "${source_of[$row]}" "$id" $mode >"$work/said" 2>&1 </dev/null || true
    done
  done
done
stop "$lab_id" || true

# CLIENT ID OUTCOME, a line each.
for row in "${tried[@]}"; do printf '%s %s\n' "$row" "${source_of[$row]}"; done >"$work/rows"
/usr/bin/python3 - "$work/rows" "$work/sessions" "${scenarios[@]}" >"$work/outcomes" <<'END'
import json, sys

def outcome(sessions):
    mails = [(mail["layer"], each["clear_text_after_tls_failure"]) for each in sessions for mail in each["messages"]]
    if mails:
        layer, after_failure = mails[-1]
        return "tls" if layer == "tls" else after_failure or "clear"
    if any(each["mail_in_clear"] for each in sessions):
        return "mail-in-clear"
    tls = sessions[-1]["tls"] if sessions else {"outcome": "no session"}
    if tls["outcome"] == "failed" and not tls["client_hello"] and not tls["first_octets"]:
        return "stopped"
    if tls["outcome"] == "failed":
        alert = tls["alert_received"]
        return f"alert:{alert.split()[0]}" if alert else "failed"
    return {"completed": "left", "none": "stopped"}.get(tls["outcome"], tls["outcome"])

with open(sys.argv[2]) as file:
    recorded = [json.loads(line) for line in file]
with open(sys.argv[1]) as file:
    for row, source in (line.split() for line in file):
        for scenario in sys.argv[3:]:
            print(row, scenario, outcome([each for each in recorded if each["scenario"] == scenario
                                          and (each["peer"] or "").startswith(source + ":")]))
END
declare -A came=()
while read -r row id outcome; do
  came[$row $id]=$outcome
  allowed=${wanted[$row $id]:-nothing that is known}
  if [[ "|$allowed|" == *"|$outcome|"* ]]; then ok "$row: $id: $outcome"; else bad "$row: $id" "$allowed" "$outcome"; fi
done <"$work/outcomes"

matrix() { # ROW...
  local row id
  printf '\n%-26s' ''
  printf '%-27s' "$@"
  printf '\n'
  for id in "${scenarios[@]}"; do
    printf '%-26s' "$id"
    for row in "$@"; do printf '%-27s' "${came[$row $id]:--}"; done
    printf '\n'
  done
}
strict=() others=()
for row in "${tried[@]}"; do
  if [[ $row == *_strict ]]; then strict+=("$row"); else others+=("$row"); fi
done
matrix "${strict[@]}"
matrix "${others[@]}"
printf '\n'

finish
