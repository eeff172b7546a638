"""verifiers (v1): a taskset of Oyer's tasks, ``CodeTaskset(CodeTasksetConfig(tasks="tasks.jsonl"))``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import verifiers.v1 as vf

from oyer.adapters._judge import judge_of
from oyer.tasks import load_tasks


class CodeData(vf.TaskData):
    """What of a task a policy may see, and where the rest of it is."""

    task_id: str
    tasks: str
    rule: str | None = None


class CodeTask(vf.Task[CodeData]):
    """One task of Oyer's. The tests are read where the answer is judged, and are in no trace."""

    @vf.reward
    async def oyer(self, trace: Any) -> float:
        """The rule's reward for the last reply. What could not be judged raises: the trace keeps it as unscored."""
        judge = judge_of(self.data.tasks, self.data.rule)
        (result,) = await judge.results_async([self.data.task_id], [trace.last_reply])
        return judge.reward(result)

    async def validate(self, runtime: Any) -> bool | None:
        """True where the task's reference passes; None where it has none."""
        judge = judge_of(self.data.tasks, self.data.rule)
        task = judge.catalogue.task_of(self.data.task_id)
        if task.reference is None:
            return None
        (result,) = await judge.results_async([task], [f"```{task.language}\n{task.reference}\n```"])
        return result.passed


class CodeTasksetConfig(vf.TasksetConfig):
    tasks: str
    """A file of tasks (``oyer.task/1``)."""
    rule: str | None = None


class CodeTaskset(vf.Taskset[CodeTask, CodeTasksetConfig]):
    """The tasks of a file, each as a task of verifiers."""

    def load(self) -> Iterable[CodeTask]:
        for task in load_tasks(self.config.tasks):
            yield CodeTask(CodeData(id=task.id, name=task.id, prompt=task.prompt, task_id=task.id,
                                    tasks=self.config.tasks, rule=self.config.rule))
