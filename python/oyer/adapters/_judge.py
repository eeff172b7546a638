"""What every adapter does, whatever its trainer calls it: truths and completions in, results out."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping, Sequence
from typing import Any

from .. import _engine
from ..errors import HostError, InvalidInput
from ..results import Result
from ..tasks import Task
from ._engine_of_process import shared_engine
from ._truth import Catalogue, Tasks


class Unjudged(HostError):
    """A candidate could not be judged, more than once, for a fault of the host's or of Oyer's. It has no reward, and a
    trainer without a word for that must not get a 0 in its place."""

    kind = "host"


def text_of(completion: Any) -> str:
    """A completion's text: a string, or chat messages, of which the assistant's last one counts.

    >>> text_of([{"role": "user", "content": "Double it."}, {"role": "assistant", "content": "x * 2"}])
    'x * 2'
    """
    if isinstance(completion, str):
        return completion
    if isinstance(completion, Mapping):
        content = completion.get("content")
        if isinstance(content, (list, tuple)):  # parts, as in OpenAI's format
            return "".join(part.get("text", "") for part in content if isinstance(part, Mapping))
        return content if isinstance(content, str) else ""
    if isinstance(completion, Sequence) and not isinstance(completion, (bytes, bytearray)):
        answers = [one for one in completion if isinstance(one, Mapping) and one.get("role") == "assistant"]
        return text_of(answers[-1]) if answers else ""
    raise InvalidInput(f"a completion is a {type(completion).__name__}; give text or chat messages")


class Judge:
    """Judges for one adapter. Picklable: where it arrives, the tasks are read and the engine is opened anew.

    Args:
        tasks: where truths are ids: a file of tasks, ``"humaneval=FILE"`` and its like, or the tasks;
            ``$OYER_TASKS`` unless given.
        rule: how verdicts become rewards; ``$OYER_RULE``, else ``"binary"``, unless given.
        deadline: seconds for a call; what is unfinished by then is unjudged, and is not tried again.
        retries: how often what the host failed at is tried again.
        unjudged: the reward of what could not be judged, for trainers without a word for it. None: raise
            :class:`Unjudged`.
    """

    def __init__(self, tasks: Tasks = None, rule: str | None = None, deadline: float | None = None, retries: int = 1,
                 unjudged: float | None = None):
        if retries < 0:
            raise InvalidInput(f"retries={retries}: give 0 or more")
        self.rule = rule or os.environ.get("OYER_RULE") or "binary"
        _engine.Rule(self.rule)  # a mistake is told here and not in the middle of a training run
        self.catalogue = Catalogue(tasks if tasks is not None else os.environ.get("OYER_TASKS") or None)
        self.deadline, self.retries, self.unjudged = deadline, retries, unjudged

    def results(self, truths: Sequence[Any], completions: Sequence[Any]) -> list[Result]:
        """One for each completion, in order. What the host failed at has been tried again."""
        call = _Call(self, truths, completions)
        while call.due():
            call.take(shared_engine().grade(*call.work(), rule=self.rule, deadline=self.deadline))
        return call.results()

    async def results_async(self, truths: Sequence[Any], completions: Sequence[Any]) -> list[Result]:
        """As :meth:`results`, without blocking the event loop."""
        call = _Call(self, truths, completions)
        while call.due():
            call.take(await shared_engine().grade_async(*call.work(), rule=self.rule, deadline=self.deadline))
        return call.results()

    def reward(self, result: Result) -> float:
        """A number in any case, or :class:`Unjudged`."""
        if result.reward is not None:
            return result.reward
        if self.unjudged is not None:
            return self.unjudged
        if result.infra_error is not None:
            raise Unjudged(f"a candidate for {result.task_id} was not judged: {result.infra_error}")
        raise Unjudged(f"the grade of a candidate for {result.task_id} is not sound (its tests run in its own process, "
                       "or the host forbids namespaces), so it has no reward")


@functools.lru_cache(maxsize=64)
def judge_of(tasks: str | None = None, rule: str | None = None, deadline: float | None = None,
             unjudged: float | None = None) -> Judge:
    """A judge that is kept, with the tasks that it has read: for what trainers call, or make, anew for each answer."""
    return Judge(tasks, rule=rule, deadline=deadline, unjudged=unjudged)


class _Call:
    def __init__(self, judge: Judge, truths: Sequence[Any], completions: Sequence[Any]):
        if len(truths) != len(completions):
            raise InvalidInput(f"{len(truths)} truths for {len(completions)} completions; give one for each")
        self.tasks = [judge.catalogue.task_of(truth) for truth in truths]
        self.texts = [text_of(one) for one in completions]
        self.found: list[Result | None] = [None] * len(self.texts)
        self.left = 1 + judge.retries

    def due(self) -> bool:
        self.places = [place for place, result in enumerate(self.found)
                       if result is None or result.infra_error not in (None, "deadline")]
        self.left -= 1
        return bool(self.places) and self.left >= 0

    def work(self) -> tuple[list[Task], list[tuple[str, str]]]:
        tasks: dict[str, Task] = {}
        for place in self.places:
            task = self.tasks[place]
            if tasks.setdefault(task.id, task) is not task and tasks[task.id] != task:
                raise InvalidInput(f"two different tasks of one call have the id {task.id!r}")
        return list(tasks.values()), [(self.tasks[place].id, self.texts[place]) for place in self.places]

    def take(self, results: list[Result]) -> None:
        for place, result in zip(self.places, results):
            self.found[place] = result

    def results(self) -> list[Result]:
        return [result for result in self.found if result is not None]
