"""Oyer: execution verdicts and rewards for code models that candidates cannot forge.

For instance::

    import oyer
    tasks = oyer.load_benchmark("humaneval", "HumanEval.jsonl.gz")
    with oyer.Engine(jobs=4) as engine:
        rewards = engine.reward(tasks, [("HumanEval/0", completion)], rule="binary")
"""

from .engine import Engine
from .episodes import Episode, Episodes, Turn, n_at_k, run_episodes
from .errors import Busy, Cancelled, Corrupt, Error, HostError, InvalidInput, NotFound, Unsupported
from .exporting import export
from .programs import Execution
from .results import Faithful, FaithfulGroup, Result, TestResult
from .tasks import Task, load_benchmark, load_tasks

__all__ = [
    "Busy", "Cancelled", "Corrupt", "Engine", "Episode", "Episodes", "Error", "Execution", "Faithful",
    "FaithfulGroup", "HostError", "InvalidInput", "NotFound", "Result", "Task", "TestResult", "Turn", "Unsupported",
    "export", "load_benchmark", "load_tasks", "n_at_k", "run_episodes",
]
