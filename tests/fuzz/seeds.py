#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes the fuzzers' first inputs: the tables of truth, edge-case questions, the scenarios' certificates.

Usage: seeds.py TABLES QUESTIONS CERTIFICATES OUT
TABLES is fixtures/identity, QUESTIONS the output of tests/oracles/generate, CERTIFICATES what
mxtls-certs has written; each fuzzer has its folder in OUT.
"""
import base64
import ipaddress
import json
import pathlib
import re
import sys

KINDS = {"DNS": b"D", "IP": b"I", "SRV": b"S", "URI": b"U", "CN": b"C\0\0", "MAIL": b"M", "DIR": b"N"}


# What clients say to a fake server, behind a line that makes its script.
DIALOGUES = [
    b"\0\0\nEHLO a\r\nMAIL FROM:<a@b.test> SIZE=9 BODY=8BITMIME\r\nRCPT TO:<c@d.test>\r\nDATA\r\nx: y\r\n\r\n..\r\n.\r\nQUIT\r\n",
    b"\0\2\nEHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nBDAT 3\r\nabcBDAT 2 LAST\r\n\r\nRSET\r\nQUIT\r\n",
    b"\1\4\nLHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nRCPT TO:<e@f.test>\r\nDATA\r\nx\r\n.\r\nNOOP\r\n",
    b"\0\0\nEHLO a\r\nSTARTTLS\r\nEHLO a\r\nVRFY x\r\nXYZZY\r\n",
    b"\x0c\1\x05\5\x15\1\nEHLO a\r\nMAIL FROM:<a@b.test> RET=HDRS\r\nRCPT TO:<c@d.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n",
]


def octets(text: str) -> bytes:
    """The octets of a name of the table: `\\xNN` is one of them."""
    return re.sub(rb"\\x([0-9a-f]{2})", lambda hit: bytes([int(hit[1], 16)]), text.encode())


def address(text: str) -> bytes:
    try:
        return ipaddress.ip_address(text).packed
    except ValueError:
        return octets(text)


def rows(table: pathlib.Path):
    """Reference identifier, and pairs of kind and octets."""
    for line in table.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        reference, presented = (cell.strip() for cell in line.split("|")[:2])
        names = [] if presented == "-" else [name.partition(":") for name in presented.split()]
        yield octets(reference), [(kind, (address if kind == "IP" else octets)(text)) for kind, _, text in names]


def line_of(reference: bytes, names) -> dict:
    """The same as a question of `mxtls-check names --ndjson`, as far as it can ask it."""
    out = {"id": 1, "reference": reference.decode("latin-1"), "san_dns": [], "san_ip": [], "cn": []}
    for kind, value in names:
        if kind in ("DNS", "CN"):
            out["san_dns" if kind == "DNS" else "cn"].append(value.decode("latin-1"))
        elif kind == "IP" and len(value) in (4, 16):
            out["san_ip"].append(str(ipaddress.ip_address(value)))
    return out


def main() -> None:
    tables, questions, certificates, out = (pathlib.Path(argument) for argument in sys.argv[1:5])
    counts: dict = {}

    def write(fuzzer: str, content: bytes) -> None:
        number = counts[fuzzer] = counts.get(fuzzer, 0) + 1
        folder = out / fuzzer
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"seed-{number}").write_bytes(content)

    for table in sorted(tables.glob("*.vec")):
        for reference, names in rows(table):
            write("names", b"\n".join([reference] + [KINDS.get(kind, b"O") + value for kind, value in names]))
            write("line", json.dumps(line_of(reference, names)).encode())
    for number, line in enumerate(questions.read_text(encoding="utf-8").splitlines()):
        question = json.loads(line)
        write("certificate", base64.b64decode(question["certificate"]))
        if number % 10 == 0:
            write("line", line.encode())
    for path in sorted(certificates.rglob("*.pem")):
        text = path.read_text(encoding="ascii")
        write("pem", text.encode())
        for block in re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END", text, re.DOTALL):
            write("certificate", base64.b64decode(block))
            write("pem", base64.b64decode(block))
    for dialogue in DIALOGUES:
        write("server", dialogue)
    print(", ".join(f"{count} for {fuzzer}" for fuzzer, count in counts.items()))


if __name__ == "__main__":
    main()
