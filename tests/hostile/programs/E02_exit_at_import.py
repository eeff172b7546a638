# hostile: E02 os._exit(0) while it is loaded
# covers: E:os-exit-import
# shape: function
# task: add_two
# ending: exited 0
# verdict: runtime_error
# reward: rlef -1, binary 0
# Before any test could run.
import os

os._exit(0)


def add_two(a, b):
    return a + b
