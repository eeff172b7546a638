"""Programs and tasks for a model that can learn them from nothing: one-line functions of integers.

A task says in words what `f(x)` is to be, as `add 3 then times 2`; its tests are hidden. What is generated follows from
the seed alone.
"""

import random

#: Word, its operand's range, and the expression that it makes of an operand and what stands so far.
STEPS = {
    "add": (range(1, 10), "{so_far}+{n}"),
    "sub": (range(1, 10), "{so_far}-{n}"),
    "mul": (range(2, 10), "({so_far})*{n}"),
}


def instruction(chance, most_steps):
    """Words and the expression that they mean."""
    words, so_far = [], "x"
    for _ in range(chance.randint(1, most_steps)):
        word = chance.choice(list(STEPS))
        operands, form = STEPS[word]
        n = chance.choice(operands)
        words.append(f"{word} {n}")
        so_far = form.format(so_far=so_far, n=n).replace("(x)", "x")
    return " ".join(words), so_far


def program(expression):
    """What the model is to write."""
    return f"def f(x):return {expression}"


def task(words, expression, place):
    """A task of Oyer's, with tests that no table of a few values passes by luck."""
    inputs = random.Random(place).sample(range(-50, 50), 6)
    value = eval(compile(f"lambda x: {expression}", "reference", "eval"))  # our own expression, made above
    return {"schema": "oyer.task/1", "id": f"tiny/{place}", "prompt": words, "entry_point": "f",
            "function": {"tests": [f"assert f({x}) == {value(x)}" for x in inputs]}, "reference": program(expression),
            "limits": {"cpu_ms": 1000}}


def pretraining(seed, count, most_steps=2, noise=0.3):
    """Instructions with programs, of which a share is wrong: what a model is left with that read much and learned half,
    and what rewards are then to mend."""
    chance = random.Random(seed)
    rows = []
    for _ in range(count):
        words, expression = instruction(chance, most_steps)
        if chance.random() < noise:
            expression = instruction(chance, most_steps)[1]
        rows.append((words, program(expression)))
    return rows


def tasks(seed, count, most_steps=2):
    """Different tasks, and none twice."""
    chance, found = random.Random(seed), {}
    while len(found) < count:
        words, expression = instruction(chance, most_steps)
        found.setdefault(words, expression)
    return [task(words, expression, place) for place, (words, expression) in enumerate(found.items())]
