# hostile: E32 a frame that holds itself
# covers: E:forged-cycle
# shape: function
# task: sort_list
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# Comparing or printing it would recurse for ever in the judge.
import sys

codec = sys.modules["oyer_codec"]
loop = []
loop.append(loop)
codec.encode = lambda value, name_handle=None: (codec.dumps(loop, 4), 0)


def sort_list(numbers):
    return loop
