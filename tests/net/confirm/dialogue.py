# SPDX-License-Identifier: BSL-1.0
"""Groups starttls, greeting and dialogue up to MAIL: what the server says, and when it says nothing.

Most scenarios are one line of a table: what to say, what the answer to the last of it is, octet for octet, and how
the connection is then. The answer of a table is a pattern for all of it.
"""
import re
import smtplib

from server import TLS, client_hello, confirms, saw, want

EHLO = "EHLO client.test"
MAIL = "MAIL FROM:<sender@client.test>"
SHORT = 1.5  # seconds: as long as a silence is waited for


def answered(seen, pattern, end):
    """The last answer is all of this pattern, and then the connection is so."""
    octets = seen.heard[-1].octets
    want(re.fullmatch(pattern, octets), f"{octets[:600]!r}, and not {pattern!r}")
    want(seen.end == end, f"{seen.end}, and not {end}")
    shown = octets.decode(errors="backslashreplace").encode("unicode_escape").decode()
    return f"{shown[:100] or 'nothing'}{'...' * (len(shown) > 100)} [{end}]"


# --- greetings ------------------------------------------------------------------------

GREETINGS = {
    "greeting-421": (rb"421 .*\r\n", "FIN"),
    "greeting-554": (rb"554 .*\r\n", "open"),
    "greeting-521": (rb"521 .*\r\n", "FIN"),
    "greeting-250": (rb"250 mx.*\r\n", "open"),
    "greeting-twice": (rb"220 .*\r\n220 .*\r\n", "open"),
    "greeting-of-imap": (rb"\* OK .*\r\n", "open"),
    "greeting-without-text": (rb"220\r\n", "open"),
    "greeting-without-name": (rb"220 ESMTP ready\r\n", "open"),
    "greeting-localhost": (rb"220 localhost\.localdomain ESMTP\r\n", "open"),
    "greeting-with-one-label": (rb"220 mail ESMTP\r\n", "open"),
    "greeting-address-literal": (rb"220 \[192\.0\.2\.1\] ESMTP\r\n", "open"),
    "greeting-in-utf-8": ("220 mäx\\.greeting-in-utf-8\\.test ESMTP\r\n".encode(), "open"),
    "greeting-of-asterisks": (rb"220 \*{40}\r\n", "open"),
    "greeting-in-two-lines": (rb"220-mx\.greeting-in-two-lines\.test ESMTP\r\n220 [^.]*\r\n", "open"),
    "greeting-name-in-second-line": (rb"220-[^.]*\r\n220 mx\.greeting-name-in-second-line\.test ESMTP\r\n", "open"),
    "ehlo-answered-early": (rb"220 .*\r\n250-.*\r\n250 STARTTLS\r\n", "open"),
    "code-of-four-digits": (rb"2200 .*\r\n", "open"),
    "code-without-space": (rb"220mx\..*\r\n", "open"),
    "octet-beyond-ascii": (rb"220 mx\.octet-beyond-ascii\.test E\xd3MTP\r\n", "open"),
    "close-before-greeting": (rb"", "FIN"),
    "reset-before-greeting": (rb"", "RST"),
    "no-greeting": (rb"", "open"),
    "line-of-513-octets": (rb"220 [^\r\n]{507}\r\n", "open"),
    "line-of-2000-octets": (rb"220 [^\r\n]{1996}\r\n", "open"),
    "line-of-100000-octets": (rb"220 [^\r\n]{99996}\r\n", "open"),
}


@confirms(*GREETINGS, by="raw socket")
def greets(server):
    return answered(server.dialogue(limit=SHORT), *GREETINGS[server.id])


@confirms("greeting-changes", by="raw socket")
def greets_anew(server):
    names = [saw(rb"(?<=^220 )\S+", server.dialogue().clear) for _ in range(4)]
    host = "greeting-changes.test"
    want(names == [f"mx-1.{host}", f"mx-2.{host}", f"mx.{host}", f"mx.{host}"], names)
    return ", ".join(names)


# --- in clear ---------------------------------------------------------------------------

STARTTLS = (EHLO, "STARTTLS")
HELLO = (*STARTTLS, client_hello())
IN_CLEAR = {
    **{f"starttls-{code}": (STARTTLS, rb"%d .*\r\n" % code, "open")
       for code in (454, 500, 501, 502, 530, 550, 250, 354)},
    "starttls-221": (STARTTLS, rb"221 .*\r\n", "FIN"),
    "starttls-421-closes": (STARTTLS, rb"421 .*\r\n", "FIN"),
    "starttls-dropped": (STARTTLS, rb"", "FIN"),
    "starttls-then-close": (STARTTLS, rb"220 .*\r\n", "FIN"),
    "starttls-then-reset": (STARTTLS, rb"220 .*\r\n", "RST"),
    "starttls-then-silence": (HELLO, rb"", "open"),
    "starttls-then-smtp": (HELLO, rb"500 .*\r\n", "FIN"),
    "starttls-then-http": (HELLO, rb"HTTP/1\.1 400 .*\r\n(.+\r\n)+\r\n", "FIN"),
    "plaintext-after-starttls": (STARTTLS, rb"220 .*\r\n250 .*\r\n", "open"),
    "response-injection": (STARTTLS, rb"220 .*\r\n250-mx.*\r\n250 AUTH PLAIN LOGIN\r\n", "open"),
    "response-injection-fragment": (STARTTLS, rb"220 .*\r\n250-AUTH PLAIN ", "open"),
    "response-injection-later": (HELLO, rb"250 AUTH PLAIN LOGIN\r\n", "open"),
    "must-starttls-first": ((EHLO, MAIL), rb"530 .*\r\n", "open"),
    "greeting-of-asterisks": ((EHLO, ), rb"500 .*\r\n", "open"),
    "ehlo-refused": ((EHLO, ), rb"502 .*\r\n", "open"),
    "ehlo-550": ((EHLO, ), rb"550 .*\r\n", "open"),
    "ehlo-421-closes": ((EHLO, ), rb"421 .*\r\n", "FIN"),
    "ehlo-then-close": ((EHLO, ), rb"", "FIN"),
    "ehlo-then-silence": ((EHLO, ), rb"", "open"),
    "ehlo-last-line-missing": ((EHLO, ), rb"(250-.*\r\n)+250-STARTTLS\r\n", "open"),
    "ehlo-answered-twice": ((EHLO, ), rb"250-mx.*\r\n250 STARTTLS\r\n250-mx.*\r\n250 STARTTLS\r\n", "open"),
    "ehlo-answered-early": ((EHLO, ), rb"", "open"),
    "starttls-answered-early": ((EHLO, ), rb"250-.*\r\n250 STARTTLS\r\n220 .*\r\n", "open"),
    "codes-differ": ((EHLO, ), rb"(250-.*\r\n)+550 .*\r\n", "open"),
    "code-of-two-digits": ((EHLO, ), rb"25 .*\r\n", "open"),
    "code-out-of-range": ((EHLO, ), rb"650 .*\r\n", "open"),
    "bare-line-feeds": ((EHLO, ), rb"(250-[^\r\n]*\n)+250 STARTTLS\n", "open"),
    "bare-carriage-return": ((EHLO, ), rb"250-[^\r\n]+\r250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n", "open"),
    "nul-in-reply": ((EHLO, ), rb"250-mx\.nul-in-reply\.test\0\.elsewhere\.test\r\n250 STARTTLS\r\n", "open"),
    "terminal-escapes-in-reply": ((EHLO, ), rb"250-\S+ \x1b\[2J\x1b\[HPASS\x1b\[32m\r\n250 STARTTLS\r\n", "open"),
    "no-other-keywords": ((EHLO, ), rb"250-mx\.no-other-keywords\.test\r\n250 STARTTLS\r\n", "open"),
    "lmtp-answers": ((EHLO, "HELO client.test"), rb"500 .*LHLO\r\n", "open"),
}


@confirms(*IN_CLEAR, by="raw socket")
def says(server):
    steps, pattern, end = IN_CLEAR[server.id]
    seen = server.dialogue(*steps, limit=SHORT)
    if "STARTTLS" in steps:
        saw(rb"^250[- ]STARTTLS\r$", seen.heard[1].octets)
    return answered(seen, pattern, end)


# Id to the line of the answer to EHLO that matters, if there is one, and whether STARTTLS works.
OFFERS = {
    "starttls-not-offered": (None, False),
    "starttls-hidden": (None, True),
    "starttls-crossed-out": ("XXXXXXXA", False),
    "starttls-in-the-first-line": ("mx.* STARTTLS .*", False),
    "starttls-as-part-of-a-word": ("X-NO-STARTTLS", False),
    "starttls-behind-a-space": (" STARTTLS", True),
    "starttls-in-lower-case": ("StartTls", True),
    "starttls-with-parameter": ("STARTTLS REQUIRED", True),
    "starttls-220-in-two-lines": ("STARTTLS", True),
    "starttls-220-without-text": ("STARTTLS", True),
}


@confirms(*OFFERS, by="Python ssl")
def offers(server):
    line, works = OFFERS[server.id]
    seen = server.dialogue(*STARTTLS, *((TLS, EHLO) if works else ()))
    offer = seen.heard[1].octets.decode()
    if line == "STARTTLS":
        evidence = seen.heard[2].octets.decode()
        saw("^220(-.*\r\n220 .*)?\r\n\\Z", evidence)
    else:
        want(not re.search("^250[- ]STARTTLS\r$", offer, re.MULTILINE), offer)
        evidence = saw(f"^250[- ]{line}(?=\r$)", offer) if line else "no STARTTLS"
    if works:
        want(seen.session, f"no handshake: {seen.error}")
        saw(rb"^250 ", seen.heard[-1].octets)
        return f"{evidence.strip()!r}, and it works"
    saw(rb"^50\d ", seen.heard[-1].octets)
    return f"{evidence.strip()!r}, and it is refused"


# What those who take the octets for TLS say of them.
@confirms("starttls-then-smtp", "starttls-then-http", "response-injection-later", "implicit-tls-in-clear",
          by="openssl s_client")
def no_tls(server):
    return saw("wrong version number", server.s_client())


@confirms("starttls-answered-early", by="raw socket")
def again(server):
    return answered(server.dialogue(*STARTTLS), rb"220 .*\r\n", "open")


@confirms("response-injection-later", by="raw socket")
def later(server):
    seconds = server.dialogue(*HELLO, limit=SHORT).heard[-1].seconds
    want(seconds >= 0.3, seconds)
    return f"{seconds:.1f} seconds"


@confirms("greeting-of-asterisks", "ehlo-refused", by="smtplib")
def helo(server):
    """As a mailer does that has been refused EHLO."""
    with smtplib.SMTP(server.address, server.port, "client.test", timeout=5) as client:
        client.ehlo_or_helo_if_needed()
        want(client.helo_resp and not client.has_extn("starttls"), client.ehlo_resp)
        want(not client.sendmail("sender@client.test", ["one@recipient.test"], "test"), "refused")
    return "HELO and a mail in clear"


@confirms("ehlo-never-ends", by="raw socket")
def endless(server):
    octets = server.dialogue(EHLO, limit=2).heard[-1].octets
    want(len(octets) > 1_000_000, f"only {len(octets)} octets")
    want(set(octets.split(b"\r\n")[:-1]) == {b"250-AND-SO-ON"}, octets[:200])
    return f"more than 1 MB, and no last line: {octets[:15]!r}..."


@confirms("starttls-fails-at-first", "starttls-fails-later", by="raw socket")
def changes_its_mind(server):
    codes = [server.dialogue(*STARTTLS).heard[-1].octets[:3] for _ in range(3)]
    want(codes == [b"454", b"220", b"220"] if server.id.endswith("first") else codes == [b"220", b"454", b"454"], codes)
    return b" ".join(codes).decode()


# --- what is offered, and names ----------------------------------------------------------

# Id to a keyword, and where it is offered.
KEYWORDS = {
    "auth-only-in-clear": (rb"^250[- ]AUTH PLAIN LOGIN\r$", "clear"),
    "requiretls-offered": (rb"^250[- ]REQUIRETLS\r$", "tls"),
    "message-too-big": (rb"^250[- ]SIZE 100\r$", "clear tls"),
    "bdat-refused": (rb"^250[- ]CHUNKING\r$", "clear tls"),
}


@confirms(*KEYWORDS, by="Python ssl")
def keywords(server):
    keyword, where = KEYWORDS[server.id]
    seen = server.tls()
    found = " ".join(layer for layer in ("clear", "tls") if re.search(keyword, getattr(seen, layer), re.MULTILINE))
    want(found == where, f"{keyword!r} in {found}")
    return f"offered: {found.replace(' ', ', ')}"


# Id to what the server calls itself in its greeting, in clear and inside TLS.
NAMES = {
    "greeting-differs": "backend-17.internal.test backend-17.internal.test backend-17.internal.test",
    "ehlo-name-differs": "mx.{0} store-3.{0} store-3.{0}",
    "ehlo-name-changes-in-tls": "mx.{0} mx.{0} store-3.{0}",
}


@confirms(*NAMES, by="Python ssl")
def names(server):
    seen = server.tls()
    said = [saw(rb"(?<=^2[25]0[- ])\S+", each.octets) for each in (*seen.heard[:2], seen.heard[-1])]
    want(said == NAMES[server.id].format(server.domain).split(), said)
    return ", ".join(said)


@confirms("no-other-keywords", by="smtplib")
def nothing_else(server):
    with smtplib.SMTP(server.address, server.port, "client.test", timeout=5) as client:
        client.ehlo()
        want(list(client.esmtp_features) == ["starttls"], client.esmtp_features)
    return "starttls, and nothing else"


# --- TLS from the first octet -----------------------------------------------------------


@confirms("implicit-tls", "tls-expected-at-once", by="openssl s_client")
def at_once(server):
    seen = server.run("openssl", "s_client", "-connect", server.endpoint, "-CAfile", server.anchor, "-no-CApath",
                      "-verify_hostname", server.mx)
    saw("Verification: OK", seen)
    return saw(r"New, TLSv1\.3, Cipher is TLS_\w+", seen)


@confirms("tls-expected-at-once", by="raw socket")
def waits_for_tls(server):
    return answered(server.dialogue(limit=SHORT), rb"", "open")


@confirms("implicit-tls", by="Python ssl")
def greets_in_tls(server):
    return answered(server.tls(), rb"(250-.*\r\n)+250 .*\r\n", "open")


@confirms("implicit-tls-in-clear", by="raw socket")
def answers_in_clear(server):
    return answered(server.dialogue(client_hello(server.mx)), rb"220 .*\r\n500 .*\r\n", "open")
