#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Starts oracle_java.java, compiled in memory; the variant is java (the default) or java_ldap.
set -euo pipefail

command -v java >/dev/null || { echo "${0##*/}: no Java here (package default-jdk-headless)" >&2; exit 77; }
java --list-modules 2>/dev/null | grep -q '^jdk\.compiler' ||
    { echo "${0##*/}: this Java has no compiler (package default-jdk-headless)" >&2; exit 77; }
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS
exec java --add-exports java.base/sun.security.util=ALL-UNNAMED \
    -Xshare:auto -XX:TieredStopAtLevel=1 "$(dirname -- "${BASH_SOURCE[0]}")/oracle_java.java" "$@"
