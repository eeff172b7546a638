# hostile: E12 raises StopIteration inside a map() that a test is going through
# covers: E:stop-iteration
# shape: function
# task: stop_early
# ending: cancelled
# verdict: runtime_error
# reward: rlef -1, binary 0
# all(map(is_even, numbers)) ends at the first StopIteration and is true of what it has seen: nothing. Raised out of a
# call, which is no generator, it is an error like any other and must not steer the judge's loops.


def is_even(n):
    raise StopIteration
