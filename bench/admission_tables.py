"""Tables of docs/bench/admission.md from the rows of `oyer admit`.

    for each benchmark: oyer admit FILE --benchmark NAME --out NAME.jsonl
    python3 bench/admission_tables.py humaneval.jsonl humaneval+.jsonl mbpp.jsonl mbpp+.jsonl

Reads oyer.admission/1 (docs/formats.md) and runs nothing. Prints Markdown.
"""

import collections
import json
import pathlib
import statistics
import sys


def rows_of(path):
    with open(path) as lines:
        return [json.loads(line) for line in lines]


def percent(part, whole):
    return "%.1f %%" % (100 * part / whole) if whole else "-"


def compiled(row):
    return row["mutations"]["killed"] + row["mutations"]["survived"]


def print_benchmarks(benchmarks):
    print("| benchmark | tasks | tests | admit | weak_tests | broken | flaky | undecided | mutations | killed "
          "| mean TPR | mean TNR | mean J | all killed | J below 0.8 | CPU |")
    print("|---" * 16 + "|")
    for name, rows in benchmarks.items():
        verdicts = collections.Counter(row["verdict"] for row in rows)
        mutations, killed = sum(map(compiled, rows)), sum(row["mutations"]["killed"] for row in rows)
        means = [statistics.mean(row[field] for row in rows if row[field] is not None)
                 for field in ("tpr", "tnr", "youden_j")]
        print("| %s | %d | %d | %d | %d | %d | %d | %d | %d | %s | %.3f | %.3f | %.3f | %d | %d | %d s |" % (
            name, len(rows), sum(row["tests"] for row in rows), verdicts["admit"], verdicts["weak_tests"],
            verdicts["broken"], verdicts["flaky"], verdicts[None], mutations, percent(killed, mutations), *means,
            sum(compiled(row) > 0 and row["mutations"]["survived"] == 0 for row in rows),
            sum(row["youden_j"] is not None and row["youden_j"] < 0.8 for row in rows),
            sum(row["measured"]["cpu_ns"] for row in rows) / 1e9))


def print_groups(benchmarks):
    """What each group of tests adds to those before it, over the same mutations."""
    print("\n| benchmark | tests of | number | mutations killed | with those before | score "
          "| tasks with every one killed | tasks with a score below 0.8 |")
    print("|---" * 8 + "|")
    for name, rows in benchmarks.items():
        groups = list(dict.fromkeys(group["group"] for row in rows for group in row["groups"]))
        mutations = sum(map(compiled, rows))
        for place, group in enumerate(groups if len(groups) > 1 else []):
            yet = [max([0] + [g["killed_yet"] for g in row["groups"] if g["group"] in groups[:place + 1]])
                   for row in rows]
            own = [g for row in rows for g in row["groups"] if g["group"] == group]
            shares = [(killed, compiled(row)) for killed, row in zip(yet, rows) if compiled(row)]
            print("| %s | %s | %d | %d | %d | %s | %d | %d |" % (
                name, group, sum(g["tests"] for g in own), sum(g["killed"] for g in own), sum(yet),
                percent(sum(yet), mutations), sum(killed == all_ for killed, all_ in shares),
                sum(killed < 0.8 * all_ for killed, all_ in shares)))


def print_operators(benchmarks):
    kinds = sorted({kind for rows in benchmarks.values() for row in rows for kind in row["mutations"]["operators"]})
    print("\n| operator | " + " | ".join(benchmarks) + " |")
    print("|---" * (len(benchmarks) + 1) + "|")
    for kind in kinds:
        cells = []
        for rows in benchmarks.values():
            found = [row["mutations"]["operators"].get(kind, {"killed": 0, "survived": 0}) for row in rows]
            killed, survived = sum(one["killed"] for one in found), sum(one["survived"] for one in found)
            cells.append("%s of %d" % (percent(killed, killed + survived), killed + survived))
        print("| %s | %s |" % (kind, " | ".join(cells)))


def print_tests(benchmarks):
    """How many tests it would take: those that kill something, and those that kill what no other does."""
    print("\n| benchmark | tests | that kill some mutation | that kill one which no other kills |\n|---|---|---|---|")
    for name, rows in benchmarks.items():
        kills = [kill for row in rows for kill in row["kills"]]
        print("| %s | %d | %d | %d |" % (name, sum(row["tests"] for row in rows), len(kills),
                                         sum(kill["alone"] > 0 for kill in kills)))


def print_remarks(benchmarks):
    print()
    for name, rows in benchmarks.items():
        for row in rows:
            if row["verdict"] != "admit" or row["reasons"]:
                print("- %s %s: %s: %s" % (name, row["task_id"], row["verdict"], "; ".join(row["reasons"])[:200]))


def main():
    benchmarks = {pathlib.Path(path).stem: rows_of(path) for path in sys.argv[1:]}
    if not benchmarks:
        raise SystemExit(__doc__)
    print_benchmarks(benchmarks)
    print_groups(benchmarks)
    print_operators(benchmarks)
    print_tests(benchmarks)
    print_remarks(benchmarks)


if __name__ == "__main__":
    main()
