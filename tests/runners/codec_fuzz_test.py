"""The codec both ways, on bytes and on values that nobody would send who meant well.

Towards the judge: changed frames go through a Link as a candidate's answers do. Whatever comes of it is a value of the
judge's own types or the end of that run; nothing else is raised, and nothing of the frame is called. Away from it: what
a judge or a candidate encodes passes the scan and decodes to an equal value of the same types.

    python3 codec_fuzz_test.py LIBRARY [SECONDS]

With SECONDS another seed every time until they are over, and the counts at the end; without, a fixed short run.
"""

import array
import collections
import datetime
import decimal
import fractions
import marshal
import os
import random
import socket
import sys
import time
import types
import unittest

import harness
from harness import codec
import oyer_link
from scan_against_marshal_test import change, is_hashable, samples

SECONDS = float(sys.argv.pop()) if len(sys.argv) > 2 and sys.argv[-1].replace(".", "").isdigit() else 0
ROUNDS = 4000

# What a decoded value may be made of: plain data, the standard library's own value types, and what stands for things.
OWN = {type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, type(...),
       type(NotImplemented), bytearray, memoryview, range, slice, collections.Counter, collections.OrderedDict,
       collections.defaultdict, collections.deque, type({}.keys()), type({}.values()), type({}.items()),
       decimal.Decimal, fractions.Fraction, datetime.datetime, datetime.date, datetime.time, datetime.timedelta, type,
       types.GeneratorType, oyer_link.Handle, object, array.array}

TAGS = sorted(codec._BUILDERS)


def rich(rng, depth=0):
    """A random value of every type that has a tag of its own."""
    inner = [samples(rng, 3) for _ in range(rng.randrange(4))]
    keys = [item for item in inner if is_hashable(item) and item == item]
    makers = [
        lambda: samples(rng, depth), lambda: ..., lambda: NotImplemented, lambda: bytearray(b"ab\0"),
        lambda: memoryview(b"abc"), lambda: range(1, rng.randrange(2, 90), 3), lambda: slice(1, None, rng.random()),
        lambda: collections.Counter({key: rng.randrange(5) for key in keys}),
        lambda: collections.OrderedDict((key, inner) for key in keys),
        lambda: collections.defaultdict(list, {key: 1 for key in keys}),
        lambda: collections.deque(inner, rng.choice([None, 2, 9])),
        lambda: dict.fromkeys(keys).keys(), lambda: {1: inner}.values(), lambda: dict.fromkeys(keys, 2).items(),
        lambda: decimal.Decimal(rng.choice(["1.50", "-Infinity", "NaN12", "1e-40", "0"])),
        lambda: fractions.Fraction(rng.randrange(-9, 9), rng.randrange(1, 9)),
        lambda: datetime.datetime(2024, 2, 29, 23, 59, 58, 7, datetime.timezone.utc, fold=1),
        lambda: datetime.date(1, 1, 1), lambda: datetime.time(3, 4), lambda: datetime.timedelta(-1, 5, 6),
        lambda: collections.namedtuple("Point", "x y")(inner, 2), lambda: rng.choice([int, list, type(None)]),
        lambda: iter(inner), lambda: array.array("d", [1.5, rng.random()]),
        lambda: [rich(rng, depth + 1) for _ in range(rng.randrange(3))],
        lambda: {key: rich(rng, depth + 1) for key in keys},
    ]
    return rng.choice(makers[:-2] if depth > 2 else makers)()


def twist(rng, value, depth=0):
    """A plain value with tags exchanged, their fields changed, added and lost."""
    if type(value) is tuple and value and value[0] is ...:
        rest = [twist(rng, item, depth + 1) for item in value[2:]]
        how = rng.randrange(6)
        if how == 0:
            return (..., rng.choice(TAGS), *rest)
        if how == 1 and rest:
            place = rng.randrange(len(rest))
            rest[place] = rng.choice([None, -1, 1 << 62, b"", "", (), 1e308, (..., "range", 0, 9, 0)])
        elif how == 2:
            rest.insert(rng.randrange(len(rest) + 1), rng.choice([0, "i8", (), (1 << 40,), ("__class__",), b"\0" * 8]))
        elif how == 3 and rest:
            rest.pop()
        return (..., value[1], *rest)
    if type(value) in (list, tuple):
        return type(value)(twist(rng, item, depth + 1) for item in value)
    if type(value) is dict:
        return {key: twist(rng, item, depth + 1) for key, item in value.items()}
    if depth < 4 and rng.randrange(12) == 0:
        fields = [samples(rng, 3) for _ in range(rng.randrange(6))]
        return (..., rng.choice(TAGS), *fields)
    return value


def foreign(value, seen=None):
    """The first type in a decoded value that is not one of ours, or None. Iterators and handles are not entered."""
    seen = set() if seen is None else seen
    kind = type(value)
    if id(value) in seen:
        return None
    seen.add(id(value))
    if kind not in OWN:
        own_tuple = kind.__bases__ == (tuple,) and type(kind._fields) is tuple
        if not own_tuple and kind.__module__ != "numpy":
            return kind
    inner = ()
    if isinstance(value, (list, tuple, set, frozenset, collections.deque)):
        inner = value
    elif isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    return next((found for found in (foreign(item, seen) for item in inner) if found), None)


def shown(value):
    """A value's type and contents as text; sets in one order, views and iterators by what is in them."""
    kind = type(value)
    if hasattr(value, "__next__"):
        return "iterator"
    if isinstance(value, (set, frozenset)):
        inner = sorted(map(shown, value))
    elif isinstance(value, (dict, type({}.items()))):
        inner = [shown(key) + ":" + shown(item) for key, item in getattr(value, "items", lambda: value)()]
    elif isinstance(value, (list, tuple, collections.deque, type({}.keys()), type({}.values()))):
        inner = [*map(shown, value), *map(repr, [getattr(value, "maxlen", 0), getattr(value, "_fields", 0)])]
    elif isinstance(value, memoryview):
        inner = [repr(bytes(value))]
    else:
        inner = [repr(value)]
    return "%s(%s)" % (kind.__name__, ", ".join(inner))


def trials(name, once):
    """Calls `once` with a generator for each trial: a fixed number of times, or until the time is over."""
    begun, count = time.monotonic(), 0
    seed = int.from_bytes(os.urandom(6), "big") if SECONDS else 1
    rng = random.Random(seed)
    while count < ROUNDS or time.monotonic() - begun < SECONDS / 3:
        try:
            once(rng)
        except BaseException:
            print("%s: seed %d, trial %d" % (name, seed, count), file=sys.stderr)
            raise
        count += 1
    if SECONDS:
        print("%s: %d trials from seed %d" % (name, count, seed))


class CodecFuzz(unittest.TestCase):
    def setUp(self):
        ours, theirs = socket.socketpair()
        self.addCleanup(ours.close)
        self.link = oyer_link.Link(theirs.detach(), harness.library, {}, False)
        self.addCleanup(self.link.close)
        self.encoder_handles = {}

    def decode(self, body):
        """What the judge makes of an answer's body; None where that was the end of the run."""
        self.link.ended = None
        self.link.handles.clear()
        try:
            return self.link.decode(body)
        except oyer_link.RunEnded as ended:
            self.assertIn(ended.reason, ("protocol", "judge_exhausted"))
            return None

    def hold(self, value):
        return self.encoder_handles.setdefault(id(value), len(self.encoder_handles))

    def test_changed_bytes_give_own_values_or_end_the_run(self):
        def once(rng):
            body, _ = codec.encode(rich(rng), self.hold)
            for _ in range(3):
                body = change(rng, body)
                self.assertIsNone(foreign(self.decode(body)))

        trials("changed bytes", once)

    def test_twisted_values_give_own_values_or_end_the_run(self):
        def once(rng):
            body, _ = codec.encode(rich(rng), self.hold)
            try:
                twisted = marshal.dumps(twist(rng, marshal.loads(body)), 4)
            except (TypeError, ValueError):  # no key of a dict or not for marshal
                return
            self.assertIsNone(foreign(self.decode(twisted)))

        trials("twisted values", once)

    def test_what_is_encoded_decodes_as_it_was(self):
        decoder = codec.Decoder(harness.library, lambda number, name: (number, name),
                                lambda items, ending, more: iter(items))

        def once(rng):
            value = rich(rng)
            sent = shown(value)
            body, _ = codec.encode(value, self.hold)
            self.assertEqual(shown(decoder.decode(body)), sent)

        trials("round trips", once)


if __name__ == "__main__":
    harness.main()
