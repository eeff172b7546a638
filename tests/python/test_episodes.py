"""Episodes in the caller's process."""

import os
import re
import signal
import subprocess
import sys
import threading
import time

import oyer
import pytest


def task(number):
    add = 3 + 7 * number
    return {
        "schema": "oyer.task/1", "id": f"add/{number}", "prompt": f"Task {number}: add the number.",
        "stdio": {"tests": [
            {"id": "public", "stdin": "1\n", "stdout": f"{1 + add}\n", "visibility": "public"},
            {"id": "private", "stdin": "50\n", "stdout": f"{50 + add}\n", "visibility": "private"}]},
    }


TASKS = [task(number) for number in range(6)]


def program(add):
    return f"```python\nprint(int(input()) + {add})\n```"


def repair(conversations):
    """Corrects its last answer by what the last message says."""
    answers = []
    for messages in conversations:
        said = re.search(r"Expected output '(-?\d+)' but got '(-?\d+)'", messages[-1]["content"])
        last = re.search(r"\+ (-?\d+)\)", messages[-2]["content"]) if said else None
        answers.append(program(int(last[1]) + int(said[1]) - int(said[2]) if said and last else 0))
    return answers


@pytest.fixture(scope="module")
def engine():
    with oyer.Engine(jobs=2) as opened:
        yield opened


def test_policy_that_uses_feedback_solves_what_it_cannot_know_and_nothing_with_anothers(engine):
    rows = []
    real = oyer.run_episodes(engine, TASKS, repair, on_turn=rows.append)
    assert [(one.task_id, one.solved, one.reward, len(one.turns)) for one in real] == [
        (f"add/{number}", True, 1.0, 2) for number in range(6)]
    assert len(rows) == 12
    assert oyer.n_at_k(real, 1, 3) == 1.0
    shuffled = oyer.run_episodes(engine, TASKS, repair, shuffle=True)
    assert sum(one.solved for one in shuffled) <= 1


def test_turns_tell_rewards_and_hold_their_place_in_records(engine):
    episode = oyer.Episode(engine, TASKS[1])
    turns = [episode.step(text) for text in ("no code here", program(0), program(10))]
    assert [(turn.number, turn.reward, turn.over) for turn in turns] == [
        (0, -0.2, False), (1, 0.0, False), (2, 1.0, True)]
    assert episode.reward == pytest.approx(0.8)
    assert turns[1].row["by_public"]["episode"] == "add/1#0"
    assert [(row["turn"], row["parent_turn"], row["last_turn"]) for row in
            (turns[0].row["by_public"], turns[1].row["by_public"], turns[2].row["by_all"])] == [
                (0, None, False), (1, 0, False), (2, 1, True)]
    with pytest.raises(oyer.InvalidInput, match="does not wait for an answer"):
        episode.step("one more")


def test_tasks_without_public_tests_are_refused_with_the_remedy(engine):
    bare = {"schema": "oyer.task/1", "id": "double", "prompt": "", "entry_point": "double",
            "function": {"tests": ["assert double(2) == 4", "assert double(1) == 2"]}}
    with pytest.raises(oyer.InvalidInput, match="no public test.*first:N"):
        oyer.Episode(engine, bare)
    assert oyer.Episode(engine, bare, public_tests="first:1").step("```python\ndef double(x): return 2 * x\n```").over


def test_policy_with_too_few_answers_is_told(engine):
    with pytest.raises(oyer.InvalidInput, match="1 answers to 6 conversations"):
        oyer.run_episodes(engine, TASKS, lambda conversations: ["x"])


def test_interrupt_ends_the_runs_in_progress(engine):
    episode = oyer.Episode(engine, TASKS[0])
    threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        episode.step("```python\nimport time\ntime.sleep(600)\n```")
    assert time.monotonic() - begun < 15


INTERRUPTED = """
import os, signal, threading
import oyer
engine = oyer.Engine(jobs=1)
episode = oyer.Episode(engine, TASK)
threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    episode.step("```python\\nimport time\\ntime.sleep(600)\\n```")
except KeyboardInterrupt:
    print("interrupted")
"""


def test_interpreter_that_ends_right_behind_an_interrupt_ends_well():
    script = INTERRUPTED.replace("TASK", repr(TASKS[0]))
    for _ in range(4):
        done = subprocess.run([sys.executable, "-B", "-c", script], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")
