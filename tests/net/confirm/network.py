# SPDX-License-Identifier: BSL-1.0
"""Group network: delays, segments, and how a connection ends."""
import os
import smtplib
import socket
import ssl
import struct
import time

from dialogue import EHLO, SHORT, answered
from mail import ALL, DATA
from server import NotConfirmed, confirms, saw, want

TCP_INFO_DATA_SEGS_IN = 152  # where it stands in struct tcp_info
BIG = b"Subject: test\r\n\r\n" + b"x" * 62 + b"\r\n"
BIG += BIG[-64:] * 500 + b".\r\n"


def arrivals(server, seconds):
    """The (moment, octets) of what is sent unasked; the number of its segments comes last."""
    out = []
    with socket.create_connection((server.address, server.port), 5) as s:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            s.settimeout(left)
            try:
                part = s.recv(65536)
            except TimeoutError:
                break
            out.append((time.monotonic(), part))
        return out, struct.unpack_from("I", s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256),
                                       TCP_INFO_DATA_SEGS_IN)[0]


# --- time -------------------------------------------------------------------------------


@confirms("greeting-after-1-second", by="raw socket")
def late(server):
    seconds = server.dialogue().heard[0].seconds
    want(seconds and seconds >= 0.9, seconds)
    return f"{seconds:.1f} seconds"


@confirms("final-reply-after-1-second", by="Python ssl")
def late_at_the_end(server):
    seen = server.tls(*ALL)
    want(seen.heard[-1].seconds >= 0.9, [each.seconds for each in seen.heard])
    return f"{seen.heard[-1].seconds:.1f} seconds, {answered(seen, rb'250 .*' + bytes([13, 10]), 'open')}"


@confirms("tarpit", by="Python ssl")
def slow(server):
    waits = [each.seconds for each in server.tls(*ALL).heard if each.octets]
    want(len(waits) == 8 and min(waits) >= 0.35, waits)
    return f"{len(waits)} replies, {sum(waits):.1f} seconds"


# Id to what comes first, and the seconds until the rest.
PARTS = {
    "greeting-in-two-parts": (b"220-mx.greeting-in-two-parts.test\r\n", 0.5),
    "reply-cut-between-cr-and-lf": (b"220 mx.reply-cut-between-cr-and-lf.test ESMTP\r", 0.2),
}


@confirms(*PARTS, by="raw socket")
def in_parts(server):
    first, seconds = PARTS[server.id]
    seen, _ = arrivals(server, SHORT)
    want(len(seen) == 2 and seen[0][1] == first and seen[1][1][-1:] == b"\n", seen)
    gap = seen[1][0] - seen[0][0]
    want(gap >= seconds, f"{gap:.2f} seconds")
    return f"{seen[0][1]!r}, {gap:.1f} seconds, {seen[1][1]!r}"


@confirms("one-octet-a-second", by="raw socket")
def one_a_second(server):
    seen, _ = arrivals(server, 3.5)
    want([part for _, part in seen] == [b"2", b"2", b"0"], seen)
    return f"3 octets in {seen[-1][0] - seen[0][0] + 1:.1f} seconds"


@confirms("single-octets", by="raw socket")
def one_a_segment(server):
    seen, segments = arrivals(server, 1)
    octets = b"".join(part for _, part in seen)
    saw(rb"^220 .*\r\n\Z", octets)
    want(segments >= len(octets), f"{len(octets)} octets in {segments} segments")  # one may be sent twice
    return f"{len(octets)} octets in {segments} segments"


# --- ends -------------------------------------------------------------------------------


@confirms("stops-reading", "cut-in-the-mail", by="Python ssl")
def small_mail(server):
    return "a small mail: " + answered(server.tls(*ALL), rb"250 .*\r\n", "open")


@confirms("stops-reading", by="Python ssl")
def big_mail(server):
    return f"one of {len(BIG)} octets: " + answered(server.tls(*DATA, BIG, limit=2 * SHORT), rb"", "open")


@confirms("cut-in-the-mail", by="openssl s_client")
def cut(server):
    seen = server.s_client(input="\r\n".join((EHLO, *DATA, "")).encode() + BIG)
    saw("^354 ", seen)
    want("Taken, and passed" not in seen, seen[-300:])
    return saw("unexpected eof while reading", seen)


@confirms("reset-after-final-250", by="smtplib")
def reset(server):
    client = smtplib.SMTP(server.address, server.port, "client.test", timeout=5)
    client.starttls(context=ssl._create_unverified_context())  # pylint: disable=protected-access
    client.ehlo()
    client.mail("sender@client.test")
    client.rcpt("one@recipient.test")
    code, _ = client.data("Subject: test\r\n\r\ntest\r\n")
    want(code == 250, code)
    # Python's ssl takes a reset for an end of file.
    with socket.socket(fileno=os.dup(client.sock.fileno())) as below:
        below.settimeout(5)
        try:
            octets = below.recv(100)
        except ConnectionResetError:
            return f"{code}, then ECONNRESET"
        finally:
            client.close()
    raise NotConfirmed(f"{octets!r}, and no ECONNRESET")


@confirms("second-connection-421", by="raw socket")
def once(server):
    saw(rb"^250[- ]STARTTLS", server.dialogue(EHLO).clear)
    return "first 220, then " + answered(server.dialogue(), rb"421 .*\r\n", "FIN")


@confirms("proxy-header-awaited", by="raw socket")
def behind_a_proxy(server):
    with socket.create_connection((server.address, server.port), 5) as s:
        s.settimeout(0.5)
        try:
            want(False, s.recv(100))
        except TimeoutError:
            pass
        s.settimeout(5)
        s.sendall(b"PROXY TCP4 192.0.2.1 192.0.2.25 50000 25\r\n")
        return f"silence, and after a PROXY header {saw(rb'^220 .*', s.recv(100)).strip()}"
