"""Records as the rows that trainers read."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from typing import Any

from .engine import _PROGRAMS
from .errors import HostError, InvalidInput
from .results import Result
from .tasks import as_tasks

_USAGE, _BAD_DATA = 64, 65


def export(source: str | os.PathLike[str] | Iterable[Result], *, to: str, path: str | os.PathLike[str],
           tasks: Any = None, rule: str = "binary", accept_unsound: bool = False, pairs: str = "acecoder",
           pairs_per_task: int = 32, plain: bool = False, split: str = "train") -> dict[str, int]:
    """Writes records as JSON lines, Parquet or SQLite, or as the rows of a trainer. Nothing is run.

    Inputs and outputs of private tests are in no column. What could not be judged is null where a row can say so, and
    left out and counted where not.

    Args:
        source: a ledger, a file of rows, or results of :meth:`Engine.grade`.
        to: ``"jsonl"``, ``"parquet"``, ``"sqlite"``, ``"trl-prompt"``, ``"trl-preference"``, ``"trl-kto"``, ``"verl"``,
            ``"openrlhf"``, ``"skyrl"`` or ``"nemo-rl"`` (docs/formats.md).
        path: the file to make; it appears whole or not at all.
        tasks: the tasks, or the path of their file, where neither ledger nor rows hold them: always for results.
        rule: of the rewards.
        accept_unsound: count candidates that shared a process with their tests.
        pairs: who is chosen over whom: ``"acecoder"``, ``"accepted"`` or ``"SHARE/GAP"``.
        pairs_per_task: how many pairs at most.
        plain: TRL's rows as texts instead of lists of messages.
        split: what verl's and SkyRL's rows say of themselves.

    Returns:
        how many ``records`` there were and ``rows`` were made, and of what was not: ``superseded``, ``infra_errors``,
        ``unsound``, ``turns``, ``promptless``.

    Raises:
        oyer.InvalidInput: of arguments and of files that are no records, with file and line.
        oyer.HostError: what the host refuses.
    """
    with tempfile.TemporaryDirectory(prefix="oyer-export-") as folder:
        words = ["--to", to, "-o", os.fspath(path), "--rule", rule, "--pairs", pairs,
                 "--pairs-per-task", str(pairs_per_task), "--split", split]
        words += ["--accept-unsound"] * accept_unsound + ["--plain"] * plain
        if isinstance(tasks, (str, os.PathLike)):
            words += ["--tasks", os.fspath(tasks)]
        elif tasks is not None:
            words += ["--tasks", _lines(folder, "tasks.jsonl", (task._handle.to_json() for task in as_tasks(tasks)))]
        if not isinstance(source, (str, os.PathLike)):
            source = _lines(folder, "rows.jsonl", (result._record.to_json() for result in source))
        done = subprocess.run([_PROGRAMS / "oyer", "export", os.fspath(source), "--json", *words], capture_output=True,
                              text=True)
    if done.returncode in (_USAGE, _BAD_DATA):
        raise InvalidInput(done.stderr.strip().removeprefix("oyer: "))
    if done.returncode != 0:
        raise HostError(done.stderr.strip().removeprefix("oyer: "))
    report = json.loads(done.stdout)
    return {name: count for name, count in report.items() if name != "schema"}


def _lines(folder: str, name: str, rows: Iterable[str]) -> str:
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(row + "\n" for row in rows)
    return path
