#!/usr/bin/python3
# SPDX-License-Identifier: BSL-1.0
"""Asks urllib3's own match_hostname(), with what Python's ssl says of the certificate.

urllib3: the common name is never used, the default since 2.0.
urllib3_cn: hostname_checks_common_name=True; all that 1.26 can do.
"""
import inspect
import platform
import ssl
import sys

sys.dont_write_bytecode = True
import oracle  # noqa: E402

try:
    import urllib3
    from urllib3.util.ssl_match_hostname import CertificateError, match_hostname
except ImportError as missing:
    oracle.leave(oracle.EXIT_SKIP, f"no urllib3 for this Python ({missing})")

HAS_SWITCH = "hostname_checks_common_name" in inspect.signature(match_hostname).parameters


def version():
    return f"urllib3 {urllib3.__version__} (Python {platform.python_version()}, {ssl.OPENSSL_VERSION})"


def ask(case, client, identity, common_name):
    try:
        server = identity.context(case.der)
        # It describes a certificate only after having verified it.
        seen = oracle.shake_hands(client, server, None).getpeercert()
    except ssl.SSLCertVerificationError as problem:
        return oracle.error(f"{problem.verify_code}: {problem.verify_message}")
    except (ssl.SSLError, ValueError, RuntimeError) as problem:
        return oracle.error(f"{type(problem).__name__}: {oracle.reason_of(problem)}")
    how = {"hostname_checks_common_name": common_name} if HAS_SWITCH else {}
    if not HAS_SWITCH and not common_name:
        seen = {name: value for name, value in seen.items() if name != "subject"}
    try:
        match_hostname(seen, case.reference, **how)
    except CertificateError as problem:
        # It gives up at such a name, whatever names follow.
        if str(problem).startswith("too many wildcards"):
            return oracle.error(str(problem))
        return oracle.mismatch(str(problem))
    except (ValueError, TypeError) as problem:
        return oracle.error(f"{type(problem).__name__}: {problem}")
    return oracle.match()


def main():
    chosen = oracle.options(__doc__, version, ["urllib3", "urllib3_cn"])
    client = oracle.client_context(chosen.root)
    client.check_hostname = False
    identity = oracle.Identity(chosen.key, chosen.chain)
    common_name = chosen.variant == "urllib3_cn"
    oracle.answer_all(lambda cases: [ask(case, client, identity, common_name) for case in cases])


main()
