# hostile: E06 raise SystemExit while it is loaded
# covers: E:sys-exit-import H02
# shape: function
# task: add_two
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# The classic "exit before the asserts". Loading did not come to its end, so there is nothing to test.
raise SystemExit(0)


def add_two(a, b):
    return a + b
