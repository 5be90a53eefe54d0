# SPDX-License-Identifier: BSL-1.0
"""Group tls: versions, ciphers, names, alerts, records, and what goes wrong on the wire during a handshake."""
import contextlib
import os
import re
import socket
import struct
import tempfile
import time

from server import client_hello, confirms, run, saw, want

TCP_INFO_DATA_SEGS_IN = 152  # where it stands in struct tcp_info
BEGINS_TLS = ("EHLO client.test", "STARTTLS")


def record(kind, octets, version=b"\3\3"):
    return bytes([kind]) + version + len(octets).to_bytes(2, "big") + octets


def fatal(number):
    return record(21, bytes([2, number]))


def server_hello(version, cipher, compression=0, random=b"a ServerHello that no one comput"):
    body = version + random + b"\0" + cipher.to_bytes(2, "big") + bytes([compression])
    return record(22, b"\2" + len(body).to_bytes(3, "big") + body, min(version, b"\3\3"))


# --- what stands in place of a ServerHello --------------------------------------------

# Id to the octets, and what openssl calls them, or what it sends back.
INSTEAD = {
    "alert-protocol-version": (fatal(70), "tlsv1 alert protocol version"),
    "alert-handshake-failure": (fatal(40), "alert handshake failure"),
    "alert-insufficient-security": (fatal(71), "alert insufficient security"),
    "alert-internal-error": (fatal(80), "alert internal error"),
    "alert-no-application-protocol": (fatal(120), "alert no application protocol"),
    "alert-unrecognized-name": (fatal(112), "SSL alert number 112"),
    "alert-unknown": (fatal(127), "SSL alert number 127"),
    "alert-close-notify": (record(21, b"\1\0"), "<<< .*warning close_notify"),
    "garbage-in-place-of-server-hello": (b"Hello. Hello? Is somebody there?\n", "wrong version number"),
    "record-of-unknown-type": (record(99, b"\0"), ">>> .*fatal unexpected_message"),
    "application-data-first": (record(23, b"250 hello\n"), ">>> .*fatal unexpected_message"),
    "finished-first": (record(22, b"\x14\0\0\x0cno key, ever"), ">>> .*fatal unexpected_message"),
    "ssl-3-server-hello": (server_hello(b"\3\0", 0x2f), ">>> .*fatal protocol_version"),
    "server-hello-unknown-version": (server_hello(b"\3\x09", 0x67), ">>> .*fatal protocol_version"),
    "server-hello-unoffered-cipher": (server_hello(b"\3\3", 0), ">>> .*fatal illegal_parameter"),
    "server-hello-compression": (server_hello(b"\3\3", 0x67, 1), "compression disabled"),
    "downgrade-marked": (server_hello(b"\3\3", 0x67, random=b"a ServerHello that no onDOWNGRD\1"),
                         "inappropriate fallback"),
    "tls-1-0-server-hello": (server_hello(b"\3\1", 0x2f), ">>> TLS 1.0, Alert"),
}


@confirms(*INSTEAD, by="raw socket")
def instead(server):
    seen = server.dialogue(*BEGINS_TLS, client_hello(server.mx))
    wanted = INSTEAD[server.id][0]
    want(seen.heard[-1].octets == wanted, f"{seen.heard[-1].octets!r}, and not {wanted!r}")
    want(seen.end == "FIN", f"{seen.end}, and not FIN")
    return f"{len(wanted)} octets and FIN"


@confirms(*INSTEAD, by="openssl s_client")
def instead_in_words(server):
    return saw(INSTEAD[server.id][1], server.s_client("-msg"))


@confirms("tls-1-0-server-hello", by="openssl s_client")
def too_old(server):
    return saw(">>> .*fatal protocol_version", server.s_client("-msg", "-no_tls1"))


# Id to how it begins, and what openssl says of it. They have no end.
ENDLESS = {
    "record-too-long": (b"\x16\3\3\x7f\x7f\2\0\x7f\x7b", ">>> .*fatal record_overflow"),
    "empty-records": (record(22, b"") * 100, ">>> .*fatal unexpected_message"),
    "warnings-without-end": (record(21, b"\1\x5a") * 100, "too many warn alerts"),
}


@confirms(*ENDLESS, by="raw socket")
def endless(server):
    seen = server.dialogue(*BEGINS_TLS, client_hello(server.mx), limit=3)
    begin = ENDLESS[server.id][0]
    want(seen.heard[-1].octets.startswith(begin), f"{seen.heard[-1].octets[:40]!r}")
    want(seen.end == "open", f"{seen.end}, and not open")
    return f"{len(seen.heard[-1].octets)} octets, and no end"


@confirms(*ENDLESS, by="openssl s_client")
def endless_in_words(server):
    return saw(ENDLESS[server.id][1], server.s_client("-msg"))


# --- versions ----------------------------------------------------------------------------


@confirms("tls-1-1-only", "tls-1-2-only", "tls-1-3-only", by="openssl s_client")
def one_version(server):
    spoken = server.id.removeprefix("tls-").removesuffix("-only").replace("-", "_")
    for each in ("1_1", "1_2", "1_3"):
        seen = server.s_client(f"-tls{each}")
        if each == spoken:
            want(seen.code == 0, f"TLS {each}: exit code {seen.code}")
            evidence = saw("New, TLSv1.3" if each == "1_3" else f"Protocol *: TLSv{each.replace('_', '.')}$", seen)
        else:
            saw(r"Cipher is \(NONE\)", seen)
    return evidence


@confirms("tls-1-1-only", by="gnutls-cli")
def old_version(server):
    return saw(r"\(TLS1\.1-X\.509\)\S*", server.gnutls_cli("--priority=NORMAL:+VERS-TLS1.1"))


# --- ciphers and groups -------------------------------------------------------------------

# Id to the options with which openssl gets a handshake, its words, and options with which it gets none.
CHOICES = {
    "null-cipher-only": ([], "Cipher is ECDHE-ECDSA-NULL-SHA$", ["-cipher", "ALL:@SECLEVEL=0"]),
    "anonymous-cipher": ([], "Cipher is ADH-AES128-SHA$", ["-cipher", "ALL:!aNULL:@SECLEVEL=0"]),
    "cbc-only": ([], "Cipher is ECDHE-ECDSA-AES128-SHA$", ["-cipher", "ECDHE+AESGCM"]),
    "chacha20-only": ([], "Cipher is TLS_CHACHA20_POLY1305_SHA256$", ["-ciphersuites", "TLS_AES_128_GCM_SHA256"]),
    "finite-field-dh-only": ([], "Cipher is DHE-RSA-AES128-GCM-SHA256$", ["-cipher", "ECDHE"]),
    "hello-retry-request": ([], "Server Temp Key: ECDH, secp384r1", ["-groups", "X25519:P-256"]),
    "p521-key-exchange": ([], "Server Temp Key: ECDH, secp521r1", ["-groups", "X25519:P-256"]),
}


@confirms(*CHOICES, by="openssl s_client")
def choice(server):
    options, words, others = CHOICES[server.id]
    evidence = saw(words, server.s_client(*options))
    saw(r"Cipher is \(NONE\)", server.s_client(*others))
    return evidence


@confirms("hello-retry-request", by="openssl s_client")
def asked_again(server):
    hellos = re.findall("^(>>>|<<<) .*(ClientHello|ServerHello)$", server.s_client("-msg"), re.MULTILINE)
    want(len(hellos) == 4, f"{hellos}")
    return "two ClientHellos"


@confirms("rc4-only", "triple-des-only", "null-cipher-only", by="gnutls-cli")
def old_cipher(server):
    name = {"rc4-only": "ARCFOUR-128", "triple-des-only": "3DES-CBC", "null-cipher-only": "NULL"}[server.id]
    saw(r"Received alert \[40\]", server.gnutls_cli())
    return saw(rf"\({name}\)-\(SHA1\)", server.gnutls_cli(f"--priority=NORMAL:+{name}"))


@confirms("rc4-only", "triple-des-only", "cipher-of-another-key", by="openssl s_client")
def no_common_cipher(server):
    return saw("alert handshake failure", server.s_client())


@confirms("anonymous-cipher", by="openssl s_client")
def no_certificate(server):
    return saw("no peer certificate available", server.s_client())


# --- client certificates, staples ------------------------------------------------------------


@confirms("client-certificate-requested", "client-certificate-requested-tls-1-2", by="openssl s_client")
def asked_for_certificate(server):
    seen = server.s_client("-msg")
    want(seen.code == 0, f"exit code {seen.code}")
    if server.id.endswith("1-2"):
        saw("^Acceptable client certificate CA names\n.*CN = root", seen)
    return saw("CertificateRequest$", seen)


@confirms("client-certificate-many-authorities", by="openssl s_client")
def many_authorities(server):
    seen = server.s_client("-msg")
    names = saw("^Acceptable client certificate CA names\n(.*CN = .*\n)*", seen).count("CN = ")
    want(names == 120, f"{names} names")
    return saw(r"\[length \w*\], CertificateRequest$", seen)


@confirms("client-certificate-required", by="Python ssl")
def wanted_certificate(server):
    seen = server.tls()
    want(seen.session, f"no handshake: {seen.error}")
    want("CERTIFICATE_REQUIRED" in seen.alert, f"{seen.end}: {seen.error}")
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "certificate.pem")
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
            "/CN=client.test", "-days", "2", "-keyout", key, "-out", certificate)
        saw(b"^250 ", server.tls(client=(certificate, key)).tls)
    return f"{seen.alert} behind the handshake"


@confirms("staple-tls-1-2", by="openssl s_client")
def stapled(server):
    want("CertificateStatus" not in server.s_client("-msg"), "a staple that nobody has asked for")
    seen = server.s_client("-msg", "-status")
    saw("Cert Status: good", seen)
    return saw("Handshake .*, CertificateStatus$", seen)


# --- names -------------------------------------------------------------------------------------


@confirms("sni-chooses-certificate", "sni-chooses-wrong-certificate", by="Python ssl")
def chosen_by_name(server):
    right, wrong = server.mx.encode(), b"default.invalid"
    with_name, without = server.tls().session.der, server.tls(sni=None).session.der
    if "wrong" in server.id:
        with_name, without, wrong = without, with_name, b"www." + server.domain.encode()
    want(right in with_name and wrong not in with_name, "not the host's")
    want(wrong in without and right not in without, "not the other one's")
    return "one certificate with SNI and another without"


@confirms("sni-required", "sni-other-name-refused", by="openssl s_client")
def refused_by_name(server):
    saw("^250 ", server.s_client("-crlf", input=b"QUIT\r\n"))
    options = ["-noservername"] if server.id == "sni-required" else ["-servername", server.domain]
    return saw("SSL alert number 112", server.s_client(*options))


@confirms("sni-warning", by="gnutls-cli")
def warned(server):
    seen = server.gnutls_cli()
    saw("The certificate is trusted", seen)
    return saw(r"Received alert \[112\].*", seen)


@confirms("sni-warning", by="openssl s_client")
def warned_as_well(server):
    seen = server.s_client("-msg")
    want(seen.code == 0, f"exit code {seen.code}")
    return saw("<<< .*warning unrecognized_name", seen)


# --- the wire -----------------------------------------------------------------------------------

# Id to how many octets of TLS come, and how it ends.
UNFINISHED = {
    "server-hello-cut": (20, "FIN"),
    "server-hello-reset": (None, "RST"),  # and what was on its way is lost or not
    "server-hello-stalled": (60, "open"),
    "certificate-cut": (400, "FIN"),
    "certificate-stalled": (400, "open"),
    "client-hello-cut": (0, "FIN"),
    "client-hello-stalled": (0, "open"),
}


@confirms(*UNFINISHED, by="raw socket")
def unfinished(server):
    octets, end = UNFINISHED[server.id]
    seen = server.dialogue(*BEGINS_TLS, client_hello(server.mx), limit=3)
    got = seen.heard[-1].octets
    want(octets in (None, len(got)), f"{len(got)} octets, and not {octets}")
    want(b"\x16\3\3".startswith(got[:3]), f"{got[:3]!r}")
    want(seen.end == end, f"{seen.end}, and not {end}")
    return f"{'' if octets is None else f'{octets} octets, then '}{'silence' if end == 'open' else end}"


# Id to what openssl says.
CHANGED = {
    "server-hello-corrupt": "wrong version number|unexpected message",
    "server-random-changed": "bad signature",
    "server-random-changed-tls-1-3": "bad record mac",
    "client-random-changed": "bad record mac",
    "certificate-corrupt": "bad record mac",
    "change-cipher-spec-first": "unexpected message",
}


@confirms(*CHANGED, by="openssl s_client")
def changed(server):
    return saw(CHANGED[server.id], server.s_client())


# Id to the octets that TLS begins with.
BEGINNINGS = {
    "server-hello-corrupt": b"\x1b\3\3",
    "change-cipher-spec-first": record(20, b"\1") + b"\x16\3\3",
    "sni-warning": record(21, b"\1\x70") + b"\x16\3\3",
}


@confirms(*BEGINNINGS, by="raw socket")
def begins(server):
    seen = server.dialogue(*BEGINS_TLS, client_hello(server.mx), limit=2).heard[-1].octets
    want(seen.startswith(BEGINNINGS[server.id]), f"{seen[:20]!r}")
    return f"TLS begins with {BEGINNINGS[server.id].hex()}"


def arrivals(server):
    """Of what answers a ClientHello: how many octets, in how many segments of TCP, in how many seconds."""
    with socket.create_connection((server.address, server.port), 5) as connection:
        def segments():
            info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
            return struct.unpack_from("I", info, TCP_INFO_DATA_SEGS_IN)[0]

        for step in (b"", b"EHLO client.test\r\n", b"STARTTLS\r\n", client_hello(server.mx)):
            before, begun, octets = segments(), time.monotonic(), 0
            connection.sendall(step)
            connection.settimeout(5)
            with contextlib.suppress(TimeoutError):
                while part := connection.recv(65536):
                    octets, last = octets + len(part), time.monotonic()
                    connection.settimeout(0.5)
            want(octets, "silence")
        return octets, segments() - before, last - begun


@confirms("server-hello-in-single-octets", by="raw socket")
def single_octets(server):
    octets, segments, _ = arrivals(server)
    want(octets > 500 and segments > 100, f"{octets} octets in {segments} segments")
    return f"{octets} octets in {segments} segments"


@confirms("handshake-paced", by="raw socket")
def paced(server):
    octets, _, seconds = arrivals(server)
    want(seconds >= 0.02 * (octets // 100), f"{octets} octets in {seconds:.2f} seconds")
    return f"{octets} octets in {seconds:.2f} seconds"


@confirms("server-hello-delayed", by="raw socket")
def delayed(server):
    seconds = server.dialogue(*BEGINS_TLS, client_hello(server.mx), limit=3).heard[-1].seconds
    want(seconds and seconds >= 1, f"{seconds} seconds")
    return f"{seconds:.1f} seconds"


@confirms("server-hello-in-single-octets", "handshake-paced", "server-hello-delayed", by="gnutls-cli")
def and_yet_it_is_good(server):
    return saw("The certificate is trusted", server.gnutls_cli())


# --- inside TLS ---------------------------------------------------------------------------------

# Id to what openssl says in the end, with an EHLO, and whether it has read any of the reply by then.
INSIDE = {
    "close-notify-in-place-of-reply": ("<<< .*warning close_notify", False),
    "reset-in-place-of-reply": ("read:errno=104", False),
    "application-record-corrupt": (">>> .*fatal bad_record_mac", False),
    "session-cut": ("unexpected eof while reading", True),
}


@confirms(*INSIDE, by="openssl s_client")
def inside(server):
    words, some = INSIDE[server.id]
    seen = server.s_client("-msg", input=b"EHLO client.test\r\n")
    saw("^New, TLSv1.3, Cipher is TLS_", seen)
    want(bool(re.search("^250-X-FILLER", seen, re.MULTILINE)) == some, f"some of the reply, or none: {seen[-300:]}")
    return f"a handshake, then {saw(words, seen)}"
