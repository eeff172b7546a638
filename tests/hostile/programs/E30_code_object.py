# hostile: E30 answers with a code object, for a judge that would unmarshal and call it
# covers: E:forged-code H28
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# marshal carries code, as pickle would. The frame is scanned before it is decoded, and code is not in the list of what
# a frame may hold: bytes that are no answer.
import marshal
import sys

codec = sys.modules["oyer_codec"]
code = marshal.dumps(compile("__import__('os')._exit(0)", "x", "exec"), 4)
codec.encode = lambda value, name_handle=None: (code, 0)


def add_two(a, b):
    return a + b
