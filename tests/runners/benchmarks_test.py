"""Honest answers are not refused: the reference solutions of HumanEval, MBPP and EvalPlus go through judge and codec.

Needs ../shared/data beside the checkout; without it every test is skipped.
"""

import ast
import builtins
import gzip
import json
import os
import unittest

import harness
from harness import DATA, codec, passed
from oyer_task import bound_names, loaded_names


def rows(*path):
    name = os.path.join(DATA, *path)
    if not os.path.isdir(DATA):
        raise unittest.SkipTest("no benchmark data in ../shared/data")
    with (gzip.open(name, "rt") if name.endswith(".gz") else open(name)) as stream:
        if name.endswith(".json"):
            return json.load(stream)
        return [json.loads(line) for line in stream]


def candidate_names(setup, tests, reference):
    """What a loader would give: the names that tests use and only the candidate defines; functions first."""
    trees = [ast.parse(text) for text in [setup] + tests]
    used = loaded_names(trees) - bound_names(trees)
    kinds = {node.name: isinstance(node, ast.ClassDef) for node in ast.parse(reference).body
             if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    wanted = [name for name in used if name in kinds or name not in vars(builtins)]
    return sorted(wanted, key=lambda name: (kinds.get(name, True), name not in kinds, name))


class References(unittest.TestCase):
    def test_humaneval(self):
        judge, failed, opaque = harness.Judge(), [], 0
        for row in rows("humaneval", "HumanEval.jsonl.gz"):
            reply = judge.task([row["test"] + "\ncheck(%s)\n" % row["entry_point"]], [row["entry_point"]],
                               prelude=row["prompt"])
            self.assertTrue(reply["ok"], reply)
            report = judge.judge(row["prompt"] + row["canonical_solution"])
            opaque += report["flags"]["opaque"]
            if not passed(report):
                failed.append((row["task_id"], report))
        self.assertEqual((failed, opaque), ([], 0))
        self.assertEqual(judge.close(), 0)

    def mbpp(self, found, setup_of, tests_of):
        judge, failed, mutating = harness.Judge(), [], []
        for row in found:
            setup, tests = setup_of(row), tests_of(row)
            reply = judge.task(tests, candidate_names(setup, tests, row["code"]), setup=setup)
            self.assertTrue(reply["ok"], reply)
            prelude = "" if reply["setup_after"] else setup
            learned = judge.judge(row["code"], prelude, op="learn")
            if not (passed(learned) and passed(judge.judge(row["code"], prelude))):
                failed.append((row["task_id"], learned))
            if learned["mutates"]:
                mutating.append(row["task_id"])
        self.assertEqual(failed, [])
        self.assertEqual(judge.close(), 0)
        return mutating

    def test_mbpp_full(self):
        found = rows("mbpp", "mbpp.jsonl")
        self.assertEqual(len(found), 974)
        mutating = self.mbpp(found, lambda row: row["test_setup_code"], lambda row: row["test_list"])
        self.assertIn(54, mutating)  # counting_sort sorts in place

    def test_mbpp_sanitized(self):
        found = rows("mbpp", "sanitized-mbpp.json")
        self.assertEqual(len(found), 427)
        self.mbpp(found, lambda row: "\n".join(row["test_imports"]), lambda row: row["test_list"])

    def test_evalplus_base_inputs_are_answered(self):
        """Every answer is a frame within limits that means what the function returned. (The rules that put back what
        JSON lost belong to the loaders; inputs are taken as they are here.)"""
        decode, answers = harness.decoder().decode, 0
        for row in rows("evalplus", "HumanEvalPlus.jsonl.gz"):
            source = row["prompt"] + row["canonical_solution"]
            inputs = [json.dumps(one) for one in row["base_input"]]
            frames, status = harness.run_cases(source, row["entry_point"], inputs)
            self.assertEqual(([frame[0] for frame in frames[:1] + frames[-1:]], status),
                             ([codec.LOADED, codec.ENDED], 0), row["task_id"])
            self.assertEqual([frame[2] for frame in frames[1:]], list(range(len(inputs) + 1)))
            namespace = {}
            exec(source, namespace)
            for text, frame in zip(inputs, frames[1:-1]):
                self.assertEqual(frame[0], codec.VALUE, row["task_id"])
                expected = namespace[row["entry_point"]](*json.loads(text))
                got = decode(frame[3])
                self.assertEqual((type(got), got), (type(expected), expected), row["task_id"])
                answers += 1
        self.assertGreater(answers, 1000)


if __name__ == "__main__":
    harness.main()
