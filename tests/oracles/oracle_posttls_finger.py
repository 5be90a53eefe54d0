# SPDX-License-Identifier: BSL-1.0
"""Asks posttls-finger, at level "secure", over STARTTLS with a server on the loopback.

Started by oracle_posttls_finger.sh, which prepares the configuration.
"""
import concurrent.futures
import os
import re
import socket
import ssl
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
import oracle  # noqa: E402

TOGETHER = 64  # cases
AT_ONCE = 8  # it waits more than it works
CASE_LIMIT = 10  # seconds
# Names that posttls-finger replaces by what it has connected to.
KEYWORDS = ("hostname", "nexthop", "dot-nexthop")
ESTABLISHED = re.compile(r"(Verified|Trusted|Untrusted|Anonymous) TLS connection established")
FAILED = re.compile(r"certificate verification failed for \S+: (.*)")
COMPARED = re.compile(r"num=(62|64):")


def environment():
    root, config = os.environ.get("FINGER_ROOT"), os.environ.get("FINGER_CONFIG")
    if root is None or config is None:
        oracle.leave(oracle.EXIT_USAGE, "to be started by oracle_posttls_finger.sh")
    return root, {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "MAIL_CONFIG": config,
                  "LD_LIBRARY_PATH": os.environ.get("FINGER_LIBRARIES", "")}


def version():
    root, around = environment()
    said = oracle.version_line([f"{root}/usr/sbin/postconf", "-dh", "mail_version"], env=around)
    # The library that the same loader finds for it.
    asked = "import ssl; print(ssl.OPENSSL_VERSION)"
    return f"Postfix {said} ({oracle.version_line(['/usr/bin/python3', '-c', asked], env=around)})"


def serve(listener, context):
    """SMTP up to QUIT for one client; what goes wrong is the client's to tell."""
    try:
        connection, _ = listener.accept()
        connection.settimeout(CASE_LIMIT)
        with connection:
            connection.sendall(b"220 localhost ESMTP\r\n")
            if not talk(connection, b"250-localhost\r\n250 STARTTLS\r\n"):
                return
            with context.wrap_socket(connection, server_side=True) as stream:
                talk(stream, b"250 localhost\r\n")
    except (OSError, ValueError):
        pass


def talk(stream, greeting):
    """Answers commands; true when the last one was STARTTLS."""
    pending = b""
    for _ in range(16):
        while b"\n" not in pending:
            part = stream.recv(1024)
            if not part or len(pending) > 4096:
                return False
            pending += part
        line, _, pending = pending.partition(b"\n")
        verb = line[:8].strip().upper()
        if verb == b"STARTTLS":
            stream.sendall(b"220 go ahead\r\n")
            return True
        if verb == b"QUIT":
            stream.sendall(b"221 bye\r\n")
            return False
        stream.sendall(greeting if verb.startswith(b"EHLO") else b"250 ok\r\n")
    return False


def verdict_of(said):
    word = ESTABLISHED.search(said)
    if word is None:
        return oracle.error(said.strip().splitlines()[-1] if said.strip() else "it says nothing")
    if word[1] == "Verified":
        return oracle.match()
    reasons = FAILED.findall(said)
    if any(COMPARED.search(reason) for reason in reasons):
        return oracle.mismatch(reasons[0])
    return oracle.error(f"{word[1]}: {reasons[0] if reasons else 'no reason given'}")


def ask(case, program, anchor, identity, around):
    if case.reference.lower() in KEYWORDS:
        return oracle.error("not asked: a keyword of posttls-finger")
    if case.reference == "" or "\0" in case.reference:
        return oracle.error("not asked: no argument can hold it")
    try:
        context = identity.context(case.der)
    except (ssl.SSLError, ValueError) as problem:
        return oracle.error(f"not asked: cannot be served: {oracle.reason_of(problem)}")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(CASE_LIMIT)
        server = threading.Thread(target=serve, args=(listener, context))
        server.start()
        try:
            said = subprocess.run(
                [program, "-c", "-l", "secure", "-F", anchor, "--",
                 f"[127.0.0.1]:{listener.getsockname()[1]}", case.reference],
                env=around, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=CASE_LIMIT, check=False).stdout.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            return oracle.error("no answer")
        finally:
            # Wakes a server that nobody has called.
            try:
                listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            server.join()
    return verdict_of(said)


def main():
    root, around = environment()
    chosen = oracle.options(__doc__, version, ["postfix"])
    identity = oracle.Identity(chosen.key, chosen.chain)
    program, anchor = f"{root}/usr/sbin/posttls-finger", os.path.abspath(chosen.root)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as several:
        def ask_all(cases):
            return list(several.map(lambda case: ask(case, program, anchor, identity, around), cases))

        oracle.answer_all(ask_all, TOGETHER)


main()
