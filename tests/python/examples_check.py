"""The examples as a reader runs them; those that train need torch, and are a part of `./dev check`
(python/trainers.lock). Real optimizer steps on a CPU, few of them."""

import json
import subprocess
import sys

from conftest import SOURCE

EXAMPLES = SOURCE / "examples"


def run(*words):
    done = subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, timeout=1500)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_grpo_tiny_makes_real_steps_on_real_rewards():
    told = run(EXAMPLES / "grpo_tiny" / "train.py", "--steps", 60, "--updates", 3, "--tasks", 24, "--held-out", 16,
               "--prompts", 4, "--group", 8)
    assert (told["updates"], told["answers"], told["unjudged"], told["rewarded_exploits"]) == (3, 96, 0, 0)
    assert len(told["curve"]) == 4 and all(0 <= rate <= 1 for rate in told["curve"])
    assert (told["pass_rate_before"], told["pass_rate_after"]) == (told["curve"][0], told["curve"][-1])
    assert 0 < told["share_waiting_for_rewards"] < 1 and told["pretraining_loss"] < 3


def test_trls_trainer_learns_from_the_reward():
    told = run(EXAMPLES / "trl_grpo.py", "--steps", 8)
    assert told["steps"] == 8 and len(told["rewards"]) == 8
    assert told["weights_moved_by"] > 0
    assert sum(told["pass_rate"][-3:]) > sum(told["pass_rate"][:3])
