"""A warm interpreter that forks a sealed child for every candidate and every judge.

    python3 oyer_zygote.py MODULES SEAL_LIBRARY

MODULES is the import profile: names to import ahead, separated by commas, "" for none beside the standard ones. What
a candidate would pay for again and again is paid here once: imports, the first run of every path through candidate and
judge, the allocator's growth. Then the garbage collector's view is frozen, so that a child's collections do not touch
(and so copy) pages of the parent, and the loop of sandbox/zygote_protocol.h begins.
"""

import ctypes
import gc
import importlib
import marshal
import os
import socket
import sys

STANDARD = ("abc array ast bisect cmath collections collections.abc contextlib copy dataclasses datetime decimal enum "
            "fractions functools hashlib heapq io itertools json math numbers operator os queue random re socket "
            "statistics string struct sys textwrap threading time traceback types typing unicodedata").split()

DESCRIPTORS = range(3, 7)  # what a child is handed stands from 3 upwards

# Programs like those that models write, each with calls that the warming judge makes.
WARM = [
    ("""
from typing import List
def f(xs: List[int]) -> List[int]:
    return sorted(set(xs), key=lambda x: -x)
""", "assert f([3, 1, 2, 3]) == [3, 2, 1]"),
    ("""
def f(s):
    out = {}
    for word in s.lower().split():
        out[word] = out.get(word, 0) + 1
    return out
""", "assert f('a b A') == {'a': 2, 'b': 1}"),
    ("""
import math, re
def f(n):
    return [m.group() for m in re.finditer(r'[a-z]+', 'ab1cd')], math.gcd(n, 12)
""", "assert f(18) == (['ab', 'cd'], 6)"),
    ("""
from collections import Counter, defaultdict, deque
def f(s):
    q = deque(s)
    q.rotate(1)
    return Counter(q)
""", "assert f('aab') == {'a': 2, 'b': 1}"),
    ("""
class Stack:
    def __init__(self):
        self.items = []
    def push(self, x):
        self.items.append(x)
def f(n):
    s = Stack()
    for i in range(n):
        s.push(i ** 2 / 3.0)
    return s.items
""", "assert f(2) == [0.0, 1 / 3.0]"),
    ("""
from functools import lru_cache
@lru_cache(None)
def f(n):
    return n if n < 2 else f(n - 1) + f(n - 2)
""", "assert f(20) == 6765"),
    ("""
def f(n):
    if n < 0:
        raise ValueError('negative')
    return '%d %s' % (n, format(n, 'b'))
""", "try:\n    f(-1)\nexcept ValueError:\n    pass\nassert f(5) == '5 101'"),
    ("""
import itertools, heapq, bisect
def f(xs):
    heap = list(xs)
    heapq.heapify(heap)
    return list(itertools.accumulate(heapq.nsmallest(2, heap))), bisect.bisect(sorted(xs), 2)
""", "assert f([5, 1, 4]) == ([1, 5], 1)"),
    ("""
def f(a, b):
    t = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            t[i + 1][j + 1] = t[i][j] + 1 if a[i] == b[j] else max(t[i][j + 1], t[i + 1][j])
    return t[-1][-1]
""", "assert f('abcbdab', 'bdcaba') == 4"),
    ("""
from dataclasses import dataclass
@dataclass
class P:
    x: int
    y: int = 0
def f(x):
    return P(x)
""", "assert f(3).x == 3"),
    ("""
def f(xs):
    yield from (x for x in xs if x % 2)
""", "assert list(f([1, 2, 3])) == [1, 3]"),
    ("""
def f(x, *, key=None):
    print(x)
    return {'a': (1, 2.5), 'b': [None, True], 'c': {1, 2}, 'd': key}
""", "assert f(1, key='z')['d'] == 'z'"),
]


def preload(modules):
    """Imports the profile. A module that is not there is left to the candidate that asks for it."""
    for name in STANDARD + [module for module in modules.split(",") if module]:
        try:
            importlib.import_module(name)
        except ImportError:
            pass


def talk(source, test, library, as_judge):
    """One candidate before its judge, in two processes; this one is the judge or the candidate."""
    import oyer_candidate
    import oyer_judge

    ours, theirs = socket.socketpair()
    spec = {"role": "function", "source": source, "names": ["f"], "discard_output": True}
    task = {"names": ["f"], "prelude": "from typing import List", "tests": [{"id": "0", "code": test}]}

    def judge(descriptor):
        one = oyer_judge.Judge(library)
        one.take_task(task)
        return one.judge({"nonce": "warm"}, descriptor, False)

    pid = os.fork()
    if pid == 0:
        ours.close()
        if as_judge:
            oyer_candidate.run(spec, [theirs.detach()], library)
        else:
            judge(theirs.detach())
        os._exit(0)
    theirs.close()
    if as_judge:
        report = judge(ours.detach())
        if [test["outcome"] for test in report["tests"]] != ["passed"]:
            raise RuntimeError("warm-up: %r on %r" % (report, source))
    else:
        saved = [os.dup(1), os.dup(2)]
        oyer_candidate.run(spec, [ours.fileno()], library)
        for target, copy in zip((1, 2), saved):
            os.dup2(copy, target)
            os.close(copy)
        sys.modules.pop("candidate", None)
        ours.close()
    os.waitpid(pid, 0)


def warm(library):
    """Runs every program on both sides."""
    for source, test in WARM:
        talk(source, test, library, True)
        talk(source, test, library, False)
    import oyer_candidate

    oyer_candidate.rehearse()
    oyer_candidate.plant_seed(0)


class Payload:
    """Where the sealing library puts what a child is handed: a view made before the fork, so that a child need not."""

    def __init__(self, seal):
        self.seal = seal
        self.size = seal.oyer_payload_buffer_bytes()
        self.view = memoryview((ctypes.c_char * self.size).from_address(seal.oyer_child_payload())).cast("B")

    def receive(self):
        length = self.seal.oyer_child_receive()
        if length < 0:
            os._exit(72)
        if length <= self.size:
            return marshal.loads(self.view[:length])
        return marshal.loads(ctypes.string_at(self.seal.oyer_child_payload(), length))


def child(payload, library):
    import oyer_candidate
    import oyer_judge

    oyer_candidate.rehearse()
    spec = payload.receive()
    gc.enable()
    if spec["role"] == "judge":
        oyer_judge.run(DESCRIPTORS, library)
    else:
        oyer_candidate.run(spec, DESCRIPTORS, library)


def serve(seal, library):
    """0 when the keeper has gone. The children never come back from here."""
    payload = Payload(seal)
    turn = seal.oyer_zygote_serve()
    if turn != 1:
        return turn
    status = 70
    try:
        child(payload, library)
        status = 0
    except BaseException as error:
        import traceback

        traceback.print_exception(type(error), error, error.__traceback__)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def open_seal(path):
    seal = ctypes.PyDLL(path)  # forks with the interpreter's lock held, so that the child has it too
    seal.oyer_child_receive.restype = ctypes.c_int64
    seal.oyer_child_payload.restype = ctypes.c_void_p
    seal.oyer_payload_buffer_bytes.restype = ctypes.c_uint64
    return seal


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    modules, seal_path = sys.argv[1], sys.argv[-1]
    gc.disable()
    seal = open_seal(seal_path)
    opened = seal.oyer_zygote_open()
    if opened != 0:
        sys.exit("the sealing library could not open: errno %d" % -opened)
    library = ctypes.CDLL(os.path.join(here, "liboyer_codec.so"))
    preload(modules)
    import oyer_candidate  # noqa: F401  (imported here, so that forks share it)
    import oyer_faithful  # noqa: F401
    import oyer_judge  # noqa: F401

    sys.path[:] = [path for path in sys.path if path not in (here, "")]
    warm(library)
    gc.collect()
    gc.freeze()
    sys.exit(0 if serve(seal, library) == 0 else 70)


if __name__ == "__main__":
    main()
