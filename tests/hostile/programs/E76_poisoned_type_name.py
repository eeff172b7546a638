# hostile: E76 a namedtuple, a Counter and a defaultdict whose tags are made up
# covers: E:forged-tags
# shape: function
# task: sort_list
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# Tagged values are rebuilt by the judge with classes of its own. Fields named __class__ and __eq__, a factory that does
# not exist and a type of the wrong kind are refused.
import sys

codec = sys.modules["oyer_codec"]
tags = [(..., "namedtuple", "X", ("__class__", "__eq__"), (1, 2)), (..., "defaultdict", "exec", (1, 2)),
        (..., "type", "exec")]
calls = 0


def encode(value, name_handle=None):
    global calls
    calls += 1
    return codec.dumps(tags[calls % 3], 4), codec.TAGGED


codec.encode = encode


def sort_list(numbers):
    return sorted(numbers)
