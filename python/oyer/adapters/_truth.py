"""What stands in a trainer's row beside the prompt, read as a task.

Accepted, as a mapping or as its JSON: a task of Oyer's (``oyer.task/1``); ``{"inputs", "outputs"}`` with ``fn_name`` or
without (APPS, verl, LiveCodeBench); ``{"assert_case": [...]}`` (verl); ``{"language", "test_cases": [{"input",
"output"}]}`` (open-r1); a list of assert statements. Or the id of a task that was given beside.
"""

from __future__ import annotations

import ast
import builtins
import functools
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Union

from ..errors import InvalidInput
from ..tasks import Task, load_benchmark, load_tasks

#: Columns in which a row's task is looked for, in this order.
COLUMNS = ("task", "task_id", "verification_info", "ground_truth", "test_list")

Tasks = Union[str, "os.PathLike[str]", Sequence[Task], None]
_WANTED = ('give a task (oyer.task/1), {"inputs", "outputs"}, {"assert_case"}, {"test_cases"}, a list of asserts, or '
           "the id of a task that was named with tasks=")


def truth_in(row: Mapping[str, Any], columns: Sequence[str] = COLUMNS) -> Any:
    """What the first of these columns that the row has says. Raises :class:`oyer.InvalidInput` where it has none."""
    for name in columns:
        if row.get(name) is not None:
            return row[name]
    raise InvalidInput(f"the row has none of the columns {', '.join(columns)}; it has {', '.join(row)}")


class Catalogue:
    """Tasks by id: a file of them, ``"humaneval=FILE"`` and its like, or tasks. Read when first asked; picklable."""

    def __init__(self, tasks: Tasks = None):
        self._tasks = tasks
        self._by_id: dict[str, Task] | None = None

    def __getstate__(self) -> Tasks:
        return self._tasks

    def __setstate__(self, tasks: Tasks) -> None:
        self._tasks, self._by_id = tasks, None

    def get(self, id: str) -> Task | None:
        """None where there is no such task."""
        if self._by_id is None:
            self._by_id = {task.id: task for task in _all_of(self._tasks)}
        return self._by_id.get(id)

    def task_of(self, truth: Any) -> Task:
        """The task that a row's truth says. Raises :class:`oyer.InvalidInput`."""
        if isinstance(truth, Task):
            return truth
        if isinstance(truth, str):
            known = self.get(truth)
            return known if known is not None else _task_of_json(truth)
        if isinstance(truth, (Mapping, list)):
            try:
                return _task_of_json(json.dumps(truth))
            except (TypeError, RecursionError) as error:
                raise InvalidInput(f"a truth is no JSON: {error}") from None
        raise InvalidInput(f"a truth is a {type(truth).__name__}; {_WANTED}")


def _all_of(tasks: Tasks) -> Iterable[Task]:
    if tasks is None:
        return ()
    if isinstance(tasks, (str, os.PathLike)):
        name, equals, path = os.fspath(tasks).partition("=")
        return load_benchmark(name, path) if equals else load_tasks(tasks)
    return tasks


@functools.lru_cache(maxsize=1 << 16)
def _task_of_json(text: str) -> Task:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput(f"there is no task {text[:60]!r} among those given, and it is no JSON; {_WANTED}") from None
    if isinstance(told, Mapping) and "schema" in told:
        return Task.from_dict(told)
    # Rows with the same tests are one task, whose candidates share a judge.
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    row = {"schema": "oyer.task/1", "id": f"truth/{digest[:24]}", "prompt": "", "language": "python"}
    if isinstance(told, list) and told:
        return Task.from_dict({**row, **_asserts(told)})
    if isinstance(told, Mapping):
        language = _language(told.get("language"))
        if told.get("assert_case"):
            return Task.from_dict({**row, **_asserts(_list_in(told, "assert_case"))})
        if told.get("test_cases"):
            return Task.from_dict({**row, **_test_cases(_list_in(told, "test_cases")), **language})
        if told.get("inputs"):
            return Task.from_dict({**row, **_inputs(told), **language})
    raise InvalidInput(f"the truth {text[:60]!r} is none that is known; {_WANTED}")


def _list_in(told: Mapping[str, Any], name: str) -> list[Any]:
    found = told.get(name)
    if not isinstance(found, list):
        raise InvalidInput(f"{name!r} of a truth is a {type(found).__name__}; give a list")
    return found


def _language(name: Any) -> dict[str, str]:
    if not name:
        return {}
    return {"language": {"c++": "cpp", "cpp": "cpp", "c": "c"}.get(str(name).lower(), str(name).lower())}


def _inputs(told: Mapping[str, Any]) -> dict[str, Any]:
    inputs, outputs = _list_in(told, "inputs"), _list_in(told, "outputs")
    if len(inputs) != len(outputs):
        raise InvalidInput(f"{len(inputs)} inputs and {len(outputs)} outputs: give as many of both")
    if not told.get("fn_name"):
        return {"stdio": {"tests": [{"stdin": _text(one), "stdout": _text(two)} for one, two in zip(inputs, outputs)]}}
    # As text: one JSON value a line for the arguments, one for what is expected. As values: the list of arguments, and
    # what is expected in a list of one (APPS).
    wrapped = all(isinstance(one, list) and len(one) == 1 for one in outputs)
    tests = [{"input": [_value(line) for line in one.split("\n") if line.strip()] if isinstance(one, str) else one,
              "expected": _value(two) if isinstance(two, str) else two} for one, two in zip(inputs, outputs)]
    return {"entry_point": told["fn_name"], "cases": {"tests": tests, "expected_wrapped": wrapped}}


def _text(one: Any) -> str:
    return "\n".join(map(str, one)) if isinstance(one, list) else str(one)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput(f"the value {text[:60]!r} of a test with fn_name is no JSON") from None


def _test_cases(cases: Sequence[Any]) -> dict[str, Any]:
    if not all(isinstance(one, Mapping) and {"input", "output"} <= one.keys() for one in cases):
        raise InvalidInput('a test of "test_cases" has no "input" or no "output"')
    return {"stdio": {"tests": [{"stdin": str(one["input"]), "stdout": str(one["output"])} for one in cases]}}


def _asserts(tests: Sequence[Any]) -> dict[str, Any]:
    if odd := [test for test in tests if not isinstance(test, str)]:
        raise InvalidInput(f"a test is a {type(odd[0]).__name__}; {_WANTED}")
    for test in tests:
        try:
            calls = [node.func.id for node in ast.walk(ast.parse(test))
                     if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise InvalidInput(f"the test {test[:60]!r} is no Python: {error}") from None
        if names := [name for name in calls if not hasattr(builtins, name)]:
            return {"entry_point": names[0], "function": {"tests": list(tests)}}
    raise InvalidInput("no assert calls a function that a candidate could define")
