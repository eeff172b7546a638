"""Verdicts and rewards as callers in Python get them."""

import json
import subprocess

import pyarrow
import pytest
from conftest import DOUBLE, ENDLESS, RIGHT, WRONG, benchmark_file

import oyer


def test_results_come_in_the_order_of_the_candidates(engine):
    other = {**DOUBLE, "id": "other"}
    rows = [("other", WRONG), ("double", RIGHT), ("other", RIGHT), ("double", WRONG)]
    results = engine.grade([DOUBLE, other], rows)
    assert [(one.task_id, one.index, one.verdict) for one in results] == [
        ("other", 0, "wrong_answer"), ("double", 0, "accepted"),
        ("other", 1, "accepted"), ("double", 1, "wrong_answer")]


def test_a_result_says_all_there_is_to_say(engine):
    row = {"task_id": "double", "completion": "```python\n" + WRONG + "```", "origin": "some-model", "note": 7}
    (result,) = engine.grade(oyer.Task.from_dict(DOUBLE), [row], rule="fraction")
    assert (result.verdict, result.passed, result.reward, result.rule) == ("wrong_answer", False, 0.5, "fraction/1")
    assert result.infra_error is None and result.sound and not result.reused
    assert result.code == WRONG.rstrip("\n") or result.code == WRONG
    assert result.completion == row["completion"]
    assert [(test.id, test.visibility, test.outcome, test.verdict) for test in result.tests] == [
        ("0", "private", "passed", "accepted"), ("minus", "public", "failed", "wrong_answer")]
    told = result.to_dict()
    assert (told["schema"], told["reward"], told["rule"]) == ("oyer.record/1", 0.5, "fraction/1")
    assert told["extra"] == {"note": 7}
    with pytest.raises(AttributeError):
        result.verdict = "accepted"


SAYS_PASSED = """
import sys
frame = sys._getframe()
while frame is not None:
    if hasattr(frame.f_locals.get("result"), "append"):
        frame.f_locals["result"].append("passed")
    frame = frame.f_back
def double(x): return 0
"""


def test_faithful_mode_tells_what_a_grader_in_one_process_says_and_rewards_what_is_right():
    with oyer.Engine(jobs=1, mode="faithful") as engine:
        right, cheat = engine.grade(DOUBLE, [RIGHT, SAYS_PASSED])
    assert (right.reward, right.faithful) == (1.0, ("one_process", (("tests", "passed", ""),)))
    assert (cheat.verdict, cheat.reward, cheat.faithful.passed) == ("wrong_answer", 0.0, True)
    assert cheat.to_dict()["faithful"]["passed"] is True


def test_the_worst_of_several_judgements_stands(engine):
    lucky = "import random\nlucky = random.random() > 0.5\ndef double(x): return 2 * x if lucky else 0"
    with oyer.Engine(jobs=1, replays=3) as often:
        right, by_luck = often.grade(DOUBLE, [RIGHT, lucky])
    assert (right.verdict, right.replays, right.flags) == ("accepted", ("accepted",) * 3, ())
    assert by_luck.replays == ("accepted", "wrong_answer", "accepted")
    assert (by_luck.verdict, by_luck.reward, by_luck.flags) == ("wrong_answer", 0.0, ("replays_disagree",))
    assert engine.grade(DOUBLE, [RIGHT])[0].replays == ()


@pytest.mark.parametrize("option", [{"mode": "official"}, {"replays": 0}])
def test_what_is_no_way_of_judging_is_refused(option):
    with pytest.raises(oyer.InvalidInput):
        oyer.Engine(**option)


@pytest.mark.parametrize("completion, verdict", [
    ("import os\nos._exit(0)", "runtime_error"),
    ("raise SystemExit", "runtime_error"),
    ("def double(x) return", "compile_error"),
    (ENDLESS, "time_limit"),
    ("", "no_code"),
    ("class Same(int):\n    def __eq__(self, other): return True\ndef double(x): return Same(0)", None),
])
def test_what_a_candidate_does_is_a_value(engine, completion, verdict):
    (result,) = engine.grade(DOUBLE, [completion])
    assert result.infra_error is None
    assert result.reward == 0.0
    if verdict is not None:
        assert result.verdict == verdict


def test_candidates_may_be_mappings_pairs_texts_and_tables(engine):
    forms = [RIGHT, {"completion": RIGHT}, {"task_id": "double", "solution": RIGHT}, ("double", RIGHT)]
    assert engine.reward(DOUBLE, forms) == [1.0, 1.0, 1.0, 1.0]
    assert engine.reward(DOUBLE, iter(forms)) == [1.0, 1.0, 1.0, 1.0]
    assert engine.reward(DOUBLE, RIGHT) == [1.0]
    table = pyarrow.table({"task_id": ["double", "double"], "completion": [RIGHT, WRONG]})
    assert engine.reward(DOUBLE, table) == [1.0, 0.0]


@pytest.mark.parametrize("candidates, said", [
    ([("nowhere", RIGHT)], 'there is no task "nowhere"'),
    ([{"task_id": "double"}], "candidate 0 has no text"),
    ([7], "candidate 0 is a int"),
    ([{"completion": RIGHT, "language": "klingon"}], 'language "klingon" is unknown'),
])
def test_bad_candidates_are_named(engine, candidates, said):
    with pytest.raises(oyer.InvalidInput, match=said) as raised:
        engine.grade(DOUBLE, candidates)
    assert isinstance(raised.value, ValueError) and raised.value.kind == "invalid_input"


def test_bad_tasks_rules_and_files_are_named(engine, tmp_path):
    with pytest.raises(oyer.InvalidInput, match="rule \"nonsense\" is unknown"):
        engine.grade(DOUBLE, [RIGHT], rule="nonsense")
    with pytest.raises(oyer.InvalidInput, match="two tasks have the id"):
        engine.grade([DOUBLE, DOUBLE], [("double", RIGHT)])
    with pytest.raises(oyer.InvalidInput, match="misspelt"):
        oyer.Task.from_dict({**DOUBLE, "function": {"tests": ["assert True"], "misspelt": 1}})
    bad = tmp_path / "tasks.jsonl"
    bad.write_text(json.dumps(DOUBLE) + "\n{\n")
    with pytest.raises(oyer.InvalidInput, match=r"tasks\.jsonl:2: "):
        oyer.load_tasks(bad)
    with pytest.raises(oyer.Error):
        oyer.load_tasks(tmp_path / "none.jsonl")
    with pytest.raises(oyer.Unsupported):
        oyer.load_benchmark("nothing", bad)


def test_text_that_no_file_can_hold_is_still_judged(engine):
    (result,) = engine.grade(DOUBLE, ["x = '\ud800'\n" + RIGHT])
    assert (result.verdict, result.completion) == ("accepted", "x = '?'\n" + RIGHT)


def test_a_deadline_gives_null_and_never_a_zero(engine):
    results = engine.grade(DOUBLE, [ENDLESS + f"# {place}" for place in range(8)], deadline=1)
    late = [one for one in results if one.infra_error is not None]
    assert late and len(results) == 8
    assert {(one.infra_error, one.verdict, one.passed, one.reward) for one in late} == {("deadline", None, None, None)}


def test_a_ledger_keeps_records_for_the_next_engine(tmp_path):
    ledger = tmp_path / "ledger"
    with oyer.Engine(jobs=1, ledger=ledger) as engine:
        assert [one.reused for one in engine.grade(DOUBLE, [RIGHT, WRONG])] == [False, False]
        assert [one.reused for one in engine.grade(DOUBLE, [RIGHT])] == [True]
    with oyer.Engine(jobs=1, ledger=ledger) as engine:
        results = engine.grade(DOUBLE, [WRONG, RIGHT])
        assert [(one.reused, one.verdict) for one in results] == [(True, "wrong_answer"), (True, "accepted")]
        assert [one.reused for one in engine.grade(DOUBLE, [RIGHT], fresh=True)] == [False]


def test_canaries_are_judged_among_the_work(engine):
    assert engine.reward(DOUBLE, [RIGHT + f"# {place}\n" for place in range(4)], ) == [1.0] * 4
    results = engine.grade(DOUBLE, [RIGHT + f"# {place}\n" for place in range(4)], canary_every=2)
    assert [one.verdict for one in results] == ["accepted"] * 4


def test_verdicts_are_those_of_the_command(tmp_path):
    data = benchmark_file("humaneval/HumanEval.jsonl.gz")
    tasks = oyer.load_benchmark("humaneval", data)
    candidates = []
    for place, task in enumerate(tasks):
        solution = task.reference if place % 3 else f"def {task.entry_point}(*args):\n    return args\n"
        candidates.append({"task_id": task.id, "solution": solution})
    samples = tmp_path / "samples.jsonl"
    samples.write_text("".join(json.dumps(row) + "\n" for row in candidates))
    out = tmp_path / "out.jsonl"
    program = oyer.engine._PROGRAMS / "oyer"
    subprocess.run([program, "eval", "humaneval", "--data", data, "--samples", samples, "--out", out, "--ledger",
                    tmp_path / "ledger"], check=True, capture_output=True, timeout=300)
    told = [json.loads(line)["passed"] for line in out.read_text().splitlines()]
    with oyer.Engine() as engine:
        assert [one.passed for one in engine.grade(tasks, candidates)] == told
    assert told.count(True) >= 100 and told.count(False) >= 50
