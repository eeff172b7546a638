#!/usr/bin/env python3
"""Judges CodeContests answers in plain python3 and g++, without Oyer: who is right where a verdict of Oyer's surprises.

    python3 bench/plain_answers.py [--data FILE] [--answers FILE] [--jobs 2] [--seconds 10] [--only ID,ID...]

Each answer (oyer.candidate/1 with `solution`, `language` and `expect`) runs on its task's tests in a process of its own
per test, and its output is compared with the expected one token by token. Nothing is jailed: give it no answers that
you would not run by hand. A run may use --seconds of CPU time, ten times as long by the clock (how busy the machine is
must not decide), 2 GiB of address space and 16 MiB of output. Once two tests ran out of time and one passed, the others
are not run.

An answer keeps its `expect` when it is accepted and expected to be, or when every test it fails, it fails in the
expected way, and it passes one or more: then the verdict does not depend on which of the failing tests is met first.
Prints one Markdown table; exits 1 when an answer differs from its `expect`, 2 when the files do not fit each other.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "codecontests" / "code_eval_code_contests.jsonl"
COMPILE = ["g++", "-O2", "-std=gnu++17"]
VERDICTS = {"accepted", "wrong_answer", "time_limit", "runtime_error"}

Run = collections.namedtuple("Run", "verdict cpu_s")


def read_tests(path):
    """Task id -> [(input, expected output)], as bytes."""
    tasks = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            tasks[f"CodeContests/{row['id']}"] = [
                (one["input"]["stdin"].encode(), one["output"]["stdout"].encode()) for one in json.loads(row["test"])]
    return tasks


def read_answers(path, tasks):
    with open(path, encoding="utf-8") as lines:
        answers = [json.loads(line) for line in lines]
    for number, answer in enumerate(answers, 1):
        known = answer["task_id"] in tasks and answer["language"] in ("python", "cpp") and answer["expect"] in VERDICTS
        if not known:
            print(f"{path}:{number}: unknown task, language or expected verdict", file=sys.stderr)
            sys.exit(2)
    return answers


def command_of(answer, folder):
    """Writes an answer's program, compiles it where it must be, and gives the command that runs it."""
    if answer["language"] == "python":
        source = folder / "main.py"
        source.write_text(answer["solution"], encoding="utf-8")
        return [sys.executable, str(source)]
    source, program = folder / "main.cpp", folder / "main"
    source.write_text(answer["solution"], encoding="utf-8")
    subprocess.run([*COMPILE, "-o", str(program), str(source)], check=True)
    return [str(program)]


def set_limits(seconds):
    # The soft limit ends a program by SIGXCPU, which nothing else sends; the hard one is for those that ignore it.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 << 20, 16 << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def reap(process, seconds):
    """Waits for a process, kills its group when the time is over, and gives (exit status or None, CPU seconds)."""
    end = time.monotonic() + seconds
    pause = 0.001
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        late = time.monotonic() > end
        if pid == 0 and late:
            os.killpg(process.pid, signal.SIGKILL)
            _, status, usage = os.wait4(process.pid, 0)
        if pid != 0 or late:
            process.returncode = os.waitstatus_to_exitcode(status)
            return None if pid == 0 else process.returncode, usage.ru_utime + usage.ru_stime
        time.sleep(pause)
        pause = min(0.01, pause * 1.5)


def run_test(command, test, seconds):
    given, expected = test
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout:
        stdin.write(given)
        stdin.seek(0)
        process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL,
                                   start_new_session=True, preexec_fn=lambda: set_limits(seconds))
        code, cpu = reap(process, 10 * seconds)
        stdout.seek(0)
        printed = stdout.read()
    if code is None or code == -signal.SIGXCPU:
        return Run("time_limit", cpu)
    if code != 0:
        return Run("runtime_error", cpu)
    return Run("accepted" if printed.split() == expected.split() else "wrong_answer", cpu)


def judge(answer, tests, seconds):
    with tempfile.TemporaryDirectory() as name:
        command = command_of(answer, pathlib.Path(name))
        runs, found = [], collections.Counter()
        for test in tests:
            runs.append(run_test(command, test, seconds))
            found[runs[-1].verdict] += 1
            if found["time_limit"] >= 2 and found["accepted"] >= 1:
                break
        return runs


def keeps(expect, found):
    """Whether counts of verdicts by test are those of an answer with the expected one."""
    return set(found) == ({"accepted"} if expect == "accepted" else {"accepted", expect})


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=pathlib.Path, default=DATA)
    parser.add_argument("--answers", type=pathlib.Path, default=ROOT / "bundled" / "codecontests" / "answers.jsonl")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--only", default="", help="ids of tasks, with commas between them")
    options = parser.parse_args()

    tasks = read_tests(options.data)
    answers = read_answers(options.answers, tasks)
    if options.only:
        wanted = {"CodeContests/" + one for one in options.only.split(",")}
        answers = [answer for answer in answers if answer["task_id"] in wanted]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        judged = list(pool.map(lambda answer: judge(answer, tasks[answer["task_id"]], options.seconds), answers))

    print("| task | language | expected | passed | failed | not run | slowest (s CPU) | as expected |")
    print("|---|---|---|---|---|---|---|---|")
    differing = 0
    for answer, runs in zip(answers, judged):
        found = collections.Counter(run.verdict for run in runs)
        kept = keeps(answer["expect"], found)
        differing += not kept
        failed = ", ".join(f"{count} {verdict}" for verdict, count in sorted(found.items()) if verdict != "accepted")
        cells = [answer["task_id"], answer["language"], answer["expect"], found["accepted"], failed or "-",
                 len(tasks[answer["task_id"]]) - len(runs), f"{max(run.cpu_s for run in runs):.2f}",
                 "yes" if kept else "NO"]
        print("|", " | ".join(map(str, cells)), "|")
    print(f"\n{len(answers)} answers to {len({answer['task_id'] for answer in answers})} tasks, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
