"""Examples that need nothing but Oyer; those that train are in examples_check.py."""

import http.server
import json
import subprocess
import sys
import threading

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


def test_rlef_episodes_ask_an_endpoint_and_write_a_row_for_each_turn(tmp_path):
    task = {"schema": "oyer.task/1", "id": "double", "prompt": "Write double(x).", "entry_point": "double",
            "function": {"tests": [{"id": "shown", "code": "assert double(3) == 6", "visibility": "public"},
                                   {"id": "kept", "code": "assert double(-77) == -154", "visibility": "private"}]}}
    (tmp_path / "tasks").write_text(json.dumps(task) + "\n")
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(body)
            text = f"```python\n{RIGHT if len(body['messages']) > 1 else WRONG}```"
            said = {"choices": [{"message": {"content": text}}], "usage": {"completion_tokens": 7}}
            reply = json.dumps(said).encode()
            self.send_response(503 if len(asked) == 1 else 200)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = subprocess.run(
            [sys.executable, SOURCE / "examples" / "rlef_episodes.py", tmp_path / "tasks", "--model", "m", "--url",
             f"http://127.0.0.1:{server.server_port}/v1", "--out", tmp_path / "out", "--jobs", "1"],
            check=True, capture_output=True, text=True, timeout=300)
        server.shutdown()
    assert json.loads(done.stdout) == {"episodes": 1, "solved": 1, "not_judged": 0, "tokens": 14, "1@3": 1.0}
    assert len(asked) == 3 and "-77" not in json.dumps(asked)
    rows = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert [(row["turn"], row["reward"], row["episode_reward"], row["over"], len(row["messages"])) for row in rows] == [
        (0, 0.0, 1.0, False, 1), (1, 1.0, 1.0, True, 3)]
