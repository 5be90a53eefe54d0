# SPDX-License-Identifier: BSL-1.0
"""Asks OpenSSL, GnuTLS and wolfSSL about every certificate case, and compares with what the manifest expects.

A line for each case: its id; what openssl, openssl -x509_strict, GnuTLS and wolfSSL say of it (0 or `-` if they
accept it); and whether that is what was expected. All judge at the moment that the PKI was made for.

Exit code: 0 all is as expected; 1 it is not, or a program failed.
"""
import argparse
import concurrent.futures
import ipaddress
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime
from typing import NamedTuple

EXIT_USAGE = 64
LIMIT = 60  # seconds, for one program
UNREADABLE = "unreadable"
NOT_UNDERSTOOD = "not understood"
SERVER_AUTH = "1.3.6.1.5.5.7.3.1"
NOTHING_WRONG = "Nothing is wrong"  # how `says` begins in a case without a fault

# What GnuTLS prints for each bit of a verification status, and the name of the bit: GNUTLS_CERT_REVOKED.
GNUTLS_WORDS = {
    "The certificate chain is revoked.": "revoked",
    "The certificate issuer is unknown.": "signer-not-found",
    "The certificate issuer is not a CA.": "signer-not-ca",
    "The certificate chain uses insecure algorithm.": "insecure-algorithm",
    "The certificate chain uses not yet valid certificate.": "not-activated",
    "The certificate chain uses expired certificate.": "expired",
    "The signature in the certificate is invalid.": "signature-failure",
    "The revocation or OCSP data are old and have been superseded.": "revocation-data-superseded",
    "The name in the certificate does not match the expected.": "unexpected-owner",
    "The revocation or OCSP data are issued with a future date.": "revocation-data-issued-in-future",
    "The certificate chain violates the signer's constraints.": "signer-constraints-failure",
    "The certificate chain does not match the intended purpose.": "purpose-mismatch",
    "The certificate requires the server to include an OCSP status in its response, but the OCSP status is missing.":
        "missing-ocsp-status",
    "The received OCSP status response is invalid.": "invalid-ocsp-status",
    "The certificate contains an unknown critical extension.": "unknown-crit-extensions",
}

# Whose words the manifest has: answers of another version are shown, and not counted as wrong.
VERSIONS = {"openssl": "3.0", "gnutls": "3.7", "wolfssl": "5.5"}

# What the three say of one and the same fault. Of an authority with a fault wolfSSL takes nothing, and says -188
# of what that has issued: no signer.
SAME_FAULT = (
    ({18, 19, 20}, {"signer-not-found"}, {-188, -275}),
    ({79}, {"signer-not-ca"}, {-188}),
    ({25, 79}, {"signer-constraints-failure"}, {-188}),
    ({26}, {"purpose-mismatch"}, {-386}),
    ({47, 48}, {"signer-constraints-failure"}, {-198}),
    ({34}, {"unknown-crit-extensions"}, {-160, -188}),
    ({7}, {"signature-failure"}, {-155, -188}),
    ({9}, {"not-activated"}, {-150, -188}),
    ({10}, {"expired"}, {-151, -188}),
    ({62, 64}, {"unexpected-owner"}, {-322}),
    ({23}, {"revoked"}, {-360, -361}),
    ({74, 101, 112, 125}, {"invalid-ocsp-status", "revocation-data-superseded"}, {-367}),
    ({3}, {"signer-not-found"}, {-190}),
    ({8}, {"signature-failure"}, {-189}),
    ({35}, {"signer-constraints-failure"}, {-190}),
    ({UNREADABLE}, {UNREADABLE}, {-140}),
)

# X509_V_ERR_ numbers for what `openssl ocsp` has only words for.
CERT_REVOKED, OCSP_VERIFY_NEEDED, OCSP_VERIFY_FAILED, OCSP_CERT_UNKNOWN = 23, 73, 74, 75


class Failed(Exception):
    """A program was run and said nothing that can be understood."""


class Said(NamedTuple):
    code: int
    text: str


def run(command, environment=None):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=LIMIT, check=False, env={**os.environ, **(environment or {})})
    except subprocess.TimeoutExpired as problem:
        raise Failed(f"{command[0]}: no end within {LIMIT} seconds") from problem
    return Said(done.returncode, done.stdout.decode(errors="replace"))


def version(command):
    found = re.search(r"\d+\.\d+\.\d+", run(command).text)
    if not found:
        raise Failed(f"{' '.join(command)}: says no version")
    return found[0]


def pem_blocks(path):
    with open(path, encoding="ascii") as file:
        return re.findall(r"-----BEGIN [^-]+-----[^-]*-----END [^-]+-----\n", file.read())


class Case:
    """A case of the manifest, with the paths of its files."""

    def __init__(self, entry, folder, work, at):
        self.id = entry["id"]
        self.says = entry["says"]
        self.group = entry["group"]
        self.at = at
        self.expect = entry["expect"]
        self.reference = as_client(entry["reference"])
        for name in ("certificate", "chain", "key", "trust", "crl", "staple"):
            setattr(self, name, os.path.join(folder, entry[name]) if name in entry else None)
        self.sent = pem_blocks(self.chain)
        self.work_ = os.path.join(work, self.id)

    def file(self, name, blocks):
        """A file with these blocks of PEM."""
        path = f"{self.work_}.{name}.pem"
        with open(path, "w", encoding="ascii") as out:
            out.writelines(blocks)
        return path

    def address(self):
        try:
            return str(ipaddress.ip_address(self.reference))
        except ValueError:
            return None


def as_client(reference):
    """What a client hands to its TLS library: A-labels, and an address without brackets."""
    if reference.startswith("[") and reference.endswith("]"):
        reference = reference[1:-1].removeprefix("IPv6:")
    if reference.isascii():
        return reference
    # One by one: the whole could not end in a dot.
    return ".".join(label if label.isascii() else label.encode("idna").decode() for label in reference.split("."))


class Judges:
    def __init__(self, bin_):
        self.check_ = os.path.join(bin_, "mxtls-check")
        self.wolfssl_ = os.path.join(bin_, "judges", "verify_with_wolfssl")
        self.clock_ = os.path.join(bin_, "judges", "clock.so")
        for program in (self.check_, self.wolfssl_, self.clock_):
            if not os.path.exists(program):
                raise Failed(f"{program} is not there; build it")
        self.versions = {judge: version(command) for judge, command in {
            "openssl": ["openssl", "version"], "gnutls": ["certtool", "--version"],
            "wolfssl": [self.wolfssl_, "--version"]}.items()}

    def is_expected(self, judge):
        """Whether this is the version that the manifest tells of."""
        wanted = VERSIONS[judge.removesuffix("_strict")]
        return f"{self.versions[judge.removesuffix('_strict')]}.".startswith(f"{wanted}.")

    def at_(self, case):
        return {"LD_PRELOAD": self.clock_, "MXTLS_AT": str(case.at)}

    # --- OpenSSL ------------------------------------------------------------------

    def openssl(self, case):
        """Without and with -x509_strict: numbers of X509_V_ERR or OCSP_R, or `unreadable`."""
        name = ["-verify_ip", case.address()] if case.address() else ["-verify_hostname", case.reference]
        issuers = self.openssl_issuers_(case)
        untrusted = ["-untrusted", case.file("issuers", issuers)] if issuers else []
        # With one list it is that of the leaf's issuer.
        lists = len(pem_blocks(case.crl)) if case.crl else 0
        revoked = ["-crl_check_all" if lists > 1 else "-crl_check", "-CRLfile", case.crl] if lists else []
        command = ["openssl", "verify", "-purpose", "sslserver", *name, "-no-CApath", "-CAfile", case.trust, *untrusted,
                   "-attime", str(case.at), *revoked]
        said = [openssl_number(run([*command, *strict, case.certificate])) for strict in ([], ["-x509_strict"])]
        if case.staple and 0 in said:
            staple = self.openssl_staple_(case)
            said = [number or staple for number in said]
        return said

    def openssl_issuers_(self, case):
        """As to a client of OpenSSL, what cannot be read among the issuers is as good as not there."""
        rest = case.sent[1:]
        if not rest or run(["openssl", "storeutl", "-noout", "-certs", case.file("rest", rest)]).code == 0:
            return rest
        return [block for block in rest
                if run(["openssl", "x509", "-noout", "-in", case.file("one", [block])]).code == 0]

    def issuer_(self, case):
        """The file with the certificate among those sent that is named as the issuer, or the trust anchor."""
        def hash_of(kind, path):
            return run(["openssl", "x509", "-noout", f"-{kind}_hash", "-in", path]).text

        wanted = hash_of("issuer", case.certificate)
        for block in case.sent[1:]:
            path = case.file("issuer", [block])
            if hash_of("subject", path) == wanted:
                return path
        return case.trust

    def openssl_staple_(self, case):
        said = run(["openssl", "ocsp", "-respin", case.staple, "-issuer", self.issuer_(case), "-cert", case.certificate,
                    "-no-CApath", "-CAfile", case.trust, "-verify_other", case.chain, "-no_nonce"], self.at_(case)).text
        if "Responder Error" in said:
            return OCSP_VERIFY_NEEDED
        if "Error reading OCSP response" in said or "Error parsing response" in said:
            return OCSP_VERIFY_FAILED
        if "Response Verify Failure" in said or "Status times invalid" in said:
            # error:13800067:OCSP routines: the last six digits of OpenSSL's number are the reason.
            reason = re.search(r"error:[0-9A-F]{2}([0-9A-F]{6}):OCSP routines", said)
            return int(reason[1], 16) & 0x7fffff if reason else OCSP_VERIFY_FAILED
        status = re.search(r"^\S*cert\.pem: (good|revoked|unknown)$", said, re.MULTILINE)
        if not status:
            return OCSP_VERIFY_FAILED
        return {"good": 0, "revoked": CERT_REVOKED, "unknown": OCSP_CERT_UNKNOWN}[status[1]]

    # --- GnuTLS -------------------------------------------------------------------

    def gnutls(self, case):
        """Words of GNUTLS_CERT_ constants, in order."""
        said = run(["certtool", "--verify", "--load-ca-certificate", case.trust, "--infile", case.chain,
                    "--verify-hostname", case.reference, "--verify-purpose", SERVER_AUTH], self.at_(case))
        if "error parsing CRTs" in said.text:
            return [UNREADABLE]
        end = said.text.rpartition("Chain verification output:")
        if not end[1]:
            raise Failed(f"certtool: exit code {said.code}: {said.text}")
        if "Not verified" in end[2]:
            return gnutls_words(end[2])
        return self.gnutls_handshake_(case) if case.group == "revocation" else []

    def gnutls_handshake_(self, case):
        """certtool knows neither lists of revocation nor responses about it; gnutls-cli does."""
        if case.staple and run(["ocsptool", "-j", "--load-response", case.staple]).code != 0:
            return ["invalid-ocsp-status"]  # no server that we have would send it
        served = ["-cert", case.certificate, "-key", case.key]
        if case.sent[1:]:
            served += ["-cert_chain", case.file("rest", case.sent[1:])]
        if case.staple:
            served += ["-status_file", case.staple]
        trusted, lists = case.trust, []
        if case.crl:
            # It wants the signer of a list among its trust anchors.
            trusted = case.file("anchors", [*pem_blocks(case.trust), *case.sent[1:]])
            lists = ["--x509crlfile", case.crl]
        serve = ["timeout", str(LIMIT), "openssl", "s_server", "-accept", "127.0.0.1:0", "-naccept", "1", *served]
        with subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as server:
            try:
                heard = ""
                while not (port := re.search(r"^ACCEPT .*:(\d+)$", heard, re.MULTILINE)):
                    if not (line := server.stdout.readline()):
                        raise Failed(f"openssl s_server: {heard}")
                    heard += line.decode(errors="replace")
                said = run(["gnutls-cli", "--x509cafile", trusted, *lists, "--verify-hostname", case.reference,
                            "-p", port[1], "127.0.0.1"], self.at_(case)).text
            finally:
                server.terminate()
        if "Error setting the x509 CRL file" in said:
            return self.gnutls_list_(case)
        status = re.search(r"^- Status: (.*)$", said, re.MULTILINE)
        if not status:
            raise Failed(f"gnutls-cli: {said}")
        return [] if "is trusted" in status[1] else gnutls_words(status[1])

    def gnutls_list_(self, case):
        """Why it does not take the list."""
        said = run(["certtool", "--verify-crl", "--load-ca-certificate", self.issuer_(case), "--infile", case.crl],
                   self.at_(case))
        return gnutls_words(said.text.rpartition("Verification output:")[2])

    # --- wolfSSL ------------------------------------------------------------------

    def wolfssl(self, case):
        """A number of wolfSSL."""
        revoked = ["--crl", case.crl] if case.crl else []
        stapled = ["--staple", case.staple] if case.staple else []
        said = run([self.wolfssl_, "--at", str(case.at), "--trust", case.trust, "--chain", case.chain,
                    "--key", case.key, "--reference", case.reference, *revoked, *stapled])
        if said.code != 0:
            raise Failed(said.text.strip())
        return int(said.text.split()[0])

    # --- all of them ----------------------------------------------------------------

    def readers_of_what_is_unreadable(self, case):
        """Who reads a certificate that nobody should be able to read."""
        exit_codes = {
            "openssl x509": run(["openssl", "x509", "-noout", "-in", case.certificate]).code,
            "certtool -i": run(["certtool", "-i", "--infile", case.certificate]).code,
            "mxtls-check": run([self.check_, "names", "--reference", case.reference, "--cert", case.certificate]).code,
        }
        # Of mxtls-check 1 and 2 are verdicts too.
        return [name for name, code in exit_codes.items() if code == 0 or (name == "mxtls-check" and code in (1, 2))]

    def heard_(self, judge, ask, case, count=1):
        """What it says; `not understood` of a version whose answers are only shown."""
        try:
            return ask(case)
        except Failed:
            if self.is_expected(judge):
                raise
            return NOT_UNDERSTOOD if count == 1 else [NOT_UNDERSTOOD] * count

    def ask(self, case):
        """What all say, in the form of the manifest's `expect`; and who reads what nobody should."""
        openssl, strict = self.heard_("openssl", self.openssl, case, 2)
        said = {"openssl": openssl, "openssl_strict": strict, "gnutls": self.heard_("gnutls", self.gnutls, case),
                "wolfssl": self.heard_("wolfssl", self.wolfssl, case)}
        return said, self.readers_of_what_is_unreadable(case) if nobody_reads(said) else []


def nobody_reads(said):
    return said["openssl"] == UNREADABLE and said["gnutls"] == [UNREADABLE]


def one_fault(said):
    """Whether all refuse a case for the same thing, and for nothing else."""
    return any(said["openssl"] in openssl and set(said["gnutls"]) <= gnutls and said["wolfssl"] in wolfssl
               for openssl, gnutls, wolfssl in SAME_FAULT)


def openssl_number(said):
    if found := re.search(r"^error (\d+) at \d+ depth lookup", said.text, re.MULTILINE):
        return int(found[1])
    # In the words of OpenSSL 3.0, and of later ones.
    if re.search(r"(Unable to load|Could not (read|find|open)\b.*) certificate file", said.text):
        return UNREADABLE
    if said.code != 0:
        raise Failed(f"openssl verify: exit code {said.code}: {said.text}")
    return 0


def gnutls_words(text):
    return sorted(word for sentence, word in GNUTLS_WORDS.items() if sentence in text) or ["invalid"]


def differences(case, said):
    """Who says something else than the manifest expects."""
    return {judge: f"{judge}: {answer}, and {case.expect[judge]} was expected"
            for judge, answer in said.items() if answer != case.expect[judge]}


def contradictions(case, said, readers):
    """What is wrong with a case: its text says one thing, and the programs another."""
    faults = [f"it is not to be read, and {reader} does" for reader in readers]
    accepted = {not said[judge] for judge in VERSIONS}
    fine = case.says.startswith(NOTHING_WRONG)
    if not case.expect.get("why"):
        if len(accepted) > 1:
            faults.append("they differ about accepting it, and `why` does not say why")
        if accepted == {False} and not one_fault(said):
            faults.append("they differ about what is wrong with it, and `why` does not say why")
        if not any(said.values()) and not fine:
            faults.append(f"all accept it; say why, or begin `says` with \"{NOTHING_WRONG}\"")
    if fine and accepted == {False}:
        faults.append(f"\"{NOTHING_WRONG}\", and nobody accepts it")
    return faults


def as_toml(said):
    """The line for the case's file; who accepts it is left out."""
    fields = {name: answer for name, answer in said.items()
              if answer and not (name == "openssl_strict" and answer == said["openssl"])}
    if said["openssl"] and not said["openssl_strict"]:
        fields["openssl_strict"] = 0
    inside = ", ".join(f"{name} = {json.dumps(answer)}" for name, answer in fields.items())
    return f"expect = {{ {inside} }}" if inside else "expect = {}"


def shown(answer):
    return " ".join(answer) or "-" if isinstance(answer, list) else str(answer)


def make_pki(arguments, work):
    """The folder with a manifest."""
    if arguments.pki:
        return arguments.pki
    folder = os.path.join(work, "pki")
    recipe = ["--recipe", arguments.recipe] if arguments.recipe else []
    said = run([os.path.join(arguments.bin, "mxtls-certs"), "--out", folder, "--seed", "cases", "--at", arguments.at,
                *recipe])
    if said.code != 0:
        raise Failed(f"mxtls-certs: exit code {said.code}: {said.text}")
    return folder


def judge_all(arguments, work):
    """Prints all; returns the exit code."""
    folder = make_pki(arguments, work)
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    at = int(datetime.fromisoformat(manifest["at"].replace("Z", "+00:00")).timestamp())
    entries = {entry["id"]: entry for entry in manifest["cases"]}
    for wanted in arguments.case:
        if wanted not in entries:
            raise Failed(f"--case {wanted}: there is no such case")
    cases = [Case(entries[name], folder, work, at) for name in arguments.case or entries]
    judges = Judges(arguments.bin)
    bad, equal = 0, 0
    row = "{:<34} {:>10} {:>10}  {:<44} {:>7}  {}".format
    if not arguments.print:
        print(*(f"{judge} {found}" for judge, found in judges.versions.items()), sep=", ")
        print(row("case", "openssl", "strict", "gnutls", "wolfssl", "agrees"))
    # Each judge is a process of its own, so threads are enough.
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for case, asked in [(case, pool.submit(judges.ask, case)) for case in cases]:
            try:
                said, readers = asked.result()
            except Failed as why:
                bad += 1
                print(f"FAILED     {case.id}: {why}")
                continue
            if arguments.print:
                print(f"# {case.id}\n{as_toml(said)}")
                continue
            differ = differences(case, said)
            faults = [words for judge, words in differ.items() if judges.is_expected(judge)]
            others = [words for judge, words in differ.items() if not judges.is_expected(judge)]
            # What follows from the answers is asked of the versions that they were written down for.
            if not others:
                faults += contradictions(case, said, readers)
            bad += bool(faults)
            equal += len({not said[judge] for judge in VERSIONS}) == 1
            print(row(case.id, *(shown(answer) for answer in said.values()), "no" if faults else "yes"))
            for kind, lines in (("WRONG", faults), ("OTHER", others)):
                print(*(f"  {kind}    {line}\n" for line in lines), sep="", end="")
    if not arguments.print:
        print(f"{len(cases)} cases: openssl, GnuTLS and wolfSSL agree on {equal} whether to accept them; "
              f"{bad} are not as expected")
    return 1 if bad else 0


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(EXIT_USAGE, f"{self.prog}: {message} (see --help)\n")


def main():
    parser = Parser(prog="cases.py", description=__doc__, allow_abbrev=False,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=os.environ.get("MXTLS_BIN"), metavar="DIR",
                        help="where mxtls-certs and the others are; default: $MXTLS_BIN")
    parser.add_argument("--case", action="append", default=[], metavar="ID", help="only this one; may be repeated")
    parser.add_argument("--print", action="store_true", help="print what they say as lines for the files of cases")
    parser.add_argument("--at", default="2026-11-23", metavar="DATE", help="as of mxtls-certs; default: %(default)s")
    parser.add_argument("--recipe", metavar="FILE", help="judge the cases of this file in place of the shipped ones")
    parser.add_argument("--pki", metavar="DIR", help="judge what mxtls-certs has written there")
    arguments = parser.parse_args()
    if not arguments.bin:
        parser.error("--bin: name the folder of mxtls-certs")
    with tempfile.TemporaryDirectory() as work:
        try:
            return judge_all(arguments, work)
        except Failed as why:
            print(f"cases.py: {why}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
