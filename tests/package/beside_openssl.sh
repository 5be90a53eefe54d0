#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# A program with mxtls in one file and asio::ssl with OpenSSL in another: it links, and both work.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
require cmake
if ! "${CXX:-c++}" -E -x c++ - <<<'#include <openssl/ssl.h>' >/dev/null 2>&1; then
  skip 'a program with OpenSSL beside mxtls' 'libssl-dev is not installed'
  finish
fi
run_limit=300
install_mxtls
consume beside_openssl
is 'each has its session' $'mxtls: TLSv1.3\nOpenSSL: TLSv1.3\nmxtls again: TLSv1.3' "$out"

finish
