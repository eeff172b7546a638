"""The engine: candidates in, verdicts and rewards out, in the caller's process."""

from __future__ import annotations

import asyncio
import os
import pathlib
import weakref
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from . import _engine
from .errors import Cancelled, InvalidInput, Unsupported
from .programs import Execution, run_program
from .results import Result
from .tasks import Task, as_tasks

_PROGRAMS = pathlib.Path(__file__).resolve().parent / "bin"
_POLL_MS = 100
# Where an argument is called otherwise in the bindings, which name units.
_FIELDS = {"jobs": "workers", "cpu": "cpu_s", "wall": "wall_s", "memory": "memory_bytes"}
_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


class Engine:
    """Judges candidates in jails that stay open from one call to the next.

    Use it as a context manager, or :meth:`close` it. It may be called from several threads at once; calls share its
    ``jobs`` workers. In a forked child (a data loader's worker, say) it opens jails of its own when first used.

    Args:
        jobs: candidates judged at a time; as many as this process may use CPUs unless given.
        python: path or name of the interpreter that candidates run in; one that they can read unless given.
        cpu: seconds of CPU time for a candidate, where its task names none (10).
        wall: seconds by the clock, a back-stop for sleepers (twice ``cpu`` at least).
        memory: bytes.
        times_reference: CPU limit as a multiple of what the task's reference uses on this host.
        ledger: file in which every record is kept and found again; without one nothing is kept.
        stop_at_first: leave out the tests behind the first that fails.
        challenge: run tests marked as challenge, too.
        cgroups: False leaves cgroups alone even where they could be used.
        accept_weak: go on without namespaces where the host forbids them; such results are not sound.
        seed: of the candidates' random numbers.
        mode: ``"hardened"``; or ``"faithful"``, which has each candidate judged as the benchmark's own grader does it,
            too, in one process with its tests. For comparison only (:attr:`Result.faithful`): verdicts and rewards stay
            the hardened ones.
        replays: judgements of each candidate, under ``seed`` and the seeds behind it; the worst one stands
            (:attr:`Result.replays`).

    Raises:
        oyer.Unsupported: this host cannot hold candidates, or has no interpreter. ``oyer doctor`` says more.

    >>> task = {"schema": "oyer.task/1", "id": "double", "prompt": "Write double(x).", "entry_point": "double",
    ...         "function": {"tests": ["assert double(2) == 4", "assert double(-1) == -2"]}}
    >>> with Engine(jobs=1) as engine:
    ...     right, wrong = engine.grade(task, ["def double(x): return 2 * x", "def double(x): return x * x"])
    >>> right.verdict, right.reward
    ('accepted', 1.0)
    >>> wrong.verdict, wrong.reward, wrong.reward_under("fraction")
    ('wrong_answer', 0.0, 0.5)
    """

    def __init__(
        self,
        *,
        jobs: int | None = None,
        python: str | os.PathLike[str] = "",
        cpu: float | None = None,
        wall: float | None = None,
        memory: int | None = None,
        times_reference: float | None = None,
        ledger: str | os.PathLike[str] | None = None,
        stop_at_first: bool = False,
        challenge: bool = False,
        cgroups: bool = True,
        accept_weak: bool = False,
        seed: int = 0,
        mode: Literal["hardened", "faithful"] = "hardened",
        replays: int = 1,
    ):
        if jobs is not None and jobs < 1:
            raise InvalidInput(f"jobs={jobs}: give 1 or more, or leave it out for one per CPU")
        for name, limit in (("cpu", cpu), ("wall", wall), ("memory", memory), ("times_reference", times_reference)):
            if limit is not None and not 0 < limit < 1e15:
                raise InvalidInput(f"{name}={limit}: give a positive number, or leave it out")
        if mode not in ("hardened", "faithful"):
            raise InvalidInput(f"mode={mode!r}: give 'hardened' or 'faithful'")
        if not 1 <= replays <= _engine.most_replays:
            raise InvalidInput(f"replays={replays}: give a number from 1 to {_engine.most_replays}")
        self._options = {
            "jobs": jobs, "python": os.fspath(python), "cpu": cpu, "wall": wall, "memory": memory,
            "times_reference": times_reference, "ledger": "" if ledger is None else os.fspath(ledger),
            "stop_at_first": stop_at_first, "challenge": challenge, "cgroups": cgroups, "accept_weak": accept_weak,
            "seed": seed, "mode": mode, "replays": replays,
        }
        arguments = _engine.OpenArguments()
        arguments.programs = str(_PROGRAMS)
        for name, value in self._options.items():
            if name == "mode":
                arguments.faithful = value == "faithful"
            elif value is not None:
                setattr(arguments, _FIELDS.get(name, name), value)
        self._handle: _engine.Engine | None = _engine.open_engine(arguments)
        self.jobs: int = self._handle.workers
        self._running: set[_engine.Run] = set()
        _engines.add(self)

    # ---- judging ---------------------------------------------------------------------------------------------------

    def grade(self, tasks: Any, candidates: Any, *, rule: str = "binary", deadline: float | None = None,
              fresh: bool = False, canary_every: int = 0) -> list[Result]:
        """Judges all candidates; results in the order in which these were given.

        Args:
            tasks: one task or several, as :class:`Task` or as mappings.
            candidates: rows with ``task_id`` and ``completion`` (or ``solution``): a list, any iterable, an Arrow
                table, a Hugging Face dataset; pairs ``(task_id, completion)``; or bare strings where there is one task.
            rule: how verdicts become rewards: ``binary``, ``fraction``, ``rlef``, ``coderl``, ``rltf``,
                ``weighted:NAME=WEIGHT,…``, or one of your own, ``expr:passed / total - 0.1 * no_code``
                (docs/formats.md).
            deadline: seconds from now. What is unfinished by then has reward None and infra_error ``"deadline"``.
            fresh: judge everything again, whatever the ledger holds.
            canary_every: mix in a candidate whose verdict is known after so many; a wrong verdict on one raises.
        """
        call = _Call(tasks, candidates, rule)
        return call.in_order(dict(self._each(call, deadline, fresh, canary_every)))

    def stream(self, tasks: Any, candidates: Any, *, rule: str = "binary", deadline: float | None = None,
               fresh: bool = False, canary_every: int = 0, ordered: bool = False) -> Iterator[Result]:
        """As :meth:`grade`, but each result as it comes (or, ``ordered``, as soon as all before it have come).

        Leaving the loop early cancels what is left.
        """
        early: dict[int, Result] = {}
        due = 0
        for position, result in self._each(_Call(tasks, candidates, rule), deadline, fresh, canary_every):
            if not ordered:
                yield result
                continue
            early[position] = result
            while due in early:
                yield early.pop(due)
                due += 1

    async def grade_async(self, tasks: Any, candidates: Any, *, rule: str = "binary", deadline: float | None = None,
                          fresh: bool = False) -> list[Result]:
        """As :meth:`grade`, without blocking the event loop. Cancelling the task ends the runs in progress."""
        async with _turns(self):
            call = _Call(tasks, candidates, rule)
            run = self._start(call, deadline, fresh, 0)
            try:
                results = {place: result async for place, result in _awaited(run, call)}
            finally:
                self._end(run)
        return call.in_order(results)

    def reward(self, tasks: Any, candidates: Any, *, rule: str = "binary", deadline: float | None = None,
               fresh: bool = False) -> list[float | None]:
        """The rewards alone, in the order of the candidates. None: not judged, never to be taken for 0."""
        return [result.reward for result in self.grade(tasks, candidates, rule=rule, deadline=deadline, fresh=fresh)]

    # ---- running ---------------------------------------------------------------------------------------------------

    def run(self, program: str | bytes | os.PathLike[str], *, language: str = "", arguments: Sequence[str] = (),
            stdin: str | bytes = b"", cpu: float | None = None, wall: float | None = None, memory: int | None = None,
            stack: int | None = None, output: int | None = None, file: int | None = None, scratch: int | None = None,
            processes: int | None = None, open_files: int | None = None) -> Execution:
        """Runs one program in a jail of its own, judging nothing: what ``oyer run`` does.

        It sees a read-only system, no network and no file of the caller's, and starts in an empty ``/tmp``.

        Args:
            program: the text of a program; or the path (``pathlib.Path``) of one; or an executable's bytes.
            language: ``"python"``, ``"c"``, ``"c++"`` or ``"native"``; of a text Python, of a path or bytes what they
                look like, unless given.
            arguments: what the program is started with.
            stdin: what it reads.
            cpu: seconds of CPU time of all its processes together (10).
            wall: seconds by the clock (20, and twice ``cpu`` at least).
            memory: bytes of all its processes (512 MiB).
            stack: bytes of the main thread's stack (64 MiB).
            output: bytes of stdout and of stderr, each, at which it is ended (1 MiB).
            file: bytes of any one file (64 MiB).
            scratch: bytes of the writable folder ``/tmp`` (64 MiB).
            processes: processes and threads at once (64).
            open_files: descriptors of one process (256).

        Raises:
            oyer.InvalidInput: a language that this version does not run; a limit that is none.
            oyer.NotFound: there is no such file.
            oyer.Unsupported: this host cannot hold programs, or lacks the interpreter or the compiler.

        >>> with Engine(jobs=1) as engine:
        ...     done = engine.run("print(sum(map(int, input().split())))", stdin="3 4")
        ...     endless = engine.run("int main() { for (;;); }", language="c", cpu=0.2)
        >>> done.exit_code, done.stdout, done.stderr
        (0, b'7\\n', b'')
        >>> endless.ending
        {'kind': 'timed_out', 'clock': 'cpu'}
        """
        return run_program(self._open(), program, language, arguments, stdin, {
            "cpu_s": cpu, "wall_s": wall, "memory": memory, "stack": stack, "output": output, "file": file,
            "scratch": scratch, "processes": processes, "open_files": open_files})

    # ---- life ------------------------------------------------------------------------------------------------------

    @property
    def python(self) -> tuple[str, str]:
        """Path and version of the interpreter that candidates run in."""
        return self._open().python

    def close(self) -> None:
        """Ends what is running and takes the jails down. Calling it again does nothing."""
        for run in list(self._running):
            self._end(run)
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()

    def __enter__(self) -> Engine:
        self._open()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        if self._options["ledger"]:
            raise TypeError("an engine with a ledger cannot be sent to another process; open one there")
        return (_open_again, (self._options,))

    def _open(self) -> _engine.Engine:
        if self._handle is None:
            raise Unsupported("this engine is closed; open another")
        return self._handle

    def _start(self, call: _Call, deadline: float | None, fresh: bool, canary_every: int) -> _engine.Run:
        if deadline is not None and not 0 <= deadline < 1e9:
            raise InvalidInput(f"deadline={deadline}: give seconds from now")
        run = self._open().start([task._handle for task in call.tasks], call.rows, fresh, deadline, canary_every)
        self._running.add(run)
        return run

    def _end(self, run: _engine.Run) -> None:
        run.cancel()
        run.join()
        self._running.discard(run)

    def _each(self, call: _Call, deadline: float | None, fresh: bool,
              canary_every: int) -> Iterator[tuple[int, Result]]:
        run = self._start(call, deadline, fresh, canary_every)
        try:
            told = 0
            while not run.over:
                # Comes back now and then, so that Ctrl-C is heard.
                judged = run.next(_POLL_MS)
                told += len(judged)
                yield from call.results(judged)
            call.expect_all(told)
        finally:
            self._end(run)


class _Call:
    """One call's tasks and candidates as the engine wants them: by task, since candidates of one share a judge."""

    def __init__(self, tasks: Any, candidates: Any, rule: str):
        self.tasks = as_tasks(tasks)
        self.rule = _engine.Rule(rule)
        only = self.tasks[0].id if len(self.tasks) == 1 else None
        self.candidates = [_as_row(one, only, place) for place, one in enumerate(_rows_of(candidates))]
        order = {task.id: place for place, task in enumerate(self.tasks)}
        last = len(order)
        rows = [_as_tuple(row, place) for place, row in enumerate(self.candidates)]
        self.places = sorted(range(len(rows)), key=lambda place: order.get(rows[place][0], last))
        self.rows = [rows[place] for place in self.places]

    def results(self, judged: list[tuple[int, _engine.Record]]) -> Iterator[tuple[int, Result]]:
        """What the engine says of its rows, by the candidates' places."""
        for position, record in judged:
            place = self.places[position]
            yield place, Result(record, self.rule, self.candidates[place])

    def expect_all(self, told: int) -> None:
        """A list with holes would give candidates each other's rewards."""
        if told < len(self.rows):
            raise Cancelled(f"the engine was closed after {told} of {len(self.rows)} candidates")

    def in_order(self, results: Mapping[int, Result]) -> list[Result]:
        return [results[place] for place in range(len(self.rows))]


def _rows_of(candidates: Any) -> Iterable[Any]:
    if isinstance(candidates, (str, Mapping)):
        return [candidates]
    to_pylist = getattr(candidates, "to_pylist", None)  # Arrow's tables and batches
    rows: Iterable[Any] = candidates if to_pylist is None else to_pylist()
    return rows


def _as_row(one: Any, only_task: str | None, place: int) -> Mapping[str, Any]:
    if isinstance(one, Mapping):
        return one if "task_id" in one or only_task is None else {"task_id": only_task, **one}
    if isinstance(one, str):
        if only_task is None:
            raise InvalidInput(f"candidate {place} is bare text, and there is more than one task; give (task_id, text)")
        return {"task_id": only_task, "completion": one}
    if isinstance(one, tuple) and len(one) == 2:
        return {"task_id": one[0], "completion": one[1]}
    raise InvalidInput(f"candidate {place} is a {type(one).__name__}; give a mapping, (task_id, text), or text")


def _as_tuple(row: Mapping[str, Any], place: int) -> tuple[str, bool, str, str, str, int, list[str]]:
    whole = row.get("solution") is not None
    text = row["solution"] if whole else row.get("completion")
    if not isinstance(text, str):
        raise InvalidInput(f"candidate {place} has no text; give it as \"completion\" or as \"solution\"")
    if "task_id" not in row:
        raise InvalidInput(f"candidate {place} names no task; give it a \"task_id\"")
    parents = [str(parent) for parent in row.get("parents") or []]
    return (str(row["task_id"]), whole, _encodable(text), row.get("language") or "", str(row.get("origin") or ""),
            int(row.get("generation") or 0), parents)


def _encodable(text: str) -> str:
    """Halves of surrogate pairs are in no file: what a decoder made of broken bytes becomes a question mark."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


async def _awaited(run: _engine.Run, call: _Call) -> AsyncIterator[tuple[int, Result]]:
    loop = asyncio.get_running_loop()
    told = 0
    while not run.over:
        there = asyncio.Event()
        loop.add_reader(run.fileno(), there.set)
        try:
            await there.wait()
        finally:
            loop.remove_reader(run.fileno())
        judged = run.next(0)
        told += len(judged)
        for placed in call.results(judged):
            yield placed
    call.expect_all(told)


_waiting: weakref.WeakKeyDictionary[Any, weakref.WeakKeyDictionary[Engine, asyncio.Semaphore]] = (
    weakref.WeakKeyDictionary())


def _turns(engine: Engine) -> asyncio.Semaphore:
    """Thousands of small calls may be awaited at once; only so many are begun as keep every worker busy."""
    of_loop = _waiting.setdefault(asyncio.get_running_loop(), weakref.WeakKeyDictionary())
    return of_loop.setdefault(engine, asyncio.Semaphore(4 * engine.jobs))


def _open_again(options: dict[str, Any]) -> Engine:
    return Engine(**options)


def _after_fork() -> None:
    for engine in list(_engines):
        engine._running = set()
        if engine._handle is not None:
            engine._handle.forked()


os.register_at_fork(after_in_child=_after_fork)
