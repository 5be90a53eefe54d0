# SPDX-License-Identifier: BSL-1.0
"""Compares what mxtls predicts with what the oracles answer.

Exit code: 0 no difference that is not explained; 1 there is one, or a program failed; 77 no oracle could be run.
Environment: MXTLS_BIN, MXTLS_SOURCE; MXTLS_NAMES is the command that predicts, by default
`$MXTLS_BIN/mxtls-check names --ndjson`. With MXTLS_REQUIRE_PEERS=1 an oracle that cannot be run has failed.
"""
import argparse
import base64
import collections
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys
import tempfile
from typing import NamedTuple

EXIT_USAGE, EXIT_SKIP = 64, 77
NOT_FOUND = 127  # env(1): the language of a script is not installed
SEED, COUNT = 1, 2000
SHOWN = 10  # differences a rule set
VERSION_LIMIT, ANSWER_LIMIT = 300, 540  # seconds; the first question may fetch the program


class Oracle(NamedTuple):
    rule: str
    program: str
    variant: str = ""
    needs: tuple = ()  # of "key", "root"
    most: int = sys.maxsize  # questions, for one that is slow
    by: str = ""  # tells it from another oracle of the rule set

    def label(self):
        return f"{self.rule} ({self.by})" if self.by else self.rule


HANDSHAKE = ("key", "root")
ORACLES = [
    # The slow ones first: the end is then not spent in waiting for one.
    Oracle("postfix", "oracle_posttls_finger.sh", needs=HANDSHAKE, most=300, by="posttls-finger"),
    Oracle("curl", "oracle_curl.py", needs=HANDSHAKE),
    Oracle("go", "oracle_go.sh"),
    Oracle("java", "oracle_java.sh", "java"),
    Oracle("java_ldap", "oracle_java.sh", "java_ldap"),
    Oracle("node", "oracle_node.mjs"),
    Oracle("python", "oracle_python.py", "python", HANDSHAKE),
    Oracle("urllib3", "oracle_urllib3.py", "urllib3", HANDSHAKE),
    Oracle("wolfssl", "oracle_wolfssl", "handshake", HANDSHAKE),
    Oracle("openssl", "oracle_openssl", "default"),
    Oracle("openssl_nopartial", "oracle_openssl", "nopartial"),
    Oracle("openssl_nosubject", "oracle_openssl", "nosubject"),
    Oracle("postfix", "oracle_openssl", "postfix"),
    Oracle("exim_openssl", "oracle_openssl", "exim"),
    Oracle("gnutls", "oracle_gnutls"),
    Oracle("mbedtls", "oracle_mbedtls"),
    Oracle("botan", "oracle_botan"),
    Oracle("opensmtpd", "oracle_libtls"),
    Oracle("nss_classic", "oracle_nss"),
]


class Difference(NamedTuple):
    case: dict
    said: str
    detail: str
    predicted: str
    reason: str


# --- differences that are explained ---------------------------------------------


def holds_kelvin_sign(found):
    names = base64.b64decode(found.case["certificate"])
    return (found.said, found.predicted) == ("match", "mismatch") and (
        "\u212a" in found.case["reference"] or "\u212a".encode() in names)


def has_long_common_name(found):
    """Whether an attribute of type commonName has a value of 200 octets or more, whose length DER gives behind 0x81
    or, from 256 on, 0x82."""
    attribute = bytes([0x06, 0x03, 0x55, 0x04, 0x03])
    values = base64.b64decode(found.case["certificate"]).split(attribute)[1:]
    return found.said == "error" and any(
        value[1:2] == b"\x82" or (value[1:2] == b"\x81" and value[2] >= 200) for value in values)


def was_not_asked(answer):
    """Whether the oracle could not put the question to its program, as with a name that no argument can hold."""
    return answer.get("detail", "").startswith("not asked")


# label of the oracle, whether it is this, why it is no fault of the prediction
EXPLAINED = [
    ("urllib3", holds_kelvin_sign, "lower-cases as Unicode does, so KELVIN SIGN (U+212A) equals k"),
    ("curl", has_long_common_name,
     "its message cuts a common name of 200 octets or more, and the oracle cannot tell what was compared"),
]


def explanation(label, found):
    return next((why for of, applies, why in EXPLAINED if of == label and applies(found)), None)


# --- programs ---------------------------------------------------------------------


class Skipped(Exception):
    """The program cannot be run here."""


class Failed(Exception):
    """The program was run and did not do its work."""


def run(command, limit, questions=subprocess.DEVNULL):
    """The standard output."""
    try:
        done = subprocess.run(command, stdin=questions, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=limit, check=False)
    except FileNotFoundError as problem:
        raise Skipped(f"{problem.filename} is not there") from problem
    except subprocess.TimeoutExpired as problem:
        raise Failed(f"{command[0]}: no end within {limit} seconds") from problem
    said = (done.stderr.decode(errors="replace").strip().splitlines() or ["no word why"])[-1]
    if done.returncode in (EXIT_SKIP, NOT_FOUND):
        raise Skipped(said)
    if done.returncode != 0:
        raise Failed(f"{command[0]}: exit code {done.returncode}: {said}")
    return done.stdout


def answers(command, asked, cases):
    """The lines that a program answers, one for each case."""
    with tempfile.TemporaryFile() as questions:
        questions.writelines(asked)
        questions.seek(0)
        given = [json.loads(line) for line in run(command, ANSWER_LIMIT, questions).splitlines()]
    if [line.get("id") for line in given] != [case["id"] for case in cases]:
        raise Failed(f"{command[0]}: {len(given)} answers to {len(cases)} questions, or in another order")
    return given


class Inquiry:
    """The questions, our predictions, and how an oracle is asked."""

    def __init__(self, seed, count, work):
        self.bin_ = os.path.join(os.environ["MXTLS_BIN"], "oracles")
        self.scripts_ = os.path.join(os.environ["MXTLS_SOURCE"], "tests", "oracles")
        self.files_ = {name: os.path.join(work, f"{name}.pem") for name in ("key", "root")}
        made = run([os.path.join(self.bin_, "generate"), "--seed", str(seed), "--count", str(count),
                    *self.options_(HANDSHAKE)], ANSWER_LIMIT)
        self.questions_ = made.splitlines(keepends=True)
        self.cases = [json.loads(line) for line in self.questions_]
        predict = os.environ.get("MXTLS_NAMES")
        command = shlex.split(predict) if predict else [
            os.path.join(os.environ["MXTLS_BIN"], "mxtls-check"), "names", "--ndjson"]
        self.predictions = answers(command, self.questions_, self.cases)

    def options_(self, names):
        return [word for name in names for word in (f"--{name}", self.files_[name])]

    def ask(self, oracle):
        """The version of the program, and its answers."""
        folder = self.scripts_ if "." in oracle.program else self.bin_
        program = os.path.join(folder, oracle.program)
        if not os.path.exists(program):
            raise Skipped(f"{oracle.program} is not built, its library was not found")
        version = run([program, "--version"], VERSION_LIMIT).decode(errors="replace").strip()
        variant = [oracle.variant] if oracle.variant else []
        command = [program, *variant, *self.options_(oracle.needs)]
        return version, answers(command, self.questions_[:oracle.most], self.cases[:oracle.most])


# --- the comparison -----------------------------------------------------------------


class Tally:
    """What came of one oracle; agreed + explained + different are those compared."""

    def __init__(self, oracle, inquiry, given):
        self.agreed = self.unknown = self.not_asked = 0
        self.explained = collections.Counter()
        self.differences = []
        # Some oracles are asked the first questions only.
        for case, line, answer in zip(inquiry.cases, inquiry.predictions, given):
            # A certificate that we cannot read is an error by any rules.
            missing = {"verdict": "error", "reason": line["error"]} if "error" in line else {}
            ours = line.get("verdicts", {}).get(oracle.rule, missing)
            predicted = ours.get("verdict", "nothing")
            found = Difference(case, answer["verdict"], answer.get("detail", ""), predicted, ours.get("reason", ""))
            if was_not_asked(answer):
                self.not_asked += 1
            elif predicted == "unknown":
                self.unknown += 1
            elif predicted == found.said:
                self.agreed += 1
            elif why := explanation(oracle.label(), found):
                self.explained[why] += 1
            else:
                self.differences.append(found)

    def compared(self):
        return self.agreed + self.explained.total() + len(self.differences)


def printable(text):
    return json.dumps(text)[1:-1]


def print_row(rule, version, *figures):
    print(f"{rule:<25}{version:<60}" + "".join(f"{figure:>10}" for figure in figures))


def print_differences(rule, tally):
    for found in tally.differences[:SHOWN]:
        words = f" ({printable(found.detail)})" if found.detail else ""
        print(f"DIFFERENT  {rule}: question {found.case['id']}, {found.case.get('kind', '')}: "
              f"\"{printable(found.case['reference'])}\"\n"
              f"  it says      {found.said}{words}\n  we predict   {found.predicted} ({printable(found.reason)})")
    if (more := len(tally.differences) - SHOWN) > 0:
        print(f"DIFFERENT  {rule}: and {more} more")


def compare(oracles, inquiry):
    """Prints all; returns the exit code."""
    rows, notes, failed, skipped = [], [], [], []
    # Each oracle is a process of its own, so threads are enough.
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for oracle, asked in [(oracle, pool.submit(inquiry.ask, oracle)) for oracle in oracles]:
            try:
                version, given = asked.result()
            except Skipped as why:
                skipped.append((oracle.label(), why))
                continue
            except (Failed, ValueError) as why:
                failed.append((oracle.label(), why))
                continue
            rows.append((oracle.label(), version, Tally(oracle, inquiry, given)))
    print_row("rule set", "program", "agreed", "compared", "not asked", "unknown", "explained", "different")
    for rule, version, tally in sorted(rows):
        print_row(rule, version, tally.agreed, tally.compared(), tally.not_asked, tally.unknown,
                  tally.explained.total(), len(tally.differences))
        notes += [f"explained  {rule}: {many} of them: {why}" for why, many in tally.explained.items()]
        if tally.compared() == 0:
            failed.append((rule, "nothing was compared, all predictions are unknown"))
    print(*notes, sep="\n", end="\n" if notes else "")
    for rule, _, tally in sorted(rows):
        print_differences(rule, tally)
    for rule, why in skipped:
        print(f"skipped    {rule}: {why}")
    for rule, why in failed:
        print(f"FAILED     {rule}: {why}")
    if failed or any(tally.differences for _, _, tally in rows):
        return 1
    wanted = [rule for rule, _ in skipped if rule != "go"]  # too large to be installed for this alone
    if wanted and os.environ.get("MXTLS_REQUIRE_PEERS") == "1":
        print("FAILED     MXTLS_REQUIRE_PEERS=1 wants all to be asked")
        return 1
    return 0 if rows else EXIT_SKIP


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(EXIT_USAGE, f"{self.prog}: {message} (see --help)\n")


def main():
    parser = Parser(prog="compare.sh", description=__doc__, allow_abbrev=False,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED, help="of the questions; default: %(default)s")
    parser.add_argument("--count", type=int, default=COUNT, help="of questions; default: %(default)s")
    parser.add_argument("rules", nargs="*", metavar="RULE", help="rule sets to compare; default: all")
    chosen = parser.parse_args()
    if unknown := set(chosen.rules) - {oracle.rule for oracle in ORACLES}:
        parser.error(f"no oracle for {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as work:
        try:
            inquiry = Inquiry(chosen.seed, chosen.count, work)
        except (Failed, Skipped, ValueError) as why:
            print(f"compare.sh: {why}", file=sys.stderr)
            return 1
        print(f"{len(inquiry.cases)} questions of seed {chosen.seed}")
        return compare([oracle for oracle in ORACLES if not chosen.rules or oracle.rule in chosen.rules], inquiry)


if __name__ == "__main__":
    sys.exit(main())
