#!/usr/bin/env python3
"""Judges answers by EvalPlus's rules in plain python3, without Oyer and without a clock: who is right where two differ.

    python3 bench/evalplus_rerun.py --data MbppPlus.jsonl.gz --graded FILE.json --ours RESULTS.jsonl
        where an EvalPlus result file and a results file of `oyer eval` disagree, column by column
    python3 bench/evalplus_rerun.py --data MbppPlus.jsonl.gz --ours RESULTS.jsonl --refused
        honest answers that Oyer refused because a value could not leave their process
    python3 bench/evalplus_rerun.py --data HumanEvalPlus.jsonl.gz --graded FILE.json --tasks HumanEval/32

The answers run unjailed: give it none that you would not run by hand. Each has a process of its own, 4 GiB of address
space and --seconds of CPU time for all its inputs (600: far beyond EvalPlus's 60 s of wall-clock time), and is called
with deep copies. Expected values come from the data set's canonical solution. The rules are those of evalplus at
26d6d00: equal, or, where the expected value is a float or a non-empty list or tuple of floats or the task names a
tolerance, of the same type and close with rtol 1e-7; once such a value was met, later inputs have the tolerance, too.
"""
import argparse
import copy
import gzip
import io
import json
import math
import os

import resource
import signal
import sys
import time

TUPLE = {2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616, 630, 726, 740, 744, 809}
LIST_OF_TUPLES = {63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780}
TUPLE_FIRST = {250, 307, 405, 446, 617, 720, 763, 808}
SET_EQUAL = {2, 7, 111, 140, 232, 249, 579, 769}
NOT_NONE = {"check_str", "text_match_three", "text_starta_endb"}


def tuples_deep(value):
    return tuple(tuples_deep(item) for item in value) if isinstance(value, list) else value


def rebuild(number, row):
    """Arguments of an MBPP+ task as they were before JSON."""
    if number in TUPLE:
        return [tuple(one) for one in row]
    if number in LIST_OF_TUPLES:
        return [[tuple(item) for item in one] for one in row]
    if number in (259, 401, 445):
        return [tuple(tuple(item) for item in one) for one in row]
    if number in (75, 413, 444, 753):
        return [[tuple(item) for item in row[0]]] + row[1:]
    if number in (106, 750):
        return [row[0], tuple(row[1])]
    if number == 115:
        return [[set(item) if isinstance(item, list) and item else {} for item in row[0]]]
    if number == 124:
        return [float(row[0]), complex(row[1])]
    if number == 252:
        return [complex(row[0])]
    if number in TUPLE_FIRST:
        return [tuple(row[0])] + row[1:]
    if number == 278:
        return [tuple(tuple(item) if isinstance(item, list) else item for item in row[0])]
    if number == 722:
        return [{key: tuple(value) for key, value in row[0].items()}] + row[1:]
    if number in (580, 615, 791):
        return [tuples_deep(one) for one in row]
    return row


def inputs_of(task, group):
    rows = task[group + "_input"] or []
    if not task["task_id"].startswith("Mbpp/"):
        return rows
    number = int(task["task_id"].split("/")[1])
    return [rebuild(number, row) for row in rows]


def all_floats(value):
    if isinstance(value, float):
        return True
    return isinstance(value, (list, tuple)) and len(value) > 0 and all(isinstance(item, float) for item in value)


def close(out, expected, atol):
    """numpy.allclose(out, expected, rtol=1e-7, atol=atol) on numbers and on lists of them, which may be nested."""
    if isinstance(out, (list, tuple)) and isinstance(expected, (list, tuple)):
        return len(out) == len(expected) and all(close(a, b, atol) for a, b in zip(out, expected))
    if isinstance(expected, (list, tuple)):
        return all(close(out, item, atol) for item in expected)
    if isinstance(out, (list, tuple)):
        return all(close(item, expected, atol) for item in out)
    if isinstance(out, complex) or isinstance(expected, complex):
        return abs(out - expected) <= atol + 1e-7 * abs(expected)
    out, expected = float(out), float(expected)
    if math.isinf(out) or math.isinf(expected):
        return out == expected
    return abs(out - expected) <= atol + 1e-7 * abs(expected)


class Comparison:
    """One group of one task: the tolerance stays once it has been set."""

    def __init__(self, task):
        self.task, self.atol = task, task.get("atol") or 0
        self.mbpp = task["task_id"].startswith("Mbpp/")
        self.number = int(task["task_id"].split("/")[1])

    def matches(self, arguments, out, expected):
        same = out == expected
        if self.mbpp:
            same = self.mbpp_matches(arguments, out, expected, same)
        elif self.number == 32:
            value = sum(k * math.pow(out, power) for power, k in enumerate(arguments[0]))
            return abs(value) <= self.atol
        if self.atol == 0 and all_floats(expected):
            self.atol = 1e-6
        if same or self.atol == 0:
            return bool(same)
        if type(out) is not type(expected):
            return False
        if isinstance(expected, (list, tuple)) and len(out) != len(expected):
            return False
        return close(out, expected, self.atol)

    def mbpp_matches(self, arguments, out, expected, same):
        if self.number in SET_EQUAL:
            return set(out) == set(expected)
        if self.task["entry_point"] in NOT_NONE:
            return out == (expected is not None) if isinstance(out, bool) else (out is None) == (expected is None)
        if self.number == 581:
            base, height = arguments
            slant = math.sqrt((base / 2) ** 2 + height ** 2)
            return same or abs(out - round(base ** 2 + 4 * (base * slant) / 2)) <= self.atol
        if self.number == 558:
            left, right = (str(one) for one in arguments)
            size = max(len(left), len(right))
            pairs = zip(left.zfill(size), right.zfill(size))
            return same or out == sum(abs(int(a) - int(b)) for a, b in pairs)
        return same


def in_own_process(work, seconds):
    """What `work` returns, from a child with EvalPlus's memory limit; ("timeout" or "died", ...) where it did not."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        sys.stdout, sys.stderr, sys.stdin = io.StringIO(), io.StringIO(), io.StringIO()
        try:
            result = ("done", work())
        except BaseException as error:  # an answer may raise SystemExit
            result = ("raised", f"{type(error).__name__}: {error}"[:200])
        with os.fdopen(writer, "w") as pipe:
            json.dump(result, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    if data:
        return tuple(json.loads(data))
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        return ("timeout", f"more than {seconds} s of CPU time")
    return ("died", f"wait status {status}")


def load(code, name):
    world = {}
    exec(code, world)
    return world[name]


def judge(task, group, code):
    """{status, failed, first, cpu, slowest, reference_slowest}, inside the answer's process."""
    reference = load(task["prompt"] + task["canonical_solution"], task["entry_point"])
    inputs = inputs_of(task, group)
    expected, theirs, times = [], [], []
    for arguments in inputs:
        begun = time.thread_time()
        expected.append(reference(*copy.deepcopy(arguments)))
        theirs.append(time.thread_time() - begun)
    compare, failed, first = Comparison(task), 0, None
    try:
        answer = load(code, task["entry_point"])
    except BaseException as error:
        return {"status": "fail", "failed": len(inputs), "of": len(inputs), "cpu": 0, "slowest": 0,
                "reference_slowest": 0, "first": f"does not load: {type(error).__name__}: {error}"}
    for index, arguments in enumerate(inputs):
        begun, why = time.thread_time(), None
        try:
            out = answer(*copy.deepcopy(arguments))
            times.append(time.thread_time() - begun)
            if not compare.matches(arguments, out, expected[index]):
                why = f"{shown(arguments)} gives {shown(out)}, expected {shown(expected[index])}"
        except BaseException as error:
            times.append(time.thread_time() - begun)
            why = f"{shown(arguments)} raises {type(error).__name__}: {error}"[:160]
        failed += why is not None
        first = first or why
    return {"status": "fail" if failed else "pass", "failed": failed, "of": len(inputs), "first": first,
            "cpu": sum(times), "slowest": max(times, default=0), "reference_slowest": max(theirs, default=0)}


def shown(value, most=60):
    text = repr(value)
    return text if len(text) <= most else text[: most - 1] + "…"


def rerun(task, group, code, seconds):
    kind, found = in_own_process(lambda: judge(task, group, code), seconds)
    return found if kind == "done" else {"status": "timeout" if kind == "timeout" else "fail", "first": found}


def read_rows(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def tell(task_id, group, file_says, ours, again, reason):
    word = again["status"]
    if "of" in again:
        word += f" ({again['of'] - again['failed']}/{again['of']}; {again['cpu']:.2f} s CPU, slowest input "
        word += f"{again['slowest']:.2f} s, of the canonical solution {again['reference_slowest']:.2f} s)"
    first = again.get("first")
    print(f"{task_id} {group}: file {file_says}, oyer {ours}, re-run {word}")
    if first:
        print(f"    re-run: {first}")
    if reason:
        print(f"    oyer:   {reason}")
    sys.stdout.flush()


def answers_of(arguments):
    """(task id, answer, what the file says by group, what Oyer says by group, Oyer's result text)."""
    ours = read_rows(arguments.ours) if arguments.ours else []
    if not arguments.graded:
        return [(row["task_id"], row["solution"], {}, row, row.get("result", "")) for row in ours]
    by_text = {(row["task_id"], row["solution"]): row for row in ours}
    rows = []
    with open(arguments.graded, encoding="utf-8") as file:
        for task_id, grades in json.load(file)["eval"].items():
            for grade in grades:
                row = by_text.get((task_id, grade["solution"]))
                if ours and row is None:
                    sys.exit(f"{arguments.ours} has no row for the answer of {task_id}")
                rows.append((task_id, grade["solution"], grade, row or {}, (row or {}).get("result", "")))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="HumanEvalPlus.jsonl or MbppPlus.jsonl, plain or gzip")
    parser.add_argument("--graded", help="a result file of EvalPlus")
    parser.add_argument("--ours", help="the file that `oyer eval --out` wrote for the same answers")
    parser.add_argument("--tasks", nargs="*", default=[], help="only these, and these in any case")
    parser.add_argument("--refused", action="store_true", help="only answers that Oyer calls unencodable")
    parser.add_argument("--seconds", type=int, default=600, help="CPU time of one answer and its canonical solution")
    arguments = parser.parse_args()
    tasks = {row["task_id"]: row for row in read_rows(arguments.data)}
    compared = different = refused = honest = 0
    for task_id, code, file_says, ours, reason in answers_of(arguments):
        if arguments.tasks and task_id not in arguments.tasks:
            continue
        verdicts = {}
        for group in ("base", "plus"):
            theirs, mine = file_says.get(group + "_status"), ours.get(group + "_status")
            compared += theirs is not None and mine is not None
            disagree = theirs is not None and mine is not None and (theirs == "pass") != (mine == "pass")
            different += disagree
            if not (disagree or arguments.tasks or (arguments.refused and "unencodable" in reason)):
                continue
            again = verdicts[group] = rerun(tasks[task_id], group, code, arguments.seconds)
            tell(task_id, group, theirs, mine, again, reason)
        if "unencodable" in reason:
            refused += 1
            honest += bool(verdicts) and all(one["status"] == "pass" for one in verdicts.values())
    if arguments.refused:
        print(f"{refused} answers refused as unencodable, {honest} of them pass in plain python3")
    elif arguments.graded and arguments.ours:
        print(f"{compared} verdicts compared, {different} differ")


if __name__ == "__main__":
    main()
