"""slime: ``--custom-rm-path oyer.adapters.slime.custom_rm`` (with ``--group-rm`` it is given lists, and takes them)."""

from __future__ import annotations

from typing import Any

from oyer.adapters._judge import judge_of


async def custom_rm(args: Any, sample: Any, **_: Any) -> Any:
    """The reward of a sample, or of a list of them. ``sample.label`` (or ``sample.metadata["task"]``) is its task, or
    the id of one in ``$OYER_TASKS``; ``$OYER_RULE`` is the rule.

    What could not be judged raises :class:`oyer.adapters.Unjudged`: slime fills a group whose rewards failed anew.
    """
    samples = sample if isinstance(sample, list) else [sample]
    judge = judge_of()
    results = await judge.results_async([_truth(one) for one in samples], [one.response for one in samples])
    rewards = [judge.reward(result) for result in results]
    return rewards if isinstance(sample, list) else rewards[0]


def _truth(sample: Any) -> Any:
    metadata = sample.metadata if isinstance(sample.metadata, dict) else {}
    return metadata.get("task", sample.label)
