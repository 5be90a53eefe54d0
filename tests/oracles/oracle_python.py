#!/usr/bin/python3
# SPDX-License-Identifier: BSL-1.0
"""Asks Python's ssl module, by a handshake in memory for each case."""
import platform
import ssl
import sys

sys.dont_write_bytecode = True
import oracle  # noqa: E402


def version():
    return f"Python {platform.python_version()} ({ssl.OPENSSL_VERSION})"


def ask(case, client, identity):
    try:
        server = identity.context(case.der)
    except (ssl.SSLError, ValueError) as problem:
        return oracle.error(f"cannot be served: {oracle.reason_of(problem)}")
    try:
        oracle.shake_hands(client, server, case.reference)
    except ssl.SSLCertVerificationError as problem:
        said = f"{problem.verify_code}: {problem.verify_message}"
        return oracle.mismatch(said) if problem.verify_code in oracle.NAME_CODES else oracle.error(said)
    except (ssl.SSLError, ValueError, TypeError, RuntimeError) as problem:
        # UnicodeError, of the IDNA codec, is a ValueError.
        return oracle.error(f"{type(problem).__name__}: {oracle.reason_of(problem)}")
    return oracle.match()


def main():
    chosen = oracle.options(__doc__, version, ["python", "python_no_cn"])
    client = oracle.client_context(chosen.root)
    client.hostname_checks_common_name = chosen.variant == "python"
    identity = oracle.Identity(chosen.key, chosen.chain)
    oracle.answer_all(lambda cases: [ask(case, client, identity) for case in cases])


main()
