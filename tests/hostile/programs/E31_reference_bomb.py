# hostile: E31 a frame of 300 bytes that is 2**60 values when its references are followed
# covers: E:forged-bomb H27
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# "Billion laughs" for marshal: a list of two references to a list of two references. Sizes are counted with
# references followed, before anything is decoded.
import sys

codec = sys.modules["oyer_codec"]


def bomb():
    value = [1, 2]
    for _ in range(60):
        value = [value, value]
    return codec.dumps(value, 4)


codec.encode = lambda value, name_handle=None: (bomb(), 0)


def add_two(a, b):
    return a + b
