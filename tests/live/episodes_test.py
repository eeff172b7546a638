"""Episodes as their users hold them: a model behind HTTP, or one that is scripted to repair what feedback tells it.

    python3 episodes_test.py OYER [DEAF]

The tasks hide a number that only feedback gives away: the scripted author answers with 0 in its place, reads from the
feedback by how much it was off, and answers again. Told another task's feedback it repairs the wrong thing, so a
harness that delivers feedback must solve everything, and one that shuffles it next to nothing. DEAF is a build that
delivers none: the same comparison has to say so.
"""

import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

OYER = sys.argv[1]
DEAF = sys.argv[2] if len(sys.argv) > 2 else None
SECRET = "planted-private-value"
TASKS = 24


def hidden(number):
    return 3 + 7 * number


def task(number):
    """Prints its input plus a number that the statement does not tell."""
    add = hidden(number)
    return {
        "schema": "oyer.task/1", "id": "add/%d" % number, "prompt": "Task %d: add the number." % number,
        "stdio": {"tests": [
            {"id": "public", "stdin": "1\n", "stdout": "%d\n" % (1 + add), "visibility": "public"},
            {"id": "private", "stdin": "50\n", "stdout": "%d\n" % (50 + add), "visibility": "private"},
            {"id": SECRET, "stdin": "60 %s\n" % SECRET, "stdout": "%d\n" % (60 + add), "visibility": "private"},
        ]},
    }


def program(add):
    return "Here:\n```python\nprint(int(input().split()[0]) + %d)\n```\n" % add


def repair(messages):
    """The scripted author: corrects its last answer by what the last message says."""
    said = re.search(r"Expected output '(-?\d+)' but got '(-?\d+)'", messages[-1]["content"])
    if said is None:
        return program(0)
    last = int(re.search(r"\+ (-?\d+)\)", messages[-2]["content"]).group(1))
    return program(last + int(said.group(1)) - int(said.group(2)))


class Server:
    """An endpoint that answers as the scripted author does; every so often it fails first, as real ones do."""

    def __init__(self, answer=repair, fail_every=0, delay=0.0):
        self.requests = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append((self.path, dict(self.headers), body))
                time.sleep(delay)
                if fail_every and len(server.requests) % fail_every == 0:
                    return self.reply(503, {"error": {"message": "busy"}}, ("Retry-After", "0"))
                text = answer(body["messages"])
                usage = {"prompt_tokens": 10, "completion_tokens": 5}
                self.reply(200, {"choices": [{"message": {"role": "assistant", "content": text},
                                              "finish_reason": "stop"}], "usage": usage})

            def reply(self, status, value, *headers):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                for header in headers:
                    self.send_header(*header)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = "http://127.0.0.1:%d/v1" % self.http.server_port
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


class EpisodesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="oyer-episodes-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.tasks = self.folder / "tasks.jsonl"
        self.tasks.write_text("".join(json.dumps(task(n)) + "\n" for n in range(TASKS)))

    def command(self, out, *more, oyer=OYER):
        return [oyer, "episodes", self.tasks, "-o", self.folder / out, "--json", *more]

    def run_oyer(self, out, *more, oyer=OYER, code=0):
        environment = {**os.environ, "OPENAI_API_KEY": "the-key"}
        done = subprocess.run(self.command(out, *more, oyer=oyer), capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout) if code in (0, 1) and done.stdout else done

    def solved(self, out, *more, oyer=OYER):
        with Server() as server:
            return self.run_oyer(out, "--endpoint", server.url, "--model", "m", *more, oyer=oyer)["solved"]

    def rows(self, out):
        head, *rows = [json.loads(line) for line in (self.folder / out).read_text().splitlines()]
        return head, rows

    def test_feedback_lets_an_author_repair_and_anothers_does_not(self):
        self.assertEqual(self.solved("real.jsonl"), TASKS)
        # Now and then two wrong repairs add up to a right one.
        self.assertLess(self.solved("shuffled.jsonl", "--shuffle-feedback"), TASKS // 4)
        _, rows = self.rows("shuffled.jsonl")
        for row in rows:
            if row["told_by"]:
                self.assertNotEqual(row["told_by"].split("#")[0], row["task_id"])

    @unittest.skipIf(DEAF is None, "no build without feedback was named")
    def test_harness_that_delivers_no_feedback_is_caught(self):
        self.assertEqual(self.solved("deaf.jsonl", oyer=DEAF), 0)

    def test_rows_tell_turns_rewards_and_who_was_told_what(self):
        with Server() as server:
            summary = self.run_oyer("turns.jsonl", "--endpoint", server.url, "--model", "m", "--impossible", "2")
        self.assertEqual((summary["solved"], summary["impossible"], summary["impossible_rewarded"]), (TASKS, 2, []))
        self.assertEqual(summary["n_at_k"], [{"n": 1, "k": 3, "value": 1.0}])
        self.assertEqual(summary["mean_reward"], 1.0)
        _, rows = self.rows("turns.jsonl")
        mine = [row for row in rows if row["task_id"] == "add/3"]
        told = ("turn", "reward", "episode_reward", "over", "solved", "told_by")
        self.assertEqual([tuple(row[name] for name in told) for row in mine],
                         [(0, 0.0, None, False, False, ""), (1, 1.0, 1.0, True, True, "add/3#0/0")])
        self.assertEqual(mine[0]["feedback"],
                         "Your code failed the following tests:\n- input '1' failed: Expected output '25' but got '1'\n"
                         "Give it another try. Your code should be enclosed in triple backticks like so: "
                         "```python YOUR CODE ```")
        self.assertEqual(mine[1]["prompt"], mine[0]["feedback"])
        self.assertEqual(len(mine[0]["by_public"]["tests"]), 1)
        self.assertIsNone(mine[0]["by_all"])
        self.assertEqual(len(mine[1]["by_all"]["tests"]), 3)

    def test_nothing_private_reaches_the_model(self):
        with Server() as server:
            self.run_oyer("turns.jsonl", "--endpoint", server.url, "--model", "m", "--feedback", "successes")
        asked = json.dumps([body for _, _, body in server.requests])
        self.assertNotIn(SECRET, asked)
        self.assertNotIn("'50'", asked)
        path, headers, body = server.requests[0]
        self.assertEqual((path, headers["Authorization"]), ("/v1/chat/completions", "Bearer the-key"))
        self.assertEqual(body["model"], "m")
        self.assertNotIn("the-key", (self.folder / "turns.jsonl").read_text())

    def test_busy_endpoint_is_asked_again_and_refusal_is_told(self):
        with Server(fail_every=5) as server:
            summary = self.run_oyer("turns.jsonl", "--endpoint", server.url, "--model", "m", "--concurrency", "8")
        self.assertEqual(summary["solved"], TASKS)
        self.assertEqual(summary["requests"], len(server.requests))
        self.assertEqual(summary["prompt_tokens"], 10 * 2 * TASKS)
        done = self.run_oyer("other.jsonl", "--endpoint", "ftp://127.0.0.1/v1", "--model", "m", code=65)
        self.assertIn("did not answer", done.stderr)

    def test_killed_run_goes_on_with_what_was_judged_and_ends_in_the_same_rows(self):
        with Server() as server:
            self.run_oyer("whole.jsonl", "--endpoint", server.url, "--model", "m")
        answered = 0
        with Server(delay=0.05) as slow:
            arguments = ("--endpoint", slow.url, "--model", "m", "--concurrency", "1")
            killed = subprocess.Popen(self.command("part.jsonl", *arguments), stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)
            part = self.folder / "part.jsonl"
            while killed.poll() is None and not (part.exists() and len(part.read_bytes().splitlines()) > TASKS // 2):
                time.sleep(0.01)
            killed.send_signal(signal.SIGKILL)
            killed.wait()
            answered = len(part.read_bytes().splitlines()) - 1
            before = len(slow.requests)
            self.run_oyer("part.jsonl", *arguments)
            self.assertLessEqual(len(slow.requests) - before, 2 * TASKS - answered)

        def comparable(row):
            for record in ("by_public", "by_all"):
                if row[record]:
                    row[record].pop("measured")
            row["author"].pop("attempts")
            return row

        self.assertEqual([comparable(row) for row in self.rows("part.jsonl")[1]],
                         [comparable(row) for row in self.rows("whole.jsonl")[1]])

    def test_hostile_output_reaches_an_author_as_plain_text_within_the_budget(self):
        hostile = """```python
import sys
sys.stdout.buffer.write(b"\\x1b[2J\\x1b]0;owned\\x07\\xff\\xfe\\x00" + b"Your code passed.\\n" * 20000)
sys.stderr.buffer.write(b"\\x1b[31m" * 1000)
```"""
        crash = hostile.replace("\n```", "\nraise ValueError('\\x1b[1m' + 'deadbeef' * 8 + ' /oyer/test/x')\n```")
        with Server(answer=lambda messages: crash if len(messages) > 1 else hostile) as server:
            summary = self.run_oyer("turns.jsonl", "--endpoint", server.url, "--model", "m", "--turns", "3",
                                    "--feedback-budget", "2KiB")
        self.assertEqual((summary["solved"], summary["failed"]), (0, 0))
        _, rows = self.rows("turns.jsonl")
        self.assertEqual(len(rows), 3 * TASKS)
        for row in rows:
            feedback = row["feedback"]
            self.assertLessEqual(len(feedback.encode()), 2048)
            self.assertEqual([c for c in feedback if (ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160], [])
            self.assertTrue(feedback == "" or feedback.endswith("```python YOUR CODE ```"))
        crashed = rows[1]["feedback"]
        self.assertIn("ValueError", crashed)
        self.assertNotIn("deadbeefdeadbeef", crashed)
        self.assertNotIn("/oyer/", crashed)

    def test_nothing_of_a_file_that_is_no_run_is_touched(self):
        answers = self.folder / "answers.jsonl"
        answers.write_text(json.dumps({"task_id": "add/0", "completion": program(hidden(0))}))
        for text in ("one line without an end", '{"a": 1}\n{"b": 2', "\x00\x01"):
            (self.folder / "mine").write_text(text)
            done = self.run_oyer("mine", "--responses", answers, code=65)
            self.assertIn("is of another run", done.stderr)
            self.assertEqual((self.folder / "mine").read_text(), text)

    def test_file_of_another_run_is_refused_with_what_differs(self):
        answers = self.folder / "answers.jsonl"
        answers.write_text(json.dumps({"task_id": "add/0", "completion": program(hidden(0))}) + "\n")
        self.run_oyer("turns.jsonl", "--responses", answers)
        done = self.run_oyer("turns.jsonl", "--responses", answers, "--turns", "2", code=65)
        self.assertIn("turns is 2 here and 3 there", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
