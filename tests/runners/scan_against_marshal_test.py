"""The scan against CPython itself: what it accepts, marshal decodes; what marshal writes of plain values, it accepts.

Reproducible changes of real frames stand in for a candidate's bytes. A frame that the scan lets through must never
make marshal raise, let alone crash, and must hold plain types only.
"""

import marshal
import random
import unittest

import harness
from harness import codec

PLAIN = (type(None), bool, int, float, complex, str, bytes, type(...))


def samples(rng, depth=0):
    """A random plain value."""
    kind = rng.randrange(16 if depth < 4 else 9)
    if kind < 9:
        return rng.choice([None, True, False, rng.randrange(-5, 300), rng.getrandbits(rng.randrange(1, 200)),
                           -rng.getrandbits(70), rng.random(), complex(1, rng.random()), "a" * rng.randrange(300),
                           "é\ud800" * rng.randrange(4), b"\0\xff" * rng.randrange(3), "key", float("nan")])
    items = [samples(rng, depth + 1) for _ in range(rng.randrange(5))]
    if kind < 11:
        return items + items[:1]
    if kind < 13:
        return tuple(items)
    hashable = [item for item in items if is_hashable(item)]
    if kind == 13:
        return set(hashable)
    if kind == 14:
        return frozenset(hashable)
    return {item: rng.choice(items) for item in hashable}


def is_hashable(value):
    try:
        hash(value)
    except TypeError:
        return False
    return True


def count(value):
    """Values in a value, references followed, as the scan counts them."""
    if isinstance(value, dict):
        return 1 + sum(count(key) + count(item) for key, item in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return 1 + sum(count(item) for item in value)
    if not isinstance(value, PLAIN):
        raise AssertionError("%r came through" % type(value))
    return 1


def change(rng, frame):
    frame = bytearray(frame)
    for _ in range(rng.randrange(1, 4)):
        how, at = rng.randrange(4), rng.randrange(len(frame))
        if how == 0:
            frame[at] = rng.choice(b"NTFilgysutaAzZ()[{<>r.0cS\xa9\xdb\xe9\xfa\xda" + bytes([rng.randrange(256)] * 9))
        elif how == 1:
            frame[at] ^= 1 << rng.randrange(8)
        elif how == 2:
            del frame[at:at + rng.randrange(1, 6)]
        else:
            source = rng.randrange(len(frame))
            frame[at:at] = frame[source:source + rng.randrange(1, 12)]
        if not frame:
            return b"N"
    return bytes(frame)


class ScanAgainstMarshal(unittest.TestCase):
    def setUp(self):
        self.scanner = codec.Scanner.of(harness.library)

    def test_what_marshal_writes_is_accepted_with_its_size(self):
        rng = random.Random(1)
        for _ in range(3000):
            value = samples(rng)
            frame = marshal.dumps(value, 4)
            self.assertEqual(self.scanner.check(frame), 0, value)
            self.assertEqual(self.scanner.nodes(frame), count(value), value)
            self.assertTrue(codec.is_plain(value))

    def test_what_is_accepted_decodes_to_plain_values_of_at_most_that_size(self):
        rng = random.Random(2)
        accepted = 0
        for _ in range(60000):
            frame = change(rng, marshal.dumps(samples(rng), 4))
            try:
                self.scanner.check(frame)
            except codec.Malformed:
                continue
            accepted += 1
            nodes = self.scanner.nodes(frame)
            self.assertLessEqual(count(marshal.loads(frame)), nodes)  # equal members of a set become one
        self.assertGreater(accepted, 3000)


if __name__ == "__main__":
    harness.main()
