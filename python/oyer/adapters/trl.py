"""TRL's GRPO and its kin: ``GRPOTrainer(reward_funcs=[oyer.adapters.trl.code_reward], ...)``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from oyer.adapters._judge import Judge
from oyer.adapters._truth import Tasks
from oyer.errors import InvalidInput

#: Columns in which a row's task is looked for, in this order.
COLUMNS = ("task", "task_id", "verification_info", "ground_truth", "test_list")


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
        results = self.judge.results(self._truths(columns), completions)
        _log(columns, [result.passed for result in results])
        return [result.reward for result in results]

    def asynchronous(self) -> Callable[..., Any]:
        """The same as a coroutine function, which TRL awaits together with other asynchronous rewards."""
        async def code_reward(prompts: Sequence[Any], completions: Sequence[Any], **columns: Any) -> list[float | None]:
            results = await self.judge.results_async(self._truths(columns), completions)
            _log(columns, [result.passed for result in results])
            return [result.reward for result in results]

        code_reward.__name__ = self.__name__
        return code_reward

    def _truths(self, columns: dict[str, Any]) -> Sequence[Any]:
        names = (self.column,) if self.column else COLUMNS
        for name in names:
            if columns.get(name) is not None:
                truths: Sequence[Any] = columns[name]
                return truths
        raise InvalidInput(f"the rows have none of the columns {', '.join(names)}; they have {', '.join(columns)}")


def code_reward(prompts: Sequence[Any], completions: Sequence[Any], **columns: Any) -> list[float | None]:
    """:class:`CodeReward` as it comes: the task stands in each row, or ``$OYER_TASKS`` says where it is."""
    return CodeReward(name="code_reward")(prompts, completions, **columns)


def _log(columns: dict[str, Any], passed: list[bool | None]) -> None:
    log_metric = columns.get("log_metric")
    known = [one for one in passed if one is not None]
    if callable(log_metric) and known:
        log_metric("oyer/pass_rate", sum(known) / len(known))
        log_metric("oyer/unjudged", float(len(passed) - len(known)))
