"""rllm: ``reward_fn=oyer.adapters.rllm.reward_fn``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from oyer.adapters._judge import judge_of
from oyer.adapters._truth import truth_in

if TYPE_CHECKING:
    RewardOutput: Any
else:
    try:
        from rllm.rewards.reward_types import RewardOutput
    except ImportError:
        @dataclass
        class RewardOutput:
            """As rllm's own has it, where rllm is not installed."""

            reward: float
            metadata: dict[str, Any] = field(default_factory=dict)
            is_correct: bool | None = None


def reward_fn(task_info: Mapping[str, Any], action: Any) -> RewardOutput:
    """rllm's ``RewardFunction``. The task stands in ``task_info`` under one of :data:`oyer.adapters.trl.COLUMNS`.

    What could not be judged raises :class:`oyer.adapters.Unjudged`.
    """
    judge = judge_of()
    (result,) = judge.results([truth_in(task_info)], [getattr(action, "action", action)])
    metadata = {"verdict": result.verdict, "reason": result.reason, "infra_error": result.infra_error}
    return RewardOutput(reward=judge.reward(result), metadata=metadata, is_correct=result.passed)
