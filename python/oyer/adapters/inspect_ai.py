"""Inspect: ``Task(dataset=..., solver=generate(), scorer=oyer.adapters.inspect_ai.code_scorer())``."""

from __future__ import annotations

from typing import Any

from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import TaskState

from oyer.adapters._judge import Judge
from oyer.adapters._truth import Tasks


@scorer(metrics=[accuracy(), stderr()], name="oyer")
def code_scorer(tasks: Tasks = None, deadline: float | None = None) -> Scorer:
    """``C`` where the answer passes all tests, else ``I``. The task is the sample's metadata ``task``, else its target,
    as a task or as the id of one.

    What could not be judged is ``Score.unscored``, which Inspect leaves out of every metric.
    """
    judge = Judge(tasks, deadline=deadline)

    async def score(state: TaskState, target: Target) -> Score:
        truth: Any = (state.metadata or {}).get("task", target.text)
        (result,) = await judge.results_async([truth], [state.output.completion])
        if result.passed is None:
            return Score.unscored(reason="scoring_failed", answer=result.code, explanation=result.infra_error)
        told = {"verdict": result.verdict, "sound": result.sound, "flags": list(result.flags),
                "tests_passed": sum(test.outcome == "passed" for test in result.tests), "tests": len(result.tests)}
        return Score(value=CORRECT if result.passed else INCORRECT, answer=result.code, explanation=result.reason,
                     metadata=told)

    return score
