# SPDX-License-Identifier: BSL-1.0
"""Serves all scenarios at once, and has independent clients confirm that the fault of each is on the wire.

A line for each scenario: what mxtls-check finds, which client has confirmed the fault, and what it saw. A scenario
that nobody can confirm has to say why. server.py tells how to write a check.

Exit code: 0 all are confirmed; 1 one is not, or mxtls-check finds something else than the scenario's file says.
"""
import argparse
import concurrent.futures
import contextlib
import glob
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from typing import NamedTuple

import server as servers
from server import NotConfirmed

EXIT_USAGE = 64
LIFE_LIMIT = 280
AT_ONCE = 16  # most of them wait
HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("MXTLS_SOURCE") or os.path.dirname(os.path.dirname(os.path.dirname(HERE)))


class Failed(Exception):
    """The test cannot be made."""


class Row(NamedTuple):
    id: str
    findings: str
    by: str
    evidence: str
    faults: list


def scenarios(wanted):
    """Id to (record, group), of these ids or of all."""
    out = {}
    for path in sorted(glob.glob(os.path.join(SOURCE, "fixtures", "scenarios", "*", "*.toml"))):
        with open(path, "rb") as file:
            record = tomllib.load(file)
        out[record["id"]] = (record, os.path.basename(os.path.dirname(path)))
    if unknown := set(wanted) - set(out):
        raise Failed(f"there is no scenario {', '.join(sorted(unknown))}")
    return {each: out[each] for each in wanted or out}


@contextlib.contextmanager
def lab(arguments, ids, moment):
    """The JSON lines of mxtls-lab serve: the path of the trust anchor, and id to the rest."""
    serve = ["timeout", "--kill-after=5", str(LIFE_LIMIT), os.path.join(arguments.bin, "mxtls-lab"), "serve", "--json",
             "--seed", "confirm", "--at", moment, *ids]
    with tempfile.TemporaryFile() as words, \
            subprocess.Popen(serve, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words) as process:
        try:
            lines = [json.loads(line) for _, line in zip(range(len(ids) + 1), process.stdout)]
            if len(lines) != len(ids) + 1:
                words.seek(0)
                raise Failed(f"mxtls-lab serves {len(lines)} of {len(ids)}: {words.read().decode(errors='replace')}")
            yield lines[0]["trust_anchor"], {line["id"]: line for line in lines[1:]}
        finally:
            process.terminate()


def confirm(server):
    """The row of a scenario."""
    faults = []
    try:
        findings = " ".join(server.findings) or "-"
        wanted = sorted(server.record["expect"].get("findings", []))
        if server.findings != wanted:
            faults.append(f"mxtls-check finds {findings}, and the file says {' '.join(wanted) or '-'}")
    except NotConfirmed as why:
        findings = "?"
        faults.append(str(why))
    by, evidence = [], []
    for client, check in servers.checks_of(server):
        try:
            seen = check(server)
        except NotConfirmed as why:
            faults.append(f"{client}, {check.__name__}: {why}")
        except Exception as problem:  # pylint: disable=broad-except # of a check: the others go on
            faults.append(f"{client}, {check.__name__}: {type(problem).__name__}: {problem}")
        else:
            by.append(client)
            evidence.append(" ".join(seen.split()))
    if not by and not faults:
        if server.id in servers.REASONS:
            return Row(server.id, findings, "-", servers.REASONS[server.id], [])
        faults.append("nobody confirms it, and nothing says why")
    return Row(server.id, findings, ", ".join(dict.fromkeys(by)) or "-", "; ".join(evidence), faults)


def strays(known):
    """What is said of scenarios that do not exist, or of one that is confirmed."""
    for each in sorted(set(servers.CHECKS) | set(servers.REASONS)):
        if each not in known:
            yield f"{each}: there is a check or a reason, and no such scenario"
    for each in sorted(set(servers.CHECKS) & set(servers.REASONS)):
        yield f"{each}: there is a check, and a reason why there is none"


def confirm_all(arguments):
    every = scenarios([])
    chosen = scenarios(arguments.id)
    bad = [] if arguments.id else list(strays(every))
    at = int(time.time())
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    ids = list(chosen)
    with lab(arguments, ids, moment) as (anchor, lines), lab(arguments, ids, moment) as (_, checked), \
            concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        running = [
            servers.Server(record, group, line=lines[each], anchor=anchor, at=at, bin_=arguments.bin,
                           checked=checked[each]) for each, (record, group) in chosen.items()]
        rows = list(pool.map(confirm, running))
    width = [max(len(row[column]) for row in [*rows, ("scenario", "findings", "confirmed by")]) for column in range(3)]
    layout = f"{{:<{width[0]}}}  {{:<{width[1]}}}  {{:<{width[2]}}}  {{}}".format
    print(layout("scenario", "findings", "confirmed by", "evidence"))
    for row in rows:
        print(layout(*row[:4]))
        for fault in row.faults:
            print(f"  FAILED  {fault}")
    for each in bad:
        print(f"FAILED  {each}")
    failed = sum(bool(row.faults) for row in rows)
    confirmed = sum(row.by != "-" and not row.faults for row in rows)
    print(f"{len(rows)} scenarios: {confirmed} confirmed, {len(rows) - confirmed - failed} with a reason why not, "
          f"{failed} failed")
    return 1 if failed or bad else 0


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(EXIT_USAGE, f"{self.prog}: {message} (see --help)\n")


def main():
    parser = Parser(prog="confirm", description=__doc__, allow_abbrev=False,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=os.environ.get("MXTLS_BIN"), metavar="DIR",
                        help="where mxtls-lab and mxtls-check are; default: $MXTLS_BIN")
    parser.add_argument("id", nargs="*", metavar="ID", help="only these scenarios; default: all")
    arguments = parser.parse_args()
    if not arguments.bin:
        parser.error("--bin: name the folder of mxtls-lab")
    for path in sorted(glob.glob(os.path.join(HERE, "*.py"))):
        name = os.path.basename(path).removesuffix(".py")
        if name not in ("__main__", "server"):
            importlib.import_module(name)
    try:
        return confirm_all(arguments)
    except Failed as why:
        print(f"confirm: {why}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
