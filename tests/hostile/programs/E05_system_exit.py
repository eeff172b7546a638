# hostile: E05 sys.exit(0) in the call
# covers: E:sys-exit H02
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# SystemExit is never raised in the judge, where it would end the tests with success; it ends the run.
import sys


def add_two(a, b):
    sys.exit(0)
