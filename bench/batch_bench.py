"""Whole batches against what they must take: contests, endless loops, a deadline.

    python3 bench/batch_bench.py --oyer build/bench/oyer --data ../shared/data [--only contests,endless,deadline]

contests   the right Python answers of bundled/codecontests, every test, against one cold python3 for each test, both
           with two jobs, turn by turn
endless    2,000 of CodeT's programs, those included that never end, with a CPU limit of 3 s, against the floor: CPU
           time that the self-ending ones used, and 3 s for each of the others, over the cores
deadline   256 candidates, a tenth of them endless, with a deadline of 1.5 times the ideal time: how far over it the
           command ended, and what was left over
Prints Markdown tables.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import peer_bench

CORES = 2
LIMIT_SECONDS = 3.0


class Bench:
    def __init__(self, options, folder):
        self.oyer = options.oyer.resolve()
        self.data = options.data
        self.rounds = options.rounds
        self.folder = folder
        self.python = os.path.realpath(sys.executable)

    def judge(self, *arguments):
        """Wall seconds of the command, and its records."""
        ledger = self.folder / "ledger"
        if ledger.exists():
            ledger.unlink()
        start = time.monotonic()
        subprocess.run([self.oyer, *arguments, "--jobs", str(CORES), "--fresh", "--python", self.python,
                        "--ledger", ledger, "--out", self.folder / "out.jsonl"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.monotonic() - start
        rows = subprocess.run([self.oyer, "records", "export", "--ledger", ledger], check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout
        return seconds, [json.loads(line) for line in rows.splitlines()]

    def humaneval(self, samples, *more):
        path = peer_bench.write_rows(self.folder / "samples.jsonl", samples)
        return self.judge("eval", "humaneval", "--data", self.data / "humaneval" / "HumanEval.jsonl.gz", "--samples",
                          path, "--cpu", "3s", *more)

    # -- contests --

    def cold(self, program, stdin):
        return subprocess.run([self.python, "-I", program], input=stdin, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout

    def contests(self):
        data = next((self.data / "codecontests").glob("*.jsonl"))
        answers = pathlib.Path(__file__).resolve().parents[1] / "bundled" / "codecontests" / "answers.jsonl"
        right = [row for row in map(json.loads, answers.read_text().splitlines())
                 if row["language"] == "python" and row["expect"] == "accepted"]
        tests = {"CodeContests/%s" % row["id"]: [test["input"]["stdin"].encode() for test in json.loads(row["test"])]
                 for row in map(json.loads, data.read_text().splitlines())}
        runs = []
        for number, row in enumerate(right):
            path = self.folder / ("answer%d.py" % number)
            path.write_text(row["solution"])
            runs += [(path, stdin) for stdin in tests[row["task_id"]]]
        samples = peer_bench.write_rows(self.folder / "right.jsonl", right)
        theirs, ours, wrong = [], [], 0
        for _ in range(self.rounds):
            start = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
                list(pool.map(lambda run: self.cold(*run), runs))
            theirs.append(time.monotonic() - start)
            seconds, records = self.judge("eval", "codecontests", "--data", data, "--samples", samples)
            ours.append(seconds)
            wrong += sum(record["verdict"] != "accepted" for record in records)
        print("| answers | tests | cold python3 | oyer | ratio | not accepted |\n|---|---|---|---|---|---|")
        print("| %d | %d | %.1f s | %.1f s | %.1f | %d |" %
              (len(right), len(runs), statistics.median(theirs), statistics.median(ours),
               statistics.median(theirs) / statistics.median(ours), wrong), flush=True)

    # -- endless --

    def codet(self, count):
        problems = peer_bench.read_problems(self.data / "humaneval" / "HumanEval.jsonl.gz")
        each = count // len(problems) + 1
        return peer_bench.codet_samples(problems, next((self.data / "codet").glob("*.gz")), each)[:count]

    def endless(self):
        seconds, records = self.humaneval(self.codet(2000))
        late = [record for record in records if record["verdict"] == "time_limit"]
        used = sum(record["measured"]["candidate"]["cpu_ns"] for record in records
                   if record["verdict"] != "time_limit") / 1e9
        floor = (used + LIMIT_SECONDS * len(late)) / CORES
        print("\n| programs | endless | CPU of the others | floor | oyer | ratio |\n|---|---|---|---|---|---|")
        print("| %d | %d | %.1f s | %.1f s | %.1f s | %.2f |" %
              (len(records), len(late), used, floor, seconds, seconds / floor), flush=True)

    # -- deadline --

    def deadline(self):
        problems = peer_bench.read_problems(self.data / "humaneval" / "HumanEval.jsonl.gz")[:32]
        samples, endless = [], 0
        for place, problem in enumerate(problems):
            for number in range(8):
                loops = (8 * place + number) % 10 == 9
                endless += loops
                samples.append({"task_id": problem["task_id"],
                                "completion": "    while True: pass\n" if loops else problem["canonical_solution"]})
        seconds, records = self.humaneval([one for one in samples if "while True: pass" not in one["completion"]])
        used = sum(record["measured"]["candidate"]["cpu_ns"] for record in records) / 1e9
        ideal = (used + LIMIT_SECONDS * endless) / CORES
        deadline = 1.5 * ideal
        took, _ = self.humaneval(samples, "--deadline", "%dms" % (1000 * deadline))
        with open(self.folder / "out.jsonl") as lines:
            results = [json.loads(line)["result"] for line in lines]
        left = [result for result in results if result.startswith("infra_error")]
        print("\n| candidates | endless | ideal | deadline | ended after | over by | left over, all for the deadline |")
        print("|---|---|---|---|---|---|---|")
        print("| %d | %d | %.1f s | %.1f s | %.1f s | %.1f %% | %d, %s |" %
              (len(samples), endless, ideal, deadline, took, max(0.0, 100 * (took / deadline - 1)), len(left),
               all(result == "infra_error: deadline" for result in left)), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--oyer", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="contests,endless,deadline")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="oyer-bench-") as folder:
        bench = Bench(options, pathlib.Path(folder))
        for name in options.only.split(","):
            getattr(bench, name)()


if __name__ == "__main__":
    main()
