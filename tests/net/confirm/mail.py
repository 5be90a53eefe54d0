# SPDX-License-Identifier: BSL-1.0
"""Groups starttls and dialogue from EHLO inside TLS to QUIT: a mail, and what becomes of it."""
import smtplib
import ssl

from dialogue import MAIL, SHORT, answered
from server import confirms, saw, want

RCPT = "RCPT TO:<one@recipient.test>"
DATA = (MAIL, RCPT, "DATA")
ALL = (*DATA, b"Subject: test\r\n\r\ntest\r\n.\r\n")
IN_TLS = {
    "ehlo-in-tls-503": ((), rb"503 .*\r\n", "open"),
    "ehlo-in-tls-421-closes": ((), rb"421 .*\r\n", "close_notify"),
    "greeting-again-in-tls": ((), rb"220 .*\r\n(250-.*\r\n)+250 .*\r\n", "open"),
    "starttls-offered-again": ((), rb"(250-.*\r\n)+250-STARTTLS\r\n250 .*\r\n", "open"),
    "requiretls-offered": ((MAIL + " REQUIRETLS", ), rb"250 .*\r\n", "open"),
    "must-starttls-first": ((MAIL, ), rb"250 .*\r\n", "open"),
    "mail-421-closes": ((MAIL, ), rb"421 .*\r\n", "close_notify"),
    "mail-550": ((MAIL, ), rb"550 .*\r\n", "open"),
    "auth-required": ((MAIL, ), rb"530 .*\r\n", "open"),
    "mail-then-close": ((MAIL, ), rb"", "close_notify"),
    "rcpt-550": ((MAIL, RCPT), rb"550 .*\r\n", "open"),
    "rcpt-421-closes": ((MAIL, RCPT), rb"421 .*\r\n", "close_notify"),
    "rcpt-then-close": ((MAIL, RCPT), rb"", "close_notify"),
    "rcpt-251": ((MAIL, RCPT), rb"251 .*\r\n", "open"),
    "second-recipient-452": ((MAIL, RCPT, RCPT.replace("one", "two")), rb"452 .*\r\n", "open"),
    "second-recipient-550": ((MAIL, RCPT, RCPT.replace("one", "two")), rb"550 .*\r\n", "open"),
    "data-without-recipients": (DATA, rb"354 .*\r\n", "open"),
    "data-250": (DATA, rb"250 .*\r\n", "open"),
    "data-421-closes": (DATA, rb"421 .*\r\n", "close_notify"),
    "data-554": (DATA, rb"554 .*\r\n", "open"),
    "data-then-close": (DATA, rb"", "close_notify"),
    "bdat-refused": ((MAIL, RCPT, b"BDAT 4 LAST\r\ntest"), rb"503 .*\r\n", "open"),
    "message-451": (ALL, rb"451 .*\r\n", "open"),
    "message-550": (ALL, rb"550 .*\r\n", "open"),
    "message-too-big": (ALL, rb"552 .*\r\n", "open"),
    "message-421-closes": (ALL, rb"421 .*\r\n", "close_notify"),
    "message-then-close": (ALL, rb"", "close_notify"),
    "message-then-silence": (ALL, rb"", "open"),
    "rset-refused": (("RSET", ), rb"500 .*\r\n", "open"),
    "quit-then-silence": (("QUIT", ), rb"", "open"),
    "close-after-final-250": (ALL, rb"250 .*\r\n", "close_notify"),
}


@confirms(*IN_TLS, by="Python ssl")
def says_in_tls(server):
    steps, pattern, end = IN_TLS[server.id]
    seen = server.tls(*steps, limit=2 * SHORT)
    want(seen.session, f"no handshake: {seen.error}")
    if server.id.startswith("second-"):
        saw(rb"^250 ", seen.heard[-2].octets)
    if server.id == "data-without-recipients":
        saw(rb"^550 ", seen.heard[-2].octets)
    return answered(seen, pattern, end)


# Id to the code that ends the attempt; swaks exits with another number for each command.
SWAKS = {
    "mail-421-closes": (421, 23),
    "mail-550": (550, 23),
    "auth-required": (530, 23),
    "rcpt-421-closes": (421, 24),
    "rcpt-550": (550, 24),
    "data-554": (554, 25),
    "message-451": (451, 26),
    "message-550": (550, 26),
}


@confirms(*SWAKS, by="swaks")
def swaks(server):
    code, number = SWAKS[server.id]
    seen = server.run("swaks", "--server", server.address, "--port", str(server.port), "--tls", "--timeout", "5",
                      "--from", "sender@client.test", "--to", "one@recipient.test")
    want(seen.code == number, f"exit code {seen.code}")
    return saw(rf"(?<=<~\* ) *{code} .*", seen).strip()


@confirms("greylisting", by="smtplib")
def greylisted(server):
    codes = []
    for _ in range(3):
        with smtplib.SMTP(server.address, server.port, "client.test", timeout=5) as client:
            client.starttls(context=ssl._create_unverified_context())  # pylint: disable=protected-access
            client.ehlo()
            client.mail("sender@client.test")
            codes.append(client.rcpt("one@recipient.test")[0])
    want(codes == [451, 250, 250], codes)
    return "451, 250, 250"


@confirms("second-recipient-452", "second-recipient-550", "rcpt-251", by="smtplib")
def some_are_taken(server):
    with smtplib.SMTP(server.address, server.port, "client.test", timeout=5) as client:
        refused = client.sendmail("sender@client.test", ["one@recipient.test", "two@recipient.test"], "test")
    codes = [code for code, _ in refused.values()]
    want(codes == ([] if server.id == "rcpt-251" else [int(server.id[-3:])]), refused)
    return f"refused: {', '.join(map(str, codes)) or 'none'}"
