#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

usage() { server_usage Postfix 'Needs root: the master of Postfix starts as nobody else.'; }

configure() {
    mkdir -p "$work"/{etc,data,queue/{pid,private,public}}
    chown "$owner" "$work"/{data,queue/private,queue/public}
    chgrp "$drop_group" "$work/queue/public"
    chmod 0700 "$work"/{data,queue/private}
    chmod 0710 "$work/queue/public"
    # No table of any kind, so no database library; no lookup, so no DNS.
    { postfix_base "$hostname"; cat; } >"$work/etc/main.cf" <<END
maillog_file = $work/log
maillog_file_prefixes = $work
import_environment = MAIL_CONFIG TZ LANG=C LD_LIBRARY_PATH
export_environment = MAIL_CONFIG TZ LANG=C LD_LIBRARY_PATH
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks =
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_chain_files = $work/key.pem, $work/cert.pem
smtpd_tls_loglevel = 1
END
    cat >"$work/etc/master.cf" <<END
$listen:$port inet n - n - - smtpd
rewrite  unix       - - n - - trivial-rewrite
tlsmgr   unix       - - n - 1 tlsmgr
anvil    unix       - - n - 1 anvil
proxymap unix       - - n - - proxymap
postlog  unix-dgram n - n - 1 postlogd
END
    settle
}

launch() {
    # -d only keeps it in the foreground; it changes nothing a client can see.
    start_group env LD_LIBRARY_PATH="$(library_path "$work/root")" \
        "$work/root/usr/lib/postfix/sbin/master" -d -c "$work/etc" >"$work/log.master" 2>&1
}

# Said once every address is bound.
started() { grep -qs 'daemon started' "$work/log"; }

parse_server_options "$@"
((EUID == 0)) || die "$exit_skip" "Postfix can be started by root only"
require_owner
require_root_of postfix
serve postfix
