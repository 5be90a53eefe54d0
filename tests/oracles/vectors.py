# SPDX-License-Identifier: BSL-1.0
"""Asks the real programs, and mxtls-check, the lines of tables of truth: each must answer what its line says.

Exit codes and environment are those of compare.py.
"""
import argparse
import json
import os
import sys
import tempfile

sys.dont_write_bytecode = True
import compare  # noqa: E402

VERDICTS = ("match", "mismatch", "error", "unknown")
DEFAULT = "fixtures/identity/programs.vec"


class Written(compare.Inquiry):
    """The lines of tables: what they expect stands in place of our predictions."""

    def __init__(self, tables, work):  # pylint: disable=super-init-not-called
        self.bin_ = os.path.join(os.environ["MXTLS_BIN"], "oracles")
        self.scripts_ = os.path.join(os.environ["MXTLS_SOURCE"], "tests", "oracles")
        self.files_ = {name: os.path.join(work, f"{name}.pem") for name in compare.HANDSHAKE}
        named = [word for table in tables for word in ("--vectors", table)]
        made = compare.run([os.path.join(self.bin_, "generate"), *named, *self.options_(compare.HANDSHAKE)],
                           compare.ANSWER_LIMIT)
        self.questions_ = made.splitlines(keepends=True)
        self.cases = [json.loads(line) for line in self.questions_]
        self.predictions = [{"verdicts": self.expected_(case)} for case in self.cases]

    @staticmethod
    def expected_(case):
        """What each rule set must answer; unknown if the line leaves it open."""
        said = {oracle.rule: "unknown" for oracle in compare.ORACLES}
        said.update((rule, verdict) for verdict in VERDICTS for rule in case.get(verdict, "").split())
        return {rule: {"verdict": verdict, "reason": case["kind"]} for rule, verdict in said.items()}

    def ours(self):
        """What mxtls-check says of the same certificates, where it is not what the line says."""
        command = [os.path.join(os.environ["MXTLS_BIN"], "mxtls-check"), "names", "--ndjson"]
        given = compare.answers(command, self.questions_, self.cases)
        for case, line in zip(self.cases, given):
            for verdict in VERDICTS:
                for rule in case.get(verdict, "").split():
                    if (said := line.get("verdicts", {}).get(rule, {"verdict": "nothing"})["verdict"]) != verdict:
                        yield f"{case['kind']}, {rule}: mxtls-check says {said}, the line {verdict}"


def main():
    parser = compare.Parser(prog="vectors.sh", description=__doc__, allow_abbrev=False,
                            formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.path.join(os.environ["MXTLS_SOURCE"], DEFAULT)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"default: {DEFAULT}")
    tables = parser.parse_args().tables or [default]
    compare.EXPLAINED.clear()  # a line has no excuse
    with tempfile.TemporaryDirectory() as work:
        try:
            inquiry = Written(tables, work)
            wrong = list(inquiry.ours())
        except (compare.Failed, compare.Skipped, ValueError) as why:
            print(f"vectors.sh: {why}", file=sys.stderr)
            return 1
        print(f"{len(inquiry.cases)} lines of {', '.join(os.path.basename(table) for table in tables)}")
        code = compare.compare(compare.ORACLES, inquiry)
        print(*(f"DIFFERENT  {difference}" for difference in wrong), sep="\n", end="\n" if wrong else "")
        return 1 if wrong else code


if __name__ == "__main__":
    sys.exit(main())
