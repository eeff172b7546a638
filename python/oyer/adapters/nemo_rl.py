"""NeMo-RL: ``CodeEnvironment`` in the place of its own, as a Ray actor:
``ray.remote(oyer.adapters.nemo_rl.CodeEnvironment).remote({"tasks": "tasks.jsonl"})``. Single turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from oyer.adapters._judge import Judge, text_of
from oyer.adapters._truth import truth_in

if TYPE_CHECKING:
    EnvironmentInterface: Any = object
    EnvironmentReturn: Any
else:
    try:
        from nemo_rl.environments.interfaces import EnvironmentInterface, EnvironmentReturn
    except ImportError:
        EnvironmentInterface = object

        class EnvironmentReturn(NamedTuple):
            """As NeMo-RL's own has it, where NeMo-RL is not installed. All batched."""

            observations: list[dict[str, str]]
            metadata: list[Any]
            next_stop_strings: list[Any]
            rewards: Any
            terminateds: Any
            answers: list[Any] | None = None


_FIELDS = ("task", "task_id", "ground_truth")


class CodeEnvironment(EnvironmentInterface):
    """One answer, one reward. ``metadata`` of a sample (its ``extra_env_info``) has the task under ``task`` or
    ``ground_truth``, or the id of one of ``tasks`` in the configuration (keys ``tasks``, ``rule``, ``deadline``,
    ``unjudged``).

    What could not be judged raises :class:`oyer.adapters.Unjudged`, unless ``unjudged`` says what it is worth.
    """

    def __init__(self, cfg: Mapping[str, Any] | None = None):
        cfg = cfg or {}
        self.judge = Judge(**{name: cfg[name] for name in ("tasks", "rule", "deadline", "unjudged") if name in cfg})

    def step(self, message_log_batch: Sequence[Sequence[Mapping[str, Any]]],
             metadata: Sequence[Mapping[str, Any]]) -> EnvironmentReturn:
        import torch

        truths = [truth_in(one, _FIELDS) for one in metadata]
        results = self.judge.results(truths, [text_of(log) for log in message_log_batch])
        observations = [{"role": "environment", "content": f"Environment: {result.verdict or 'not judged'}"}
                        for result in results]
        return EnvironmentReturn(
            observations=observations, metadata=list(metadata), next_stop_strings=[None] * len(results),
            rewards=torch.tensor([self.judge.reward(result) for result in results], dtype=torch.float32),
            terminateds=torch.ones(len(results), dtype=torch.bool), answers=[result.code for result in results])

    def global_post_process_and_metrics(self, batch: Any) -> tuple[Any, dict[str, Any]]:
        rewards = batch["total_reward"]
        return batch, {"accuracy": rewards.float().mean().item(), "num_problems_in_batch": len(rewards)}
