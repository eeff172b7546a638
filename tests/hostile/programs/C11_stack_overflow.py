# hostile: C11 overflows the stack of the main thread
# covers: C:stack-overflow
# shape: function
# task: add_two
# ending: signaled SIGSEGV
# verdict: runtime_error
# reward: rlef -1, binary 0
# Recursion through C frames without CPython's own guard. The stack has its limit; beyond it lies SIGSEGV, as outside.
import sys


class Deep:
    def __repr__(self):
        return "".join(map(repr, [self]))


def add_two(a, b):
    sys.setrecursionlimit(1 << 30)
    return repr(Deep())
