"""Rewards under another rule against plain reading of the same rows.

    python3 bench/rewards_bench.py --oyer build/bench/oyer --data ../shared/data [--copies 120] [--rounds 15]

A ledger is made by grading HumanEval's references and a wrong form of each, so many copies that every one is a record.
Then, turn by turn: the sqlite3 program prints the bodies of these records to /dev/null; Python's sqlite3 fetches them;
oyer derives a reward from each and prints it. The rule is another one in every round. Every reward is compared with
what `oyer records export` makes of the whole record. Prints a Markdown table of medians.
"""

import argparse
import gzip
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

QUERY = "SELECT body FROM log WHERE kind = 'record'"
FETCH = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): pass\n"
RULES = ["rlef", "coderl", "rltf", "fraction", "weighted:public=0.25", "expr: passed / total - 0.1 * no_code"]


def make_ledger(options, folder):
    with gzip.open(options.data / "humaneval" / "HumanEval.jsonl.gz", "rt") as file:
        tasks = [json.loads(line) for line in file]
    samples = folder / "samples.jsonl"
    with samples.open("w") as file:
        for copy in range(options.copies):
            for task in tasks:
                right = task["canonical_solution"]
                text = right if copy % 3 else right.replace("return", "return 1 and", 1)
                file.write(json.dumps({"task_id": task["task_id"], "completion": text}) + "\n")
    ledger = folder / "ledger"
    subprocess.run([options.oyer, "eval", "humaneval", "--data", options.data / "humaneval" / "HumanEval.jsonl.gz",
                    "--samples", samples, "--ledger", ledger, "--json"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return ledger


def timed(words):
    """Wall and CPU seconds of a program whose output goes nowhere."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def expect_equal(options, ledger):
    """How many rewards the quick way and the whole records gave; they have to be the same."""
    count = 0
    for rule in RULES:
        export = [options.oyer, "records", "export", "--ledger", ledger, "--rule", rule]
        quick, whole = (
            [(row["task_id"], row["index"], row["seq"], row["reward"], row["rule"])
             for row in map(json.loads, subprocess.run([*export, "--format", form], check=True, stdout=subprocess.PIPE,
                                                       stderr=subprocess.DEVNULL).stdout.splitlines())]
            for form in ("rewards", "jsonl"))
        if quick != whole:
            sys.exit("rewards under %s are not those of the whole records" % rule)
        count = len(quick)
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--oyer", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--copies", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    options.oyer = options.oyer.resolve()
    with tempfile.TemporaryDirectory(prefix="oyer-rewards-") as name:
        ledger = make_ledger(options, pathlib.Path(name))
        count = expect_equal(options, ledger)
        size = os.path.getsize(ledger)
        taken = {"sqlite3, the program": [], "sqlite3, Python's module": [], "oyer, a reward from each": []}
        for number in range(options.rounds):
            words = [["sqlite3", "-readonly", ledger, QUERY], [sys.executable, "-I", "-c", FETCH, ledger, QUERY],
                     [options.oyer, "records", "export", "--ledger", ledger, "--format", "rewards", "--rule",
                      RULES[number % len(RULES)]]]
            for times, one in zip(taken.values(), words):
                times.append(timed(one))
    medians = {name: [statistics.median(column) for column in zip(*times)] for name, times in taken.items()}
    plain = medians["sqlite3, the program"]
    print("%d records, %.0f MB, %d rounds\n" % (count, size / 1e6, options.rounds))
    print("| | median ms | ratio | CPU ms | ratio |\n|---|---|---|---|---|")
    for name, (wall, cpu) in medians.items():
        print("| %s | %.0f | %.2f | %.0f | %.2f |" % (name, 1e3 * wall, wall / plain[0], 1e3 * cpu, cpu / plain[1]))


if __name__ == "__main__":
    main()
