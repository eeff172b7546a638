"""The Python package against the command line, and a trainer's call against processes of one's own.

    PYTHONPATH=build/bench/python python3 bench/python_bench.py --data ../shared/data [--programs 2] [--rounds 5]

grade    CodeT's programs that end by themselves: `oyer eval` as a process, and a Python process that imports oyer,
         loads the same file and calls Engine.grade, both fresh, two jobs
call     256 completions of one prompt, each different: oyer.adapters.trl.CodeReward in a process whose engine is warm,
         against what open-r1's local provider does with them: two at a time, each in a python3 of its own that starts a
         python3 for every test, with a limit of five seconds
Turn by turn; medians of the rounds. Prints a Markdown table. A ratio above 1: Python, or Oyer, is the faster.
"""

import argparse
import concurrent.futures
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

import peer_bench

import oyer
from oyer import adapters
from oyer.adapters.trl import CodeReward

JOBS = 2
GRADE = """
import json, sys
import oyer
tasks = oyer.load_benchmark("humaneval", sys.argv[1])
with open(sys.argv[2]) as file:
    rows = [json.loads(line) for line in file]
with oyer.Engine(jobs=int(sys.argv[3])) as engine:
    sys.exit(sum(one.passed is True for one in engine.grade(tasks, rows)) == 0)
"""
# What a local provider runs for one completion: its tests one after the other, each in a process of its own.
PROVIDER = """
import json, subprocess, sys
code, cases = json.loads(sys.stdin.read())
passed = 0
for case in cases:
    try:
        done = subprocess.run([sys.executable, "-c", code + case.get("assert", "")], input=case.get("input", ""),
                              text=True, capture_output=True, timeout=5)
    except subprocess.TimeoutExpired:
        continue
    passed += done.returncode == 0 and done.stdout.split() == case.get("output", "").split()
print(passed / len(cases))
"""


def timed(call):
    begun = time.monotonic()
    value = call()
    return time.monotonic() - begun, value


def by_turns(rounds, one, other):
    """Medians of both, each measured beside the other, and whether both gave the same each time."""
    times, values = ([], []), ([], [])
    for place in range(rounds):
        for which in (0, 1) if place % 2 == 0 else (1, 0):
            seconds, value = timed((one, other)[which])
            times[which].append(seconds)
            values[which].append(value)
    return statistics.median(times[0]), statistics.median(times[1]), values[0] == values[1]


def self_ending(options, problems, data):
    """Rows whose programs neither run into the limit of time nor are a matter of chance."""
    rows = peer_bench.codet_samples(problems, next((options.data / "codet").glob("*.gz")), options.programs)
    tasks = oyer.load_benchmark("humaneval", data)
    with oyer.Engine(jobs=JOBS, cpu=1) as engine:
        results = engine.grade(tasks, rows)
    return [row for row, result in zip(rows, results) if result.verdict not in ("time_limit", "memory_limit", None)]


def grade(options, folder):
    data = options.data / "humaneval" / "HumanEval.jsonl.gz"
    rows = self_ending(options, peer_bench.read_problems(data), data)
    samples = peer_bench.write_rows(folder / "samples.jsonl", rows)
    command = [oyer.engine._PROGRAMS / "oyer", "eval", "humaneval", "--data", data, "--samples", samples, "--jobs",
               str(JOBS), "--fresh", "--ledger", folder / "ledger", "--out", folder / "out.jsonl"]

    def run(words):
        subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    theirs, ours, _ = by_turns(options.rounds, lambda: run(command),
                            lambda: run([sys.executable, "-c", GRADE, data, samples, str(JOBS)]))
    print(f"| `Engine.grade`, {len(rows)} CodeT programs that end by themselves | `oyer eval` {theirs:.2f} s | "
          f"{ours:.2f} s | {theirs / ours:.2f} | 0.95 |", flush=True)


def completions(count):
    """Programs and functions for one prompt, no two the same; a quarter of them wrong."""
    chance = random.Random(1)
    for place in range(count):
        operator = "-" if chance.random() < 0.25 else "+"
        names = [f"a{place}", f"b{chance.randrange(1000)}"]
        yield (f"{names[0]}, {names[1]} = map(int, input().split())\nprint({names[0]} {operator} {names[1]})\n",
               f"def add({names[0]}, {names[1]}):\n    return {names[0]} {operator} {names[1]}\n")


def call(options):
    pairs = [(3, 4), (-1, 9), (10**9, 1), (0, 0), (7, -7), (123, 456)]
    programs, functions = zip(*completions(options.completions))
    forms = {
        "programs, input and output": (
            programs, [{"input": f"{a} {b}\n", "output": f"{a + b}\n"} for a, b in pairs], "test_cases"),
        "functions, asserts": (
            functions, [{"assert": f"\nassert add({a}, {b}) == {a + b}\n"} for a, b in pairs], "assert_case")}
    adapters.configure(jobs=JOBS)
    reward = CodeReward(rule="fraction")
    for name, (codes, cases, field) in forms.items():
        tests = cases if field == "test_cases" else [case["assert"].strip() for case in cases]
        truth = json.dumps({"language": "python", field: tests})

        def ours(codes=codes, truth=truth):
            return reward(["p"] * len(codes), [f"```python\n{code}```" for code in codes], task=[truth] * len(codes))

        def theirs(codes=codes, cases=cases):
            def one(code):
                given = json.dumps([code, cases])
                return float(subprocess.run([sys.executable, "-c", PROVIDER], input=given, text=True,
                                            capture_output=True, check=True).stdout)

            with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
                return list(pool.map(one, codes))

        ours()  # and the engine is warm
        peer, us, agreed = by_turns(options.rounds, theirs, ours)
        print(f"| {len(codes)} completions of one prompt, {len(cases)} tests: {name} | processes of one's own "
              f"{peer:.2f} s | {us:.2f} s | {peer / us:.1f} | 10 |{'' if agreed else ' they differ'}", flush=True)
    adapters.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--programs", type=int, default=2, help="of each CodeT problem")
    parser.add_argument("--completions", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="grade,call")
    options = parser.parse_args()
    print("| load | against | Oyer from Python | ratio | wanted |")
    print("|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        if "grade" in options.only:
            grade(options, pathlib.Path(folder))
        if "call" in options.only:
            call(options)


if __name__ == "__main__":
    main()
