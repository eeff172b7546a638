# hostile: E52 a Decimal of a few bytes that is a billion digits as an integer
# covers: E:giant-decimal
# shape: function
# wall: 1500
# task: half
# ending: timed_out wall
# reduced: ending any
# verdict: judge_exhausted
# reward: rlef -1, binary 0
# The test calls int() on it. The judge runs into its limits while it holds this candidate's value.
from decimal import Decimal


def half(x):
    return Decimal("1E+900000000")
