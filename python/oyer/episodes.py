"""Episodes: attempts at tasks, told what public tests say of them (RLEF, arXiv 2410.02089; docs/episodes.md)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from . import _engine
from .engine import Engine
from .errors import InvalidInput
from .tasks import as_tasks

Conversation = list[dict[str, str]]
"""Messages with ``role`` (``"user"``, ``"assistant"``) and ``content``; the last one is the user's."""
Policy = Callable[[list[Conversation]], Sequence["str | None"]]
_POLL_S = 0.1


class Turn(NamedTuple):
    """One judged answer."""

    number: int
    """From 0."""
    prompt: str
    """What the author was told before it answered."""
    answer: str
    feedback: str
    """What public tests said of it; empty for an answer that passed them."""
    passed_public: bool
    over: bool
    """The episode ended with it."""
    reward: float | None
    """Of this turn alone. None: the harness failed, or the answer shared a process with its tests."""
    row: Mapping[str, Any]
    """All that is known, as ``oyer.turn/1``: the records, and whose feedback was told."""


class Episodes:
    """Many episodes in rounds: each of :attr:`due` is answered, :meth:`judge` has the answers judged as one batch.

    Made by :func:`run_episodes`, or by hand for a loop of one's own. One thread at a time.

    Args:
        tasks: as for :meth:`Engine.grade`, each with public and private tests.
        samples: episodes of each task.
        turns: answers in an episode at most.
        public_tests: ``"declared"`` (of HumanEval+ and MBPP+ the group ``base``), ``"first:N"`` or ``"group:NAME"``.
        feedback: ``"rlef"``, ``"successes"``, ``"terse"`` or ``"redacted"``.
        feedback_budget: bytes of one feedback.
        rule: of the last turn's reward, as for :meth:`Engine.grade`.
        accept_unsound: reward candidates that shared a process with their tests.
        shuffle: tell each author another task's feedback, to see what feedback is worth.
        seed: of the shuffling.
    """

    def __init__(self, engine: Engine, tasks: Any, *, samples: int = 1, turns: int = 3,
                 public_tests: str = "declared", feedback: str = "rlef", feedback_budget: int = 8192,
                 rule: str = "rlef", accept_unsound: bool = False, shuffle: bool = False, seed: int = 0):
        for name, number in (("samples", samples), ("turns", turns), ("feedback_budget", feedback_budget)):
            if number < 1:
                raise InvalidInput(f"{name}={number}: give 1 or more")
        arguments = _engine.EpisodesArguments()
        arguments.samples, arguments.turns, arguments.seed = samples, turns, seed
        arguments.public_tests, arguments.feedback, arguments.rule = public_tests, feedback, rule
        arguments.feedback_budget = feedback_budget
        arguments.accept_unsound, arguments.shuffle = accept_unsound, shuffle
        self._engine = engine
        self._handle = _engine.Episodes([task._handle for task in as_tasks(tasks)], arguments)
        self._turns: list[list[Turn]] = [[] for _ in range(len(self._handle))]

    def __len__(self) -> int:
        return len(self._handle)

    @property
    def due(self) -> list[int]:
        """Places of the episodes that want an answer in this round. Empty once all are over."""
        return self._handle.due()

    def conversation(self, place: int) -> Conversation:
        """What the author of this episode is shown."""
        return [{"role": role, "content": content} for role, content in self._handle.conversation(place)]

    def answer(self, place: int, text: str | None) -> None:
        """None: the author has nothing more to say, and its last answer counts."""
        self._handle.answer(place, None if text is None else text.encode(errors="replace").decode())

    def judge(self) -> list[tuple[int, Turn]]:
        """Judges what was answered; the turns with their episodes' places. Ctrl-C ends the runs in progress.

        The next round begins once nobody of this one is left to answer.
        """
        done: list[tuple[int, str]] = []
        failed: list[BaseException] = []

        def work() -> None:
            try:
                done.extend(self._handle.judge(self._engine._open()))
            except BaseException as error:
                failed.append(error)
            finally:
                ended.set()

        # Waited for by an event of our own: in CPython 3.11 Thread.join, interrupted, takes a thread that runs for one
        # that has ended. No daemon: the interpreter must not go while a thread that will come back to it is out there.
        ended = threading.Event()
        threading.Thread(target=work).start()
        try:
            while not ended.wait(_POLL_S):
                pass
        except BaseException:
            self._handle.cancel()
            ended.wait()
            raise
        if failed:
            raise failed[0]
        return [(place, self._keep(place, json.loads(row))) for place, row in done]

    def _keep(self, place: int, row: dict[str, Any]) -> Turn:
        turn = Turn(row["turn"], row["prompt"], row["answer"], row["feedback"], row["passed_public"], row["over"],
                    row["reward"], row)
        turns = self._turns[place]
        del turns[turn.number:]
        turns.append(turn)
        return turn

    def episode(self, place: int) -> Episode:
        """The episode as it stands."""
        return Episode._of(self, place)


class Episode:
    """One author's attempts at one task.

    >>> task = {"schema": "oyer.task/1", "id": "double", "prompt": "Write double(x).", "entry_point": "double",
    ...         "function": {"tests": [{"id": "a", "code": "assert double(2) == 4", "visibility": "public"},
    ...                                {"id": "b", "code": "assert double(-1) == -2", "visibility": "private"}]}}
    >>> with Engine(jobs=1) as engine:
    ...     episode = Episode(engine, task)
    ...     first = episode.step("```python\\ndef double(x): return x + 1\\n```")
    ...     last = episode.step("```python\\ndef double(x): return x + x\\n```")
    >>> print(first.feedback.splitlines()[1])
    - Failure: 'assert double(2) == 4': got 3
    >>> first.over, first.reward, last.over, last.reward, episode.reward, episode.solved
    (False, 0.0, True, 1.0, 1.0, True)
    """

    def __init__(self, engine: Engine, task: Any, **options: Any):
        """``options`` are those of :class:`Episodes`."""
        tasks = as_tasks(task)
        if len(tasks) != 1 or options.get("samples", 1) != 1:
            raise InvalidInput("an episode is one attempt at one task; see Episodes for more")
        self._episodes, self._place = Episodes(engine, tasks, **options), 0

    @classmethod
    def _of(cls, episodes: Episodes, place: int) -> Episode:
        episode = cls.__new__(cls)
        episode._episodes, episode._place = episodes, place
        return episode

    @property
    def task_id(self) -> str:
        return self._episodes._handle.task_id(self._place)

    @property
    def sample(self) -> int:
        """Tells episodes of one task apart, from 0."""
        return self._episodes._handle.sample(self._place)

    @property
    def messages(self) -> Conversation:
        """What the author is shown next, and once over what was said."""
        return self._episodes.conversation(self._place)

    def step(self, answer: str | None) -> Turn:
        """Judges an answer. None: nothing more to say, and the last answer counts."""
        self._episodes.answer(self._place, answer)
        turns = [turn for place, turn in self._episodes.judge() if place == self._place]
        if not turns:
            raise InvalidInput("there was no answer to judge")
        return turns[-1]

    @property
    def turns(self) -> list[Turn]:
        """Those judged so far."""
        return list(self._episodes._turns[self._place])

    @property
    def over(self) -> bool:
        return self._episodes._handle.over(self._place)

    @property
    def reward(self) -> float | None:
        """Sum over the turns. None: not over, or the harness failed."""
        return self._episodes._handle.reward(self._place) if self.over else None

    @property
    def passed_public(self) -> bool:
        """The last answer passed all public tests."""
        return self._episodes._handle.passed_public(self._place)

    @property
    def solved(self) -> bool:
        """The last answer passed all tests."""
        return self._episodes._handle.solved(self._place)


def run_episodes(engine: Engine, tasks: Any, policy: Policy, *, batch: int = 64,
                 on_turn: Callable[[Turn], None] | None = None, **options: Any) -> list[Episode]:
    """Holds episodes until all are over; in the order of the tasks, then of the samples.

    Args:
        policy: from conversations to their next answers, in the same order, as a batch of a model's; None for an author
            that has nothing more to say.
        batch: conversations in one call of the policy at most.
        on_turn: called with each judged turn, say to write its ``row`` down.
        options: those of :class:`Episodes`.

    >>> def policy(conversations):
    ...     return ["```python\\ndef double(x): return 2 * x\\n```" for _ in conversations]
    >>> task = {"schema": "oyer.task/1", "id": "double", "prompt": "Write double(x).", "entry_point": "double",
    ...         "function": {"tests": [{"id": "a", "code": "assert double(2) == 4", "visibility": "public"},
    ...                                {"id": "b", "code": "assert double(-1) == -2", "visibility": "private"}]}}
    >>> with Engine(jobs=1) as engine:
    ...     [episode] = run_episodes(engine, [task], policy)
    >>> episode.reward, len(episode.turns)
    (1.0, 1)
    """
    episodes = Episodes(engine, tasks, **options)
    while due := episodes.due:
        for start in range(0, len(due), batch):
            places = due[start:start + batch]
            answers = list(policy([episodes.conversation(place) for place in places]))
            if len(answers) != len(places):
                raise InvalidInput(f"the policy gave {len(answers)} answers to {len(places)} conversations")
            for place, answer in zip(places, answers):
                episodes.answer(place, answer)
            for _, turn in episodes.judge():
                if on_turn is not None:
                    on_turn(turn)
    return [episodes.episode(place) for place in range(len(episodes))]


def n_at_k(episodes: Iterable[Episode], n: int, k: int, *, turns: int = 3) -> float | None:
    """The chance that one of ``n`` submissions out of ``k`` samples is right, every turn being a sample.

    The exact expectation over ``k // turns`` episodes of each task, of whose last answers those that passed the public
    tests are submitted first; the mean over tasks. None where a task has fewer episodes. Episodes that the harness
    failed are left out.
    """
    counts: dict[str, list[int]] = {}
    for episode in episodes:
        if episode.reward is None:
            continue
        count = counts.setdefault(episode.task_id, [0, 0, 0])
        count[0] += 1
        count[1] += episode.passed_public
        count[2] += episode.solved
    values = [_engine.n_at_k(all_, passed, solved, n, k // turns) for all_, passed, solved in counts.values()]
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known and len(known) == len(values) else None
