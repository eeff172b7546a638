"""Plain runs: one program in a jail, with nothing judged, as the command ``oyer run`` does."""

from __future__ import annotations

import base64
import json
import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from . import _engine
from .errors import InvalidInput, NotFound

_POLL_MS = 100


class Execution(NamedTuple):
    """What is known about a program that has run. A value, whatever it did."""

    ending: Mapping[str, Any] | None
    """``kind`` (``"exited"``, ``"signaled"``, ``"timed_out"``, ``"memory_exceeded"``, ``"output_exceeded"``,
    ``"scratch_exceeded"``, ``"processes_exceeded"``, ``"syscall_denied"``, ``"exec_failed"``) and what belongs to it:
    ``code``, ``signal``, ``clock``, ``stream``, ``name``, ``errno``. None: it was not built, see :attr:`build`."""
    stdout: bytes
    """At most ``output`` bytes of it."""
    stderr: bytes
    """The same."""
    usage: Mapping[str, int]
    """``cpu_ns``, ``cpu_user_ns``, ``cpu_system_ns``, ``wall_ns``, ``memory_peak_bytes``, ``processes_left`` (still
    running when the main one ended; all were killed). Empty where nothing ran."""
    containment: Mapping[str, Any]
    """What held it in: ``tier``, ``cgroup``, ``profile``, … Empty where nothing ran."""
    truncated: tuple[str, ...]
    """Which of ``"stdout"`` and ``"stderr"`` were cut at the limit."""
    build: Mapping[str, Any] | None
    """Of C and C++: ``language``, ``built``, ``cached``, and ``diagnostics`` and ``ending`` where it failed."""

    @property
    def exit_code(self) -> int | None:
        """None where it did not exit by itself."""
        if self.ending is None or self.ending["kind"] != "exited":
            return None
        return int(self.ending["code"])


def run_program(engine: _engine.Engine, program: str | bytes | os.PathLike[str], language: str,
                arguments: Sequence[str], stdin: str | bytes, limits: Mapping[str, float | None]) -> Execution:
    """:meth:`oyer.Engine.run` says what it does."""
    given = _engine.ProgramArguments()
    given.name, given.language, source = _program_of(program, language)
    given.arguments = [os.fspath(argument) for argument in arguments]
    for name, limit in limits.items():
        if limit is None:
            continue
        if not 0 < limit < 1e15:
            raise InvalidInput(f"{name}={limit}: give a positive number, or leave it out")
        setattr(given, name, limit)
    run = engine.start_program(given, source, stdin.encode() if isinstance(stdin, str) else stdin)
    try:
        while (told := run.wait(_POLL_MS)) is None:  # comes back now and then, so that Ctrl-C is heard
            pass
    finally:
        run.cancel()
    return _execution_of(json.loads(told))


def _program_of(program: str | bytes | os.PathLike[str], language: str) -> tuple[str, str, bytes]:
    """Name, language as asked for, and bytes."""
    if isinstance(program, str):
        return "main", language or "python", program.encode(errors="replace")
    if isinstance(program, bytes):
        return "main", language, program
    try:
        return os.fspath(program), language, pathlib.Path(program).read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {os.fspath(program)}") from error


def _execution_of(told: Mapping[str, Any]) -> Execution:
    truncated = tuple(name for name in ("stdout", "stderr") if told.get(name + "_truncated"))
    return Execution(told.get("ending"), _bytes_of(told.get("stdout", "")), _bytes_of(told.get("stderr", "")),
                     told.get("usage", {}), told.get("containment", {}), truncated, told.get("build"))


def _bytes_of(captured: str | Mapping[str, str]) -> bytes:
    return captured.encode() if isinstance(captured, str) else base64.b64decode(captured["base64"])
