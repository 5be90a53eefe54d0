#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

usage() { server_usage 'Exim (GnuTLS)' 'Needs no root.'; }

# Debian's Exim looks up the user Debian-exim before it reads any option. It
# finds it in files of our own through nss_wrapper, so no user is created: root
# passes it off as $owner, anybody else as oneself.
configure() {
    mkdir -p "$work/spool"
    printf '%s\n' 'root:x:0:0::/:/bin/false' "Debian-exim:x:$user:$group_id::$work:/bin/false" >"$work/passwd"
    printf '%s\n' 'root:x:0:' "Debian-exim:x:$group_id:" >"$work/group"
    # No router and no ACL: it answers, offers TLS and accepts no message.
    cat >"$work/exim.conf" <<END
primary_hostname = $hostname
spool_directory = $work/spool
log_file_path = $work/log.%s
keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
daemon_startup_retries = 0
disable_ipv6
host_lookup =
rfc1413_hosts =
tls_advertise_hosts = *
tls_certificate = $work/cert.pem
tls_privatekey = $work/key.pem
END
    chmod 0644 "$work"/{passwd,group,exim.conf}
    ((EUID)) || chown "$user:$group_id" "$work"/{.,spool,key.pem}
}

launch() {
    local wrapper
    wrapper=$(find "$work/root/" -name libnss_wrapper.so -print -quit)
    start_group env LD_LIBRARY_PATH="$(library_path "$work/root")" LD_PRELOAD="$wrapper" \
        NSS_WRAPPER_PASSWD="$work/passwd" NSS_WRAPPER_GROUP="$work/group" \
        "$work/root/usr/sbin/exim4" -C "$work/exim.conf" -bdf -oX "[$listen]:$port" >"$work/log.daemon" 2>&1
}

# Said once the address is bound.
started() { grep -qs 'daemon started' "$work/log.main"; }

parse_server_options "$@"
user=$EUID group_id=$(id -g)
if ((EUID == 0)); then
    require_owner
    user=$(id -u "$owner") group_id=$(id -g "$owner")
fi
require_root_of exim
serve exim
