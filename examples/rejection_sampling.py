"""Rejection sampling: of many answers to each task those that pass, each different code once, as rows to fine-tune on.

    python examples/rejection_sampling.py TASKS CANDIDATES --out sft.jsonl --most 4

TASKS is a file of `oyer.task/1`, CANDIDATES has rows of `task_id` and `completion`. Rows that come out are chats, as
TRL's SFTTrainer and most others read them. Answers that could not be judged are neither taken nor counted as wrong.
"""

import argparse
import collections
import hashlib
import json

import oyer


def accepted(engine, tasks, candidates, most):
    """Results that may be learned from, task by task, shortest code first; and how many were judged to be what."""
    counts, by_task = collections.Counter(), {}
    for result in engine.stream(tasks, candidates):
        counts[result.verdict or "not judged"] += 1
        if result.passed:
            by_task.setdefault(result.task_id, []).append(result)
    chosen = []
    for task in tasks:
        seen = set()
        for result in sorted(by_task.get(task.id, ()), key=lambda one: (len(one.code), one.code)):
            words = hashlib.sha256(" ".join(result.code.split()).encode()).digest()  # the same but for blanks
            if words not in seen and len(seen) < most:
                seen.add(words)
                chosen.append((task, result))
    return chosen, counts


def row_of(task, result):
    """A chat with where it comes from: a synthetic step further than what it was made of."""
    return {"messages": [{"role": "user", "content": task.prompt},
                         {"role": "assistant", "content": f"```{task.language}\n{result.code.strip()}\n```"}],
            "task_id": task.id, "task_digest": task.digest, "verdict": result.verdict,
            "origin": result.candidate.get("origin", ""), "generation": result.candidate.get("generation", 0) + 1,
            "parents": [task.id]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tasks")
    parser.add_argument("candidates")
    parser.add_argument("--out", required=True)
    parser.add_argument("--most", type=int, default=4, help="answers of one task")
    parser.add_argument("--jobs", type=int, default=None)
    given = parser.parse_args()
    tasks = oyer.load_tasks(given.tasks)
    with open(given.candidates, encoding="utf-8") as file:
        candidates = [json.loads(line) for line in file if line.strip()]
    with oyer.Engine(jobs=given.jobs) as engine:
        chosen, counts = accepted(engine, tasks, candidates, given.most)
    with open(given.out, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row_of(task, result), ensure_ascii=False) + "\n" for task, result in chosen)
    print(json.dumps({"candidates": len(candidates), "rows": len(chosen), "tasks": len(tasks),
                      "tasks_with_rows": len({task.id for task, _ in chosen}),
                      "verdicts": dict(sorted(counts.items()))}))


if __name__ == "__main__":
    main()
