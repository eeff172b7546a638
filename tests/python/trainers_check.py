"""Adapters under the trainers' own code, with torch. `./dev check` installs what can be had without a GPU
(python/trainers.lock) and runs this; it is no part of `./dev test`, whose downloads it would multiply.

Not here, because no registry has a build that installs without a GPU stack: OpenRLHF, AReaL, slime, rllm, which
test_adapters.py holds against their documented signatures; and NeMo-RL itself, of which only the tensors are real."""

import asyncio
import json
import os
import pathlib
import time

import pytest
from conftest import DOUBLE, RIGHT, WRONG

import oyer

pytestmark = pytest.mark.usefixtures("two_jobs")

FENCED = "Here it is:\n```python\n" + RIGHT + "```\n"


def test_verl_loads_and_calls_the_reward_as_its_configuration_names_it(task_file):
    import omegaconf
    from verl.trainer.ppo.reward import get_custom_reward_fn

    def named(name):
        return get_custom_reward_fn(omegaconf.OmegaConf.create({"reward": {"custom_reward_function": {
            "path": "pkg://oyer.adapters.verl", "name": name,
            "reward_kwargs": {"tasks": str(task_file), "rule": "rlef"}}}}))

    given = {"data_source": "own", "solution_str": FENCED, "ground_truth": "double", "extra_info": {}}
    assert named("compute_score")(**given)["score"] == 1.0
    assert asyncio.run(named("compute_score_async")(**given))["score"] == 1.0
    batch = named("compute_score_batch")(data_sources=["own"] * 2, solution_strs=[FENCED, WRONG],
                                         ground_truths=["double"] * 2, extra_infos=[{}, {}])
    assert [one["score"] for one in batch] == [1.0, -1.0]


def test_verls_batch_reward_manager_puts_the_score_on_the_last_token(task_file):
    import numpy
    import torch
    from verl import DataProto
    from verl.workers.reward_manager.batch import BatchRewardManager

    from oyer.adapters.verl import compute_score_batch

    texts = [FENCED, WRONG]

    class Bytes:
        def decode(self, ids, skip_special_tokens=True):
            return bytes(int(one) for one in ids).decode()

    width = max(map(len, texts))
    responses = torch.tensor([list(text.encode().ljust(width, b"\0")) for text in texts])
    mask = torch.tensor([[1] * (1 + len(text)) + [0] * (width - len(text)) for text in texts])
    data = DataProto.from_dict(
        tensors={"prompts": torch.ones(2, 1, dtype=torch.long), "responses": responses, "attention_mask": mask},
        non_tensors={"data_source": numpy.array(["own"] * 2, dtype=object),
                     "extra_info": numpy.array([{}, {}], dtype=object),
                     "reward_model": numpy.array([{"style": "rule", "ground_truth": json.dumps(DOUBLE)}] * 2,
                                                 dtype=object)})
    manager = BatchRewardManager(Bytes(), num_examine=0, compute_score=compute_score_batch)
    told = manager(data, return_dict=True)
    assert [row.nonzero().flatten().tolist() for row in told["reward_tensor"]] == [[len(FENCED) - 1], []]
    assert told["reward_tensor"].sum().item() == 1.0
    assert told["reward_extra_info"]["verdict"] == ["accepted", "wrong_answer"]


def test_nemo_rls_step_gives_tensors(task_file):
    import torch

    from oyer.adapters.nemo_rl import CodeEnvironment

    env = CodeEnvironment({"tasks": str(task_file), "rule": "rlef"})
    logs = [[{"role": "user", "content": "Double it."}, {"role": "assistant", "content": text}]
            for text in (FENCED, WRONG)]
    told = env.step(logs, [{"task": "double"}, {"ground_truth": json.dumps(DOUBLE)}])
    assert torch.equal(told.rewards, torch.tensor([1.0, -1.0])) and told.terminateds.tolist() == [True, True]
    assert [one["content"] for one in told.observations] == ["Environment: accepted", "Environment: wrong_answer"]
    assert env.global_post_process_and_metrics({"total_reward": torch.tensor([1.0, 0.0])})[1]["accuracy"] == 0.5


@pytest.fixture
def ray(monkeypatch):
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")  # else it leaves a token in the home folder; all is on loopback
    monkeypatch.setenv("PYTHONPATH", f"{pathlib.Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}")
    import ray

    ray.init(num_cpus=2, include_dashboard=False, _node_ip_address="127.0.0.1", log_to_driver=False)
    yield ray
    ray.shutdown()


class Judge:
    """What an actor does: judges with an engine that came with it, or that it opens itself."""

    def __init__(self, engine=None):
        self.engine = engine or oyer.Engine(jobs=1)

    def rewards(self, *answers):
        return self.engine.reward(DOUBLE, answers)

    def processes(self):
        """Itself and all that run below it."""
        from conftest import processes_of

        return [os.getpid(), *processes_of()]


def test_ray_actors_judge_with_engines_of_their_own_and_leave_nothing_when_killed(ray):
    actor = ray.remote(num_cpus=0)(Judge)
    with oyer.Engine(jobs=1) as mine:
        assert mine.reward(DOUBLE, [RIGHT]) == [1.0]  # its jails are open when it is sent
        actors = [actor.remote(), actor.remote(), actor.remote(mine)]
        told = ray.get([one.rewards.remote(RIGHT, WRONG) for one in actors * 3])
        assert told == [[1.0, 0.0]] * 9
        running = [pid for pids in ray.get([one.processes.remote() for one in actors]) for pid in pids]
        assert len(running) > 2 * len(actors)  # actors and their keepers
        for one in actors:
            ray.kill(one)
        end = time.monotonic() + 60
        while running and time.monotonic() < end:
            running = [pid for pid in running if pathlib.Path("/proc", str(pid)).exists()]
            time.sleep(0.1)
        assert running == []
        assert mine.reward(DOUBLE, [WRONG]) == [0.0]  # and the one here is as it was
