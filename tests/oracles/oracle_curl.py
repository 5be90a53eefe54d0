#!/usr/bin/python3
# SPDX-License-Identifier: BSL-1.0
"""Asks curl: the reference is the host of a URL, and a TLS server on the loopback has the certificate.

One curl takes a batch of URLs, one after the other. Each case has a port of its
own, so that an answer cannot belong to another case and nothing is reused.
"""
import os
import re
import secrets
import selectors
import socket
import ssl
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import oracle  # noqa: E402

TOGETHER = 256  # cases; each has a listening socket
CASE_LIMIT = 5  # seconds
PEER_FAILED_VERIFICATION = 60  # CURLE_PEER_FAILED_VERIFICATION
# What ossl_verifyhost says after having compared all there is.
MISMATCHES = re.compile(
    r"SSL: (no alternative certificate subject name matches"
    r"|certificate subject name '.*' does not match"
    r"|unable to obtain common name from peer certificate)", re.DOTALL)
# References and messages go through the locale of the program.
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def version():
    words = oracle.version_line(["curl", "--version"], env=ENVIRONMENT).split()
    libraries = [word for word in words if re.match(r"(OpenSSL|GnuTLS|LibreSSL|wolfSSL|mbedTLS|libidn2)/", word)]
    return f"curl {words[1]} ({', '.join(libraries)})"


def host_of(reference):
    """The reference as a URL has it."""
    try:
        socket.inet_pton(socket.AF_INET6, reference)
        return f"[{reference}]"
    except (OSError, ValueError):
        pass
    if re.fullmatch(r"\[[0-9A-Fa-f:.]+\]", reference):
        return reference
    # A slash or a colon would end the host.
    return "".join(c if re.match(r"[A-Za-z0-9._~|-]", c) or ord(c) >= 0x80 else f"%{ord(c):02X}" for c in reference)


def section(number, mark, host, port, root):
    quoted_root = root.replace("\\", "\\\\").replace('"', '\\"')
    return "\n".join([
        f'url = "https://{host}/"',
        f'connect-to = "::127.0.0.1:{port}"',
        f'cacert = "{quoted_root}"',
        f'write-out = "\\n{mark} {number} %{{exitcode}} %{{errormsg}}\\n"',
        'output = "/dev/null"', 'noproxy = "*"', "globoff", "ipv4", "http1.1", "no-sessionid", "no-keepalive",
        f"max-time = {CASE_LIMIT}",
    ]) + "\n"


def serve(connection, context):
    """One answer to one request; what goes wrong is the client's to tell."""
    connection.settimeout(CASE_LIMIT)
    try:
        with context.wrap_socket(connection, server_side=True) as stream:
            asked = b""
            while b"\r\n\r\n" not in asked and len(asked) < 16384:
                part = stream.recv(4096)
                if not part:
                    return
                asked += part
            stream.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    except (OSError, ValueError):
        connection.close()


def run(sections, listeners):
    """What curl writes about all the sections, served meanwhile."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as config, tempfile.TemporaryFile() as said:
        config.write("next\n".join(sections))
        config.flush()
        curl = subprocess.Popen(["curl", "-q", "-s", "-K", config.name], env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                                stdout=said, stderr=subprocess.DEVNULL)
        ended = os.pidfd_open(curl.pid)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(ended, selectors.EVENT_READ)
                for listener, context in listeners:
                    selector.register(listener, selectors.EVENT_READ, context)
                while True:
                    # curl gives up on each case by itself.
                    ready = selector.select(2 * CASE_LIMIT)
                    if not ready or any(key.fileobj == ended for key, _ in ready):
                        break
                    for key, _ in ready:
                        serve(key.fileobj.accept()[0], key.data)
        finally:
            os.close(ended)
            curl.kill()
            curl.wait()
        said.seek(0)
        return said.read().decode("utf-8", "replace")


def verdict_of(code, message):
    if code == 0:
        return oracle.match()
    if code == PEER_FAILED_VERIFICATION and MISMATCHES.match(message):
        return oracle.mismatch(message)
    return oracle.error(f"exit {code}: {message}")


def ask(cases, root, identity):
    mark = secrets.token_hex(8)
    verdicts = {}
    sections, listeners = [], []
    try:
        for number, case in enumerate(cases):
            if "%" in case.reference:
                # It would compare "m%25x", the URL's spelling, and take "m%78" for "mx".
                verdicts[number] = oracle.error("a URL cannot have this host")
                continue
            try:
                context = identity.context(case.der)
            except (ssl.SSLError, ValueError) as problem:
                verdicts[number] = oracle.error(f"cannot be served: {oracle.reason_of(problem)}")
                continue
            listener = socket.create_server(("127.0.0.1", 0))
            listeners.append((listener, context))
            sections.append(section(number, mark, host_of(case.reference), listener.getsockname()[1], root))
        said = run(sections, listeners) if sections else ""
    finally:
        for listener, _ in listeners:
            listener.close()
    for part in said.split(f"\n{mark} ")[1:]:
        number, code, message = part.split(" ", 2)
        verdicts[int(number)] = verdict_of(int(code), message.strip())
    return [verdicts.get(number, oracle.error("no answer")) for number in range(len(cases))]


def main():
    chosen = oracle.options(__doc__, version, ["curl"])
    version()  # or exit 77
    identity = oracle.Identity(chosen.key, chosen.chain)
    root = os.path.abspath(chosen.root)
    oracle.answer_all(lambda cases: ask(cases, root, identity), TOGETHER)


main()
