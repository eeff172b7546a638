"""Tasks: what candidates are asked and how they are judged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

from . import _engine


class Task:
    """One task with its tests. Immutable.

    Made by :func:`load_benchmark`, :func:`load_tasks` or :meth:`from_dict`. The format is ``oyer.task/1``
    (``docs/formats.md``).

    >>> task = Task.from_dict({"schema": "oyer.task/1", "id": "double", "prompt": "Write double(x).",
    ...                        "entry_point": "double", "function": {"tests": ["assert double(2) == 4"]}})
    >>> task.id, task.entry_point, task.language
    ('double', 'double', 'python')
    """

    __slots__ = ("_handle",)

    _handle: _engine.Task

    def __init__(self, handle: _engine.Task):
        object.__setattr__(self, "_handle", handle)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("tasks are immutable; make another with Task.from_dict")

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Task:
        """A task from a mapping of the format ``oyer.task/1``. Raises :class:`oyer.InvalidInput`."""
        return cls(_engine.parse_task(json.dumps(row)))

    def to_dict(self) -> dict[str, Any]:
        """The task as :meth:`from_dict` takes it, private tests included: never show it to a policy."""
        row: dict[str, Any] = json.loads(self._handle.to_json())
        return row

    @property
    def id(self) -> str:
        """Unique among the tasks of one call."""
        return self._handle.id

    @property
    def prompt(self) -> str:
        """What the candidate's author is shown."""
        return self._handle.prompt

    @property
    def entry_point(self) -> str:
        """The name that tests call; empty where the candidate is a program."""
        return self._handle.entry_point

    @property
    def benchmark(self) -> str:
        """``"humaneval"``, ``"mbpp+"``, …; empty for one's own tasks."""
        return self._handle.benchmark

    @property
    def language(self) -> str:
        """What candidates are written in unless they say otherwise."""
        return self._handle.language

    @property
    def reference(self) -> str | None:
        """A complete program known to pass, where the task has one."""
        return self._handle.reference

    @property
    def digest(self) -> str:
        """SHA-256 of everything that decides a verdict, as 64 hexadecimal digits."""
        return self._handle.digest

    def __repr__(self) -> str:
        return f"Task({self.id!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Task) and self._handle.to_json() == other._handle.to_json()

    def __hash__(self) -> int:
        return hash((self.id, self.digest))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (self._handle.to_json(),))


def _restore(row: str) -> Task:
    return Task(_engine.parse_task(row))


def load_benchmark(name: str, path: str | os.PathLike[str]) -> list[Task]:
    """The tasks of a benchmark, from its own file.

    ``name`` is ``"humaneval"``, ``"mbpp"``, ``"humaneval+"``, ``"mbpp+"``, ``"apps"`` (``path`` is a folder) or
    ``"codecontests"``. Tasks carry the limits that go with their benchmark: three seconds of CPU time for HumanEval,
    4 GiB for the ``+`` sets, four seconds a test for APPS.

    Raises :class:`oyer.InvalidInput` as ``FILE:LINE: reason; remedy``, :class:`oyer.Unsupported` for another name.
    """
    return [Task(handle) for handle in _engine.load_benchmark(name, os.fspath(path))]


def load_tasks(path: str | os.PathLike[str]) -> list[Task]:
    """One's own tasks: JSON lines of the format ``oyer.task/1``, plain, gzip or zstd.

    Raises :class:`oyer.InvalidInput` as ``FILE:LINE: reason; remedy``.
    """
    return [Task(handle) for handle in _engine.load_tasks(os.fspath(path))]


def as_tasks(tasks: Task | Mapping[str, Any] | Iterable[Task | Mapping[str, Any]]) -> list[Task]:
    """A list of tasks from one task, or from several; mappings are read as :meth:`Task.from_dict` does."""
    if isinstance(tasks, (Task, Mapping)):
        tasks = [tasks]
    return [task if isinstance(task, Task) else Task.from_dict(task) for task in tasks]
