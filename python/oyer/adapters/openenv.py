"""OpenEnv: an environment of one turn. ``create_app(environment("tasks.jsonl"), CodeAction, CodeObservation)`` serves
it."""

from __future__ import annotations

import functools
import itertools
import uuid
from collections.abc import Callable
from typing import Any, Optional

from openenv.core.env_server import Action, Environment, Observation, State

from oyer.adapters._judge import Judge
from oyer.errors import InvalidInput
from oyer.tasks import Task, load_tasks


class CodeAction(Action):
    """An answer: code, or text in which code is to be found."""

    completion: str


class CodeObservation(Observation):
    """After ``reset`` the prompt of a task, after ``step`` what became of the answer."""

    task_id: str
    prompt: str = ""
    verdict: Optional[str] = None
    infra_error: Optional[str] = None


class CodeEnvironment(Environment[CodeAction, CodeObservation, State]):
    """``reset(task_id=...)`` poses a task, the next of the file unless it is named; ``step`` judges the answer and ends
    the episode. ``reward`` is None, and ``infra_error`` says why, where it could not be judged."""

    SUPPORTS_CONCURRENT_SESSIONS = True  # what sessions share, the engine, keeps them apart

    def __init__(self, tasks: str, rule: str | None = None):
        super().__init__()
        self._judge = Judge(tasks, rule=rule)
        self._tasks = load_tasks(tasks)
        self._order = itertools.cycle(self._tasks)
        self._task: Task | None = None
        self._state = State(episode_id=None, step_count=0)

    def reset(self, seed: Optional[int] = None, episode_id: Optional[str] = None, task_id: Optional[str] = None,
              **_: Any) -> CodeObservation:
        if task_id is not None:
            self._task = self._judge.catalogue.task_of(task_id)
        else:
            self._task = self._tasks[seed % len(self._tasks)] if seed is not None else next(self._order)
        self._state = State(episode_id=episode_id or str(uuid.uuid4()), step_count=0)
        return CodeObservation(task_id=self._task.id, prompt=self._task.prompt)

    def step(self, action: CodeAction, timeout_s: Optional[float] = None, **_: Any) -> CodeObservation:
        if self._task is None:
            raise InvalidInput("there is no task yet; reset first")
        self._state = State(episode_id=self._state.episode_id, step_count=self._state.step_count + 1)
        (result,) = self._judge.results([self._task], [action.completion])
        return CodeObservation(task_id=self._task.id, done=True, reward=result.reward, verdict=result.verdict,
                               infra_error=result.infra_error)

    @property
    def state(self) -> State:
        return self._state


def environment(tasks: str, rule: str | None = None) -> Callable[[], CodeEnvironment]:
    """What OpenEnv's ``create_app`` and ``HTTPEnvServer`` call for each session."""
    return functools.partial(CodeEnvironment, tasks, rule)
