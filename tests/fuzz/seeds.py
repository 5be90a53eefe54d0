#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes first inputs of the fuzzers but `names`: questions for the oracles, the scenarios' certificates.

Usage: seeds.py QUESTIONS CERTIFICATES OUT
QUESTIONS is the output of tests/oracles/generate, CERTIFICATES what mxtls-certs has written; each
fuzzer has its folder in OUT.
"""
import base64
import json
import pathlib
import re
import sys

# What a person may write, who has no certificate.
LINE = {"id": 1, "reference": "mx.a.test", "san_dns": ["*.a.test"], "san_ip": ["192.0.2.1"], "cn": ["mx.a.test"]}

# What clients say to a fake server, behind a line that makes its script.
DIALOGUES = [
    b"\0\0\nEHLO a\r\nMAIL FROM:<a@b.test> SIZE=9 BODY=8BITMIME\r\nRCPT TO:<c@d.test>\r\nDATA\r\nx: y\r\n\r\n..\r\n.\r\nQUIT\r\n",
    b"\0\2\nEHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nBDAT 3\r\nabcBDAT 2 LAST\r\n\r\nRSET\r\nQUIT\r\n",
    b"\1\4\nLHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nRCPT TO:<e@f.test>\r\nDATA\r\nx\r\n.\r\nNOOP\r\n",
    b"\0\0\nEHLO a\r\nSTARTTLS\r\nEHLO a\r\nVRFY x\r\nXYZZY\r\n",
    b"\x0c\1\x05\5\x15\1\nEHLO a\r\nMAIL FROM:<a@b.test> RET=HDRS\r\nRCPT TO:<c@d.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n",
]

# A record with the ClientHello of RFC 8448 section 3, which has most extensions.
HELLO = bytes.fromhex(
    "16030100c4010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece700000613011303"
    "1302010000910000000b0009000006736572766572ff01000100000a00140012001d00170018001901000101010201030104"
    "00230000003300260024001d002099381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003"
    "020304000d0020001e040305030603020308040805080604010501060102010402050206020202002d00020101001c000240"
    "01"
)


def main() -> None:
    questions, certificates, out = (pathlib.Path(argument) for argument in sys.argv[1:4])
    counts: dict = {}

    def write(fuzzer: str, content: bytes) -> None:
        number = counts[fuzzer] = counts.get(fuzzer, 0) + 1
        folder = out / fuzzer
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"seed-{number}").write_bytes(content)

    write("line", json.dumps(LINE).encode())
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
    write("client_hello", HELLO)
    print(", ".join(f"{count} for {fuzzer}" for fuzzer, count in counts.items()))


if __name__ == "__main__":
    main()
