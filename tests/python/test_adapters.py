"""Adapters against the signatures and formats that trainers document; no trainer has to be installed. What the
trainers' and evaluators' own code makes of them is in trainers_check.py and evaluators_check.py, and so are the
adapters that build on classes of theirs."""

import asyncio
import copy
import http.client
import json
import os
import pickle
import random
import threading
import types
import urllib.error
import urllib.request

import pytest
from conftest import BROKEN, DOUBLE, ENDLESS, RIGHT, WRONG

import oyer
from oyer import adapters
from oyer.adapters import _truth, areal, lm_eval, openrlhf, rllm, slime, trl, verl
from oyer.adapters._judge import judge_of

pytestmark = pytest.mark.usefixtures("two_jobs")

STDIO = {"inputs": ["1 2\n", "3 4\n"], "outputs": ["3\n", "7\n"]}
SUM = "```python\nprint(sum(map(int, input().split())))\n```"
HALF_SUM = "```python\na, b = map(int, input().split())\nprint(a + b if a == 1 else 0)\n```"
CHAT = [{"role": "user", "content": "Write double(x)."},
        {"role": "assistant", "content": f"Here:\n```python\n{RIGHT}```"}]


@pytest.fixture
def environment(task_file, monkeypatch):
    """$OYER_TASKS, for hooks that are named by a dotted path and given nothing else."""
    monkeypatch.setenv("OYER_TASKS", str(task_file))
    judge_of.cache_clear()
    yield
    judge_of.cache_clear()


# ---- truths and completions -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("truth, right, wrong", [
    (DOUBLE, RIGHT, WRONG),
    (json.dumps(DOUBLE), RIGHT, WRONG),
    (["assert double(2) == 4", "assert double(-1) == -2"], RIGHT, WRONG),
    ({"assert_case": ["assert double(2) == 4", "assert double(-1) == -2"]}, RIGHT, WRONG),
    (STDIO, SUM, HALF_SUM),
    (json.dumps(STDIO), SUM, HALF_SUM),
    ({"language": "python", "test_cases": [{"input": "1 2\n", "output": "3\n"}, {"input": "3 4", "output": "7"}]}, SUM,
     HALF_SUM),
    ({"fn_name": "double", "inputs": ["2", "-1"], "outputs": ["4", "-2"]}, RIGHT, WRONG),
    ({"fn_name": "double", "inputs": [[2], [-1]], "outputs": [[4], [-2]]}, RIGHT, WRONG),
    ({"language": "c++", **STDIO}, "```cpp\n#include <iostream>\nint main() { int a, b; std::cin >> a >> b; "
                                   "std::cout << a + b; }\n```",
     "```cpp\n#include <cstdio>\nint main() { puts(\"3\"); }\n```"),
])
def test_a_rows_truth_is_read_as_the_task_it_means(truth, right, wrong):
    results = adapters.Judge(rule="fraction").results([truth] * 3, [right, wrong, "no idea"])
    assert [one.reward for one in results] == [1.0, 0.5, 0.0]
    assert [one.infra_error for one in results] == [None] * 3


@pytest.mark.parametrize("truth, said", [
    ("nothing", "no task 'nothing'"), ("{}", "none that is known"), (7, "a truth is a int"),
    ({"inputs": ["1"], "outputs": []}, "1 inputs and 0 outputs"),
    (["assert len([]) == 0"], "no assert calls a function"),
    (["assert ("], "is no Python"), ("[" * 100_000, "it is no JSON"), ({"inputs": {"1"}}, "a truth is no JSON"),
    ({"inputs": {"1": 1}, "outputs": {"1": 1}}, "'inputs' of a truth is a dict"),
    ({"inputs": ["1"], "outputs": None}, "'outputs' of a truth is a NoneType"),
    ('{"inputs": ["\ud800"], "outputs": ["1"]}', "\"stdin\" to be"), ({"test_cases": [{"input": 1}]}, 'no "output"'),
    ({"test_cases": ["1"]}, 'no "input"'), ({"assert_case": "f(1)"}, "'assert_case' of a truth is a str"),
    (["assert f(1)", 7], "a test is a int"),
    ({"fn_name": "f", "inputs": ["[" * 100_000], "outputs": [1]}, "is no JSON"),
    ({"fn_name": "f", "inputs": ["x y"], "outputs": ["1"]}, "is no JSON"),
])
def test_a_truth_that_means_nothing_is_named_and_never_scored(truth, said):
    with pytest.raises(oyer.InvalidInput, match=said):
        adapters.Judge().results([truth], [RIGHT])


@pytest.mark.parametrize("completion", [
    RIGHT, CHAT, CHAT[1:], {"role": "assistant", "content": RIGHT},
    [{"role": "assistant", "content": [{"type": "text", "text": RIGHT}]}],
    [{"role": "assistant", "content": WRONG}, {"role": "user", "content": "Again."},
     {"role": "assistant", "content": RIGHT}],
])
def test_completions_are_texts_or_chats(completion):
    assert adapters.Judge().results([DOUBLE], [completion])[0].verdict == "accepted"


def test_a_chat_without_an_answer_has_no_code():
    assert adapters.Judge().results([DOUBLE], [CHAT[:1]])[0].verdict == "no_code"


# ---- the harness's own failures -------------------------------------------------------------------------------------

def test_what_the_host_failed_at_is_tried_again_and_then_is_no_number(monkeypatch):
    engine, calls = adapters.shared_engine(), []
    grade = engine.grade
    monkeypatch.setattr(engine, "grade", lambda *given, **kept: calls.append(len(given[1])) or grade(*given, **kept))
    judge = adapters.Judge(retries=2)
    right, broken = judge.results([DOUBLE, BROKEN], [RIGHT, "def f(x): return 1"])
    assert calls == [2, 1, 1]
    assert (right.reward, broken.reward, broken.verdict) == (1.0, None, None) and broken.infra_error
    assert judge.reward(right) == 1.0
    with pytest.raises(adapters.Unjudged, match="broken was not judged"):
        judge.reward(broken)
    assert adapters.Judge(unjudged=-7.0).reward(broken) == -7.0
    with pytest.raises(oyer.InvalidInput, match="retries=-1"):
        adapters.Judge(retries=-1)


def test_a_deadline_is_not_tried_again_and_is_no_number():
    judge = adapters.Judge(deadline=0.5, retries=3)
    results = judge.results([DOUBLE] * 6, [ENDLESS + f"# {place}" for place in range(6)])
    assert "deadline" in {one.infra_error for one in results}
    assert {one.reward for one in results if one.infra_error} == {None}


# ---- one engine for each process ------------------------------------------------------------------------------------

def test_all_adapters_of_a_process_share_one_engine():
    seen = set()

    def use():
        trl.CodeReward()(["p"], [RIGHT], task=[DOUBLE])
        seen.add(adapters.shared_engine())

    threads = [threading.Thread(target=use) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    verl.compute_score("x", RIGHT, DOUBLE)
    assert seen == {adapters.shared_engine()}
    with pytest.raises(oyer.InvalidInput, match="open already"):
        adapters.configure(jobs=7)


def test_hooks_that_are_called_for_each_answer_read_the_tasks_once(environment, monkeypatch):
    read = []
    monkeypatch.setattr(_truth, "load_tasks", lambda path: read.append(path) or oyer.load_tasks(path))
    for _ in range(2):
        assert trl.code_reward(["p"], [RIGHT], task_id=["double"]) == [1.0]
        assert areal.reward_fn("p", RIGHT, task_id="double") == 1.0
        assert asyncio.run(slime.custom_rm(None, sample(RIGHT, "double"))) == 1.0
    assert read == [os.environ["OYER_TASKS"]]


def test_a_forked_worker_gets_its_rewards_too():
    verl.compute_score("x", RIGHT, DOUBLE)  # the parent's jails are open
    child = os.fork()
    if child == 0:
        status = 1
        try:
            scores = verl.compute_score_batch(["x"] * 2, [RIGHT, WRONG], [DOUBLE] * 2, [{}] * 2)
            status = 0 if [one["score"] for one in scores] == [1.0, 0.0] else 2
            adapters.close()
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert verl.compute_score("x", RIGHT, DOUBLE)["score"] == 1.0


def test_rewards_can_be_sent_to_another_process(task_file):
    reward = copy.deepcopy(trl.CodeReward(task_file, rule="rlef"))  # by the same way as pickling
    assert reward([None] * 2, [RIGHT, WRONG], task_id=["double"] * 2) == [1.0, -1.0]


# ---- verl -----------------------------------------------------------------------------------------------------------

def test_verl_scores_one_response_with_the_same_keys_always(task_file):
    right = verl.compute_score(data_source="codecontests", solution_str=SUM, ground_truth=json.dumps(STDIO),
                               extra_info={"index": 1})
    wrong = verl.compute_score("codecontests", HALF_SUM, json.dumps(STDIO), {}, rule="fraction")
    failed = verl.compute_score("own", "def f(x): return 1", "broken", tasks=str(task_file), unjudged=0.25)
    assert right == {"score": 1.0, "acc": 1.0, "verdict": "accepted", "infra_error": 0.0}
    assert wrong == {"score": 0.5, "acc": 0.0, "verdict": "wrong_answer", "infra_error": 0.0}
    assert failed == {"score": 0.25, "acc": 0.0, "verdict": "", "infra_error": 1.0}
    with pytest.raises(adapters.Unjudged):
        verl.compute_score("own", "def f(x): return 1", "broken", tasks=str(task_file))


def test_verl_scores_batches_and_awaits(task_file):
    batch = verl.compute_score_batch(data_sources=["own"] * 3, solution_strs=[RIGHT, WRONG, RIGHT],
                                     ground_truths=["double", "double", json.dumps(DOUBLE)], extra_infos=[{}, None, {}],
                                     tasks=str(task_file), reward_router_address=None)
    assert [one["score"] for one in batch] == [1.0, 0.0, 1.0]

    async def many():
        return await asyncio.gather(*(verl.compute_score_async("own", RIGHT if place % 2 else WRONG, DOUBLE)
                                      for place in range(40)))

    assert [one["score"] for one in asyncio.run(many())] == [0.0, 1.0] * 20


# ---- TRL ------------------------------------------------------------------------------------------------------------

def test_trl_is_given_none_for_what_could_not_be_judged(task_file):
    logged = {}
    given = {"prompts": ["p"] * 3, "completions": [CHAT, [{"role": "assistant", "content": WRONG}], CHAT],
             "completion_ids": [[1]] * 3, "trainer_state": None, "log_extra": lambda *_: None,
             "log_metric": logged.__setitem__, "task_id": ["double", "double", "broken"], "difficulty": [1, 2, 3]}
    reward = trl.CodeReward(task_file, rule="rlef")
    assert reward(**given) == [1.0, -1.0, None]
    assert logged == {"oyer/pass_rate": 0.5, "oyer/unjudged": 1.0}
    assert asyncio.run(reward.asynchronous()(**given)) == [1.0, -1.0, None]
    assert asyncio.iscoroutinefunction(reward.asynchronous())
    assert (reward.__name__, reward.asynchronous().__name__) == ("oyer", "oyer")


def test_trl_finds_the_task_in_the_columns_that_datasets_have(task_file, environment):
    for column, truth in (("task", DOUBLE), ("task_id", "double"), ("ground_truth", json.dumps(DOUBLE)),
                          ("test_list", DOUBLE["function"]["tests"][:1])):
        assert trl.code_reward(["p"], [RIGHT], **{column: [truth]}) == [1.0]
    verification = {"language": "python", "test_cases": [{"input": "1 2", "output": "3"}]}
    assert trl.code_reward(["p"], [SUM], verification_info=[verification]) == [1.0]
    assert trl.CodeReward(column="mine")(["p"], [RIGHT], mine=[DOUBLE], task_id=["another"]) == [1.0]
    with pytest.raises(oyer.InvalidInput, match="none of the columns task,"):
        trl.code_reward(["p"], [RIGHT], answer=["4"])


# ---- OpenRLHF and slime, over HTTP ----------------------------------------------------------------------------------

@pytest.fixture
def server(task_file):
    server = openrlhf.RewardServer(adapters.Judge(task_file, rule="rlef"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def post(url, body, raw=False):
    data = body if raw else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_openrlhf_is_answered_with_rewards_and_scores_from_zero_to_one(server):
    prompt = "Write double(x).\n"
    asked = {"query": [prompt + RIGHT, prompt + WRONG, prompt + "I cannot."], "prompts": [prompt] * 3,
             "labels": ["double", json.dumps(DOUBLE), "double"]}
    assert post(server.url, asked) == (200, {
        "rewards": [1.0, -1.0, -1.0], "scores": [1.0, 0.0, 0.0],
        "extra_logs": {"unjudged": [0.0] * 3, "no_code": [0.0, 0.0, 1.0]}})
    assert server.server_address[0] == "127.0.0.1"


def test_slimes_remote_reward_is_answered_with_a_number(server):
    assert post(server.url, {"prompt": "p", "response": RIGHT, "label": "double"}) == (200, 1.0)


def test_a_request_that_cannot_be_answered_has_a_status_that_trainers_try_again(server):
    status, told = post(server.url, {"query": ["def f(x): return 1"], "prompts": [""], "labels": ["broken"]})
    assert status == 503 and "not judged" in told["error"]
    for body, said in (({}, "query and labels"), ({"query": [RIGHT], "labels": ["nothing"]}, "no task 'nothing'"),
                       ({"query": [RIGHT], "labels": []}, "0 truths for 1"), ([], "no JSON object"),
                       ({"query": ["a"] * 3, "prompts": [""] * 2, "labels": [DOUBLE] * 2}, "2 prompts for 3 queries")):
        status, told = post(server.url, body)
        assert status == 400 and said in told["error"]
    assert post(server.url, b"{" * 100_000, raw=True)[0] == 400
    assert post(server.url, b"\xff\x00", raw=True)[0] == 400


@pytest.mark.parametrize("length", ["", "-1", "\u00b2", "9" * 5000, str(1 << 29)])
def test_a_length_that_is_none_is_answered_and_nothing_of_the_body_is_read(server, length):
    caller = http.client.HTTPConnection(*server.server_address, timeout=60)
    caller.putrequest("POST", "/get_reward")
    caller.putheader("Content-Length", length)
    caller.endheaders()
    answer = caller.getresponse()
    assert answer.status == 400 and "a request says its length" in json.load(answer)["error"]
    caller.close()


def test_labels_of_any_shape_are_answered_with_400_or_judged(server):
    """What stands in a label is anybody's: known forms with a value of another kind in every place."""
    chance = random.Random(18)
    forms = [STDIO, DOUBLE, {"assert_case": ["assert f(1) == 1"]}, ["assert f(1) == 1"],
             {"fn_name": "f", "inputs": ["1"], "outputs": ["2"]}, {"test_cases": [{"input": "1", "output": "2"}]}]
    odd = [None, 7, -0.5, True, "", "\ud800", "\0", [], {}, [[]], {"": []}, "[" * 5000, 10**400]

    def changed(value):
        if chance.random() < 0.2:
            return chance.choice(odd)
        if isinstance(value, dict):
            return {key: changed(one) for key, one in value.items()}
        return [changed(one) for one in value] if isinstance(value, list) else value

    seen = set()
    for place in range(300):
        label = changed(chance.choice(forms))
        asked = {"response": "no code", "label": json.dumps(label, ensure_ascii=False) if place % 2 else label}
        status, told = post(server.url, asked)
        assert status == 200 if isinstance(told, float) else status == 400 and told["error"], asked
        seen.add(status)
    assert seen == {200, 400}


def test_requests_are_judged_at_the_same_time(server):
    answers = []

    def ask():
        answers.append(post(server.url, {"query": [RIGHT, WRONG], "labels": ["double"] * 2})[1]["rewards"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert answers == [[1.0, -1.0]] * 8


# ---- slime, AReaL, rllm, lm-evaluation-harness ----------------------------------------------------------------------

def sample(response, label=None, **metadata):
    return types.SimpleNamespace(prompt="p", response=response, label=label, metadata=metadata, reward=None)


def test_slime_awaits_a_sample_or_a_group(environment):
    assert asyncio.run(slime.custom_rm(None, sample(RIGHT, "double"))) == 1.0
    group = [sample(RIGHT, "double"), sample(WRONG, task=DOUBLE)]
    assert asyncio.run(slime.custom_rm(None, group)) == [1.0, 0.0]
    with pytest.raises(adapters.Unjudged):
        asyncio.run(slime.custom_rm(None, sample("def f(x): return 1", "broken")))


def test_areal_calls_with_texts_ids_and_the_row(environment):
    row = {"task_id": "double", "query_id": "7"}
    assert areal.reward_fn("p", RIGHT, [1, 2], [3], **row) == 1.0
    assert areal.reward_fn("p", completions=WRONG, prompt_ids=[1], completion_ids=[2], **row) == 0.0
    with pytest.raises(adapters.Unjudged):
        areal.reward_fn("p", "def f(x): return 1", [], [], task_id="broken")
    assert pickle.dumps(areal.reward_fn)  # it is called in a pool of processes


def test_rllm_is_given_a_reward_with_what_there_is_to_say(environment):
    told = rllm.reward_fn({"ground_truth": json.dumps(STDIO), "question": "q"}, SUM)
    assert (told.reward, told.is_correct, told.metadata["verdict"]) == (1.0, True, "accepted")
    assert rllm.reward_fn({"task": DOUBLE}, types.SimpleNamespace(action=WRONG)).reward == 0.0
    with pytest.raises(adapters.Unjudged):
        rllm.reward_fn({"task_id": "broken"}, "def f(x): return 1")


def test_lm_evaluation_harness_gets_pass_at_k_from_what_its_tasks_have(environment):
    check = "def check(candidate):\n    for n in range(3):\n        assert candidate(n) == 2 * n\n\ncheck(double)"
    answers = [[RIGHT, WRONG, WRONG, RIGHT]]
    assert lm_eval.pass_at_k([check], answers, k=[1, 2]) == {"pass@1": 0.5, "pass@2": 1 - 1 / 6}
    assert lm_eval.pass_at_k(["double"], answers, k=1) == {"pass@1": 0.5}
    assert lm_eval.pass_at_k(["assert double(2) == 4\nassert double(1) == 2"], [[WRONG]], k=[1]) == {"pass@1": 0.0}
    with pytest.raises(adapters.Unjudged):
        lm_eval.pass_at_k(["broken"], [["def f(x): return 1"]])
    with pytest.raises(oyer.InvalidInput, match="2 references for 1 documents"):
        lm_eval.pass_at_k(["double"] * 2, [[RIGHT]])
    with pytest.raises(oyer.InvalidInput, match="pass@3 of 1"):
        lm_eval.pass_at_k(["double"], [[RIGHT]], k=[3])
