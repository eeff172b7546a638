"""Adapters under the environments' and evaluators' own code. `./dev check` installs it (python/evaluators.lock) and
runs this; it is no part of `./dev test`, whose downloads it would multiply."""

import asyncio
import json
import os
import textwrap

import pytest
from conftest import DOUBLE, RIGHT, WRONG

from oyer import adapters

pytestmark = pytest.mark.usefixtures("two_jobs")

# Nothing here is on a hub; without this, packages ask the net before they look at files.
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")

FENCED = "Here it is:\n```python\n" + RIGHT + "```\n"


def test_skyrl_makes_and_steps_the_environment(task_file):
    import skyrl_gym as gym

    gym.register(id="oyer", entry_point="oyer.adapters.skyrl:CodeEnv")
    config = {"tasks": str(task_file), "rule": "rlef"}
    prompt = [{"role": "user", "content": DOUBLE["prompt"]}]
    told = []
    for answer in (FENCED, WRONG):
        env = gym.make("oyer", env_config=config, extras={"reward_spec": {"method": "rule", "ground_truth": "double"}})
        assert env.init(prompt) == (prompt, {})
        step = env.step(answer)
        told.append((step["reward"], step["done"], step["metadata"]["verdict"], env.get_metrics()))
    assert told == [(1.0, True, "accepted", {"pass_rate": 1.0}), (-1.0, True, "wrong_answer", {"pass_rate": 0.0})]
    env = gym.make("oyer", env_config=config, extras={"reward_spec": {"ground_truth": "broken"}})
    with pytest.raises(adapters.Unjudged):
        env.step("def f(x): return 1")


def test_inspect_evaluates_with_the_scorer_and_leaves_out_what_was_not_judged(task_file, tmp_path):
    import inspect_ai
    from inspect_ai.dataset import Sample
    from inspect_ai.model import ModelOutput
    from inspect_ai.solver import solver

    from oyer.adapters.inspect_ai import code_scorer

    @solver
    def recorded():  # a model's own would count tokens with tables from the net
        async def solve(state, generate):
            state.output = ModelOutput.from_content("recorded", state.input_text)
            return state

        return solve

    samples = [Sample(FENCED, target="double"), Sample(WRONG, target="", metadata={"task": DOUBLE}),
               Sample("def f(x): return 1", target="broken")]
    task = inspect_ai.Task(dataset=samples, solver=recorded(), scorer=code_scorer(str(task_file)))
    (log,) = inspect_ai.eval(task, model="mockllm/model", log_dir=str(tmp_path), display="none")
    assert log.status == "success", log.error
    scores = [sample.scores["oyer"] for sample in log.samples]
    assert [score.value for score in scores[:2]] == ["C", "I"]
    assert scores[2].value != scores[2].value and scores[2].reason == "scoring_failed"  # not a number
    assert log.results.scores[0].metrics["accuracy"].value == 0.5


def test_lm_evaluation_harness_runs_a_task_with_the_metric(tmp_path):
    from lm_eval import simple_evaluate
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    class Fixed(LM):
        def generate_until(self, requests):
            return [RIGHT if "double" in request.args[0] else "def triple(x): return 0\n" for request in requests]

        loglikelihood = loglikelihood_rolling = None

    (tmp_path / "rows.jsonl").write_text("".join(json.dumps({
        "prompt": f"Write {name}(x).", "test": f"assert {name}(2) == {factor * 2}\nassert {name}(0) == 0"}) + "\n"
        for name, factor in (("double", 2), ("triple", 3))))
    (tmp_path / "utils.py").write_text("from oyer.adapters.lm_eval import pass_at_k\n\n\n"
                                       "def keep(resps, docs):\n    return resps\n")
    (tmp_path / "own.yaml").write_text(textwrap.dedent(f"""
        task: own
        dataset_path: json
        dataset_kwargs:
          data_files:
            test: {tmp_path / "rows.jsonl"}
        output_type: generate_until
        test_split: test
        doc_to_text: "{{{{prompt}}}}"
        doc_to_target: "{{{{test}}}}"
        generation_kwargs:
          until: ["###"]
        metric_list:
          - metric: !function utils.pass_at_k
            aggregation: mean
            higher_is_better: true
            k: [1]
        filter_list:
          - name: keep
            filter:
              - function: custom
                filter_fn: !function utils.keep
    """))
    own = TaskManager(include_path=str(tmp_path), include_defaults=False)
    told = simple_evaluate(model=Fixed(), tasks=["own"], task_manager=own, bootstrap_iters=0)
    assert told["results"]["own"]["pass@1,keep"] == 0.5


def test_openenv_serves_the_environment_to_its_own_client(task_file):
    from openenv.core.env_server import create_app
    from starlette.testclient import TestClient

    from oyer.adapters.openenv import CodeAction, CodeObservation, environment

    app = create_app(environment(str(task_file)), CodeAction, CodeObservation)
    told = []
    with TestClient(app) as client, client.websocket_connect("/ws") as session:
        for answer in (FENCED, WRONG):
            session.send_json({"type": "reset", "data": {"task_id": "double"}})
            reset = session.receive_json()["data"]
            assert (reset["observation"]["prompt"], reset["done"]) == (DOUBLE["prompt"], False)
            session.send_json({"type": "step", "data": {"completion": answer}})
            step = session.receive_json()["data"]
            told.append((step["reward"], step["done"], step["observation"]["verdict"]))
        session.send_json({"type": "reset", "data": {"task_id": "broken"}})
        session.receive_json()
        session.send_json({"type": "step", "data": {"completion": "def f(x): return 1"}})
        failed = session.receive_json()["data"]
    assert told == [(1.0, True, "accepted"), (0.0, True, "wrong_answer")]
    assert failed["reward"] is None and failed["observation"]["infra_error"]


def test_verifiers_scores_a_trace_and_keeps_what_failed_unscored(task_file):
    import verifiers.v1 as vf

    from oyer.adapters.verifiers import CodeTaskset, CodeTasksetConfig

    class Reply:
        """As much of a trace as scoring asks for: a last reply, and where rewards are written."""

        def __init__(self, text):
            self.last_reply, self.rewards, self.metrics = text, {}, {}

        def record_reward(self, name, value, weight=1.0):
            self.rewards[name] = value * weight

    tasks = {task.data.task_id: task for task in CodeTaskset(CodeTasksetConfig(tasks=str(task_file), rule="rlef"))}
    assert tasks["double"].data.prompt == DOUBLE["prompt"]
    assert "assert" not in tasks["double"].data.model_dump_json()  # no test is in a trace
    traces = {text: Reply(text) for text in (FENCED, WRONG)}
    for trace in traces.values():
        asyncio.run(tasks["double"].score(trace))
    assert [trace.rewards for trace in traces.values()] == [{"oyer": 1.0}, {"oyer": -1.0}]
    broken = Reply("def f(x): return 1")
    with pytest.raises(vf.TaskError):
        asyncio.run(tasks["broken"].score(broken))
    assert broken.rewards == {"oyer": None}
    assert asyncio.run(tasks["double"].validate(None)) is None
