"""rllm: ``reward_fn=oyer.adapters.rllm.reward_fn``."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from oyer.adapters._judge import Judge
from oyer.adapters.trl import COLUMNS
from oyer.errors import InvalidInput

if TYPE_CHECKING:
    RewardOutput: Any
else:
    try:
        from rllm.rewards.reward_types import RewardOutput
    except ImportError:
        @dataclass(kw_only=True)
        class RewardOutput:
            """As rllm's own has it, where rllm is not installed."""

            reward: float
            metadata: dict[str, Any] = field(default_factory=dict)
            is_correct: bool | None = None


@functools.lru_cache(maxsize=1)
def _judge() -> Judge:
    return Judge()


def reward_fn(task_info: Mapping[str, Any], action: Any) -> RewardOutput:
    """rllm's ``RewardFunction``. The task stands in ``task_info`` under one of :data:`oyer.adapters.trl.COLUMNS`.

    What could not be judged raises :class:`oyer.adapters.Unjudged`.
    """
    for name in COLUMNS:
        if task_info.get(name) is not None:
            judge = _judge()
            (result,) = judge.results([task_info[name]], [getattr(action, "action", action)])
            metadata = {"verdict": result.verdict, "reason": result.reason, "infra_error": result.infra_error}
            return RewardOutput(reward=judge.reward(result), metadata=metadata, is_correct=result.passed)
    raise InvalidInput(f"task_info has none of {', '.join(COLUMNS)}; it has {', '.join(task_info)}")
