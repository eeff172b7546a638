"""verl: ``reward.custom_reward_function.path=pkg://oyer.adapters.verl`` (``name=compute_score``).

The ground truth of a row (``reward_model.ground_truth``) is what verl's own code rewards take, a task of Oyer's, or a
task's id with ``reward_kwargs.tasks``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oyer.adapters._judge import Judge, judge_of
from oyer.results import Result


def compute_score(data_source: str, solution_str: str, ground_truth: Any, extra_info: Any = None, *,
                  tasks: str | None = None, rule: str | None = None, deadline: float | None = None,
                  unjudged: float | None = None, **_: Any) -> dict[str, Any]:
    """verl's reward for one response: ``score`` and, always, the same further keys for ``reward_extra_info``.

    verl has no null: what could not be judged raises :class:`oyer.adapters.Unjudged`, or scores ``unjudged`` with
    ``infra_error`` 1.
    """
    judge = judge_of(tasks, rule, deadline, unjudged)
    return _told(judge, judge.results([ground_truth], [solution_str])[0])


async def compute_score_async(data_source: str, solution_str: str, ground_truth: Any, extra_info: Any = None, *,
                              tasks: str | None = None, rule: str | None = None, deadline: float | None = None,
                              unjudged: float | None = None, **_: Any) -> dict[str, Any]:
    """The same for verl's reward loop, which awaits it: thousands may be in flight and share one engine."""
    judge = judge_of(tasks, rule, deadline, unjudged)
    return _told(judge, (await judge.results_async([ground_truth], [solution_str]))[0])


def compute_score_batch(data_sources: Sequence[str], solution_strs: Sequence[str], ground_truths: Sequence[Any],
                        extra_infos: Sequence[Any], *, tasks: str | None = None, rule: str | None = None,
                        deadline: float | None = None, unjudged: float | None = None, **_: Any) -> list[dict[str, Any]]:
    """The same for a whole batch (reward manager ``batch``): the rows of one task share a judge."""
    judge = judge_of(tasks, rule, deadline, unjudged)
    return [_told(judge, result) for result in judge.results(list(ground_truths), list(solution_strs))]


def _told(judge: Judge, result: Result) -> dict[str, Any]:
    return {"score": judge.reward(result), "acc": float(bool(result.passed)), "verdict": result.verdict or "",
            "infra_error": float(result.infra_error is not None)}
