# SPDX-License-Identifier: BSL-1.0
"""What the oracles in Python share: lines, options, and TLS with a case's certificate.

README.md has the protocol.
"""
import argparse
import base64
import itertools
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
from typing import NamedTuple

EXIT_USAGE, EXIT_SKIP = 64, 77
DETAIL_LIMIT = 400  # characters


class Case(NamedTuple):
    id: object
    reference: str
    der: bytes


class Verdict(NamedTuple):
    word: str
    detail: str = ""


def match(detail=""):
    return Verdict("match", detail)


def mismatch(detail=""):
    return Verdict("mismatch", detail)


def error(detail):
    return Verdict("error", detail)


def leave(code, message):
    print(f"{os.path.basename(sys.argv[0])}: {message}", file=sys.stderr)
    sys.exit(code)


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        leave(EXIT_USAGE, f"{message} (see --help)")


def options(about, version, variants):
    """The command line; --version calls version() and ends the program."""
    parser = _Parser(description=about, allow_abbrev=False)
    parser.add_argument("--version", action="store_true", help="print product and library, and exit")
    parser.add_argument("variant", nargs="?", choices=variants, default=variants[0], help="default: %(default)s")
    parser.add_argument("--key", metavar="FILE", help="private key of every certificate, PEM")
    parser.add_argument("--root", metavar="FILE", help="trust anchor, PEM")
    parser.add_argument("--chain", metavar="FILE", help="what the server sends after the leaf, PEM")
    chosen = parser.parse_args()
    # So that what is to be done at the end is done.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if chosen.version:
        print(version())
        sys.exit(0)
    for name in ("key", "root"):
        if getattr(chosen, name) is None:
            leave(EXIT_USAGE, f"--{name} is needed (see --help)")
    for name in ("key", "root", "chain"):
        path = getattr(chosen, name)
        if path is not None and not os.access(path, os.R_OK):
            leave(EXIT_USAGE, f"--{name}: cannot read '{path}'")
    return chosen


def _parse(line):
    """The case of a line, and what is wrong with the line."""
    name = None
    try:
        fields = json.loads(line)
        name = fields.get("id")
        reference = fields["reference"]
        # A lone surrogate, which JSON can write, is not text.
        reference.encode()
        return Case(name, reference, base64.b64decode(fields["certificate"], validate=True)), ""
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        return Case(name, "", b""), f"not a case: {type(problem).__name__}: {problem}"


def answer_all(ask, together=1):
    """Answers the standard input; ask takes a list of cases and gives the list of verdicts."""
    lines = (line for line in sys.stdin.buffer if line.strip())
    while batch := [_parse(line) for line in itertools.islice(lines, together)]:
        given = iter(ask([case for case, problem in batch if not problem]))
        for case, problem in batch:
            _write(case, error(problem) if problem else next(given))
        sys.stdout.flush()


def _write(case, verdict):
    fields = {"id": case.id, "verdict": verdict.word}
    if verdict.detail:
        fields["detail"] = verdict.detail[:DETAIL_LIMIT].encode(errors="replace").decode()
    print(json.dumps(fields))


def version_line(command, **how):
    """The first line that a program says about its version."""
    try:
        said = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=20, text=True, check=False, **how).stdout
    except OSError as problem:
        leave(EXIT_SKIP, f"cannot run {command[0]} ({problem.strerror})")
    return said.splitlines()[0] if said else ""


class Identity:
    """The server's side: contexts with the shared key and a case's certificate."""

    def __init__(self, key, chain):
        if not os.path.exists("/dev/fd"):
            leave(EXIT_SKIP, "there is no /dev/fd, as in a bare chroot")
        self.key_ = key
        self.chain_ = ""
        if chain is not None:
            with open(chain, encoding="ascii", errors="replace") as file:
                self.chain_ = file.read()

    def context(self, der):
        """Raises ssl.SSLError when OpenSSL cannot serve the certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # A verdict about a name must not depend on the strength of a key.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        # A resumed session is not verified again.
        context.options |= ssl.OP_NO_TICKET
        context.num_tickets = 0
        with tempfile.TemporaryFile() as file:
            file.write((ssl.DER_cert_to_PEM_cert(der) + self.chain_).encode("ascii"))
            file.flush()
            context.load_cert_chain(f"/dev/fd/{file.fileno()}", self.key_)
        return context


NAME_CODES = (62, 64)  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH


def client_context(root):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_verify_locations(root)
    return context


def reason_of(problem):
    return re.sub(r"\s*\(_ssl\.c:\d+\)$", "", str(problem))


def shake_hands(client_side, server_side, name):
    """A handshake in memory. Returns the client; raises what the client raises.

    A failure of the server alone raises RuntimeError.
    """
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_side.wrap_bio(to_client, to_server, server_hostname=name)
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(20):
        done = True
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                done = False
            except ssl.SSLError as problem:
                if side is client:
                    raise
                raise RuntimeError(f"the server ended the handshake: {reason_of(problem)}") from problem
        if done:
            return client
    raise RuntimeError("the handshake does not end")
