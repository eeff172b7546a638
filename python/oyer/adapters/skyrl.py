"""SkyRL: ``skyrl_gym.register(id="oyer", entry_point="oyer.adapters.skyrl:CodeEnv")``, and ``env_class: oyer`` in the
rows. Single turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skyrl_gym.envs.base_text_env import BaseTextEnv, BaseTextEnvStepOutput

from oyer.adapters._judge import judge_of
from oyer.errors import InvalidInput


class CodeEnv(BaseTextEnv):
    """One answer, one reward. ``reward_spec.ground_truth`` of the row is the task, or its id with ``tasks`` in
    ``env_config`` (keys ``tasks``, ``rule``, ``deadline``, ``unjudged``).

    What could not be judged raises :class:`oyer.adapters.Unjudged`, unless ``unjudged`` says what it is worth.
    """

    def __init__(self, env_config: Any = None, extras: Mapping[str, Any] = {}):
        super().__init__()
        chosen = {name: env_config[name] for name in ("tasks", "rule", "deadline", "unjudged")
                  if env_config is not None and env_config.get(name) is not None}
        self.judge = judge_of(**chosen)
        try:
            self.truth = extras["reward_spec"]["ground_truth"]
        except (KeyError, TypeError):
            raise InvalidInput("the row has no reward_spec.ground_truth; put the task there, or its id") from None
        self.passed: bool | None = None

    def step(self, action: str) -> BaseTextEnvStepOutput:
        self.turns += 1
        (result,) = self.judge.results([self.truth], [action])
        self.passed = result.passed
        metadata = {"verdict": result.verdict, "reason": result.reason, "parsed_code": result.code,
                    "infra_error": result.infra_error}
        return BaseTextEnvStepOutput(observations=[], reward=self.judge.reward(result), done=True, metadata=metadata)

    def get_metrics(self) -> dict[str, Any]:
        return {} if self.passed is None else {"pass_rate": float(self.passed)}
