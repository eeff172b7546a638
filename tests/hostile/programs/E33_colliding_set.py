# hostile: E33 a forged set of a million numbers that all have the same hash
# covers: E:hash-flood
# shape: function
# wall: 1500
# task: even_set
# ending: timed_out wall
# verdict: judge_exhausted
# reward: rlef -1, binary 0
# The candidate writes the frame without building the set; decoding it takes the square of its length. The judge's
# time is not the candidate's, so what it burns is not a time limit and not an accident either: a verdict of its own.
# (The candidate waits for its judge until its own wall clock ends it.)
import marshal
import struct
import sys

codec = sys.modules["oyer_codec"]
flood = marshal.dumps([n * (2**61 - 1) for n in range(1, 700_000)], 2)
codec.encode = lambda value, name_handle=None: (b"<" + flood[1:], 0)


def even_set(numbers):
    return set()
