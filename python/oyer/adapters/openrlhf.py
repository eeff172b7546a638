"""OpenRLHF's remote reward model, and slime's: ``python -m oyer.adapters.openrlhf --tasks tasks.jsonl --port 5000``,
then ``--reward.remote_url http://127.0.0.1:5000/get_reward`` (slime: ``--rm-type remote_rm --rm-url ...``).

Listens on loopback: whoever may ask it may have code run, contained or not. For more machines put a tunnel before it.
"""

from __future__ import annotations

import argparse
import http.server
import json
import sys
from collections.abc import Mapping
from typing import Any

from oyer.adapters import _engine_of_process
from oyer.adapters._judge import Judge, Unjudged
from oyer.errors import Error, InvalidInput

_MOST = 1 << 28  # bytes of a request
_DIGITS = len(str(_MOST))


def rewards_of(judge: Judge, asked: Mapping[str, Any]) -> Any:
    """What is answered to a request's body.

    OpenRLHF: ``query`` (prompt and response in one), ``prompts``, ``labels``: lists; answered with ``rewards``,
    ``scores`` (0 or 1, for its dynamic filtering) and ``extra_logs``. slime: ``prompt``, ``response``, ``label``;
    answered with a number. A label is a task, or the id of one.
    """
    if "response" in asked:
        (result,) = judge.results([asked.get("label")], [asked["response"]])
        return judge.reward(result)
    queries, labels = asked.get("query"), asked.get("labels")
    if not isinstance(queries, list) or not isinstance(labels, list):
        raise InvalidInput("give query and labels as lists (OpenRLHF), or response and label (slime)")
    prompts = asked.get("prompts") or [""] * len(queries)
    if len(prompts) != len(queries):
        raise InvalidInput(f"{len(prompts)} prompts for {len(queries)} queries; give one for each, or none")
    responses = [query[len(prompt):] if isinstance(query, str) and query.startswith(prompt) else query
                 for query, prompt in zip(queries, prompts)]
    results = judge.results(labels, responses)
    return {"rewards": [judge.reward(result) for result in results],
            "scores": [float(bool(result.passed)) for result in results],
            "extra_logs": {"unjudged": [float(result.infra_error is not None) for result in results],
                           "no_code": [float(result.verdict == "no_code") for result in results]}}


class RewardServer(http.server.ThreadingHTTPServer):
    """Answers POST on any path. 503 where something could not be judged, which trainers try again; 400 for a mistake of
    the caller's. Requests are judged at the same time by one engine."""

    daemon_threads = True

    def __init__(self, judge: Judge, port: int = 0, host: str = "127.0.0.1"):
        super().__init__((host, port), _Handler)
        self.judge = judge

    @property
    def url(self) -> str:
        """Where it listens; port 0 has become a real one."""
        host, port = self.server_address[:2]
        return f"http://{str(host)}:{port}/get_reward"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: RewardServer
    timeout = 60  # for a caller that says nothing more

    def do_POST(self) -> None:
        try:
            self._answer(200, rewards_of(self.server.judge, self._asked()))
        except Unjudged as error:
            self._answer(503, {"error": str(error)})
        except (InvalidInput, KeyError, TypeError) as error:
            self._answer(400, {"error": str(error)})
        except Error as error:
            self._answer(500, {"error": str(error)})

    def _asked(self) -> Mapping[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > _DIGITS or int(length) > _MOST:
            raise InvalidInput(f"a request says its length, and has {_MOST} bytes at most")
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as error:
            raise InvalidInput(f"the request is no JSON: {error}") from None
        if not isinstance(asked, dict):
            raise InvalidInput("the request is no JSON object")
        return asked

    def _answer(self, status: int, told: Any) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """One line for what went wrong, none for what went well."""
        if len(arguments) > 1 and str(arguments[1]) != "200":
            sys.stderr.write(f"oyer: {format % arguments}\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m oyer.adapters.openrlhf",
                                     description="Answers trainers' requests for rewards, on loopback.")
    parser.add_argument("--tasks", help="file of tasks, or humaneval=FILE and its like, where labels are ids")
    parser.add_argument("--rule", help="how verdicts become rewards (default: $OYER_RULE, else binary)")
    parser.add_argument("--deadline", type=float, help="seconds for a request; trainers wait 180 (default: none)")
    parser.add_argument("--jobs", type=int, help="candidates judged at a time (default: one for each CPU)")
    parser.add_argument("--port", type=int, default=5000)
    given = parser.parse_args()
    if given.jobs is not None:
        _engine_of_process.configure(jobs=given.jobs)
    server = RewardServer(Judge(given.tasks, rule=given.rule, deadline=given.deadline), given.port)
    print(f"rewards at {server.url}", file=sys.stderr, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        _engine_of_process.close()


if __name__ == "__main__":
    main()
