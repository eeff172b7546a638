"""A small transformer over characters: enough for one-line programs, small enough for a CPU."""

import math

import torch
from torch import nn
from torch.nn import functional

ALPHABET = "\0\1\n abcdefghijklmnopqrstuvwxyz0123456789+-*/()=:_,.%<>[]{}\"'"
PAD, END = 0, 1  # END stands between the instruction and the program, and behind the program
ROOM = 64  # characters of instruction and program together


def encode(text):
    return [ALPHABET.index(letter) for letter in text]


def decode(ids):
    return "".join(ALPHABET[one] for one in ids)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)
        self.look, self.gather = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.think = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        batch, length, width = x.shape
        parts = self.look(self.before(x)).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        score = query @ key.transpose(-1, -2) / math.sqrt(width // self.heads)
        ahead = torch.ones(length, length, dtype=torch.bool, device=x.device).triu(1)
        seen = score.masked_fill(ahead, float("-inf")).softmax(-1) @ value
        x = x + self.gather(seen.transpose(1, 2).reshape(batch, length, width))
        return x + self.think(self.after(x))


class Model(nn.Module):
    """Logits of the next character, for every place."""

    def __init__(self, width=96, layers=3, heads=4):
        super().__init__()
        self.letters, self.places = nn.Embedding(len(ALPHABET), width), nn.Embedding(ROOM, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.last = nn.LayerNorm(width)

    def forward(self, ids):
        x = self.letters(ids) + self.places(torch.arange(ids.shape[1], device=ids.device))
        for block in self.blocks:
            x = block(x)
        return self.last(x) @ self.letters.weight.T


@torch.no_grad()
def sample(model, prompts, temperature=1.0, room=ROOM):
    """One program for each instruction: all ids, and which of them the model chose. Temperature 0 takes the likeliest.
    Rows are padded on the left to one length, so that they end together; pads are a letter like any other here."""
    longest = max(map(len, prompts))
    device = next(model.parameters()).device
    ids = torch.tensor([[PAD] * (longest - len(one)) + encode(one) + [END] for one in prompts], device=device)
    begun = ids.shape[1]
    going = torch.ones(len(prompts), dtype=torch.bool, device=device)
    chosen = []
    while ids.shape[1] < room and going.any():
        logits = model(ids)[:, -1]
        if temperature == 0:
            following = logits.argmax(-1)
        else:
            following = torch.distributions.Categorical(logits=logits / temperature).sample()
        following = torch.where(going, following, torch.full_like(following, PAD))
        chosen.append(going)
        going = going & (following != END)
        ids = torch.cat([ids, following[:, None]], 1)
    mask = torch.zeros_like(ids, dtype=torch.bool)
    mask[:, begun:] = torch.stack(chosen, 1)
    return ids, mask


def texts_of(ids, mask):
    """What was written, without the end mark."""
    return [decode([one for one in row[chosen].tolist() if one not in (PAD, END)]) for row, chosen in zip(ids, mask)]


def log_likelihood(model, ids):
    """Of each character given those before it; one column shorter than `ids`."""
    logits = model(ids[:, :-1])
    return -functional.cross_entropy(logits.transpose(1, 2), ids[:, 1:], reduction="none")
