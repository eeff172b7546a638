"""TRL's own GRPOTrainer with Oyer's reward, on a tiny model with random weights: what a real run looks like, without
one's GPU.

    pip install trl transformers tokenizers
    python examples/trl_grpo.py --steps 20
"""

import argparse
import json
import tempfile

from datasets import Dataset
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast
from trl import GRPOConfig, GRPOTrainer

from oyer.adapters import close
from oyer.adapters.trl import CodeReward

TASK = {"schema": "oyer.task/1", "id": "double", "prompt": "def double(x):\n", "entry_point": "double",
        "function": {"tests": ["assert double(3) == 6", "assert double(-1) == -2"]}}
#: All that the model can say: a model without training says each as often, and two of them are right.
LINES = ["    return x * 2\n", "    return x + x\n", "    return x * x\n", "    return x + 2\n", "    return 2\n",
         "    import os; os._exit(0)\n"]


def tokenizer():
    """Whole lines, made here: nothing is downloaded."""
    words = {word: place for place, word in enumerate([TASK["prompt"], *LINES, "<end>"])}
    made = Tokenizer(models.WordLevel(words, unk_token="<end>"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex("[^\n]*\n"), "isolated")
    made.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=made, eos_token="<end>", pad_token="<end>")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=20, help="of the optimizer")
    parser.add_argument("--rule", default="rlef")
    given = parser.parse_args()
    letters = tokenizer()
    model = GPT2LMHeadModel(GPT2Config(vocab_size=len(letters), n_positions=16, n_embd=32, n_layer=2, n_head=2,
                                       bos_token_id=letters.eos_token_id, eos_token_id=letters.eos_token_id))
    weights = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    rows = Dataset.from_list([{"prompt": TASK["prompt"], "task": json.dumps(TASK)}] * 16)
    reward = CodeReward(rule=given.rule)
    with tempfile.TemporaryDirectory() as folder:
        trainer = GRPOTrainer(
            model=model, processing_class=letters, train_dataset=rows,
            reward_funcs=[reward, reward.asynchronous()],  # one would do; both ways are shown
            args=GRPOConfig(output_dir=folder, max_steps=given.steps, per_device_train_batch_size=16,
                            num_generations=16, max_completion_length=1, learning_rate=1e-2, use_cpu=True,
                            report_to=[], logging_steps=1, save_strategy="no", bf16=False))
        trainer.train()
    close()
    logged = [row for row in trainer.state.log_history if "reward" in row]
    moved = sum(float((weight.detach() - weights[name]).abs().sum()) for name, weight in model.named_parameters())
    print(json.dumps({"steps": trainer.state.global_step, "rewards": [row["reward"] for row in logged],
                      "pass_rate": [row.get("oyer/pass_rate") for row in logged], "weights_moved_by": moved}))


if __name__ == "__main__":
    main()
