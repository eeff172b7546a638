"""Load does not change verdicts: the same benchmark judged again and again beside two CPU burners and one memory hog.

    python3 load_test.py OYER DATA [STATE]

Every round of HumanEval's references, of the answers that EvalPlus graded and of the CodeContests answers must give the
verdicts of the first, which nothing disturbed; the later rounds have four workers to a processor, so that Oyer crowds
itself, too. Candidates that used more than half of a limit are listed apart. With OYER_SOAK in the environment ten
rounds of everything, otherwise two of HumanEval's references. That takes hours on two processors: with a folder STATE
what is done is kept there, and a run that was stopped goes on with the next round. Exits 77 where the data is absent.
"""

import collections
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

SOAK = "OYER_SOAK" in os.environ
JOBS_UNDER_LOAD = 4 * len(os.sched_getaffinity(0))
BURNER = "while True: pass"
# Touches a quarter of the machine's free memory, over and over.
HOG = """
import mmap, os
size = min(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 4, 4 << 30)
memory = mmap.mmap(-1, size)
while True:
    for at in range(0, size, 4096):
        memory[at] = 1
"""


@contextlib.contextmanager
def load():
    """Two burners and a hog, for as long as the block runs, two hours at most."""
    programs = [BURNER, BURNER, HOG]
    processes = [subprocess.Popen(["timeout", "7200", sys.executable, "-c", program]) for program in programs]
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait()


class Benchmark:
    """One command whose records are compared."""

    def __init__(self, name, arguments):
        self.name = name
        self.arguments = arguments

    def judge(self, oyer, folder, round_number, *options):
        ledger = folder / ("%s.%d.ledger" % (self.name, round_number))
        subprocess.run([oyer, *self.arguments, *options, "--fresh", "--ledger", ledger, "--out", folder / "out.jsonl"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        rows = subprocess.run([oyer, "records", "export", "--ledger", ledger], check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout
        ledger.unlink()
        return [json.loads(line) for line in rows.splitlines()]


def key_of(record):
    return record["task_id"], record["index"]


def verdict_of(record):
    return record["verdict"] or "infra_error", [test["outcome"] for test in record["tests"] or []]


def share_of_limit(record):
    limits, used = record["setting"]["limits"], record["measured"]["candidate"]
    return max(used["cpu_ns"] / limits["cpu_ns"], used["memory_peak_bytes"] / limits["memory_bytes"])


def evalplus_samples(data, name, folder):
    """The answers of one graded file as samples."""
    graded = json.loads((data / "evalplus-graded" / name).read_text())
    path = folder / (name + ".samples.jsonl")
    with open(path, "w") as file:
        for task in graded["eval"].values():
            for one in task:
                file.write(json.dumps({"task_id": one["task_id"], "solution": one["solution"]}) + "\n")
    return path


def benchmarks(data, folder):
    humaneval = data / "humaneval" / "HumanEval.jsonl.gz"
    yield Benchmark("humaneval", ["eval", "humaneval", "--data", humaneval, "--reference"])
    if not SOAK:
        return
    for path in sorted((data / "evalplus-graded").glob("*.json")):
        kind = "humaneval+" if "humaneval" in path.name else "mbpp+"
        plus = data / "evalplus" / ("HumanEvalPlus.jsonl.gz" if kind == "humaneval+" else "MbppPlus.jsonl.gz")
        samples = evalplus_samples(data, path.name, folder)
        yield Benchmark(path.name, ["eval", kind, "--data", plus, "--samples", samples])
    answers = pathlib.Path(__file__).resolve().parents[2] / "bundled" / "codecontests" / "answers.jsonl"
    contests = next((data / "codecontests").glob("*.jsonl"))
    yield Benchmark("codecontests", ["eval", "codecontests", "--data", contests, "--samples", answers])


def compare(name, first, later):
    """Prints what differs. The number of differences, and the shares of limits that are above one half."""
    expected = {key_of(record): record for record in first}
    differences, near = 0, []
    for record in later:
        before = expected[key_of(record)]
        share = max(share_of_limit(before), share_of_limit(record))
        if share > 0.5:
            near.append([name, *key_of(record), share])
        if verdict_of(record) != verdict_of(before):
            differences += 1
            print("%s %s candidate %d: %s, was %s (%s)" % (name, *key_of(record), verdict_of(record)[0],
                                                         verdict_of(before)[0], record["reason"]))
    return differences + abs(len(first) - len(later)), near


class State:
    """What has been judged: the undisturbed records of each benchmark, and one line for each round."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.path = folder / "rounds.jsonl"
        self.rounds = [json.loads(line) for line in self.path.open()] if self.path.exists() else []

    def first(self, benchmark, judge):
        path = self.folder / (benchmark.name + ".first.json")
        if not path.exists():
            path.with_suffix(".partial").write_text(json.dumps(judge()))
            path.with_suffix(".partial").rename(path)
        return json.loads(path.read_text())

    def has(self, benchmark, number):
        return any(r["benchmark"] == benchmark.name and r["round"] == number for r in self.rounds)

    def add(self, **row):
        self.rounds.append(row)
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")


def run_rounds(oyer, data, folder, state):
    chosen = list(benchmarks(data, folder))
    first = {one.name: state.first(one, lambda one=one: one.judge(oyer, folder, 0)) for one in chosen}
    for number in range(1, (10 if SOAK else 2) + 1):
        for one in chosen:
            if state.has(one, number):
                continue
            begun = time.monotonic()
            with load():
                later = one.judge(oyer, folder, number, "--jobs", str(JOBS_UNDER_LOAD))
            differences, near = compare(one.name, first[one.name], later)
            state.add(benchmark=one.name, round=number, judged=len(later), differences=differences, near=near)
            print("round %d of %s: %d candidates in %.0f s, %d verdicts changed" % (
                number, one.name, len(later), time.monotonic() - begun, differences), flush=True)


def main():
    oyer, data = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    if not data.is_dir():
        print("the data is absent: %s" % data)
        return 77
    with tempfile.TemporaryDirectory(prefix="oyer-load-") as name:
        folder = pathlib.Path(name)
        state = State(pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else folder / "state")
        run_rounds(oyer, data, folder, state)
    near = collections.Counter()
    for name, task, index, share in (row for one in state.rounds for row in one["near"]):
        near[name, task, index] = max(near[name, task, index], share)
    for (name, task, index), share in sorted(near.items()):
        print("near a limit: %s %s candidate %d used %.0f %%" % (name, task, index, 100 * share))
    differences = sum(one["differences"] for one in state.rounds)
    print("%d judged under load, %d verdicts changed" % (sum(one["judged"] for one in state.rounds), differences))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
