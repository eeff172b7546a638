"""Examples that need nothing but Oyer; those that train are in examples_check.py."""

import json
import subprocess
import sys

from conftest import DOUBLE, RIGHT, SOURCE, WRONG

sys.path.insert(0, str(SOURCE / "examples" / "grpo_tiny"))
import tasks as tiny  # noqa: E402

import oyer  # noqa: E402


def test_rejection_sampling_keeps_what_passes_and_each_code_once(tmp_path):
    other = {**DOUBLE, "id": "other", "prompt": "Write double(x) again."}
    (tmp_path / "tasks").write_text(json.dumps(DOUBLE) + "\n" + json.dumps(other) + "\n")
    answers = [RIGHT, f"Look:\n```python\n{RIGHT}```", WRONG, "def double(x): return x+x", "no idea",
               "def double(x):\n    import os\n    os._exit(0)"]
    rows = [{"task_id": "double", "completion": text, "origin": "some-model", "generation": 1} for text in answers]
    (tmp_path / "candidates").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = subprocess.run([sys.executable, SOURCE / "examples" / "rejection_sampling.py", tmp_path / "tasks",
                           tmp_path / "candidates", "--out", tmp_path / "out", "--jobs", "2"],
                          check=True, capture_output=True, text=True, timeout=300)
    assert json.loads(done.stdout) == {
        "candidates": 6, "rows": 2, "tasks_with_rows": 1, "tasks": 2,
        "verdicts": {"accepted": 3, "no_code": 1, "runtime_error": 1, "wrong_answer": 1}}
    told = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert [row["messages"][1]["content"] for row in told] == [
        "```python\ndef double(x): return x+x\n```", f"```python\n{RIGHT.strip()}\n```"]
    assert {(row["messages"][0]["content"], row["origin"], row["generation"], row["verdict"]) for row in told} == {
        ("Write double(x).", "some-model", 2, "accepted")}
    assert told[0]["task_digest"] == oyer.Task.from_dict(DOUBLE).digest


def test_the_tiny_tasks_are_passed_by_their_references_and_by_no_table(engine):
    made = tiny.tasks(3, 20)
    assert made == tiny.tasks(3, 20) and len({task["prompt"] for task in made}) == 20
    assert engine.reward(made, [{"task_id": task["id"], "solution": task["reference"]} for task in made]) == [1.0] * 20
    constants = [{"task_id": task["id"], "solution": "def f(x):return 7"} for task in made]
    assert engine.reward(made, constants) == [0.0] * 20
