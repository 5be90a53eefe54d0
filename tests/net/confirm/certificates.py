# SPDX-License-Identifier: BSL-1.0
"""Scenarios whose fault is their certificate: what OpenSSL and GnuTLS say of it when the server shows it.

What they have to say stands in the `expect` of its case in certs/cases. What the scenario's [expect] says of the
policies of senders is tried with openssl; where openssl thinks otherwise, the case's `why` must tell the reason.
Of a certificate that nobody finds fault with, what makes it special is looked for in what was sent.
"""
import datetime
import functools
import glob
import hashlib
import os
import re
import ssl
import sys
import tempfile
import tomllib

from server import NotConfirmed, confirms_where, run, saw, want

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("MXTLS_SOURCE") or os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.path.append(os.path.dirname(HERE))
import cases  # pylint: disable=wrong-import-position

GROUPS = ("names", "chain", "time", "revocation", "keys")
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", re.DOTALL)
NAME_MISMATCH = 62  # X509_V_ERR_HOSTNAME_MISMATCH
DISTRUST = {"certificate-not-trusted", "certificate-expired", "validation-failure"}
# Scenario and where openssl thinks otherwise of it, to the reason, where no case says it.
KNOWN = {
    ("leading-dot", "pkix-nexthop", "the chain"): "to OpenSSL a dot in front means any name below, and it finds the "
                                                  "same text; to mxtls a name with an empty label is below no "
                                                  "domain, so it is outside the constraints",
    ("nul-in-dns-name", "the chain"): "to mxtls a name with a NUL is below no domain, so it is outside the constraints",
}


@functools.cache
def known_cases():
    out = {}
    for path in glob.glob(os.path.join(SOURCE, "certs", "cases", "*.toml")):
        with open(path, "rb") as file:
            out.update((each["id"], each) for each in tomllib.load(file)["case"])
    return out


@functools.cache
def is_expected_version(judge, command):
    """The numbers and words of other versions are not those that were written down."""
    return f"{cases.version(list(command))}.".startswith(f"{cases.VERSIONS[judge]}.")


def case_of(server):
    return known_cases()[server.record["certificate"]["case"]]


def expected(server):
    return case_of(server).get("expect", {})


def has_case(server):
    return server.group in GROUPS and "case" in server.record.get("certificate", {})


# --- OpenSSL ----------------------------------------------------------------------


class Seen:
    """A handshake of openssl s_client."""

    def __init__(self, server, *options):
        self.text = server.s_client("-attime", str(server.at), *options)
        self.completed = self.text.code == 0 and "Cipher is (NONE)" not in self.text
        self.numbers = [int(each) for each in re.findall(r"^verify error:num=(\d+):", self.text, re.MULTILINE)]
        self.number = self.numbers[0] if self.numbers else 0
        self.accepted = self.completed and not self.number

    def __str__(self):
        if self.completed:
            return str(self.number)
        problem = re.search(r"error:[0-9A-F]{8}:[^:\n]*:[^:\n]*:([^:\n]*)", self.text)
        return f"{self.number or ''} no handshake{f' ({problem[1]})' if problem else ''}".strip()


def own_key(certificate):
    """SHA-256 of the SubjectPublicKeyInfo of a certificate in DER: the data of a TLSA record 3 1 1."""

    def element(at):
        """Where the element there begins inside, and where it ends."""
        length, inside = certificate[at + 1], at + 2
        if length & 0x80:
            inside += length & 0x7F
            length = int.from_bytes(certificate[at + 2:inside], "big")
        return inside, inside + length

    at, _ = element(element(0)[0])
    if certificate[at] == 0xA0:  # version
        at = element(at)[1]
    for _ in ("serial number", "signature", "issuer", "validity", "subject"):
        at = element(at)[1]
    return hashlib.sha256(certificate[at:element(at)[1]]).hexdigest()


def policies(server, seen):
    """Policy to what openssl makes of it, as far as it can be asked, and the words of that."""
    words = {"require-tls": str(seen) if not seen.completed else "handshake"}
    verdicts = {"require-tls": seen.completed, "pkix-hostname": seen.accepted, "mta-sts": seen.accepted,
                "pkix-nexthop": seen.accepted, "dane": seen.completed}
    if seen.completed and seen.number in (0, NAME_MISMATCH):
        # As Postfix does at its level `secure`: the nexthop, or any name below it.
        asked = {name: Seen(server, "-verify_hostname", name) for name in (server.domain, f".{server.domain}")}
        verdicts["pkix-nexthop"] = any(each.accepted for each in asked.values())
        words["nexthop"] = "/".join(str(each) for each in asked.values())
    sent = CERTIFICATE.search(seen.text)
    if seen.completed and sent:
        record = f"3 1 1 {own_key(ssl.PEM_cert_to_DER_cert(sent[0]))}"
        dane = Seen(server, "-dane_tlsa_domain", server.mx, "-dane_tlsa_rrdata", record, "-dane_ee_no_namechecks")
        verdicts["dane"] = dane.accepted
        words["dane"] = "ok" if dane.accepted else str(dane)
    return verdicts, words


@confirms_where(has_case, by="openssl s_client")
def openssl(server):
    expect, seen = expected(server), Seen(server, "-verify_hostname", server.mx, "-showcerts")
    why = expect.get("why", "")
    number = expect.get("openssl", 0)
    staple = case_of(server).get("staple")
    differs = []
    if staple is not None:
        # The number is that of `openssl ocsp`; s_client does not look.
        stapled, number = number, 0
        found = staple_number(server, seen)
        if found != stapled:
            differs.append(f"the staple: openssl ocsp says {found}, and {stapled} was expected")
    if "other-key" in case_of(server)["leaf"].get("flaws", []):
        want(not seen.completed, "the handshake is completed, so that the server has the key")
    if seen.completed and seen.number != number:
        differs.append(f"{seen.number} for {server.mx}, and {number} was expected")
    if not is_expected_version("openssl", ("openssl", "version")):
        differs = []
    want(not differs, "; ".join(differs))

    verdicts, words = policies(server, seen)
    others = [policy for policy, accepted in verdicts.items()
              if accepted != (server.record["expect"].get(policy, "pass" if accepted else "fail") == "pass")]
    if seen.completed and (set(seen.numbers) <= {NAME_MISMATCH}) == bool(DISTRUST & set(server.findings)):
        others.append("the chain")
    if (server.id, *others) in KNOWN:
        why = KNOWN[server.id, *others]
    elif number and others and set(others) <= {"require-tls", "dane"} and "validation-failure" in server.findings:
        why = f"wolfSSL reads it first ({expect.get('wolfssl', 0)}) and ends the handshake, OpenSSL does not"
    want(not others or why, f"openssl thinks otherwise of {', '.join(others)}, and nothing says why: {seen}, {words}")
    parts = [f"{seen} for {server.mx}"]
    parts += [f"{name} {text}" for name, text in words.items() if name != "require-tls"]
    if staple is not None:
        parts.insert(0, f"openssl ocsp {stapled}")
    elif seen.completed and not number:
        parts.insert(0, special(case_of(server), server, seen.text))
    if others or (why and not seen.completed):
        parts.append(f"[{', '.join(others)}: {why}]" if others else f"[{why}]")
    return ", ".join(part for part in parts if part)


def staple_number(server, seen):
    """What `openssl ocsp` says of the response that was stapled."""
    saw("OCSP Response Status: successful", server.s_client("-status"))
    with tempfile.TemporaryDirectory() as work:
        staple, leaf, issuer = (os.path.join(work, name) for name in ("staple", "leaf.pem", "issuer.pem"))
        # The only one that writes it down.
        server.gnutls_cli(f"--save-ocsp={staple}", "--no-ca-verification")
        want(os.path.exists(staple), "gnutls-cli has no staple")
        blocks = CERTIFICATE.findall(seen.text)
        for path, block in ((leaf, blocks[0]), (issuer, blocks[1])):
            with open(path, "w", encoding="ascii") as out:
                out.write(block)
        said = run("openssl", "ocsp", "-respin", staple, "-issuer", issuer, "-cert", leaf, "-no-CApath", "-CAfile",
                   server.anchor, "-verify_other", issuer, "-no_nonce", environment=server.clock)
    # stderr, where the reason is, comes last here.
    if "Response Verify Failure" in said or "Status times invalid" in said:
        return int(saw(r"error:[0-9A-F]{2}[0-9A-F]{6}:OCSP routines", said)[8:14], 16) & 0x7fffff
    status = re.search(r"leaf\.pem: (good|revoked|unknown)$", said, re.MULTILINE)
    want(status, f"openssl ocsp: {said}")
    return {"good": 0, "revoked": cases.CERT_REVOKED, "unknown": cases.OCSP_CERT_UNKNOWN}[status[1]]


# --- what was sent ------------------------------------------------------------------

# Words of recipes, and how openssl x509 says them.
KEYS = {"p256": "prime256v1", "p384": "secp384r1", "p521": "secp521r1", "ed25519": "ED25519 Public-Key",
        "ed448": "ED448 Public-Key", "rsa-1024": r"Public-Key: \(1024 bit", "rsa-2048": r"Public-Key: \(2048 bit",
        "rsa-3072": r"Public-Key: \(3072 bit", "rsa-4096": r"Public-Key: \(4096 bit"}
PURPOSES = {"server-auth": "TLS Web Server Authentication", "client-auth": "TLS Web Client Authentication",
            "any": "Any Extended Key Usage", "email-protection": "E-mail Protection", "ocsp-signing": "OCSP Signing"}
USES = {"digital-signature": "Digital Signature", "key-agreement": "Key Agreement", "key-cert-sign": "Certificate Sign",
        "crl-sign": "CRL Sign"}
FLAWS = {"version-1": r"Version: 1 \(0x0\)", "serial-zero": r"Serial Number: 0 \(0x0\)",
         "serial-negative": r"Serial Number:\s*(\(Negative\)|-)",
         "serial-too-long": r"Serial Number:\s*([0-9a-f]{2}:){20}",
         "critical-subject-alt-name": "Subject Alternative Name: critical", "explicit-curve": "Field Type: prime-field",
         "uncritical-subject-alt-name": "Subject Alternative Name: *$", "ca-true": "CA:TRUE",
         "empty-subject-alt-name": r"Subject Alternative Name:[^\n]*\n *(<EMPTY>)?\n",
         # testECCP256 of RFC 9500 section 2.3
         "published-key": r"04:42:25:48:f8:8f:b7:82:ff:b5:ec:a3:74:44:52:"}
PLAIN_NAME = re.compile(r"[A-Za-z0-9.*_-]+")


@functools.cache
def authority_names():
    with open(os.path.join(SOURCE, "certs", "authorities.toml"), "rb") as file:
        return {each["id"]: each["name"] for each in tomllib.load(file)["authority"]}


def special(case, server, text):
    """What the recipe says beyond an ordinary certificate, as it was found in what was sent; shortened."""
    blocks = CERTIFICATE.findall(text)
    sent = [run("openssl", "x509", "-noout", "-text", input=block.encode()) for block in blocks]
    leaf, recipe, authorities = sent[0], case["leaf"], case.get("authority", [])
    issuers = "\n".join(sent[1:])

    def fill_in(name):
        return name.replace("{host}", server.mx).replace("{domain}", server.domain)

    found = []
    if "send" in case:
        want(len(case["send"]) == len(sent), f"{len(sent)} certificates were sent, and not {case['send']}")
        found.append(f"{len(sent)} sent")
    if case.get("issuer", "self") != "self":
        known = {**authority_names(), **{each["id"]: each.get("name", f"{each['id']}.mxtls-lab.test")
                                         for each in authorities}}
        found.append(saw(f"Issuer: .*CN = {re.escape(known[case['issuer']])}$", leaf))
    found += names(recipe, fill_in, leaf, blocks[0])
    for key, words in (("purposes", PURPOSES), ("uses", USES), ("flaws", FLAWS)):
        found += [saw(words[each], leaf).strip() for each in recipe.get(key, []) if each in words]
    if recipe.get("purposes") == []:
        want("Extended Key Usage" not in leaf, "there is an Extended Key Usage")
        found.append("no Extended Key Usage")
    if "key-of-issuer" in recipe.get("flaws", []):
        keys = {own_key(ssl.PEM_cert_to_DER_cert(block)) for block in blocks}
        want(len(keys) == 1, "the keys are not the same")
        found.append("one key")
    if recipe.get("padding") == "pss":
        found.append(saw("Signature Algorithm: rsassaPss", leaf))
    found += [saw(f"URI:{re.escape(fill_in(each))}", leaf)
              for key in ("uri", "crl_urls", "ocsp_urls", "issuer_urls") for each in recipe.get(key, [])]
    found += [saw(f"Policy: {re.escape(each)}", leaf) for each in recipe.get("policies", [])]
    if recipe.get("features"):
        found.append(saw(r"TLS Feature:\s*\n\s*status_request", leaf).split()[-1])
    for authority in authorities:
        found += [saw(f"DNS:{re.escape(fill_in(each))}$", issuers)
                  for key in ("permitted_dns", "excluded_dns") for each in authority.get(key, [])]
    for each, where in [(recipe, leaf), *((authority, issuers) for authority in authorities)]:
        if "key" in each:
            found.append(saw(KEYS[each["key"]], where))
        if "hash" in each:
            found.append(saw(f"Signature Algorithm: \\S*{each['hash']}\\S*", where.replace("SHA", "sha")))
        found += dates(each, where, server.at)
    found = list(dict.fromkeys(found))
    return ", ".join(found[:4]) + (f" and {len(found) - 4} more" if len(found) > 4 else "")


def names(recipe, fill_in, leaf, block):
    """The names of a recipe that openssl prints as they are."""
    found = [saw(f"DNS:{re.escape(fill_in(name))}(?=[,\n])", leaf) for name in recipe.get("dns", [])
             if PLAIN_NAME.fullmatch(fill_in(name))]
    ranges = [re.search(r"\{(\d+)\.\.(\d+)\}", name) for name in recipe.get("dns", [])]
    wanted = sum(int(each[2]) - int(each[1]) + 1 if each else 1 for each in ranges)
    have = len(re.findall(r"(?<=[ ,])DNS:", leaf))
    want(have == wanted, f"there are {have} names, and not {wanted}")
    found += [f"{have} names"] if have != 1 else []
    for name in recipe.get("common_names", []):
        if isinstance(name, str):
            found += [saw(f"CN = {re.escape(fill_in(name))}", leaf)] if PLAIN_NAME.fullmatch(fill_in(name)) else []
        elif "type" in name:
            subject = run("openssl", "x509", "-noout", "-subject", "-nameopt", "show_type", input=block.encode())
            found.append(saw(f"CN ?= ?{name['type'].upper()}STRING:", subject))
    if recipe.get("subject_organization") == "absent" and not recipe.get("common_names"):
        found.append(saw("Subject: *$", leaf))
    return found


def dates(recipe, text, at):
    """The dates of a recipe, to the second."""
    found = []
    for key, word in (("not_before", "Not Before"), ("not_after", "Not After ")):
        if key not in recipe:
            continue
        relative = re.fullmatch(r"(-?\d+)([ds])", recipe[key])
        if relative:
            moment = at + int(relative[1]) * (86400 if relative[2] == "d" else 1)
        elif recipe[key] == "now":
            moment = at
        else:
            date = datetime.datetime.fromisoformat(recipe[key])
            moment = int(date.replace(tzinfo=datetime.timezone.utc).timestamp())
        printed = [each.strip() for each in re.findall(f"{word}: *(.* GMT)$", text, re.MULTILINE)]
        here = [each for each in printed if ssl.cert_time_to_seconds(each) == moment]
        want(here, f"{word} {printed}, and not {recipe[key]}")
        found.append(f"{word.strip()} {here[0]}")
    return found


# --- GnuTLS ------------------------------------------------------------------------


@confirms_where(has_case, by="gnutls-cli")
def gnutls(server):
    expect = expected(server)
    words = expect.get("gnutls", [])
    said = server.gnutls_cli(environment=server.clock)
    status = re.search(r"^- Status: (.*)$", said, re.MULTILINE)
    if not status:
        # The words are those of certtool, which does no handshake.
        problem = saw(r"^\*\*\* Fatal error: .*$", said).partition(": ")[2]
        want(words or expect.get("why"), f"no handshake ({problem}), and nothing says why")
        return f"GnuTLS no handshake ({problem})"
    heard = [] if "is trusted" in status[1] else cases.gnutls_words(status[1])
    if heard != words and is_expected_version("gnutls", ("gnutls-cli", "--version")):
        raise NotConfirmed(f"{' '.join(heard) or 'trusted'}, and {' '.join(words) or 'trusted'} was expected: {said}")
    return f"GnuTLS {' '.join(heard) or 'trusted'}"
