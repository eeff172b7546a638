"""RLEF: a model behind an OpenAI-compatible endpoint answers in up to three turns; its turns become rows for a trainer.

    python examples/rlef_episodes.py TASKS --url http://127.0.0.1:8000/v1 --model NAME --samples 8 --out turns.jsonl

TASKS is a file of `oyer.task/1` with public and private tests. Each row that comes out is one turn: the chat so far,
the answer, and the turn's reward; a trainer that knows one reward for each episode takes `episode_reward` (Gehring et
al., arXiv 2410.02089). Episodes that the harness failed have null for both, and no row says 0 for that. `oyer episodes`
does the same without Python; here is what a loop of one's own looks like.
"""

import argparse
import concurrent.futures
import json
import time
import urllib.error
import urllib.request

import oyer


class Endpoint:
    """A policy: conversations in, answers out, as many requests at a time as `concurrency`."""

    def __init__(self, url, model, *, temperature=1.0, concurrency=16, attempts=6):
        self.url = url.rstrip("/") + "/chat/completions"
        self.body = {"model": model, "temperature": temperature}
        self.attempts = attempts
        self.threads = concurrent.futures.ThreadPoolExecutor(concurrency)
        self.tokens = 0

    def __call__(self, conversations):
        return list(self.threads.map(self.ask, conversations))

    def ask(self, messages):
        body = json.dumps({**self.body, "messages": messages}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        for attempt in range(1, self.attempts + 1):
            try:
                with urllib.request.urlopen(request, timeout=600) as reply:
                    said = json.load(reply)
                self.tokens += said.get("usage", {}).get("completion_tokens", 0)
                return said["choices"][0]["message"]["content"] or ""
            except urllib.error.HTTPError as error:
                # What may pass is tried again, after growing pauses; what is refused is told.
                if attempt == self.attempts or (error.code < 500 and error.code not in (408, 425, 429)):
                    raise
            except urllib.error.URLError:
                if attempt == self.attempts:
                    raise
            time.sleep(min(60, 2 ** attempt / 2))


def rows_of(episode):
    """A row for each turn, with all that was said before it."""
    messages = []
    for turn in episode.turns:
        messages.append({"role": "user", "content": turn.prompt})
        yield {"task_id": episode.task_id, "sample": episode.sample, "turn": turn.number, "messages": list(messages),
               "answer": turn.answer, "reward": turn.reward, "episode_reward": episode.reward, "over": turn.over}
        messages.append({"role": "assistant", "content": turn.answer})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tasks")
    parser.add_argument("--url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--samples", type=int, default=1)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--public-tests", default="declared")
    parser.add_argument("--jobs", type=int, default=None)
    given = parser.parse_args()
    policy = Endpoint(given.url, given.model)
    with oyer.Engine(jobs=given.jobs) as engine:
        episodes = oyer.run_episodes(engine, oyer.load_tasks(given.tasks), policy, samples=given.samples,
                                     turns=given.turns, public_tests=given.public_tests)
    with open(given.out, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for one in episodes for row in rows_of(one))
    print(json.dumps({"episodes": len(episodes), "solved": sum(one.solved for one in episodes),
                      "not_judged": sum(one.reward is None for one in episodes), "tokens": policy.tokens,
                      f"1@{given.turns}": oyer.n_at_k(episodes, 1, given.turns, turns=given.turns)}))


if __name__ == "__main__":
    main()
