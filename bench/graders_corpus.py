"""Labelled candidates for bench/graders_compare.py, from Oyer's own corpora and from benchmarks, each with its task in
a form that graders of other houses can be given.

Labels, none of them by the verdict of a grader in the comparison but where it is said:
right   answers that their tasks' authors call right: of bundled/, references of HumanEval, and of real answers to
        HumanEval those that EvalPlus's published results call right by both sets of tests
wrong   answers that are plainly wrong: of bundled/, and those that EvalPlus's published results fail by HumanEval's own
        inputs. What only a limit of time or memory refuses is no part of it: limits differ
cheat   programs that try to be rewarded without being right: of bundled/; the exploits of tests/hostile (chapter E, for
        functions, promised to be refused, none of the slow ones), each before every target of `oyer attack` that can
        be written down for it, whose answers stand in its tests and nowhere else; and its programs for standard input
        whose task no honest program can solve

Candidates are whole programs here: how an answer is cut from a text isn't compared.
"""

import ast
import dataclasses
import gzip
import json
import pathlib
import re

import peer_bench
import plain_answers

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOSTILE = ROOT / "tests" / "hostile"
SLOW = {"time_limit", "memory_limit", "output_limit", "judge_exhausted"}
UNSOLVABLE = {"secret_line", "nth_run"}  # of the tasks for standard input


@dataclasses.dataclass(frozen=True, eq=False)
class Task:
    """asserts: code that raises where an answer is wrong. calls: sources of an argument list and of what it gives, or
    None where the asserts say something else than that. lines: standard input and output. problem: HumanEval's row."""

    id: str
    entry: str = ""
    prelude: str = ""
    asserts: tuple = ()
    calls: tuple | None = None
    lines: tuple | None = None
    problem: dict | None = None
    row: dict | None = None  # as Oyer reads it


@dataclasses.dataclass(frozen=True, eq=False)
class Candidate:
    task: Task
    code: str
    label: str
    name: str


def read_rows(path):
    with (gzip.open(path, "rt") if path.suffix == ".gz" else open(path, encoding="utf-8")) as lines:
        return [json.loads(line) for line in lines]


def call_of(test, entry):
    """`assert entry(a, b) == value` as the sources ("[a, b]", "value"); None for any other code."""
    body = ast.parse(test).body
    if len(body) != 1 or not isinstance(body[0], ast.Assert) or not isinstance(body[0].test, ast.Compare):
        return None
    asked, operators, values = body[0].test.left, body[0].test.ops, body[0].test.comparators
    if not isinstance(asked, ast.Call) or asked.keywords or len(operators) != 1 or not isinstance(operators[0], ast.Eq):
        return None
    if not isinstance(asked.func, ast.Name) or asked.func.id != entry:
        return None
    names = [one.id for part in (*asked.args, values[0]) for one in ast.walk(part) if isinstance(one, ast.Name)]
    return None if entry in names else (f"[{', '.join(map(ast.unparse, asked.args))}]", ast.unparse(values[0]))


def task_of(row):
    """An oyer.task/1 row, or None for what no other grader here can be asked: other languages, tolerances, checkers."""
    if row.get("language", "python") != "python":
        return None
    if "stdio" in row:
        if not isinstance(row["stdio"].get("checker", "tokens"), str):
            return None
        tests = tuple((one["stdin"], one["stdout"]) for one in row["stdio"]["tests"])
        return Task(row["id"], lines=tests, row=row)
    if "cases" in row:
        if row["cases"].get("atol"):
            return None
        calls = tuple((repr(one["input"]), repr(one["expected"])) for one in row["cases"]["tests"])
        asserts = tuple(f"assert {row['entry_point']}(*{given}) == {value}" for given, value in calls)
        return Task(row["id"], row["entry_point"], asserts=asserts, calls=calls, row=row)
    asserts = tuple(one["code"] for one in row["function"]["tests"])
    calls = tuple(call_of(one, row["entry_point"]) for one in asserts)
    return Task(row["id"], row["entry_point"], row["function"].get("prelude", ""), asserts,
                None if None in calls else calls, row=row)


def is_program(text, task):
    """Whether a completion is Python as it stands, and defines what the task asks for."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return False
    return task.lines is not None or any(getattr(one, "name", None) == task.entry for one in body)


def bundled():
    tasks = {row["id"]: task_of(row) for row in read_rows(ROOT / "bundled" / "tasks.jsonl")}
    for row in read_rows(ROOT / "bundled" / "candidates.jsonl"):
        task, label = tasks[row["task_id"]], row["label"].split(":")[0].split(",")[0]
        label = "wrong" if label == "crash" else label
        code = row.get("solution", row.get("completion"))
        if task and label in ("right", "wrong", "cheat") and is_program(code, task):
            yield Candidate(task, code, label, f"{task.id}: {row['label']}")


def hostile_programs():
    """Header and text of each hostile program in Python."""
    for path in sorted((HOSTILE / "programs").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        header = dict(re.findall(r"^# (\w+): (.*)$", text, re.MULTILINE))
        if "with" in header:
            text = (HOSTILE / "with" / (header["with"] + ".py")).read_text(encoding="utf-8") + "\n\n" + text
        yield path.stem, header, text


def arguments_of(row):
    """How many the function of a task takes; None for a class."""
    for one in ast.parse(row["prompt"] + "    pass\n").body:
        if getattr(one, "name", None) == row["entry_point"]:
            return len(one.args.args) if isinstance(one, ast.FunctionDef) else None
    return None


def hostile():
    rows = {row["id"]: row for row in read_rows(HOSTILE / "tasks.jsonl")}
    tasks = {name: task_of(row) for name, row in rows.items()}
    targets = [task for name, task in tasks.items() if name.startswith("attack_") and task and
               (task.lines is not None or arguments_of(task.row) == 1)]
    for name, header, text in hostile_programs():
        if header["shape"] == "stdio" and header["task"] in UNSOLVABLE and header["verdict"] != "accepted":
            yield Candidate(tasks[header["task"]], text, "cheat", name)
        if (header["shape"] != "function" or name[0] != "E" or header["verdict"] in SLOW | {"accepted", "no_code"} or
                header.get("form") == "completion"):
            continue
        entry, count = rows[header["task"]]["entry_point"], arguments_of(rows[header["task"]])
        if count is None:
            continue
        asked = f"{entry}({', '.join(['n'] * count)})"
        for task in targets:
            end = f"n = int(input())\nprint({asked})\n" if task.lines else f"def {task.entry}(n):\n    return {asked}\n"
            yield Candidate(task, f"{text}\n\n{end}", "cheat", f"{name} for {task.id}")


def references(rows):
    """The answers of trusted code, as sources; None where they cannot be written down."""
    tasks = {}
    for row in rows:
        calls = []
        for one in row["cases"]["tests"]:
            given, value = repr(one["input"]), repr(one.get("expected"))
            calls.append((given, value) if "expected" in one and not re.search(r"\b(nan|inf)\b", given + value)
                         else None)
        tasks[row["id"]] = None if None in calls else tuple(calls)
    return tasks


def humaneval(data):
    problems = {row["task_id"]: row for row in read_rows(data / "humaneval" / "HumanEval.jsonl.gz")}
    calls = references(peer_bench.cases_tasks(list(problems.values()), data / "evalplus" / "HumanEvalPlus.jsonl.gz"))
    tasks = {name: Task(name, row["entry_point"], problem=row, calls=calls[name]) for name, row in problems.items()}
    for name, row in problems.items():
        yield Candidate(tasks[name], row["prompt"] + row["canonical_solution"], "right", f"{name}: reference")
    for path in sorted((data / "evalplus-graded").glob("*.humaneval.json")):
        for name, answers in json.loads(path.read_text(encoding="utf-8"))["eval"].items():
            status = (answers[0]["base_status"], answers[0]["plus_status"])
            label = {("pass", "pass"): "right", ("fail", "fail"): "wrong"}.get(status)
            if label:
                yield Candidate(tasks[name], answers[0]["solution"], label, f"{name}: {path.stem}")


def codecontests(data):
    tests = plain_answers.read_tests(data / "codecontests" / "code_eval_code_contests.jsonl")
    for row in read_rows(ROOT / "bundled" / "codecontests" / "answers.jsonl"):
        if row["language"] != "python" or row["expect"] not in ("accepted", "wrong_answer"):
            continue
        lines = tuple((given.decode(), value.decode()) for given, value in tests[row["task_id"]])
        said = {"checker": "tokens", "tests": [{"id": str(i), "stdin": given, "stdout": value}
                                               for i, (given, value) in enumerate(lines)]}
        task = Task(row["task_id"], lines=lines, row={
            "schema": "oyer.task/1", "id": row["task_id"], "prompt": row["task_id"], "language": "python",
            "stdio": said, "limits": {"cpu_ms": 10000}})
        yield Candidate(task, row["solution"], "right" if row["expect"] == "accepted" else "wrong",
                        f"{task.id}: {row['note']}")


def corpus(data=None):
    """All candidates; those of benchmarks where `data` holds them (../shared/data)."""
    found = [*bundled(), *hostile()]
    return found if data is None else [*found, *humaneval(data), *codecontests(data)]
