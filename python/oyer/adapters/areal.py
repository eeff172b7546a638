"""AReaL: ``RLVRWorkflow(reward_fn=oyer.adapters.areal.reward_fn, ...)``, or its dotted path in a configuration.

AReaL calls it in a pool of processes and takes a call of more than 15 seconds, the fourth time, for a 0: give tasks
limits below that, or ``AsyncRewardWrapper`` a longer ``timeout_seconds``.
"""

from __future__ import annotations

from typing import Any

from oyer.adapters._judge import judge_of
from oyer.adapters._truth import truth_in


def reward_fn(prompt: Any, completions: Any, prompt_ids: Any = None, completion_ids: Any = None, **data: Any) -> float:
    """The reward of one completion. Its task stands in one of the row's columns ``task``, ``task_id``,
    ``verification_info``, ``ground_truth``, ``test_list``; ``$OYER_TASKS`` and ``$OYER_RULE`` are asked, too.

    What could not be judged raises :class:`oyer.adapters.Unjudged`; AReaL tries three times more and gives the episode
    up.
    """
    judge = judge_of()
    return judge.reward(judge.results([truth_in(data)], [completions])[0])
