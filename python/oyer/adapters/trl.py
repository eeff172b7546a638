"""TRL's GRPO and its kin: ``GRPOTrainer(reward_funcs=[oyer.adapters.trl.code_reward], ...)``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from oyer.adapters._judge import Judge, judge_of
from oyer.adapters._truth import COLUMNS as COLUMNS
from oyer.adapters._truth import Tasks, truth_in
from oyer.results import Result


class CodeReward:
    """A reward function for ``reward_funcs``: one number for each completion, None where it could not be judged (TRL
    leaves such completions out).

    Args:
        tasks, rule, deadline: as :class:`oyer.adapters.Judge` takes them.
        column: where a row's task stands; the first of :data:`COLUMNS` that the rows have unless given.
        name: under which TRL logs it.
    """

    def __init__(self, tasks: Tasks = None, *, rule: str | None = None, deadline: float | None = None,
                 column: str | None = None, name: str = "oyer"):
        self.judge = Judge(tasks, rule=rule, deadline=deadline)
        self.column = column
        self.__name__ = name

    def __call__(self, prompts: Sequence[Any], completions: Sequence[Any], **columns: Any) -> list[float | None]:
        """``completions`` are texts or chats; every other column of the rows comes as a keyword."""
        return _told(self.judge.results(self._truths(columns), completions), columns)

    def asynchronous(self) -> Callable[..., Any]:
        """The same as a coroutine function, which TRL awaits together with other asynchronous rewards."""
        async def code_reward(prompts: Sequence[Any], completions: Sequence[Any], **columns: Any) -> list[float | None]:
            return _told(await self.judge.results_async(self._truths(columns), completions), columns)

        code_reward.__name__ = self.__name__
        return code_reward

    def _truths(self, columns: dict[str, Any]) -> Sequence[Any]:
        truths: Sequence[Any] = truth_in(columns, (self.column,) if self.column else COLUMNS)
        return truths


def code_reward(prompts: Sequence[Any], completions: Sequence[Any], **columns: Any) -> list[float | None]:
    """:class:`CodeReward` as it comes: the task stands in each row, or ``$OYER_TASKS`` says where it is."""
    return _told(judge_of().results(truth_in(columns), completions), columns)


def _told(results: Sequence[Result], columns: dict[str, Any]) -> list[float | None]:
    """The rewards; what they say of the batch is logged."""
    log_metric = columns.get("log_metric")
    known = [result.passed for result in results if result.passed is not None]
    if callable(log_metric) and known:
        log_metric("oyer/pass_rate", sum(known) / len(known))
        log_metric("oyer/unjudged", float(len(results) - len(known)))
    return [result.reward for result in results]
