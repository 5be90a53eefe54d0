# SPDX-License-Identifier: BSL-1.0
"""A running server of a scenario, as independent clients see it, and how to write a check against it.

A check proves that the fault of a scenario is really on the wire, with a client that shares no code with mxtls.
It is a function that takes the server and returns the evidence in a few words, or raises NotConfirmed:

    from server import TLS, NotConfirmed, confirms, saw

    @confirms("starttls-454", by="raw socket")
    def put_off(server):
        return saw(rb"454 4\\.7\\.0", server.dialogue("EHLO client.test", "STARTTLS").clear)

    @confirms("tls-1-1-only", by="openssl s_client")
    def old_version(server):
        newer = server.s_client("-tls1_2")
        saw("alert protocol version", newer)
        return saw(r"Protocol *: TLSv1\\.1", server.s_client("-tls1_1"))

`by` is what the table shows. Several ids in one `confirms` share the function; an id may have several checks, and
then each has to hold. What no client can see is `unconfirmed("id", because="...")`. Checks stand in the
other modules here; certificates.py judges all scenarios with a certificate of certs/cases without being told which.

All of a server's checks run one after the other, those of different servers at the same time. mxtls-check asks
another lab, so the first connection of the first check is the first session of this server; rules with `sessions`
begin there. Every wait has a limit, LIMIT seconds unless it is given; reaching it is an answer, no exception:
`.code` is None, or `.end` is "open".

    server.id .group .domain .mx .address .port .endpoint    "127.0.0.9:40123"
    server.anchor       path of the trust anchor, PEM
    server.at           the moment that the certificates are made for, seconds since 1970
    server.record       the scenario's file as tomllib reads it
    server.implicit     TLS from the first octet;  server.lmtp  it speaks LMTP
    server.findings     result types that mxtls-check found, sorted

    server.s_client(*options, input=b"", limit=LIMIT) -> Output
        openssl s_client: -starttls smtp (lmtp; none if implicit), -CAfile, -servername mx, all ciphers at SECLEVEL 0.
        `options` come last and win. With input it stays until the server closes; what comes back is in the output.
    server.gnutls_cli(*options, input=b"", limit=LIMIT) -> Output
        gnutls-cli with --starttls-proto, --x509cafile, --sni-hostname mx, --verify-hostname mx. With no input it
        leaves once the handshake is done. Beware: with input it sends and leaves; it does not wait for replies.
    server.run(*command, input=b"", limit=LIMIT) -> Output
        any program: swaks, curl, python. Output is a str (stdout, then stderr) with .code, None at the limit.
    server.clock        an environment for run(..., environment=) in which a program takes server.at for the present

    server.dialogue(*steps, limit=LIMIT, settle=0.1, **tls options) -> Dialogue
        a raw socket. It reads the greeting, then takes the steps in turn:
            "EHLO a"   this line and CRLF; then reads until a whole reply has come, and `settle` seconds more
            b"..."     these octets as they are, then the same reading (client_hello() makes such octets)
            TLS        a handshake with Python's ssl; reads nothing, as the client speaks first
        With an implicit-TLS server the handshake is made first, unless the first step is b"...". What had come when
        the server closed is all kept. A step behind the end of the connection is not taken.
    Dialogue.heard      list of Heard(layer, octets, seconds): the greeting, then one for each step taken; layer is
                        "clear" or "tls", seconds how long the first octet took (None: there was none)
    Dialogue.clear .tls all octets heard in clear, inside TLS
    Dialogue.end        "FIN", "close_notify", "RST", "tls-error" (then .error is the ssl exception), "open" (still
                        there when the steps were done or the limit reached)
    Dialogue.session    Session(version, cipher, der), None without a completed handshake
    Dialogue.error      the exception that ended it or None;  Dialogue.alert  reason of OpenSSL, as
                        "TLSV1_ALERT_PROTOCOL_VERSION", "SSLV3_ALERT_HANDSHAKE_FAILURE", "" for none

    server.tls(*steps, least=None, most=None, ciphers=EVERYTHING, sni=<mx>, client=None, limit=LIMIT) -> Dialogue
        greeting, EHLO, STARTTLS (or implicit), handshake, EHLO inside, and then the steps. The options are those of
        the handshake in dialogue() too: least, most: ssl.TLSVersion; sni=None sends none; client=(certificate, key)
        paths. Nothing is verified.
    client_hello(sni=None, **the same) -> bytes     a ClientHello record for a raw dialogue

    saw(pattern, text) -> str       what matches (re.search, MULTILINE), or NotConfirmed with what there was
    want(holds, text)               NotConfirmed(text) unless it holds
"""
import contextlib
import json
import os
import re
import socket
import ssl
import subprocess
import time
import warnings
from typing import NamedTuple

LIMIT = 8  # seconds
EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
TLS = object()
MX_ = object()  # the server's own name

REPLY = re.compile(rb"(?:^|\n)\d\d\d(?: [^\n]*)?\r?\n$")  # ends with the last line of a reply
CHECKS = {}  # id to a list of (client, function)
GENERAL = []  # (condition, client, function)
REASONS = {}  # id to why nobody can confirm it

# TLS 1.1 is what some of this is about.
warnings.filterwarnings("ignore", category=DeprecationWarning, module=__name__)


class NotConfirmed(Exception):
    """What a scenario says is not what the client met."""


def confirms(*ids, by):
    """Decorator: this function is a check of these scenarios with this client."""

    def register(function):
        for each in ids:
            CHECKS.setdefault(each, []).append((by, function))
        return function

    return register


def confirms_where(holds, by):
    """Decorator: this function is a check of all servers of which that holds."""

    def register(function):
        GENERAL.append((holds, by, function))
        return function

    return register


def checks_of(server):
    """The (client, function) of a server; the general ones come last, so that sessions are counted from its own."""
    return CHECKS.get(server.id, []) + [(by, function) for holds, by, function in GENERAL if holds(server)]


def unconfirmed(*ids, because):
    """No independent client can see the fault of these scenarios."""
    REASONS.update(dict.fromkeys(ids, because))


def want(holds, text):
    if not holds:
        raise NotConfirmed(text)


def saw(pattern, text):
    found = re.search(pattern, text, re.MULTILINE)
    want(found, f"no {pattern!r} in {text[-600:]!r}")
    return found[0] if isinstance(text, str) else found[0].decode(errors="backslashreplace")


class Output(str):
    """What a program wrote; `code` is its exit code, None if it had to be stopped."""

    code = None

    def __new__(cls, text, code):
        out = super().__new__(cls, text)
        out.code = code
        return out


def run(*command, input=b"", limit=LIMIT, environment=None):  # pylint: disable=redefined-builtin
    """Runs a program with a limit, whose end takes its children along."""
    done = subprocess.run(["timeout", "--kill-after=1", str(limit), *command], input=input, capture_output=True,
                          check=False, env={**os.environ, "LC_ALL": "C", **(environment or {})})
    text = (done.stdout + b"\n" + done.stderr).decode(errors="backslashreplace")
    return Output(text, None if done.returncode in (124, 137) else done.returncode)


class Heard(NamedTuple):
    layer: str
    octets: bytes
    seconds: float | None


class Session(NamedTuple):
    version: str
    cipher: str
    der: bytes


def context(least=None, most=None, ciphers=EVERYTHING, client=None):
    out = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    out.check_hostname = False
    out.verify_mode = ssl.CERT_NONE
    out.minimum_version = least or ssl.TLSVersion.TLSv1
    out.maximum_version = most or ssl.TLSVersion.MAXIMUM_SUPPORTED
    out.set_ciphers(ciphers)
    if client:
        out.load_cert_chain(*client)
    return out


def client_hello(sni=None, **options):
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        context(**options).wrap_bio(incoming, outgoing, server_hostname=sni).do_handshake()
    return outgoing.read()


class Dialogue:
    """A connection to a server, and what came of it."""

    def __init__(self, server, steps, limit, settle, options):
        self.heard, self.end, self.error, self.session = [], None, None, None
        self.server_, self.settle_, self.layer_ = server, settle, "clear"
        self.sni_ = options.pop("sni", MX_)
        self.options_ = options
        self.until_ = time.monotonic() + limit
        self.socket_ = socket.create_connection((server.address, server.port), limit)
        try:
            if not server.implicit:
                self.read_()
            elif not steps or not isinstance(steps[0], bytes):
                self.start_tls_()
                self.read_()
            for step in steps:
                if not self.end:
                    self.take_(step)
        finally:
            self.socket_.close()
        self.end = self.end or "open"

    def octets_(self, layer):
        return b"".join(each.octets for each in self.heard if each.layer == layer)

    clear = property(lambda self: self.octets_("clear"))
    tls = property(lambda self: self.octets_("tls"))

    @property
    def alert(self):
        reason = getattr(self.error, "reason", None) or ""
        return reason if "ALERT" in reason else ""

    def take_(self, step):
        if step is TLS:
            self.start_tls_()
            self.heard.append(Heard(self.layer_, b"", None))
            return
        octets = step if isinstance(step, bytes) else step.encode() + b"\r\n"
        try:
            self.socket_.settimeout(self.left_())
            self.socket_.sendall(octets)
        except OSError as problem:  # and yet something may have come before
            self.error = problem
        self.read_()

    def left_(self):
        return max(0.01, self.until_ - time.monotonic())

    def start_tls_(self):
        name = self.server_.mx if self.sni_ is MX_ else self.sni_
        try:
            self.socket_.settimeout(self.left_())
            self.socket_ = context(**self.options_).wrap_socket(self.socket_, server_hostname=name, suppress_ragged_eofs=False)
        except OSError as problem:
            self.ended_(problem)
            return
        self.layer_ = "tls"
        self.session = Session(self.socket_.version(), self.socket_.cipher()[0],
                               self.socket_.getpeercert(binary_form=True))

    def ended_(self, problem):
        self.error = problem
        if isinstance(problem, TimeoutError):
            self.end = "open"
        elif isinstance(problem, (ConnectionResetError, BrokenPipeError)):
            self.end = "RST"
        elif isinstance(problem, ssl.SSLEOFError):
            self.end = "FIN"
        else:
            self.end = "tls-error" if isinstance(problem, ssl.SSLError) else "RST"

    def read_(self):
        begun, first, octets = time.monotonic(), None, b""
        while (left := self.until_ - time.monotonic()) > 0:
            self.socket_.settimeout(min(left, self.settle_) if REPLY.search(octets) else left)
            try:
                part = self.socket_.recv(65536)
            except TimeoutError:
                break
            except OSError as problem:
                self.ended_(problem)
                break
            if not part:
                self.end = "FIN" if self.layer_ == "clear" else "close_notify"
                break
            first = first or time.monotonic() - begun
            octets += part
        self.heard.append(Heard(self.layer_, octets, first))


class Server:
    """A scenario that is being served."""

    def __init__(self, record, group, *, line, anchor, at, bin_, checked):
        """`line` is a JSON line of mxtls-lab serve; `checked` the one of the lab that mxtls-check asks."""
        self.record, self.group, self.anchor, self.at = record, group, anchor, at
        self.id = record["id"]
        self.domain = record.get("domain", f"{self.id}.test")
        self.mx, self.address, self.port = line["mx"], line["address"], line["port"]
        self.endpoint = f"{self.address}:{self.port}"
        self.implicit = record.get("server", {}).get("tls") == "implicit"
        self.lmtp = record.get("server", {}).get("protocol") == "lmtp"
        self.bin_, self.checked_, self.findings_ = bin_, checked, None

    run = staticmethod(run)

    @property
    def clock(self):
        return {"LD_PRELOAD": os.path.join(self.bin_, "judges", "clock.so"), "MXTLS_AT": str(self.at)}

    @property
    def protocol_(self):
        return "lmtp" if self.lmtp else "smtp"

    def s_client(self, *options, input=b"", limit=LIMIT):  # pylint: disable=redefined-builtin
        start = [] if self.implicit else ["-starttls", self.protocol_]
        stay = ["-ign_eof", "-nocommands"] if input else []
        return run("openssl", "s_client", "-connect", self.endpoint, *start, "-CAfile", self.anchor, "-no-CApath",
                   *([] if "-noservername" in options else ["-servername", self.mx]), "-cipher", EVERYTHING, *stay,
                   *options, input=input, limit=limit)

    def gnutls_cli(self, *options, input=b"", limit=LIMIT, environment=None):  # pylint: disable=redefined-builtin
        start = [] if self.implicit else [f"--starttls-proto={self.protocol_}"]
        return run("gnutls-cli", *start, f"--x509cafile={self.anchor}", f"--sni-hostname={self.mx}",
                   f"--verify-hostname={self.mx}", f"--port={self.port}", *options, self.address, input=input,
                   limit=limit, environment=environment)

    def dialogue(self, *steps, limit=LIMIT, settle=0.1, **options):
        return Dialogue(self, steps, limit, settle, options)

    def tls(self, *steps, limit=LIMIT, settle=0.02, **options):
        hello = "LHLO client.test" if self.lmtp else "EHLO client.test"
        start = () if self.implicit else (hello, "STARTTLS", TLS)
        return Dialogue(self, (*start, hello, *steps), limit, settle, options)

    @property
    def findings(self):
        # functools.cached_property would let one server wait for the others, as its lock is everybody's.
        if self.findings_ is None:
            self.findings_ = self.find_()
        return self.findings_

    def find_(self):
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.at))
        start = ["--implicit-tls"] if self.implicit else []
        said = run(os.path.join(self.bin_, "mxtls-check"), "--host", f"{self.mx}:{self.checked_['port']}",
                   "--address", self.checked_["address"], "--ca", self.anchor, "--at", moment, "--json",
                   "--timeout", str(LIMIT), *start, limit=2 * LIMIT)
        want(said.code in (0, 1, 2), f"mxtls-check: exit code {said.code}: {said[-300:]}")
        report, _ = json.JSONDecoder().raw_decode(said)
        return sorted({each["type"] for each in report["findings"]})
