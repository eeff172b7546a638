"""A transformer trained from scratch on generated programs, then by GRPO on Oyer's reward.

    python examples/grpo_tiny/train.py                    some minutes on two CPUs
    python examples/grpo_tiny/train.py --device cuda --width 256 --updates 400

Ends with one JSON object: pass rate before and after, its curve, exploit attempts, and what share of the time the
trainer waited for rewards.
"""

import argparse
import json
import pathlib
import re
import sys
import time

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import model as tiny
import tasks as tiny_tasks

import oyer

# Ways in which an answer may try to be right without being it. Counted, not punished: the judge cannot be reached.
EXPLOITS = re.compile(r"exit|__|import|open\(|raise|assert|eval|exec|sys|os\.|while|globals|print")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=600, help="of pretraining")
    parser.add_argument("--updates", type=int, default=60, help="of GRPO")
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--held-out", type=int, default=64, help="tasks that no update sees, for the pass rate")
    parser.add_argument("--prompts", type=int, default=8, help="tasks of an update")
    parser.add_argument("--group", type=int, default=16, help="answers to each")
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--beta", type=float, default=0.02, help="weight of the divergence from the pretrained model")
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate of GRPO")
    parser.add_argument("--jobs", type=int, default=None, help="answers judged at a time")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--log", default=None, help="one JSON line an update")
    return parser.parse_args()


def pretrain(model, given, rate=1e-3, batch=64):
    """Next character of instruction and program. Returns the last loss."""
    rows = tiny_tasks.pretraining(given.seed, 64 * given.steps)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    for step in range(given.steps):
        texts = [f"{words}\1{program}\1" for words, program in rows[step * batch:(step + 1) * batch]]
        longest = max(map(len, texts))
        # Padded on the left, as answers are sampled.
        ids = torch.tensor([[tiny.PAD] * (longest - len(one)) + tiny.encode(one) for one in texts], device=given.device)
        loss = -tiny.log_likelihood(model, ids)[ids[:, 1:] != tiny.PAD].mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return loss.item()


class Rewards:
    """Oyer's rewards, and what is told of them at the end."""

    def __init__(self, engine):
        self.engine, self.waited, self.exploits, self.rewarded_exploits, self.unjudged = engine, 0.0, 0, 0, 0

    def __call__(self, asked, answers):
        begun = time.monotonic()
        by_id = {task["id"]: task for task in asked}
        rewards = self.engine.reward(list(by_id.values()),
                                     [{"task_id": task["id"], "solution": text} for task, text in zip(asked, answers)])
        self.waited += time.monotonic() - begun
        for reward, text in zip(rewards, answers):
            attempt = EXPLOITS.search(text) is not None
            self.exploits += attempt
            self.rewarded_exploits += attempt and reward == 1.0
            self.unjudged += reward is None
        return rewards


def pass_rate(model, rewards, held_out):
    """Of the likeliest answer to each task."""
    told = rewards(held_out, tiny.texts_of(*tiny.sample(model, [task["prompt"] for task in held_out], temperature=0)))
    judged = [reward for reward in told if reward is not None]
    return sum(judged) / len(judged)


def advantages(rewards, group):
    """Of each answer within its group. What was not judged (None) has no part in it, and weighs nothing."""
    values = torch.tensor([float("nan") if one is None else one for one in rewards]).view(-1, group)
    mean = values.nanmean(1, keepdim=True)
    spread = (values - mean).square().nanmean(1, keepdim=True).sqrt()
    return ((values - mean) / (spread + 1e-4)).nan_to_num(0.0).flatten()


def update(model, before, optimizer, given, asked, rewards):
    """One step of GRPO: groups of answers, their advantages, and the KL divergence from the pretrained model."""
    prompts = [task["prompt"] for task in asked for _ in range(given.group)]
    ids, mask = tiny.sample(model, prompts)
    told = rewards([task for task in asked for _ in range(given.group)], tiny.texts_of(ids, mask))
    weight = advantages(told, given.group).to(ids.device)
    chosen = mask[:, 1:].float()
    now = tiny.log_likelihood(model, ids)
    with torch.no_grad():
        then = tiny.log_likelihood(before, ids)
    apart = (then - now).exp() - (then - now) - 1  # Schulman's estimator of the divergence
    # On policy, so the ratio of likelihoods is one, and its gradient is the likelihood's.
    gain = (now - now.detach()).exp() * weight[:, None] - given.beta * apart
    loss = -(gain * chosen).sum() / chosen.sum()
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    judged = [one for one in told if one is not None]
    return sum(judged) / max(1, len(judged))


def main():
    given = arguments()
    torch.manual_seed(given.seed)
    model = tiny.Model(given.width).to(given.device)
    loss = pretrain(model, given)
    before = tiny.Model(given.width).to(given.device)
    before.load_state_dict(model.state_dict())
    all_tasks = tiny_tasks.tasks(given.seed + 1, given.tasks + given.held_out)
    held_out, asked = all_tasks[:given.held_out], all_tasks[given.held_out:]
    optimizer = torch.optim.AdamW(model.parameters(), lr=given.rate)
    order = torch.Generator().manual_seed(given.seed)
    log = open(given.log, "w") if given.log else None
    with oyer.Engine(jobs=given.jobs, cpu=1) as engine:
        rewards = Rewards(engine)
        curve = [pass_rate(model, rewards, held_out)]
        rewards.waited, begun = 0.0, time.monotonic()
        for number in range(1, given.updates + 1):
            some = [asked[place] for place in torch.randperm(len(asked), generator=order)[:given.prompts]]
            mean = update(model, before, optimizer, given, some, rewards)
            if log:
                log.write(json.dumps({"update": number, "mean_reward": mean, "waited": rewards.waited}) + "\n")
            if number % max(1, given.updates // 5) == 0:
                curve.append(pass_rate(model, rewards, held_out))
        spent = time.monotonic() - begun
    print(json.dumps({
        "pretraining_loss": loss, "pass_rate_before": curve[0], "pass_rate_after": curve[-1], "curve": curve,
        "updates": given.updates, "answers": given.updates * given.prompts * given.group, "exploits": rewards.exploits,
        "rewarded_exploits": rewards.rewarded_exploits, "unjudged": rewards.unjudged,
        "seconds": spent, "share_waiting_for_rewards": rewards.waited / spent}))


if __name__ == "__main__":
    main()
