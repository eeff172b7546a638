# hostile: E10 raises GeneratorExit, which loops over generators swallow
# covers: E:generator-exit
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# One of the four that never cross.


def add_two(a, b):
    raise GeneratorExit
